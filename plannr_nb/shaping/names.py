"""A full name taken apart: a person, or a company, trust or estate that is told apart from one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plannr_nb.catalogue.phrases import DECEASED
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.words import (
    AFTER_NAME,
    AFTER_SIR,
    ASSUMED_BUSINESS,
    BODY_OR_SURNAME,
    BUSINESS,
    COMPOUND_WORDS,
    NO_FIRST_NAMES,
    NOT_IN_NAMES,
    PARTICLES,
    REPRESENTATIVES,
    SUFFIXES,
    TITLES,
    TITLES_AND_NAMES,
    TRUST,
    bare,
)

__all__ = [
    "KNOWN_PATTERNS",
    "KNOWN_WORDS",
    "Name",
    "NameType",
    "Person",
    "is_initial",
    "person_of",
    "read_name",
    "read_names",
    "take_surname",
    "take_title",
]


class NameType(StrEnum):
    """What a name names: Plannr's types of client."""

    INDIVIDUAL = "individual"
    JOINT = "joint"
    TRUST = "trust"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """The parts of one person's name, each empty where the cell has none. The `repr` names the parts only."""

    title: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""

    def __repr__(self) -> str:
        filled = [part for part in ("title", "first_name", "middle_name", "last_name") if getattr(self, part)]
        return f"Person({', '.join(filled)})"


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """What a cell of full names holds.

    Attributes
    ----------
    type
        None where it could not be told; then there is no person, and `entity_name` is the whole cell.
    people
        One person, two for a joint name, none for a trust or business.
    entity_name
        The whole name, for everything but one person.
    codes
        What is wrong or unsure about it.
    left_out
        Words that stand in the cell and in none of the parts, without digits.
    """

    type: NameType | None
    people: tuple[Person, ...] = ()
    entity_name: str = ""
    codes: tuple[ProblemCode, ...] = ()
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Name({self.type}, {len(self.people)} people, {[code.code for code in self.codes]})"


_SEPARATED = re.compile(r"\s*(?:&|\+|/|;)\s*|\s+and\s+", re.I)
_NAMES_END = re.compile(rf"({_SEPARATED.pattern}|,)", re.I)
_STUCK_TITLE = re.compile(r"\b(mr|mrs|ms|miss|dr|prof|rev)\.(?=[^\W\d_])", re.I)
_COMPANY_ENDING = re.compile(r"\b(?:ltd|limited|llp|plc|cic|inc)\b\.?\)?$", re.I)
_PLAIN_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
# Garbled accents ("SeÃ¡n") are signs of all sorts, and no reason to leave a name whole.
_WORD = re.compile(r"\(?[^\W\d_]\S*")
_BRACKETED_TITLE = re.compile(r"\((mrs?|ms|miss|dr|mx)\.?\)", re.I)
_LONGEST_TITLE: dict[str, int] = {}
for _title in TITLES:
    _start, *_rest = _title.split()
    _LONGEST_TITLE[_start] = max(_LONGEST_TITLE.get(_start, 0), 1 + len(_rest))
_ORDINARY = re.compile(
    r"(?:(Mr|Mrs|Ms|Miss|Dr) )?([^\W\d_]{2,}) (?:([^\W\d_]{2,}) )?([^\W\d_]{2,}(?:['’\-][^\W\d_]+)?)"
)
KNOWN_PATTERNS = (REPRESENTATIVES, TRUST, BUSINESS, ASSUMED_BUSINESS, BODY_OR_SURNAME, DECEASED, NOT_IN_NAMES)
_PATTERNS = (*KNOWN_PATTERNS, _SEPARATED)
KNOWN_WORDS = frozenset(word for title in TITLES for word in title.split())
KNOWN_WORDS |= PARTICLES | SUFFIXES | AFTER_NAME | AFTER_SIR | COMPOUND_WORDS
_MOST_WORDS = 6


