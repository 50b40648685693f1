"""Plannr's field guide in Excel: a sheet that lists fields, and a Variables sheet that lists allowed values.

How the guide is laid out is only known in outline, so sheets and columns are found by what they are called.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from plannr_nb.catalogue.words import plain
from plannr_nb.errors import CatalogueError

if TYPE_CHECKING:
    from plannr_nb.catalogue.model import RecordType

__all__ = ["FieldGuide", "GuideRow", "read_field_guide"]

# A guide is a page or two; formatting that reaches down to row 1,048,576 must not be walked.
_MAX_ROWS, _MAX_COLUMNS, _HEADER_WITHIN = 5_000, 500, 30

_ROLES: dict[str, frozenset[str]] = {
    "name": frozenset(
        f"{first}{last}"
        for first in ("", "csv ", "import ", "api ", "plannr ")
        for last in ("header", "headers", "header name", "column", "columns", "column name", "column header",
                     "field", "fields", "field name", "attribute", "attribute name")
    ),
    "label": frozenset({"label", "labels", "field label", "display name", "display label", "ui label", "plannr label",
                        "friendly name", "shown as", "screen name", "name in plannr", "field in plannr", "title"}),
    "note": frozenset({"description", "descriptions", "note", "notes", "comment", "comments", "explanation", "details",
                       "guidance", "definition", "instructions", "help", "help text", "meaning", "information"}),
    "type": frozenset({"type", "data type", "datatype", "field type", "value type", "kind", "format", "data format"}),
    "required_store": frozenset({"required", "is required", "required field", "mandatory", "is mandatory", "compulsory",
                                 "required y n", "mandatory y n", "required on create", "required for create",
                                 "required create", "required when creating", "mandatory on create",
                                 "required optional", "required or optional", "mandatory optional", "requirement"}),
    "required_update": frozenset({"required on update", "required for update", "required update",
                                  "required when updating", "mandatory on update"}),
    "example": frozenset({"example", "examples", "example value", "example values", "example data", "sample",
                          "sample value", "sample data", "e g", "eg"}),
}  # fmt: skip
_VARIABLES = ("variable", "allowed value", "lookup", "picklist")

_Cells = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class GuideRow:
    """What a guide says about one field, as it stands there; empty where it says nothing."""

    name: str
    label: str = ""
    note: str = ""
    type: str = ""
    required_store: str = ""
    required_update: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class FieldGuide:
    """The rows of a field sheet, and the allowed values by field name."""

    rows: tuple[GuideRow, ...]
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_field_guide(file: Path, record_type: RecordType) -> FieldGuide:
    """What the guide says about the fields of a record type.

    Where several sheets list fields, the one named like the record type is taken, else the one that holds most of its
    fields.

    Raises
    ------
    CatalogueError
        The file cannot be read as a workbook, or none of its sheets lists fields.
    """
    sheets = _sheets(file)
    known = {plain(item.name) for item in record_type}
    tables = {
        title: rows
        for title, cells in sheets.items()
        if not _lists_values(title) and (rows := _guide_rows(cells, known))
    }
    if not tables:
        raise CatalogueError(
            f"{file.name}: no sheet lists fields (there are: {', '.join(sheets)}). One sheet needs a row with a cell "
            "Header, Column or Field and a field name in each row below; is this Plannr's field guide?"
        )
    wanted = plain(record_type.name)
    best = max(
        tables,
        key=lambda title: (wanted in plain(title), sum(plain(row.name) in known for row in tables[title])),
    )
    choices: dict[str, tuple[str, ...]] = {}
    for title, cells in sheets.items():
        if _lists_values(title):
            choices = {**_choices(cells, _names(record_type, tables[best])), **choices}
    return FieldGuide(tables[best], choices)


def _names(record_type: RecordType, rows: Iterable[GuideRow]) -> dict[str, str]:
    """Spelling -> field name. Names come before labels: a guide's label may be the name of another field."""
    ours = {plain(item.name): item.name for item in record_type}
    for row in rows:
        ours.setdefault(plain(row.name), row.name)
    names = dict(ours)
    for row in rows:
        names.setdefault(plain(row.label), ours[plain(row.name)])
    for item in record_type:
        names.setdefault(plain(item.label), item.name)
    names.pop("", None)
    return names


