"""Which recipe reads which field, and what a column looks like after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Field, Kind
from plannr_nb.catalogue.patterns import SCIENTIFIC_NUMBER
from plannr_nb.catalogue.phrases import (
    DECEASED,
    INSTRUCTION,
    PLACEHOLDERS_AND_ZERO,
    PLACEHOLDERS_IN_NAMES,
    PLACEHOLDERS_IN_TEXT,
)
from plannr_nb.catalogue.spellings import TITLE_SPELLINGS
from plannr_nb.mapping import DateOrder, MoneyUnit
from plannr_nb.shaping import codes
from plannr_nb.shaping.choices import read_booleans, read_choices
from plannr_nb.shaping.contact import read_emails, read_phones
from plannr_nb.shaping.dates import read_dates
from plannr_nb.shaping.html_text import HTML, text_of_html
from plannr_nb.shaping.identifiers import read_ni_numbers, read_postcodes, read_uuids
from plannr_nb.shaping.money import read_integers, read_money, read_percents
from plannr_nb.shaping.reading import Cells, Complaint, Reading, Remark
from plannr_nb.shaping.stand_ins import stand_ins

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["ReadColumn", "read_column", "read_field"]

_NAMES = frozenset({"first_name", "middle_name", "last_name", "maiden_name", "nickname", "entity_name", "known_as"})
_FORMULA = r"(?s)[=@][A-Za-z(].*|[+-][A-Za-z]+[(|].*"
_LONG = re.compile(r"notes?$|^contents$|descri|details|comment")
# How long databases, forms and, last, a spreadsheet let a text be.
_LIMITS = (100, 128, 200, 250, 254, 255, 256, 500, 511, 512, 1000, 1023, 1024, 2000, 2048, 4000, 8000, 32_767)
# Cells looked at to judge a column, and from how many it is worth it. Of a column in which each cell stands once and a
# half on average, that many stand twice.
_LONG_COLUMN, _SAMPLE, _FEW_TWICE = 100_000, 20_000, 0.25
_ZERO = r"0+(?:\.0+)?"
_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
_SPACES = "[\u00a0\u2000-\u200a\u202f\u3000]+"
_MARKS = f"{_UNSEEN}|{_SPACES}|^['’`]"
# A field of digits alone, all the same.
_SAME_DIGITS = "|".join(f"{digit}{{3,}}" for digit in range(10))
# A cross in a box is an answer, though nobody can say which.
_ANSWERS = frozenset({Kind.BOOLEAN, Kind.CHOICE})
_MEANS = frozenset({"x"})
_OF_TWO = re.compile(r"\S\s*&\s*\S|\sand\s", re.I)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column after its recipe, record by record.

    Attributes
    ----------
    texts
        What to send; a cell that could not be read as it was.
    unread
        Which cells could not be read.
    found
        Each complaint with the positions of the records it is about.
    """

    texts: pd.Series
    unread: np.ndarray
    done: str
    found: tuple[tuple[Complaint, np.ndarray], ...]
    remarks: tuple[Remark, ...]

    def __repr__(self) -> str:
        return f"ReadColumn({self.done!r}, {len(self.texts)} records, {int(self.unread.sum())} not read)"


def read_column(texts: pd.Series, read: Callable[[Cells], Reading]) -> ReadColumn:
    """Read the distinct cells of a column of trimmed text, and spread what came of them over the records."""
    import numpy as np
    import pandas as pd

    places, cells = _distinct(texts)
    reading = read(cells)
    kept = reading.texts.where(reading.texts.notna(), cells.texts)
    sent = pd.Series(kept.array.take(places, allow_fill=True), index=texts.index) if len(kept) else texts

    def of_records(flags: np.ndarray) -> np.ndarray:
        # A blank cell has the place -1, and so the flag that is put behind the others.
        spread: np.ndarray = np.append(flags, False)[places]
        return spread

    unread = of_records(reading.texts.isna().to_numpy(dtype=bool))
    found = [(complaint, np.flatnonzero(of_records(complaint.cells))) for complaint in reading.complaints]
    return ReadColumn(sent, unread, reading.done, tuple(found), tuple(reading.remarks))


