"""Plans as they truly are, with their valuations and premiums. Money is whole pence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from generator.firm import AS_OF
from generator.people import Client, Clients


@dataclass(frozen=True)
class PlanKind:
    """A sort of plan: its name here, Plannr's type, who holds it how often, and what it is worth in pounds."""

    name: str
    type: str
    weights: dict[str, int]
    worth: tuple[int, int] | None
    drift: tuple[str, ...] = ()


def _kind(
    name: str, kind: str, person: int, joint: int, entity: int, worth: tuple[int, int] | None, *drift: str
) -> PlanKind:
    weights = {"individual": person, "joint": joint, "trust": entity, "business": entity}
    return PlanKind(name, kind, weights, worth, drift)


KINDS = (
    _kind("Personal Pension", "pension", 16, 0, 0, (4_000, 280_000), "Pers. Pension", "PPP", "Personal pension plan"),
    _kind("SIPP", "pension", 8, 0, 0, (40_000, 700_000), "S.I.P.P.", "Self Invested Personal Pension", "Sipp "),
    _kind("Workplace Pension", "pension", 9, 0, 0, (2_000, 120_000), "Work place pension", "Auto-enrolment pension"),
    _kind(
        "Stocks & Shares ISA", "investment", 18, 0, 0, (3_000, 220_000),
        "S&S ISA", "Stocks and Shares ISA", "ISA (stocks/shares)", "STOCKS & SHARES ISA",
    ),
    _kind(
        "General Investment Account", "investment", 7, 12, 10, (5_000, 400_000),
        "GIA", "General Invt Acct", "General Investment A/c",
    ),
    _kind("Investment Bond", "investment", 6, 8, 14, (10_000, 300_000), "Inv Bond", "Bond - Investment", "Onshore"),
    _kind("Cash ISA", "cash_account", 5, 0, 0, (500, 60_000), "ISA Cash", "Cash I.S.A."),
    _kind("Savings Account", "cash_account", 4, 8, 4, (100, 85_000), "Savings A/C", "Deposit account"),
    _kind("Level Term Assurance", "protection_policy", 9, 6, 2, None, "Term Assurance (Level)", "Level Term", "LTA"),
    _kind("Whole of Life", "protection_policy", 5, 2, 4, None, "WOL", "Whole Life", "Whole-of-life assurance"),
    _kind("Income Protection", "protection_policy", 4, 0, 0, None, "IP", "Income Protect."),
    _kind("Repayment Mortgage", "mortgage", 3, 9, 2, (20_000, 420_000), "Mortgage - repayment", "Repmt Mortgage"),
    _kind("Lifetime Annuity", "annuity", 3, 0, 0, None, "Annuity", "Annuity (lifetime)"),
    _kind("Buildings and Contents", "general_insurance", 2, 4, 2, None, "Home insurance", "B&C"),
)  # fmt: skip


@dataclass(frozen=True)
class Provider:
    """A made-up provider. In ``pattern`` each 9 stands for a digit."""

    name: str
    pattern: str
    drift: tuple[str, ...]


WRAP = Provider("Tarnside Wrap", "TW99999999", ("Tarnside", "TARNSIDE WRAP LTD", "Tarnside  Wrap", "Tarn Side Wrap"))
ZEROS = Provider("Fernhill Mutual", "0009999999", ("Fernhill Mut.", "Fernhill Mutual Assurance", "FERNHILL MUTUAL"))
LONG_NUMBERS = Provider("Northmoor Pensions", "449999999999", ("Northmoor", "North Moor Pensions", "Northmoor Pension"))
PROVIDERS = (
    Provider("Brackenwell Life", "BW-9999999", ("Brackenwell", "Brackenwell Life plc", "BRACKENWELL LIFE")),
    Provider("Caldbeck & Rowe", "9999999/CR", ("Caldbeck and Rowe", "Caldbeck Rowe", "Caldbeck & Rowe (was Oldmere)")),
    LONG_NUMBERS,
    ZEROS,
    WRAP,
    Provider("Eskdale Assurance", "E9999 99999", ("Eskdale Ass.", "Eskdale Assurance Co", "Eskdale Asurance")),
    Provider("Pennant Friendly Society", "PF/99/99999", ("Pennant F.S.", "Pennant Friendly Soc", "Pennant FS")),
    Provider("Quillbank", "QB 99999999", ("Quill Bank", "Quillbank plc", "QUILLBANK")),
)

