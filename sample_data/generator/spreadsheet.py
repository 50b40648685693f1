"""The firm as its own spreadsheets hold it: couples on one row, the client repeated on the line of each plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from generator import cells, changes, ledgers, scenes, words
from generator.book import Book
from generator.diary import Note, Task
from generator.mess import Mess, Oddity
from generator.plans import Plan, Premium, Valuation
from generator.spreadsheet_clients import CLIENT_COLUMNS, STATUS, SYSTEM, client_rows
from generator.tables import Column, Export, Mark, Row

PLAN_STATUS = {
    "active": "live",
    "proposed": "new business",
    "lapsed": "lapsed",
    "matured": "matured",
    "surrendered": "surrendered",
    "transferred": "transferred away",
    "cancelled": "cancelled",
    "death_event": "claim paid",
}

PLAN_COLUMNS = (
    Column("Plan", "external_reference_value"),
    Column("Owner", "client_uuid", "1 or 2 for one of a couple; blank for the client on the row"),
    Column("Plan type", "plan_type"),
    Column("Provider", "provider"),
    Column("Policy no.", "policy_number"),
    Column("Started", "opened_at", "DD/MM/YYYY"),
    Column("Value £", "value", "pounds"),
    Column("Plan status", "status"),
    Column("Comments", ""),
)
VALUATION_COLUMNS = (
    Column("Plan", "plan_uuid"),
    Column("Date", "valued_at", "day number of Excel"),
    Column("Value", "value", "pounds"),
    Column("Who", ""),
)
PREMIUM_COLUMNS = (
    Column("Plan", "plan_uuid"),
    Column("Who pays", "source"),
    Column("Prem", "amount", "pounds"),
    Column("Prem %", "percentage"),
    Column("Salary", "pensionable_salary", "pounds"),
    Column("How often", "frequency"),
    Column("How", "payment_method"),
    Column("Since", "start_date", "DD/MM/YYYY"),
    Column("Until", "end_date", "DD/MM/YYYY"),
)
NOTE_COLUMNS = (
    Column("Ref", "notable_uuid"),
    Column("When", "created_at", "DD/MM/YYYY"),
    Column("What", "type"),
    Column("Note", "contents"),
    Column("By", "account_uuid"),
)
TASK_COLUMNS = (
    Column("Ref", "taskable_uuid"),
    Column("To do", "name"),
    Column("Detail", "description"),
    Column("Prio", "priority"),
    Column("State", "task_status_uuid"),
    Column("By when", "due_at", "date cell"),
    Column("Who", "assigned_to_uuids"),
)
PRIORITY = {"low": "3", "medium": "2", "high": "1", "highest": "1!"}


def exports(book: Book) -> list[Export]:
    return [_clients_and_plans(book), _valuations(book), _premiums(book), _notes(book), _tasks(book)]


def owner_key(row: Row) -> str:
    """The reference by which a row of a plan names its owner."""
    return f"{row.cells['Ref']}.{row.cells['Owner']}"


def value_words() -> dict[str, dict[str, str]]:
    """Field -> word in the export -> Plannr's word."""
    return {
        "status_name": {word: status for status, word in STATUS.items()},
        **ledgers.plan_status_words(PLAN_STATUS),
        "frequency": {"pm": "monthly", "pa": "annually", "qtr": "quarterly", "single": "one_off"},
        "source": {"self": "employee", "employer": "employer"},
        "priority": {word: priority for priority, word in PRIORITY.items()},
    }


def _plan_cells(plan: Plan) -> dict[str, str]:
    return {
        "Plan": plan.keys[SYSTEM],
        "Owner": plan.owner.keys[SYSTEM].partition(".")[2],
        "Plan type": plan.kind.name,
        "Provider": plan.provider.name,
        "Policy no.": plan.policy_number,
        "Started": cells.written(cells.slashes, plan.opened),
        "Value £": cells.money(plan.worth),
        "Plan status": PLAN_STATUS[plan.inactive_reason or plan.status],
        "Comments": "ended " + cells.written(cells.slashes, plan.inactive) if plan.inactive else "",
    }


def _plan_rows(book: Book) -> list[Row]:
    rows = [Row(plan.keys[SYSTEM], plan.plan_id, _plan_cells(plan)) for plan in book.holdings.plans]
    export = Export("plans", SYSTEM, ("plans",), PLAN_COLUMNS, "Plan", rows, book.facts)
    _lose_owners(book, rows)
    _swap_dates(book, rows)
    more = [
        Oddity("money_k", "Value £", 18, changes.in_thousands("value")),
        Oddity("excel_serial", "Started", 25, changes.as_serial("opened_at")),
        Oddity("policy_zeros_lost", "Policy no.", 14, changes.without_leading_zeros),
        Oddity("formula_cell", "Comments", 3, changes.into_blank(*changes.FORMULAS), right=""),
    ]
    ledgers.spoil_plans(export, book, 0.15, cells.slashes, cells.short_slashes, more)
    _list_per_owner(book, rows)
    return rows


