"""One row's title, first name, middle name and surname, each in a cell of its own, which may be those of two people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plannr_nb.shaping.names import NameType, Person, is_initial, read_name, take_title
from plannr_nb.shaping.words import NOT_IN_NAMES, PLURAL_TITLES, bare

__all__ = ["MAY_BE_TWO", "NAME_PARTS", "Spread", "read_spread"]

NAME_PARTS = ("title", "first_name", "middle_name", "last_name")
_BETWEEN = re.compile(r"\s*(?:&|\+)\s*|\s+and\s+", re.I)
_PERHAPS = re.compile(r"\s*[/;]\s*")  # two people, or two spellings of one
_LEFT_OPEN = re.compile(r"(?:&|\+|\sand)$|^(?:&|\+|and\s)", re.I)
_WORD = re.compile(r"[^\W\d_][^\d,]*")
_MOST_GIVEN, _MOST_SURNAMES = 4, 3
_TELLS = r"[&+/;]|[\s\x{a0}]and(?:[\s\x{a0}]|$)"
# A first look, so that nearly all rows are read no further. Its expressions are for RE2.
MAY_BE_TWO = dict.fromkeys(NAME_PARTS, _TELLS) | {"title": rf"{_TELLS}|^(?:{'|'.join(PLURAL_TITLES)})\.?$"}


@dataclass(frozen=True, slots=True, repr=False)
class Spread:
    """What the cells of a row are taken for.

    Attributes
    ----------
    people
        Two, or none where the row is of one.
    sure
        Whether it is sure which word is whose.
    unread
        Parts whose cells may name two, and that nobody can tell.
    """

    people: tuple[Person, ...] = ()
    sure: bool = True
    unread: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Spread({len(self.people)} people)"


def read_spread(title: str, first_name: str, middle_name: str, last_name: str) -> Spread | None:
    """Two people, where the cells name two; None where they plainly are one person's, or a company's.

    Examples
    --------
    >>> one, two = read_spread("Mr & Mrs", "John & Jane", "", "Hale").people
    >>> one.title, one.first_name, one.last_name, two.title, two.first_name, two.last_name
    ('Mr', 'John', 'Hale', 'Mrs', 'Jane', 'Hale')
    >>> read_spread("", "Fish & Chips", "", "Ltd") is None
    True
    >>> read_spread("", "Jane", "", "Hale and Pace").unread
    ('last_name',)
    """
    cells = dict(zip(NAME_PARTS, (title, first_name, middle_name, last_name), strict=True))
    whole = " ".join(" ".join(cells.values()).split())
    if not _titles(title)[1:] and read_name(whole).type in (NameType.TRUST, NameType.BUSINESS):
        return None
    pieces = {"title": _titles(title)} | {part: _pieces(cells[part]) for part in NAME_PARTS[1:]}
    told = tuple(part for part in NAME_PARTS if len(pieces[part]) > 1 or _LEFT_OPEN.search(cells[part]))
    perhaps = tuple(part for part in NAME_PARTS[1:] if _PERHAPS.search(cells[part]))
    if not told and not perhaps:
        return None
    couple = None if NOT_IN_NAMES.search(whole) else _couple(pieces, told, cells)
    if couple is not None and not perhaps:
        return couple
    return Spread(unread=tuple(dict.fromkeys(told + perhaps)))


def _couple(pieces: dict[str, list[str]], told: tuple[str, ...], cells: dict[str, str]) -> Spread | None:
    titles, given, middle, surnames = (pieces[part] for part in NAME_PARTS)
    if any(len(each) > 2 for each in pieces.values()) or any(_LEFT_OPEN.search(cell) for cell in cells.values()):
        return None
    if not surnames or told in (("last_name",), ("middle_name",)) or not all(map(_is_surname, surnames)):
        return None
    titled = [take_title(each.split()) for each in given]
    if any(len(words) > _MOST_GIVEN or not all(map(_WORD.fullmatch, words)) for _, words in titled):
        return None
    if len(given) == 2:
        if any(not words for _, words in titled):
            return None
        named = [words for _, words in titled]
        taken, sure = _titles_of([title for title, _ in titled], titles)
        sure = sure and len(middle) != 1 and not _repeated(named, surnames)
        return Spread(_two(taken, named, [*middle, "", ""][:2], surnames), sure)
    if len(titles) != 2 or len(middle) > 1:
        return None
    # "Mr & Mrs", "J", "Hale": the name given is his who stands first, as is the custom.
    return Spread(_two(titles, [titled[0][1] if given else [], []], [*middle, "", ""][:2], surnames), not given)


def _titles_of(own: list[str], beside: list[str]) -> tuple[list[str], bool]:
    """The titles of two by those before their names and those in a cell beside; not sure where one would be lost."""
    if len(beside) == 1:
        taken = own if any(own) else [*beside, ""]
        return taken, all(own) and bare(beside[0]) in map(bare, own)
    pairs = list(zip(own, beside or ["", ""], strict=True))
    return [one or two for one, two in pairs], all(bare(one) == bare(two) for one, two in pairs if one and two)


def _repeated(named: list[list[str]], surnames: list[str]) -> bool:
    """Whether both people have one name, or a surname stands among the first names too."""
    one, two = ([bare(word) for word in words] for words in named)
    last = [bare(word) for surname in surnames for word in surname.split()]
    same = one == two and len({bare(surname) for surname in surnames}) == 1
    return same or any(words[-1] in last for words in (one, two) if len(words) > 1)


def _two(titles: list[str], given: list[list[str]], middle: list[str], surnames: list[str]) -> tuple[Person, ...]:
    return tuple(
        Person(title, words[0] if words else "", " ".join(filter(None, [*words[1:], between])), surname)
        for title, words, between, surname in zip(titles, given, middle, (surnames * 2)[:2], strict=True)
    )


def _titles(cell: str) -> list[str]:
    """``Mr & Mrs`` or ``Messrs`` as two titles; ``Mr/Mrs`` is one that nobody filled in."""
    plural = PLURAL_TITLES.get(bare(cell))
    return list(plural) if plural else _pieces(cell)


def _pieces(cell: str) -> list[str]:
    return [piece for piece in _BETWEEN.split(cell) if piece]


def _is_surname(text: str) -> bool:
    words = text.split()
    told = [word for word in words if not is_initial(word)]
    return bool(told) and len(words) <= _MOST_SURNAMES + 1 and all(map(_WORD.fullmatch, words))
