"""Open vocabularies: the variants of a name gathered, one spelling chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plannr_nb.values.choices import no_value
from plannr_nb.values.distinct import Distinct
from plannr_nb.values.likeness import links, same_of_itself
from plannr_nb.values.reviewed import Listing
from plannr_nb.values.spoken import Spoken
from plannr_nb.values.suggestion import Candidate, Suggestion, best_of

__all__ = ["suggest_spellings"]

_KEPT = "its own most frequent spelling"
_KNOWN = "spelled so where it is known already"
_SEVERAL = "may belong to several of the names: choose one"
_DIVIDED = "stands for several names today: only the record itself tells which"
_BRACKETS = re.compile(r"(.+?)\s*[(\[](.+?)[)\]]")
_NOTHING = "a name of its own"


@dataclass
class _Name:
    """Spellings that are the same of themselves.

    Attributes
    ----------
    places
        Of its spellings in the column.
    known
        The spelling given from outside, which is then the one chosen.
    """

    places: list[int]
    count: int
    known: str | None = field(default=None, repr=False)
    chosen: str = field(default="", repr=False)


def suggest_spellings(
    cells: Distinct, known: Iterable[str] = (), reviewed: Mapping[str, Sequence[Listing]] | None = None
) -> list[Suggestion]:
    """One spelling for each cell.

    Parameters
    ----------
    known
        Spellings that are right already: those in Plannr, or a list of the firm's own.
    reviewed
        Key of a spelling -> names on a reviewed list it may stand for; only ever a suggestion.
    """
    listed = reviewed or {}
    spoken = [Spoken(cell) for cell in cells.values]
    blank = {place: each for place, cell in enumerate(cells.values) if (each := no_value(cell)) is not None}
    names = _names(cells, spoken, blank, tuple(known), listed)
    heads = [Spoken(name.chosen) for name in names]
    near = links(heads)
    here = {head.key: name.chosen for head, name in zip(heads, names, strict=True)}
    suggestions: dict[int, Suggestion] = dict(blank)
    finals: list[Suggestion] = []
    for at, name in enumerate(names):
        final = _of_name(name, heads[at], [(finals[other], like) for other, like in near.get(at, ())], here, listed)
        finals.append(final)
        for place in name.places:
            suggestions[place] = _of_spelling(cells.values[place], spoken[place], name, heads[at], final)
    return [suggestions[place] for place in range(len(cells.values))]


def _names(
    cells: Distinct,
    spoken: Sequence[Spoken],
    blank: Mapping[int, Suggestion],
    known: Sequence[str],
    listed: Mapping[str, Sequence[Listing]],
) -> list[_Name]:
    """The names of the column, the known ones first and then the most frequent."""
    by_key: dict[str, _Name] = {}
    for text in known:
        if text.strip():
            by_key.setdefault(Spoken(text.strip()).key, _Name([], 0, text.strip(), text.strip()))
    for place, name in enumerate(spoken):
        if place not in blank:
            gathered = by_key.setdefault(name.key, _Name([], 0))
            gathered.places.append(place)
            gathered.count += cells.counts[place]
    for key, gathered in by_key.items():
        if gathered.known is None:
            gathered.chosen = _most_usual(cells, gathered, {each.name for each in listed.get(key, ())})

    def rank(item: tuple[str, _Name]) -> tuple[bool, int, bool, int]:
        key, name = item
        return name.known is None, -name.count, key not in listed, -len(Spoken(name.chosen).core)

    return [name for _, name in sorted(by_key.items(), key=rank)]


def _most_usual(cells: Distinct, name: _Name, reviewed: set[str]) -> str:
    """The spelling of the reviewed list where the column has it, else the most frequent; not all capitals at a draw."""

    def rank(place: int) -> tuple[bool, int, bool, int]:
        text = cells.values[place]
        return text in reviewed, cells.counts[place], not (text.isupper() or text.islower()), -place

    return cells.values[max(name.places, key=rank)]


def _of_name(
    name: _Name,
    head: Spoken,
    near: Sequence[tuple[Suggestion, tuple[float, str]]],
    here: Mapping[str, str],
    listed: Mapping[str, Sequence[Listing]],
) -> Suggestion:
    """What the chosen spelling of a name becomes: itself, the name it is a variant of, or what a list says."""
    if name.known is not None:
        return Suggestion(name.known, 1.0, _KNOWN)
    on_list = [
        Candidate(here.get(Spoken(each.name).key, each.name), each.score, each.reason)
        for each in listed.get(head.key, ())
    ]
    if len({each.to for each in on_list}) > 1 and on_list[0].score <= on_list[1].score:
        return Suggestion(None, on_list[0].score, on_list[0].reason, tuple(each.to for each in on_list), _DIVIDED)
    if any(each.to == name.chosen for each in on_list):
        return Suggestion(name.chosen, 1.0, on_list[0].reason)
    on_list += _one_of_its_names(name.chosen, here, listed)
    variants = [
        Candidate(final.to, min(like[0], final.score), like[1])
        for final, like in near
        if final.to is not None and not _both_listed(head, final.to, listed)
    ]
    best = best_of([*on_list, *variants], _NOTHING, _SEVERAL, ask=True)
    if best.to is None and best.conflict is None:
        return Suggestion(name.chosen, 1.0, _KEPT)
    return best


def _one_of_its_names(text: str, here: Mapping[str, str], listed: Mapping[str, Sequence[Listing]]) -> list[Candidate]:
    """The name before brackets that hold another name of the same company, as in "Aviva (Friends Life)"."""
    split = _BRACKETS.fullmatch(text)
    if split is None:
        return []
    before, inside = (listed.get(Spoken(part).key, ()) for part in split.groups())
    names = {each.name for each in before[:1]} & {each.name for each in inside}
    return [
        Candidate(here.get(Spoken(name).key, name), 0.8, "one of its other names stands in brackets") for name in names
    ]


def _both_listed(head: Spoken, other: str, listed: Mapping[str, Sequence[Listing]]) -> bool:
    """Whether a reviewed list knows both as different names, so that likeness says nothing."""
    mine, theirs = listed.get(head.key, ()), listed.get(Spoken(other).key, ())
    return bool(mine and theirs) and not {each.name for each in mine} & {each.name for each in theirs}


def _of_spelling(cell: str, spoken: Spoken, name: _Name, head: Spoken, final: Suggestion) -> Suggestion:
    if cell == name.chosen or final.to != name.chosen:
        if cell != name.chosen and final.to is not None:
            return replace(final, others=(name.chosen, *final.others)) if name.chosen not in final.others else final
        return final
    score, reason = same_of_itself(spoken, head)
    return Suggestion(name.chosen, score, reason, final.others)
