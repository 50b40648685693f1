"""The rules across the fields of a record, by record type.

A field that is not mapped is blank in a new record, and left alone in an update; so what must be filled is asked of
new records only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from plannr_nb.catalogue.model import Certainty, Mode, RecordType, Sensitivity
from plannr_nb.catalogue.phrases import DECEASED, INSTRUCTION, PLACEHOLDERS_AND_ZERO, PLACEHOLDERS_IN_NAMES
from plannr_nb.checks.expectation import NO_DATES, NOT_NULL, Expectation, all_of, among, blank, filled, rule, said
from plannr_nb.problems import Severity

__all__ = ["record_rules"]

_NULL = "expect_column_values_to_be_null"
_IN_SET = "expect_column_values_to_be_in_set"
_NOT_IN_SET = "expect_column_values_to_not_be_in_set"
_NOT_MATCH = "expect_column_values_to_not_match_regex"
_UNIQUE = "expect_column_values_to_be_unique"
_UNIQUE_TOGETHER = "expect_compound_columns_to_be_unique"

_API = "https://apidocs.plannrcrm.com/operation"
_SUPPORT = "https://support.plannrcrm.com/en"
_CLIENTS = "https://plannr-documentation.notion.site/Client-Import-Schema-02c882b1097d47ccb668a007d92de6cb"
_PLANS = "https://plannr-documentation.notion.site/Plan-Import-Schema-d4b0fc7b127a440096580c2d12cc0c07"
_JOINT = f"{_SUPPORT}/article/client-import-1vgxzxm/"
_DOUBLES = f"{_SUPPORT}/articles/15482362-duplicate-client-detection"
_DECEASED = f"{_SUPPORT}/articles/12984712-best-practice-deceased-clients"
_LEAVERS = f"{_SUPPORT}/articles/12960692-best-practice-no-longer-ifa"
_PREMIUMS = f"{_SUPPORT}/article/premium-history-import-17y7nqj/"
_PREMIUM_API = f"{_API}/operation-postapiv1plansplan_uuidpremiums.md"
_CHARGES = f"{_SUPPORT}/article/charges-import-1w4yxgz/"
_CHARGE_API = f"{_API}/operation-postapiv1charge"
_MEMBERS = f"{_API}/operation-postapiv1plansplan_uuidgroupschememembers"
_INCOMES = f"{_API}/operation-postapiv2income"

_ORGANISATION = (
    r"(?i)(\b(ltd|limited|plc|llp|inc|gmbh|trust|trustees?|charity|foundation|partnership|holdings|"
    r"executors?|estate of|representatives? of|company)\b|& co\b)"
)
_ADDRESS = ("address_1", "address_2", "address_3", "address_4", "town_city", "county")
_CHANNELS = ("contact_by_email", "contact_by_phone", "contact_by_post", "contact_by_sms")


@dataclass(frozen=True, slots=True)
class _Rules:
    """Makes rules for the fields of one record type, and none for a field it does not have."""

    known: RecordType

    def documented(
        self, field: str, type: str, code: str, message: str, source: str, **kwargs: Any
    ) -> list[Expectation]:
        return self._rule(field, type, code, message, Certainty.DOCUMENTED, source, kwargs)

    def inferred(self, field: str, type: str, code: str, message: str, source: str, **kwargs: Any) -> list[Expectation]:
        return self._rule(field, type, code, message, Certainty.INFERRED, source, kwargs)

    def usual(self, field: str, type: str, code: str, message: str, **kwargs: Any) -> list[Expectation]:
        source = "what goes wrong in exports; Plannr publishes nothing about it"
        return self._rule(field, type, code, message, "our choice", source, kwargs)

    def _rule(
        self, field: str, type: str, code: str, message: str, certainty: str, source: str, kwargs: dict[str, Any]
    ) -> list[Expectation]:
        if field not in self.known:
            return []
        sensitivity = self.known[field].sensitivity
        made = rule(
            type,
            code=code,
            message=message,
            severity=Severity.ERROR if certainty == Certainty.DOCUMENTED else Severity.WARNING,
            field=field,
            certainty=certainty,
            source=source,
            sensitivity=None if sensitivity is Sensitivity.PLAIN else sensitivity,
            **(kwargs if "column_list" in kwargs else {"column": field, **kwargs}),
        )
        return [made]


def record_rules(known: RecordType, mode: Mode) -> Iterator[Expectation]:
    """Rules of one record type; none for a type without any."""
    rules = _Rules(known)
    if mode is not Mode.UPDATE and known.name in _NEEDS:
        yield from _NEEDS[known.name](rules)
    if known.name in _RULES:
        yield from _RULES[known.name](rules)


def _client_needs(rules: _Rules) -> Iterator[Expectation]:
    individual = among("type", "individual")
    shared = among("type", "joint", "trust", "business")
    for field in ("first_name", "last_name"):
        message = "an individual needs a first and a last name; fill it in"
        yield from rules.inferred(field, NOT_NULL, "name_blank", message, _CLIENTS, row_condition=individual)
    # Where no type is given, either of the two ways to be called will do. The first name is asked for only beside a
    # last one, so that a client without any name is told once.
    message = "a person needs a first and a last name, and every other client an entity_name; fill it in"
    nameless = (blank("type"), blank("entity_name"))
    condition = all_of(*nameless)
    yield from rules.inferred("last_name", NOT_NULL, "name_blank", message, _CLIENTS, row_condition=condition)
    condition = all_of(*nameless, filled("last_name"))
    yield from rules.inferred("first_name", NOT_NULL, "name_blank", message, _CLIENTS, row_condition=condition)
    message = "a joint client, a trust and a business need an entity_name; fill it in"
    yield from rules.inferred("entity_name", NOT_NULL, "name_blank", message, _CLIENTS, row_condition=shared)
    message = "a joint client or a trust needs the ids of its owners; import the people first, then link"
    owned = among("type", "joint", "trust")
    yield from rules.inferred("owners", NOT_NULL, "owners_blank", message, _JOINT, row_condition=owned)
    message = "marked as passed away on a day, but not as deceased; fill in is_deceased"
    passed_away = filled("deceased_at")
    yield from rules.inferred("is_deceased", NOT_NULL, "deceased_blank", message, _DECEASED, row_condition=passed_away)


def _clients(rules: _Rules) -> Iterator[Expectation]:
    yield from _same_person(rules)
    yield from _words_in_names(rules)
    for condition, source in ((among("is_deceased", "true"), _DECEASED), (filled("inactive_at"), _LEAVERS)):
        message = "the dead and leavers get no review; blank the date"
        yield from rules.inferred(
            "next_review_date", _NULL, "review_without_client", message, source, row_condition=condition
        )
        for channel in _CHANNELS:
            message = "the dead and leavers are not contacted; say false"
            yield from rules.inferred(
                channel,
                _NOT_IN_SET,
                "contact_without_client",
                message,
                source,
                value_set=["true"],
                row_condition=condition,
            )
    message = "a business or a trust has no National Insurance number; is it a person's?"
    yield from rules.usual(
        "ni_number", _NULL, "ni_number_of_entity", message, row_condition=among("type", "business", "trust")
    )


def _same_person(rules: _Rules) -> Iterator[Expectation]:
    yield from rules.inferred(
        "last_name",
        _UNIQUE_TOGETHER,
        "same_person",
        "another record has the same first name, last name and date of birth; Plannr will flag them as doubles and "
        "cannot merge them",
        _DOUBLES,
        ignore_case=True,
        column_list=["first_name", "last_name", "date_of_birth"],
        row_condition=all_of(
            said("first_name", PLACEHOLDERS_IN_NAMES),
            said("last_name", PLACEHOLDERS_IN_NAMES),
            said("date_of_birth", PLACEHOLDERS_AND_ZERO.union(NO_DATES)),
        ),
        ignore_row_if="any_value_is_missing",
    )
    message = "another record has the same National Insurance number; one of the two is wrong, or a double"
    known = said("ni_number")
    yield from rules.usual("ni_number", _UNIQUE, "ni_number_repeated", message, ignore_case=True, row_condition=known)


def _words_in_names(rules: _Rules) -> Iterator[Expectation]:
    message = "a word of companies, trusts or estates in a person's name; is it a person?"
    for field in ("first_name", "last_name"):
        yield from rules.usual(field, _NOT_MATCH, "organisation_in_name", message, regex=_ORGANISATION)
    unsaid, marked = said("is_deceased", ["true"]), among("is_deceased", "true")
    for field in ("first_name", "last_name", "entity_name"):
        message = "the name says that the person has died; say so in a field of its own"
        regex = DECEASED.pattern
        yield from rules.usual(field, _NOT_MATCH, "deceased_in_name", message, regex=regex, row_condition=unsaid)
        message = "the name holds a word for the dead, and is_deceased says it already; take it out of the name"
        yield from rules.usual(field, _NOT_MATCH, "deceased_word_left", message, regex=regex, row_condition=marked)
    for field in _ADDRESS:
        message = "an instruction such as DO NOT MAIL stands in the address, where no mailing list will see it"
        yield from rules.usual(field, _NOT_MATCH, "instruction_in_text", message, regex=INSTRUCTION.pattern)


def _plan_needs(rules: _Rules) -> Iterator[Expectation]:
    for field in ("plan_type", "status", "opened_at"):
        message = "Plannr's own form asks for this field, and it is blank; fill it in"
        yield from rules.inferred(field, NOT_NULL, "required_blank", message, _PLANS)


def _plans(rules: _Rules) -> Iterator[Expectation]:
    message = "another plan has the same provider, plan type and policy number; was it exported once per owner?"
    yield from rules.usual(
        "policy_number",
        _UNIQUE_TOGETHER,
        "policy_repeated",
        message,
        ignore_case=True,
        column_list=["provider", "plan_type", "policy_number"],
        row_condition=said("policy_number"),
        ignore_row_if="any_value_is_missing",
    )
    active = among("status", "active", "Active")
    for field in ("inactive_at", "inactive_reason"):
        message = "the plan is active; blank this, or set the status to inactive"
        yield from rules.inferred(field, _NULL, "inactive_but_active", message, _PLANS, row_condition=active)


def _premium_needs(rules: _Rules) -> Iterator[Expectation]:
    message = "a premium needs an amount or a percentage; fill in one of them"
    no_share = blank("percentage")
    yield from rules.documented("amount", NOT_NULL, "amount_or_percentage", message, _PREMIUMS, row_condition=no_share)
    message = "a percentage is of the pensionable salary, which is blank; fill it in"
    share = filled("percentage")
    yield from rules.inferred("pensionable_salary", NOT_NULL, "salary_blank", message, _PREMIUMS, row_condition=share)


def _premiums(rules: _Rules) -> Iterator[Expectation]:
    message = "a premium has an amount or a percentage, not both; blank one of them"
    share = filled("percentage")
    yield from rules.documented("amount", _NULL, "amount_and_percentage", message, _PREMIUM_API, row_condition=share)


def _charge_needs(rules: _Rules) -> Iterator[Expectation]:
    message = "a charge is on a plan or on a client; fill in one of the two ids"
    no_client = blank("client_uuid")
    yield from rules.documented("plan_uuid", NOT_NULL, "charge_on_nothing", message, _CHARGES, row_condition=no_client)
    message = "a charge needs an amount or a percentage; fill in one of them"
    no_share = blank("percentage")
    yield from rules.documented(
        "amount", NOT_NULL, "amount_or_percentage", message, _CHARGE_API, row_condition=no_share
    )
    message = "a recurring charge needs a frequency; fill it in"
    recurring = among("recurring", "true")
    yield from rules.inferred("frequency", NOT_NULL, "frequency_blank", message, _CHARGE_API, row_condition=recurring)
    for field in ("expectation_type", "tax_exempt"):
        message = "Plannr's API needs this field, so an import probably does too, and it is blank; fill it in"
        yield from rules.inferred(field, NOT_NULL, "required_blank", message, _CHARGE_API)


def _charges(rules: _Rules) -> Iterator[Expectation]:
    on_client = all_of(blank("plan_uuid"), filled("client_uuid"))
    message = "a charge on a client is paid by the client; say client"
    yield from rules.documented(
        "payment_origin",
        _IN_SET,
        "client_charge_origin",
        message,
        _CHARGES,
        value_set=["client"],
        row_condition=on_client,
    )
    message = "a charge on a client is a fixed amount; a percentage is for plans only"
    yield from rules.documented(
        "percentage", _NULL, "client_charge_percentage", message, _CHARGE_API, row_condition=on_client
    )
    # Documented of premiums; the pages on charges ask for one of the two and do not speak of both.
    message = "a charge has an amount or a percentage, not both; blank one of them"
    share = all_of(filled("percentage"), filled("plan_uuid"))
    yield from rules.inferred("amount", _NULL, "amount_and_percentage", message, _CHARGE_API, row_condition=share)
    message = "a recurring charge has the service type ongoing; correct one of the two"
    recurring = among("recurring", "true")
    yield from rules.documented(
        "service_type",
        _IN_SET,
        "recurring_not_ongoing",
        message,
        _CHARGE_API,
        value_set=["ongoing"],
        row_condition=recurring,
    )


def _valuations(rules: _Rules) -> Iterator[Expectation]:
    message = "another valuation is of the same plan on the same day; keep one, or name the sub accounts"
    yield from rules.usual(
        "valued_at",
        _UNIQUE_TOGETHER,
        "valuation_repeated",
        message,
        ignore_case=True,
        column_list=["plan_uuid", "valued_at"],
        ignore_row_if="any_value_is_missing",
        row_condition=all_of(
            blank("sub_account_uuid"),
            said("plan_uuid"),
            said("valued_at", PLACEHOLDERS_AND_ZERO.union(NO_DATES)),
        ),
    )


def _members(rules: _Rules) -> Iterator[Expectation]:
    message = "the member is active; blank this, or set the status to inactive"
    active = among("status", "active")
    yield from rules.inferred("inactive_status", _NULL, "inactive_but_active", message, _MEMBERS, row_condition=active)


def _income_needs(rules: _Rules) -> Iterator[Expectation]:
    message = "an income of type other says in type_other what it is; fill it in"
    other = among("type", "other")
    yield from rules.inferred("type_other", NOT_NULL, "type_other_blank", message, _INCOMES, row_condition=other)


_Maker = Callable[[_Rules], Iterator[Expectation]]

_NEEDS: dict[str, _Maker] = {
    "clients": _client_needs,
    "plans": _plan_needs,
    "premiums": _premium_needs,
    "charges": _charge_needs,
    "incomes": _income_needs,
}
_RULES: dict[str, _Maker] = {
    "clients": _clients,
    "plans": _plans,
    "premiums": _premiums,
    "charges": _charges,
    "valuations": _valuations,
    "group_scheme_members": _members,
}
