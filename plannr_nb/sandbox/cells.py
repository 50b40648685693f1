"""What the stand-in takes for a date, an amount, a yes or no. Written apart from the rest of the package on purpose.

A parser gets the trimmed text of a filled cell and gives what is stored, or a `Refusal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from plannr_nb.catalogue import Certainty, Field, Kind
from plannr_nb.sandbox.dialect import Dialect

__all__ = ["FORMS", "Form", "Parse", "Refusal", "form_of", "parser_for"]

Parse = Callable[[str], Any]


class Refusal(str):
    """A complaint in Laravel's wording, with ``:attribute`` for the field's name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The form asked of a kind of cell, how sure we are of it, and where it comes from."""

    kind: Kind
    parse: Parse
    certainty: Certainty
    source: str
    strict_only: bool = False


def _email(text: str) -> Any:
    return text if _EMAIL.fullmatch(text) else Refusal("The :attribute must be a valid email address.")


def _email_with_dot(text: str) -> Any:
    dotted = _EMAIL.fullmatch(text) and "." in text.rpartition("@")[2]
    return text if dotted else Refusal("The :attribute must be a valid email address.")


def _uk_date(text: str) -> Any:
    if len(text) == 10 and text[2] == "/" == text[5] and _digits(text[:2] + text[3:5] + text[6:]):
        try:
            return date(int(text[6:]), int(text[3:5]), int(text[:2])).isoformat()
        except ValueError:
            pass
    return Refusal("The :attribute does not match the format d/m/Y.")


def _uk_or_iso_date(text: str) -> Any:
    if len(text) == 10 and text[4] == "-" == text[7] and _digits(text[:4] + text[5:7] + text[8:]):
        try:
            return date(int(text[:4]), int(text[5:7]), int(text[8:])).isoformat()
        except ValueError:
            return Refusal("The :attribute is not a valid date.")
    return _uk_date(text)


def _moment(text: str) -> Any:
    day, time = text[:10], text[11:]
    found = _uk_or_iso_date(day)
    if isinstance(found, Refusal) or not time:
        return found
    try:
        return datetime.fromisoformat(f"{found}T{time}").isoformat()
    except ValueError:
        return Refusal("The :attribute is not a valid date.")


def _pennies(text: str) -> Any:
    if not _NUMBER.fullmatch(text):
        return Refusal("The :attribute must be a number.")
    pounds, _, pence = text.partition(".")
    if len(pence) <= 2:
        return int(pounds + pence.ljust(2, "0"))
    return int((Decimal(text) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _whole_number(text: str) -> Any:
    return int(text) if _WHOLE.fullmatch(text) else Refusal("The :attribute must be an integer.")


def _number(text: str) -> Any:
    return float(text) if _NUMBER.fullmatch(text) else Refusal("The :attribute must be a number.")


def _yes_no(text: str) -> Any:
    return _YES_NO.get(text.casefold(), Refusal("The :attribute field must be true or false."))


def _uuid(text: str) -> Any:
    if _UUID.fullmatch(text):
        return text.lower()
    return Refusal("The :attribute must be a valid UUID.")


def _phone(text: str) -> Any:
    return text if _PHONE.fullmatch(text) else Refusal("The :attribute must be a valid phone number.")


def _ni_number(text: str) -> Any:
    return text if _NI_NUMBER.fullmatch(text) else Refusal("The :attribute must be a valid NI number.")


def _postcode(text: str) -> Any:
    return text if _POSTCODE.fullmatch(text) else Refusal("The :attribute must be a valid postcode.")


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\W_](?:[^\s@,;<>()\"_/]*[^\W_])?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d*)?|\.\d+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PHONE = re.compile(r"(?:\+|00)?[\d][\d ().-]{7,20}", re.ASCII)
_NI_NUMBER = re.compile(r"[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]", re.ASCII)
_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}", re.ASCII)
_YES_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

_GUIDE = "https://plannr-documentation.notion.site/Client-Import-Schema-02c882b1097d47ccb668a007d92de6cb"
_PREMIUMS = "https://support.plannrcrm.com/en/article/premium-history-import-17y7nqj/"
_LARAVEL = "Laravel's validation rule of that name, which the published error sentence shows in use"

# What Plannr asks of a cell is published for two kinds only; the rest follows from the framework it visibly runs on.
# Yes and no beside true and false, and ISO dates, are our choice: unknown, so not refused.
FORMS: tuple[Form, ...] = (
    Form(Kind.DATE, _uk_date, Certainty.DOCUMENTED, _PREMIUMS),
    Form(Kind.DATETIME, _moment, Certainty.INFERRED, _LARAVEL),
    Form(Kind.EMAIL, _email, Certainty.INFERRED, _LARAVEL),
    Form(Kind.MONEY, _pennies, Certainty.INFERRED, _LARAVEL),
    Form(Kind.INTEGER, _whole_number, Certainty.INFERRED, _LARAVEL),
    Form(Kind.PERCENT, _number, Certainty.INFERRED, _LARAVEL),
    Form(Kind.BOOLEAN, _yes_no, Certainty.INFERRED, _LARAVEL),
    Form(Kind.UUID, _uuid, Certainty.INFERRED, _GUIDE),
    Form(Kind.EMAIL, _email_with_dot, Certainty.INFERRED, "UK practice", strict_only=True),
    Form(Kind.PHONE, _phone, Certainty.INFERRED, "UK practice", strict_only=True),
    Form(Kind.NI_NUMBER, _ni_number, Certainty.INFERRED, "UK practice", strict_only=True),
    Form(Kind.POSTCODE, _postcode, Certainty.INFERRED, "UK practice", strict_only=True),
)


def form_of(kind: Kind, dialect: Dialect) -> Form | None:
    """The form asked of a kind, None where any text will do."""
    asked = [form for form in FORMS if form.kind is kind and (dialect.strict or not form.strict_only)]
    return asked[-1] if asked else None


def parser_for(field: Field, dialect: Dialect) -> Parse | None:
    """The parser of a field's cells, None where any text will do."""
    if field.kind is Kind.CHOICE and field.choices:
        return _choice_parser(field.choices)
    form = form_of(field.kind, dialect)
    if form is None:
        return None
    parse = form.parse
    if parse is _uk_date and dialect.dates == "uk_or_iso":
        parse = _uk_or_iso_date
    return _each(parse) if field.many else parse


def _choice_parser(choices: tuple[str, ...]) -> Parse:
    # The guides write "Active" and "four weekly" where the API has "active" and "four_weekly" (documented by example).
    by_spelling = {_spelling(choice): choice for choice in choices}
    refusal = Refusal("The selected :attribute is invalid.")
    return lambda text: by_spelling.get(_spelling(text), refusal)


def _spelling(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())


def _each(parse: Parse) -> Parse:
    """Several values in one cell; the separator is unknown, so both usual ones are taken (our choice)."""

    def parse_all(text: str) -> Any:
        values = [parse(part.strip()) for part in re.split("[;,]", text) if part.strip()]
        return next((value for value in values if isinstance(value, Refusal)), values)

    return parse_all
