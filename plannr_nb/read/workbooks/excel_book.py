"""An Excel workbook (.xlsx, .xlsm): its sheets, shared texts and number formats.

Its XML is read here rather than by a library: what people hide, merge and format decides how a sheet is to be read, and
the libraries that are fast enough do not tell.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from plannr_nb.read.files.content import Content
from plannr_nb.read.workbooks.excel_sheet import read_sheet, shared_texts
from plannr_nb.read.workbooks.number_format import BUILT_IN, NumberFormat, number_format
from plannr_nb.read.workbooks.page import Listing, Page
from plannr_nb.read.workbooks.xml_parts import Parts, elements

__all__ = ["ExcelBook"]

_PROBED_ROWS = 200
_CHUNK = 1 << 20
_OVERLAP = 1 << 12
_STATES = {"hidden": "hidden", "veryHidden": "very hidden"}
_TRUE = frozenset({"1", "true", "on"})
_FILLED = (b"</v>", b":v>", b"</is>", b":is>")
_CELL_ROW = re.compile(rb' r="[A-Z]{1,3}(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class _Entry:
    state: str
    part: str


class ExcelBook:
    """A workbook in the form that Excel has written since 2007."""

    def __init__(self, content: Content) -> None:
        self._name = content.name
        self._parts = Parts(content)
        self._main = self._main_part()
        book = elements(self._parts.read(self._main), "workbookPr", "sheet")
        self._since_1904 = any(found.get("date1904") in _TRUE for name, found in book if name == "workbookPr")
        self._relations = self._relations_of(self._main)
        # Sheets small enough to have been read when they were listed.
        self._whole: dict[str, Page] = {}
        self._entries = {
            found["name"]: self._entry(found) for name, found in book if name == "sheet" and found.get("name")
        }

    def _main_part(self) -> str:
        if "_rels/.rels" in self._parts:
            for _, found in elements(self._parts.read("_rels/.rels"), "Relationship"):
                if found.get("Type", "").endswith("/officeDocument"):
                    return found.get("Target", "").lstrip("/")
        return "xl/workbook.xml"

    def _relations_of(self, part: str) -> dict[str, Mapping[str, str]]:
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._parts:
            return {}
        return {found.get("Id", ""): found for _, found in elements(self._parts.read(relations), "Relationship")}

    def _path(self, target: str) -> str:
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._main), target))

    def _entry(self, found: Mapping[str, str]) -> _Entry:
        relation = self._relations.get(found.get("id", ""), {})
        part = self._path(relation.get("Target", ""))
        if not relation.get("Type", "/worksheet").endswith("/worksheet"):
            return _Entry("chart", part)
        return _Entry(_STATES.get(found.get("state", ""), ""), part)

    def _part_of_type(self, kind: str) -> str | None:
        for relation in self._relations.values():
            if relation.get("Type", "").endswith(kind):
                return self._path(relation.get("Target", ""))
        return None

    @cached_property
    def _shared(self) -> list[str]:
        part = self._part_of_type("/sharedStrings")
        if part is None or part not in self._parts:
            return []
        with self._parts.open(part) as stream:
            return shared_texts(stream)

    @cached_property
    def _formats(self) -> list[NumberFormat]:
        """The number format of each cell style."""
        part = self._part_of_type("/styles")
        if part is None or part not in self._parts:
            return [number_format("")]
        codes: dict[int, str] = {}
        styles: list[NumberFormat] = []
        in_cells = False
        for name, found in elements(self._parts.read(part), "numFmt", "cellStyleXfs", "cellXfs", "cellStyles", "xf"):
            if name == "numFmt":
                codes.setdefault(int(found.get("numFmtId", 0)), found.get("formatCode", ""))
            elif name != "xf":
                in_cells = name == "cellXfs"
            elif in_cells:
                number = int(found.get("numFmtId", 0))
                styles.append(number_format(codes.get(number, BUILT_IN.get(number, ""))))
        return styles or [number_format("")]

    def listings(self) -> list[Listing]:
        return [self._listing(name, entry) for name, entry in self._entries.items()]

    def _listing(self, name: str, entry: _Entry) -> Listing:
        if entry.state == "chart" or entry.part not in self._parts:
            return Listing(name, "chart", 0, 0)
        page = Page(self._name)
        with self._parts.open(entry.part) as stream:
            whole = self._read(stream, page, _PROBED_ROWS)
        if whole:
            self._whole[name] = page
        rows = page.rows if whole else max(self._last_row(entry.part), page.rows)
        return Listing(name, entry.state, rows, page.usual_width())

    def _last_row(self, part: str) -> int:
        """The last row with a filled cell, found without reading the cells."""
        last = 0
        before = b""
        with self._parts.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                chunk = before + chunk
                cell = chunk.rfind(b' r="', 0, max(0, *map(chunk.rfind, _FILLED)))
                found = _CELL_ROW.match(chunk, cell) if cell >= 0 else None
                last = int(found[1]) if found else last
                before = chunk[-_OVERLAP:]
        return last

    def page(self, name: str) -> Page:
        if name in self._whole:
            return self._whole[name]
        page = Page(self._name)
        with self._parts.open(self._entries[name].part) as stream:
            self._read(stream, page, None)
        return page

    def _read(self, stream: BinaryIO, page: Page, most_rows: int | None) -> bool:
        return read_sheet(
            stream,
            page,
            shared=self._shared,
            formats=self._formats,
            since_1904=self._since_1904,
            most_rows=most_rows,
        )
