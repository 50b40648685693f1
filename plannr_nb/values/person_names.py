"""A person's name as colleagues write it: with titles, remarks, initials, surname first, without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from plannr_nb.catalogue.choice_words import people_words
from plannr_nb.catalogue.spellings import TITLES

__all__ = ["PersonName", "are_short_forms", "plain_letters", "plain_name", "read_person"]

_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_BEHIND_DASH = re.compile(r"\s[-–—:|/]+\s*([^-–—|/]*)$|\s*[*]+\s*$")
_PUT_LAST = re.compile(r"^(?:z{2,}|x{2,}|\*+|_+)[\s.\-_*]*", re.I)
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\s,]+")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_TITLE_WORDS = frozenset(word for title in TITLES for word in title.split() if len(word) > 1)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The words of a name in plain letters.

    Attributes
    ----------
    words
        In the order they are to be read, given names first where a comma tells.
    surname_first
        How many of the last words stood before a comma, 0 without one.
    left
        The cell says that the person has left.
    bare
        Nothing but the name stood in the cell.
    """

    words: tuple[str, ...]
    surname_first: int
    left: bool
    bare: bool

    def __repr__(self) -> str:
        return f"PersonName({len(self.words)} words)"

    @property
    def tight(self) -> str:
        return "".join(self.words)

    @property
    def full(self) -> bool:
        """Whether it names a first name and a surname, neither by its initial."""
        return len(self.words) > 1 and len(self.words[0]) > 1 and len(self.words[-1]) > 1

    def readings(self) -> Iterator[tuple[tuple[str, ...], str, bool]]:
        """Given names, surname and whether the order is turned round, for each way the words may be parted."""
        count = len(self.words)
        if self.surname_first:
            yield self.words[: -self.surname_first], "".join(self.words[-self.surname_first :]), False
            return
        for cut in range(1, count):
            yield self.words[:cut], "".join(self.words[cut:]), False
        for cut in range(1, count):
            yield self.words[cut:], "".join(self.words[:cut]), True


def plain_letters(text: str) -> str:
    """Text in small letters without accents.

    Examples
    --------
    >>> plain_letters("Siân Montês")
    'sian montes'
    """
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


@cache
def read_person(text: str) -> PersonName:
    """Take a cell apart; titles and remarks are left out.

    Examples
    --------
    >>> read_person("SMITH, Mrs Jane A.").words
    ('jane', 'a', 'smith')
    >>> read_person("zz Jane O'Hara - leaver").words, read_person("zz Jane O'Hara - leaver").left
    (('jane', 'ohara'), True)
    """
    rest = _PUT_LAST.sub("", text)
    left = rest != text
    remarks = _IN_BRACKETS.findall(rest)
    rest = _IN_BRACKETS.sub(" ", rest)
    behind = _BEHIND_DASH.search(rest)
    if behind and (behind[1] is None or _is_remark(behind[1])):
        remarks.append(behind[1] or "")
        rest = rest[: behind.start()]
    left = left or any(_says_left(remark) for remark in remarks)
    family, comma, given = rest.partition(",")
    if comma and (_is_remark(given) or not _words(given)):
        left = left or _says_left(given)
        comma, rest = "", family
    shouted = text.isupper()
    if comma:
        ordered, surname = _named(given, shouted), _named(family, shouted)
        words = (*ordered, *surname) if ordered else surname
        turned = len(surname) if ordered else 0
    else:
        words, turned = _named(rest, shouted), 0
    while len(words) > 2 and not turned and words[-1] in people_words("left"):
        left, words = True, words[:-1]
    return PersonName(words, turned, left, not remarks and words == tuple(_words(text)))


def plain_name(text: str) -> str:
    """The name in a cell as it would be written for itself: no title, no remark, the first name first.

    Examples
    --------
    >>> plain_name("zz O'Hara, Mrs Jane (LEFT)"), plain_name("Jane O'Hara")
    ("Jane O'Hara", "Jane O'Hara")
    """
    name = read_person(text)
    if name.bare and not name.surname_first:
        return text
    kept = [word for word in _PIECE.findall(_PUT_LAST.sub("", _IN_BRACKETS.sub(" ", text))) if _words(word)]
    family, given = kept, kept[:0]
    if name.surname_first:
        cut = text.partition(",")[0]
        count = len(_PIECE.findall(_PUT_LAST.sub("", cut)))
        family, given = kept[:count], kept[count:]
    wanted = set(name.words)
    written = [word for word in (*given, *family) if set(_words(word)) <= wanted]
    return " ".join(written) if written and "".join(_words(" ".join(written))) == name.tight else text


def _named(text: str, shouted: bool) -> tuple[str, ...]:
    """The words of a name without titles; two capitals (JA Smith) are two initials."""
    words: list[str] = []
    for piece in text.replace(".", " ").split():
        if len(piece) == 2 and piece.isupper() and not shouted:
            words += plain_letters(piece)
        else:
            words += _words(piece)
    kept = words
    while len(kept) > 1 and kept[0] in _TITLE_WORDS:
        kept = kept[1:]
    while len(kept) > 2 and kept[-1] in people_words("remarks"):
        kept = kept[:-1]
    return tuple(kept)


def _words(text: str) -> list[str]:
    return _WORD.findall(plain_letters(text))


def _is_remark(text: str) -> bool:
    words = " ".join(_words(text))
    return words in people_words("remarks") or _says_left(text) or words in people_words("nobody")


def _says_left(text: str) -> bool:
    words = _words(text)
    return " ".join(words) in people_words("left") or bool(set(words) & {"left", "leaver", "resigned", "retired"})


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, names in enumerate(people_words("nicknames")):
        for name in names.split():
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def are_short_forms(name: str, other: str) -> bool:
    """Whether one first name is in use as a short form of the other.

    Examples
    --------
    >>> are_short_forms("bill", "william"), are_short_forms("dom", "dominica"), are_short_forms("jane", "john")
    (True, True, False)
    """
    known = _nicknames()
    if known.get(name, frozenset()) & known.get(other, frozenset()):
        return True
    short, long = sorted((name, other), key=len)
    return len(short) >= 3 and short != long and long.startswith(short)
