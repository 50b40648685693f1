"""What the cells of a column look like, judged from a sample. A look, not a check: cells may be messy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from plannr_nb.catalogue.model import Kind
from plannr_nb.catalogue.patterns import NI_TEMPORARY, NI_WRONG_LETTERS, POSTCODE_INWARD, POSTCODE_OUTWARD, UUID
from plannr_nb.catalogue.phrases import PLACEHOLDERS

__all__ = ["PLACEHOLDERS", "kind_of"]

_ENOUGH = 0.6  # share of cells that makes a column of a kind: old exports have a good third of odd cells at worst

_YES_NO = frozenset({"yes", "no", "y", "n", "true", "false", "t", "f"})
_UUID = re.compile(rf"\{{?{UUID}\}}?")
_EMAIL = re.compile(r"(mailto:)?[^@\s;,<>]+@[^@\s;,<>]+\.[a-z]{2,}([;,/\s]+[^@\s;,]+@[^@\s;,]+\.[a-z]{2,})*", re.I)
# A letter I or O for a digit, a lost last letter and two spaces do not matter here: the column is judged, not the cell.
_NI = re.compile(rf"(?!{NI_WRONG_LETTERS})[A-Z]{{2}}[\dIO]{{6}}([A-D])?|{NI_TEMPORARY}", re.I)
_POSTCODE = re.compile(f"{POSTCODE_OUTWARD} {{0,2}}{POSTCODE_INWARD}", re.I)
_PHONE = re.compile(r"(\+\d{9,14}|(00|0)[1-9]\d{8,12}|44[1237]\d{8,9}|7\d{9})((x|ext|extn)\d{1,5})?", re.I)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = (
    r"(\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})"
    r"|(1[6-9]|20|99)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}"
    r"|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    rf"|\d{{1,2}}(st|nd|rd|th)?[ /.\-]*({_MONTHS})[a-z]*[ /.,\-]*(\d{{4}}|\d{{2}})"
    rf"|({_MONTHS})[a-z]*[ .\-]+\d{{1,2}}(st|nd|rd|th)?,?[ \-]+\d{{4}})"
)
_TIME = r"[T ]+(?P<clock>\d{1,2}:\d\d(:\d\d(\.\d+)?)?)( ?[ap]m)?( ?Z| ?[+\-]\d\d:?\d\d)?"
_DATE = re.compile(rf"{_DAY}({_TIME})?", re.I)
_MIDNIGHT = re.compile(r"[0:.]+")
_PERCENT = re.compile(r"[+\-]?\d+([.,]\d+)?\s*(%|percent|per cent)", re.I)
_INTEGER = re.compile(r"[+\-]?(0|[1-9]\d*)")
_NUMBER = re.compile(r"[+\-]?\d+\.\d+")
_MONEY = re.compile(
    r"(?=.*[£$€,.()kmn\-])[(\-+]*\s*(GBP|EUR|USD|[£$€])?\s*-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?\s*(k|m|mn|GBP|[£$€])?\s*[)\-]?"
    r"|(?=.*[£$€,.])(£|€)?(\d{1,3}(\.\d{3})+|\d+),\d\d\s*(€)?",
    re.I,
)
_SEPARATORS = re.compile(r"[\s().\-/]+")


def kind_of(values: Iterable[str]) -> tuple[Kind | None, float]:
    """The kind most of these cells have, and the share that has it.

    Parameters
    ----------
    values
        Distinct filled cells, a few hundred at most. Placeholders such as ``N/A`` are left out.

    Returns
    -------
    tuple
        A kind and the share of the cells that fit it, 0..1; ``(None, 0.0)`` for no cells, and where the cells are
        numbers that are none of the kinds. `Kind.TEXT` when no other kind has most of them.

    Examples
    --------
    >>> kind_of(["QQ 12 34 56 C", "AB123456D", "CE 12 34 56 A"])[0]
    <Kind.NI_NUMBER: 'ni_number'>
    >>> kind_of(["01/02/1975", "14.3.68", "N/A"])
    (<Kind.DATE: 'date'>, 1.0)
    >>> kind_of(["£1,234.50", "125k", "300"])[0].value
    'money'
    """
    cells = {value.strip() for value in values}
    cells = {cell for cell in cells if cell and cell.casefold() not in PLACEHOLDERS}
    if not cells:
        return None, 0.0
    looks = Counter(_look(cell) for cell in cells)
    total = len(cells)
    for kind, count in _candidates(looks, cells):
        if count / total >= _ENOUGH:
            return kind, count / total
    if looks["number"] / total >= _ENOUGH:
        return None, 0.0
    return Kind.TEXT, looks["text"] / total


def _candidates(looks: Counter[str], cells: set[str]) -> Iterable[tuple[Kind, int]]:
    """Kinds with the number of cells that fit, the telling ones first."""
    lowered = {cell.casefold() for cell in cells}
    if lowered <= _YES_NO or lowered == {"0", "1"}:
        yield Kind.BOOLEAN, len(cells)
    yield Kind.BOOLEAN, looks["yes_no"]
    yield Kind.UUID, looks["uuid"]
    yield Kind.EMAIL, looks["email"]
    # Without its last letter a number looks like many a policy number, so half of them must be whole.
    if looks["ni"] >= looks["ni_short"]:
        yield Kind.NI_NUMBER, looks["ni"] + looks["ni_short"]
    yield Kind.POSTCODE, looks["postcode"]
    dates = looks["date"] + looks["datetime"]
    yield (Kind.DATETIME if looks["datetime"] > dates / 2 else Kind.DATE), dates
    yield Kind.PHONE, looks["phone"]
    yield Kind.PERCENT, looks["percent"]
    if looks["money"]:
        yield Kind.MONEY, looks["money"] + looks["integer"]
    yield Kind.INTEGER, looks["integer"]


def _look(cell: str) -> str:
    """The first look that fits one cell."""
    if cell.casefold() in _YES_NO:
        return "yes_no"
    if _UUID.fullmatch(cell):
        return "uuid"
    if "@" in cell and _EMAIL.fullmatch(cell):
        return "email"
    if dated := _DATE.fullmatch(cell):
        clock = dated["clock"]
        return "datetime" if clock and not _MIDNIGHT.fullmatch(clock) else "date"
    if _POSTCODE.fullmatch(cell):
        return "postcode"
    tight = _SEPARATORS.sub("", cell)
    if number := _NI.fullmatch(tight):
        return "ni" if len(number[0]) == 9 else "ni_short"
    if len(tight) >= 10 and _PHONE.fullmatch(tight.replace("+440", "+44")):
        return "phone"
    if _PERCENT.fullmatch(cell):
        return "percent"
    if _INTEGER.fullmatch(cell):
        return "integer"
    if _MONEY.fullmatch(cell):
        return "money"
    return "number" if _NUMBER.fullmatch(cell) else "text"
