"""What a rule asks of a record, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plannr_nb.catalogue.phrases import PLACEHOLDERS_AND_ZERO, PLACEHOLDERS_IN_NAMES
from plannr_nb.checks.expectation import Expectation

__all__ = ["in_words"]

_FEW = 6
_BY_CODE = {
    "not_a_uuid": "is an id of Plannr",
    "not_an_email": "is one e-mail address",
    "not_a_phone": "is a telephone number with country code and digits only",
    "not_a_date": "is a day of the calendar",
    "not_money": "is an amount as 1234.50",
    "more_than_pence": "has no more than two decimals",
    "not_an_integer": "is a whole number",
    "not_a_percent": "is a percentage from 0 to 100",
    "not_a_ni_number": "is a National Insurance number",
    "ni_number_prefix": "begins with two letters that National Insurance numbers have",
    "ni_number_no_suffix": "has its last letter",
    "ni_number_temporary": "is no temporary number",
    "not_uk_postcode": "is a UK postcode",
    "placeholder_date": "is no date that systems write for not known",
    "placeholder_text": "is no word for not known",
    "date_in_future": "is no day to come",
    "date_before_1900": "is not before 1900",
    "scientific_number": "is not cut short, as 4.4E+11 is",
    "organisation_in_name": "holds no word of companies, trusts or estates",
    "deceased_in_name": "holds no word for the dead",
    "deceased_word_left": "holds no word for the dead",
    "instruction_in_text": "holds no instruction such as DO NOT MAIL",
    "same_person": "first name, last name and date of birth together stand once, without difference of capitals",
    "person_in_plannr": "no client in Plannr has this first name, last name and date of birth",
    "name_in_plannr": "no client in Plannr has this name and e-mail",
    "owner_missing": "the record referred to is known",
    "owner_not_given": "the record of this id is among those given",
    "owner_excluded": "the record referred to is not excluded",
    "opened_before_birth": "is no day before the owner's birth",
    "value_jumps": "is no hundred times, or hundredth of, the plan's other valuations",
}


def in_words(item: Expectation) -> str:
    """The rule in words: what it asks of its field, and of which records.

    Examples
    --------
    >>> from plannr_nb.checks.expectation import among
    >>> kwargs = {"column": "owners", "row_condition": among("type", "joint", "trust")}
    >>> in_words(Expectation("expect_column_values_to_not_be_null", kwargs))
    'is filled in, where type is joint or trust'
    """
    asked = _BY_CODE.get(item.code) or _by_type(item)
    where = _where(item.kwargs.get("row_condition"))
    across = item.kwargs.get("against")
    against = f", with against={{{across!r}: ...}}" if isinstance(across, str) else ""
    return f"{asked}{f', where {where}' if where else ''}{against}"


def _by_type(item: Expectation) -> str:
    kwargs = item.kwargs
    match item.type:
        case "expect_column_values_to_not_be_null":
            return "is filled in"
        case "expect_column_values_to_be_null":
            return "is blank"
        case "expect_column_values_to_be_in_set":
            return f"is {_listed(kwargs['value_set'])}"
        case "expect_column_values_to_not_be_in_set":
            return f"is not {_listed(kwargs['value_set'])}"
        case "expect_column_values_to_be_unique":
            return "stands once only"
        case "expect_compound_columns_to_be_unique":
            return f"{', '.join(kwargs['column_list'])} together stand once only"
        case "expect_column_value_lengths_to_be_between":
            return f"has at most {kwargs['max_value']} characters"
    return item.type.replace("_", " ")


def _where(condition: Any) -> str:
    if not isinstance(condition, Mapping):
        return ""
    if condition.get("type") in ("and", "or"):
        parts = [_where(part) for part in condition["conditions"]]
        return f" {condition['type']} ".join(part for part in parts if part)
    name = condition["column"]["name"]
    if condition["type"] == "nullity":
        return f"{name} is {'blank' if condition['is_null'] else 'filled'}"
    values = condition["parameter"]
    if condition["operator"] == "IN":
        return f"{name} is {_listed(values)}"
    if PLACEHOLDERS_AND_ZERO.issubset(values) or PLACEHOLDERS_IN_NAMES.issubset(values):
        return f"{name} says something"
    return f"{name} is not {_listed(values)}"


def _listed(values: list[Any]) -> str:
    # The other spellings of a choice stand behind those of the API and say nothing new.
    shown = list(dict.fromkeys(str(value).casefold().replace(" ", "_") for value in values))
    if len(shown) > _FEW:
        return f"one of {', '.join(shown[:_FEW])} and {len(shown) - _FEW} more"
    return " or ".join(shown) if len(shown) < 3 else f"{', '.join(shown[:-1])} or {shown[-1]}"
