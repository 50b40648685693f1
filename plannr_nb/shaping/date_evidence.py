"""What the cells of a column say about how its dates were written, and whether a spreadsheet has turned some round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.shaping.date_columns import KNOWN, NUMBERS, SERIAL, Forms

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Evidence", "swapped", "weigh"]

# A day drawn at random falls on 1 to 12 two times in five, so eight in a row do so once in 1,500. Days that repeat,
# such as the first of the month, say nothing, so five of them must differ.
_ENOUGH_TURNED, _ENOUGH_DAYS, _ENOUGH_LEFT = 8, 5, 3


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


def weigh(forms: Forms, counts: np.ndarray) -> Evidence:
    """Count the evidence; `counts` is the number of records that hold each cell."""
    numbers, first, second = forms.way == NUMBERS, forms.first, forms.second
    same = numbers & (first == second)
    either = numbers & (first <= 12) & (second <= 12) & ~same
    kinds = (_only(numbers, first, second), _only(numbers, second, first), either, same)
    return Evidence(*(int(counts[kind].sum()) for kind in kinds))


def _only(numbers: np.ndarray, day: np.ndarray, month: np.ndarray) -> np.ndarray:
    found: np.ndarray = numbers & (day > 12) & (day <= 31) & (month <= 12)
    return found


def swapped(forms: Forms) -> np.ndarray:
    """The cells in which a spreadsheet seems to have read day for month.

    What it could take for a month-first date it turned into one of its own (ISO, a day number, midnight behind it),
    with a day up to 12 therefore; what it could not it left as text, which reads day first.
    """
    import numpy as np

    machine = _machine(forms)
    left = (machine == 0) & (forms.way == NUMBERS)
    day_first = left & _only(left, forms.first, forms.second)
    none = np.zeros(len(left), dtype=bool)
    if _only(left, forms.second, forms.first).any() or _distinct(forms, day_first) < _ENOUGH_LEFT:
        return none
    days = np.where(forms.way == NUMBERS, np.maximum(forms.first, forms.second), forms.third)
    found = none
    for written in np.unique(machine[machine > 0]):
        turned = machine == written
        early = days[turned]
        if early.max() <= 12 and len(np.unique(early)) >= _ENOUGH_DAYS and _distinct(forms, turned) >= _ENOUGH_TURNED:
            found = found | turned
    return found


def _machine(forms: Forms) -> np.ndarray:
    """In which way a spreadsheet writes dates it has understood, as a number; 0 for a date as people type it."""
    import numpy as np

    midnight = forms.clock == 0
    own = (forms.way == SERIAL) | midnight | ((forms.way == KNOWN) & ~forms.two_digits & ~forms.named)
    return np.where(own & (forms.way > 0), 2 * forms.way + midnight, 0)


def _distinct(forms: Forms, places: np.ndarray) -> int:
    """How many different dates stand in these places, however they are written."""
    import pandas as pd

    packed = forms.first[places].astype("int64")
    for part, room in ((forms.second, 100), (forms.third, 10_000), (forms.clock + 1, 100_000)):
        packed = packed * room + part[places]
    return len(pd.unique(packed))
