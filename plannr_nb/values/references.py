"""Names that must exist in the firm's account: employees, introducers and client statuses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from plannr_nb.catalogue import Field, Kind
from plannr_nb.catalogue.choice_words import Said, people_words, status_groups
from plannr_nb.catalogue.spellings import plain_spelling
from plannr_nb.values.account import BY_UUID, LISTED, Listed
from plannr_nb.values.choices import Answers, no_value
from plannr_nb.values.distinct import Distinct
from plannr_nb.values.people import Directory, Found, Person
from plannr_nb.values.person_names import PersonName, plain_name, read_person
from plannr_nb.values.slips import near_pairs, slip_score
from plannr_nb.values.suggestion import SURE, Candidate, Suggestion, best_of
from plannr_nb.values.table import NOT_IN_PLANNR

__all__ = ["suggest_people", "suggest_statuses"]

_NOT_LOOKED_UP = "not looked up: without client= nobody knows whether this exists in Plannr"
_TO_BE_MADE = f"{NOT_IN_PLANNR}: make it there first, or choose another name"
_HAS_LEFT = "has left: listed as inactive in Plannr; choose who takes over, or make it sure by hand"
_SAYS_LEFT = "the cell says that this person has left; choose who takes over, or make it sure by hand"
_SEVERAL = "fits several people as well: choose one"
_NOBODY = "names nobody in particular: no value, or a house account"
_PAIR = "names several people, and the field takes one: choose one"
_BETWEEN = re.compile(r"\s*[/&;+|,]\s*|\s+and\s+", re.I)
_NAMED = 0.8
_GROUP = "a status that often means the same"


def suggest_people(cells: Distinct, field: Field, people: Sequence[Person] | None) -> list[Suggestion]:
    """Who each cell means; `people` is None where nobody could look."""
    listed = tuple(people or ())
    by_uuid = field.kind is Kind.UUID
    twins = Counter(read_person(person.name).tight for person in listed)
    directory = Directory(listed)
    found = directory.find(cells.values)
    pairs = _named_together(cells.values, directory) if LISTED.get(field.name) is Listed.EMPLOYEES else {}
    suggestions: list[Suggestion | None] = []
    for cell, hits in zip(cells.values, found, strict=True):
        # A house account may well be listed, and then it is meant.
        nobody = None if hits and hits[0].score >= SURE else no_value(cell) or _nobody(cell)
        several = None if hits and hits[0].score >= SURE else pairs.get(cell)
        suggestions.append(nobody or several or _person_suggested(read_person(cell), hits, field, by_uuid, twins))
    left = [place for place, each in enumerate(suggestions) if each is None]
    rest = Distinct(tuple(cells.values[place] for place in left), tuple(cells.counts[place] for place in left))
    conflict = _NOT_LOOKED_UP if people is None else _TO_BE_MADE
    for place, own in zip(left, _gathered(rest, conflict, by_uuid), strict=True):
        suggestions[place] = own
    return [each for each in suggestions if each is not None]


def _named_together(cells: Sequence[str], directory: Directory) -> dict[str, Suggestion]:
    """Cells that name two people, of whom a field takes one."""
    apart = {cell: [part for part in _BETWEEN.split(cell) if part.strip()] for cell in cells if _BETWEEN.search(cell)}
    apart = {cell: parts for cell, parts in apart.items() if len(parts) > 1}
    parts = list(dict.fromkeys(part.strip() for each in apart.values() for part in each))
    known = {part: hits[0] for part, hits in zip(parts, directory.find(parts), strict=True) if hits}
    told = {}
    for cell, each in apart.items():
        hits = [known.get(part.strip()) for part in each]
        here = [hit for hit in hits if hit is not None and hit.score >= _NAMED]
        # A comma also stands between a surname and a first name.
        whole = all(read_person(part).full for part in each) if "," not in cell else len(here) == len(each)
        if whole and len({hit.person for hit in here}) == len(here) and here:
            others = tuple(dict.fromkeys(hit.person.name for hit in here))
            told[cell] = Suggestion(None, 0.0, "names several people", others, _PAIR)
    return told


def _nobody(cell: str) -> Suggestion | None:
    words = " ".join(plain for plain in read_person(cell).words)
    spelled = {plain_spelling(word) for word in people_words("nobody")}
    if plain_spelling(cell) in spelled or plain_spelling(words) in spelled:
        return Suggestion("", 0.6, _NOBODY, ask=True)
    return None


def _person_suggested(
    name: PersonName, hits: Sequence[Found], field: Field, by_uuid: bool, twins: Counter[str]
) -> Suggestion | None:
    if not hits:
        return None
    first = hits[0]
    near = [hit for hit in hits if first.score - hit.score < 0.03]
    if len(near) > 1 and _one_name(near):
        here = [hit for hit in near if not hit.person.left]
        chosen = here[0].person.uuid if by_uuid and len(here) == 1 else None
        return Suggestion(chosen, first.score, first.reason, _shown(hits, True), _twins(field, by_uuid))
    candidates = [
        Candidate(
            hit.person.uuid if by_uuid else hit.person.name,
            hit.score,
            hit.reason,
            _HAS_LEFT if hit.person.left else _SAYS_LEFT if name.left else None,
        )
        for hit in hits
        if hit.person.uuid or not by_uuid
    ]
    best = best_of(candidates, "", _SEVERAL)
    if best.to and not by_uuid and twins[read_person(best.to).tight] > 1:
        return replace(best, to=None, others=_shown(hits, True), conflict=_twins(field, by_uuid))
    return replace(best, others=_shown(hits, by_uuid)) if best.to is None else best


def _one_name(hits: Sequence[Found]) -> bool:
    return len({read_person(hit.person.name).tight for hit in hits}) == 1


def _shown(hits: Sequence[Found], by_uuid: bool) -> tuple[str, ...]:
    """Names to choose from; with ids where names do not tell."""
    if not by_uuid:
        return tuple(dict.fromkeys(hit.person.name for hit in hits[:4]))
    return tuple(
        f"{hit.person.uuid} ({', '.join(filter(None, (hit.person.name, hit.person.email)))})" for hit in hits[:4]
    )


def _twins(field: Field, by_uuid: bool) -> str:
    if by_uuid or field.name not in BY_UUID:
        return "several people of one name: choose one by the id in others"
    return (
        f"several people of one name, so the name does not say who: map the column to {BY_UUID[field.name]} instead, "
        "and choose one by the id in others"
    )


def _gathered(cells: Distinct, conflict: str, by_uuid: bool) -> list[Suggestion]:
    """Names nobody knows, those that mean one person brought together under the column's best spelling."""
    own = _people_of_column(cells)
    near = _written_alike([person.name for person in own])
    gathered = []
    for cell, hits in zip(cells.values, Directory(own).find(cells.values), strict=True):
        candidates = [Candidate(hit.person.name, min(hit.score, 0.94), hit.reason, conflict) for hit in hits]
        same = [each for each in candidates if each.to == cell]
        best = best_of(same or candidates, "a name of its own", _SEVERAL)
        if same or (best.to is None and best.conflict is None):
            alike = (*(each.to for each in candidates), *near.get(cell, ()))
            others = tuple(dict.fromkeys(name for name in alike if name != cell))[:4]
            best = Suggestion(cell, 0.0, "a name of its own", others, conflict)
        elif best.to is None:
            best = replace(best, conflict=f"{conflict}; {_SEVERAL}")
        if read_person(cell).left:
            best = replace(best, conflict=f"{best.conflict}; {_SAYS_LEFT}")
        # A name is no id, whoever it means.
        gathered.append(replace(best, to=None, others=(best.to,) if best.to else best.others) if by_uuid else best)
    return gathered


