"""`read_table` against pandas' Arrow engine: the same file, read as text, one after the other in one run.

Made-up clients and plans in 40 columns of clean UTF-8: identifiers, names, some with accents, pounds signs, dates,
mails, phones, postcodes, choices, blanks, and in some rows a quoted text with a comma. Both must hold equal cells,
which is checked before anything is timed. Medians of several rounds, by the clock and by the processors; peak memory
in a process of its own for each, with what the interpreter and pandas take up.

    python benchmarks/read_large.py --rows 1000000 --rounds 5
    python benchmarks/read_large.py --rows 1000000 --rounds 5 --quoted
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from plannr_nb.read import read_table

_BAR = 1.3
_QUOTED_BAR = 1.5
_BATCH = 100_000
_FORENAMES = ("Gareth", "Zoë", "Priya", "Siân", "Callum", "Chloé", "Ravi", "Megan", "Seán", "Olu", "Ffion", "Tomasz")
_SURNAMES = ("Evans", "O'Brien", "Adeyemi", "Hale", "Nowak", "Llŷr-Jones", "Shah", "Marsh", "MacDonald", "Hughes")
_STREETS = ("High Street", "Station Road", "Harbour Lane", "Mill Close", "Church Walk", "Queen's Drive")
_TOWNS = ("Bangor", "Leeds", "Ynys Môn", "Bristol", "Perth", "Derry", "Hove", "Stoke-on-Trent")
_POSTCODES = ("LL57 2DG", "LS1 4AP", "BS8 1TH", "PH1 5LB", "BN3 2FA", "ST4 2DE")
_PROVIDERS = ("Harrowmere Life", "Aldgate Mutual", "Northfell Pensions", "Calder & Sons", "Ostler Wealth")
_NOTES = ('"Prefers e-mail, never call"', '"Reviewed, no change"', "Annual review held", '"Moved, see new address"', "")
_CHOICES = {
    "Title": ("Mr", "Mrs", "Ms", "Dr", "Miss", ""),
    "Gender": ("Male", "Female", ""),
    "Marital Status": ("Married", "Single", "Civil partnership", "Widowed", ""),
    "Client Type": ("Individual", "Joint", "Trust", "Corporate"),
    "Status": ("Active", "Lapsed", "Prospect"),
    "Country": ("United Kingdom", "United Kingdom", "Ireland", ""),
    "Smoker": ("Y", "N", ""),
    "Adviser": ("Helen Marsh", "Ade Okafor", "Tomos Rees"),
    "Plan Type": ("Personal Pension", "ISA", "Term Assurance", "Investment Bond", "SIPP"),
    "Frequency": ("Monthly", "Annually", "Single", ""),
    "Risk Profile": ("1", "2", "3", "4", "5", ""),
    "Marketing Consent": ("Yes", "No", ""),
}


class _Maker:
    """Columns of text for some rows that follow one another."""

    def __init__(self, first: int, rows: int) -> None:
        self._numbers = np.arange(first, first + rows)
        self._chance = np.random.default_rng(first)

    def columns(self) -> dict[str, pa.Array]:
        made = {"Client Ref": self._joined("C", self._numbers + 1_000_000)}
        made |= {"Forename": self.drawn(_FORENAMES), "Surname": self.drawn(_SURNAMES)}
        made |= {
            "Date of Birth": self._dates(1935, 2005),
            "E-mail": self._joined("client.", self._numbers, "@example.com"),
        }
        made |= {"Home Phone": self._phones("01632 960"), "Mobile": self._phones("07700 900")}
        made |= {"NI Number": self._joined("QQ", self._digits(6), "C"), "Notes": self.drawn(_NOTES)}
        made |= {"Address 1": self._joined(self._digits(2), " ", self.drawn(_STREETS)), "Address 2": self.drawn(("",))}
        made |= {"Town": self.drawn(_TOWNS), "Postcode": self.drawn(_POSTCODES)}
        made |= {name: self.drawn(words) for name, words in _CHOICES.items()}
        made |= {"Plan Ref": self._joined("P", self._numbers * 7), "Policy Number": self._joined("00", self._digits(8))}
        made |= {"Provider": self.drawn(_PROVIDERS), "Plan Id": self._joined(self._digits(4), "-", self._digits(4))}
        made |= {name: self._money("£") for name in ("Valuation", "Premium", "Initial Fee")}
        made |= {name: self._money("") for name in ("Sum Assured", "Units", "Ongoing Fee", "Income")}
        made |= {name: self._dates(1995, 2026) for name in ("Start Date", "Review Date", "Valuation Date", "Created")}
        return made

    def drawn(self, words: tuple[str, ...]) -> pa.Array:
        drawn = self._chance.integers(0, len(words), len(self._numbers), dtype=np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(drawn), pa.array(words)).cast(pa.string())

    def _joined(self, *parts: str | np.ndarray | pa.Array) -> pa.Array:
        cells = [pa.array(part).cast(pa.string()) if isinstance(part, np.ndarray) else part for part in parts]
        return pc.binary_join_element_wise(*cells, "")

    def _digits(self, count: int) -> np.ndarray:
        return self._chance.integers(10 ** (count - 1), 10**count, len(self._numbers))

    def _phones(self, start: str) -> pa.Array:
        return self._joined(start, self._digits(3))

    def _money(self, sign: str) -> pa.Array:
        return self._joined(sign, self._digits(5), ".", self._digits(2))

    def _dates(self, first: int, last: int) -> pa.Array:
        days = [f"{day:%d/%m/%Y}" for day in pd.date_range(f"{first}-01-01", f"{last}-12-31", freq="11D")]
        return self.drawn((*days, ""))


def write_file(path: Path, rows: int, *, quoted: bool, columns: int | None = None) -> None:
    """A CSV of made-up rows. ``quoted``: every cell of it, the header's too; ``columns``: the first ones only."""
    between, around = ('","', '"') if quoted else (",", "")
    with path.open("wb") as file:
        for first in range(0, rows, _BATCH):
            made = dict(list(_Maker(first, min(_BATCH, rows - first)).columns().items())[:columns])
            if not first:
                file.write(f"{around}{between.join(made)}{around}\n".encode())
            cells = [pc.replace_substring(column, '"', "") if quoted else column for column in made.values()]
            lines = pc.binary_join_element_wise(*cells, between)
            lines = pc.binary_join_element_wise(around, lines, f"{around}\n", "")
            file.write("".join(lines.to_pylist()).encode())


