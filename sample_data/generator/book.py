"""The whole book of the firm, made once and exported three times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generator.clean import all_facts
from generator.diary import Note, Task, make_notes, make_tasks
from generator.people import Client, Clients, make_clients
from generator.plans import Holdings, make_holdings
from generator.tables import Facts


@dataclass(frozen=True)
class Book:
    """``facts`` are the true fields of clients and plans by their ids."""

    clients: Clients
    holdings: Holdings
    notes: list[Note]
    tasks: list[Task]
    facts: dict[str, Facts]

    @cached_property
    def plans(self) -> frozenset[str]:
        """Ids of the plans."""
        return frozenset(plan.plan_id for plan in self.holdings.plans)

    def owners_of(self, client: Client) -> list[Client]:
        """The people of a joint client, else the client."""
        return [self.clients.by_id[owner] for owner in client.owners] or [client]


def make_book() -> Book:
    clients = make_clients()
    holdings = make_holdings(clients)
    facts = all_facts(list(clients.by_id.values()), holdings.plans)
    return Book(clients, holdings, make_notes(clients), make_tasks(clients), facts)
