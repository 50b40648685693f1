"""The truth about the exports: every oddity by its cell, and the true records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.book import Book
from generator.codes import CODES
from generator.tables import Export, Line, csv_text

HEADERS = (
    "system", "file", "source_row", "source_key", "header", "field", "defect", "rule", "certainty", "plannr", "kind",
    "mendable", "right", "cell",
)  # fmt: skip
_ROW_CODES = {
    "title": "title_block",
    "repeated_header": "repeated_header",
    "total": "totals_row",
    "end": "end_of_report",
}


def truth_rows(export: Export) -> Iterator[dict[str, str]]:
    """One row per oddity, in the order of the file."""
    for source_row, line in enumerate(export.lines(), start=1):
        if line.kind in _ROW_CODES:
            yield _truth(export, source_row, _ROW_CODES[line.kind], cell=next(cell for cell in line.cells if cell))
        yield from _truth_of_cells(export, source_row, line)


def _truth_of_cells(export: Export, source_row: int, line: Line) -> Iterator[dict[str, str]]:
    if line.row is None:
        return
    for mark in line.row.marks:
        code, field = CODES[mark.code], export.field_of(mark.header)
        right = mark.right
        if right is None:
            right = export.facts[mark.subject or line.row.subject].get(field, "") if code.mendable else ""
        yield _truth(
            export,
            source_row,
            mark.code,
            source_key=line.row.key,
            header=mark.header,
            field=field,
            mendable="yes" if code.mendable else "no",
            right=right,
            cell=line.row.cells[mark.header],
        )


def _truth(export: Export, source_row: int, defect: str, **more: str) -> dict[str, str]:
    code = CODES[defect]
    known = {"system": export.system, "file": export.file, "source_row": str(source_row), "defect": defect}
    field = more.get("field", "")
    judged = {"certainty": code.certainty_of(field), "plannr": code.verdict(field), "kind": code.kind}
    return {"rule": code.rule, **judged, **known, **more}


def write_truth(folder: Path, book: Book, exports: list[Export]) -> None:
    """`truth.csv` and the true clients and plans under `clean/`."""
    _write(folder / "truth.csv", HEADERS, [row for export in exports for row in truth_rows(export)])
    clean = folder / "clean"
    clean.mkdir(exist_ok=True)
    clients = [dict(book.facts[client_id]) for client_id in book.clients.by_id]
    plans = [dict(book.facts[plan.plan_id]) for plan in book.holdings.plans]
    _write(clean / "clients.csv", tuple(clients[0]), clients)
    _write(clean / "plans.csv", tuple(plans[0]), plans)


def _write(path: Path, headers: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    text = csv_text([list(headers), *([row.get(header, "") for header in headers] for row in rows)])
    path.write_bytes(text.encode("utf-8"))