ENDINGS = ("lapsed", "matured", "surrendered", "transferred", "cancelled")


@dataclass
class Plan:
    """One plan. ``owner`` is the client who holds it: a person, a joint client, a trust or a business."""

    plan_id: str
    owner: Client
    kind: PlanKind
    provider: Provider
    policy_number: str
    status: str
    opened: date
    adviser: str
    worth: int | None = None
    inactive: date | None = None
    inactive_reason: str = ""
    visible: bool = True
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Valuation:
    plan: Plan
    on: date
    worth: int


@dataclass(frozen=True)
class Premium:
    """A regular or single payment: an amount, or a percentage of a salary, never both."""

    plan: Plan
    starts: date
    frequency: str
    source: str
    method: str
    amount: int | None
    percentage: str
    salary: int | None
    ends: date | None


@dataclass
class Holdings:
    plans: list[Plan]
    valuations: list[Valuation]
    premiums: list[Premium]
    shared_numbers: list[list[Plan]]

    @property
    def worth(self) -> int:
        """Pence in all plans, as far as it is known."""
        return sum(plan.worth or 0 for plan in self.plans)

    @property
    def paid(self) -> int:
        """Pence of all premiums that are amounts."""
        return sum(premium.amount or 0 for premium in self.premiums)


def make_holdings(clients: Clients) -> Holdings:
    """Plans for most clients; thirty of them hold ISA, GIA and SIPP under one number at the wrap."""
    rng = random.Random("harrowmere plans")
    plans: list[Plan] = []
    for client in clients.by_id.values():
        plans.extend(_plan(rng, client) for _ in range(_how_many(rng, client)))
    people = [client for client in clients.of_type("individual") if client.status == "Active Client"]
    shared = [_one_number(rng, client) for client in rng.sample(people, 30)]
    plans.extend(plan for group in shared for plan in group)
    _overdraw(rng, plans)
    _give_keys(rng, plans)
    valuations = [one for plan in plans for one in _valuations(rng, plan)]
    premiums = [one for plan in plans for one in _premiums(rng, plan)]
    return Holdings(plans, valuations, premiums, shared)


def _how_many(rng: random.Random, client: Client) -> int:
    if client.status == "Prospect":
        return 0
    weights = {"joint": (0, 45, 35, 20, 0), "trust": (10, 70, 20, 0, 0), "business": (20, 40, 30, 10, 0)}
    return rng.choices(range(5), weights.get(client.type, (14, 26, 30, 18, 12)))[0]


def _plan(rng: random.Random, client: Client) -> Plan:
    kind = rng.choices(KINDS, [kind.weights[client.type] for kind in KINDS])[0]
    provider = rng.choices(PROVIDERS, [1 if one is ZEROS else 2 for one in PROVIDERS])[0]
    return _opened(rng, client, kind, provider)


