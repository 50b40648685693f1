"""How one expectation ended, whichever lane ran it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one expectation ended.

    Attributes
    ----------
    success
        None where it could not run, or had nothing to look at.
    positions
        Failing rows by position in the frame; None where the expectation is about a column or the frame as a whole.
    observed
        What it saw of the column as a whole.
    error
        Why it did not run, without any cell value.
    harmless
        It did not run because the column it looks at is not there, and need not be.
    lane
        Which lane ran it; None where it did not run.
    messages
        What to say of each failing row, without any cell value, where that differs from row to row.
    """

    success: bool | None
    positions: Sequence[int] | np.ndarray | None = None
    unexpected_count: int | None = None
    observed: Any = None
    error: str | None = None
    harmless: bool = False
    lane: str | None = None
    messages: Sequence[str] | None = None

    @classmethod
    def not_run(cls, error: str, *, harmless: bool = False) -> Outcome:
        return cls(success=None, error=error, harmless=harmless)
