"""The firm as its own spreadsheets hold it: couples on one row, the client repeated on the line of each plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from generator import cells, changes, doubles, oddities, scenes, words
from generator.book import Book
from generator.clean import note_facts, premium_facts, task_facts, valuation_facts
from generator.mess import Mess, Oddity
from generator.people import Client
from generator.plans import Plan, Premium
from generator.tables import Column, Export, Mark, Row

SYSTEM = "spreadsheet"
STATUS = {"Active Client": "Active", "Prospect": "Prospect", "Former Client": "Left", "Deceased": "Deceased"}
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

CLIENT_COLUMNS = (
    Column("Ref", "external_reference_value"),
    Column("Client", "name"),
    Column("DOB", "date_of_birth", "DD/MM/YYYY; couples: first & second"),
    Column("NI No", "ni_number", "couples: first & second"),
    Column("E-mail", "email", "couples: one for both, or first; second"),
    Column("Tel", "phone"),
    Column("Address", "address_1"),
    Column("Address 2", "address_2"),
    Column("Town", "town_city"),
    Column("P/Code", "postcode"),
    Column("IFA", "assigned_advisor"),
    Column("Client status", "status_name"),
)
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


def value_words() -> dict[str, dict[str, str]]:
    """Field -> word in the export -> Plannr's word."""
    turned = {word: end for end, word in PLAN_STATUS.items()}
    return {
        "status_name": {word: status for status, word in STATUS.items()},
        "status": {word: end if end in ("active", "proposed") else "inactive" for word, end in turned.items()},
        "inactive_reason": {word: end for word, end in turned.items() if end not in ("active", "proposed")},
        "frequency": {"pm": "monthly", "pa": "annually", "qtr": "quarterly", "single": "one_off"},
        "source": {"self": "employee", "employer": "employer"},
        "priority": {word: priority for priority, word in PRIORITY.items()},
    }


# Clients: one row each (two people of a joint record share one), repeated later on the line of each plan


def _pair(texts: list[str], between: str) -> str:
    """Two values in a cell, or one where they are equal; a missing one is a question mark."""
    if len(set(texts)) == 1:
        return texts[0]
    return between.join(text or "?" for text in texts)


def couple_name(one: Client, two: Client, at: int) -> str:
    """The ways in which a firm writes two people in one cell."""
    titles = [one.title.capitalize(), two.title.capitalize()]
    if one.last_name != two.last_name:
        return f"{titles[0]} {one.first_name[0]} {one.last_name} & {titles[1]} {two.first_name[0]} {two.last_name}"
    if at % 10 == 7:
        return f"{titles[0]} {one.first_name} & {titles[1]} {two.first_name} {one.last_name}"
    if at % 10 == 8:
        return f"{one.first_name} and {two.first_name} {one.last_name}"
    between = "and" if at % 10 == 9 else "&"
    return f"{titles[0]} {between} {titles[1]} {one.first_name[0]} {between} {two.first_name[0]} {one.last_name}"


def _name(book: Book, client: Client, at: int) -> str:
    if client.owners:
        return couple_name(*book.owners_of(client), at)
    if client.entity_name:
        return client.entity_name
    return scenes.typed_name(client, f"{client.title.capitalize()} {client.first_name} {client.last_name}")


def _client_cells(book: Book, client: Client, at: int) -> dict[str, str]:
    people = book.owners_of(client)
    return {
        "Ref": client.keys[SYSTEM],
        "Client": _name(book, client, at),
        "DOB": _pair([cells.written(cells.slashes, person.born) for person in people], " & "),
        "NI No": _pair([person.ni_number for person in people], " & "),
        "E-mail": "; ".join(dict.fromkeys(person.email for person in people if person.email)),
        "Tel": next((tel for one in [client, *people] for tel in (one.mobile, one.landline) if tel), ""),
        "Address": client.address.line_1,
        "Address 2": client.address.line_2,
        "Town": client.address.town,
        "P/Code": client.address.postcode,
        "IFA": client.adviser,
        "Client status": STATUS[client.status],
    }


