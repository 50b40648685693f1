"""How far an import is, and how often to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Pace", "Progress", "Watcher"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is handed to the ``progress`` function, at each step and at each look at Plannr.

    Attributes
    ----------
    stage
        ``upload``, ``map``, ``start``, ``process``, ``report`` or ``done``.
    rows_total, rows_done, rows_failed
        Rows of the file, those Plannr has worked through, and those of them it refused.
    elapsed_s
        Seconds since the run began.
    rate
        Rows a second since the start of processing; 0 before.
    """

    stage: str
    rows_total: int
    rows_done: int = 0
    rows_failed: int = 0
    elapsed_s: float = 0.0
    rate: float = 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds it may take yet, at the rate so far; None while there is none."""
        return (self.rows_total - self.rows_done) / self.rate if self.rate else None


Watcher = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two looks at an import.

    A tenth of the time it may take yet, so that a small one is seen to end at once and a large one is left in peace;
    never less than `shortest_s` or more than `longest_s`. Plannr allows 500 requests a minute to each user.

    Examples
    --------
    >>> pace = Pace(shortest_s=1.0, longest_s=5.0)
    >>> [pace.pause_s(left_s, looks=0) for left_s in (None, 2.0, 30.0, 900.0)]
    [1.0, 1.0, 3.0, 5.0]
    """

    shortest_s: float
    longest_s: float

    @classmethod
    def of(cls, poll_every_s: float | None, *, live: bool) -> Pace:
        if poll_every_s is not None:
            return cls(poll_every_s, poll_every_s)
        return cls(1.0, 5.0) if live else cls(0.05, 1.0)

    def pause_s(self, left_s: float | None, *, looks: int) -> float:
        """`looks` taken without a word of progress make the pause longer by a half each."""
        wanted_s = self.shortest_s * 1.5 ** min(looks, 20) if left_s is None else left_s / 10
        return min(max(wanted_s, self.shortest_s), self.longest_s)