def _distinct(texts: pd.Series) -> tuple[np.ndarray, Cells]:
    """For each record the place of its cell among the cells that differ, or -1 for a blank; and those cells.

    Where nearly all cells of a long column differ, each is a cell of its own: to find the few that do not would take
    longer than to read them twice.
    """
    import numpy as np
    import pandas as pd

    if _mostly_differ(texts):
        filled = texts.notna().to_numpy(dtype=bool)
        places = np.where(filled, np.cumsum(filled) - 1, -1)
        own = texts[filled].reset_index(drop=True)
        return places, Cells(own, np.ones(len(own), dtype="int64"), len(texts))
    places, distinct = pd.factorize(texts)
    counts = np.bincount(places[places >= 0], minlength=len(distinct))
    return places, Cells(pd.Series(distinct, dtype="str"), counts, len(texts))


def _mostly_differ(texts: pd.Series) -> bool:
    """Judged by how many of some cells stand there twice, which is the square of how much of the column they are."""
    import numpy as np

    if len(texts) < _LONG_COLUMN:
        return False
    some = texts.take(np.random.default_rng(0).integers(len(texts), size=_SAMPLE)).dropna()
    twice = len(some) - some.nunique()
    return len(some) > _SAMPLE // 2 and twice <= _FEW_TWICE * len(some) ** 2 / len(texts)


def read_field(
    field: Field, order: DateOrder | None, unit: MoneyUnit | None, habit: DateOrder | None = None
) -> Callable[[Cells], Reading]:
    """The recipe of a field: distinct cells in, what to send out. `habit` is how the whole source writes its dates."""

    def read(cells: Cells) -> Reading:
        plain = cells if _is_kept(field) else _without_marks(cells)
        reading = _by_kind(field, plain, order, unit, habit)
        _name_placeholders(reading, plain, field.kind)
        reading.complain(codes.PLACEHOLDER_VALUE, stand_ins(field.kind, reading.texts))
        return reading

    return read


def _is_kept(field: Field) -> bool:
    """Whether cells of the field are sent as they are."""
    return field.kind in (Kind.TEXT, Kind.NAME_REF) or (field.kind is Kind.UUID and field.name != "uuid")


def _without_marks(cells: Cells) -> Cells:
    """The cells without what cannot be seen, and without the apostrophe that keeps text as text in a spreadsheet."""
    marked = cells.texts.str.contains(_MARKS).to_numpy(dtype=bool)
    if not marked.any():
        return cells
    bare = cells.texts[marked].str.replace(_UNSEEN, "", regex=True).str.replace(_SPACES, " ", regex=True)
    bare = bare.str.replace("^['’`]+", "", regex=True).str.strip()
    texts = cells.texts.copy()
    texts[marked] = bare.where(bare != "", texts[marked])
    return Cells(texts, cells.counts, cells.records)


def _by_kind(
    field: Field, cells: Cells, order: DateOrder | None, unit: MoneyUnit | None, habit: DateOrder | None
) -> Reading:
    match field.kind:
        case Kind.DATE | Kind.DATETIME:
            timed = field.kind is Kind.DATETIME
            return read_dates(cells, order, habit=habit, birth="birth" in field.name, with_time=timed)
        case Kind.MONEY:
            reading = read_money(cells, unit or MoneyUnit.POUNDS)
            if unit is None and len(cells.texts):
                reading.remarks.append(Remark(codes.MONEY_UNIT_ASSUMED))
            if field.consequence:
                zero = reading.texts.str.fullmatch(_ZERO).fillna(False)
                reading.complain(codes.ZERO_AMOUNT, zero.to_numpy(dtype=bool))
            return reading
        case Kind.CHOICE if field.choices:
            return read_choices(cells, field.choices, TITLE_SPELLINGS if field.name == "title" else None)
        # Other fields of ids may be fed by the old system's references, which `link` finds again as they are written.
        case Kind.UUID if field.name == "uuid":
            return read_uuids(cells)
    simple = _SIMPLE.get(field.kind)
    return simple(cells) if simple else _read_text(field, cells)


_SIMPLE: dict[Kind, Callable[[Cells], Reading]] = {
    Kind.BOOLEAN: read_booleans,
    Kind.EMAIL: read_emails,
    Kind.INTEGER: read_integers,
    Kind.NI_NUMBER: read_ni_numbers,
    Kind.PERCENT: read_percents,
    Kind.PHONE: read_phones,
    Kind.POSTCODE: read_postcodes,
}


