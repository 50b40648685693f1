"""Dates: one decision per column, from counted evidence, never per row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plannr_nb.catalogue.phrases import PLACEHOLDER_DATES
from plannr_nb.mapping import DateOrder
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.date_columns import KNOWN, NO_CLOCK, NO_DATE, NUMBERS, SERIAL, Forms
from plannr_nb.shaping.date_evidence import Evidence, swapped, weigh
from plannr_nb.shaping.reading import Cells, Reading, Remark

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["evidence", "read_dates"]

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_WORDS = {DateOrder.DMY: "day/month/year", DateOrder.MDY: "month/day/year", DateOrder.YMD: "year/month/day"}


def evidence(cells: Cells) -> Evidence:
    """Count what the cells say about the order of day and month.

    Examples
    --------
    >>> evidence(Cells.of(["25/12/1965", "03/04/1965", "05/05/1965", "1965-04-03"]))
    Evidence(day_first=1, month_first=0, either=1, same=1)
    """
    return weigh(Forms.of(cells.texts), cells.counts)


def read_dates(
    cells: Cells,
    order: DateOrder | None = None,
    *,
    habit: DateOrder | None = None,
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
    habit
        How the whole source writes its dates, where a person has said so. Settles what the evidence leaves open; a
        column with more evidence against it than for it is asked about.
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
    >>> read_dates(Cells.of(["03/04/1965"]), habit=DateOrder.DMY).texts.tolist()
    ['03/04/1965']
    """
    forms = Forms.of(cells.texts)
    seen = weigh(forms, cells.counts)
    decision = _decide(forms, seen, order, habit)
    turned = swapped(forms)
    days = _Days(forms, decision, turned, birth, today or date.today())
    texts = days.texts(with_time=with_time)
    reading = Reading(texts, f"dates, read as {_WORDS[decision.order]}" if decision.order else "dates")
    for code, places in days.complaints(with_time=with_time):
        reading.complain(code, places)
    counted = _Counted(cells.counts)
    counted.add(codes.DATES_HALF_SWAPPED, turned)
    counted.decided(decision, seen)
    counted.ways(forms, birth=birth, with_time=with_time)
    reading.remarks += counted.remarks
    return reading


@dataclass(frozen=True, slots=True)
class _Decision:
    """How the column is read, and what it is asked about as a whole or None.

    Where it is asked, cells that could be either keep their text without a complaint of their own.
    """

    order: DateOrder | None
    asked: ProblemCode | None
    by_evidence: bool


def _decide(forms: Forms, seen: Evidence, order: DateOrder | None, habit: DateOrder | None) -> _Decision:
    if order is not None:
        return _Decision(order, None, False)
    shown = None
    if seen.day_first or seen.month_first:
        shown = DateOrder.DMY if seen.day_first >= seen.month_first else DateOrder.MDY
    if habit is not None:
        against = _years_last(forms) if habit is DateOrder.YMD else shown not in (None, habit)
        return _Decision(shown, codes.DATES_AGAINST_HABIT, True) if against else _Decision(habit, None, False)
    if seen.day_first and seen.month_first:
        return _Decision(shown, codes.DATES_BOTH_ORDERS, True)
    plain = bool(((forms.way == KNOWN) | (forms.way == SERIAL)).any())
    asked = codes.DATES_AMBIGUOUS if shown is None and seen.either and not plain else None
    return _Decision(shown, asked, True)


def _years_last(forms: Forms) -> bool:
    return bool(((forms.way == NUMBERS) & ~forms.two_digits).any())


