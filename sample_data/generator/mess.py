"""Puts oddities into the rows of an export: which rows, how many, and what becomes of the cell."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.tables import Facts, Mark, Row

# From the clean cell, the true record and a source of chance to the odd cell; None where the oddity makes no sense.
Change = Callable[[str, Facts, random.Random], str | None]


@dataclass(frozen=True)
class Oddity:
    """``count`` cells under ``header`` become what ``change`` makes of them.

    ``right`` as in `Mark`; with ``as_before`` it is the cell as it was.
    """

    code: str
    header: str
    count: int
    change: Change
    right: str | None = None
    as_before: bool = False


class Mess:
    """Spoils cells of one export. Oddities gather on the same messy minority of the rows, so most rows stay clean."""

    def __init__(self, name: str, rows: Sequence[Row], facts: Mapping[str, Facts], share: float) -> None:
        self.rng = random.Random(name)
        self.facts = facts
        self.pool = [row for row in rows if self.rng.random() < share]

    def spoil(self, oddities: Iterable[Oddity]) -> None:
        for oddity in oddities:
            self._spoil(oddity)

    def _spoil(self, oddity: Oddity) -> None:
        left = oddity.count
        for row in self.rng.sample(self.pool, len(self.pool)):
            if left == 0:
                return
            left -= self._spoil_cell(row, oddity)
        if left:
            raise RuntimeError(f"{oddity.code} under {oddity.header!r}: {left} of {oddity.count} found no row")

    def _spoil_cell(self, row: Row, oddity: Oddity) -> bool:
        if row.touched(oddity.header):
            return False
        clean = row.cells.get(oddity.header, "")
        odd = oddity.change(clean, self.facts[row.subject], self.rng)
        if odd is None or odd == clean:
            return False
        row.cells[oddity.header] = odd
        row.marks.append(Mark(oddity.header, oddity.code, clean if oddity.as_before else oddity.right))
        return True


def mark_traps(rows: Iterable[Row], code: str, header: str, is_trap: Callable[[Row], bool]) -> None:
    """Name the cells that look odd and are right."""
    for row in rows:
        if is_trap(row):
            row.marks.append(Mark(header, code, row.cells[header]))