def _client_rows(book: Book) -> list[Row]:
    on_a_row = [client for client in book.clients.by_id.values() if "." not in client.keys[SYSTEM]]
    on_a_row.sort(key=lambda client: client.keys[SYSTEM])
    rows = [
        Row(client.keys[SYSTEM], client.client_id, _client_cells(book, client, at))
        for at, client in enumerate(on_a_row)
    ]
    mess = Mess("spreadsheet clients", rows, book.facts, 0.25)
    mess.spoil(oddities.contact_oddities("E-mail", "Tel", "Address", "Address 2", "P/Code"))
    mess.spoil(oddities.person_oddities("DOB", "NI No", cells.slashes, cells.short_slashes))
    mess.spoil(oddities.office_oddities("IFA", "Client status"))
    born_late = changes.for_people(changes.as_serial("date_of_birth"))
    mess.spoil([Oddity("excel_serial", "DOB", 14, born_late)])
    _spoil_names(book, rows)
    oddities.mark_client_traps(book, rows, "Client", "E-mail", "Client")
    _double(book, rows)
    return rows


def _spoil_names(book: Book, rows: list[Row]) -> None:
    dead = [row for row in rows if book.facts[row.subject]["is_deceased"] == "true"]
    Mess("spreadsheet dead", dead, book.facts, 1.0).spoil(
        [Oddity("deceased_in_name", "Client", len(dead), changes.with_death, as_before=True)]
    )
    people = [row for row in rows if book.facts[row.subject]["type"] == "individual"]
    Mess("spreadsheet mojibake", people, book.facts, 1.0).spoil(
        [Oddity("mojibake", "Client", 40, changes.with_mojibake, as_before=True)]
    )
    joint = [row for row in rows if book.facts[row.subject]["type"] == "joint"]
    _drop_initials(book, joint[20::45])
    for row in joint:
        if not row.touched("Client"):
            row.marks.append(Mark("Client", "couple_on_one_row", row.cells["Client"]))


def _drop_initials(book: Book, couples: list[Row]) -> None:
    for row in couples:
        one, two = book.owners_of(book.clients.by_id[row.subject])
        row.cells["Client"] = f"{one.title.capitalize()} & {two.title.capitalize()} {one.last_name}"
        row.marks.append(Mark("Client", "couple_without_initials"))


def _double(book: Book, rows: list[Row]) -> None:
    people = frozenset(client.client_id for client in book.clients.of_type("individual"))
    number = len(rows)
    for at, (row, exact, rng) in enumerate(list(doubles.originals("spreadsheet doubles", rows, people)), start=1):
        person = book.clients.by_id[row.subject]
        first, last = doubles.names_of_double(person.first_name, person.last_name, exact, rng)
        key = f"C{number + at:04d}"
        name = f"{person.title.capitalize()} {first} {last}"
        rows.append(doubles.double(row, key, "Client", exact, {"Ref": key, "Client": name, "E-mail": ""}))


