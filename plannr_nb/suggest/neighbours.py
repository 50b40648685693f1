"""What the headers beside a header say: words most of them share, and address blocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from plannr_nb.catalogue import RecordType
from plannr_nb.suggest.evidence import Match
from plannr_nb.suggest.words import Words

__all__ = ["common_words", "from_plannr", "other_blocks"]

_ADDRESS = frozenset({"address_1", "address_2", "address_3", "address_4", "town_city", "county", "postcode", "country"})
_MOST = 0.5
_MANY = 5
_OTHER_BLOCK = 0.5


def common_words(headers: Sequence[Words]) -> frozenset[str]:
    """Words in at least half of the headers, such as a prefix with the name of the table.

    Examples
    --------
    >>> common_words([("note", "id"), ("note", "date"), ("note", "text"), ("note", "by"), ("note", "on")])
    frozenset({'note'})
    """
    if len(headers) < _MANY:
        return frozenset()
    counts = Counter(word for words in headers for word in words)
    return frozenset(word for word, count in counts.items() if count >= len(headers) * _MOST)


def from_plannr(headers: Sequence[str], record_type: RecordType) -> bool:
    """Whether most headers are field names as Plannr's own exports write them."""
    own = sum(header in record_type for header in headers)
    return own >= _MANY and own > len(headers) * _MOST


def other_blocks(matches: Sequence[dict[str, Match]]) -> list[dict[str, Match]]:
    """The matches, with those of a second address lowered: an address is taken from one block of columns."""
    blocks: defaultdict[frozenset[str], dict[str, float]] = defaultdict(dict)
    for found in matches:
        for field in _ADDRESS & found.keys():
            block = blocks[found[field].extra]
            block[field] = max(block.get(field, 0.0), found[field].score)
    if len(blocks) < 2:
        return list(matches)
    best = max(blocks, key=lambda extra: (round(sum(blocks[extra].values()), 6), -len(extra), sorted(extra)))
    return [_lowered(found, best, frozenset(blocks[best])) for found in matches]


def _lowered(found: dict[str, Match], best: frozenset[str], held: frozenset[str]) -> dict[str, Match]:
    changed = dict(found)
    for field in _ADDRESS & held & found.keys():
        match = found[field]
        if match.extra != best:
            reason = f"{match.reason}; of another address"
            changed[field] = replace(match, score=match.score * _OTHER_BLOCK, reason=reason)
    return changed
