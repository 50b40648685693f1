"""Dates: one decision per column, from counted evidence, never per row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plannr_nb.catalogue.phrases import PLACEHOLDER_DATES
from plannr_nb.mapping import DateOrder
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.date_forms import Way, Written, written
from plannr_nb.shaping.reading import Cells, Reading, Remark

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Evidence", "evidence", "read_dates"]

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
# A day drawn at random falls on 1 to 12 two times in five, so eight in a row do so once in 1,500. Days that repeat,
# such as the first of the month, say nothing, so five of them must differ.
_ENOUGH_TURNED, _ENOUGH_DAYS, _ENOUGH_LEFT = 8, 5, 3
_WORDS = {DateOrder.DMY: "day/month/year", DateOrder.MDY: "month/day/year", DateOrder.YMD: "year/month/day"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cells of a column say about the order of day and month, as numbers of records.

    Attributes
    ----------
    day_first, month_first
        Cells that can only be read so.
    either
        Cells that are two different dates, read one way or the other.
    same
        Cells that are the same date both ways (05/05/1965).
    """

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    same: int = 0


def evidence(cells: Cells) -> Evidence:
    """Count what the cells say about the order of day and month.

    Examples
    --------
    >>> evidence(Cells.of(["25/12/1965", "03/04/1965", "05/05/1965", "1965-04-03"]))
    Evidence(day_first=1, month_first=0, either=1, same=1)
    """
    return _weigh([written(cell) for cell in cells.texts], cells.counts)


def read_dates(
    cells: Cells,
    order: DateOrder | None = None,
    *,
    birth: bool = False,
    with_time: bool = False,
    today: date | None = None,
) -> Reading:
    """Dates as ``DD/MM/YYYY``, with ``HH:MM`` behind where the field holds a time.

    Parameters
    ----------
    order
        How the cells are written, where a person has said so; else it is decided from the evidence. Where there is
        none, or evidence for both orders, cells that could be either keep their text.
    birth
        A date of birth: two-digit years are read as 20yy unless that lies after `today`. Other dates: unless that is
        more than 30 years after it.

    Examples
    --------
    >>> read_dates(Cells.of(["25/12/1965", "3.4.65", "1965-04-03"]), birth=True).texts.tolist()
    ['25/12/1965', '03/04/1965', '03/04/1965']
    >>> undecided = read_dates(Cells.of(["03/04/1965"]))
    >>> undecided.texts.tolist(), undecided.remarks[0].code.code
    ([nan], 'dates_ambiguous')
    """
    import pandas as pd

    column = _Column(cells, order, birth, with_time, today or date.today())
    results = [column.read(form) for form in column.forms]
    texts = pd.Series([text for text, _ in results], dtype="str")
    reading = Reading(texts, f"dates, read as {_WORDS[column.order]}" if column.order else "dates")
    found = [code for _, code in results]
    for code in dict.fromkeys(code for code in found if code is not None):
        reading.complain(code, _mask(other is code for other in found))
    reading.remarks += column.remarks()
    return reading


