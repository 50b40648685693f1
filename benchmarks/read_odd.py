"""`read_table` against other readers on the odd files of the tests, each without parameters, in one run.

Every reader gets every text file as it is. A file gives ten points: one for loading at all, and one each for precision,
recall and F1 of header cells, of records (whole rows) and of cells, compared as multisets with what a careful person
reads. For all alike, blank is missing, white space around cells does not count, and neither do columns without name and
cells nor names that a reader makes up (``column 3``, ``Unnamed: 3``, the number of a duplicate). A reader that gives
rows only, as CleverCSV does, is taken to have the header in the first of them. Workbooks are listed apart, with the
readers that claim them. Readers that are not installed are left out and named.

    python benchmarks/read_odd.py
    python benchmarks/read_odd.py --large 1000000
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import logging
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from odd_files import Case, odd_files

from plannr_nb.read import read_table

_MOST_BYTES = 200_000
_MADE_UP = re.compile(r"(column|extra|field|f)[ _]?\d+|unnamed: ?\d+(_level_\d+)?|_duplicated_\d+|\d+", re.IGNORECASE)
_NUMBERED = re.compile(r"( \(\d+\)|[._]\d+|_duplicated_\d+)$")


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a file; a header of None where it says that there is none."""

    header: Sequence[object] | None
    rows: Sequence[Sequence[object]]


def ours(path: Path) -> Read:
    frame = read_table(path)
    return Read(list(frame.columns), frame.astype(object).to_numpy().tolist())


def with_pandas(path: Path) -> Read:
    import pandas as pd

    return _of_pandas(pd.read_csv(path, dtype=str, keep_default_na=False))


