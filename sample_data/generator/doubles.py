"""Clients entered twice: once just as before, once with a name that is nearly the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from generator.tables import Mark, Row

EXACT, NEAR = 8, 10


def names_of_double(first: str, last: str, exact: bool, rng: random.Random) -> tuple[str, str]:
    """The name as the second clerk wrote it. Exact: the same but for capitals, which Plannr's own check ignores."""
    if exact:
        return first, last.upper()
    at = len(last) // 2
    swapped_letters = last[: at - 1] + last[at] + last[at - 1] + last[at + 1 :]
    return rng.choice(((first[:3], last), (first, swapped_letters), (f"{first} {first[0]}.", last), (first[0], last)))


def originals(name: str, rows: Sequence[Row], people: frozenset[str]) -> Iterator[tuple[Row, bool, random.Random]]:
    """People whose row is clean so far, each with whether the double is exact. ``people``: ids to choose from."""
    rng = random.Random(name)
    clean = [row for row in rows if row.subject in people and not row.marks]
    for at, row in enumerate(rng.sample(clean, EXACT + NEAR)):
        yield row, at < EXACT, rng


def double(row: Row, key: str, header: str, exact: bool, cells: dict[str, str]) -> Row:
    code = "duplicate" if exact else "near_duplicate"
    return Row(key, row.subject, row.cells | cells, [Mark(header, code, row.key)])