def ours(path: Path) -> pd.DataFrame:
    return read_table(path)


def peer(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, engine="pyarrow", keep_default_na=False, na_values=[""])


READERS: dict[str, Callable[[Path], pd.DataFrame]] = {"read_table": ours, "pandas": peer}


def same_cells(path: Path) -> bool:
    return ours(path).reset_index(drop=True).equals(peer(path))


def took(read: Callable[[Path], pd.DataFrame], path: Path) -> tuple[float, float]:
    """Seconds by the clock, and of all processors."""
    clock, processors = time.perf_counter(), time.process_time()
    read(path)
    return time.perf_counter() - clock, time.process_time() - processors


def peak_megabytes(name: str, path: Path) -> float:
    """The most memory that a process of its own holds while it reads."""
    said = subprocess.run(
        [sys.executable, __file__, "--measure", name, str(path)], capture_output=True, text=True, check=True
    )
    return float(said.stdout)


def measure(name: str, path: Path) -> None:
    import resource

    READERS[name](path)
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says on Linux is never less than what the process held that started this one.
        peak = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
        print(peak * 1024 / 1e6)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--quoted", action="store_true", help="a file with every cell quoted")
    arguments.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.measure:
        measure(asked.measure[0], Path(asked.measure[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clients.csv")
        write_file(path, asked.rows, quoted=asked.quoted)
        compare(path, asked.rows, asked.rounds, _QUOTED_BAR if asked.quoted else _BAR)


def compare(path: Path, rows: int, rounds: int, bar: float) -> None:
    assert same_cells(path)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name, read in READERS.items():
            times[name].append(took(read, path))
    print(f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, {rounds} rounds; equal cells")
    medians = {name: [statistics.median(part) for part in zip(*pairs, strict=True)] for name, pairs in times.items()}
    for name, (clock, processors) in medians.items():
        memory = peak_megabytes(name, path)
        print(f"  {name:<10} median {clock:6.2f} s, processors {processors:6.2f} s, peak memory {memory:7,.0f} MB")
    ratio = medians["read_table"][0] / medians["pandas"][0]
    print(f"  ratio {ratio:.2f} (bar {bar}): {'reached' if ratio <= bar else 'missed'}")


if __name__ == "__main__":
    main()