def _read_text(field: Field, cells: Cells) -> Reading:
    """Text as it is, HTML as the text it shows, with a word about what it should not hold."""
    reading = Reading(cells.texts, "kept as it is")
    if field.kind is not Kind.UUID:
        _read_html(reading, field)
    reading.complain(codes.TEXT_PERHAPS_CUT, _perhaps_cut(cells.texts))
    cells = Cells(reading.texts, cells.counts, cells.records)
    named = field.name in _NAMES
    blank = _among(cells.texts, PLACEHOLDERS_IN_NAMES if named else PLACEHOLDERS_IN_TEXT)
    reading.complain(codes.PLACEHOLDER_TEXT, blank)
    scientific = cells.texts.str.fullmatch(SCIENTIFIC_NUMBER).to_numpy(dtype=bool)
    reading.complain(codes.SCIENTIFIC_NUMBER, scientific)
    formula = cells.texts.str.fullmatch(_FORMULA).to_numpy(dtype=bool)
    reading.complain(codes.FORMULA_IN_TEXT, formula)
    if named:
        reading.complain(codes.DECEASED_IN_NAME, _holds(cells, DECEASED))
    if field.name == "first_name":
        reading.complain(codes.TWO_PEOPLE, _holds(cells, _OF_TWO))
    if named or field.name.startswith("address"):
        reading.complain(codes.INSTRUCTION_IN_TEXT, _holds(cells, INSTRUCTION))
    return reading


def _read_html(reading: Reading, field: Field) -> None:
    import numpy as np

    texts = reading.texts
    marked = texts.str.contains(HTML).to_numpy(dtype=bool)
    if not marked.any():
        return
    lines = _LONG.search(field.name) is not None
    shown = texts[marked].map(lambda cell: text_of_html(cell, lines=lines).strip()).astype("str")
    nothing = np.zeros(len(texts), dtype=bool)
    nothing[marked] = (shown == "").to_numpy(dtype=bool)
    reading.complain(codes.EMPTY_HTML, nothing)
    shown = shown.where(shown != "", texts[marked])
    if (shown != texts[marked]).any():
        reading.texts = texts.copy()
        reading.texts[marked] = shown
        reading.done = "HTML as the text it shows"


def _perhaps_cut(texts: pd.Series) -> np.ndarray:
    """The cells of the greatest length, where several have it and it is one at which systems cut."""
    lengths = texts.str.len().to_numpy(dtype="int64")
    longest = lengths.max(initial=0)
    cut: np.ndarray = lengths == longest
    several = longest in _LIMITS and texts[cut].nunique() > 1
    return cut if several else cut & (lengths == _LIMITS[-1])


def _among(texts: pd.Series, words: frozenset[str]) -> np.ndarray:

    # The words are short, and folding case takes long.
    found: np.ndarray = (texts.str.len() <= max(map(len, words))).to_numpy(dtype=bool, copy=True)
    found[found] = texts[found].str.casefold().isin(words).to_numpy(dtype=bool)
    return found


def _holds(cells: Cells, pattern: re.Pattern[str]) -> np.ndarray:
    import numpy as np

    return np.fromiter((pattern.search(cell) is not None for cell in cells.texts), dtype=bool, count=len(cells.texts))


def _name_placeholders(reading: Reading, cells: Cells, kind: Kind) -> None:
    """Say of cells that were not read because they stand for not known that they do, and nothing else."""
    import numpy as np

    unread = reading.texts.isna().to_numpy()
    blank = np.zeros(len(unread), dtype=bool)
    blank[unread] = _stand_for_nothing(cells.texts[unread], kind)
    cut = np.zeros(len(unread), dtype=bool)
    cut[unread] = cells.texts[unread].str.fullmatch(SCIENTIFIC_NUMBER).to_numpy(dtype=bool)
    if not (named := blank | cut).any():
        return
    left = [(complaint, complaint.cells & ~named) for complaint in reading.complaints]
    reading.complaints[:] = [_about(complaint, cells) for complaint, cells in left if cells.any()]
    reading.complain(codes.PLACEHOLDER, blank)
    reading.complain(codes.SCIENTIFIC_NUMBER, cut)


def _stand_for_nothing(texts: pd.Series, kind: Kind) -> np.ndarray:
    nothing = _among(texts, PLACEHOLDERS_AND_ZERO - _MEANS if kind in _ANSWERS else PLACEHOLDERS_AND_ZERO)
    if kind is Kind.MONEY:
        # A spreadsheet shows nought so in its form for accounts.
        nothing = nothing | texts.str.fullmatch("£ *-").to_numpy(dtype=bool)
    if kind in (Kind.PHONE, Kind.NI_NUMBER, Kind.DATE, Kind.DATETIME):
        digits = texts.str.replace("[ /.\\-]+", "", regex=True)
        nothing = nothing | digits.str.fullmatch(_SAME_DIGITS).to_numpy(dtype=bool)
    return nothing


def _about(complaint: Complaint, cells: np.ndarray) -> Complaint:
    return Complaint(complaint.code, cells, complaint.message)