class _Column:
    """The cells of one column and what was decided about them."""

    def __init__(self, cells: Cells, order: DateOrder | None, birth: bool, with_time: bool, today: date) -> None:
        self.cells = cells
        self.forms = [written(cell) for cell in cells.texts]
        self.evidence = _weigh(self.forms, cells.counts)
        self.birth, self.with_time, self.today = birth, with_time, today
        self.decided = order is not None
        self.swapped = _swapped(self.forms)
        self.order = order or self._decide()

    def _decide(self) -> DateOrder | None:
        seen = self.evidence
        if seen.day_first or seen.month_first:
            return DateOrder.DMY if seen.day_first >= seen.month_first else DateOrder.MDY
        return None

    @property
    def _both(self) -> bool:
        return not self.decided and bool(self.evidence.day_first and self.evidence.month_first)

    @property
    def _none(self) -> bool:
        """Nothing in the column tells the order, and nothing in it is plain without one."""
        seen = self.evidence
        plain = any(form is not None and form.way is not Way.NUMBERS for form in self.forms)
        return self.order is None and seen.either > 0 and not plain

    def read(self, form: Written | None) -> tuple[str | None, ProblemCode | None]:
        """Text to send or None, and what is wrong or None."""
        if form is None:
            return None, codes.NOT_A_DATE
        if _machine(form) in self.swapped:
            return None, codes.DATE_PERHAPS_SWAPPED
        numbers = self._in_order(form)
        if isinstance(numbers, ProblemCode) or numbers is None:
            return None, numbers
        year, month, day = numbers
        unclear = False
        if form.two_digits:
            year, unclear = self._century(year, month, day)
        try:
            read = date(year, month, day)
        except ValueError:
            return None, codes.IMPOSSIBLE_DATE
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None, codes.PLACEHOLDER if read in PLACEHOLDER_DATES else codes.IMPOSSIBLE_DATE
        return self._text(read, form), self._doubt(read, form, unclear)

    def _in_order(self, form: Written) -> tuple[int, int, int] | ProblemCode | None:
        """Year, month, day; or what stands against it; or None where the complaint is the column's."""
        if form.way is not Way.NUMBERS:
            return form.first, form.second, form.third
        first, second, third = form.first, form.second, form.third
        if self.order is DateOrder.YMD:
            return (first, second, third) if form.two_digits else codes.DATE_AGAINST_ORDER
        if first > 31 or second > 31 or (first > 12 and second > 12):
            return codes.IMPOSSIBLE_DATE
        if first == second:
            return third, second, first
        either = first <= 12 and second <= 12
        if either and (self.order is None or self._both):
            return None if self._none or self._both else codes.DATE_AMBIGUOUS
        if self.order is DateOrder.MDY:
            return (third, first, second) if first <= 12 else codes.DATE_AGAINST_ORDER
        return (third, second, first) if second <= 12 else codes.DATE_AGAINST_ORDER

    def _century(self, year: int, month: int, day: int) -> tuple[int, bool]:
        """The full year, and whether the other century is as likely."""
        limit = (self.today.year, self.today.month, self.today.day)
        if self.birth:
            this = (2000 + year, month, day) <= limit
            return (2000 + year, self.today.year - (1900 + year) <= 105) if this else (1900 + year, False)
        this = 2000 + year <= self.today.year + 30
        return (2000 + year, 1900 + year >= 1950) if this else (1900 + year, False)

    def _text(self, read: date, form: Written) -> str:
        text = f"{read.day:02}/{read.month:02}/{read.year}"
        return f"{text} {form.clock}" if self.with_time and form.clock else text

    def _doubt(self, read: date, form: Written, unclear: bool) -> ProblemCode | None:
        if read in PLACEHOLDER_DATES:
            return codes.PLACEHOLDER_DATE
        if unclear:
            return codes.CENTURY_UNCLEAR
        clock = form.clock
        if not self.with_time and clock and clock.utc and (clock.hour, clock.minute) == (23, 0):
            return codes.MIDNIGHT_SHIFTED
        return None

    def remarks(self) -> list[Remark]:
        seen, remarks = self.evidence, []
        counted = f"{seen.day_first} only day first, {seen.month_first} only month first, {seen.either} could be either"
        swapped = _mask(f is not None and _machine(f) in self.swapped for f in self.forms)
        remarks += self._counted(codes.DATES_HALF_SWAPPED, swapped)
        if self._both:
            remarks.append(Remark(codes.DATES_BOTH_ORDERS, f"{codes.DATES_BOTH_ORDERS.message} ({counted})"))
        elif self._none:
            remarks.append(Remark(codes.DATES_AMBIGUOUS, f"{codes.DATES_AMBIGUOUS.message} ({counted})"))
        elif self.order is DateOrder.MDY and not self.decided:
            remarks.append(Remark(codes.DATES_MONTH_FIRST, f"{codes.DATES_MONTH_FIRST.message} ({counted})"))
        remarks += self._counted(codes.TWO_DIGIT_YEARS, _mask(f is not None and f.two_digits for f in self.forms))
        serial = _mask(f is not None and f.way is Way.SERIAL for f in self.forms)
        remarks += self._counted(codes.EXCEL_SERIALS, serial)
        if not self.with_time:
            timed = _mask(f is not None and f.clock is not None and bool(_seconds(f)) for f in self.forms)
            remarks += self._counted(codes.TIME_DROPPED, timed)
        return remarks

    def _counted(self, code: ProblemCode, mask: np.ndarray) -> list[Remark]:
        count = int(self.cells.counts[mask].sum())
        rule = ""
        if code is codes.TWO_DIGIT_YEARS:
            limit = "later than today" if self.birth else "more than 30 years ahead"
            rule = f": 20 before them, or 19 where that would be {limit}"
        return [Remark(code, f"{code.message}{rule} (cells: {count})")] if count else []


def _weigh(forms: list[Written | None], counts: np.ndarray) -> Evidence:
    day_first = month_first = either = same = 0
    for form, count in zip(forms, counts.tolist(), strict=True):
        if form is None or form.way is not Way.NUMBERS:
            continue
        first, second = form.first, form.second
        if first == second:
            same += count
        elif first <= 12 and second <= 12:
            either += count
        elif 12 < first <= 31 and second <= 12:
            day_first += count
        elif 12 < second <= 31 and first <= 12:
            month_first += count
    return Evidence(day_first, month_first, either, same)


def _swapped(forms: list[Written | None]) -> set[tuple[Way, bool]]:
    """The ways of writing in which a spreadsheet seems to have read day for month.

    What it could take for a month-first date it turned into one of its own (ISO, a day number, midnight behind it),
    with a day up to 12 therefore; what it could not it left as text, which reads day first.
    """
    left = {form for form in forms if form is not None and _machine(form) is None and form.way is Way.NUMBERS}
    day_first = sum(12 < form.first <= 31 and form.second <= 12 for form in left)
    month_first = sum(12 < form.second <= 31 and form.first <= 12 for form in left)
    if day_first < _ENOUGH_LEFT or month_first:
        return set()
    turned: dict[tuple[Way, bool], set[Written]] = {}
    for form in forms:
        if form is not None and (machine := _machine(form)):
            turned.setdefault(machine, set()).add(form)
    return {machine for machine, of in turned.items() if len(of) >= _ENOUGH_TURNED and _all_early(of)}


def _all_early(forms: set[Written]) -> bool:
    days = {max(form.first, form.second) if form.way is Way.NUMBERS else form.third for form in forms}
    return max(days) <= 12 and len(days) >= _ENOUGH_DAYS


def _machine(form: Written) -> tuple[Way, bool] | None:
    """How a spreadsheet writes dates it has understood, or None for a date as people type it."""
    midnight = form.clock is not None and not _seconds(form)
    if form.way is Way.SERIAL or midnight or (form.way is Way.KNOWN and not form.two_digits and not form.named):
        return form.way, midnight
    return None


def _seconds(form: Written) -> int:
    clock = form.clock
    return 0 if clock is None else clock.hour * 3600 + clock.minute * 60 + clock.second


def _mask(flags: Iterable[bool]) -> np.ndarray:
    import numpy as np

    return np.fromiter(flags, dtype=bool)
