"""An Excel workbook to a grid: which sheet, and each cell as the text that a person would type for it."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from plannr_nb.errors import ReadError, did_you_mean
from plannr_nb.problems import ProblemCode
from plannr_nb.read.codes import DIGITS_LOST, ERROR_CELL, FORMULA_WITHOUT_RESULT, HIDDEN_ROWS, OTHER_SHEETS, Findings
from plannr_nb.read.content import Content
from plannr_nb.read.grid import grid_from_rows
from plannr_nb.read.header import HeaderRow, choose_header, last_header_row
from plannr_nb.read.rows import Row
from plannr_nb.read.sheet import Decision, Sheet

__all__ = ["number_text", "read_workbook"]

_SAMPLE_ROWS = 200
_EXACT_DIGITS = 15
# Looking for hidden rows and formulas without results needs a sheet's XML in memory, so only up to this size.
_SCANNED_BYTES = 200_000_000
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
_EMPTY_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMAT_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?])|([ /()-])|(.)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Size:
    name: str
    hidden: bool
    rows: int
    columns: int

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def read_workbook(content: Content, *, sheet: str | None, header_row: HeaderRow | None, findings: Findings) -> Sheet:
    """The grid of one sheet of a workbook."""
    with warnings.catch_warnings():
        # openpyxl warns of what it does not keep, such as drop-down lists: nothing that is read here.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return _read(content, sheet, header_row, findings)
        except ReadError:
            raise
        except Exception as error:
            # A damaged workbook can fail in any part of openpyxl, zipfile or the XML parser, each in its own way.
            raise ReadError(
                f"{content.name}: the workbook cannot be read ({type(error).__name__}). "
                "Open it in Excel and save it again."
            ) from error


def _read(content: Content, sheet: str | None, header_row: HeaderRow | None, findings: Findings) -> Sheet:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(content.data), read_only=True, data_only=True)
    try:
        sizes = [_size(page) for page in book.worksheets]
        chosen = _chosen(content.name, sizes, sheet)
        cells = _Cells()
        rows = _without_blank_end([cells.texts(row) for row in _rows(book[chosen.name])])
    finally:
        book.close()
    if not rows:
        raise ReadError(f'{content.name}: the sheet "{chosen.name}" is empty. {_listed(sizes)}')
    width = max(map(len, rows))
    header = choose_header(
        content.name,
        [_padded(row, width) for row in rows[: max(_SAMPLE_ROWS, last_header_row(header_row))]],
        header_row,
    )
    read = Sheet(
        grid_from_rows([Row(_padded(row, width)) for row in rows], width),
        header,
        decisions=[Decision("sheet", chosen.name, _why(sizes, chosen, sheet), 'sheet="name"')],
        name=chosen.name,
        found=cells.found,
    )
    _tell_of_other_sheets(sizes, chosen, sheet, findings)
    _look_into_xml(content, chosen.name, read, findings)
    return read


def _rows(page: Any) -> Iterator[Sequence[Any]]:
    # The size a sheet claims for itself may be wrong, and openpyxl would stop there.
    page.reset_dimensions()
    yield from page.iter_rows()


def _size(page: Any) -> _Size:
    """How large a sheet is: what it claims, or counted where it claims next to nothing."""
    rows, columns = page.max_row, page.max_column
    if not rows or not columns or rows * columns == 1:
        filled = [
            max((at for at, cell in enumerate(row, 1) if cell.value is not None), default=0) for row in _rows(page)
        ]
        rows = max((number for number, count in enumerate(filled, 1) if count), default=0)
        columns = max(filled, default=0)
    return _Size(page.title, page.sheet_state != "visible", rows, columns)


def _chosen(name: str, sizes: Sequence[_Size], sheet: str | None) -> _Size:
    if sheet is not None:
        for size in sizes:
            if size.name == sheet or size.name.strip().casefold() == str(sheet).strip().casefold():
                return size
        raise ReadError(f'{name}: no sheet "{sheet}"; {did_you_mean(str(sheet), [size.name for size in sizes])}.')
    visible = [size for size in sizes if not size.hidden and size.cells]
    if not visible:
        raise ReadError(f"{name}: no visible sheet holds anything. {_listed(sizes)}")
    return max(visible, key=lambda size: size.cells)


def _listed(sizes: Sequence[_Size]) -> str:
    sheets = ", ".join(f'"{size.name}"{" (hidden)" if size.hidden else ""}' for size in sizes)
    return f"Its sheets: {sheets or 'none'}. Name one with sheet=."


def _why(sizes: Sequence[_Size], chosen: _Size, sheet: str | None) -> str:
    told = ", ".join(f"{size.name} ({size.rows} rows{', hidden' if size.hidden else ''})" for size in sizes)
    return f"{'as given' if sheet is not None else 'the largest visible sheet'}; there are: {told}"


def _tell_of_other_sheets(sizes: Sequence[_Size], chosen: _Size, sheet: str | None, findings: Findings) -> None:
    others = [size for size in sizes if size is not chosen and size.rows > 1 and size.columns > 1]
    if others and sheet is None:
        findings.add(OTHER_SHEETS)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def _without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the blank ones at the end, nor blank cells at their ends."""
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


