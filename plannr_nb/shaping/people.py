"""Full names taken apart for the fields that take a part, and rows that become two people and a joint client."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Field, Kind, Sensitivity
from plannr_nb.catalogue.spellings import plain_spelling
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.date_forms import written
from plannr_nb.shaping.layout import FIRST, JOINT, SECOND, SINGLE, SUFFIXES, Layout
from plannr_nb.shaping.names import Name, NameType, read_names

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["NameComplaint", "SplitColumn", "deal", "is_of_one", "pieces_for"]

_PERSON_PARTS = ("title", "first_name", "middle_name", "last_name")


@dataclass(frozen=True, slots=True)
class NameComplaint:
    """What is wrong with some names: the part it is about, and which of a row's records."""

    code: ProblemCode
    part: str | None
    slots: tuple[int, ...] = (SINGLE,)


class SplitColumn:
    """The full names of one column, taken apart once for all fields that take a part.

    Attributes
    ----------
    layout
        The records that come of the rows, if this column decides it.
    """

    def __init__(self, header: str, texts: pd.Series, parts: dict[str, str], *, two: bool) -> None:
        """`parts` is part -> field; `two` says whether a row that names two people becomes three records."""
        import numpy as np
        import pandas as pd

        self.header, self.parts, self.two = header, parts, two
        self._places, distinct = pd.factorize(texts)
        self._names = read_names(distinct)
        joint = np.array([name.type is NameType.JOINT for name in self._names] + [False], dtype=bool)
        self.layout = Layout.of_couples(joint[self._places]) if two else Layout.of_rows(len(texts))

    def __repr__(self) -> str:
        return f"SplitColumn({self.header!r}, {len(self._names)} distinct names, {len(self.layout)} records)"

    def texts(self, part: str, layout: Layout) -> pd.Series:
        """A part of the name for each record, missing where it has none."""
        import numpy as np
        import pandas as pd

        # One line more than there are names, for rows that have none.
        table = np.full((len(self._names) + 1, len(SUFFIXES)), None, dtype=object)
        table[:-1, SINGLE] = [self._part(name, part, SINGLE) or None for name in self._names]
        for place, name in enumerate(self._names):
            if self.two and name.type is NameType.JOINT:
                table[place] = [self._part(name, part, slot) or None for slot in (SINGLE, FIRST, SECOND, JOINT)]
        return pd.Series(table[self._places[layout.rows], layout.slots], dtype="str")

    def _part(self, name: Name, part: str, slot: int) -> str | None:
        if slot in (FIRST, SECOND):
            if part == "type":
                return NameType.INDIVIDUAL
            return self._of_person(name, part, slot - 1) if len(name.people) > 1 else None
        if part == "type":
            return str(name.type) if name.type else None
        if name.type is NameType.INDIVIDUAL:
            return self._of_person(name, part, 0)
        return name.entity_name if part == self.whole_in(name) else None

    def _of_person(self, name: Name, part: str, number: int) -> str | None:
        person = name.people[number]
        if part == "first_name" and "middle_name" not in self.parts:
            return f"{person.first_name} {person.middle_name}".strip()
        return getattr(person, part) if part in _PERSON_PARTS else None

    def whole_in(self, name: Name) -> str | None:
        """The part that takes a name whole: what is no person, or could not be taken apart."""
        wanted = ("last_name", "entity_name") if codes.NAME_NOT_SPLIT in name.codes else ("entity_name", "last_name")
        return next((part for part in (*wanted, "first_name", "middle_name", "title") if part in self.parts), None)

    def complaints(self, layout: Layout) -> list[tuple[NameComplaint, np.ndarray]]:
        """What is wrong with the names, each with the positions of the records it is about."""
        import numpy as np

        places, slots = self._places[layout.rows], layout.slots
        found: dict[NameComplaint, list[int]] = {}
        for place, name in enumerate(self._names):
            for complaint in self._said_of(name):
                found.setdefault(complaint, []).append(place)
        return [(said, np.flatnonzero(np.isin(places, of) & np.isin(slots, said.slots))) for said, of in found.items()]

    def _said_of(self, name: Name) -> list[NameComplaint]:
        whole = self.whole_in(name)
        said = []
        for code in name.codes:
            if code is codes.COUPLE_UNSURE:
                said.append(NameComplaint(code, "first_name", (FIRST, SECOND)))
            elif code in (codes.REPRESENTATIVES, codes.ENTITY_TYPE_GUESSED):
                said.append(NameComplaint(code, "type"))
            elif name.type is NameType.INDIVIDUAL:
                said.append(NameComplaint(code, "title" if code is codes.UNUSUAL_TITLE else "last_name"))
            else:
                said.append(NameComplaint(code, whole, (SINGLE, JOINT)))
        if name.type is NameType.JOINT and not self.two:
            said.append(NameComplaint(codes.TWO_PEOPLE, whole))
        if name.type in (NameType.TRUST, NameType.BUSINESS) and whole != "entity_name":
            said.append(NameComplaint(codes.NO_ENTITY_NAME, whole))
        return said

    def left_behind(self) -> dict[str, int]:
        """Parts that feed no field, with the number of rows that have them."""
        import numpy as np

        counts = np.bincount(self._places[self._places >= 0], minlength=len(self._names))
        behind: dict[str, int] = {}
        for part in ("title", "first_name", "last_name"):
            if part not in self.parts:
                has = [any(getattr(person, part) for person in name.people) for name in self._names]
                if rows := int(counts[np.array(has, dtype=bool)].sum()):
                    behind[part] = rows
        return behind

    def left_out(self) -> dict[str, int]:
        """Words that were taken out of the names, with the number of rows they stood in."""
        import numpy as np

        counts = np.bincount(self._places[self._places >= 0], minlength=len(self._names))
        words: dict[str, int] = {}
        for name, rows in zip(self._names, counts.tolist(), strict=True):
            for word in dict.fromkeys(name.left_out):
                words[word] = words.get(word, 0) + rows
        return words


