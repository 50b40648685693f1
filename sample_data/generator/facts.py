"""`firm.json`: who works at the firm, how its new account is set up, and what each export holds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from generator import cells, firm, intelliflo, spreadsheet, words, xplan
from generator.book import Book
from generator.tables import Export
from generator.truth import truth_rows

SYSTEMS = {"intelliflo": intelliflo, "xplan": xplan, "spreadsheet": spreadsheet}


def write_facts(folder: Path, book: Book, exports: list[Export]) -> None:
    text = json.dumps(firm_facts(book, exports), ensure_ascii=False, indent=1)
    (folder / "firm.json").write_bytes((text + "\n").encode("utf-8"))


def firm_facts(book: Book, exports: list[Export]) -> dict[str, Any]:
    return {
        "name": words.FIRM,
        "email": words.FIRM_EMAIL,
        "as_of": cells.written(cells.slashes, firm.AS_OF),
        "employees": [_employee(name) for name in (*firm.ADVISERS, *firm.ADMINISTRATORS)],
        "leavers": [
            {"name": one.name, "successor": one.successor, "spellings": list(one.spellings)} for one in firm.LEAVERS
        ],
        "client_statuses": list(firm.STATUSES),
        "client_statuses_not_set_up": list(firm.STATUSES_NOT_SET_UP),
        "task_statuses": list(firm.TASK_STATUSES),
        "clients": dict(Counter(client.type for client in book.clients.by_id.values())),
        "people_in_couples": sum(1 for client in book.clients.by_id.values() if client.partner),
        "plans": len(book.holdings.plans),
        "systems": {name: _system(name, book, exports) for name in SYSTEMS},
    }


def _employee(name: str) -> dict[str, str]:
    """``type`` is Plannr's word for the sort of employee, ``role`` is the work at the firm."""
    first, _, last = name.partition(" ")
    administrator = name in firm.ADMINISTRATORS
    return {
        "name": name,
        "email": f"{cells.plain(first)}.{cells.plain(last)}@{words.FIRM_DOMAIN}",
        "type": "owner" if name == firm.ADVISERS[0] else "admin" if administrator else "member",
        "role": "administrator" if administrator else "adviser",
    }


def _system(name: str, book: Book, exports: list[Export]) -> dict[str, Any]:
    own = [export for export in exports if export.system == name]
    marks = Counter(row["defect"] for export in own for row in truth_rows(export))
    plans = next(export for export in own if "plans" in export.record_types)
    with_plan = [row for row in plans.rows if row.subject in book.plans]
    lost = [row for row in with_plan if any(mark.code == "owner_missing" for mark in row.marks)]
    return {
        "clients": _clients(name, book, next(export for export in own if "clients" in export.record_types)),
        "couples_on_one_row": marks["couple_on_one_row"] + marks["couple_without_initials"],
        "clients_entered_twice": marks["duplicate"] + marks["near_duplicate"],
        "plans": len({row.subject for row in with_plan}),
        "plan_rows": len(with_plan),
        "plans_with_missing_owner": len(lost),
        "missing_owners": sorted({SYSTEMS[name].owner_key(row) for row in lost}),
        "joint_plans_exported_twice": len(with_plan) - len({row.subject for row in with_plan}),
        "oddities": dict(sorted(marks.items())),
        "value_words": SYSTEMS[name].value_words(),
        "files": {export.file: _file(export) for export in own},
    }


def _clients(system: str, book: Book, export: Export) -> dict[str, int]:
    """Client keys of the export by type. A key that no true client has is a person entered twice."""
    types = {client.keys[system]: client.type for client in book.clients.by_id.values() if system in client.keys}
    return dict(sorted(Counter(types.get(key, "individual") for key in {row.key for row in export.rows}).items()))


def _file(export: Export) -> dict[str, Any]:
    workbook = export.file.endswith(".xlsx")
    return {
        "record_types": list(export.record_types),
        "encoding": None if workbook else export.encoding,
        "delimiter": None if workbook else export.delimiter,
        "header_row": export.header_row(),
        "key": export.key,
        "rows_in_file": sum(1 for _ in export.lines()),
        "rows": export.counts(),
        "columns": [{"header": column.header, "field": column.field, "form": column.form} for column in export.columns],
    }
