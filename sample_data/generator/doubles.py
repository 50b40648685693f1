"""Clients entered twice: once just as before, once with a name that is nearly the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.book import Book
from generator.people import Client
from generator.tables import Mark, Row

EXACT, NEAR = 8, 10


@dataclass(frozen=True)
class Double:
    """A second entry of a person, with the name as the second clerk wrote it."""

    original: Row
    person: Client
    exact: bool
    first_name: str
    last_name: str

    def row(self, key: str, header: str, cells: dict[str, str]) -> Row:
        """The first entry again but for ``cells``; the double is named under ``header``."""
        code = "duplicate" if self.exact else "near_duplicate"
        mark = Mark(header, code, self.original.key)
        return Row(key, self.original.subject, self.original.cells | cells, [mark])


def doubles(book: Book, system: str, rows: Sequence[Row]) -> Iterator[tuple[Double, random.Random]]:
    """Second entries of people whose row is clean so far, each with the source of chance for what else is in it."""
    rng = random.Random(f"{system} doubles")
    people = {client.client_id: client for client in book.clients.of_type("individual")}
    clean = [row for row in rows if row.subject in people and not row.marks]
    for at, row in enumerate(rng.sample(clean, EXACT + NEAR)):
        person, exact = people[row.subject], at < EXACT
        yield Double(row, person, exact, *_names(person.first_name, person.last_name, exact, rng)), rng


def _names(first: str, last: str, exact: bool, rng: random.Random) -> tuple[str, str]:
    """Exact: the same but for capitals, which Plannr's own check ignores."""
    if exact:
        return first, last.upper()
    at = len(last) // 2
    swapped_letters = last[: at - 1] + last[at] + last[at - 1] + last[at + 1 :]
    return rng.choice(((first[:3], last), (first, swapped_letters), (f"{first} {first[0]}.", last), (first[0], last)))
