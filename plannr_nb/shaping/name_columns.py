"""Names spread over columns of title, first name and surname, in rows of which some name two people."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Mappable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.mapping import Origin, Part
from plannr_nb.shaping import codes
from plannr_nb.shaping.first_look import holds
from plannr_nb.shaping.layout import FIRST, JOINT, SECOND, SINGLE, SUFFIXES, Layout
from plannr_nb.shaping.names import NameType, read_names
from plannr_nb.shaping.origins import Column, Rows
from plannr_nb.shaping.people import NameComplaint
from plannr_nb.shaping.spread_names import MAY_BE_TWO, NAME_PARTS, Spread, read_spread

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["COUPLE", "NameColumns", "may_name_two", "read_columns"]

COUPLE = "couple"
_BODIES = (NameType.TRUST, NameType.BUSINESS)


@dataclass(frozen=True, slots=True)
class _Place:
    """The column and the field of a part."""

    header: str
    field: str


class NameColumns:
    """The columns of a mapping that hold the parts of names, read together, row by row.

    Attributes
    ----------
    layout
        Two people and a joint client for a row whose cells name two, one record for any other.
    parts
        Part -> field, of what is taken.
    """

    @classmethod
    def of(cls, rows: Rows, origins: Mappable[str, Origin]) -> NameColumns | None:
        """None where no field takes a part of such names."""
        places = {
            origin.part: _Place(origin.header, name)
            for name, origin in origins.items()
            if isinstance(origin, Part) and origin.split == COUPLE
        }
        return cls(rows, places) if places else None

    def __init__(self, rows: Rows, places: Mappable[str, _Place]) -> None:
        import pandas as pd

        self._places = places
        self.parts = {part: place.field for part, place in places.items()}
        self._cells = {part: rows.of(places[part].header).texts for part in NAME_PARTS if part in places}
        self._read = read_columns(self._cells, may_name_two(self._cells)) if self._cells else {}
        joint = pd.Series(False, index=range(len(rows)))
        joint[[row for row, read in self._read.items() if read.people]] = True
        self.layout = Layout.of_couples(joint.to_numpy(dtype=bool))
        self._types = self._kinds_of_others()

    def __repr__(self) -> str:
        return f"NameColumns({', '.join(self._places)}: {len(self.layout)} records)"

    @property
    def header(self) -> str:
        """The column that tells most of who is on a row."""
        return next(self._places[part].header for part in ("first_name", "last_name", *self._places)
                    if part in self._places)  # fmt: skip

    def header_of(self, part: str | None) -> str:
        """The column of a part; where it has none, that of most of the name."""
        place = None if part is None else self._places.get(part)
        return self.header if place is None else place.header

    def texts(self, part: str) -> pd.Series:
        """A part of the name for each record: as its cell has it, where the row names one person."""
        import numpy as np
        import pandas as pd

        table = np.full((len(self._types), len(SUFFIXES)), None, dtype=object)
        table[:, SINGLE] = self._of_one(part)
        for row, read in self._read.items():
            if read.people:
                people = [self._of_person(read, part, number) for number in (0, 1)]
                table[row, FIRST], table[row, SECOND] = people
                table[row, JOINT] = self._of_both(read, part)
        texts = pd.Series(table[self.layout.rows, self.layout.slots], dtype="str")
        return texts.mask(texts == "")

    def with_joint_names(self, column: Column) -> Column:
        """The name of a joint client made of those of its people, where the row gives it none."""
        import pandas as pd

        rows, slots = self.layout.rows, self.layout.slots
        named = [self._of_both(self._read[row], "entity_name") if slot == JOINT else None
                 for row, slot in zip(rows.tolist(), slots.tolist(), strict=True)]  # fmt: skip
        return Column(column.texts.fillna(pd.Series(named, dtype="str")), column.headers, column.trimmed)

    def complaints(self) -> Iterator[tuple[NameComplaint, np.ndarray]]:
        """What is wrong with some names, each with the positions of the records it is about."""
        import numpy as np

        found: dict[NameComplaint, list[int]] = {}
        for row, read in self._read.items():
            if read.people and not read.sure:
                found.setdefault(NameComplaint(codes.COUPLE_UNSURE, "first_name", (FIRST, SECOND)), []).append(row)
            for part in read.unread:
                found.setdefault(NameComplaint(codes.NAME_NOT_SPLIT, part), []).append(row)
        if "entity_name" not in self._places:
            bodies = np.flatnonzero(np.isin(self._types, _BODIES))
            if len(bodies):
                found[NameComplaint(codes.NO_ENTITY_NAME, "last_name")] = bodies.tolist()
        for said, rows in found.items():
            about = np.isin(self.layout.rows, rows) & np.isin(self.layout.slots, said.slots)
            yield said, np.flatnonzero(about)

    def _of_one(self, part: str) -> np.ndarray:
        """The part for each row, as if it named one."""
        import numpy as np

        if part == "type":
            return self._types
        bodies = np.isin(self._types, _BODIES) & ("entity_name" in self._places)
        texts = np.full(len(bodies), None, dtype=object)
        if part == "entity_name":
            texts[bodies] = self._whole().to_numpy(dtype=object)[bodies]
        elif part in self._cells:
            texts[~bodies] = self._cells[part].to_numpy(dtype=object)[~bodies]
        return texts

    def _whole(self) -> pd.Series:
        """The names as they stand in their columns, side by side."""
        whole = None
        for cells in self._cells.values():
            whole = cells.fillna("") if whole is None else whole + " " + cells.fillna("")
        if whole is None:
            raise RuntimeError("no column of names")
        return whole.str.split().str.join(" ")

    def _kinds_of_others(self) -> np.ndarray:
        """The type of client of each row that names no couple; none where it is not told."""
        import numpy as np
        import pandas as pd

        places, distinct = pd.factorize(self._whole())
        unclear = {row for row, read in self._read.items() if read.unread}
        kinds = [name.type if name.type in (NameType.INDIVIDUAL, *_BODIES) else None for name in read_names(distinct)]
        of_row = np.array([*(None if kind is None else kind.value for kind in kinds), None], dtype=object)[places]
        of_row[list(unclear)] = None
        return of_row

    def _of_person(self, read: Spread, part: str, number: int) -> str | None:
        person = read.people[number]
        if part == "type":
            return NameType.INDIVIDUAL.value
        if part == "first_name" and "middle_name" not in self._places:
            return f"{person.first_name} {person.middle_name}".strip()
        return getattr(person, part) if part in NAME_PARTS else None

    def _of_both(self, read: Spread, part: str) -> str | None:
        if part == "type":
            return NameType.JOINT.value
        if part != "entity_name":
            return None
        named = [[each.first_name or each.title, each.middle_name, each.last_name] for each in read.people]
        return " & ".join(" ".join(filter(None, words)) for words in named)


def may_name_two(cells: Mappable[str, pd.Series]) -> np.ndarray:
    """Positions of the rows that have to be read; all others name one person."""
    import numpy as np

    marked = [holds(texts, MAY_BE_TWO[part]) for part, texts in cells.items()]
    return np.flatnonzero(np.logical_or.reduce(marked))


def read_columns(cells: Mappable[str, pd.Series], at: np.ndarray) -> dict[int, Spread]:
    """What is told of the rows at these positions that may name two people."""
    columns = [cells[part].iloc[at].fillna("").tolist() if part in cells else [""] * len(at) for part in NAME_PARTS]
    known: dict[tuple[str, ...], Spread | None] = {}
    found: dict[int, Spread] = {}
    for row, names in zip(at.tolist(), zip(*columns, strict=True), strict=True):
        if names not in known:
            known[names] = read_spread(*names)
        read = known[names]
        if read is not None:
            found[row] = read
    return found
