"""The firm as an Intelliflo-like back office exports it: UTF-8 with BOM, joint clients on rows of their own."""

from __future__ import annotations

from generator import cells, ledgers, oddities, scenes, words
from generator.book import Book
from generator.diary import Note, Task
from generator.doubles import doubles
from generator.people import Client
from generator.plans import Plan, Premium, Valuation
from generator.tables import Column, Export, Mark, Row

SYSTEM = "intelliflo"
PARTY = {"individual": "Person", "joint": "Joint", "trust": "Trust", "business": "Corporate"}
PLAN_STATUS = {
    "active": "In Force",
    "proposed": "Submitted to Provider",
    "lapsed": "Lapsed",
    "matured": "Matured",
    "surrendered": "Surrendered",
    "transferred": "Transferred Out",
    "cancelled": "Cancelled",
    "death_event": "Death Claim",
}
CONTRIBUTOR = {"employee": "Self", "employer": "Employer", "": "Self"}
TASK_STATUS = {"To do": "Incomplete", "In progress": "Started", "Done": "Complete"}
MISSING_OWNERS = ("10299017", "10299842")

CLIENT_COLUMNS = (
    Column("Client Ref", "external_reference_value"),
    Column("Party Type", "type"),
    Column("Title", "title"),
    Column("First Name", "first_name"),
    Column("Middle Name", "middle_name"),
    Column("Last Name", "last_name"),
    Column("Corporate/Joint Name", "entity_name"),
    Column("Owner Refs", "owners", "references with a semicolon between"),
    Column("Date of Birth", "date_of_birth", "DD/MM/YYYY"),
    Column("Gender", "gender"),
    Column("NI Number", "ni_number"),
    Column("Marital Status", "marital_status"),
    Column("Nationality", "nationalities"),
    Column("Current Adviser", "assigned_advisor"),
    Column("Servicing Administrator", "administrator"),
    Column("Service Status", "status_name"),
    Column("Email Address", "email"),
    Column("Mobile", "phone"),
    Column("Home Telephone", ""),
    Column("Address Line 1", "address_1"),
    Column("Address Line 2", "address_2"),
    Column("Town/City", "town_city"),
    Column("County", "county"),
    Column("Postcode", "postcode"),
    Column("Is Deceased", "is_deceased", "Yes or No"),
    Column("Deceased On", "deceased_at", "DD/MM/YYYY"),
    Column("Next Review", "next_review_date", "DD/MM/YYYY"),
    Column("Household ID", ""),
)
PLAN_COLUMNS = (
    Column("Plan Ref", "external_reference_value"),
    Column("Client Ref", "client_uuid"),
    Column("Client Name", "client_name"),
    Column("Plan Type", "plan_type"),
    Column("Product Provider", "provider"),
    Column("Policy Number", "policy_number"),
    Column("Current Status", "status"),
    Column("Starts On", "opened_at", "DD/MM/YYYY"),
    Column("Ended On", "inactive_at", "DD/MM/YYYY"),
    Column("Latest Valuation", "value", "pounds"),
    Column("Selling Adviser", "seller_uuid"),
    Column("Visible To Client", "visible_on_client_portal", "Yes or No"),
)
VALUATION_COLUMNS = (
    Column("Plan Ref", "plan_uuid"),
    Column("Valued On", "valued_at", "DD/MM/YYYY"),
    Column("Valuation Amount", "value", "pounds"),
    Column("Valuation Source", ""),
)
CONTRIBUTION_COLUMNS = (
    Column("Contribution ID", "external_reference"),
    Column("Plan Ref", "plan_uuid"),
    Column("Contributor", "source"),
    Column("Contribution", "amount", "pounds"),
    Column("% of Salary", "percentage"),
    Column("Pensionable Earnings", "pensionable_salary", "pounds"),
    Column("Frequency", "frequency"),
    Column("Paid By", "payment_method"),
    Column("First Paid", "start_date", "DD/MM/YYYY"),
    Column("Last Paid", "end_date", "DD/MM/YYYY"),
)
NOTE_COLUMNS = (
    Column("Note ID", ""),
    Column("Client Ref", "notable_uuid"),
    Column("Logged", "created_at", "DD/MM/YYYY HH:MM"),
    Column("Activity", "type"),
    Column("Note Text", "contents"),
    Column("Logged By", "account_uuid"),
)
TASK_COLUMNS = (
    Column("Task ID", ""),
    Column("Client Ref", "taskable_uuid"),
    Column("Subject", "name"),
    Column("Details", "description"),
    Column("Priority", "priority"),
    Column("Task Status", "task_status_uuid"),
    Column("Due", "due_at", "DD/MM/YYYY"),
    Column("Assigned To", "assigned_to_uuids"),
)


