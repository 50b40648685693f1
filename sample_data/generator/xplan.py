"""The firm as an Xplan-like back office exports it: cp1252, no joint clients, two owner columns on the plan."""

from __future__ import annotations

from generator import cells, ledgers, oddities, scenes, words
from generator.book import Book
from generator.diary import Note, Task
from generator.doubles import doubles
from generator.people import Client
from generator.plans import Plan, Premium, Valuation
from generator.tables import Column, Export, Mark, Row

SYSTEM = "xplan"
ENTITY = {"individual": "Individual", "trust": "Trust", "business": "Company"}
SEX = {"male": "M", "female": "F", "": ""}
MARITAL = {
    "married": "Married",
    "civil-partnership": "Civil Partnership",
    "cohabiting": "De Facto",
    "single": "Single",
    "widowed": "Widowed",
    "divorced": "Divorced",
    "separated": "Separated",
    "": "",
}
PLAN_STATUS = {
    "active": "Current",
    "proposed": "Proposed",
    "lapsed": "Ceased: lapsed",
    "matured": "Ceased: matured",
    "surrendered": "Ceased: surrendered",
    "transferred": "Ceased: transferred",
    "cancelled": "Ceased: cancelled",
    "death_event": "Ceased: death",
}
FREQUENCY = {"monthly": "Monthly", "annually": "Yearly", "quarterly": "Quarterly", "one_off": "Once"}
URGENCY = {"low": "Low", "medium": "Normal", "high": "High", "highest": "Urgent"}
MISSING_OWNERS = ("29951", "29963")

CLIENT_COLUMNS = (
    Column("Entity ID", "external_reference_value"),
    Column("Entity Type", "type"),
    Column("Salutation Title", "title"),
    Column("Given Name", "first_name"),
    Column("Other Names", "middle_name"),
    Column("Surname", "last_name"),
    Column("Company/Trust", "entity_name"),
    Column("DOB", "date_of_birth", "DD-Mon-YYYY"),
    Column("Sex", "gender", "M or F"),
    Column("NINO", "ni_number"),
    Column("Relationship Status", "marital_status"),
    Column("Citizenship", "nationalities"),
    Column("Client Adviser", "assigned_advisor"),
    Column("Support Staff", "administrator"),
    Column("Client Status", "status_name"),
    Column("Partner Entity ID", ""),
    Column("Preferred Email", "email"),
    Column("Mobile Phone", "phone"),
    Column("Home Phone", ""),
    Column("Street 1", "address_1"),
    Column("Street 2", "address_2"),
    Column("Post Town", "town_city"),
    Column("Region", "county"),
    Column("Post Code", "postcode"),
    Column("Deceased", "is_deceased", "Y or blank"),
    Column("Date of Death", "deceased_at", "DD-Mon-YYYY"),
    Column("Review Due", "next_review_date", "YYYY-MM-DD"),
    Column("Mailing Category", ""),
)
PLAN_COLUMNS = (
    Column("Policy ID", "external_reference_value"),
    Column("Owner 1 ID", "client_uuid"),
    Column("Owner 2 ID", "linked_owners"),
    Column("Owners", "client_name"),
    Column("Policy Type", "plan_type"),
    Column("Supplier", "provider"),
    Column("Account/Policy No", "policy_number"),
    Column("Status", "status"),
    Column("Commenced", "opened_at", "YYYY-MM-DD"),
    Column("Ceased", "inactive_at", "YYYY-MM-DD"),
    Column("Current Balance", "value", "pounds"),
    Column("Writing Adviser", "seller_uuid"),
)
VALUATION_COLUMNS = (
    Column("Policy ID", "plan_uuid"),
    Column("As At", "valued_at", "DD/MM/YY"),
    Column("Balance", "value", "pounds"),
)
PREMIUM_COLUMNS = (
    Column("Premium ID", "external_reference"),
    Column("Policy ID", "plan_uuid"),
    Column("Payer", "source"),
    Column("Premium", "amount", "pounds"),
    Column("Salary %", "percentage"),
    Column("Salary Basis", "pensionable_salary", "pounds"),
    Column("Payment Frequency", "frequency"),
    Column("Payment Type", "payment_method"),
    Column("From", "start_date", "DD-Mon-YYYY"),
    Column("To", "end_date", "DD-Mon-YYYY"),
)
NOTE_COLUMNS = (
    Column("Doc ID", ""),
    Column("Entity ID", "notable_uuid"),
    Column("Created", "created_at", "YYYY-MM-DD HH:MM"),
    Column("Note Category", "type"),
    Column("Body", "contents"),
    Column("Author", "account_uuid"),
)
TASK_COLUMNS = (
    Column("Task No", ""),
    Column("Entity ID", "taskable_uuid"),
    Column("Task", "name"),
    Column("Description", "description"),
    Column("Urgency", "priority"),
    Column("Progress", "task_status_uuid"),
    Column("Due Date", "due_at", "YYYY-MM-DD"),
    Column("Assignee", "assigned_to_uuids"),
)


