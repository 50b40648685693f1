"""Cells that hold several values, such as tags: each value gathered on its own, the cell put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from plannr_nb.values.distinct import Distinct
from plannr_nb.values.suggestion import Suggestion

__all__ = ["suggest_each"]

# Which one Plannr wants is unknown, so a cell keeps its own.
_BETWEEN = re.compile(r"(\s*[;,|\n]\s*)")


def suggest_each(cells: Distinct, suggest: Callable[[Distinct], list[Suggestion]]) -> list[Suggestion]:
    """Suggest for every value by itself, and say for each cell what its values become, in their order.

    The cell is as sure as the least sure of its values.

    Examples
    --------
    >>> from plannr_nb.values.vocabulary import suggest_spellings
    >>> cells = Distinct.of(["VIP", "VIP", "Golf", "V.I.P.; GOLF", "Golf; VIP"])
    >>> [each.to for each in suggest_each(cells, suggest_spellings)]
    ['VIP', 'Golf', 'VIP; Golf', 'Golf; VIP']
    """
    apart = [_BETWEEN.split(cell) for cell in cells.values]
    counted: Counter[str] = Counter()
    for pieces, count in zip(apart, cells.counts, strict=True):
        for value in filter(None, pieces[::2]):
            counted[value] += count
    ranked = sorted(counted.items(), key=lambda item: -item[1])
    values = Distinct(tuple(value for value, _ in ranked), tuple(count for _, count in ranked))
    found = dict(zip(values.values, suggest(values), strict=True))
    return [_together(cell, pieces, found) for cell, pieces in zip(cells.values, apart, strict=True)]


def _together(cell: str, pieces: list[str], found: dict[str, Suggestion]) -> Suggestion:
    held = [found[value] for value in pieces[::2] if value]
    if len(held) < 2:
        return held[0] if held and pieces == [cell] else Suggestion(cell, 1.0, "nothing but signs between values")
    least = min(held, key=lambda each: (each.conflict is None, each.score))
    if least.conflict is not None:
        return Suggestion(None, least.score, least.reason, least.others, least.conflict)
    sent = [piece if at % 2 else _sent(piece, found) for at, piece in enumerate(pieces)]
    # A value that says that nothing is known has no place among others, and only a person may take it out.
    ask = any(each.ask or not each.to for each in held)
    return Suggestion("".join(sent), least.score, least.reason, ask=ask)


def _sent(value: str, found: dict[str, Suggestion]) -> str:
    to = found[value].to if value else ""
    return to or value
