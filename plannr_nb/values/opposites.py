"""Words that are written alike and mean the opposite: Employed and Unemployed, Resident and Non-resident."""

from __future__ import annotations

from collections.abc import Sequence

from plannr_nb.catalogue import choice_words

__all__ = ["are_opposite"]

_LEFT = 3  # letters behind a prefix that make a word of their own


def are_opposite(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether what tells two spellings apart turns the meaning round.

    Examples
    --------
    >>> are_opposite(["unemployd"], ["employed"]), are_opposite(["not", "retired"], ["retired"])
    (True, True)
    >>> are_opposite(["seperated"], ["separated"]), are_opposite(["insurnce"], ["insurance"])
    (False, False)
    """
    mine = [word for word in words if word not in others]
    theirs = [word for word in others if word not in words]
    known = choice_words.opposites()
    if any(word in known.turning for word in (*mine, *theirs)):
        return True
    if any(frozenset((one, other)) in known.pairs for one in mine for other in theirs):
        return True
    pairs = [(one, other) for one in mine for other in theirs] + [("".join(words), "".join(others))]
    return any(_turned(one, other) or _turned(other, one) for one, other in pairs)


def _turned(word: str, other: str) -> bool:
    """Whether a word is the other one behind a prefix, also where one of them is misspelt."""
    from rapidfuzz.distance import OSA

    for prefix in choice_words.opposites().prefixes:
        if not word.startswith(prefix) or other.startswith(prefix) or len(word) < len(prefix) + _LEFT:
            continue
        rest = word[len(prefix) :]
        allowed = 0 if len(rest) < 5 else 1 if len(rest) < 8 else 2
        apart = OSA.distance(rest, other)
        if apart <= allowed and apart < OSA.distance(word, other):
            return True
    return False