class _Share(StrEnum):
    """Who of a couple gets a cell of their row."""

    ONE_EACH = "one each"
    CONTACT = "one each, or both the same"
    PEOPLE = "both people"
    JOINT = "the joint client"
    ALL = "all three"


_NAMES = {"title", "first_name", "middle_name", "last_name", "maiden_name", "nickname", "known_as"}
_LIFE = {"gender", "pronouns", "date_of_birth", "ni_number", "is_deceased", "deceased_at", "smoker_status"}
_RETIREMENT = {"target_retirement_age", "expected_retirement_age", "state_retirement_age"}
_ONE_EACH = {"uuid", *_NAMES, *_LIFE, *_RETIREMENT}
_CONTACT = {"email", "phone"}
_HOME = {"country_of_residence", "residential_status", "is_uk_resident", "is_uk_domicile"}
_PEOPLE = {"marital_status", "nationalities", "third_party_offered", *_HOME}
# Twice the value is not the value, and a reference names one record.
_JOINT = {"value", "external_reference_value", "external_reference_source", "entity_name"}
_NOBODY = {"no", "n", "false", "f"}


def _share(field: Field) -> _Share:
    if field.name in _CONTACT:
        return _Share.CONTACT
    if field.name in _PEOPLE:
        return _Share.PEOPLE
    if field.name in _JOINT:
        return _Share.JOINT
    if field.name in _ONE_EACH or field.sensitivity is Sensitivity.SPECIAL:
        return _Share.ONE_EACH
    return _Share.ALL


def is_of_one(field: Field) -> bool:
    """Whether a cell of this field is about one person, so that no other may get it."""
    return _share(field) is _Share.ONE_EACH