def _opened(rng: random.Random, client: Client, kind: PlanKind, provider: Provider) -> Plan:
    born = client.born or date(1970, 1, 1)
    earliest = max(date(born.year + 20, 1, 1), date(1986, 1, 1))
    latest = (client.died or AS_OF) - timedelta(days=40)
    opened = earliest + timedelta(days=rng.randrange(max((latest - earliest).days, 30)))
    plan = Plan("", client, kind, provider, _number(rng, provider), "active", opened, client.adviser)
    plan.visible = rng.random() < 0.9
    roll = rng.random()
    if roll < 0.02 and not client.died:
        plan.status, plan.opened = "proposed", AS_OF - timedelta(days=rng.randrange(1, 40))
    elif roll < 0.12 or client.died:
        plan.status = "inactive"
        plan.inactive_reason = "death_event" if client.died else rng.choice(ENDINGS)
        plan.inactive = client.died or opened + timedelta(days=rng.randrange(1, max((AS_OF - opened).days, 2)))
    if kind.worth and plan.status == "active":
        plan.worth = rng.randrange(kind.worth[0] * 100, kind.worth[1] * 100)
        if rng.random() < 0.12:
            plan.worth -= plan.worth % 100_000
    return plan


def _number(rng: random.Random, provider: Provider) -> str:
    return "".join(str(rng.randrange(10)) if mark == "9" else mark for mark in provider.pattern)


def _one_number(rng: random.Random, client: Client) -> list[Plan]:
    number = _number(rng, WRAP)
    names = ("Stocks & Shares ISA", "General Investment Account", "SIPP")
    group = [_opened(rng, client, kind, WRAP) for kind in KINDS if kind.name in names]
    for plan in group:
        plan.policy_number = number
    return group


def _overdraw(rng: random.Random, plans: list[Plan]) -> None:
    accounts = [plan for plan in plans if plan.kind.name == "Savings Account" and plan.worth]
    for plan in rng.sample(accounts, 15):
        plan.worth = -rng.randrange(5_000, 300_000)


def _give_keys(rng: random.Random, plans: list[Plan]) -> None:
    intelliflo = rng.sample(range(400_000, 900_000), len(plans))
    xplan = rng.sample(range(70_000, 99_000), len(plans))
    lines: dict[str, int] = {}
    for at, plan in enumerate(plans):
        plan.plan_id = f"P{at + 1:04d}"
        ref = plan.owner.keys["spreadsheet"].partition(".")[0]
        lines[ref] = lines.get(ref, 0) + 1
        plan.keys = {
            "intelliflo": f"IOB{intelliflo[at]:08d}",
            "xplan": str(xplan[at]),
            "spreadsheet": f"{ref}/{lines[ref]}",
        }


def _valuations(rng: random.Random, plan: Plan) -> Iterator[Valuation]:
    if plan.worth is None or rng.random() < 0.15:
        return
    on = AS_OF - timedelta(days=rng.choice((0, 0, 0, 1, 30, 61, 86)))
    yield Valuation(plan, on, plan.worth)
    if rng.random() < 0.2:
        yield Valuation(plan, date(on.year - 1, on.month, min(on.day, 28)), plan.worth * rng.randrange(80, 105) // 100)


def _premiums(rng: random.Random, plan: Plan) -> Iterator[Premium]:
    if plan.kind.type in ("mortgage", "annuity") or rng.random() > 0.38:
        return
    frequency = rng.choices(("monthly", "annually", "quarterly", "one_off"), (70, 12, 4, 14))[0]
    amount = rng.randrange(10, 240) * 250 if frequency == "monthly" else rng.randrange(2, 80) * 25_000
    source, method, percentage, salary = "", rng.choice(("direct_debit", "direct_debit", "standing_order")), "", None
    if plan.kind.type == "pension":
        source = rng.choice(("employee", "employee", "employer"))
    if plan.kind.name == "Workplace Pension" and rng.random() < 0.6:
        frequency, method = "monthly", "salary_deduction"
        percentage, salary = rng.choice(("3", "4", "5", "5.5", "8")), rng.randrange(20, 95) * 100_000
    if frequency == "one_off":
        method = rng.choice(("bank_transfer", "cheque"))
    ends = plan.inactive if plan.status == "inactive" and frequency != "one_off" else None
    paid = None if percentage else amount
    yield Premium(plan, plan.opened, frequency, source, method, paid, percentage, salary, ends)
