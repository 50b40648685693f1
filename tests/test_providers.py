"""The list of British providers: enough of them, each name in one place unless companies were divided."""

from __future__ import annotations

import pytest

from plannr_nb import catalogue

NAMES = catalogue.providers(each_name=True)
OFFERS = {
    "annuity", "equity release", "friendly society", "health", "investment", "life", "offshore bond", "pension",
    "platform", "protection", "public scheme", "sipp", "tax-efficient", "wealth manager", "workplace pension",
}  # fmt: skip


def of(written: str) -> list[tuple[str, str]]:
    found = NAMES[NAMES["written"] == written]
    return list(zip(found["name"], found["relation"], strict=True))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Aviva", [("Aviva", "name")]),
        ("Friends Life", [("Aviva", "former")]),
        ("L&G", [("Legal & General", "other")]),
        ("abrdn", [("Aberdeen", "other")]),
        ("Scottish Equitable", [("Aegon", "former")]),
        ("Cofunds", [("Aegon", "former")]),
        ("Equitable Life", [("Utmost Life and Pensions", "former")]),
        ("Allied Dunbar", [("Zurich", "former")]),
        ("Ascentric", [("M&G Wealth Platform", "former")]),
        ("PruProtect", [("Vitality", "former")]),
        ("Clerical Medical", [("Scottish Widows", "former")]),
        ("Standard Life", [("Standard Life", "name")]),
        ("a company nobody knows", []),
    ],
)
def test_a_name_leads_to_its_provider(written: str, found: list[tuple[str, str]]) -> None:
    assert of(written) == found


def test_a_name_whose_company_was_divided_leads_to_all_of_them() -> None:
    assert of("Scottish Provident") == [("Phoenix Life", "former"), ("Royal London", "former")]
    assert of("Save & Prosper")[0][0] == "J.P. Morgan Asset Management"
    divided = NAMES.loc[NAMES["written"] == "Old Mutual Wealth", ["name", "providers"]]
    assert divided.to_numpy().tolist() == [["Quilter", 2], ["ReAssure", 2]]


def test_only_former_names_may_stand_with_two_providers() -> None:
    today = NAMES[NAMES["relation"] != "former"]
    spelled = today["written"].str.casefold()
    assert sorted(spelled[spelled.duplicated()]) == []


def test_no_provider_is_said_to_be_its_own_former_self() -> None:
    own = NAMES.assign(spelled=NAMES["written"].str.casefold())
    assert own[own.duplicated(["spelled", "name"])]["written"].tolist() == []


def test_the_list_is_long_sorted_and_tidy() -> None:
    listed = catalogue.providers()
    assert len(listed) >= 120
    assert list(listed.columns) == ["name", "other_names", "former_names", "what", "note"]
    assert listed["name"].tolist() == sorted(listed["name"], key=str.casefold)
    assert {offer for what in listed["what"] for offer in what.split(" | ")} <= OFFERS
    written = NAMES["written"]
    assert (written == written.str.strip()).all() and (written != "").all()
    assert listed.isna().sum().sum() == 0


def test_what_is_given_may_be_changed_without_harm() -> None:
    first = catalogue.providers()
    first.loc[0, "name"] = "changed"
    assert "changed" not in set(catalogue.providers()["name"])
