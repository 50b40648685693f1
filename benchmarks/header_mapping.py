"""Header mapping on labelled lists: how right it is, how well it knows, and how fast; other matchers in the same run.

    python benchmarks/header_mapping.py
    python benchmarks/header_mapping.py --lists FOLDER --values --valentine VENV/bin/python

Memory is off, and so are source packs but for ``--packs``. A pair is suggested from the score on at which
`suggest_mapping` calls it the better bet; pre-ticked is what `propose_mapping` holds. The calibration error is that of
every header's best candidate, and of the suggested ones alone. Intervals are 95 %, from drawing the lists anew. With
``--values`` the samples of each list become a frame, and the time with a large frame is taken too.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from mapping_peers import Scores, equality, tuned, valentine, wratio
from mapping_score import Counts, HeaderList, calibration_error, count, read_lists, wrong_among_sure

from plannr_nb.suggest import SUGGESTED, propose_mapping, suggest_mapping

LISTS = Path(__file__).parent.parent / "tests" / "header_lists"
_DRAWS = 2_000
_FEW_LISTS = 3  # an interval over fewer says nothing
_HEADERS, _ROUNDS = 60, 9


@dataclass(frozen=True)
class Outcome:
    """Of one list: its counts for suggested and for pre-ticked pairs, and (score, right) of each best candidate."""

    record_type: str
    suggested: Counts
    ticked: Counts
    scored: tuple[tuple[float, bool], ...]


def ours(labelled: HeaderList, *, values: bool, packs: bool = False) -> Outcome:
    source = labelled.frame() if values else labelled.headers
    ranked = suggest_mapping(source, labelled.record_type, top=1, packs=packs)
    best = [
        (column, str(field), float(score))
        for column, field, score in zip(labelled.columns, ranked["field"], ranked["score"], strict=True)
        if not pd.isna(field)
    ]
    mapping = propose_mapping(source, labelled.record_type, packs=packs)
    return Outcome(
        labelled.record_type,
        count(labelled, {column.header: field for column, field, score in best if score >= SUGGESTED}),
        count(labelled, {header: field for field, header in mapping.fields.items()}),
        tuple((score, field in column.right) for column, field, score in best),
    )


def interval(counts: Sequence[Counts], figure: str) -> str:
    """The figure with its 95 % interval over lists."""
    value = getattr(sum(counts, Counts()), figure)
    if len(counts) < _FEW_LISTS:
        return f"{value:.3f}"
    table = np.array([astuple(each) for each in counts])
    drawn = np.random.default_rng(20250314).integers(len(counts), size=(_DRAWS, len(counts)))
    figures = [getattr(Counts(*row), figure) for row in table[drawn].sum(axis=1).tolist()]
    low, high = np.percentile(figures, [2.5, 97.5])
    return f"{value:.3f} [{low:.2f}, {high:.2f}]"


def row_of(outcomes: Sequence[Outcome]) -> dict[str, str]:
    suggested, ticked = [each.suggested for each in outcomes], [each.ticked for each in outcomes]
    scored = [pair for each in outcomes for pair in each.scored]
    total = sum(suggested, Counts())
    return {
        "lists": str(len(outcomes)),
        "F1": interval(suggested, "f1"),
        "precision": f"{total.precision:.3f}",
        "recall": f"{total.recall:.3f}",
        "ticked precision": interval(ticked, "precision"),
        "ticked coverage": interval(ticked, "recall"),
        "left alone": interval(suggested, "left_alone"),
        "calibration error": f"{calibration_error(scored):.3f}",
        "of suggested": f"{calibration_error([pair for pair in scored if pair[0] >= SUGGESTED]):.3f}",
        "wrong at 0.9+": f"{wrong_among_sure(scored):.3f}",
    }


def table_of(outcomes: Sequence[Outcome]) -> str:
    types = sorted({each.record_type for each in outcomes})
    rows = {"all": row_of(outcomes)}
    rows |= {name: row_of([each for each in outcomes if each.record_type == name]) for name in types}
    return pd.DataFrame.from_dict(rows, orient="index").to_string()


def peers_table(lists: Sequence[HeaderList], peers: Mapping[str, Scores], outcomes: Sequence[Outcome]) -> str:
    """A row per peer, over the lists it has answered, with our F1 on the very same lists."""
    rows = {}
    for name, scores in peers.items():
        answered = [each for each in lists if each.name in scores]
        threshold, counts = tuned(answered, scores)
        total = sum(counts, Counts())
        same = [outcome.suggested for each, outcome in zip(lists, outcomes, strict=True) if each.name in scores]
        rows[name] = {
            "lists": str(len(answered)),
            "threshold": f"{threshold:.2f}",
            "F1": interval(counts, "f1"),
            "precision": f"{total.precision:.3f}",
            "recall": f"{total.recall:.3f}",
            "left alone": f"{total.left_alone:.3f}",
            "plannr_nb on them: F1": interval(same, "f1"),
            "left alone ": f"{sum(same, Counts()).left_alone:.3f}",
        }
    return pd.DataFrame.from_dict(rows, orient="index").to_string() if rows else "none"


def milliseconds(sources: Sequence[Any]) -> str:
    """Time to rank clients' fields for each of the sources; the processor's own time is that of an idle machine."""
    took, worked = [], []
    for source in sources:
        start, start_work = time.perf_counter(), time.process_time()
        suggest_mapping(source, "clients", packs=False)
        took.append((time.perf_counter() - start) * 1000.0)
        worked.append((time.process_time() - start_work) * 1000.0)
    middle, work = statistics.median(took), statistics.median(worked)
    return f"{middle:.0f} ms, at most {max(took):.0f} (of the processor {work:.0f}, at most {max(worked):.0f})"


def speed(lists: Sequence[HeaderList], rows: int, *, values: bool) -> str:
    """Other headers in each round, so that no word was met before."""
    columns = {column.header: column for each in lists if each.record_type == "clients" for column in each.columns}
    if len(columns) < _HEADERS:
        return f"fewer than {_HEADERS} headers of clients in these lists, so no time is taken"
    suggest_mapping(["Surname"], "clients", packs=False)  # reads the catalogue
    names = list(columns)
    rounds = [[names[(start + step) % len(names)] for step in range(_HEADERS)] for start in range(0, 540, _HEADERS)]
    said = f"{_HEADERS} headers, fields of clients: {milliseconds(rounds[:_ROUNDS])}"
    if not values:
        return said
    wide = HeaderList("wide", "", "clients", tuple(columns[name] for name in names[:_HEADERS]))
    small = wide.frame()
    large = small.take(np.arange(rows) % len(small)).reset_index(drop=True)
    return f"{said}\nwith the values of {len(large):,} rows: {milliseconds([large] * _ROUNDS)}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lists", type=Path, default=LISTS, help="folder of labelled lists")
    arguments.add_argument("--values", action="store_true", help="measure with the samples as cells too")
    arguments.add_argument("--packs", action="store_true", help="measure with the shipped source packs too")
    arguments.add_argument("--valentine", type=Path, metavar="PYTHON", help="an interpreter that has valentine")
    arguments.add_argument("--limit", type=float, default=900.0, help="seconds after which a matcher is stopped")
    arguments.add_argument("--rows", type=int, default=200_000, help="rows of the frame that is timed")
    asked = arguments.parse_args()
    lists = read_lists(asked.lists)
    columns = sum(len(each.columns) for each in lists)
    print(f"{len(lists)} lists, {columns} columns, {len({each.system for each in lists})} systems; memory off\n")
    for values in (False, True) if asked.values else (False,):
        seen = "headers and values" if values else "headers only"
        print(f"plannr_nb, {seen}")
        outcomes = [ours(each, values=values) for each in lists]
        print(table_of(outcomes), end="\n\n")
        if asked.packs:
            print(f"plannr_nb, {seen}, with source packs")
            print(table_of([ours(each, values=values, packs=True) for each in lists]), end="\n\n")
        print(f"others, {seen}, thresholds tuned on these very lists")
        peers = {} if values else {"equality after normalising": equality(lists), "rapidfuzz WRatio": wratio(lists)}
        if asked.valentine is not None:
            peers |= valentine(asked.valentine, lists, values=values, limit_s=asked.limit)
        print(peers_table(lists, peers, outcomes), end="\n\n")
    print(speed(lists, asked.rows, values=asked.values))


if __name__ == "__main__":
    main()
