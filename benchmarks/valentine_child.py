"""Run by another interpreter: lists as JSON on stdin, the scores of valentine's matchers as JSON on stdout.

    uv venv VENV && uv pip install --python VENV/bin/python "valentine<0.5"
    python benchmarks/header_mapping.py --valentine VENV/bin/python

Needs valentine 0.4 and a Java, since that release runs COMA 3.0 itself; minutes for fifty lists. Cupid needs word lists
that NLTK downloads. Similarity flooding is not asked: one list of 58 headers took it longer than COMA all of them.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable

import pandas as pd
from valentine import valentine_match
from valentine.algorithms import BaseMatcher, Coma, Cupid, JaccardDistanceMatcher

BY_NAME: dict[str, Callable[[], BaseMatcher]] = {
    "valentine COMA, schema": lambda: Coma(use_instances=False),
    "valentine Cupid": Cupid,
}
BY_VALUES: dict[str, Callable[[], BaseMatcher]] = {
    "valentine COMA, schema and values": lambda: Coma(use_instances=True),
    "valentine Jaccard distance": JaccardDistanceMatcher,
}


def frame_of(columns: dict[str, list[str]]) -> pd.DataFrame:
    rows = max((len(cells) for cells in columns.values()), default=0)
    return pd.DataFrame({name: [*cells, *[""] * (rows - len(cells))] for name, cells in columns.items()}, dtype=object)


def scores(asked: list[dict], make: Callable[[], BaseMatcher]) -> dict[str, list[tuple[str, str, float]]]:
    found = {}
    for each in asked:
        matches = valentine_match(frame_of(each["headers"]), frame_of(each["fields"]), make(), "headers", "fields")
        pairs = [dict(pair) | {"score": float(score)} for pair, score in matches.items()]
        found[each["name"]] = [(pair["headers"], pair["fields"], pair["score"]) for pair in pairs]
    return found


def main() -> None:
    asked = json.load(sys.stdin)
    values = any(cells for each in asked for cells in each["headers"].values())
    answers = {}
    for name, make in (BY_VALUES if values else BY_NAME).items():
        try:
            with contextlib.redirect_stdout(sys.stderr):
                answers[name] = scores(asked, make)
        except Exception as problem:  # a matcher that cannot run here is left out, and named
            print(f"{name} left out: {type(problem).__name__}", file=sys.stderr)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
