"""Counts that are right where little is to be read, and are said to be about right where it is much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["MOST_READ", "about", "picked"]

MOST_READ = 2_000  # names, rows or cells read one by one for an offer


def picked(at: np.ndarray, most: int = MOST_READ) -> np.ndarray:
    """As many of these positions as are read, evenly from all of them."""
    import numpy as np

    return at if len(at) <= most else at[np.linspace(0, len(at) - 1, most).astype(int)]


def about(seen: int, read: Sequence[object] | np.ndarray, of: Sequence[object] | np.ndarray) -> str:
    """How many it is of all, when so many of those that were read are: "12", or "about 1,300".

    Examples
    --------
    >>> about(12, range(40), range(40)), about(13, range(40), range(4000)), about(0, range(40), range(4000))
    ('12', 'about 1,300', 'none seen')
    """
    if len(read) == len(of):
        return f"{seen:,}"
    if not seen:
        return "none seen"
    all_of_them = seen * len(of) / len(read)
    digits = len(str(int(all_of_them))) - 2
    return f"about {round(all_of_them, -max(digits, 0)):,.0f}"
