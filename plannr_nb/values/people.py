"""Names in cells -> people: which of a firm's employees, or of the column's own full names, each cell means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plannr_nb.values.person_names import PersonName, are_short_forms, plain_letters, read_person
from plannr_nb.values.slips import near_pairs, slip_score

__all__ = ["Directory", "Found", "Person"]

_EXACT, _SAME, _REMARKS, _ORDER = 1.0, 0.98, 0.97, 0.96
_SHORTEST_LOGIN, _LOGIN = 4, 0.6
_MIDDLE, _INITIAL, _TURNED_INITIAL, _SHORT, _PART, _SURNAME, _FIRST, _INITIALS = (
    0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.55, 0.5,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a cell may mean.

    Attributes
    ----------
    left
        Plannr lists the person as inactive.
    """

    name: str
    uuid: str = ""
    email: str = ""
    given: str = ""
    family: str = ""
    left: bool = False

    def __repr__(self) -> str:
        return f"Person({self.uuid!r})"


@dataclass(frozen=True, slots=True)
class Found:
    """A person, with how well the cell fits."""

    person: Person
    score: float
    reason: str


class Directory:
    """People by everything a cell may call them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        self._names = [_parts(person) for person in self._people]
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._by_family: dict[str, set[int]] = defaultdict(set)
        self._by_given: dict[str, set[int]] = defaultdict(set)
        self._by_initials: dict[str, set[int]] = defaultdict(set)
        self._by_login: dict[str, set[int]] = defaultdict(set)
        for place, person in enumerate(self._people):
            for text in {person.uuid.casefold(), person.email.casefold(), person.name, " ".join(person.name.split())}:
                if text:
                    self._by_text[text].append(place)
            given, family = self._names[place]
            self._by_family["".join(family)].add(place)
            for part in family if len(family) > 1 else ():
                self._by_family[part].add(place)
            if given:
                self._by_given[given[0]].add(place)
                self._by_initials["".join(word[0] for word in (*given, *family))].add(place)
                self._by_initials[given[0][0] + family[0][0]].add(place)
                surname = "".join(family)
                for login in (given[0][0] + surname, surname + given[0][0], given[0] + surname[0]):
                    self._by_login[login].add(place)

    def __repr__(self) -> str:
        return f"Directory({len(self._people)} people)"

    def find(self, cells: Sequence[str]) -> list[list[Found]]:
        """Per cell everybody it may mean, the best first."""
        found = [self._look_up(cell) for cell in cells]
        unknown = [place for place, hits in enumerate(found) if not hits]
        tight = [read_person(cells[place]).tight for place in unknown]
        theirs = ["".join((*given, *family)) for given, family in self._names]
        for one, other in near_pairs(tight, theirs):
            score = slip_score([tight[one]], [theirs[other]])
            if score:
                person = self._people[other]
                found[unknown[one]].append(Found(person, min(score, _SHORT), "a slip of the pen away from the name"))
        return [sorted(hits, key=lambda hit: -hit.score) for hits in found]

    def _look_up(self, cell: str) -> list[Found]:
        exact = self._by_text.get(cell) or self._by_text.get(cell.casefold())
        if exact:
            # Nobody else can be meant, but there may be two of the name.
            return [Found(self._people[place], _EXACT, "the name as it is in Plannr") for place in exact]
        name = read_person(cell)
        if not name.words:
            return []
        best: dict[int, Found] = {}
        for place, score, reason in self._fits(cell, name):
            if place not in best or best[place].score < score:
                best[place] = Found(self._people[place], score, reason)
        top = max((hit.score for hit in best.values()), default=0.0)
        # A whole name is not somebody else's initials.
        return [hit for hit in best.values() if top < _MIDDLE or hit.score >= _INITIAL]

    def _fits(self, cell: str, name: PersonName) -> Iterable[tuple[int, float, str]]:
        for given, family, turned in name.readings():
            for place in self._by_family.get(family, ()):
                yield from self._given_fits(place, given, family, turned, name)
        tight = name.tight
        for place in self._by_family.get(tight, ()):
            yield place, _SURNAME if tight == "".join(self._names[place][1]) else _INITIALS, "the surname alone"
        if len(name.words) == 1:
            for place in self._by_given.get(tight, ()):
                yield place, _FIRST, "the first name alone"
            for place in self._by_login.get(tight, ()) if len(tight) >= _SHORTEST_LOGIN else ():
                yield place, _LOGIN, "an initial and the surname written together"
        letters = cell.replace(".", "").replace(" ", "")
        if letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 4:
            for place in self._by_initials.get(plain_letters(letters), ()):
                yield place, _INITIALS, "the initials"

    def _given_fits(
        self, place: int, given: tuple[str, ...], family: str, turned: bool, name: PersonName
    ) -> Iterable[tuple[int, float, str]]:
        theirs, surname = self._names[place]
        if not theirs:
            return
        fit = _compare_given(given, theirs)
        if fit is None:
            return
        score, reason = fit
        if family != "".join(surname):
            # One half of a double surname.
            if score >= _SHORT:
                yield place, _PART if score >= _INITIAL else _FIRST, "one half of the surname"
            return
        if score == _SAME and (turned or name.surname_first):
            yield place, _ORDER, "the name with the surname first"
        elif score == _SAME and not name.bare:
            yield place, _REMARKS, "the name beside a title or a remark"
        elif turned and score == _INITIAL:
            yield place, _TURNED_INITIAL, reason
        elif not turned or score >= _INITIAL:
            yield place, score, reason


def _parts(person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and surname in plain words."""
    if person.given.strip() and person.family.strip():
        given, family = read_person(person.given).words, read_person(person.family).words
        if given and family:
            return given, family
    name = read_person(person.name)
    cut = -(name.surname_first or 1)
    return name.words[:cut], name.words[cut:]


def _compare_given(given: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, str] | None:
    if given == theirs or "".join(given) == "".join(theirs):
        return _SAME, "the name in other letters"
    first, other = given[0], theirs[0]
    if not all(_agree(one, two) for one, two in zip(given[1:], theirs[1:], strict=False)):
        return None
    if first == other:
        return _MIDDLE, "the name with or without a middle name"
    if len(first) == 1 or len(other) == 1:
        return (_INITIAL, "an initial and the surname") if first[0] == other[0] else None
    if are_short_forms(first, other):
        return _SHORT, "a short form of the first name"
    if slip_score([first], [other]):
        return _PART, "a slip of the pen away from the name"
    return None


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
