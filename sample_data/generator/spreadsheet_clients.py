"""The clients of the spreadsheet firm: a row each, and one row for the two people of a joint record."""

from __future__ import annotations

from generator import cells, changes, ledgers, oddities, scenes
from generator.book import Book
from generator.doubles import doubles
from generator.mess import Mess, Oddity
from generator.people import Client
from generator.tables import Column, Export, Mark, Row

SYSTEM = "spreadsheet"
STATUS = {"Active Client": "Active", "Prospect": "Prospect", "Former Client": "Left", "Deceased": "Deceased"}

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
        one, two = book.owners_of(client)
        return couple_name(one, two, at)
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


def client_rows(book: Book) -> list[Row]:
    on_a_row = [client for client in book.clients.by_id.values() if "." not in client.keys[SYSTEM]]
    on_a_row.sort(key=lambda client: client.keys[SYSTEM])
    rows = [
        Row(client.keys[SYSTEM], client.client_id, _client_cells(book, client, at))
        for at, client in enumerate(on_a_row)
    ]
    export = Export("clients", SYSTEM, ("clients",), CLIENT_COLUMNS, "Ref", rows, book.facts)
    born_late = changes.for_people(changes.as_serial("date_of_birth"))
    spelt_wrong = changes.for_people(changes.with_mojibake)
    more = [
        Oddity("excel_serial", "DOB", 14, born_late),
        Oddity("mojibake", "Client", 14, spelt_wrong, as_before=True),
    ]
    ledgers.spoil_clients(export, 0.225, cells.slashes, cells.short_slashes, more)
    _spoil_names(book, rows)
    oddities.mark_client_traps(book, rows, "Client", "E-mail", "Client")
    _enter_twice(book, rows)
    return rows


def _spoil_names(book: Book, rows: list[Row]) -> None:
    dead = [row for row in rows if book.facts[row.subject]["is_deceased"] == "true" and not row.touched("Client")]
    Mess("spreadsheet dead", dead, book.facts, 1.0).spoil(
        [Oddity("deceased_in_name", "Client", len(dead), changes.with_death, as_before=True)]
    )
    joint = [row for row in rows if book.facts[row.subject]["type"] == "joint"]
    _drop_initials(book, joint)
    for row in joint:
        if not row.touched("Client"):
            row.marks.append(Mark("Client", "couple_on_one_row", row.cells["Client"]))


def _drop_initials(book: Book, couples: list[Row]) -> None:
    """A few couples of one surname have nothing before it but their titles."""
    people = {row.key: book.owners_of(book.clients.by_id[row.subject]) for row in couples}
    named_alike = [row for row in couples if len({person.last_name for person in people[row.key]}) == 1]
    for row in named_alike[20::45]:
        one, two = people[row.key]
        row.cells["Client"] = f"{one.title.capitalize()} & {two.title.capitalize()} {one.last_name}"
        row.marks.append(Mark("Client", "couple_without_initials"))


def _enter_twice(book: Book, rows: list[Row]) -> None:
    number = len(rows)
    for at, (double, _) in enumerate(doubles(book, SYSTEM, rows), start=1):
        key = f"C{number + at:04d}"
        name = f"{double.person.title.capitalize()} {double.first_name} {double.last_name}"
        rows.append(double.row(key, "Client", {"Ref": key, "Client": name, "E-mail": ""}))
