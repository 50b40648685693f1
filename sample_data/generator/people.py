"""The clients as they truly are: people, couples with a joint record, trusts and businesses."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from generator import cells, words
from generator.firm import ADMINISTRATORS, ADVISERS, AS_OF

COUPLES, JOINTS, SINGLES, TRUSTS, BUSINESSES = 675, 180, 400, 40, 30
SHARING_COUPLES = 70
DEAD = 24
NAMESAKES = 8


@dataclass(frozen=True)
class Address:
    line_1: str
    line_2: str
    town: str
    county: str
    postcode: str


@dataclass
class Client:
    """One client. ``owners`` are the two people of a joint client; ``keys`` are the old systems' references."""

    client_id: str
    type: str
    address: Address
    adviser: str
    administrator: str
    status: str
    title: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    entity_name: str = ""
    born: date | None = None
    gender: str = ""
    ni_number: str = ""
    marital_status: str = ""
    nationality: str = ""
    email: str = ""
    mobile: str = ""
    landline: str = ""
    died: date | None = None
    next_review: date | None = None
    partner: str = ""
    owners: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.entity_name or f"{self.first_name} {self.last_name}"


@dataclass
class Clients:
    """All clients by id, and the pairs a tool must not take for one person or for two."""

    by_id: dict[str, Client]
    namesakes: list[tuple[str, str]]
    sharing: list[tuple[str, str]]

    def of_type(self, *types: str) -> list[Client]:
        return [client for client in self.by_id.values() if client.type in types]