class _Days:
    """The day that each cell stands for, once the order of the column is known."""

    def __init__(self, forms: Forms, decision: _Decision, turned: np.ndarray, birth: bool, today: date) -> None:
        import numpy as np

        self.forms = forms
        self.wrong: dict[ProblemCode, np.ndarray] = {}
        self.read = np.ones(len(forms.way), dtype=bool)
        self._refuse(codes.NOT_A_DATE, forms.way == NO_DATE)
        self._refuse(codes.DATE_PERHAPS_SWAPPED, turned)
        self.year, self.month, self.day = self._in_order(decision)
        self._give_centuries(birth, today)
        self._check()

    def _refuse(self, code: ProblemCode | None, places: np.ndarray) -> None:
        """Leave cells that are not refused yet unread; None where the complaint is the column's."""
        places = places & self.read
        self.read &= ~places
        if code is not None:
            self.wrong[code] = self.wrong.get(code, False) | places

    def _in_order(self, decision: _Decision) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        import numpy as np

        forms, order = self.forms, decision.order
        first, second, third = forms.first, forms.second, forms.third
        numbers = forms.way == NUMBERS
        if order is DateOrder.YMD:
            self._refuse(codes.DATE_AGAINST_ORDER, numbers & ~forms.two_digits)
            return first, second, third
        self._refuse(codes.IMPOSSIBLE_DATE, numbers & ((first > 31) | (second > 31) | ((first > 12) & (second > 12))))
        either = numbers & (first <= 12) & (second <= 12) & (first != second)
        if decision.asked is not None:
            self._refuse(None, either)
        elif order is None:
            self._refuse(codes.DATE_AMBIGUOUS, either)
        month, day = (first, second) if order is DateOrder.MDY else (second, first)
        self._refuse(codes.DATE_AGAINST_ORDER, numbers & (month > 12) & (first != second))
        known = ~numbers
        return np.where(known, first, third), np.where(known, second, month), np.where(known, third, day)

    def _give_centuries(self, birth: bool, today: date) -> None:
        import numpy as np

        short, year = self.forms.two_digits, self.year
        if birth:
            until = today.year * 10_000 + today.month * 100 + today.day
            this = (2000 + year) * 10_000 + self.month * 100 + self.day <= until
            other_as_likely = today.year - (1900 + year) <= 105
        else:
            this = 2000 + year <= today.year + 30
            other_as_likely = 1900 + year >= 1950
        self.year = np.where(short, np.where(this, 2000, 1900) + year, year)
        self.unclear = short & this & other_as_likely

    def _check(self) -> None:
        """Find the days, and refuse those that are none."""
        import numpy as np

        fits = (self.year >= 1) & (self.month >= 1) & (self.month <= 12) & (self.day >= 1)
        year, month = np.where(fits, self.year, 2000), np.where(fits, self.month, 1)
        months = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
        days = months.astype("datetime64[D]") + (self.day - 1)
        fits &= days.astype("datetime64[M]") == months
        self.days = np.where(fits, days, np.datetime64("2000-01-01"))
        self.placeholder = fits & np.isin(self.days, np.array(PLACEHOLDER_DATES, dtype="datetime64[D]"))
        self._refuse(codes.IMPOSSIBLE_DATE, ~fits)
        far = (self.year < _FIRST_YEAR) | (self.year > _LAST_YEAR)
        self._refuse(codes.PLACEHOLDER, far & self.placeholder)
        self._refuse(codes.IMPOSSIBLE_DATE, far)

    def texts(self, *, with_time: bool) -> pd.Series:
        import numpy as np
        import pandas as pd

        places, days = pd.factorize(self.days)
        written = pd.Series([f"{day.day:02}/{day.month:02}/{day.year}" for day in days.tolist()], dtype="str")
        texts = written.take(places).reset_index(drop=True)
        if with_time and (self.forms.clock != NO_CLOCK).any():
            places, clocks = pd.factorize(self.forms.clock)
            behind = pd.Series([_clock(int(seconds)) for seconds in clocks], dtype="str")
            texts = texts + behind.take(places).reset_index(drop=True)
        return texts.where(np.asarray(self.read))

    def complaints(self, *, with_time: bool) -> list[tuple[ProblemCode, np.ndarray]]:
        found = list(self.wrong.items())
        shifted = self.forms.utc & (self.forms.clock // 60 == 23 * 60)
        doubts = [(codes.PLACEHOLDER_DATE, self.placeholder), (codes.CENTURY_UNCLEAR, self.unclear)]
        doubts += [] if with_time else [(codes.MIDNIGHT_SHIFTED, shifted)]
        left = self.read.copy()
        for code, places in doubts:
            found.append((code, places & left))
            left &= ~places
        return found


def _clock(seconds: int) -> str:
    if seconds == NO_CLOCK:
        return ""
    text = f" {seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


class _Counted:
    """What is said about the column as a whole, with the number of cells it is about."""

    def __init__(self, counts: np.ndarray) -> None:
        self.counts = counts
        self.remarks: list[Remark] = []

    def add(self, code: ProblemCode, places: np.ndarray, rule: str = "") -> None:
        if number := int(self.counts[places].sum()):
            self.remarks.append(Remark(code, f"{code.message}{rule} (cells: {number})"))

    def decided(self, decision: _Decision, seen: Evidence) -> None:
        code = decision.asked
        if code is None and decision.order is DateOrder.MDY and decision.by_evidence:
            code = codes.DATES_MONTH_FIRST
        if code is not None:
            said = f"{seen.day_first} only day first, {seen.month_first} only month first"
            self.remarks.append(Remark(code, f"{code.message} ({said}, {seen.either} could be either)"))

    def ways(self, forms: Forms, *, birth: bool, with_time: bool) -> None:
        limit = "later than today" if birth else "more than 30 years ahead"
        self.add(codes.TWO_DIGIT_YEARS, forms.two_digits, f": 20 before them, or 19 where that would be {limit}")
        self.add(codes.EXCEL_SERIALS, forms.way == SERIAL)
        if with_time:
            self.add(codes.TIME_IN_UTC, forms.utc)
        else:
            self.add(codes.TIME_DROPPED, forms.clock > 0)