def exports(book: Book) -> list[Export]:
    return [_clients(book), _plans(book), _valuations(book), _contributions(book), _notes(book), _tasks(book)]


def owner_key(row: Row) -> str:
    """The reference by which a row of a plan names its owner."""
    return row.cells["Client Ref"]


def value_words() -> dict[str, dict[str, str]]:
    """Field -> word in the export -> Plannr's word."""
    return {
        "type": {word: kind for kind, word in PARTY.items()},
        **ledgers.plan_status_words(PLAN_STATUS),
        "source": {"Self": "employee", "Employer": "employer"},
        "task_status": {word: status for status, word in TASK_STATUS.items()},
    }


def _client_cells(book: Book, client: Client) -> dict[str, str]:
    household = min(client.client_id, client.partner or client.client_id, *client.owners or (client.client_id,))
    return {
        "Client Ref": client.keys[SYSTEM],
        "Party Type": PARTY[client.type],
        "Title": client.title.capitalize(),
        "First Name": client.first_name,
        "Middle Name": client.middle_name,
        "Last Name": scenes.typed_name(client, client.last_name),
        "Corporate/Joint Name": client.entity_name,
        "Owner Refs": "; ".join(owner.keys[SYSTEM] for owner in book.owners_of(client)) if client.owners else "",
        "Date of Birth": cells.written(cells.slashes, client.born),
        "Gender": client.gender.capitalize(),
        "NI Number": client.ni_number,
        "Marital Status": client.marital_status.replace("-", " ").title(),
        "Nationality": client.nationality,
        "Current Adviser": client.adviser,
        "Servicing Administrator": client.administrator,
        "Service Status": client.status,
        "Email Address": client.email,
        "Mobile": client.mobile,
        "Home Telephone": client.landline,
        "Address Line 1": client.address.line_1,
        "Address Line 2": client.address.line_2,
        "Town/City": client.address.town,
        "County": client.address.county,
        "Postcode": client.address.postcode,
        "Is Deceased": "Yes" if client.died else "No",
        "Deceased On": cells.written(cells.slashes, client.died),
        "Next Review": cells.written(cells.slashes, client.next_review),
        "Household ID": f"H{household[1:]}",
    }


def _clients(book: Book) -> Export:
    clients = sorted(book.clients.by_id.values(), key=lambda one: (one.last_name or one.entity_name, one.first_name))
    rows = [Row(client.keys[SYSTEM], client.client_id, _client_cells(book, client)) for client in clients]
    export = Export(
        "intelliflo-clients.csv", SYSTEM, ("clients",), CLIENT_COLUMNS, "Client Ref", rows, book.facts, "utf-8-sig",
        title=((words.FIRM,), ("Client List - All Advisers",), ("Run 30/06/2026 09:14 by Priya Raman",), ()),
        end_of_report=True,
    )  # fmt: skip
    ledgers.spoil_split_clients(export, book, 0.19, cells.slashes, cells.short_slashes, alive="No")
    _enter_twice(book, rows)
    export.total = {"Client Ref": "Total clients", "Party Type": str(len(rows))}
    return export


def _enter_twice(book: Book, rows: list[Row]) -> None:
    for at, (double, rng) in enumerate(doubles(book, SYSTEM, rows)):
        key = str(10_291_000 + at * 37)
        changed = {
            "Client Ref": key,
            "First Name": double.first_name,
            "Middle Name": "",
            "Last Name": double.last_name,
            "Email Address": "",
        }
        rows.insert(rng.randrange(len(rows)), double.row(key, "Last Name", changed))


def _plan_cells(plan: Plan) -> dict[str, str]:
    return {
        "Plan Ref": plan.keys[SYSTEM],
        "Client Ref": plan.owner.keys[SYSTEM],
        "Client Name": scenes.typed_name(plan.owner, plan.owner.name),
        "Plan Type": plan.kind.name,
        "Product Provider": plan.provider.name,
        "Policy Number": plan.policy_number,
        "Current Status": PLAN_STATUS[plan.inactive_reason or plan.status],
        "Starts On": cells.written(cells.slashes, plan.opened),
        "Ended On": cells.written(cells.slashes, plan.inactive),
        "Latest Valuation": cells.money(plan.worth),
        "Selling Adviser": plan.adviser,
        "Visible To Client": "Yes" if plan.visible else "No",
    }