def with_pandas_sniffing(path: Path) -> Read:
    import pandas as pd

    return _of_pandas(pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python"))


def _of_pandas(frame: object) -> Read:
    import pandas as pd

    assert isinstance(frame, pd.DataFrame)
    # Where rows are longer than the header, pandas takes their first cells for an index.
    frame = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index(names=[""] * frame.index.nlevels)
    return Read(list(frame.columns), frame.astype(object).to_numpy().tolist())


def with_duckdb(path: Path) -> Read:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute("select * from read_csv(?, all_varchar=true)", [str(path)])
        return Read([column[0] for column in found.description or ()], found.fetchall())


def with_clevercsv(path: Path) -> Read:
    import clevercsv

    rows = clevercsv.read_table(str(path), verbose=False)
    return Read(rows[0] if rows else [], rows[1:])


def with_polars(path: Path) -> Read:
    import polars as pl

    frame = pl.read_csv(path, infer_schema_length=0)
    return Read(frame.columns, frame.rows())


def with_sniffer(path: Path) -> Read:
    with path.open(newline="", encoding="utf-8") as file:
        sample = file.read(65_536)
        file.seek(0)
        sniffer = csv.Sniffer()
        rows = list(csv.reader(file, sniffer.sniff(sample)))
        return Read(rows[0], rows[1:]) if sniffer.has_header(sample) else Read(None, rows)


def workbook_with_pandas(path: Path) -> Read:
    import pandas as pd

    return _of_pandas(pd.read_excel(path, dtype=str, keep_default_na=False))


READERS: dict[str, Callable[[Path], Read]] = {
    "plannr_nb": ours,
    "DuckDB": with_duckdb,
    "CleverCSV": with_clevercsv,
    "pandas": with_pandas,
    "pandas sep=None": with_pandas_sniffing,
    "polars": with_polars,
    "csv.Sniffer": with_sniffer,
}
PACKAGES = {"DuckDB": "duckdb", "CleverCSV": "clevercsv", "pandas": "pandas", "polars": "polars"}
WORKBOOK_READERS = {"plannr_nb": ours, "pandas read_excel": workbook_with_pandas}


def score(truth: Read, read: Read | None) -> float:
    """Points, at most ten; none for a file that was not loaded."""
    if read is None:
        return 0.0
    wanted, found = _normal(truth), _normal(read)
    pairs = zip(_multisets(wanted, wanted[0]), _multisets(found, wanted[0]), strict=True)
    return 1.0 + sum(sum(_measures(want, got)) for want, got in pairs)


def _measures(wanted: Counter, found: Counter) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    if not wanted and not found:
        return 1.0, 1.0, 1.0
    both = (wanted & found).total()
    precision = both / found.total() if found else 0.0
    recall = both / wanted.total() if wanted else 0.0
    return precision, recall, 2 * both / (wanted.total() + found.total())


def _normal(read: Read) -> tuple[list[str], list[list[str]]]:
    """Header and rows as text, without columns that have neither name nor cells."""
    header = [_text(name) for name in read.header or ()]
    header = ["" if _MADE_UP.fullmatch(name) and not _is_year(name) else name for name in header]
    rows = [[_text(cell) for cell in row] for row in read.rows]
    width = max(map(len, [header, *rows]))
    header += [""] * (width - len(header))
    filled = {column for row in rows for column, cell in enumerate(row) if cell}
    kept = [column for column in range(width) if header[column] or column in filled]
    return [header[column] for column in kept], [
        [row[column] if column < len(row) else "" for column in kept] for row in rows
    ]


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()


def _is_year(name: str) -> bool:
    return re.fullmatch(r"(19|20)\d\d", name) is not None


def _multisets(table: tuple[list[str], list[list[str]]], wanted_names: list[str]) -> tuple[Counter, Counter, Counter]:
    header, rows = table
    plain = [_NUMBERED.sub("", name) for name in wanted_names]
    names = [_NUMBERED.sub("", name) if _NUMBERED.sub("", name) in plain else name for name in header if name]
    records = ["\x1f".join(row).rstrip("\x1f") for row in rows]
    return Counter(names), Counter(records), Counter(cell for row in rows for cell in row if cell)


def truth_of(case: Case) -> Read:
    return Read(None if "no_header" in case.told else case.header, case.rows)


def attempt(reader: Callable[[Path], Any], path: Path) -> Any:
    # Readers raise, exit and panic in many ways on such files; all of them are "did not load".
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader(path)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return None


def installed(readers: dict[str, Callable[[Path], Read]]) -> dict[str, Callable[[Path], Read]]:
    missing = [name for name in readers if name in PACKAGES and not _version(PACKAGES[name])]
    if missing:
        print(f"Not installed, so left out: {', '.join(missing)}")
    told = ", ".join(f"{name} {_version(package)}" for name, package in PACKAGES.items() if _version(package))
    print(f"Readers: {told}, Python {sys.version.split()[0]}")
    return {name: reader for name, reader in readers.items() if name not in missing}


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def scores_of(
    cases: Sequence[Case], readers: dict[str, Callable[[Path], Read]], folder: Path
) -> dict[str, dict[str, float]]:
    """Name of a file -> reader -> points."""
    table: dict[str, dict[str, float]] = {}
    for case in cases:
        path = folder / case.name
        path.write_bytes(case.data)
        table[case.name] = {name: score(truth_of(case), attempt(reader, path)) for name, reader in readers.items()}
    return table


def show(title: str, cases: Sequence[Case], table: dict[str, dict[str, float]], readers: Sequence[str]) -> None:
    groups = list(dict.fromkeys(case.group for case in cases))
    print(f"\n{title}: {len(cases)} files, points of 10")
    print(f"{'':<18}{'all':>8}" + "".join(f"{group:>10}" for group in groups))
    for reader in readers:
        means = [
            _mean(table[case.name][reader] for case in cases if group in (None, case.group))
            for group in (None, *groups)
        ]
        print(f"{reader:<18}{means[0]:>8.3f}" + "".join(f"{mean:>10.2f}" for mean in means[1:]))
    better = [
        f"  {name}: {peer} {points:.2f}, plannr_nb {told['plannr_nb']:.2f}"
        for name, told in table.items()
        for peer, points in told.items()
        if points > told["plannr_nb"] + 1e-9
    ]
    print("\n".join(["A peer is better on:", *better]) if better else "No peer is better on any of them.")
    below = [name for name, told in table.items() if told["plannr_nb"] < 10 - 1e-9]
    if below:
        print(f"plannr_nb is below ten points on: {', '.join(below)}")


def _mean(points: Iterable[float]) -> float:
    found = list(points)
    return sum(found) / len(found)


def show_speed(rows: int, readers: dict[str, Callable[[Path], Read]], folder: Path) -> None:
    """Seconds to a frame or table of text, without turning it into Python's lists as the scores do."""
    from read_large import write_file

    path = folder / "large.csv"
    write_file(path, rows, quoted=False)
    print(f"\n{rows:,} rows of 40 columns, {path.stat().st_size / 1e6:,.0f} MB, seconds to columns of text")
    for name, load in _LOADERS.items():
        if name not in readers:
            continue
        start = time.perf_counter()
        done = attempt(load, path)
        told = f"{time.perf_counter() - start:8.2f}" if done is not None else "  failed"
        print(f"{name:<18}{told}")


def _load_duckdb(path: Path) -> object:
    import duckdb

    with duckdb.connect() as connection:
        return connection.execute("select * from read_csv(?, all_varchar=true)", [str(path)]).to_arrow_table()


def _load_pandas(path: Path) -> object:
    import pandas as pd

    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _load_polars(path: Path) -> object:
    import polars as pl

    return pl.read_csv(path, infer_schema_length=0)


# CleverCSV and the standard library make lists of lists, row by row: minutes for a file of this size.
_LOADERS: dict[str, Callable[[Path], object]] = {
    "plannr_nb": read_table,
    "DuckDB": _load_duckdb,
    "pandas": _load_pandas,
    "polars": _load_polars,
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--large", type=int, metavar="ROWS", help="also time a large clean file of so many rows")
    asked = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    readers = installed(READERS)
    cases = [case for case in odd_files() if not case.refused and len(case.data) < _MOST_BYTES]
    texts = [case for case in cases if case.group != "workbook"]
    books = [case for case in cases if case.group == "workbook"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        show("Text files", texts, scores_of(texts, readers, folder), list(readers))
        show("Workbooks", books, scores_of(books, WORKBOOK_READERS, folder), list(WORKBOOK_READERS))
        if asked.large:
            show_speed(asked.large, readers, folder)


if __name__ == "__main__":
    main()
