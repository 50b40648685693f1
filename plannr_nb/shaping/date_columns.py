"""The numbers of all dates of a column at once: the usual forms by one expression each, the odd ones cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.shaping.date_forms import Way, Written, written

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["KNOWN", "NO_CLOCK", "NO_DATE", "NUMBERS", "SERIAL", "Forms"]

NO_DATE, NUMBERS, KNOWN, SERIAL = range(4)
NO_CLOCK = -1
_WAYS = {Way.NUMBERS: NUMBERS, Way.KNOWN: KNOWN, Way.SERIAL: SERIAL}

# Written for RE2, which Arrow runs. Whatever they do not match is asked of `written`.
_CLOCK = r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.[0-9]+)?)?"
_TIME = rf"(?:[ T]{_CLOCK}(?P<zone>Z)?)?"
_USUAL = rf"^(?P<first>[0-9]{{1,2}})[/.\-](?P<second_>[0-9]{{1,2}})[/.\-](?P<third>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
_ISO = rf"^(?P<first>[0-9]{{4}})[/.\-](?P<second_>[0-9]{{1,2}})[/.\-](?P<third>[0-9]{{1,2}}){_TIME}$"


@dataclass(slots=True)
class Forms:
    """What `written` says of each cell, as columns.

    Attributes
    ----------
    way
        `NUMBERS`, `KNOWN`, `SERIAL`, or `NO_DATE` where the cell is not written like a date.
    first, second, third
        Its numbers as they stand there; year, month and day where the way is known.
    clock
        Seconds since midnight, `NO_CLOCK` where no time stands behind the date.
    """

    way: np.ndarray
    first: np.ndarray
    second: np.ndarray
    third: np.ndarray
    two_digits: np.ndarray
    named: np.ndarray
    clock: np.ndarray
    utc: np.ndarray

    def __repr__(self) -> str:
        return f"Forms({len(self.way)} cells, {int((self.way == NO_DATE).sum())} no dates)"

    @classmethod
    def of(cls, texts: pd.Series) -> Forms:
        """The forms of distinct cells.

        Examples
        --------
        >>> import pandas as pd
        >>> forms = Forms.of(pd.Series(["25/12/1965", "3rd May 1960", "1965-12-25T09:30:00Z", "soon"], dtype="str"))
        >>> forms.way.tolist(), forms.first.tolist(), forms.clock.tolist()
        ([1, 2, 2, 0], [25, 1960, 1965, 0], [-1, -1, 34200, -1])
        """
        import numpy as np

        size = len(texts)
        first, second, third = (np.zeros(size, dtype="int32") for _ in range(3))
        no, clock = np.zeros(size, dtype=bool), np.full(size, NO_CLOCK, dtype="int32")
        forms = cls(np.full(size, NO_DATE, dtype="int8"), first, second, third, no, no.copy(), clock, no.copy())
        odd = forms._read_at_once(texts, np.arange(size), _USUAL, NUMBERS)
        odd = forms._read_at_once(texts, odd, _ISO, KNOWN)
        cells = texts.to_numpy(dtype=object)
        for place in odd.tolist():
            if form := written(cells[place]):
                forms._set(place, form)
        return forms

    def _read_at_once(self, texts: pd.Series, places: np.ndarray, pattern: str, way: int) -> np.ndarray:
        """Take over the cells that match; gives the places of the others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        cells = pa.array(texts if len(places) == len(texts) else texts.take(places))
        found = pc.extract_regex(cells, pattern)
        if isinstance(found, pa.ChunkedArray):
            found = found.combine_chunks()
        hit = found.is_valid().to_numpy(zero_copy_only=False)
        at, parts = places[hit], found.filter(found.is_valid())
        if len(at):
            numbers = {name: _number(parts.field(name)) for name in ("first", "second_", "third")}
            self.way[at] = way
            self.first[at], self.second[at], self.third[at] = numbers.values()
            if way == NUMBERS:
                self.two_digits[at] = pc.equal(pc.binary_length(parts.field("third")), 2).to_numpy(zero_copy_only=False)
            self._read_clocks(at, parts)
        return places[~hit]

    def _read_clocks(self, at: np.ndarray, parts: pa.StructArray) -> None:
        import pyarrow.compute as pc

        timed = pc.not_equal(parts.field("hour"), "").to_numpy(zero_copy_only=False)
        if not timed.any():
            return
        parts, at = parts.filter(timed), at[timed]
        hour, minute, second = (_number(parts.field(name)) for name in ("hour", "minute", "second"))
        self.clock[at] = hour * 3600 + minute * 60 + second
        self.utc[at] = pc.equal(parts.field("zone"), "Z").to_numpy(zero_copy_only=False)

    def _set(self, place: int, form: Written) -> None:
        self.way[place] = _WAYS[form.way]
        self.first[place], self.second[place], self.third[place] = form.first, form.second, form.third
        self.two_digits[place], self.named[place] = form.two_digits, form.named
        if form.clock is not None:
            self.clock[place] = form.clock.hour * 3600 + form.clock.minute * 60 + form.clock.second
            self.utc[place] = form.clock.utc


def _number(texts: pa.Array) -> np.ndarray:
    """Whole numbers, 0 for a part that is not there."""
    import pyarrow.compute as pc

    return pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), "int32").to_numpy()
