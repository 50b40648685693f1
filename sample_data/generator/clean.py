"""The true records in the forms Plannr asks for: DD/MM/YYYY, 1234.50, +44..., AB123456C."""

from __future__ import annotations

from generator import cells
from generator.diary import Note, Task
from generator.people import Client
from generator.plans import Plan, Premium, Valuation
from generator.tables import Facts

SYSTEMS = ("intelliflo", "xplan", "spreadsheet")


def client_facts(client: Client) -> dict[str, str]:
    address = client.address
    return {
        "client_id": client.client_id,
        "type": client.type,
        "title": client.title,
        "first_name": client.first_name,
        "middle_name": client.middle_name,
        "last_name": client.last_name,
        "entity_name": client.entity_name,
        "owners": "; ".join(client.owners),
        "date_of_birth": cells.written(cells.slashes, client.born),
        "gender": client.gender,
        "ni_number": client.ni_number,
        "marital_status": client.marital_status,
        "nationalities": client.nationality,
        "email": client.email,
        "phone": cells.international(client.mobile or client.landline),
        "landline": cells.international(client.landline),
        "address_1": address.line_1,
        "address_2": address.line_2,
        "town_city": address.town,
        "county": address.county,
        "postcode": address.postcode,
        "assigned_advisor": client.adviser,
        "administrator": client.administrator,
        "status_name": client.status,
        "is_deceased": "true" if client.died else "false",
        "deceased_at": cells.written(cells.slashes, client.died),
        "next_review_date": cells.written(cells.slashes, client.next_review),
        **{f"{system}_key": client.keys.get(system, "") for system in SYSTEMS},
    }


def plan_facts(plan: Plan) -> dict[str, str]:
    return {
        "plan_id": plan.plan_id,
        "client_id": plan.owner.client_id,
        "type": plan.kind.type,
        "plan_type": plan.kind.name,
        "provider": plan.provider.name,
        "policy_number": plan.policy_number,
        "status": plan.status,
        "opened_at": cells.written(cells.slashes, plan.opened),
        "inactive_at": cells.written(cells.slashes, plan.inactive),
        "inactive_reason": plan.inactive_reason,
        "value": cells.money(plan.worth),
        "seller_uuid": plan.adviser,
        "visible_on_client_portal": "true" if plan.visible else "false",
        **{f"{system}_key": plan.keys.get(system, "") for system in SYSTEMS},
    }


def valuation_facts(valuation: Valuation) -> dict[str, str]:
    return {"valued_at": cells.written(cells.slashes, valuation.on), "value": cells.money(valuation.worth)}


def premium_facts(premium: Premium) -> dict[str, str]:
    return {
        "amount": cells.money(premium.amount),
        "percentage": premium.percentage,
        "pensionable_salary": cells.money(premium.salary),
        "frequency": premium.frequency,
        "source": premium.source,
        "payment_method": premium.method,
        "start_date": cells.written(cells.slashes, premium.starts),
        "end_date": cells.written(cells.slashes, premium.ends),
    }


def note_facts(note: Note) -> dict[str, str]:
    return {"contents": "\n".join(note.lines), "created_at": f"{note.written:%d/%m/%Y %H:%M}", "type": note.kind}


def task_facts(task: Task) -> dict[str, str]:
    return {
        "name": task.name,
        "description": task.description,
        "due_at": cells.written(cells.slashes, task.due),
        "priority": task.priority,
        "assigned_to_uuids": task.assigned,
    }


def all_facts(clients: list[Client], plans: list[Plan]) -> dict[str, Facts]:
    """By client and plan id, which never meet: ``K0001`` and ``P0001``."""
    facts: dict[str, Facts] = {one.client_id: client_facts(one) for one in clients}
    return facts | {one.plan_id: plan_facts(one) for one in plans}
