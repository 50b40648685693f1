"""How like two names are, and why: from the same words in another order down to initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from plannr_nb.catalogue.choice_words import name_words
from plannr_nb.values.opposites import are_opposite
from plannr_nb.values.slips import near_pairs, slip_score
from plannr_nb.values.spoken import Spoken

__all__ = ["Likeness", "links", "same_of_itself"]

Likeness = tuple[float, str]
_BLOCK = 3  # first letters that short forms share with what they stand for
_MOST_IN_BLOCK = 150
_MOST_FOR_SLIPS = 10_000


def same_of_itself(one: Spoken, other: Spoken) -> Likeness:
    """Why two spellings with one key are the same name."""
    if one.words == other.words:
        return 0.99, "differs in capitals, accents and signs between words"
    if one.legal != other.legal:
        return 0.96, "differs in the legal form"
    return 0.97, "differs in what is written together, & or and, or The"


def links(names: Sequence[Spoken]) -> dict[int, list[tuple[int, Likeness]]]:
    """Place of a name -> places of names that come before it and may be the same, with how like they are.

    Names are given the most important first.
    """
    found: dict[int, dict[int, Likeness]] = defaultdict(dict)
    for later, earlier in _sharing(names):
        like = _likeness(names[later], names[earlier], _in_other_words)
        if like is not None and like > found[later].get(earlier, (0.0, "")):
            found[later][earlier] = like
    for later, earlier in _near(names):
        like = _likeness(names[later], names[earlier], _by_a_slip)
        if like is not None and like > found[later].get(earlier, (0.0, "")):
            found[later][earlier] = like
    return {place: sorted(near.items(), key=lambda item: (-item[1][0], item[0])) for place, near in found.items()}


def _sharing(names: Sequence[Spoken]) -> Iterator[tuple[int, int]]:
    """Pairs that share their words, how these begin or their initials, the less important name first."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for key in _blocks(name):
            members = blocks[key]
            # The first of a block are its most frequent names, which the rest are variants of.
            for other in members[:_MOST_IN_BLOCK]:
                yield place, other
            members.append(place)


def _near(names: Sequence[Spoken]) -> Iterator[tuple[int, int]]:
    """Pairs a slip or two apart."""
    if len(names) <= _MOST_FOR_SLIPS:
        for place, other in near_pairs(["".join(name.core) for name in names]):
            if other < place:
                yield place, other


def _blocks(name: Spoken) -> set[str]:
    if not name.core:
        return set()
    words, tail = name.spelled_out, f"{name.numbers} {name.signs}"
    telling = sorted(word for word in words[1:] if word not in name_words("generic"))
    keys = {
        f"words {name.sorted_key}",
        f"begins {' '.join(word[:_BLOCK] for word in words)} {tail}",
        f"bears {words[0]} {' '.join(telling)} {tail}",
    }
    if name.is_short:
        keys.add(f"initials {''.join(name.core)} {tail}")
    elif len(name.core) > 1:
        keys.add(f"initials {name.initials} {tail}")
    remark = name.without_remark
    return keys | {f"key {name.key}"} | ({f"key {remark.key}"} if remark else set())


def _likeness(name: Spoken, head: Spoken, compare: Callable[[Spoken, Spoken], Likeness | None]) -> Likeness | None:
    """How like a name is to a more frequent one; None where they are two."""
    remark = name.without_remark
    if remark is not None and remark.key == head.key:
        return 0.85, "a remark on a former name left out"
    mine, theirs = name.spelled_out, head.spelled_out
    if name.signs != head.signs or name.numbers != head.numbers:
        return None
    if mine == theirs:
        return 0.9, "written out the same"
    like = compare(name, head)
    return like if like is not None and not are_opposite(mine, theirs) else None


def _in_other_words(name: Spoken, head: Spoken) -> Likeness | None:
    mine, theirs = name.spelled_out, head.spelled_out
    if len(mine) == len(theirs) and name.sorted_key == head.sorted_key:
        return 0.9, "the same words in another order"
    if _cut_short(mine, theirs):
        return 0.85, "words cut short"
    if _differ_in_generic_words(mine, theirs):
        return 0.75, "differs in words that many names bear"
    if _are_initials(name, head) or _are_initials(head, name):
        return 0.6, "the initials"
    return None


def _by_a_slip(name: Spoken, head: Spoken) -> Likeness | None:
    score = slip_score(name.core, head.core)
    return (score, "a slip of the pen away") if score else None


def _are_initials(name: Spoken, head: Spoken) -> bool:
    return name.is_short and "".join(name.core) == head.initials


def _cut_short(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether word for word one is the beginning of the other."""
    if len(mine) != len(theirs):
        return False
    pairs = [sorted(pair, key=len) for pair in zip(mine, theirs, strict=True)]
    if not all(long == short or (len(short) >= _BLOCK and long.startswith(short)) for short, long in pairs):
        return False
    # A single word cut to less than half may be any of many.
    return len(pairs) > 1 or 2 * len(pairs[0][0]) >= len(pairs[0][1])


def _differ_in_generic_words(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if mine[0] != theirs[0]:
        return False
    more, less = (mine, theirs) if len(mine) > len(theirs) else (theirs, mine)
    extra = list(more)
    for word in less:
        if word not in extra:
            return False
        extra.remove(word)
    return bool(extra) and set(extra) <= name_words("generic")