class _Cells:
    """Cells to text. ``found`` gathers what was wrong with them: kind of complaint -> column position -> rows."""

    def __init__(self) -> None:
        self.found: dict[ProblemCode, dict[int, list[int]]] = {}
        self._row = 0

    def texts(self, cells: Sequence[Any]) -> list[str]:
        self._row += 1
        return [self._text(cell, position) for position, cell in enumerate(cells)]

    def _text(self, cell: Any, position: int) -> str:
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, str):
            if cell.data_type == "e":
                self._complain(ERROR_CELL, position)
            return _unescaped(value) if "_x" in value else value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            if abs(value) >= 10**_EXACT_DIGITS:
                self._complain(DIGITS_LOST, position)
            return number_text(value, cell.number_format)
        return _moment_text(value)

    def _complain(self, code: ProblemCode, position: int) -> None:
        self.found.setdefault(code, {}).setdefault(position, []).append(self._row)


def number_text(value: float, number_format: str) -> str:
    """A number as text: whole numbers without a point, leading zeros and signs of its format kept, shares as per cent.

    Examples
    --------
    >>> number_text(7, "000"), number_text(44927.0, "General"), number_text(0.055, "0.00%")
    ('007', '44927', '5.5%')
    """
    plain = _plain_number(value)
    if number_format in {"General", "0", "@"}:
        return plain
    if "%" in number_format:
        return _plain_number(Decimal(plain) * 100) + "%"
    shaped = _in_format(plain, number_format) if plain.isdigit() else None
    return shaped if shaped is not None else plain


def _plain_number(value: float | Decimal) -> str:
    # A spreadsheet keeps 15 digits; more would show the noise of binary fractions.
    number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def _in_format(digits: str, number_format: str) -> str | None:
    """Digits in a format made of zeros and fixed letters, as 00-00-00; None where the format is another."""
    tokens: list[tuple[str, bool]] = []
    for found in _FORMAT_TOKEN.finditer(number_format.split(";")[0]):
        quoted, escaped, place, sign, other = found.groups()
        if other or any(mark in (quoted or escaped or "") for mark in "£$€"):
            return None
        if text := place or quoted or escaped or sign:
            tokens.append((text, place is not None))
    places = sum(1 for _, is_place in tokens if is_place)
    zeros = sum(1 for text, is_place in tokens if is_place and text == "0")
    if not places or (zeros < 2 and places == len(tokens)):
        return None
    wanted = digits.zfill(zeros)
    # Digits beyond the places stand before the first one.
    first = max(len(wanted) - places + 1, 0)
    filled = [wanted[:first], *wanted[first:]] if first > 1 else [""] * (places - len(wanted)) + list(wanted)
    numbers = iter(filled)
    return "".join(next(numbers) if is_place else text for text, is_place in tokens)


def _moment_text(value: Any) -> str:
    """A date as DD/MM/YYYY, with the time where there is one."""
    if isinstance(value, dt.datetime):
        day = f"{value:%d/%m/}{value.year:04d}"
        return day if value.time() == dt.time() else f"{day} {value:%H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/}{value.year:04d}"
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{value:%H:%M:%S}" if isinstance(value, dt.time) else str(value)


def _unescaped(text: str) -> str:
    """Text with the control characters that workbooks write as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _look_into_xml(content: Content, name: str, read: Sheet, findings: Findings) -> None:
    """Find what openpyxl does not tell while it streams a sheet: hidden rows, formulas without results."""
    xml = _xml_of(content, name)
    if xml is None:
        read.decisions.append(
            Decision("hidden rows", "not looked for", "its XML is too large or not where it should be")
        )
        return
    hidden = sorted({int(found[1]) for found in _HIDDEN_ROW.finditer(xml)} & set(range(1, read.grid.rows + 1)))
    if hidden:
        findings.add(HIDDEN_ROWS, rows=hidden)
    for found in _EMPTY_FORMULA.finditer(xml):
        row, position = int(found[2]), _position(found[1].decode())
        if row <= read.grid.rows and position < read.grid.width:
            read.found.setdefault(FORMULA_WITHOUT_RESULT, {}).setdefault(position, []).append(row)


def _xml_of(content: Content, name: str) -> bytes | None:
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    with zipfile.ZipFile(BytesIO(content.data)) as archive:
        sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).findall(".//{*}sheet")
        wanted = next((sheet.get(relation) for sheet in sheets if sheet.get("name") == name), None)
        targets = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).findall("{*}Relationship")
        target = next((found.get("Target", "") for found in targets if found.get("Id") == wanted), "")
        member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if member not in archive.namelist() or archive.getinfo(member).file_size > _SCANNED_BYTES:
            return None
        return archive.read(member)


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
