"""Notes and tasks: what the firm wrote down about its clients, and what it still has to do."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from generator.firm import ADMINISTRATORS, ADVISERS, AS_OF, TASK_STATUSES
from generator.people import Client, Clients

NOTES, TASKS = 560, 220

_OPENINGS = (
    "Rang to say the new bank details are with the provider.",
    "Annual review held in the office, all objectives unchanged.",
    "Asked for a projection to age 65 & 68; sent both.",
    "Wants to help a granddaughter with a deposit, about £15,000.",
    "Letter of authority signed and scanned.",
    "Attitude to risk questionnaire redone; one step lower than last time.",
    "Prefers to be called after six on weekdays.",
    "Confirmed the cover is to stay in trust.",
    "Fee agreement explained, copy left at the house.",
    "Considering part-time work from the spring.",
)
_DETAILS = (
    "No action until the autumn.",
    "Adviser to write by the end of the month.",
    "Spouse was present throughout.",
    "Emergency fund stands at six months' spending.",
    "Café meeting suits better than the office.",
    "Nothing to change on the pension side.",
    "Will needs updating; solicitor named.",
)
_TASKS = (
    ("Chase transfer form", "The ceding scheme has had it for three weeks."),
    ("Prepare review pack", "Valuation, projection and cash flow."),
    ("Update address with providers", "Change took effect this month."),
    ("Send fee agreement", "Two copies, one to come back signed."),
    ("Order state pension forecast", ""),
    ("Check beneficiary nomination", "Form on file is older than the second marriage."),
)


@dataclass(frozen=True)
class Note:
    note_id: str
    client: Client
    written: datetime
    kind: str
    lines: tuple[str, ...]
    author: str


@dataclass(frozen=True)
class Task:
    task_id: str
    client: Client
    name: str
    description: str
    priority: str
    status: str
    due: date
    assigned: str


def make_notes(clients: Clients) -> list[Note]:
    rng = random.Random("harrowmere notes")
    people = clients.of_type("individual", "trust", "business")
    return [_note(rng, at, rng.choice(people)) for at in range(1, NOTES + 1)]


def _note(rng: random.Random, at: int, client: Client) -> Note:
    on = AS_OF - timedelta(days=rng.randrange(2, 2600))
    written = datetime.combine(on, time(rng.randrange(8, 18), rng.randrange(60)))
    lines = (rng.choice(_OPENINGS), *rng.sample(_DETAILS, rng.choice((0, 1, 1, 2))))
    if rng.random() < 0.85:
        lines = (" ".join(lines),)
    kind = rng.choice(("call", "meeting", "email", "note"))
    return Note(str(5_000 + at * 3), client, written, kind, lines, client.adviser)


def make_tasks(clients: Clients) -> list[Task]:
    rng = random.Random("harrowmere tasks")
    people = [client for client in clients.of_type("individual") if client.status == "Active Client"]
    return [_task(rng, at, rng.choice(people)) for at in range(1, TASKS + 1)]


def _task(rng: random.Random, at: int, client: Client) -> Task:
    name, description = rng.choice(_TASKS)
    due = AS_OF + timedelta(days=rng.randrange(-30, 200))
    priority = rng.choices(("low", "medium", "high", "highest"), (20, 50, 25, 5))[0]
    assigned = rng.choice((*ADMINISTRATORS, *ADVISERS))
    return Task(str(9_000 + at * 7), client, name, description, priority, rng.choice(TASK_STATUSES), due, assigned)