def deal(
    field: Field, texts: pd.Series, slots: np.ndarray, *, constant: bool
) -> tuple[pd.Series, list[tuple[ProblemCode, np.ndarray]], int]:
    """Give the cells of rows that name two people to the records they belong to.

    Parameters
    ----------
    texts
        The row's cell for each record, so three times for a couple.
    constant
        The same text stands for every record, and so for each of the people.

    Returns
    -------
    tuple
        The cell of each record; complaints with the positions of the records; how many cells were dealt out, one each.
    """
    import numpy as np
    import pandas as pd

    two = (slots != SINGLE) & texts.notna().to_numpy()
    share = _share(field)
    if not two.any() or share is _Share.ALL:
        return texts, [], 0
    if share is _Share.JOINT:
        return texts.mask(two & (slots != JOINT)), [], 0
    if share is _Share.PEOPLE or constant:
        return texts.mask(two & (slots == JOINT)), [], 0
    dealt = texts.mask(two & (slots == JOINT)).to_numpy(dtype=object, copy=True)
    one = []
    pieces_of = pieces_for(field)
    at_first = np.flatnonzero(two & (slots == FIRST))
    taken_apart = {cell: pieces_of(cell) for cell in set(dealt[at_first])}
    for place in at_first:
        pieces = taken_apart[dealt[place]]
        if len(pieces) == 2:
            dealt[place], dealt[place + 1] = pieces
        elif plain_spelling(dealt[place]) not in _NOBODY:
            one.append(place)
    found = _one_for_two(field, share, np.array(one, dtype=int), dealt)
    dealt_out = sum(len(taken_apart[texts.iat[int(place)]]) == 2 for place in at_first)
    return pd.Series(dealt, index=texts.index, dtype="str"), found, dealt_out


def _one_for_two(
    field: Field, share: _Share, at: np.ndarray, dealt: np.ndarray
) -> list[tuple[ProblemCode, np.ndarray]]:
    """Say of couples with one value that they have one; `dealt` then holds whose it is taken for."""
    import numpy as np

    if share is _Share.ONE_EACH:
        dealt[at + SECOND - FIRST] = None
        return [(codes.ONE_VALUE_FOR_TWO, at)]
    if field.name == "phone":
        dealt[at + JOINT - FIRST] = dealt[at]
        return [(codes.SHARED_PHONE, at)]
    return [(codes.SHARED_EMAIL, np.sort(np.concatenate([at, at + SECOND - FIRST])))]


_BETWEEN = {
    Kind.EMAIL: re.compile(r"\s*[;,&/|\s]\s*(?:and\s+)?", re.I),
    Kind.PHONE: re.compile(r"\s*[;,&/|\n]\s*|\s+(?:and|or)\s+", re.I),
    Kind.NI_NUMBER: re.compile(r"\s*[;,&/|\n]\s*|\s+and\s+", re.I),
    Kind.DATE: re.compile(r"\s*[;,&|\n]\s*|\s+(?:and|/)\s+", re.I),
}
_BETWEEN_TEXTS = re.compile(r"\s*[;&|\n/]\s*|\s+and\s+", re.I)


def pieces_for(field: Field) -> Callable[[str], list[str]]:
    """How a cell of this field is taken apart into the values of several people."""
    kind = Kind.DATE if field.kind is Kind.DATETIME else field.kind
    between = _BETWEEN.get(kind, _BETWEEN_TEXTS)
    # A sentence about somebody's health is one value, whatever stands in it.
    whole = field.kind is Kind.TEXT and field.sensitivity is Sensitivity.SPECIAL

    def pieces_of(cell: str) -> list[str]:
        if whole:
            return [cell]
        pieces = [piece.strip() for piece in between.split(cell) if piece.strip()]
        if kind is Kind.DATE:
            pieces = pieces if len(pieces) > 1 else cell.split()
            return pieces if len(pieces) == 2 and all(written(piece) for piece in pieces) else [cell]
        return pieces

    return pieces_of
