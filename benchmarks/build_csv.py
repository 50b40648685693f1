"""`build_csv` against `DataFrame.to_csv`: the same records, the same cells, one after the other in one run.

Made-up clients with 40 fields, some cells blank, some with commas, quotes and line breaks. Both write what
`read_csv` reads back alike, which is checked before anything is timed. Medians of several rounds.

    python benchmarks/build_csv.py --rows 1000000 --rounds 3
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from plannr_nb import catalogue
from plannr_nb.csv_build import TAG, build_csv
from plannr_nb.records import as_records, field_columns

_BAR = 5.0
_FIELDS = 40
_WORDS = (
    *("Evans", "Hale", "O'Néill", "Adeyemi", "Marsh & Sons, Cardiff", 'known as "Bo"', "first line\nsecond line"),
    *("17/01/1975", "AB 12 34 56 C", "false", "1234.50", "client.12345@mail.example", "+441632960123", "PO7 7YH"),
)


def made_up_records(rows: int) -> pd.DataFrame:
    """Records of text, a fifth of the cells blank."""
    chance = np.random.default_rng(20250314)
    names = [item.name for item in catalogue.load("clients").importable][:_FIELDS]
    words = np.array([*_WORDS, None], dtype=object)
    weights = np.array([0.8 / len(_WORDS)] * len(_WORDS) + [0.2])
    columns = {name: pd.Series(chance.choice(words, rows, p=weights), dtype="str") for name in names}
    return as_records(pd.DataFrame(columns))


def ours(records: pd.DataFrame, path: Path) -> None:
    build_csv(records, "clients", path)


def peer(records: pd.DataFrame, path: Path) -> None:
    fields = records[field_columns(records)]
    fields.assign(**{TAG: fields.index}).to_csv(path, index=False, lineterminator="\n")


def same_cells(records: pd.DataFrame, folder: Path) -> bool:
    """Whether a reader finds the same in both files."""
    read = []
    for name, write in (("ours", ours), ("peer", peer)):
        write(records, folder / f"{name}.csv")
        read.append(pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False))
    return read[0].equals(read[1])


def seconds(write: Callable[[pd.DataFrame, Path], None], records: pd.DataFrame, path: Path) -> float:
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    write(records, path)
    return time.perf_counter() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    records = made_up_records(asked.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"same cells: {same_cells(records.head(20_000), folder)}")
        took: dict[str, list[float]] = {"build_csv": [], "to_csv": []}
        for _ in range(asked.rounds):
            took["build_csv"].append(seconds(ours, records, folder / "ours.csv"))
            took["to_csv"].append(seconds(peer, records, folder / "peer.csv"))
        sizes = {"build_csv": folder / "ours.csv", "to_csv": folder / "peer.csv"}
        print(f"{asked.rows:,} rows x {_FIELDS} fields, {asked.rounds} rounds")
        for what, times in took.items():
            megabytes = sizes[what].stat().st_size / 1e6
            print(f"  {what:<10} median {statistics.median(times):7.2f} s   {megabytes:7.0f} MB")
    ratio = statistics.median(took["to_csv"]) / statistics.median(took["build_csv"])
    print(f"  ratio {ratio:.1f} x (bar {_BAR:.0f} x): {'reached' if ratio >= _BAR else 'missed'}")


if __name__ == "__main__":
    main()
