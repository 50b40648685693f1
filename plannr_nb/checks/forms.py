"""The form a cell of each kind has when it leaves for Plannr.

Written in the part of regular expressions that Python, Arrow and the engines behind great_expectations read alike: no
look-around and no back references.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plannr_nb.catalogue.model import Certainty, Field, Kind
from plannr_nb.catalogue.patterns import NI_REFERENCE, NI_TEMPORARY, POSTCODE_INWARD, POSTCODE_OUTWARD, UUID
from plannr_nb.problems import Severity

__all__ = ["FORMS", "NI_DIGITS", "Form", "as_list", "certainty_of_form", "days_until", "severity_for"]

NI_DIGITS = r" ?\d\d ?\d\d ?\d\d"
# A day that exists: months of 31, 30 and 28 days, then 29 February of the years that have one.
_DAY = (
    r"(0[1-9]|1\d|2[0-8])/(0[1-9]|1[0-2])/\d{4}"
    r"|(29|30)/(0[13-9]|1[0-2])/\d{4}"
    r"|31/(0[13578]|1[02])/\d{4}"
    r"|29/02/\d\d(0[48]|[2468][048]|[13579][26])"
    r"|29/02/([02468][048]|[13579][26])00"
)
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_ISO = rf"\d{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]{_TIME}(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?"

_PREMIUMS = "https://support.plannrcrm.com/en/article/premium-history-import-17y7nqj/"
_API = "https://apidocs.plannrcrm.com/operation/operation-postapiv1import"


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of a kind of cell.

    Attributes
    ----------
    certainty
        How sure the form is, whatever the field; None where the field's own certainty decides.
    """

    code: str
    regex: str
    message: str
    certainty: Certainty | None = None
    source: str = ""


FORMS: dict[Kind, Form] = {
    Kind.UUID: Form("not_a_uuid", f"^{UUID}$", "not an id of Plannr; link it to a record in Plannr, or blank it"),
    Kind.EMAIL: Form(
        "not_an_email",
        r"^[^\s@,;:<>()\"]+@([^\s@,;:<>()\".]+\.)+[^\s@,;:<>()\".\d]{2,}$",
        "not one e-mail address; correct the cell",
        Certainty.INFERRED,
    ),
    Kind.PHONE: Form(
        "not_a_phone",
        r"^\+?[1-9]\d{7,14}$",
        "not a telephone number with country code and digits only; correct the cell",
        Certainty.INFERRED,
    ),
    # The import guides write dates so, and one article asks for it; a cell that is no day cannot be kept as one.
    Kind.DATE: Form(
        "not_a_date",
        rf"^({_DAY})$",
        "not a day of the calendar as DD/MM/YYYY; correct it",
        Certainty.DOCUMENTED,
        _PREMIUMS,
    ),
    Kind.DATETIME: Form(
        "not_a_date",
        rf"^({_ISO}|({_DAY})( {_TIME})?)$",
        "not a date or a date and time; correct the cell",
        Certainty.INFERRED,
    ),
    # More than two decimals are `more_than_pence`: the cell is an amount of money, and nothing says that it is refused.
    Kind.MONEY: Form("not_money", r"^-?\d+(\.\d+)?$", "not an amount as 1234.50; correct the cell"),
    Kind.INTEGER: Form("not_an_integer", r"^-?\d+$", "not a whole number; correct the cell"),
    Kind.PERCENT: Form(
        "not_a_percent", r"^(100(\.0+)?|\d{1,2}(\.\d+)?)$", "not a percentage from 0 to 100 as 5.5; correct the cell"
    ),
    Kind.NI_NUMBER: Form(
        "not_a_ni_number",
        rf"^([A-Z]{{2}}{NI_DIGITS}( ?[A-D])?|{NI_TEMPORARY}|{NI_REFERENCE})$",
        "not a National Insurance number: two letters, six digits and A, B, C or D; correct or blank it",
        Certainty.INFERRED,
    ),
    Kind.POSTCODE: Form(
        "not_uk_postcode",
        f"^{POSTCODE_OUTWARD} ?{POSTCODE_INWARD}$",
        "not a UK postcode; correct it, or leave it if the address is abroad",
        Certainty.INFERRED,
    ),
}


def severity_for(certainty: Certainty) -> Severity:
    """An error only where Plannr says so; what is inferred stays a warning until a refusal proves it."""
    return Severity.WARNING if certainty is Certainty.INFERRED else Severity.ERROR


def as_list(regex: str) -> str:
    """The same form for a cell that may hold several, set apart by semicolons."""
    one = regex.removeprefix("^").removesuffix("$")
    return f"^({one})( *; *({one}))*$"


def certainty_of_form(item: Field, form: Form) -> Certainty:
    return form.certainty or item.certainty_of("kind")


def days_until(last: date) -> str:
    """A regular expression for the days DD/MM/YYYY up to and including `last`.

    Text cannot be compared as dates by a standard expectation, and a suite has to be able to travel.

    Examples
    --------
    >>> import re
    >>> until = re.compile(days_until(date(2025, 3, 14)))
    >>> [bool(until.search(day)) for day in ("14/03/2025", "15/03/2025", "31/12/2024", "01/04/2025", "01/01/2026")]
    [True, False, True, False, False]
    """
    year = f"{last.year:04d}"
    earlier_years = _below(year)
    months = "|".join(f"{month:02d}" for month in range(1, last.month)) or "00"
    days = "|".join(f"{day:02d}" for day in range(1, last.day + 1))
    return rf"^(\d\d/\d\d/({earlier_years})|\d\d/({months})/{year}|({days})/{last.month:02d}/{year})$"


def _below(digits: str) -> str:
    """Alternatives for the numbers of as many digits that are smaller."""
    alternatives = []
    for at, digit in enumerate(digits):
        if digit > "0":
            smaller = f"[0-{int(digit) - 1}]" if digit > "1" else "0"
            alternatives.append(digits[:at] + smaller + r"\d" * (len(digits) - at - 1))
    return "|".join(alternatives)
