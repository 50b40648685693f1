"""Oddities that take more than one cell: deaths, lost owners, accounts below nothing, plans of couples."""

from __future__ import annotations

from generator import changes
from generator.book import Book
from generator.mess import Mess, Oddity
from generator.people import Client
from generator.tables import Export, Mark, Row


def typed_name(client: Client, name: str) -> str:
    """One clerk in four has a word processor that makes apostrophes curly."""
    return name.replace("'", "’") if int(client.client_id[1:]) % 4 == 0 else name


def hide_deaths(book: Book, export: Export, alive: str) -> None:
    """Some deaths are only in the surname; the flag says ``alive`` and the day of death is blank."""
    header = export.header_of
    dead = [row for row in export.rows if book.facts[row.subject]["is_deceased"] == "true"]
    mess = Mess(f"dead {header('last_name')}", dead, book.facts, 1.0)
    mess.spoil([Oddity("deceased_in_name", header("last_name"), 8, changes.with_death)])
    for row in dead:
        if row.marks and row.marks[-1].code == "deceased_in_name":
            row.cells |= {header("is_deceased"): alive, header("deceased_at"): ""}
            row.marks.append(Mark(header("is_deceased"), "death_not_flagged"))


def lose_owners(export: Export, book: Book, missing: tuple[str, str]) -> None:
    """Three plans of two owners who are in no client file."""
    header = export.header_of("client_uuid")
    own = [row for row in export.rows if book.clients.by_id[book.facts[row.subject]["client_id"]].type == "individual"]
    for row, owner in zip((own[310], own[977], own[978]), (*missing, missing[1]), strict=True):
        row.cells[header] = owner
        row.marks.append(Mark(header, "owner_missing"))


def show_overdrawn(export: Export) -> None:
    """Most accounts below nothing are in brackets, as bookkeepers write them."""
    header = export.header_of("value")
    below = [row for row in export.rows if row.cells[header].startswith("-") and not row.touched(header)]
    mess = Mess(f"overdrawn {export.file}", below, export.facts, 1.0)
    mess.spoil([Oddity("money_brackets", header, min(10, len(below)), changes.in_brackets("value"))])


def joint_rows(book: Book, rows: list[Row], count: int) -> list[Row]:
    """Clean rows of plans that a couple holds."""
    joint = {client.client_id for client in book.clients.of_type("joint")}
    held = [row for row in rows if book.facts[row.subject]["client_id"] in joint and not row.marks]
    return held[:: max(len(held) // count, 1)][:count]