def read_name(cell: str) -> Name:
    """Take a full name apart as people in Britain write it.

    Examples
    --------
    >>> (person,) = read_name("VAN DER BERG, Mr. Jan Piet").people
    >>> person.title, person.first_name, person.middle_name, person.last_name
    ('Mr.', 'Jan', 'Piet', 'VAN DER BERG')
    >>> read_name("Hale Family Settlement").type
    <NameType.TRUST: 'trust'>
    >>> [code.code for code in read_name("Executors of Mrs P Hale").codes]
    ['representatives']
    >>> [person.first_name for person in read_name("Mr & Mrs J & P Hale").people]
    ['J', 'P']
    """
    whole = " ".join(cell.split())
    if REPRESENTATIVES.search(whole):
        return Name(None, entity_name=whole, codes=(codes.REPRESENTATIVES,))
    found = _entity(whole)
    if found is not None:
        return found
    left_out, notes, text = _without_notes(" & ".join(line.strip() for line in cell.splitlines() if line.strip()))
    text = _STUCK_TITLE.sub(r"\1. ", text)
    # "The" is a word of some titles, and of nobody's name.
    if not text or (NOT_IN_NAMES.search(text) and NOT_IN_NAMES.search(_without_title(text))):
        return _not_split(whole, notes)
    if _SEPARATED.search(text):
        from plannr_nb.shaping.couples import read_couple

        couple = read_couple([part for part in _SEPARATED.split(text) if part])
        if couple is None:
            return _not_split(whole, notes)
        first, second, sure = couple
        unsure = () if sure else (codes.COUPLE_UNSURE,)
        return Name(NameType.JOINT, (first, second), text, notes + unsure, left_out)
    person = person_of(text)
    if person is None:
        return _not_split(whole, notes)
    unusual = (codes.UNUSUAL_TITLE,) if bare(person.title) in TITLES_AND_NAMES else ()
    return Name(NameType.INDIVIDUAL, (person,), "", notes + unusual, left_out)


def read_names(cells: Iterable[str]) -> list[Name]:
    """`read_name` for many cells. Plain names of two or three words, most of any book, skip the rules they cannot meet.

    Examples
    --------
    >>> names = read_names(["Mr John Hale", "Hale Pension Scheme"])
    >>> [str(name.type) for name in names]
    ['individual', 'trust']
    """
    plain: dict[str, bool] = {}
    names = []
    for cell in cells:
        match = _ORDINARY.fullmatch(cell)
        if match is None:
            names.append(read_name(cell))
            continue
        title, first, middle, last = match.groups("")
        for word in (first, middle, last):
            if word not in plain:
                plain[word] = _is_plain(word)
        if plain[first] and plain[middle] and plain[last]:
            names.append(Name(NameType.INDIVIDUAL, (Person(title, first, middle, last),)))
        else:
            names.append(read_name(cell))
    return names


def _is_plain(word: str) -> bool:
    """Whether no rule knows the word, alone or beside others."""
    return bare(word) not in KNOWN_WORDS and not any(pattern.search(word) for pattern in _PATTERNS)


def _not_split(whole: str, notes: tuple[ProblemCode, ...] = ()) -> Name:
    """A name that could not be taken apart stays as it is: nothing is left out, so no note about that is due."""
    still = tuple(note for note in notes if note is not codes.NOTE_IN_NAME)
    return Name(None, entity_name=whole, codes=(*still, codes.NAME_NOT_SPLIT))


def _entity(whole: str) -> Name | None:
    if _COMPANY_ENDING.search(whole):
        return Name(NameType.BUSINESS, entity_name=whole)
    if TRUST.search(whole):
        return Name(NameType.TRUST, entity_name=whole)
    if BUSINESS.search(whole):
        return Name(NameType.BUSINESS, entity_name=whole)
    title, words = take_title(whole.split())
    if title or "," in whole:
        return None
    if ASSUMED_BUSINESS.search(whole) and len(words) > 1:
        return Name(NameType.BUSINESS, entity_name=whole, codes=(codes.ENTITY_TYPE_GUESSED,))
    if BODY_OR_SURNAME.search(whole):
        if len(words) > 2:
            return Name(NameType.BUSINESS, entity_name=whole, codes=(codes.ENTITY_TYPE_GUESSED,))
        return _not_split(whole)
    return None


def _without_notes(text: str) -> tuple[tuple[str, ...], tuple[ProblemCode, ...], str]:
    """The words that are no part of the name, what they say, and the name without them."""
    removed = [match[0] for match in DECEASED.finditer(text)]
    found: tuple[ProblemCode, ...] = (codes.DECEASED_IN_NAME,) if removed else ()
    words, letters = _without_letters(DECEASED.sub(" ", text).split(), least=2)
    # The letters behind the first of two names, or behind the surname that stands first.
    pieces = _NAMES_END.split(" ".join(words).strip(" ,-–"))
    for place in range(0, len(pieces) - 1, 2):
        words, inner = _without_letters(pieces[place].split(), least=1 if pieces[place + 1] == "," else 2)
        if inner:
            pieces[place], letters = " ".join(words), inner + letters
    if letters:
        found += (codes.NOTE_IN_NAME,)
    plain = (re.sub(r"[^\w\s'’]|[\d_]", "", word).strip().upper() for word in removed + letters)
    return tuple(plain), found, "".join(pieces)