def _swap_dates(book: Book, rows: list[Row]) -> None:
    """One adviser kept a list of his own, and brought it in through a program set to month-first."""
    his = [row for row in rows if book.facts[row.subject]["seller_uuid"] == "Marcus Treloar"]
    mess = Mess("spreadsheet swapped", his[: len(his) // 2], book.facts, 1.0)
    mess.spoil([Oddity("swapped_date", "Started", 80, changes.swapped("opened_at"))])


def _lose_owners(book: Book, rows: list[Row]) -> None:
    """Three lines that speak of the second of a couple, on the rows of two clients who are alone."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        owner = book.clients.by_id[book.facts[row.subject]["client_id"]]
        if owner.type == "individual" and "." not in owner.keys[SYSTEM]:
            lines[owner.client_id].append(row)
    with_two = [found for found in lines.values() if len(found) == 2]
    with_one = [found for found in lines.values() if len(found) == 1]
    for row in (*with_two[40], *with_one[60]):
        row.cells["Owner"] = "2"
        row.marks.append(Mark("Owner", "owner_missing"))


def _list_per_owner(book: Book, rows: list[Row]) -> None:
    """Some plans of a couple have a line for each of the two."""
    for row in scenes.joint_rows(book, rows, 12):
        mark = Mark("Owner", "joint_plan_twice", "")
        again = row.cells | {"Plan": f"{row.cells['Plan']}b", "Owner": "2"}
        row.cells["Owner"] = "1"
        row.marks.append(mark)
        rows.insert(rows.index(row) + 1, Row(again["Plan"], row.subject, again, [mark]))


def _clients_and_plans(book: Book) -> Export:
    plans: dict[str, list[Row]] = defaultdict(list)
    for row in _plan_rows(book):
        plans[row.key.partition("/")[0]].append(row)
    lines = [line for client in client_rows(book) for line in _lines(client, plans.get(client.key, []))]
    _disagree(lines)
    return Export(
        "spreadsheet-clients-and-plans.csv", SYSTEM, ("clients", "plans"), CLIENT_COLUMNS + PLAN_COLUMNS, "Ref", lines,
        book.facts, title=((f"{words.FIRM} - CLIENT MASTER (do not edit without asking Tessa)",),),
        total={"Client": "TOTAL", "Value £": cells.money_with_commas(book.holdings.worth)},
    )  # fmt: skip


def _lines(client: Row, plans: list[Row]) -> list[Row]:
    """The client beside each of the plans; what is odd about the client is named on the first line only."""
    if not plans:
        return [client]
    lines = []
    for at, plan in enumerate(plans):
        of_client = [replace(mark, subject=client.subject) for mark in client.marks if at == 0]
        lines.append(Row(client.key, plan.subject, client.cells | plan.cells, [*of_client, *plan.marks]))
    return lines


def _disagree(lines: list[Row]) -> None:
    """Now and then somebody corrected a telephone number on one line and not on the others."""
    later = [
        row
        for before, row in pairwise(lines)
        if before.key == row.key and row.cells["Tel"].startswith("0") and not before.marks and not row.marks
    ]
    for at, row in enumerate(later[30::120]):
        row.cells["Tel"] = f"01632 960{at:03d}"
        row.marks.append(Mark("Tel", "client_lines_disagree"))


def _valuation_cells(at: int, valuation: Valuation) -> dict[str, str]:
    return {
        "Plan": valuation.plan.keys[SYSTEM],
        "Date": cells.serial(valuation.on),
        "Value": cells.money(valuation.worth),
        "Who": valuation.plan.adviser.split(" ")[0] if at % 5 == 0 else "",
    }


def _valuations(book: Book) -> Export:
    export = Export("spreadsheet-valuations.csv", SYSTEM, ("valuations",), VALUATION_COLUMNS, "Plan")
    more = [Oddity("money_k", "Value", 12, changes.in_thousands("value"))]
    return ledgers.fill_valuations(export, book, _valuation_cells, cells.slashes, share=0.12, more=more)


def _premium_cells(at: int, premium: Premium) -> dict[str, str]:
    often = {"monthly": "pm", "annually": "pa", "quarterly": "qtr", "one_off": "single"}
    return {
        "Plan": premium.plan.keys[SYSTEM],
        "Who pays": {"employee": "self", "employer": "employer", "": ""}[premium.source],
        "Prem": cells.money(premium.amount),
        "Prem %": f"{premium.percentage}%" if premium.percentage else "",
        "Salary": cells.money(premium.salary),
        "How often": often[premium.frequency],
        "How": premium.method.replace("_", " "),
        "Since": cells.written(cells.slashes, premium.starts),
        "Until": cells.written(cells.slashes, premium.ends),
    }


def _premiums(book: Book) -> Export:
    export = Export(
        "spreadsheet-premiums.csv", SYSTEM, ("premiums",), PREMIUM_COLUMNS, "Plan", encoding="utf-8-sig", delimiter=";"
    )
    return ledgers.fill_premiums(export, book, _premium_cells, cells.slashes)


def _note_cells(note: Note) -> dict[str, str]:
    return {
        "Ref": note.client.keys[SYSTEM],
        "When": f"{note.written:%d/%m/%Y}",
        "What": {"call": "tel", "meeting": "mtg", "email": "e-mail", "note": ""}[note.kind],
        "Note": "\n".join(note.lines),
        "By": note.author,
    }


def _notes(book: Book) -> Export:
    export = Export("spreadsheet-notes.csv", SYSTEM, ("notes",), NOTE_COLUMNS, "Ref")
    more = [Oddity("mojibake", "Note", 20, changes.with_mojibake)]
    return ledgers.fill_notes(export, book, _note_cells, share=0.3, more=more)


def _task_cells(task: Task) -> dict[str, str]:
    return {
        "Ref": task.client.keys[SYSTEM],
        "To do": task.name,
        "Detail": task.description,
        "Prio": PRIORITY[task.priority],
        "State": task.status.lower(),
        "By when": cells.serial(task.due),
        "Who": task.assigned,
    }


def _tasks(book: Book) -> Export:
    export = Export("spreadsheet-tasks.xlsx", SYSTEM, ("tasks",), TASK_COLUMNS, "Ref")
    typed = changes.with_short_year("due_at", cells.slashes)
    return ledgers.fill_tasks(export, book, _task_cells, cells.slashes, [Oddity("date_as_text", "By when", 9, typed)])
