"""Rows a second of the sandbox: a store of made-up clients with 40 mapped fields, 10 of them dates.

The server runs in a process of its own, the client polls as an import is polled. Medians of several rounds.

    python benchmarks/sandbox_rows.py --rows 50000 --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

_BAR_ROWS_A_SECOND = 20_000
_ADVISERS = ("Harriet Lomax", "Dilip Rao", "Owen Price", "Moira Kinnear")
_NAMES = ("Ada", "Bryn", "Carys", "Dilys", "Ewan", "Fiona", "Gwen", "Hamish", "Isla", "Jago", "Kerensa", "Lowri")
_ENDINGS = ("ton", "ley", "by", "worth", "ham", "wick", "combe", "thorpe", "stead", "gate", "well", "ford")

Cell = Callable[[random.Random, int], str]


def _day(first: int, last: int, blank: float = 0.0) -> Cell:
    span = (date(last, 12, 31) - date(first, 1, 1)).days

    def cell(chance: random.Random, number: int) -> str:
        if chance.random() < blank:
            return ""
        return (date(first, 1, 1) + timedelta(chance.randrange(span))).strftime("%d/%m/%Y")

    return cell


def _one_of(*values: str) -> Cell:
    return lambda chance, number: chance.choice(values)


def _surname(chance: random.Random, number: int) -> str:
    return chance.choice(_NAMES) + chance.choice(_ENDINGS)


_CELLS: dict[str, Cell] = {
    "type": _one_of("individual"),
    "title": _one_of("Mr", "Mrs", "Ms", "Dr"),
    "first_name": _one_of(*_NAMES),
    "middle_name": _one_of("", *_NAMES),
    "last_name": _surname,
    "nickname": _one_of("", "", *_NAMES),
    "email": lambda chance, number: f"client.{number}@example.com",
    "phone": lambda chance, number: f"01632 960{chance.randrange(1000):03d}",
    "assigned_advisor": _one_of(*_ADVISERS),
    "status_name": _one_of("Active", "New", "Dormant"),
    "send_welcome_email": _one_of("false"),
    "gender": _one_of("male", "female", "unknown"),
    "ni_number": lambda chance, number: (
        f"QQ {number // 10000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d} C"
    ),
    "marital_status": _one_of("single", "married", "widowed", "divorced", "civil-partnership"),
    "smoker_status": _one_of("smoker", "non-smoker", "ex-smoker"),
    "residential_status": _one_of("homeowner", "renting"),
    "country_of_residence": _one_of("United Kingdom"),
    "is_vulnerable": _one_of("yes", "no", "possibly"),
    "is_prospect": _one_of("true", "false"),
    "is_uk_resident": _one_of("true"),
    "value": lambda chance, number: f"{chance.randrange(1_000_000)}.{chance.randrange(100):02d}",
    "target_retirement_age": lambda chance, number: str(chance.randrange(55, 75)),
    "height": lambda chance, number: str(chance.randrange(150, 200)),
    "address_1": lambda chance, number: f"{chance.randrange(1, 200)} {chance.choice(_NAMES)} Street",
    "town_city": _surname,
    "county": _one_of("Hampshire", "Gwynedd", "Fife"),
    "postcode": lambda chance, number: f"AB{chance.randrange(1, 99)} {chance.randrange(9)}ZZ",
    "country": _one_of("United Kingdom"),
    "external_reference_value": lambda chance, number: f"IO-{number:06d}",
    "external_reference_source": _one_of("intelliflo"),
    "date_of_birth": _day(1930, 2005),
    "deceased_at": _day(2010, 2025, blank=0.95),
    "inactive_at": _day(2010, 2025, blank=0.8),
    "smoker_since": _day(1960, 2020, blank=0.7),
    "will_last_reviewed": _day(2000, 2025, blank=0.3),
    "first_contact_date": _day(1990, 2025),
    "next_review_date": _day(2026, 2028),
    "previous_review_date": _day(2022, 2025),
    "anniversary_review_date": _day(2025, 2027),
    "move_in_date": _day(1960, 2025),
}


def write_clients(path: Path, rows: int, *, failing: float) -> None:
    """A share of the rows has a date of birth that is none."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*_CELLS, "plannr_nb_row"])
        for number in range(rows):
            row = {name: cell(chance, number) for name, cell in _CELLS.items()}
            if chance.random() < failing:
                row["date_of_birth"] = "31/02/1970"
            writer.writerow([*row.values(), number + 2])


def _serve(line: Connection) -> None:
    from plannr_nb import sandbox

    with sandbox.serve(requests_a_minute=100_000) as server:
        line.send((server.url, server.token, server.account_uuid))
        line.recv()
        line.send(time.process_time())


def _round(client: httpx.Client, path: Path, poll_every_s: float) -> tuple[float, float, int]:
    """Seconds from start to end, seconds from upload to end, failed rows."""
    began = time.perf_counter()
    with path.open("rb") as file:
        made = client.post("/import", data={"type": "clients", "mode": "store"}, files={"file": (path.name, file)})
    uuid = made.raise_for_status().json()["uuid"]
    client.post(f"/import/map/{uuid}", json={"headers": {name: name for name in _CELLS}}).raise_for_status()
    started = time.perf_counter()
    shown = client.post(f"/import/start/{uuid}").raise_for_status().json()
    while shown["status"] == "processing":
        time.sleep(poll_every_s)
        shown = client.get(f"/import/{uuid}").raise_for_status().json()
    ended = time.perf_counter()
    assert shown["status"] == "complete" and shown["jobs_remaining"] == 0, shown["status"]
    return ended - started, ended - began, shown["failed_jobs"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=50_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--failing", type=float, default=0.03, help="share of rows that are refused")
    arguments.add_argument("--poll-every-s", type=float, default=0.2)
    asked = arguments.parse_args()
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clients.csv")
        write_clients(path, asked.rows, failing=asked.failing)
        server = processes.Process(target=_serve, args=(theirs,))
        server.start()
        theirs.close()
        url, token, account_uuid = ours.recv()
        headers = {"Authorization": f"Bearer {token}", "X-PLANNR-ACCOUNT-UUID": account_uuid}
        with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=300) as client:
            rounds = [_round(client, path, asked.poll_every_s) for _ in range(asked.rounds)]
        ours.send("stop")
        busy = ours.recv()
        server.join()
    processing, whole = (statistics.median(column) for column in list(zip(*rounds, strict=True))[:2])
    print(f"{asked.rows} clients, {len(_CELLS)} mapped fields, {rounds[-1][2]} rows refused, {asked.rounds} rounds")
    print(f"start to end   {asked.rows / processing:>10,.0f} rows a second (bar {_BAR_ROWS_A_SECOND:,})")
    print(f"upload to end  {asked.rows / whole:>10,.0f} rows a second")
    print(f"server         {busy / asked.rows / asked.rounds * 1e6:>10.1f} us of processor time a row, upload included")


if __name__ == "__main__":
    main()