def exports(book: Book) -> list[Export]:
    return [_clients(book), _plans(book), _valuations(book), _premiums(book), _notes(book), _tasks(book)]


def owner_key(row: Row) -> str:
    """The reference by which a row of a plan names its owner."""
    return row.cells["Owner 1 ID"]


def value_words() -> dict[str, dict[str, str]]:
    """Field -> word in the export -> Plannr's word."""
    return {
        "type": {word: kind for kind, word in ENTITY.items()},
        "gender": {"M": "male", "F": "female"},
        "marital_status": {word: status for status, word in MARITAL.items() if word},
        **ledgers.plan_status_words(PLAN_STATUS),
        "frequency": {word: frequency for frequency, word in FREQUENCY.items()},
        "source": {"Member": "employee", "Employer": "employer"},
        "priority": {word: priority for priority, word in URGENCY.items()},
    }


def _client_cells(book: Book, client: Client) -> dict[str, str]:
    partner = book.clients.by_id.get(client.partner)
    return {
        "Entity ID": client.keys[SYSTEM],
        "Entity Type": ENTITY[client.type],
        "Salutation Title": client.title.capitalize(),
        "Given Name": client.first_name,
        "Other Names": client.middle_name,
        "Surname": scenes.typed_name(client, client.last_name),
        "Company/Trust": client.entity_name,
        "DOB": cells.written(cells.month_name, client.born),
        "Sex": SEX[client.gender],
        "NINO": client.ni_number,
        "Relationship Status": MARITAL[client.marital_status],
        "Citizenship": client.nationality,
        "Client Adviser": client.adviser,
        "Support Staff": client.administrator,
        "Client Status": client.status,
        "Partner Entity ID": partner.keys[SYSTEM] if partner else "",
        "Preferred Email": client.email,
        "Mobile Phone": client.mobile,
        "Home Phone": client.landline,
        "Street 1": client.address.line_1,
        "Street 2": client.address.line_2,
        "Post Town": client.address.town,
        "Region": client.address.county,
        "Post Code": client.address.postcode,
        "Deceased": "Y" if client.died else "",
        "Date of Death": cells.written(cells.month_name, client.died),
        "Review Due": cells.written(cells.iso, client.next_review),
        "Mailing Category": "Newsletter" if client.status == "Active Client" else "",
    }


def _clients(book: Book) -> Export:
    clients = sorted(book.clients.of_type(*ENTITY), key=lambda client: client.keys[SYSTEM])
    rows = [Row(client.keys[SYSTEM], client.client_id, _client_cells(book, client)) for client in clients]
    export = Export("xplan-clients.csv", SYSTEM, ("clients",), CLIENT_COLUMNS, "Entity ID", rows, book.facts, "cp1252")
    ledgers.spoil_split_clients(export, book, 0.21, cells.month_name, cells.short_month_name, alive="")
    _enter_clients_twice(book, rows)
    return export


def _enter_clients_twice(book: Book, rows: list[Row]) -> None:
    for at, (double, _) in enumerate(doubles(book, SYSTEM, rows)):
        key = str(29_901 + at)
        changed = {
            "Entity ID": key,
            "Given Name": double.first_name,
            "Surname": double.last_name,
            "Mobile Phone": "",
            "Partner Entity ID": "",
        }
        rows.append(double.row(key, "Surname", changed))


def _plan_cells(book: Book, plan: Plan) -> dict[str, str]:
    owners = book.owners_of(plan.owner)
    return {
        "Policy ID": plan.keys[SYSTEM],
        "Owner 1 ID": owners[0].keys[SYSTEM],
        "Owner 2 ID": owners[1].keys[SYSTEM] if len(owners) > 1 else "",
        "Owners": ", ".join(scenes.typed_name(owner, owner.name) for owner in owners),
        "Policy Type": plan.kind.name,
        "Supplier": plan.provider.name,
        "Account/Policy No": plan.policy_number,
        "Status": PLAN_STATUS[plan.inactive_reason or plan.status],
        "Commenced": cells.written(cells.iso, plan.opened),
        "Ceased": cells.written(cells.iso, plan.inactive),
        "Current Balance": cells.money(plan.worth),
        "Writing Adviser": plan.adviser,
    }


