"""Whether rows below a gap are of the same make as the table above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from plannr_nb.read.looks import cell_kind

__all__ = ["are_alike"]

_USUALLY_FILLED = 0.5
_SAME_KINDS = 0.5
_ENOUGH_COLUMNS = 0.7


def are_alike(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """Whether most columns hold cells of the same kinds in some rows and in others of the same width.

    A column that is blank on one side only speaks against it half as much as one with cells of another kind.

    Examples
    --------
    >>> are_alike([["Evans", "01/02/1970"], ["Shah", ""]], [["Hale", "03/04/1980"]])
    True
    >>> are_alike([["Evans", "01/02/1970"], ["Shah", ""]], [["Harrowmere", "12"]])
    False
    """
    same = other = blank = 0
    for upper, lower in zip(zip(*above, strict=True), zip(*below, strict=True), strict=True):
        kinds, kinds_below = _kinds(upper), _kinds(lower)
        if max(kinds.total() / len(upper), kinds_below.total() / len(lower)) < _USUALLY_FILLED:
            continue
        if not kinds or not kinds_below:
            blank += 1
        elif _shared(kinds, kinds_below) >= _SAME_KINDS:
            same += 1
        else:
            other += 1
    return same >= (same + other + blank / 2) * _ENOUGH_COLUMNS


def _kinds(cells: Sequence[str]) -> Counter[str]:
    return Counter(cell_kind(cell) for cell in cells if cell)


def _shared(kinds: Counter[str], others: Counter[str]) -> float:
    """How far two counts of kinds agree in their shares, 0 to 1."""
    return sum(min(kinds[kind] / kinds.total(), others[kind] / others.total()) for kind in kinds)
