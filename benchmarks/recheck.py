"""One edited cell, checked again: `Checked.edit` beside a full `check` of the same records.

Made-up clients as text, 40 columns, most of them fields with rules of ours, one or ten in a hundred of the cells wrong.
Each round edits a cell of another kind: a name that rules of persons read, a date of birth and a National Insurance
number that have to be unique with others, a choice, and one edit of a hundred cells. Processor time, since the machine
may be shared; the problem table is part of it. That both give the same table is compared before.

    python benchmarks/recheck.py --rows 200000
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from plannr_nb.checks import Checked, check
from plannr_nb.records import apply_edits

_ONE_OF = {
    "type": ["individual", "joint", "trust", "business"],
    "title": ["Mr", "Ms", "Dr"],
    "gender": ["male", "female"],
    "marital_status": ["single", "married"],
    "send_welcome_email": ["false"],
    "is_deceased": ["false"],
    "town_city": ["Cardiff", "Leeds", "Ely"],
    "postcode": ["PO7 7YH", "W1A 0AX", "M1 1AE"],
}
_WRONG = {"date_of_birth": "31/02/1975", "ni_number": "none", "email": "two@@mail", "phone": "n/a", "postcode": "75008"}


def clients(rows: int, share: float) -> pd.DataFrame:
    numbers = pd.Series(np.arange(rows))
    days = (np.datetime64("1940-01-01") + (np.arange(rows) % 25_000).astype("timedelta64[D]")).astype("datetime64[s]")
    text = numbers.astype("str")
    columns: dict[str, Any] = {
        name: np.array(words, dtype=object)[numbers % len(words)] for name, words in _ONE_OF.items()
    }
    columns |= {
        "first_name": "Sam" + text.str.zfill(6),
        "last_name": np.array(["Evans", "Hale", "Poe", "Marsh"], dtype=object)[numbers % 4],
        "entity_name": "Name " + text,
        "date_of_birth": pd.Series(days).dt.strftime("%d/%m/%Y"),
        "ni_number": "AB" + text.str.zfill(6) + "C",
        "email": "sam." + text + "@mail.example.com",
        "phone": "+44163296" + text.str.zfill(6),
        "external_reference_value": "R-" + text,
        "address_1": text + " Post Street",
        "owners": "4308c6fe-513d-4334-a7ec-" + text.str.zfill(12),
        "next_review_date": "01/02/2030",
    }
    columns |= {f"custom_{number}": "x" + text for number in range(40 - len(columns))}
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    wrong = np.random.default_rng(7)
    for name, cell in _WRONG.items():
        frame.loc[wrong.random(rows) < share, name] = cell
    return frame.set_index("r" + text)


def edits_of(rows: int) -> dict[str, pd.DataFrame]:
    one = f"r{rows // 2}"

    def edit(field: str, new: str | None, ids: list[str]) -> pd.DataFrame:
        return pd.DataFrame({"record_id": ids, "field": field, "new": new}, dtype="str")

    return {
        "last name": edit("last_name", "Hale (dec'd)", [one]),
        "date of birth": edit("date_of_birth", "17/01/1975", [one]),
        "NI number as another's": edit("ni_number", "AB000007C", [one]),
        "choice": edit("marital_status", "person", [one]),
        "blank": edit("send_welcome_email", None, [one]),
        "100 cells": edit("last_name", "Poe", [f"r{number}" for number in range(0, rows, rows // 100)]),
    }


def _took(call: Callable[..., object], *arguments: object) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    call(*arguments)
    return time.process_time() - processor, time.perf_counter() - clock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for share in (0.01, 0.10):
        records = clients(options.rows, share)
        full = statistics.median(_took(check, records, "clients")[0] for _ in range(3))
        checked = Checked(records, "clients")
        print(f"{options.rows:,} x {records.shape[1]}, {share:.0%} wrong: {len(checked.problems):,} problems")
        print(f"  full check {full * 1000:8.0f} ms processor")
        for name, edits in edits_of(options.rows).items():
            before = checked.records
            back = edits.assign(new=before.loc[edits["record_id"], edits["field"].iloc[0]].to_numpy())
            first = _took(checked.edit, edits)
            expected = check(apply_edits(before, edits), "clients")
            pd.testing.assert_frame_equal(checked.problems, expected)
            checked.edit(back)
            took = []
            for _ in range(options.rounds):
                took.append(_took(checked.edit, edits))
                checked.edit(back)
            processor, clock = (statistics.median(one) * 1000 for one in zip(*took, strict=True))
            print(
                f"  {name:24} first {first[0] * 1000:5.0f}, then {processor:5.0f} ms processor ({clock:.0f} ms clock)"
            )


if __name__ == "__main__":
    main()
