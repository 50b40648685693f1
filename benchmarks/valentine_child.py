"""Run by another interpreter: lists as JSON on stdin, on stdout a line of JSON per list with one matcher's scores.

    uv venv VENV && uv pip install --python VENV/bin/python valentine
    python benchmarks/header_mapping.py --valentine VENV/bin/python

Works with valentine 1 and with 0.4, which runs COMA 3.0 itself and needs a Java for that. Cupid needs word lists that
NLTK downloads. Small lists go first, so that a matcher that is stopped has answered as many as it could.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
from valentine import valentine_match
from valentine.algorithms import (
    BaseMatcher,
    Coma,
    Cupid,
    DistributionBased,
    JaccardDistanceMatcher,
    SimilarityFlooding,
)

MATCHERS: dict[str, Callable[[], BaseMatcher]] = {
    "COMA, schema": lambda: Coma(use_instances=False),
    "COMA, schema and values": lambda: Coma(use_instances=True),
    "Cupid": Cupid,
    "similarity flooding": SimilarityFlooding,
    "Jaccard distance": JaccardDistanceMatcher,
    "distribution based": DistributionBased,
}
TAKES_A_LIST = "dfs" in inspect.signature(valentine_match).parameters


def frame_of(columns: dict[str, list[str]]) -> pd.DataFrame:
    rows = max((len(cells) for cells in columns.values()), default=0)
    return pd.DataFrame({name: [*cells, *[""] * (rows - len(cells))] for name, cells in columns.items()}, dtype=object)


def scores(asked: dict, matcher: BaseMatcher) -> list[tuple[str, str, float]]:
    headers, fields = frame_of(asked["headers"]), frame_of(asked["fields"])
    if TAKES_A_LIST:
        found = valentine_match([headers, fields], matcher, df_names=["headers", "fields"])
    else:
        found = valentine_match(headers, fields, matcher, "headers", "fields")
    named = [(columns_by_table(pair), float(score)) for pair, score in found.items()]
    return [(pair["headers"], pair["fields"], score) for pair, score in named]


def columns_by_table(pair: Any) -> dict[str, str]:
    """Of a pair as valentine 1 names it, or as 0.4 does: (table, column) twice."""
    if hasattr(pair, "source_table"):
        return {pair.source_table: pair.source_column, pair.target_table: pair.target_column}
    return dict(pair)


def main() -> None:
    make = MATCHERS[sys.argv[1]]
    asked = sorted(json.load(sys.stdin), key=lambda each: len(each["headers"]) * len(each["fields"]))
    for each in asked:
        with contextlib.redirect_stdout(sys.stderr):
            found = scores(each, make())
        print(json.dumps({"name": each["name"], "pairs": found}), flush=True)


if __name__ == "__main__":
    main()