class Maker:
    """Makes people one after the other; no full name, number or e-mail address comes twice by accident."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names: set[tuple[str, str]] = set()
        self.count = 0
        prefix, digits = words.MOBILE_RANGE
        self.mobiles = [f"{prefix}{n:0{digits}d}" for n in range(10**digits)]
        self.landlines = [f"{head}{n:0{digits}d}" for head, digits in words.LANDLINE_RANGES for n in range(10**digits)]
        rng.shuffle(self.mobiles)
        rng.shuffle(self.landlines)

    def next_id(self) -> str:
        self.count += 1
        return f"K{self.count:04d}"

    def address(self) -> Address:
        rng = self.rng
        street = f"{rng.randrange(1, 140)} {rng.choice(words.STREETS)}"
        house = rng.choice(words.HOUSES) if rng.random() < 0.15 else ""
        area = rng.choice(words.POSTCODE_AREAS)
        letters = "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        postcode = f"{area}{rng.randrange(1, 29)} {rng.randrange(1, 10)}{letters}"
        second = rng.choice(words.VILLAGES) if rng.random() < 0.6 else ""
        county = rng.choice(words.COUNTIES)
        return Address(f"{house}, {street}" if house else street, second, rng.choice(words.TOWNS), county, postcode)

    def ni_number(self) -> str:
        rng = self.rng
        first, second = rng.choice("ABCEHJLMPRSTWX"), rng.choice("ABCEHJLMPRSWXYZ")
        return f"{first}{second}{rng.randrange(10**6):06d}{rng.choice('ABCD')}"

    def born(self, oldest: int = 92, youngest: int = 24) -> date:
        days = self.rng.randrange(youngest * 365, oldest * 365)
        return AS_OF - timedelta(days=days)

    def full_name(self, gender: str, last_name: str | None = None) -> tuple[str, str]:
        while True:
            first = self.rng.choice(words.WOMEN if gender == "female" else words.MEN)
            last = last_name or self.rng.choice(words.SURNAMES)
            if (first, last) not in self.names:
                self.names.add((first, last))
                return first, last

    def person(self, gender: str, address: Address, marital_status: str, last_name: str | None = None) -> Client:
        rng = self.rng
        first, last = self.full_name(gender, last_name)
        status = rng.choices(("Active Client", "Prospect", "Former Client"), (90, 5, 5))[0]
        client = Client(
            self.next_id(), "individual", address, rng.choice(ADVISERS), rng.choice(ADMINISTRATORS), status,
            title=_title(rng, gender, marital_status), first_name=first, last_name=last, gender=gender,
            marital_status=marital_status, born=self.born(), nationality=rng.choice(words.NATIONALITIES),
        )  # fmt: skip
        if rng.random() < 0.35:
            client.middle_name = rng.choice(words.WOMEN if gender == "female" else words.MEN)
        if rng.random() < 0.93:
            client.ni_number = self.ni_number()
        if rng.random() < 0.55:
            client.mobile = self.mobiles.pop()
        if rng.random() < 0.9:
            client.email = _mail(rng, first, last)
        if status == "Active Client" and rng.random() < 0.7:
            client.next_review = AS_OF + timedelta(days=rng.randrange(5, 360))
        return client

    def single(self) -> Client:
        rng = self.rng
        marital = rng.choices(("single", "widowed", "divorced", "separated"), (50, 20, 25, 5))[0]
        client = self.person(rng.choice(("female", "male")), self.address(), marital)
        client.landline = self.landlines.pop() if rng.random() < 0.6 or not client.mobile else ""
        return client

    def couple(self) -> tuple[Client, Client]:
        rng = self.rng
        address, landline = self.address(), self.landlines.pop()
        marital = rng.choices(("married", "civil-partnership", "cohabiting"), (84, 4, 12))[0]
        genders = rng.choices((("male", "female"), ("female", "female"), ("male", "male")), (94, 3, 3))[0]
        one = self.person(genders[0], address, marital)
        shared_name = one.last_name if marital != "cohabiting" and rng.random() < 0.85 else None
        two = self.person(genders[1], address, marital, shared_name)
        one.partner, two.partner = two.client_id, one.client_id
        one.landline = two.landline = landline
        two.adviser, two.administrator, two.status = one.adviser, one.administrator, one.status
        two.next_review = one.next_review
        return one, two

    def entity(self, kind: str, name: str, address: Address) -> Client:
        rng = self.rng
        client = Client(
            self.next_id(), kind, address, rng.choice(ADVISERS), rng.choice(ADMINISTRATORS), "Active Client",
            entity_name=name, landline=self.landlines.pop(),
        )  # fmt: skip
        if kind == "business":
            client.email = f"accounts@{cells.plain(name.split(' ')[0])}.example"
        return client


def make_clients() -> Clients:
    """The whole book, the same on each run."""
    maker = Maker(random.Random("harrowmere people"))
    couples = [maker.couple() for _ in range(COUPLES)]
    singles = [maker.single() for _ in range(SINGLES)]
    joints = [_joint(maker, one, two) for one, two in couples[:JOINTS]]
    trusts = [maker.entity("trust", name, maker.address()) for name in _trust_names(maker)]
    businesses = [maker.entity("business", name, maker.address()) for name in _business_names(maker)]
    people = [person for couple in couples for person in couple] + singles
    _name_oddly(singles)
    _bury(maker, couples[JOINTS:], singles)
    sharing = _share_mail(maker, couples)
    namesakes = _make_namesakes(maker, singles)
    by_id = {client.client_id: client for client in [*people, *joints, *trusts, *businesses]}
    _give_keys(maker.rng, by_id)
    return Clients(by_id, namesakes, sharing)


def _joint(maker: Maker, one: Client, two: Client) -> Client:
    last = one.last_name if one.last_name == two.last_name else ""
    first = one.first_name if last else one.name
    joint = maker.entity("joint", f"{first} & {two.name}", one.address)
    joint.landline, joint.adviser, joint.administrator = one.landline, one.adviser, one.administrator
    joint.status, joint.next_review = one.status, one.next_review
    joint.owners = (one.client_id, two.client_id)
    return joint


def _title(rng: random.Random, gender: str, marital_status: str) -> str:
    if rng.random() < 0.03:
        return rng.choice(("dr", "professor", "reverend"))
    if gender == "male":
        return "mr"
    if marital_status in ("married", "widowed", "civil-partnership"):
        return "mrs"
    return rng.choice(("ms", "miss", "mrs") if marital_status == "divorced" else ("ms", "miss"))


def _mail(rng: random.Random, first: str, last: str) -> str:
    first, last = cells.plain(first), cells.plain(last)
    name = rng.choice((f"{first}.{last}", f"{first}_{last}", f"{last}{first}"))
    return f"{name}@{rng.choice(words.MAIL_DOMAINS)}"


def _trust_names(maker: Maker) -> list[str]:
    surnames = maker.rng.sample([name for name in words.SURNAMES if "-" not in name], TRUSTS)
    forms = ("The {0} Family Trust", "{0} Discretionary Trust", "{0} Children's Settlement", "The R & M {0} Will Trust")
    return [forms[at % len(forms)].format(surname) for at, surname in enumerate(surnames)]


def _business_names(maker: Maker) -> list[str]:
    surnames = maker.rng.sample([name for name in words.SURNAMES if "-" not in name], BUSINESSES)
    forms = ("{0} {1} Ltd", "{0} & Sons {1} Limited", "{0} & Daughters Ltd", "{1} by {0} LLP", "J & P {0} {1} Ltd")
    return [
        forms[at % len(forms)].format(surname, words.TRADES[at % len(words.TRADES)])
        for at, surname in enumerate(surnames)
    ]


def _name_oddly(singles: list[Client]) -> None:
    """People whose true names look like a missing value to a careless program."""
    for client, names in zip(
        singles, (("Joon-ho", "Na"), ("Min-jung", "Na"), ("Nan", "Whitlock"), ("Tamsin", "Null")), strict=False
    ):
        client.first_name, client.last_name = names
        client.email = client.email and f"{cells.plain(names[0])}.{cells.plain(names[1])}@example.org"


def _bury(maker: Maker, couples: list[tuple[Client, Client]], singles: list[Client]) -> None:
    """Some people have died; none of them in a couple with a joint record."""
    living = [one for one, _ in couples] + singles[10:]
    for client in maker.rng.sample(living, DEAD):
        client.born = maker.born(oldest=97, youngest=70)
        client.died = AS_OF - timedelta(days=maker.rng.randrange(30, 1500))
        client.status, client.next_review = "Deceased", None


def _share_mail(maker: Maker, couples: list[tuple[Client, Client]]) -> list[tuple[str, str]]:
    living = [(one, two) for one, two in couples if one.email and not one.died]
    pairs = maker.rng.sample(living, SHARING_COUPLES)
    for one, two in pairs:
        two.email = one.email
    return [(one.client_id, two.client_id) for one, two in pairs]


def _make_namesakes(maker: Maker, singles: list[Client]) -> list[tuple[str, str]]:
    """Two people of one name: strangers, and father and son in one house."""
    pairs = []
    for at, client in enumerate(singles[20 : 20 + NAMESAKES]):
        other = maker.rng.choice([one for one in singles[60:] if one.gender == client.gender])
        client.first_name, client.last_name, client.middle_name = other.first_name, other.last_name, ""
        client.email = (
            client.email and f"{cells.plain(client.first_name)}.{cells.plain(client.last_name)}{at + 2}@example.net"
        )
        if at % 3 == 0:
            client.address = other.address
            client.born = other.born and other.born.replace(day=min(other.born.day, 28), year=other.born.year + 25)
            client.born = min(client.born, date(2004, 5, 17)) if client.born else None
        pairs.append((other.client_id, client.client_id))
    return pairs


def _give_keys(rng: random.Random, by_id: dict[str, Client]) -> None:
    """Each old system has numbered the clients in its own way."""
    clients = sorted(by_id.values(), key=lambda client: (client.last_name or client.entity_name, client.client_id))
    for system, numbers in (("intelliflo", range(10_200_000, 10_290_000)), ("xplan", range(20_100, 29_900))):
        chosen = rng.sample(numbers, len(clients))
        for client, number in zip(clients, chosen, strict=True):
            if not (system == "xplan" and client.type == "joint"):
                client.keys[system] = str(number)
    owned = {owner for client in clients for owner in client.owners}
    on_a_row = [client for client in clients if client.client_id not in owned]
    rng.shuffle(on_a_row)
    for number, client in enumerate(on_a_row, start=1):
        client.keys["spreadsheet"] = f"C{number:04d}"
        for place, owner in enumerate(client.owners, start=1):
            by_id[owner].keys["spreadsheet"] = f"C{number:04d}.{place}"