def _plans(book: Book) -> Export:
    rows = [Row(plan.keys[SYSTEM], plan.plan_id, _plan_cells(plan)) for plan in book.holdings.plans]
    rows.sort(key=lambda row: row.key)
    export = Export(
        "intelliflo-plans.csv",
        SYSTEM,
        ("plans",),
        PLAN_COLUMNS,
        "Plan Ref",
        rows,
        book.facts,
        "utf-8-sig",
        page_length=250,
    )
    scenes.lose_owners(export, book, MISSING_OWNERS)
    ledgers.spoil_plans(export, book, 0.13, cells.slashes, cells.short_slashes, oddities.seller_oddities(export))
    _list_per_owner(book, rows)
    return export


def _list_per_owner(book: Book, rows: list[Row]) -> None:
    """A report joined on the owners of a plan prints it once for each of them, under the same reference."""
    for row in scenes.joint_rows(book, rows, 12):
        joint = book.clients.by_id[book.facts[row.subject]["client_id"]]
        mark = Mark("Client Ref", "joint_plan_twice", joint.keys[SYSTEM])
        one, two = book.owners_of(joint)
        row.cells |= {"Client Ref": one.keys[SYSTEM], "Client Name": one.name}
        row.marks.append(mark)
        again = row.cells | {"Client Ref": two.keys[SYSTEM], "Client Name": two.name}
        rows.insert(rows.index(row) + 1, Row(row.key, row.subject, again, [mark]))


def _valuation_cells(at: int, valuation: Valuation) -> dict[str, str]:
    return {
        "Plan Ref": valuation.plan.keys[SYSTEM],
        "Valued On": cells.written(cells.slashes, valuation.on),
        "Valuation Amount": cells.money(valuation.worth),
        "Valuation Source": ("Provider feed", "Manual", "Statement")[at % 7 % 3],
    }


def _valuations(book: Book) -> Export:
    total = sum(valuation.worth for valuation in book.holdings.valuations)
    export = Export(
        "intelliflo-valuations.csv", SYSTEM, ("valuations",), VALUATION_COLUMNS, "Plan Ref", encoding="utf-8-sig",
        title=((words.FIRM,), ("Plan Valuations to 30/06/2026",), ()),
        total={"Plan Ref": "Total", "Valuation Amount": cells.money_with_commas(total)}, end_of_report=True,
    )  # fmt: skip
    return ledgers.fill_valuations(export, book, _valuation_cells, cells.slashes)


def _contribution_cells(at: int, premium: Premium) -> dict[str, str]:
    return {
        "Contribution ID": str(31_000 + at),
        "Plan Ref": premium.plan.keys[SYSTEM],
        "Contributor": CONTRIBUTOR[premium.source],
        "Contribution": cells.money(premium.amount),
        "% of Salary": premium.percentage,
        "Pensionable Earnings": cells.money(premium.salary),
        "Frequency": premium.frequency.replace("_", " ").title(),
        "Paid By": premium.method.replace("_", " ").title(),
        "First Paid": cells.written(cells.slashes, premium.starts),
        "Last Paid": cells.written(cells.slashes, premium.ends),
    }


def _contributions(book: Book) -> Export:
    export = Export(
        "intelliflo-contributions.csv", SYSTEM, ("premiums",), CONTRIBUTION_COLUMNS, "Contribution ID",
        encoding="utf-8-sig", title=((words.FIRM, "", "", "Contributions"), ()), page_length=300,
        total={"Contribution ID": "Total", "Contribution": cells.money_with_commas(book.holdings.paid)},
    )  # fmt: skip
    return ledgers.fill_premiums(export, book, _contribution_cells, cells.slashes)


def _note_cells(note: Note) -> dict[str, str]:
    return {
        "Note ID": note.note_id,
        "Client Ref": note.client.keys[SYSTEM],
        "Logged": f"{note.written:%d/%m/%Y %H:%M}",
        "Activity": {"call": "Telephone Call", "note": "File Note"}.get(note.kind, note.kind.title()),
        "Note Text": "\n".join(note.lines),
        "Logged By": note.author,
    }


def _notes(book: Book) -> Export:
    export = Export("intelliflo-notes.csv", SYSTEM, ("notes",), NOTE_COLUMNS, "Note ID", encoding="utf-8-sig")
    return ledgers.fill_notes(export, book, _note_cells)


def _task_cells(task: Task) -> dict[str, str]:
    return {
        "Task ID": task.task_id,
        "Client Ref": task.client.keys[SYSTEM],
        "Subject": task.name,
        "Details": task.description,
        "Priority": task.priority.title(),
        "Task Status": TASK_STATUS[task.status],
        "Due": cells.written(cells.slashes, task.due),
        "Assigned To": task.assigned,
    }


def _tasks(book: Book) -> Export:
    export = Export("intelliflo-tasks.csv", SYSTEM, ("tasks",), TASK_COLUMNS, "Task ID", encoding="utf-8-sig")
    return ledgers.fill_tasks(export, book, _task_cells, cells.slashes)