def _written_alike(names: Sequence[str]) -> dict[str, list[str]]:
    """Name -> names a slip of the pen away, which may be the same person or another one: shown, never gathered."""
    tight = [read_person(name).tight for name in names]
    near: dict[str, list[str]] = {}
    for one, other in near_pairs(tight):
        if slip_score([tight[one]], [tight[other]]):
            near.setdefault(names[one], []).append(names[other])
    return near


def _people_of_column(cells: Distinct) -> list[Person]:
    """One person for each full name, in its plainest and then most frequent spelling."""
    ranked: dict[str, tuple[tuple[bool, bool, int], str]] = {}
    for cell, count in zip(cells.values, cells.counts, strict=True):
        name = read_person(cell)
        if not name.full:
            continue
        rank = (name.bare and not name.surname_first, not cell.isupper() and not cell.islower(), count)
        key = "".join(sorted(name.words))
        if key not in ranked or rank > ranked[key][0]:
            ranked[key] = (rank, cell)
    return [Person(plain_name(cell)) for _, cell in ranked.values()]


def suggest_statuses(cells: Distinct, field: Field, statuses: Sequence[tuple[str, str]] | None) -> list[Suggestion]:
    """Which of the firm's client statuses each cell means."""
    if statuses is None:
        return [no_value(cell) or Suggestion(cell, 0.0, "as it stands", (), _NOT_LOOKED_UP) for cell in cells.values]
    names = [name for name, _ in statuses]
    answers = Answers({plain_spelling(name): name for name in names}, _status_words(names), ask=True)
    ids = dict(statuses)
    found = answers.suggestions(cells.values)
    return [_status(each, cell, ids, field.kind is Kind.UUID) for each, cell in zip(found, cells.values, strict=True)]


def _status_words(names: Sequence[str]) -> dict[str, tuple[Said, ...]]:
    """Plain spelling -> the statuses of its group."""
    words: dict[str, tuple[Said, ...]] = {}
    for group in status_groups():
        said = tuple(Said(name, "likely") for name in names if plain_spelling(name) in group)
        words |= {word: said for word in group if said and word not in map(plain_spelling, names)}
    return words


def _status(found: Suggestion, cell: str, ids: dict[str, str], by_uuid: bool) -> Suggestion:
    if found.to is None and found.conflict is None:
        if cell in ids.values():
            return Suggestion(cell, 1.0, "the id of a status in Plannr")
        return replace(found, reason="no status of the firm fits", conflict=_TO_BE_MADE)
    if found.score >= 0.99 and found.to:
        # Whether Plannr minds the case of a status is unknown, so its own spelling is sent.
        found = replace(found, reason="a status of the firm", ask=False, score=max(found.score, SURE))
    elif found.to:
        found = replace(found, reason=_GROUP if found.score == 0.8 else found.reason.replace("choice", "status"))
    return replace(found, to=ids.get(found.to, found.to)) if by_uuid and found.to else found
