"""`read_batches` against `read_table` and pandas' chunks: seconds and peak memory as the file grows.

Made-up clients in 20 columns of clean UTF-8, read as text in batches of 100,000 rows. Each reading has a process of its
own, whose peak memory includes the interpreter and pandas. The readers take turns; medians of several rounds.

    python benchmarks/read_batches.py --rows 100000 1000000 4000000 --rounds 3
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
from read_large import write_file

from plannr_nb.read import read_batches, read_table

_BATCH = 100_000
_COLUMNS = 20
# What the memory may grow by, however much the file does: the pieces that are kept of it and those in work.
_BAR_MB = 200


def _chunks(path: Path) -> Iterable[pd.DataFrame]:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], chunksize=_BATCH)


READERS: dict[str, Callable[[Path], Iterable[pd.DataFrame]]] = {
    "read_batches": lambda path: read_batches(path, rows=_BATCH),
    "read_table": lambda path: [read_table(path)],
    "pandas": _chunks,
}


def measure(name: str, path: Path) -> None:
    start = time.perf_counter()
    rows = sum(len(batch) for batch in READERS[name](path))
    seconds = time.perf_counter() - start
    # What getrusage says on Linux is never less than what the process held that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
    print(rows, seconds, peak * 1024 / 1e6)


def measured(name: str, path: Path, rows: int) -> tuple[float, float]:
    """Seconds and megabytes."""
    told = [sys.executable, __file__, "--measure", name, str(path)]
    found, seconds, peak = subprocess.run(told, capture_output=True, text=True, check=True).stdout.split()
    assert int(found) == rows
    return float(seconds), float(peak)


def same_cells(path: Path) -> bool:
    return pd.concat(read_batches(path, rows=_BATCH // 7)).equals(read_table(path))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 4_000_000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.measure:
        measure(asked.measure[0], Path(asked.measure[1]))
        return
    peaks: list[float] = []
    for at, rows in enumerate(asked.rows):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "clients.csv")
            write_file(path, rows, quoted=False, columns=_COLUMNS)
            assert at or same_cells(path)
            peaks.append(compare(path, rows, asked.rounds))
    grown = max(peaks) - min(peaks)
    print(f"memory grew by {grown:,.0f} MB (bar {_BAR_MB} MB): {'reached' if grown <= _BAR_MB else 'missed'}")


def compare(path: Path, rows: int, rounds: int) -> float:
    """The peak memory of `read_batches`."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name, figures in taken.items():
            figures.append(measured(name, path, rows))
    print(f"{rows:,} rows x {_COLUMNS}, {path.stat().st_size / 1e6:,.0f} MB, {rounds} rounds")
    for name, figures in taken.items():
        seconds, peak = (statistics.median(part) for part in zip(*figures, strict=True))
        print(f"  {name:<12} median {seconds:6.2f} s, peak memory {peak:7,.0f} MB")
    return max(peak for _, peak in taken["read_batches"])


if __name__ == "__main__":
    main()
