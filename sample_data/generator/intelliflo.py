"""The firm as an Intelliflo-like back office exports it: UTF-8 with BOM, joint clients on rows of their own."""

from __future__ import annotations

from generator import cells, changes, doubles, oddities, scenes, words
from generator.book import Book
from generator.clean import note_facts, premium_facts, task_facts, valuation_facts
from generator.mess import Mess, Oddity
from generator.people import Client
from generator.plans import Plan, Premium
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
    turned = {word: field for field, word in PLAN_STATUS.items()}
    return {
        "type": {word: kind for kind, word in PARTY.items()},
        "status": {word: end if end in ("active", "proposed") else "inactive" for word, end in turned.items()},
        "inactive_reason": {word: end for word, end in turned.items() if end not in ("active", "proposed")},
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
    mess = Mess("intelliflo clients", rows, book.facts, 0.19)
    mess.spoil(oddities.contact_oddities("Email Address", "Mobile", "Address Line 1", "Address Line 2", "Postcode"))
    mess.spoil(oddities.person_oddities("Date of Birth", "NI Number", cells.slashes, cells.short_slashes))
    mess.spoil(oddities.office_oddities("Current Adviser", "Service Status"))
    mess.spoil(oddities.split_name_oddities("Title", "Last Name", "Marital Status", "Gender"))
    scenes.hide_deaths(book, rows, "Last Name", "Is Deceased", {"Is Deceased": "No", "Deceased On": ""})
    oddities.mark_client_traps(book, rows, "Last Name", "Email Address", "Corporate/Joint Name")
    _double(book, rows)
    export.total = {"Client Ref": "Total clients", "Party Type": str(len(rows))}
    return export


def _double(book: Book, rows: list[Row]) -> None:
    people = frozenset(client.client_id for client in book.clients.of_type("individual"))
    for at, (row, exact, rng) in enumerate(list(doubles.originals("intelliflo doubles", rows, people))):
        person = book.clients.by_id[row.subject]
        first, last = doubles.names_of_double(person.first_name, person.last_name, exact, rng)
        key = str(10_291_000 + at * 37)
        changed = {"Client Ref": key, "First Name": first, "Last Name": last, "Email Address": "", "Middle Name": ""}
        rows.insert(rng.randrange(len(rows)), doubles.double(row, key, "Last Name", exact, changed))


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
    scenes.lose_owners(rows, book, "Client Ref", MISSING_OWNERS)
    mess = Mess("intelliflo plans", rows, book.facts, 0.13)
    mess.spoil(oddities.plan_oddities(export, cells.slashes, cells.short_slashes))
    mess.spoil([Oddity("leaver_adviser", "Selling Adviser", 14, changes.with_leaver("seller_uuid"))])
    scenes.show_overdrawn(export, "Latest Valuation")
    oddities.mark_plan_traps(book, rows, "Policy Number")
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


def _valuations(book: Book) -> Export:
    rows, facts = [], {}
    for at, valuation in enumerate(book.holdings.valuations):
        facts[f"V{at}"] = valuation_facts(valuation)
        value = {
            "Plan Ref": valuation.plan.keys[SYSTEM],
            "Valued On": cells.written(cells.slashes, valuation.on),
            "Valuation Amount": cells.money(valuation.worth),
            "Valuation Source": ("Provider feed", "Manual", "Statement")[at % 7 % 3],
        }
        rows.append(Row(valuation.plan.keys[SYSTEM], f"V{at}", value))
    export = Export(
        "intelliflo-valuations.csv", SYSTEM, ("valuations",), VALUATION_COLUMNS, "Plan Ref", rows, facts, "utf-8-sig",
        title=((words.FIRM,), ("Plan Valuations to 30/06/2026",), ()), end_of_report=True,
    )  # fmt: skip
    Mess("intelliflo valuations", rows, facts, 0.1).spoil(oddities.valuation_oddities(export, cells.slashes))
    scenes.show_overdrawn(export, "Valuation Amount")
    total = sum(valuation.worth for valuation in book.holdings.valuations)
    export.total = {"Plan Ref": "Total", "Valuation Amount": cells.money_with_commas(total)}
    return export


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
    premiums = book.holdings.premiums
    facts = {f"C{at}": premium_facts(premium) for at, premium in enumerate(premiums)}
    rows = [Row(str(31_000 + at), f"C{at}", _contribution_cells(at, one)) for at, one in enumerate(premiums)]
    export = Export(
        "intelliflo-contributions.csv", SYSTEM, ("premiums",), CONTRIBUTION_COLUMNS, "Contribution ID", rows, facts,
        "utf-8-sig", title=((words.FIRM, "", "", "Contributions"), ()), page_length=300,
    )  # fmt: skip
    Mess("intelliflo contributions", rows, facts, 0.2).spoil(oddities.premium_oddities(export, cells.slashes))
    total = sum(premium.amount or 0 for premium in premiums)
    export.total = {"Contribution ID": "Total", "Contribution": cells.money_with_commas(total)}
    return export


def _notes(book: Book) -> Export:
    facts = {f"N{note.note_id}": note_facts(note) for note in book.notes}
    rows = [
        Row(
            note.note_id,
            f"N{note.note_id}",
            {
                "Note ID": note.note_id,
                "Client Ref": note.client.keys[SYSTEM],
                "Logged": f"{note.written:%d/%m/%Y %H:%M}",
                "Activity": {"call": "Telephone Call", "note": "File Note"}.get(note.kind, note.kind.title()),
                "Note Text": "\n".join(note.lines),
                "Logged By": note.author,
            },
        )
        for note in book.notes
    ]
    export = Export("intelliflo-notes.csv", SYSTEM, ("notes",), NOTE_COLUMNS, "Note ID", rows, facts, "utf-8-sig")
    Mess("intelliflo notes", rows, facts, 0.1).spoil(oddities.note_oddities("Note Text"))
    oddities.mark_line_breaks(rows, "Note Text")
    return export


def _tasks(book: Book) -> Export:
    facts = {f"T{task.task_id}": task_facts(task) for task in book.tasks}
    rows = [
        Row(
            task.task_id,
            f"T{task.task_id}",
            {
                "Task ID": task.task_id,
                "Client Ref": task.client.keys[SYSTEM],
                "Subject": task.name,
                "Details": task.description,
                "Priority": task.priority.title(),
                "Task Status": TASK_STATUS[task.status],
                "Due": cells.written(cells.slashes, task.due),
                "Assigned To": task.assigned,
            },
        )
        for task in book.tasks
    ]
    export = Export("intelliflo-tasks.csv", SYSTEM, ("tasks",), TASK_COLUMNS, "Task ID", rows, facts, "utf-8-sig")
    Mess("intelliflo tasks", rows, facts, 0.3).spoil(oddities.task_oddities("Assigned To", "Due", cells.slashes))
    return export
