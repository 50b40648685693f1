"""Which records come from which row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["FIRST", "JOINT", "SECOND", "SINGLE", "SUFFIXES", "Layout"]

# What a record is among those of its row, and what that adds to the row's name.
SINGLE, FIRST, SECOND, JOINT = range(4)
SUFFIXES = ("", ".1", ".2", ".joint")


@dataclass(frozen=True, slots=True)
class Layout:
    """For each record the position of its row, and what it is among that row's records."""

    rows: np.ndarray
    slots: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Layout({len(self)} records)"

    @property
    def couples(self) -> bool:
        """Whether any row names two people."""
        return bool((self.slots == JOINT).any())

    @classmethod
    def of_rows(cls, rows: int) -> Layout:
        """One record per row."""
        import numpy as np

        return cls(np.arange(rows), np.full(rows, SINGLE))

    @classmethod
    def of_couples(cls, couples: np.ndarray) -> Layout:
        """Two people and a joint client for each row marked, in this order, and one record for each other row."""
        import numpy as np

        counts = np.where(couples, 3, 1)
        rows = np.repeat(np.arange(len(couples)), counts)
        of_row = np.arange(len(rows)) - (np.cumsum(counts) - counts)[rows]
        return cls(rows, np.where(couples[rows], of_row + FIRST, SINGLE))
