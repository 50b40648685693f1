"""Something about each of some rows of a file, kept small."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TypeVar

__all__ = ["RowNotes"]

T = TypeVar("T")


class RowNotes(Mapping[int, T]):
    """Row number -> what is noted of it, at 16 bytes a row.

    Examples
    --------
    >>> notes = RowNotes[str]()
    >>> notes.take({3: "short"}, above=10)
    >>> dict(notes), notes.get(12)
    ({13: 'short'}, None)
    """

    def __init__(self) -> None:
        self._rows = array("q")
        self._values: list[T] = []

    def take(self, notes: Mapping[int, T], above: int) -> None:
        """Add notes of rows below all so far, ``above`` of which are above those counted here."""
        rows = sorted(notes)
        self._rows.extend(above + row for row in rows)
        self._values.extend(notes[row] for row in rows)

    def __getitem__(self, row: int) -> T:
        at = bisect_left(self._rows, row)
        if at == len(self._rows) or self._rows[at] != row:
            raise KeyError(row)
        return self._values[at]

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
