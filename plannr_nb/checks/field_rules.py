"""The rules that follow from one field of the catalogue: needed, of its kind, one of its choices, not too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from plannr_nb.catalogue.model import Certainty, Field, Kind, Mode, RecordType, Required, Sensitivity
from plannr_nb.catalogue.patterns import NI_REFERENCE, NI_TEMPORARY, NI_WRONG_LETTERS, SCIENTIFIC_NUMBER
from plannr_nb.catalogue.phrases import PLACEHOLDERS_IN_NAMES
from plannr_nb.checks.expectation import NO_DATES, NOT_NULL, Expectation, rule, said
from plannr_nb.checks.forms import FORMS, NI_DIGITS, as_list, certainty_of_form, days_until, severity_for
from plannr_nb.problems import Severity

__all__ = ["field_rules"]

_IN_SET = "expect_column_values_to_be_in_set"
_NOT_IN_SET = "expect_column_values_to_not_be_in_set"
_MATCH = "expect_column_values_to_match_regex"
_NOT_MATCH = "expect_column_values_to_not_match_regex"
_NULL = "expect_column_values_to_be_null"
_UNIQUE = "expect_column_values_to_be_unique"
_LENGTH = "expect_column_value_lengths_to_be_between"

OUR_CHOICE = "our choice"
_PRACTICE = "what goes wrong in exports; Plannr publishes nothing about it"
_HMRC = "https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110"

_PAST_DAYS = ("date_of_birth", "deceased_at")
_NUMBERS_AS_TEXT = ("policy_number", "proposal_reference", "external_reference_value", "external_reference")
_OLD_KEYS = ("external_reference_value", "external_reference")
_NAMES = ("first_name", "last_name", "entity_name")
_NO_NAME = rf"(?i)^\s*({'|'.join(map(re.escape, sorted(PLACEHOLDERS_IN_NAMES)))})\s*$"


def field_rules(known: RecordType, mode: Mode, today: date) -> Iterator[Expectation]:
    """Rules in catalogue order, each field's need first."""
    for item in known.importable:
        yield from _need(item, mode)
        if item.name == "uuid":
            yield from _own_id(item, mode)
        yield from _kind(item)
        yield from _usual_mistakes(item, today)


def _need(item: Field, mode: Mode) -> Iterator[Expectation]:
    if item.required(mode) is not Required.YES:
        return
    certainty = item.certainty_of("required")
    documented = certainty is not Certainty.INFERRED
    message = (
        "Plannr needs this field and it is blank; fill it in"
        if documented
        else "Plannr's API needs this field, so an import probably does too, and it is blank; fill it in"
    )
    yield _rule(item, NOT_NULL, "required_blank", message, certainty)


def _own_id(item: Field, mode: Mode) -> Iterator[Expectation]:
    if mode is Mode.STORE:
        message = "an id makes no new record; blank it, or send the record as an update"
        yield _rule(item, _NULL, "uuid_in_store", message, item.certainty)
    if mode is Mode.UPDATE:
        message = "two records of the file would change the same record in Plannr; keep one"
        # Which of the two would win is not published, but one of them is lost in any case.
        yield _rule(
            item,
            _UNIQUE,
            "uuid_repeated",
            message,
            Certainty.INFERRED,
            Severity.ERROR,
            ignore_case=True,
            row_condition=said(item.name),
        )


def _kind(item: Field) -> Iterator[Expectation]:
    if item.kind is Kind.BOOLEAN:
        message = "neither true nor false; say which"
        yield _rule(item, _IN_SET, "not_a_yes_or_no", message, item.certainty_of("kind"), value_set=["true", "false"])
    if item.choices:
        certainty = item.certainty_of("choices")
        message = "none of the field's choices; say which one it is"
        yield _rule(item, _IN_SET, "not_a_choice", message, certainty, value_set=_spellings(item.choices, certainty))
    form = FORMS.get(item.kind)
    if form is not None:
        regex = as_list(form.regex) if item.many else form.regex
        certainty = certainty_of_form(item, form)
        yield _rule(item, _MATCH, form.code, form.message, certainty, source=form.source, regex=regex)
    if item.kind is Kind.NI_NUMBER:
        yield from _odd_ni_numbers(item)
    if item.kind is Kind.MONEY:
        message = "an amount with more than two decimals; is it a price or a rate?"
        yield _habit(item, _NOT_MATCH, "more_than_pence", message, regex=r"^-?\d+\.\d\d\d*[1-9]\d*$")
    if item.max_length is not None:
        # Read off the JSON API, each time: that an import has the same limit is inferred.
        message = f"longer than the {item.max_length} characters that Plannr's API takes; shorten it"
        yield _rule(item, _LENGTH, "too_long", message, Certainty.INFERRED, max_value=item.max_length)


