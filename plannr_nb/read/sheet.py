"""What both kinds of file come to: a grid of raw text, with everything decided and found on the way to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plannr_nb.problems import ProblemCode
from plannr_nb.read.grid import Grid
from plannr_nb.read.layout.header import HeaderChoice
from plannr_nb.read.text.rows import Dialect

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Decision", "Sheet"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was decided, the evidence for it, and what to type to have it otherwise."""

    what: str
    value: str
    evidence: str = ""
    override: str = ""


@dataclass(slots=True)
class Sheet:
    """A grid with everything that was decided on the way to it. ``marked``, ``mojibake``: what its cells may hold."""

    grid: Grid
    header: HeaderChoice
    decisions: list[Decision] = field(default_factory=list)
    encoding: str | None = None
    dialect: Dialect | None = None
    # Whether the text quotes cells that hold quotes, so that a quote in any other cell is a fault.
    faithful_quotes: bool = False
    name: str | None = None
    marked: bool = False
    mojibake: bool = False
    # Where another encoding than the one given would read the text rightly, nobody else is to blame for mojibake.
    encoding_given: bool = False
    ends_mid_line: bool = False
    # What was found in cells before they were text, by column position: kind of complaint -> position -> rows.
    found: dict[ProblemCode, dict[int, list[int]]] = field(default_factory=dict)
    hidden_columns: list[int] = field(default_factory=list)

    def leave_found(self, rows: np.ndarray) -> None:
        """Leave of what was found in cells only that in some rows, so that a total's label is no reason to worry."""
        kept = set(rows.tolist()) if self.found else set()
        for code, places in self.found.items():
            in_rows = {position: [row for row in found if row in kept] for position, found in places.items()}
            self.found[code] = {position: found for position, found in in_rows.items() if found}
