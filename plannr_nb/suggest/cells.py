"""What the cells of a column say for and against a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Field, Kind, RecordType
from plannr_nb.catalogue.kinds import PLACEHOLDERS, kind_of
from plannr_nb.suggest.evidence import Match

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Profile", "agreement", "choices_held", "profile_of", "telling_alone"]

_ROWS = 1_000  # spread over the file; enough to see a kind, few enough for wide files of 200,000 rows
_DISTINCT = 100
_FEW = 3  # so few distinct cells may be chance


@dataclass(frozen=True, slots=True)
class Profile:
    """A column seen through a sample of its cells. No cell of it is shown to anybody.

    Attributes
    ----------
    kind, share
        What the cells look like, and the share that does.
    rows
        Filled cells among the first 1,000.
    spread
        Distinct cells among those, 0..1. Seen in neighbouring rows, since what comes back mostly does so at once.
    cells
        Some distinct ones, taken from the whole length, without placeholders.
    """

    kind: Kind | None
    share: float
    rows: int
    spread: float
    cells: frozenset[str]

    @property
    def empty(self) -> bool:
        return not self.cells


def profile_of(column: pd.Series) -> Profile:
    """Look at up to 1,000 cells from the top of a column, and as many taken evenly from all of it."""
    top = _filled(column.iloc[:_ROWS])
    spread_out = top if len(column) <= _ROWS else _filled(column.iloc[:: len(column) // _ROWS])
    distinct = list(dict.fromkeys(spread_out))[:_DISTINCT]
    kind, share = kind_of(distinct)
    cells = frozenset(cell for cell in distinct if cell.casefold() not in PLACEHOLDERS)
    return Profile(kind, share, len(top), len(set(top)) / max(1, len(top)), cells)


def _filled(column: pd.Series) -> list[str]:
    """The texts of the filled cells: as a list, since for a thousand cells that is faster than any series."""
    import pandas as pd

    cells = column.tolist()
    others = [cell for cell in cells if not isinstance(cell, str)]
    if others and not all(pd.isna(others)):
        cells = column.dropna().astype("str").tolist()
    return [text for cell in cells if isinstance(cell, str) and (text := cell.strip())]


# Kind of the field -> {kind of the cells: how much the odds change}. What is not named contradicts.
_AGREES: dict[Kind, dict[Kind | None, float]] = {
    Kind.EMAIL: {Kind.EMAIL: 3.0},
    Kind.PHONE: {Kind.PHONE: 2.0, Kind.INTEGER: 0.8, Kind.TEXT: 0.5},
    Kind.DATE: {Kind.DATE: 2.0, Kind.DATETIME: 1.5, Kind.INTEGER: 0.5},
    Kind.DATETIME: {Kind.DATETIME: 2.0, Kind.DATE: 1.5, Kind.INTEGER: 0.5},
    Kind.MONEY: {Kind.MONEY: 1.5, Kind.INTEGER: 1.0, None: 0.9},
    Kind.PERCENT: {Kind.PERCENT: 2.0, Kind.MONEY: 1.0, Kind.INTEGER: 1.0, None: 1.0},
    Kind.INTEGER: {Kind.INTEGER: 1.5, Kind.MONEY: 0.6},
    Kind.BOOLEAN: {Kind.BOOLEAN: 2.0, Kind.TEXT: 0.5, Kind.INTEGER: 0.5},
    Kind.NI_NUMBER: {Kind.NI_NUMBER: 3.0, Kind.TEXT: 0.2},
    Kind.POSTCODE: {Kind.POSTCODE: 3.0, Kind.TEXT: 0.6, Kind.INTEGER: 0.6},
    Kind.UUID: {Kind.UUID: 2.0, Kind.TEXT: 1.0, Kind.INTEGER: 1.0, Kind.EMAIL: 0.5, Kind.PHONE: 0.5},
    Kind.NAME_REF: {Kind.TEXT: 1.2, Kind.EMAIL: 0.5, Kind.INTEGER: 0.3},
    Kind.CHOICE: {Kind.TEXT: 1.0, Kind.BOOLEAN: 0.5, Kind.INTEGER: 0.4},
    Kind.TEXT: {
        Kind.TEXT: 1.2,
        Kind.INTEGER: 0.4,
        None: 0.3,
        Kind.MONEY: 0.3,
        Kind.PERCENT: 0.3,
        Kind.POSTCODE: 0.3,
        Kind.BOOLEAN: 0.15,
    },
    Kind.IGNORED: {Kind.TEXT: 1.0},
}
_CONTRADICTS = 0.02
_CHOSEN = 0.5
# Fields whose choices everybody writes alike, so that other words are another thing.
_WRITTEN_ALIKE = ("title", "gender", "marital_status")
_NO_CHOICE, _NO_CHOICE_ALIKE = 0.4, 0.01
_HAVE_DIGITS = 0.2
_ROWS_TO_JUDGE = 20
_ALL_DIFFER = 0.99
_LINKS = ("client_uuid", "plan_uuid", "notable_uuid", "taskable_uuid")  # to records that are themselves imported
_REFERENCES = ("number", "reference")  # text fields that hold numbers as often as words
_NOTES = ("note", "description", "detail", "content", "explanation", "preference", "health", "location", "reason")


def agreement(profile: Profile, field: Field) -> tuple[float, str]:
    """How much the cells change the odds that a column is this field, and why; 1.0 where they say nothing."""
    if profile.empty:
        return 1.0, ""
    if field.choices:
        return _as_choice(profile, field)
    if field.name.startswith("external_reference") and field.name != "external_reference_source":
        return _as_reference(profile)
    if field.name in _LINKS and profile.rows >= _ROWS_TO_JUDGE and profile.kind in (Kind.TEXT, Kind.INTEGER, Kind.UUID):
        return _as_link(profile)
    if field.kind is Kind.TEXT and any(word in field.name for word in _NOTES):
        return (1.0, "") if profile.kind in (Kind.TEXT, None) else (0.4, _cells_look(profile))
    if field.kind is Kind.TEXT and any(word in field.name for word in _REFERENCES):
        odd = profile.kind in (Kind.DATE, Kind.DATETIME, Kind.EMAIL, Kind.BOOLEAN, Kind.PERCENT)
        return (_CONTRADICTS, _cells_look(profile)) if odd else _with_digits(profile)
    kind = Kind.DATETIME if field.kind is Kind.IGNORED and field.name.endswith("_at") else field.kind
    factor = _AGREES[kind].get(profile.kind, _CONTRADICTS)
    if len(profile.cells) < _FEW:
        factor **= 0.7
    return factor, _cells_look(profile) if factor != 1.0 else ""


# Kinds of cells that tell a field where the header tells nothing, and how surely.
_ALONE = {Kind.NI_NUMBER: 0.65, Kind.EMAIL: 0.55, Kind.POSTCODE: 0.55}
_CHOICES_ALONE = 0.6


def telling_alone(profile: Profile, record_type: RecordType) -> Match | None:
    """The one field whose cells look like this, whatever the header says. None where there is none, or several."""
    if profile.kind in _ALONE:
        fitting = [field for field in record_type.importable if field.kind is profile.kind]
        if len(fitting) == 1:
            return Match(fitting[0].name, _ALONE[profile.kind], _cells_look(profile))
    if profile.kind is not Kind.TEXT or len(profile.cells) < _FEW:
        return None
    fitting = [field for field in record_type.importable if choices_held(profile, field) >= _CHOICES_ALONE]
    if len(fitting) != 1:
        return None
    held = choices_held(profile, fitting[0])
    return Match(fitting[0].name, _CHOICES_ALONE, f"{held:.0%} of the cells are choices of the field")


def _as_link(profile: Profile) -> tuple[float, str]:
    """References of the record this one belongs to: many different ones, and some come back."""
    if len(profile.cells) <= _FEW:
        return 0.1, f"there are only {len(profile.cells)} different cells"
    return (2.2, "some cells come back, as references do") if profile.spread < _ALL_DIFFER else (1.0, "")


def _as_reference(profile: Profile) -> tuple[float, str]:
    """A record's own reference is another one in each row."""
    if profile.kind in (Kind.DATE, Kind.DATETIME, Kind.EMAIL, Kind.BOOLEAN, Kind.PERCENT):
        return _CONTRADICTS, _cells_look(profile)
    if profile.rows < _ROWS_TO_JUDGE:
        return _with_digits(profile)
    if profile.spread >= _ALL_DIFFER:
        return 2.5, "every cell is different"
    return (0.3, "many cells are alike") if profile.spread < 0.5 else (1.0, "")


