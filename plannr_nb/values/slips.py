"""Typing slips: how far apart two spellings are, and which of many are near each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plannr_nb.values.opposites import are_opposite

__all__ = ["near_pairs", "slip_score"]

_NUMBERS = re.compile(r"\d+")
_SHORTEST = 5  # in fewer letters another word is as near as a slip
_TWO_SLIPS = 9
_ROWS = 256


def slip_score(words: Sequence[str], others: Sequence[str]) -> float:
    """How sure it is that one spelling is a slip of the other: 0.85 at most, 0 where it is another word.

    Numbers never differ by a slip, nor do opposites.

    Examples
    --------
    >>> slip_score(["seperated"], ["separated"]), slip_score(["unemployed"], ["employed"])
    (0.85, 0.0)
    >>> slip_score(["fund", "2019"], ["fund", "2018"])
    0.0
    """
    from rapidfuzz.distance import OSA

    one, other = "".join(words), "".join(others)
    shorter = min(len(one), len(other))
    if one == other or shorter < _SHORTEST or _NUMBERS.findall(" ".join(words)) != _NUMBERS.findall(" ".join(others)):
        return 0.0
    apart = OSA.distance(one, other, score_cutoff=2)
    if apart > (1 if shorter < _TWO_SLIPS else 2) or are_opposite(words, others):
        return 0.0
    # Short words, and single letters that stand for themselves (class A, class B), are told apart by one letter.
    if any(len(word) == 1 for word in set(words) ^ set(others)):
        return 0.0
    return 0.72 if apart == 2 else 0.85 if shorter >= 8 else 0.78


def near_pairs(texts: Sequence[str], heads: Sequence[str] | None = None) -> Iterator[tuple[int, int]]:
    """Places of texts that are at most two slips apart, compared in blocks of like length.

    Parameters
    ----------
    heads
        The texts to compare with; the same ones where there are none, each pair then given both ways.
    """
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    targets = texts if heads is None else heads
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    sorted_targets = sorted(range(len(targets)), key=lambda place: len(targets[place]))
    lengths = np.array([len(targets[place]) for place in sorted_targets])
    for start in range(0, len(order), _ROWS):
        rows = order[start : start + _ROWS]
        shortest, longest = len(texts[rows[0]]), len(texts[rows[-1]])
        if longest < _SHORTEST:
            continue
        low, high = np.searchsorted(lengths, [max(shortest - 2, _SHORTEST), longest + 3])
        columns = sorted_targets[low:high]
        if not columns:
            continue
        apart = cdist(
            [texts[place] for place in rows],
            [targets[place] for place in columns],
            scorer=OSA.distance,
            score_cutoff=2,
            dtype=np.uint8,
        )
        for row, column in zip(*np.nonzero(apart <= 2), strict=True):
            if heads is not None or rows[row] != columns[column]:
                yield rows[row], columns[column]
