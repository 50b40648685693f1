"""Rows with columns of their own for each of two people, such as a client and the partner."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Mappable
from typing import TYPE_CHECKING

from plannr_nb.catalogue import RecordType
from plannr_nb.catalogue.phrases import PLACEHOLDERS_AND_ZERO
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Mapping, Origin, Pair, Part
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.layout import JOINT, SECOND, SINGLE, Layout
from plannr_nb.shaping.name_columns import COUPLE
from plannr_nb.shaping.names import NameType
from plannr_nb.shaping.origins import Column, Rows
from plannr_nb.shaping.people import SplitColumn

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["PairedRows", "take_names_apart"]

_BY_TYPE = frozenset({"type", "owners"})
_NAMES = ("first_name", "last_name", "entity_name")
_TOLD_APART = {"date_of_birth", "ni_number"}
_NOBODY = PLACEHOLDERS_AND_ZERO | {""}


class PairedRows:
    """Which of the two each record is about, and what the columns of both say.

    Attributes
    ----------
    layout
        Two people and a joint client for a row that names both, one record for any other.
    """

    @classmethod
    def of(cls, rows: Rows, mapping: Mapping, splits: Mappable[str, SplitColumn]) -> PairedRows | None:
        """None where no field is fed by a pair."""
        paired = any(isinstance(origin, Pair) for origin in mapping.origins.values())
        return cls(rows, mapping, splits) if paired else None

    def __init__(self, rows: Rows, mapping: Mapping, splits: Mappable[str, SplitColumn]) -> None:
        self._rows, self._splits = rows, splits
        self._pairs = {name: origin for name, origin in mapping.origins.items() if isinstance(origin, Pair)}
        # A value map may say that N/A in a column of names is nobody.
        self._nobody = {name: [cell.strip() for cell, text in values.items() if not text.strip()]
                        for name, values in mapping.values.items()}  # fmt: skip
        self._telling = telling = [name for name in _NAMES if name in self._pairs and _differ(self._pairs[name])]
        if not telling:
            raise MappingError(
                "a Pair of columns needs a Pair for first_name or last_name too: it tells which rows name two people"
            )
        import numpy as np

        first, second = (self._any_filled(telling, number) for number in (0, 1))
        self.layout = Layout.of_couples(first & second)
        of_row = self.layout.rows
        self._second = (self.layout.slots == SECOND) | ((self.layout.slots == SINGLE) & (~first & second)[of_row])
        single = self.layout.slots == SINGLE
        self.second_alone = np.flatnonzero(single & self._second)
        self._other = (single & self._second, single & ~self._second)

    def __repr__(self) -> str:
        return f"PairedRows({', '.join(self._pairs)}: {len(self.layout)} records)"

    def column(self, name: str, origin: Pair) -> Column:
        """The text of a field for each record. The joint client has only the type and what names it."""
        import numpy as np
        import pandas as pd

        of_row, joint = self.layout.rows, self.layout.slots == JOINT
        first, second = self._text(origin.first), self._text(origin.second)
        taken = np.where(self._second, second.texts.to_numpy(object)[of_row], first.texts.to_numpy(object)[of_row])
        texts = pd.Series(taken, dtype="str").mask(joint)
        if name == "type":
            texts = texts.mask(joint, NameType.JOINT.value)
        headers = np.where(self._second, _headers(second, len(self._rows))[of_row],
                           _headers(first, len(self._rows))[of_row])  # fmt: skip
        trimmed = np.where(self._second, second.trimmed[of_row], first.trimmed[of_row])
        return Column(texts, headers, trimmed)

    def with_joint_names(self, column: Column) -> Column:
        """The name of a joint client made of those of its people, where the row gives it none."""
        parts = {name: self.column(name, self._pairs[name]).texts for name in _NAMES if name in self._pairs}
        names = None
        for name in ("first_name", "last_name"):
            if name in parts:
                names = parts[name].fillna("") if names is None else names + " " + parts[name].fillna("")
        whole = parts.get("entity_name")
        if names is None:
            names = parts["entity_name"]
        elif whole is not None:
            names = names.str.strip().where(names.str.strip() != "", whole)
        names = names.fillna("").str.strip()
        # A joint client stands behind its two people.
        of_both = names.shift(2).fillna("") + " & " + names.shift(1).fillna("")
        blank = (self.layout.slots == JOINT) & column.texts.isna().to_numpy()
        return Column(column.texts.mask(blank, of_both), column.headers, column.trimmed)

    def unnamed(self) -> Iterator[tuple[ProblemCode, str, str | None, np.ndarray, pd.Series]]:
        """What rows say of a person they do not name: code, field, header, positions of the records, and the texts."""
        import numpy as np

        for name, pair in self._pairs.items():
            both = [self._said(name, number).take(self.layout.rows).reset_index(drop=True) for number in (0, 1)]
            for number, code in enumerate((codes.FIRST_NOT_NAMED, codes.SECOND_NOT_NAMED)):
                texts, taken = both[number], both[1 - number]
                lost = self._other[number] & (texts.notna() & (texts != taken)).to_numpy(dtype=bool)
                yield code, name, self._text(_each(pair)[number]).header, np.flatnonzero(lost), texts

    def blanked(self) -> Iterator[tuple[str, str | None, int]]:
        """Names of nobody by the value map, on rows of one person: field, header, and how many."""
        for name, pair in self._pairs.items():
            for number, other in enumerate(self._other):
                column = self._text(_each(pair)[number])
                cells = column.texts.take(self.layout.rows[other])
                yield name, column.header, int(cells.isin(self._nobody.get(name, [])).sum())

    def doubtful(self) -> Iterator[tuple[ProblemCode, str, str | None, np.ndarray, pd.Series]]:
        """Rows of two whose names are no two people's: one person twice, or words for not known. As `unnamed`."""
        import numpy as np

        name = next(name for name in ("last_name", *_NAMES) if name in self._telling)
        sides = [[self._said(each, number).str.casefold().fillna("") for each in _NAMES if each in self._pairs]
                 for number in (0, 1)]  # fmt: skip
        same = np.logical_and.reduce([(one == two).to_numpy(dtype=bool) for one, two in zip(*sides, strict=True)])
        same &= "first_name" in self._pairs or "entity_name" in self._pairs
        for each in _TOLD_APART & self._pairs.keys():
            one, two = self._said(each, 0), self._said(each, 1)
            same &= ~(one.notna() & two.notna() & (one != two)).to_numpy(dtype=bool)
        nobody = [np.logical_and.reduce([cells.isin(_NOBODY).to_numpy(dtype=bool) for cells in side]) for side in sides]
        pair = self._pairs[name]
        for code, rows, number in (
            (codes.SAME_PERSON_TWICE, same, 1),
            (codes.NAME_OF_NOBODY, nobody[0], 0),
            (codes.NAME_OF_NOBODY, nobody[1], 1),
        ):
            column = self._text(_each(pair)[number])
            texts = column.texts.take(self.layout.rows).reset_index(drop=True)
            yield code, name, column.header, np.flatnonzero(rows[self.layout.rows] & (self.layout.slots > 0)), texts

    def takes(self, header: str) -> bool:
        """Whether the whole names of a column are those of one of the two."""
        return any(part.header == header for _, part in _parts_of(self._pairs))

    def records_of(self, header: str, at: np.ndarray) -> np.ndarray:
        """Positions of the records that hold the names of these rows, of the column with this header."""
        import numpy as np

        second = any(header in pair.second.headers for pair in self._pairs.values())
        mine = self._second if second else ~self._second & (self.layout.slots != JOINT)
        return np.flatnonzero(np.isin(self.layout.rows, at) & mine)

    def _any_filled(self, names: list[str], number: int) -> np.ndarray:
        import numpy as np

        return np.logical_or.reduce([self._said(name, number).notna().to_numpy(dtype=bool) for name in names])

    def _said(self, name: str, number: int) -> pd.Series:
        """The text of one of the two for a field, row by row, without what its value map blanks."""
        texts = self._text(_each(self._pairs[name])[number]).texts
        return texts.mask(texts.isin(self._nobody.get(name, [])))

    def _text(self, origin: Origin) -> Column:
        """The text of one of the two, row by row."""
        import numpy as np

        if not isinstance(origin, Part):
            return self._rows.column(origin)
        texts = self._splits[origin.header].texts(origin.part, Layout.of_rows(len(self._rows)))
        return Column(texts, origin.header, np.zeros(len(texts), dtype=bool))