# Plans: a line each


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
    mess = Mess("spreadsheet plans", rows, book.facts, 0.15)
    mess.spoil(oddities.plan_oddities(export, cells.slashes, cells.short_slashes))
    mess.spoil(
        [
            Oddity("money_k", "Value £", 18, changes.in_thousands("value")),
            Oddity("excel_serial", "Started", 25, changes.as_serial("opened_at")),
            Oddity("policy_zeros_lost", "Policy no.", 14, changes.without_leading_zeros),
            Oddity("formula_cell", "Comments", 3, changes.into_blank(*changes.FORMULAS), right=""),
        ]
    )
    scenes.show_overdrawn(export, "Value £")
    oddities.mark_plan_traps(book, rows, "Policy no.")
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
    lines = [line for client in _client_rows(book) for line in _lines(client, plans.get(client.key, []))]
    _disagree(lines)
    total = sum(plan.worth or 0 for plan in book.holdings.plans)
    return Export(
        "spreadsheet-clients-and-plans.csv", SYSTEM, ("clients", "plans"), CLIENT_COLUMNS + PLAN_COLUMNS, "Ref", lines,
        book.facts, title=((f"{words.FIRM} - CLIENT MASTER (do not edit without asking Tessa)",),),
        total={"Client": "TOTAL", "Value £": cells.money_with_commas(total)},
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


def _valuations(book: Book) -> Export:
    valuations = book.holdings.valuations
    facts = {f"V{at}": valuation_facts(valuation) for at, valuation in enumerate(valuations)}
    rows = [
        Row(
            one.plan.keys[SYSTEM],
            f"V{at}",
            {
                "Plan": one.plan.keys[SYSTEM],
                "Date": cells.serial(one.on),
                "Value": cells.money(one.worth),
                "Who": one.plan.adviser.split(" ")[0] if at % 5 == 0 else "",
            },
        )
        for at, one in enumerate(valuations)
    ]
    export = Export("spreadsheet-valuations.csv", SYSTEM, ("valuations",), VALUATION_COLUMNS, "Plan", rows, facts)
    mess = Mess("spreadsheet valuations", rows, facts, 0.12)
    mess.spoil(oddities.valuation_oddities(export, cells.slashes))
    mess.spoil([Oddity("money_k", "Value", 12, changes.in_thousands("value"))])
    scenes.show_overdrawn(export, "Value")
    return export


def _premium_cells(premium: Premium) -> dict[str, str]:
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
    premiums = book.holdings.premiums
    facts = {f"C{at}": premium_facts(premium) for at, premium in enumerate(premiums)}
    rows = [Row(one.plan.keys[SYSTEM], f"C{at}", _premium_cells(one)) for at, one in enumerate(premiums)]
    export = Export(
        "spreadsheet-premiums.csv", SYSTEM, ("premiums",), PREMIUM_COLUMNS, "Plan", rows, facts, "utf-8-sig", ";"
    )
    Mess("spreadsheet premiums", rows, facts, 0.2).spoil(oddities.premium_oddities(export, cells.slashes))
    return export


def _notes(book: Book) -> Export:
    facts = {f"N{note.note_id}": note_facts(note) for note in book.notes}
    rows = [
        Row(
            note.client.keys[SYSTEM],
            f"N{note.note_id}",
            {
                "Ref": note.client.keys[SYSTEM],
                "When": f"{note.written:%d/%m/%Y}",
                "What": {"call": "tel", "meeting": "mtg", "email": "e-mail", "note": ""}[note.kind],
                "Note": "\n".join(note.lines),
                "By": note.author,
            },
        )
        for note in book.notes
    ]
    export = Export("spreadsheet-notes.csv", SYSTEM, ("notes",), NOTE_COLUMNS, "Ref", rows, facts)
    mess = Mess("spreadsheet notes", rows, facts, 0.3)
    mess.spoil(oddities.note_oddities("Note"))
    mess.spoil([Oddity("mojibake", "Note", 20, changes.with_mojibake)])
    oddities.mark_line_breaks(rows, "Note")
    return export


def _tasks(book: Book) -> Export:
    facts = {f"T{task.task_id}": task_facts(task) for task in book.tasks}
    rows = [
        Row(
            task.client.keys[SYSTEM],
            f"T{task.task_id}",
            {
                "Ref": task.client.keys[SYSTEM],
                "To do": task.name,
                "Detail": task.description,
                "Prio": PRIORITY[task.priority],
                "State": task.status.lower(),
                "By when": cells.serial(task.due),
                "Who": task.assigned,
            },
        )
        for task in book.tasks
    ]
    export = Export("spreadsheet-tasks.xlsx", SYSTEM, ("tasks",), TASK_COLUMNS, "Ref", rows, facts)
    mess = Mess("spreadsheet tasks", rows, facts, 0.3)
    mess.spoil(oddities.task_oddities("Who", "By when", cells.slashes))
    typed = changes.with_short_year("due_at", cells.slashes)
    mess.spoil([Oddity("date_as_text", "By when", 9, typed)])
    return export