def _without_letters(words: list[str], *, least: int) -> tuple[list[str], list[str]]:
    """The words of a name, at least so many, and the letters that stand behind it."""
    end = len(words)
    while end > least and (bare(words[end - 1].strip("()")) in AFTER_NAME or _is_baronet(words[:end])):
        end -= 1
    return words[:end], words[end:]


def _is_baronet(words: list[str]) -> bool:
    return len(words) > 3 and bare(words[0]) == "sir" and bare(words[-1]) in AFTER_SIR


def _without_title(text: str) -> str:
    return " ".join(take_title(text.split())[1])


def person_of(text: str) -> Person | None:
    """One person's name, or None where it cannot be taken apart for sure."""
    if match := _BRACKETED_TITLE.search(text):
        # In front, where a title belongs; a second title makes the name one that cannot be taken apart.
        text = f"{match[1]} {text[: match.start()]} {text[match.end() :]}"
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return None
    return _surname_first(parts) if len(parts) > 1 else _surname_last(parts[0].split())


def _surname_last(words: list[str]) -> Person | None:
    title, words = take_title(words)
    if not title:
        place = next((place for place, word in enumerate(words) if bare(word) in _PLAIN_TITLES), None)
        if place is not None:  # HALE Mr John
            given = words[place + 1 :]
            return _given(words[place], given, " ".join(words[:place])) if given or place == 1 else None
    if not words or len(words) > _MOST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return None
    if len(words) == 1:
        return Person(title, last_name=words[0]) if title else None
    return take_surname(title, words)


def _surname_first(parts: list[str]) -> Person | None:
    """``Hale, John``, ``Hale, Mr John Alan``, ``Mr Hale, John``, ``Hale, John, Mr``; or ``John Hale, Jnr``."""
    if all(bare(word) in SUFFIXES for part in parts[1:] for word in part.split()):
        return _surname_last(" ".join(parts).split())
    title, surname = take_title(parts[0].split())
    given: list[str] = []
    for part in parts[1:]:
        words = part.split()
        if all(bare(word) in SUFFIXES for word in words):
            surname, words, found = surname + words, [], ""
        elif bare(part) in TITLES:
            words, found = [], part
        else:
            found, words = take_title(words)
        if (found and title) or (words and given):
            return None
        title, given = title or found, given or words
    if not surname or len(surname) > 4 or not all(_WORD.fullmatch(word) for word in surname):
        return None
    return _given(title, given, " ".join(surname))


def _given(title: str, given: list[str], surname: str) -> Person | None:
    if len(given) > _MOST_WORDS or not all(_WORD.fullmatch(word) for word in given):
        return None
    return Person(title, given[0] if given else "", " ".join(given[1:]), surname)


def take_title(words: list[str]) -> tuple[str, list[str]]:
    """The titles a name begins with, as written, and the other words."""
    taken = 0
    while taken < len(words):
        first = bare(words[taken])
        length = _LONGEST_TITLE.get(first, 0)
        while length and not _is_title(words, taken, length, first):
            length -= 1
        if not length:
            break
        taken += length
    return " ".join(words[:taken]), words[taken:]


def _is_title(words: list[str], start: int, length: int, first: str) -> bool:
    rest = [bare(word) for word in words[start + 1 : start + length]]
    candidate = " ".join([first, *rest])
    if len(rest) < length - 1 or candidate not in TITLES:
        return False
    # "Prince Okafor" is a first name, and so is the second word of "Mr Major Hale".
    return candidate not in TITLES_AND_NAMES or (start == 0 and len(words) > length + 1)


def take_surname(title: str, words: list[str]) -> Person | None:
    """A person from a title and at least two words, the surname last; initials behind it are put in front."""
    if all(is_initial(word) for word in words[1:]) and not is_initial(words[0]):
        return _given(title, words[1:], words[0])
    end = len(words)
    while end > 1 and bare(words[end - 1].strip("()")) in SUFFIXES:
        end -= 1
    if is_initial(words[end - 1]) or words[end - 1].startswith("("):
        return None
    start = end - 1
    while start > 1 and bare(words[start - 1]) in PARTICLES:
        start -= 1
    if start > 2 and bare(words[start - 1]) == "y":  # García y López
        start -= 2
    if start == 1 and title and bare(words[0]) in NO_FIRST_NAMES:
        start = 0
    return _given(title, words[:start], " ".join(words[start:]))


def is_initial(word: str) -> bool:
    """Whether a word is one letter, or letters with dots between them.

    Examples
    --------
    >>> is_initial("J."), is_initial("J.A."), is_initial("Jo")
    (True, True, False)
    """
    return re.fullmatch(r"(?:[^\W\d_]\.?)(?:[.\-][^\W\d_]\.?)*", word) is not None and (len(word) == 1 or "." in word)
