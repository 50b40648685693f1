"""`run_suite` against great_expectations and pandera: the same rules, the same cells, in one run.

Made-up clients as text: 40 columns, 30 of them with a rule, in about the proportions in which the catalogue has them
(of a form, among choices, needed, not of a form, unique; a fifth of them in some rows only), and one or thirty-three in
a hundred of their cells failing. That all find as many failing cells is compared
before anything is timed. Ours ends with the problem table, great_expectations with its result format COMPLETE (and for
the third comparison with id columns), pandera with its failure cases. Wall time and processor
time of each, medians of alternating rounds; a busy machine tells little by the clock. Memory is that of a process of
its own, at its highest while the suite runs.

    python benchmarks/check.py                                        # hours: great_expectations at 1,000,000 rows
    python benchmarks/check.py --gx-rows 100000 --id-rows 20000       # it on fewer rows, taken as linear
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_COLUMNS = 40
_STATES = ["individual", "joint", "trust", "business"]
_NOT_NULL, _UNIQUE = "expect_column_values_to_not_be_null", "expect_column_values_to_be_unique"
_MATCH, _NOT_MATCH = "expect_column_values_to_match_regex", "expect_column_values_to_not_match_regex"
_IN_SET, _NOT_IN_SET = "expect_column_values_to_be_in_set", "expect_column_values_to_not_be_in_set"
_SHARED = ["joint", "trust"]
_OF_SHARED = {
    "row_condition": {"type": "comparison", "column": {"name": "state_0"}, "operator": "IN", "parameter": _SHARED}
}

Maker = Callable[[np.ndarray], pd.Series]


def _text(before: str, width: int, after: str = "") -> Maker:
    return lambda numbers: before + pd.Series(numbers).astype("str").str.zfill(width) + after


def _one_of(*words: str) -> Maker:
    return lambda numbers: pd.Series(np.array(words, dtype=object)[numbers % len(words)], dtype="str")


def _day(numbers: np.ndarray) -> pd.Series:
    days = np.datetime64("1940-01-01") + (numbers % 25_000).astype("timedelta64[D]")
    return pd.Series(days).dt.strftime("%d/%m/%Y").astype("str")


# Name, how many of them, the right cells, the wrong one, the rule.
_RULED: list[tuple[str, int, Maker, str | None, str, dict[str, Any]]] = [
    ("last_name", 3, _one_of("Evans", "Hale", "Poe", "Marsh"), None, _NOT_NULL, {}),
    ("owner", 2, _text("O-", 6), None, _NOT_NULL, _OF_SHARED),
    ("state", 5, _one_of(*_STATES), "person", _IN_SET, {"value_set": _STATES}),
    ("day", 4, _day, "31/31/2020", _MATCH, {"regex": r"^(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}$"}),
    ("amount", 3, _text("", 5, ".50"), "1,200", _MATCH, {"regex": r"^-?\d+(\.\d{1,2})?$"}),
    ("phone", 2, _text("+44163296", 6), "n/a", _MATCH, {"regex": r"^\+?[1-9]\d{7,14}$"}),
    ("uuid", 2, _text("4308c6fe-513d-4334-a7ec-", 12), "A-1", _MATCH, {"regex": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-"}),
    (
        "email",
        1,
        _text("sam.", 6, "@mail.example.com"),
        "two@@mail",
        _MATCH,
        {"regex": r"^[^\s@]+@([^\s@.]+\.)+[^\s@.]+$"},
    ),
    ("ni_number", 1, _text("AB", 6, "C"), "none", _MATCH, {"regex": r"^[A-Z]{2} ?\d\d ?\d\d ?\d\d\d? ?[A-D]?$"}),
    (
        "postcode",
        1,
        _one_of("PO7 7YH", "W1A 0AX", "M1 1AE"),
        "75008",
        _MATCH,
        {"regex": r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"},
    ),
    ("entity", 2, _text("Name ", 6), "Hale Ltd", _NOT_MATCH, {"regex": r"(?i)\b(ltd|limited|plc|llp|trustees?)\b"}),
    ("title", 1, _one_of("Mr", "Ms", "Dr"), "deceased", _NOT_MATCH, {"regex": "(?i)deceased", **_OF_SHARED}),
    ("channel", 2, _one_of("false", ""), "true", _NOT_IN_SET, {"value_set": ["true"], **_OF_SHARED}),
    ("reference", 1, _text("R-", 8), "R-1", _UNIQUE, _OF_SHARED),
]


def rules() -> list[tuple[str, str, dict[str, Any]]]:
    return [(f"{name}_{number}", kind, given) for name, count, _, _, kind, given in _RULED for number in range(count)]


def suite() -> dict[str, Any]:
    return {"expectations": [{"type": kind, "kwargs": {"column": name, **given}} for name, kind, given in rules()]}


def made_up(rows: int, share: float) -> pd.DataFrame:
    """Made-up clients with an id, `share` of the cells under a rule failing it."""
    chance = np.random.default_rng(20250314)
    columns: dict[str, pd.Series] = {"id": _text("C-", 8)(np.arange(rows))}
    for name, count, right, wrong, _, _ in _RULED:
        for number in range(count):
            cells = right(np.arange(rows) + number)
            columns[f"{name}_{number}"] = cells.mask(chance.random(rows) < share, wrong).astype("str")
    while len(columns) < _COLUMNS:
        columns[f"free_{len(columns)}"] = _text("free text ", 4)(chance.integers(0, 5_000, rows))
    return pd.DataFrame(columns)


def ours(frame: pd.DataFrame) -> int:
    from plannr_nb.checks import run_suite

    return len(run_suite(frame, suite()).problems)


def by_gx(frame: pd.DataFrame, *, ids: bool = False) -> int:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    form: dict[str, Any] = {"result_format": "COMPLETE", **({"unexpected_index_column_names": ["id"]} if ids else {})}
    result = batch.validate(gx.ExpectationSuite("rules", suite()["expectations"]), result_format=form)
    return sum(item.result["unexpected_count"] for item in result.results)


def by_pandera(frame: pd.DataFrame) -> int:
    import pandera.pandas as pa

    shared = frame["state_0"].isin(_SHARED)

    def check(kind: str, given: dict[str, Any]) -> Any:
        def met(cells: pd.Series) -> pd.Series:
            if kind == _NOT_NULL:
                found = cells.notna()
            elif kind == _UNIQUE:
                found = ~cells[shared].duplicated(keep=False).reindex(cells.index, fill_value=False)
            elif kind in (_IN_SET, _NOT_IN_SET):
                found = cells.isin(given["value_set"]) == (kind == _IN_SET)
            else:
                found = cells.str.contains(given["regex"]) == (kind == _MATCH)
            return found | ~shared

        # In some rows only: pandera has no word for that, so a function of one's own does it.
        if "row_condition" in given:
            return pa.Check(met, ignore_na=False)
        return {
            _IN_SET: lambda: pa.Check.isin(given["value_set"]),
            _MATCH: lambda: pa.Check.str_contains(given["regex"]),
            _NOT_MATCH: lambda: pa.Check(lambda cells: ~cells.str.contains(given["regex"])),
        }[kind]()

    def column(kind: str, given: dict[str, Any]) -> Any:
        needed = kind == _NOT_NULL and not given
        return pa.Column(None, [] if needed else [check(kind, given)], nullable=not needed)

    schema = pa.DataFrameSchema({name: column(kind, given) for name, kind, given in rules()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return len(errors.failure_cases)
    return 0


def timed(run: Callable[[pd.DataFrame], int], frame: pd.DataFrame) -> tuple[float, float]:
    """Wall and processor time in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    run(frame)
    return time.perf_counter() - wall, time.process_time() - processor