def _plans(book: Book) -> Export:
    rows = [Row(plan.keys[SYSTEM], plan.plan_id, _plan_cells(book, plan)) for plan in book.holdings.plans]
    rows.sort(key=lambda row: row.key)
    export = Export(
        "xplan-plans.csv", SYSTEM, ("plans",), PLAN_COLUMNS, "Policy ID", rows, book.facts, "cp1252", ";",
        title=(("Policy register",), (words.FIRM, "as at 30-Jun-2026"), ()),
        total={"Policy ID": "TOTAL", "Current Balance": cells.money(book.holdings.worth)}, end_of_report=True,
    )  # fmt: skip
    scenes.lose_owners(export, book, MISSING_OWNERS)
    ledgers.spoil_plans(export, book, 0.13, cells.iso, cells.short_slashes, oddities.seller_oddities(export))
    _enter_plans_twice(book, rows)
    return export


def _enter_plans_twice(book: Book, rows: list[Row]) -> None:
    """Each of the couple once brought the policy in; it has two entries with the owners the other way round."""
    for at, row in enumerate(scenes.joint_rows(book, rows, 12)):
        key = str(99_101 + at)
        right = f"{row.cells['Owner 1 ID']}; {row.cells['Owner 2 ID']}"
        again = row.cells | {
            "Policy ID": key,
            "Owner 1 ID": row.cells["Owner 2 ID"],
            "Owner 2 ID": row.cells["Owner 1 ID"],
        }
        rows.append(Row(key, row.subject, again, [Mark("Owner 1 ID", "joint_plan_twice", right)]))


def _valuation_cells(at: int, valuation: Valuation) -> dict[str, str]:
    return {
        "Policy ID": valuation.plan.keys[SYSTEM],
        "As At": cells.written(cells.short_slashes, valuation.on),
        "Balance": cells.money(valuation.worth),
    }


def _valuations(book: Book) -> Export:
    export = Export(
        "xplan-valuations.csv",
        SYSTEM,
        ("valuations",),
        VALUATION_COLUMNS,
        "Policy ID",
        encoding="cp1252",
        delimiter=";",
    )
    return ledgers.fill_valuations(export, book, _valuation_cells, cells.short_slashes, by_key=True)


def _premium_cells(at: int, premium: Premium) -> dict[str, str]:
    return {
        "Premium ID": str(60_000 + at),
        "Policy ID": premium.plan.keys[SYSTEM],
        "Payer": {"employee": "Member", "employer": "Employer", "": ""}[premium.source],
        "Premium": cells.money(premium.amount),
        "Salary %": premium.percentage,
        "Salary Basis": cells.money(premium.salary),
        "Payment Frequency": FREQUENCY[premium.frequency],
        "Payment Type": premium.method.replace("_", " ").capitalize(),
        "From": cells.written(cells.month_name, premium.starts),
        "To": cells.written(cells.month_name, premium.ends),
    }


def _premiums(book: Book) -> Export:
    export = Export(
        "xplan-premiums.csv", SYSTEM, ("premiums",), PREMIUM_COLUMNS, "Premium ID", encoding="cp1252",
        total={"Premium ID": "TOTAL", "Premium": cells.money(book.holdings.paid)}, end_of_report=True,
    )  # fmt: skip
    return ledgers.fill_premiums(export, book, _premium_cells, cells.month_name)


def _note_cells(note: Note) -> dict[str, str]:
    return {
        "Doc ID": f"D{note.note_id}",
        "Entity ID": note.client.keys[SYSTEM],
        "Created": f"{note.written:%Y-%m-%d %H:%M}",
        "Note Category": {"call": "Phone", "note": "General"}.get(note.kind, note.kind.title()),
        "Body": "\n".join(note.lines),
        "Author": note.author,
    }


def _notes(book: Book) -> Export:
    export = Export("xplan-notes.csv", SYSTEM, ("notes",), NOTE_COLUMNS, "Doc ID", encoding="cp1252")
    return ledgers.fill_notes(export, book, _note_cells)


def _task_cells(task: Task) -> dict[str, str]:
    return {
        "Task No": task.task_id,
        "Entity ID": task.client.keys[SYSTEM],
        "Task": task.name,
        "Description": task.description,
        "Urgency": URGENCY[task.priority],
        "Progress": task.status,
        "Due Date": cells.written(cells.iso, task.due),
        "Assignee": task.assigned,
    }


def _tasks(book: Book) -> Export:
    export = Export("xplan-tasks.csv", SYSTEM, ("tasks",), TASK_COLUMNS, "Task No", encoding="cp1252", delimiter=";")
    return ledgers.fill_tasks(export, book, _task_cells, cells.iso)
