"""Old references and new uuids: found only where nothing else fits, and put into the records that come next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb.errors import RecordsError

U = [f"{number:08d}-513d-4334-a7ec-9cc0e082d5e4" for number in range(10)]


def tolist(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    shown = frame[list(columns)].astype(object)
    return shown.where(shown.notna(), None).to_numpy().tolist()


@dataclass
class Sent:
    """A run as far as reading back looks at one."""

    cells: pd.DataFrame
    record_type: str = "clients"
    mode: str = "store"
    outcomes: list[str] | None = None
    journal: Path = Path("none")
    import_id: int | None = None
    ledger: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        self.cells = pn.as_records(self.cells).drop(columns=["source_file", "source_row", "also_rows", "excluded"])
        outcomes = self.outcomes or ["created"] * len(self.cells)
        self.ledger = pd.DataFrame(
            {
                "record_id": self.cells.index.astype("str"),
                "source_key": self.cells.pop("source_key").tolist(),
                "outcome": outcomes,
                "reason": ["already stored" if it == "excluded" else None for it in outcomes],
                "uuid": None,
            }
        ).astype("str")

    def sent(self) -> pd.DataFrame:
        return self.cells


def found(run: Sent, theirs: list[dict[str, Any]]) -> list[list[Any]]:
    """What is read back from a server that lists `theirs`, 500 a page."""
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        page = int(request.url.params["page"])
        rows = theirs[(page - 1) * 500 : page * 500]
        last = max(1, -(-len(theirs) // 500))
        return httpx.Response(200, json={"data": rows, "meta": {"current_page": page, "last_page": last}})

    client = pn.PlannrClient(
        "http://127.0.0.1:8000", token="secret", account_uuid="a", transport=httpx.MockTransport(answer)
    )
    crosswalk = pn.read_back(client, run)
    assert crosswalk.columns.tolist() == ["record_id", "source_key", "uuid", "matched_by", "certain"]
    assert {url.params["per_page"] for url in asked} == {"500"}
    sure = crosswalk[crosswalk["certain"]]
    told = run.ledger.dropna(subset="uuid")
    assert dict(zip(sure["record_id"], sure["uuid"], strict=True)) == dict(
        zip(told["record_id"], told["uuid"], strict=True)
    )
    return tolist(crosswalk, "record_id", "source_key", "uuid", "matched_by", "certain")


def reference(value: str, source: str | None = "old") -> dict[str, Any]:
    return {"external_references": [{"value": value, "source": source}]}


# reading back


def test_by_external_reference_over_several_pages() -> None:
    cells = pd.DataFrame(
        {"last_name": "Hale", "external_reference_value": ["C1", "C2", "C3"], "external_reference_source": "old"}
    ).assign(source_key=["K1", "K2", "K3"])
    theirs = [{"uuid": f"x{number}", "last_name": "Other", "external_references": []} for number in range(1_100)]
    theirs[700] = {"uuid": U[1], **reference("C1")}
    theirs[1_099] = {"uuid": U[2], **reference("C2")}
    theirs += [{"uuid": U[2], **reference("C2")}, {"uuid": U[3], **reference("C3", "another system")}]
    assert found(Sent(cells), theirs) == [
        ["0", "K1", U[1], "external reference", True],
        ["1", "K2", U[2], "external reference", True],
        ["2", "K3", None, None, False],
    ]


@pytest.mark.parametrize("given", [[{"reference": "C1"}], ["C1"], [{"id": "C1", "name": "old"}], [{"value": "C1"}]])
def test_external_references_of_any_shape(given: list[Any]) -> None:
    cells = pd.DataFrame({"external_reference_value": ["C1"], "source_key": ["K1"]})
    assert found(Sent(cells), [{"uuid": U[1], "external_references": given}])[0][2] == U[1]


def test_two_in_plannr_with_one_reference_are_a_tie() -> None:
    cells = pd.DataFrame({"external_reference_value": ["C1"], "source_key": ["K1"]})
    assert found(Sent(cells), [{"uuid": U[1], **reference("C1")}, {"uuid": U[2], **reference("C1")}]) == [
        ["0", "K1", None, "external reference: 1 records, 2 in Plannr", False]
    ]


def person(number: int, first: str, last: str, email: str | None = None, born: str | None = None) -> dict[str, Any]:
    return {"uuid": U[number], "first_name": first, "last_name": last, "email": email, "date_of_birth": born}


def test_by_email_names_and_date_of_birth() -> None:
    """A couple share an e-mail; father and son share a name; two are alike in all; one has but a name."""
    cells = pd.DataFrame(
        [
            ("K1", "Ann", "Hale", "hale@example.com", "01/02/1970"),
            ("K2", "Jo", "Hale", "hale@example.com", "03/04/1971"),
            ("K3", "Sam", "Evans", None, "1/5/1940"),
            ("K4", "Sam", "Evans", None, "05/06/1968"),
            ("K5", "Di", "Twin", None, "01/01/1990"),
            ("K6", "Di", "Twin", None, "01/01/1990"),
            ("K7", "Only", "Name", None, None),
            ("K8", "Not", "There", "no@example.com", None),
        ],
        columns=["source_key", "first_name", "last_name", "email", "date_of_birth"],
    )
    theirs = [
        person(1, "ANN", "Hale", "Hale@Example.com", "1970-02-01"),
        person(2, "Jo", " Hale", "hale@example.com", "1971-04-03T00:00:00+00:00"),
        person(3, "Sam", "Evans", None, "1940-05-01"),
        person(4, "Sam", "Evans", None, "1968-06-05"),
        person(5, "Di", "Twin", None, "1990-01-01"),
        person(6, "Di", "Twin", None, "1990-01-01"),
        person(7, "Only", "Name"),
    ]
    sure = "e-mail, names and date of birth"
    assert found(Sent(cells), theirs) == [
        ["0", "K1", U[1], sure, True],
        ["1", "K2", U[2], sure, True],
        ["2", "K3", U[3], sure, True],
        ["3", "K4", U[4], sure, True],
        ["4", "K5", None, f"{sure}: 2 records, 2 in Plannr", False],
        ["5", "K6", None, f"{sure}: 2 records, 2 in Plannr", False],
        ["6", "K7", U[7], "names only", False],
        ["7", "K8", None, None, False],
    ]


def test_dates_of_birth_that_plannr_does_not_list_do_not_count() -> None:
    cells = pd.DataFrame(
        {"first_name": "Ann", "last_name": "Hale", "email": "a@example.com", "date_of_birth": "01/02/1970"}, index=["9"]
    ).assign(source_key="K1")
    theirs = [{"uuid": U[1], "first_name": "Ann", "last_name": "Hale", "primary_email": {"email": "a@example.com"}}]
    assert found(Sent(cells), theirs) == [["9", "K1", U[1], "e-mail, names", True]]


def test_plans_by_policy_number_and_owner() -> None:
    cells = pd.DataFrame(
        {
            "policy_number": ["0012", "0012", "AB 1", "AB 1", None],
            "client_uuid": [U[1], U[2], U[1], U[1], U[1]],
            "source_key": ["P1", "P2", "P3", "P4", "P5"],
        }
    )
    theirs = [
        {"uuid": U[5], "policy_number": "0012", "client": {"uuid": U[1]}},
        {"uuid": U[6], "main_account": {"policy_number": "0012"}, "client": {"uuid": U[2]}},
        {"uuid": U[7], "policy_number": "ab 1", "client_uuid": U[1]},
        {"uuid": U[8], "policy_number": None, "client": None},
    ]
    how = "policy number and owner"
    assert found(Sent(cells, record_type="plans"), theirs) == [
        ["0", "P1", U[5], how, True],
        ["1", "P2", U[6], how, True],
        ["2", "P3", None, f"{how}: 2 records, 1 in Plannr", False],
        ["3", "P4", None, f"{how}: 2 records, 1 in Plannr", False],
        ["4", "P5", None, None, False],
    ]


def test_only_records_that_may_be_in_plannr_are_looked_for() -> None:
    outcomes = ["created", "failed", "unknown", "excluded"]
    cells = pd.DataFrame({"external_reference_value": ["C1", "C2", "C3", "C4"], "source_key": ["K1", "K2", "K3", "K4"]})
    theirs = [{"uuid": U[number], **reference(f"C{number}")} for number in (1, 2, 3, 4)]
    crosswalk = found(Sent(cells, outcomes=outcomes), theirs)
    assert [row[1] for row in crosswalk] == ["K1", "K3", "K4"]


def test_an_update_carries_its_uuids() -> None:
    cells = pd.DataFrame({"uuid": [U[1]], "nickname": ["Nick"], "source_key": ["K1"]})
    run = Sent(cells, record_type="charges", mode="update", outcomes=["updated"])
    client = pn.PlannrClient("http://127.0.0.1:9", token="secret", account_uuid="a")
    assert tolist(pn.read_back(client, run), "source_key", "uuid", "matched_by", "certain") == [
        ["K1", U[1], "uuid", True]
    ]


@pytest.mark.parametrize(
    ("settings", "said"), [({"record_type": "notes"}, "notes cannot"), ({"mode": "validate"}, "leaves nothing")]
)
def test_what_cannot_be_read_back(settings: dict[str, str], said: str) -> None:
    run = Sent(pd.DataFrame({"last_name": ["Hale"], "source_key": ["K1"]}), **settings)
    with pytest.raises(RecordsError, match=said):
        pn.read_back(pn.PlannrClient("http://127.0.0.1:9", token="secret", account_uuid="a"), run)


# linking

KNOWN = pd.DataFrame(
    [
        ("C1", U[1], "external reference", True),
        ("C2", U[2], "external reference", True),
        ("C3", None, "external reference: 1 records, 2 in Plannr", False),
        ("C4", U[4], "names only", False),
        ("C5", U[5], "external reference", True),
        ("C5", U[6], "external reference", True),
        ("C6", None, None, False),
    ],
    columns=["source_key", "uuid", "matched_by", "certain"],
)


def test_keys_become_uuids_and_the_rest_is_told() -> None:
    plans = pd.DataFrame(
        {"client_uuid": ["C1", "C9", "C3", "C4", "C5", U[9], None, "C1", "C6"], "name": "Plan"},
        index=pd.Index(range(20, 29), name="source_row"),
    )
    linked, problems = pn.link(plans, KNOWN)
    assert linked["client_uuid"].astype(object).where(linked["client_uuid"].notna(), None).tolist() == [
        U[1], "C9", "C3", "C4", "C5", U[9], None, U[1], "C6",
    ]  # fmt: skip
    assert tolist(problems, "record_id", "source_row", "field", "code", "severity", "value", "found_by") == [
        ["21", 21, "client_uuid", "owner_missing", "error", "C9", "shape"],
        ["22", 22, "client_uuid", "owner_uncertain", "error", "C3", "shape"],
        ["23", 23, "client_uuid", "owner_uncertain", "error", "C4", "shape"],
        ["24", 24, "client_uuid", "owner_uncertain", "error", "C5", "shape"],
        ["28", 28, "client_uuid", "owner_waiting", "error", "C6", "shape"],
    ]
    assert plans["client_uuid"].iloc[0] == "C1"


def test_several_keys_in_a_cell_one_by_one() -> None:
    joint = pd.DataFrame({"owners": ["C1; C2", "C2 ;C1;C2", f"C1;{U[9]}", "C1; C8; C3", " ; "]}, index=list("abcde"))
    linked, problems = pn.link(joint, KNOWN, to="owners")
    assert linked["owners"].tolist()[:4] == [f"{U[1]};{U[2]}", f"{U[2]};{U[1]}", f"{U[1]};{U[9]}", "C1; C8; C3"]
    assert tolist(problems, "record_id", "code", "value") == [
        ["d", "owner_missing", "C8"],
        ["d", "owner_uncertain", "C3"],
    ]
    assert pn.link(joint.head(1), KNOWN, to="owners", separator=";")[0]["owners"].item() == f"{U[1]};{U[2]}"


def test_another_separator_and_a_key_that_holds_it() -> None:
    known = pd.DataFrame({"source_key": ["A|B", "C"], "uuid": [U[1], U[2]], "certain": True})
    cells = pd.DataFrame({"linked_owners": ["A|B", "C|C"]})
    assert pn.link(cells, known, to="linked_owners", separator="|")[0]["linked_owners"].tolist() == [U[1], U[2]]


def test_links_of_two_crosswalks() -> None:
    both = pd.concat(
        [KNOWN.head(2), KNOWN.head(1), pd.DataFrame({"source_key": ["C2"], "uuid": [None], "certain": [False]})]
    )
    linked, problems = pn.link(pd.DataFrame({"client_uuid": ["C1", "C2"]}), both)
    assert (linked["client_uuid"].tolist(), len(problems)) == ([U[1], U[2]], 0)


def test_a_key_that_one_crosswalk_found_and_another_did_not() -> None:
    """The better knowledge wins: a certain match, then a doubtful one, then none."""
    waiting = pd.DataFrame({"source_key": ["C1", "C3", "C6"], "uuid": None, "certain": False})
    linked, problems = pn.link(pd.DataFrame({"client_uuid": ["C1", "C3", "C6"]}), pd.concat([waiting, KNOWN]))
    assert linked["client_uuid"].tolist() == [U[1], "C3", "C6"]
    assert problems["code"].tolist() == ["owner_uncertain", "owner_waiting"]


@pytest.mark.parametrize("how", ["read_table", "read_csv", "numbers"])
def test_a_crosswalk_that_was_saved_is_as_certain_as_before(tmp_path: Path, how: str) -> None:
    """The text "False" is not false to Python."""
    path = tmp_path / "crosswalk.csv"
    KNOWN.assign(certain=KNOWN["certain"].astype(int) if how == "numbers" else KNOWN["certain"]).to_csv(
        path, index=False
    )
    again = pn.read_table(path) if how == "read_table" else pd.read_csv(path, dtype=str)
    plans = pd.DataFrame({"client_uuid": ["C1", "C3", "C4"]})
    linked, problems = pn.link(plans, again)
    assert linked["client_uuid"].tolist() == [U[1], "C3", "C4"]
    assert problems["code"].tolist() == ["owner_uncertain", "owner_uncertain"]


@pytest.mark.parametrize("given", ["perhaps", "", None, 2])
def test_a_crosswalk_that_does_not_say_what_is_certain(given: Any) -> None:
    known = KNOWN.assign(certain=KNOWN["certain"].astype(object).where(KNOWN["source_key"] != "C4", given))
    with pytest.raises(RecordsError, match="missing or neither true nor false in 1 of 7 rows"):
        pn.link(pd.DataFrame({"client_uuid": ["C1"]}), known)


def test_a_reference_that_was_not_linked_is_told_once() -> None:
    """That it is no uuid either goes without saying."""
    plans, problems = pn.link(pd.DataFrame({"client_uuid": ["C9"]}), KNOWN)
    every = pn.problems.merge([problems, pn.check(plans, "plans")])
    assert every.loc[every["field"] == "client_uuid", "code"].tolist() == ["owner_missing"]


def test_what_cannot_be_linked() -> None:
    with pytest.raises(RecordsError, match='no field "client_uuid" to link; did you mean "client_uid"'):
        pn.link(pd.DataFrame({"client_uid": ["C1"]}), KNOWN)
    with pytest.raises(RecordsError, match="no column certain"):
        pn.link(pd.DataFrame({"client_uuid": ["C1"]}), KNOWN.drop(columns="certain"))
    with pytest.raises(RecordsError, match="the crosswalk is a NoneType and no frame"):
        pn.link(pd.DataFrame({"client_uuid": ["C1"]}), None)


# against the sandbox


@pytest.fixture
def client() -> Iterator[pn.PlannrClient]:
    with (
        pn.sandbox.serve(requests_a_minute=100_000) as server,
        pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client,
    ):
        yield client


def test_clients_then_joint_clients_then_plans(client: pn.PlannrClient, tmp_path: Path) -> None:
    """The couple, then the pair of them, then a plan of hers, a plan of both and one whose owner is nowhere."""
    journal = tmp_path / "i.sqlite"
    couple = pd.DataFrame(
        {"first_name": ["Ann", "Jo"], "last_name": "Hale", "type": "individual", "send_welcome_email": "false",
         "source_key": ["C1.1", "C1.2"], "external_reference_value": ["C1.1", "C1.2"]},
        index=["2.1", "2.2"],
    )  # fmt: skip
    run = pn.run_import(client, couple, "clients", mode="store", journal=journal)
    owners = pn.read_back(client, run)
    assert owners["certain"].all()
    assert run.ledger["uuid"].tolist() == owners["uuid"].tolist()
    assert pn.journal.open(journal).ledger(run.import_id)["uuid"].tolist() == owners["uuid"].tolist()

    joint = pd.DataFrame(
        {"entity_name": ["Ann & Jo Hale"], "type": "joint", "owners": "C1.1; C1.2", "send_welcome_email": "false",
         "source_key": "C1", "external_reference_value": "C1"},
        index=["2.joint"],
    )  # fmt: skip
    joint, none = pn.link(joint, owners, to="owners")
    pair = pn.run_import(client, joint, "clients", mode="store", journal=journal)
    assert (len(none), pair.counts["created"]) == (0, 1)

    known = pd.concat([owners, pn.read_back(client, pair)])
    plans = pd.DataFrame(
        {"client_uuid": ["C1.1", "C1", "C7"], "type": "investment", "plan_type": "Cash ISA", "provider": "Example Bank",
         "policy_number": ["001", "002", "003"], "status": "active", "opened_at": "01/02/2020",
         "source_key": ["P1", "P2", "P3"]},
    )  # fmt: skip
    linked, problems = pn.link(plans, known)
    assert tolist(problems, "record_id", "value") == [["2", "C7"]]
    file = pn.build_csv(linked, "plans", tmp_path / "plans.csv", problems=problems)
    sent = pn.run_import(client, file, mode="store", journal=journal)
    found_again = pn.read_back(client, sent)
    assert sent.counts["excluded"] == 1
    assert sent.counts["created"] == 2
    assert found_again["matched_by"].tolist() == ["policy number and owner"] * 2


def test_a_second_store_reads_back_what_the_first_one_made(client: pn.PlannrClient, tmp_path: Path) -> None:
    journal = tmp_path / "i.sqlite"
    records = pd.DataFrame(
        {"first_name": ["Ann", "Jo"], "last_name": ["Hale", None], "send_welcome_email": "false",
         "email": ["a@example.com", "j@example.com"], "source_key": ["C1", "C2"]},
    )  # fmt: skip
    pn.run_import(client, records, "clients", mode="store", journal=journal)
    corrected = records.assign(last_name="Hale")
    second = pn.run_import(client, corrected, "clients", mode="store", journal=journal)
    assert tolist(pn.read_back(client, second), "source_key", "certain") == [["C1", True], ["C2", True]]
    resumed = pn.resume_import(client, second.import_uuid, journal=journal)
    assert tolist(pn.read_back(client, resumed), "source_key", "certain") == [["C1", True], ["C2", True]]