def _with_digits(profile: Profile) -> tuple[float, str]:
    """Words without a digit are names or kinds, and no references."""
    having = sum(any(letter.isdigit() for letter in cell) for cell in profile.cells) / len(profile.cells)
    return (0.15, f"{having:.0%} of the cells have a digit") if having < _HAVE_DIGITS else (1.0, "")


def _as_choice(profile: Profile, field: Field) -> tuple[float, str]:
    held = choices_held(profile, field)
    if held >= _CHOSEN:
        return 3.0, f"{held:.0%} of the cells are choices of the field"
    if profile.kind is Kind.BOOLEAN:
        asks = any(choice.startswith(("yes", "non")) for choice in field.choices)
        return (1.5 if asks else 0.3), _cells_look(profile)
    if profile.kind is not Kind.TEXT:
        return _AGREES[Kind.CHOICE].get(profile.kind, _CONTRADICTS), _cells_look(profile)
    if held or any(_stands_for(cell, field) for cell in profile.cells) or len(profile.cells) < 2:
        return 1.0, ""
    return (_NO_CHOICE_ALIKE if field.name in _WRITTEN_ALIKE else _NO_CHOICE), "no cell is a choice of the field"


def _stands_for(cell: str, field: Field) -> bool:
    """Whether a cell may mean a choice: its initial, or a word that begins like one of its words."""
    letters = _tight(cell)
    if len(letters) == 1:
        return any(choice.startswith(letters) for choice in field.choices)
    stems = {word[:_STEM] for word in _WORD.findall(cell.casefold()) if len(word) >= _STEM}
    return any(not stems.isdisjoint(word[:_STEM] for word in _WORD.findall(choice)) for choice in field.choices)


def choices_held(profile: Profile, field: Field) -> float:
    """Share of the distinct cells that are a choice of the field, however they are written."""
    choices = _tight_choices(field.choices)
    return (
        sum(_tight(cell) in choices for cell in profile.cells) / len(profile.cells)
        if profile.cells and choices
        else 0.0
    )


@cache
def _tight_choices(choices: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_tight, choices))


_STEM = 5
_WORD = re.compile(r"[a-z]+")


def _tight(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _cells_look(profile: Profile) -> str:
    kind = "a number of some sort" if profile.kind is None else str(profile.kind).replace("_", " ")
    return f"the cells look like {kind}" + (f" ({profile.share:.0%})" if profile.kind else "")