def _odd_ni_numbers(item: Field) -> Iterator[Expectation]:
    """What has the form of a National Insurance number and yet is none, or only a part of one."""
    odd = {
        "ni_number_prefix": (
            "no National Insurance number begins with these two letters",
            rf"^{NI_WRONG_LETTERS}{NI_DIGITS}( ?[A-D])?$",
        ),
        "ni_number_no_suffix": (
            "the last letter of the National Insurance number is missing; fill it in",
            rf"^[A-Z]{{2}}{NI_DIGITS}$",
        ),
        "ni_number_temporary": (
            "a temporary number, not the person's own National Insurance number",
            f"^({NI_TEMPORARY}|{NI_REFERENCE})$",
        ),
    }
    for code, (message, regex) in odd.items():
        yield _habit(item, _NOT_MATCH, code, message, source=_HMRC, regex=regex)


def _usual_mistakes(item: Field, today: date) -> Iterator[Expectation]:
    """What goes wrong in exports, and what Plannr would take without a word."""
    if item.kind is Kind.DATE:
        message = "a date that systems write for not known; blank it if it is one"
        yield _habit(item, _NOT_IN_SET, "placeholder_date", message, value_set=list(NO_DATES))
    if item.name in _PAST_DAYS:
        # Only cells in the form of a day are judged here; all others pass, since `not_a_date` is about them.
        later = rf"^[^/]*(/[^/]*)?$|^.*[^\d/].*$|^\d+/\d+/\d{{1,3}}$|{days_until(today)}"
        yield _habit(item, _MATCH, "date_in_future", "a day that has not come yet; correct the cell", regex=later)
    if item.name == "date_of_birth":
        message = "born before 1900; correct the cell"
        yield _habit(item, _NOT_MATCH, "date_before_1900", message, regex=r"/(0\d|1[0-8])\d\d$")
    if item.name in _NUMBERS_AS_TEXT:
        message = "a spreadsheet has cut this number short, and its digits are lost; find the number again"
        regex = f"^{SCIENTIFIC_NUMBER}$"
        yield _habit(item, _NOT_MATCH, "scientific_number", message, severity=Severity.ERROR, regex=regex)
    if item.name in _OLD_KEYS:
        message = "the old system's reference stands at more than one record; one of them may be a double"
        yield _habit(item, _UNIQUE, "reference_repeated", message, ignore_case=True, row_condition=said(item.name))
    if item.name in _NAMES:
        message = "written for not known, and would become the name; correct it"
        yield _habit(item, _NOT_MATCH, "placeholder_text", message, regex=_NO_NAME)


def _rule(
    item: Field,
    type: str,
    code: str,
    message: str,
    certainty: Certainty | str,
    severity: Severity | None = None,
    *,
    source: str = "",
    **kwargs: Any,
) -> Expectation:
    return rule(
        type,
        code=code,
        message=message,
        severity=severity or severity_for(Certainty(certainty)),
        field=item.name,
        certainty=certainty,
        source=source or item.source,
        sensitivity=None if item.sensitivity is Sensitivity.PLAIN else item.sensitivity,
        column=item.name,
        **kwargs,
    )


def _habit(
    item: Field,
    type: str,
    code: str,
    message: str,
    *,
    severity: Severity = Severity.WARNING,
    source: str = _PRACTICE,
    **kwargs: Any,
) -> Expectation:
    return _rule(item, type, code, message, OUR_CHOICE, severity, source=source, **kwargs)


def _spellings(choices: tuple[str, ...], certainty: Certainty) -> list[str]:
    """The allowed texts. Where a refusal keeps the record out, the spellings of Plannr's own pages count as well.

    Its guides write ``Active`` and ``four weekly`` for what the API spells ``active`` and ``four_weekly``.
    """
    if certainty is Certainty.INFERRED:
        return list(choices)
    spaced = [choice.replace("_", " ") for choice in choices]
    both = [*choices, *spaced]
    return list(dict.fromkeys([*both, *(text[:1].upper() + text[1:] for text in both)]))
