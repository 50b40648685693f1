"""An exported file: its rows, its shape on paper (titles, pages, totals), and what was done to which cell."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import workbook

# The true fields of one record, in the forms Plannr asks for.
Facts = Mapping[str, str]


@dataclass(frozen=True)
class Mark:
    """One odd cell. ``right``: what it should say; None means what the true record says.

    ``subject`` where it is another than that of the row.
    """

    header: str
    code: str
    right: str | None = None
    subject: str = ""


@dataclass
class Row:
    """A row of an export. ``subject`` is the true client or plan it speaks of, ``key`` the old system's reference."""

    key: str
    subject: str
    cells: dict[str, str]
    marks: list[Mark] = field(default_factory=list)

    def touched(self, header: str) -> bool:
        return any(mark.header == header for mark in self.marks)


@dataclass(frozen=True)
class Column:
    """A header, the Plannr field it feeds if any, and how its cells are written if that needs saying."""

    header: str
    field: str = ""
    form: str = ""


@dataclass(frozen=True)
class Line:
    """What one row of the file is: title, header, repeated_header, data, blank, total or end."""

    kind: str
    cells: list[str]
    row: Row | None = None


@dataclass
class Export:
    """One file of one system. ``facts`` are the true fields by the subjects of its rows."""

    file: str
    system: str
    record_types: tuple[str, ...]
    columns: tuple[Column, ...]
    key: str
    rows: list[Row] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    title: tuple[tuple[str, ...], ...] = ()
    page_length: int | None = None
    total: dict[str, str] | None = None
    end_of_report: bool = False

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def field_of(self, header: str) -> str:
        return next((column.field for column in self.columns if column.header == header), "")

    def header_of(self, field_name: str) -> str:
        return next(column.header for column in self.columns if column.field == field_name)

    def lines(self) -> Iterator[Line]:
        """The rows of the file from the first, as a spreadsheet counts them."""
        for cells in self.title:
            yield Line("title" if cells else "blank", list(cells))
        yield Line("header", self.headers)
        for at, row in enumerate(self.rows):
            if self.page_length and at and at % self.page_length == 0:
                yield Line("repeated_header", self.headers)
            yield Line("data", [row.cells.get(header, "") for header in self.headers], row)
        if self.total is not None:
            yield Line("total", [self.total.get(header, "") for header in self.headers])
        if self.end_of_report:
            yield Line("blank", [])
            yield Line("end", ["*** End of Report ***"])

    def counts(self) -> dict[str, int]:
        return dict(Counter(line.kind for line in self.lines()))

    def header_row(self) -> int:
        return len(self.title) + 1

    def write(self, folder: Path) -> None:
        path = folder / self.file
        if path.suffix == ".xlsx":
            dates = [at for at, column in enumerate(self.columns) if column.form == "date cell"]
            sheet = self.record_types[0].title()
            path.write_bytes(workbook.packed(sheet, (line.cells for line in self.lines()), dates))
        else:
            text = csv_text((line.cells for line in self.lines()), self.delimiter, "\r\n")
            path.write_bytes(text.encode(self.encoding))


def csv_text(rows: Iterable[Iterable[str]], delimiter: str = ",", line_end: str = "\n") -> str:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return target.getvalue()