def take_names_apart(rows: Rows, mapping: Mapping, record_type: RecordType) -> dict[str, SplitColumn]:
    """The columns of whole names, by their headers.

    Raises
    ------
    MappingError
        Rows would become people by two columns at once, or by a column and by pairs; or the records cannot be joint.
    """
    parts: dict[str, dict[str, str]] = {}
    two = set()
    spread = sorted({part.header for _, part in _parts_of(mapping.origins) if part.split == COUPLE})
    for name, part in _parts_of(mapping.origins):
        if part.split == COUPLE:
            continue
        parts.setdefault(part.header, {})[part.part] = name
        two |= {part.header} if part.split == "people" else set()
    paired = any(isinstance(origin, Pair) for origin in mapping.origins.values())
    ways = [*([", ".join(spread)] if spread else []), *sorted(two), *(["a Pair"] if paired else [])]
    if len(ways) > 1:
        how = f"by two columns at once ({', '.join(ways)})" if len(two) > 1 else f"by {' and by '.join(ways)}"
        raise MappingError(f'rows cannot become people {how}; take one apart with the split "person"')
    if ways and not all(name in record_type for name in _BY_TYPE):
        other = 'use the split "person"' if two or spread else "map the columns of one person alone"
        raise MappingError(f"{record_type.name} have no type and owners; {other}")
    return {header: SplitColumn(header, rows.of(header).texts, taken, two=header in two)
            for header, taken in parts.items()}  # fmt: skip


def _parts_of(origins: Mappable[str, Origin]) -> Iterator[tuple[str, Part]]:
    """Each field that takes a part of a name, with the part; of a pair both."""
    for name, origin in origins.items():
        for each in _each(origin) if isinstance(origin, Pair) else (origin,):
            if isinstance(each, Part):
                yield name, each


def _each(pair: Pair) -> tuple[Origin, Origin]:
    return pair.first, pair.second


def _differ(pair: Pair) -> bool:
    """Whether the second person has a column that is not the first one's: a surname may be shared."""
    return bool(set(pair.second.headers) - set(pair.first.headers))


def _headers(column: Column, rows: int) -> np.ndarray:
    import numpy as np

    return column.headers if isinstance(column.headers, np.ndarray) else np.full(rows, column.headers, dtype=object)