def _sheets(file: Path) -> dict[str, _Cells]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with file.open("rb") as stream, warnings.catch_warnings():
            # openpyxl warns of drop-downs and styles it leaves out; none of them is read here.
            warnings.simplefilter("ignore")
            workbook = load_workbook(stream, data_only=True)
            return {
                sheet.title: [
                    tuple(_text(cell) for cell in row)
                    for row in sheet.iter_rows(
                        max_row=min(sheet.max_row, _MAX_ROWS),
                        max_col=min(sheet.max_column, _MAX_COLUMNS),
                        values_only=True,
                    )
                ]
                for sheet in workbook.worksheets
            }
    except OSError as error:
        raise CatalogueError(f"{file} cannot be read: {error.strerror}; check the path") from None
    except (BadZipFile, zlib.error, InvalidFileException, KeyError, TypeError, ValueError, SyntaxError, EOFError):
        # What a broken zip, broken XML or an odd exporter raises. Not chained: what openpyxl says may quote a cell.
        raise CatalogueError(
            f"{file.name} is not a readable Excel workbook; open it in Excel and save it as .xlsx without a password"
        ) from None


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _lists_values(title: str) -> bool:
    return any(word in plain(title) for word in _VARIABLES)


def _guide_rows(cells: _Cells, known: set[str]) -> tuple[GuideRow, ...]:
    at, columns = _header_row(cells, known)
    if at is None:
        return ()
    rows: dict[str, GuideRow] = {}
    for row in cells[at + 1 :]:
        told = {role: row[column] for role, column in columns.items()}
        spelling = plain(told["name"])
        heading = len(columns) > 1 and spelling not in known and sum(map(bool, row)) == 1
        if spelling and not heading:
            rows.setdefault(spelling, GuideRow(**told))
    return tuple(rows.values())


def _header_row(cells: _Cells, known: set[str]) -> tuple[int | None, dict[str, int]]:
    """The row that names the columns, and the column of each role: the row that names most of them."""
    best: tuple[int | None, dict[str, int]] = (None, {})
    for at, row in enumerate(cells[:_HEADER_WITHIN]):
        roles = {
            column: role for column, text in enumerate(row) for role, words in _ROLES.items() if plain(text) in words
        }
        named = [column for column, role in roles.items() if role == "name"]
        if not named:
            continue
        # "Field" and "Header" side by side: one holds the names Plannr knows, the other how people call them.
        name = max(named, key=lambda column: _hits(cells[at + 1 :], column, known))
        columns = {"name": name}
        for column, role in roles.items():
            columns.setdefault("label" if role == "name" and column != name else role, column)
        if len(columns) > len(best[1]):
            best = (at, columns)
    return best


def _hits(cells: _Cells, column: int, known: set[str]) -> int:
    return sum(plain(row[column]) in known for row in cells)


def _choices(cells: _Cells, names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Field -> the filled cells under its name, from the row that names most fields."""

    def fields_in(row: Sequence[str]) -> dict[int, str]:
        return {column: names[plain(text)] for column, text in enumerate(row) if plain(text) in names}

    heads = [fields_in(row) for row in cells[:_HEADER_WITHIN]]
    if not any(heads):
        return {}
    at = max(range(len(heads)), key=lambda row: len(heads[row]))
    listed: dict[str, tuple[str, ...]] = {}
    for column, name in heads[at].items():
        values = tuple(dict.fromkeys(row[column] for row in cells[at + 1 :] if row[column]))
        if values:
            listed.setdefault(name, values)
    return listed
