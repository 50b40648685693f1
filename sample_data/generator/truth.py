"""The truth about the exports: every oddity by its cell, the true records, and the facts that tests rely on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator import intelliflo, spreadsheet, words, xplan
from generator.book import Book
from generator.codes import CODES
from generator.firm import (
    ADMINISTRATORS,
    ADVISERS,
    AS_OF,
    LEAVERS,
    STATUSES,
    STATUSES_NOT_SET_UP,
    TASK_STATUSES,
)
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
SYSTEMS = {"intelliflo": intelliflo, "xplan": xplan, "spreadsheet": spreadsheet}


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
    verdict = {"plannr": code.verdict(more.get("field", "")), "kind": code.kind}
    return {"rule": code.rule, "certainty": code.certainty, **verdict, **known, **more}


def write_truth(folder: Path, book: Book, exports: list[Export]) -> None:
    rows = [row for export in exports for row in truth_rows(export)]
    _write(folder / "truth.csv", HEADERS, rows)
    clean = folder / "clean"
    clean.mkdir(exist_ok=True)
    for name, ids in (
        ("clients.csv", list(book.clients.by_id)),
        ("plans.csv", [plan.plan_id for plan in book.holdings.plans]),
    ):
        records = [dict(book.facts[one]) for one in ids]
        _write(clean / name, tuple(records[0]), records)
    text = json.dumps(firm_facts(book, exports), ensure_ascii=False, indent=1)
    (folder / "firm.json").write_bytes((text + "\n").encode("utf-8"))


def _write(path: Path, headers: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    text = csv_text([list(headers), *([row.get(header, "") for header in headers] for row in rows)])
    path.write_bytes(text.encode("utf-8"))


def firm_facts(book: Book, exports: list[Export]) -> dict[str, Any]:
    return {
        "firm": words.FIRM,
        "firm_email": words.FIRM_EMAIL,
        "as_of": f"{AS_OF:%d/%m/%Y}",
        "employees": [{"name": name, "role": "adviser"} for name in ADVISERS]
        + [{"name": name, "role": "administrator"} for name in ADMINISTRATORS],
        "leavers": [
            {"name": one.name, "successor": one.successor, "spellings": list(one.spellings)} for one in LEAVERS
        ],
        "client_statuses": list(STATUSES),
        "client_statuses_not_set_up": list(STATUSES_NOT_SET_UP),
        "task_statuses": list(TASK_STATUSES),
        "clients": dict(Counter(client.type for client in book.clients.by_id.values())),
        "people_in_couples": sum(1 for client in book.clients.by_id.values() if client.partner),
        "plans": len(book.holdings.plans),
        "systems": {name: _system_facts(name, exports) for name in SYSTEMS},
    }


def _system_facts(name: str, exports: list[Export]) -> dict[str, Any]:
    own = [export for export in exports if export.system == name]
    found = Counter(row["defect"] for export in own for row in truth_rows(export))
    keys = {export.record_types: {row.key for row in export.rows} for export in own}
    clients = next(found_keys for types, found_keys in keys.items() if "clients" in types)
    return {
        "files": {export.file: _file_facts(export) for export in own},
        "value_words": SYSTEMS[name].value_words(),
        "client_keys": len(clients),
        "oddities": dict(sorted(found.items())),
    }


def _file_facts(export: Export) -> dict[str, Any]:
    lines = list(export.lines())
    return {
        "record_types": list(export.record_types),
        "encoding": None if export.file.endswith(".xlsx") else export.encoding,
        "delimiter": None if export.file.endswith(".xlsx") else export.delimiter,
        "header_row": export.header_row(),
        "key": export.key,
        "rows_in_file": len(lines),
        "rows": export.counts(),
        "columns": [{"header": column.header, "field": column.field, "form": column.form} for column in export.columns],
    }