def measured(
    runs: dict[str, tuple[Callable[[pd.DataFrame], int], pd.DataFrame, int]], rows: int, rounds: int
) -> dict[str, tuple[float, float]]:
    """Medians by name, as if on `rows` rows; each with its own number of rounds."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for turn in range(rounds):
        for name, (run, frame, most) in runs.items():
            if turn < most:
                took[name].append(timed(run, frame))
    medians = {}
    for name, times in took.items():
        scale = rows / len(runs[name][1])
        wall, processor = (statistics.median(column) * scale for column in zip(*times, strict=True))
        medians[name] = (wall, processor)
        note = "" if scale == 1 else f"   (of {len(runs[name][1]):,} rows, times {scale:g})"
        print(f"  {name:<34} {wall:9.2f} s wall {processor:9.2f} s processor{note}", flush=True)
    return medians


def bar(medians: dict[str, tuple[float, float]], peer: str, wanted: float) -> None:
    by_clock, by_processor = (theirs / own for theirs, own in zip(medians[peer], medians["run_suite"], strict=True))
    ended = "reached" if by_clock >= wanted else "missed"
    print(
        f"  {by_clock:8.1f} x {peer} by the clock, {by_processor:.1f} x by processor (bar {wanted:g} x): {ended}",
        flush=True,
    )


def _alone(task: str, *given: object) -> dict[str, Any]:
    """Run one of the tasks below in a process of its own."""
    command = [sys.executable, __file__, "--task", task, *map(str, given)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _memory(rows: int, share: float) -> dict[str, Any]:
    """Growth while the suite runs, beside the size of the frame and of the result."""
    from plannr_nb.checks import run_suite

    frame = made_up(rows, share)
    run_suite(frame.head(1_000), suite())
    before = _resident()
    highest, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            highest[0] = max(highest[0], _resident())

    watching = threading.Thread(target=watch)
    watching.start()
    result = run_suite(frame, suite())
    done.set()
    watching.join()
    sizes = {"frame": frame, "result": result.problems}
    return {
        "growth": highest[0] - before,
        "kept": _resident() - before,
        **{name: int(table.memory_usage(deep=True).sum()) for name, table in sizes.items()},
    }


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _small() -> dict[str, Any]:
    """A small book by the rules of the catalogue: the first call of a process, and the fifth."""
    from plannr_nb.checks import check

    frame = made_up(2_000, 0.01)
    fields = ["first_name", "last_name", "email", "date_of_birth", "ni_number", "send_welcome_email", "type", "gender"]
    of = ["last_name_0", "last_name_1", "email_0", "day_0", "ni_number_0", "channel_0", "state_0", "title_0"]
    records = frame.rename(columns=dict(zip(of, fields, strict=True)))
    took = [timed(lambda given: len(check(given, "clients")), records) for _ in range(5)]
    return {"first": took[0], "fifth": took[-1], "great_expectations": "great_expectations" in sys.modules}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--gx-rows", type=int, help="rows for great_expectations; as many as --rows")
    arguments.add_argument("--id-rows", type=int, help="rows for great_expectations with id columns; 200,000")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.task:
        name, *given = asked.task
        print(json.dumps(_memory(int(given[0]), float(given[1])) if name == "memory" else _small()))
        return
    warnings.simplefilter("ignore")
    few = made_up(2_000, 0.1)
    counts = {"run_suite": ours(few), "great_expectations": by_gx(few), "pandera": by_pandera(few)}
    print(f"failing cells found of 2,000 rows: {counts}", flush=True)
    for share, gx_bar, pandera_bar in ((0.01, 15, 1), (0.33, 8, 2)):
        frame = made_up(asked.rows, share)
        less = frame.head(asked.gx_rows or asked.rows)
        print(f"{asked.rows:,} rows x {_COLUMNS}, {len(rules())} rules, {share:.0%} failing", flush=True)
        runs = {
            "run_suite": (ours, frame, asked.rounds),
            "pandera": (by_pandera, frame, asked.rounds),
            "great_expectations": (by_gx, less, 1),
        }
        medians = measured(runs, asked.rows, asked.rounds)
        bar(medians, "great_expectations", gx_bar)
        bar(medians, "pandera", pandera_bar)
    rows = min(asked.rows, 200_000)
    frame = made_up(rows, 0.33)
    print(f"{rows:,} rows x {_COLUMNS}, 33% failing, great_expectations with id columns", flush=True)
    runs = {
        "run_suite": (ours, frame, asked.rounds),
        "with id columns": (lambda given: by_gx(given, ids=True), frame.head(asked.id_rows or rows), 1),
    }
    bar(measured(runs, rows, asked.rounds), "with id columns", 50)
    for share in (0.01, 0.33):
        found = _alone("memory", asked.rows, share)
        shown = ", ".join(f"{name} {size / 1e6:,.0f} MB" for name, size in found.items())
        limit = 2 * (found["frame"] + found["result"])
        print(f"memory at {share:.0%}: {shown}: {'reached' if found['growth'] <= limit else 'missed'}", flush=True)
    small = _alone("small")
    print(f"2,000 rows x {_COLUMNS}, check by the catalogue's rules: {small}")


if __name__ == "__main__":
    main()
