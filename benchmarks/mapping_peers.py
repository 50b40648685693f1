"""Other ways to find the field of a header: plain fuzzy matching, equality, and the matchers of valentine.

Each gives a score per header and field; one answer per header is then made alike for all of them: best pairs first,
each header and field once, down to a threshold. The threshold of a peer is the one with the best F1 on the very lists
it is measured on, so its figures flatter it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from mapping_score import Counts, HeaderList, count

from plannr_nb import catalogue
from plannr_nb.catalogue import Field

Scores = Mapping[str, Mapping[tuple[str, str], float]]  # list name -> (header, field) -> score

_BY_NAME = ("COMA, schema", "Cupid", "similarity flooding")
_BY_VALUES = ("COMA, schema and values", "Jaccard distance", "distribution based")
_CHILD = Path(__file__).with_name("valentine_child.py")
_THRESHOLDS = [step / 100 for step in range(100, 4, -2)]


def equality(lists: Sequence[HeaderList]) -> Scores:
    """1.0 where the letters and digits of a header are those of a field's name or label."""
    return {
        each.name: {
            (header, field.name): 1.0
            for header in each.headers
            for field in catalogue.load(each.record_type).importable
            if _tight(header) in {_tight(text) for text in _texts(field)}
        }
        for each in lists
    }


def wratio(lists: Sequence[HeaderList]) -> Scores:
    """RapidFuzz's WRatio of a header with a field's name or label, whichever is more alike."""
    from rapidfuzz import fuzz
    from rapidfuzz.utils import default_process

    return {
        each.name: {
            (header, field.name): max(fuzz.WRatio(header, text, processor=default_process) for text in _texts(field))
            / 100.0
            for header in each.headers
            for field in catalogue.load(each.record_type).importable
        }
        for each in lists
    }


def valentine(python: Path, lists: Sequence[HeaderList], *, values: bool, limit_s: float) -> dict[str, Scores]:
    """Matcher -> scores, from an interpreter that has valentine, which asks for other versions than this project.

    A matcher is stopped after `limit_s` seconds; the lists it has not answered by then are not among its scores.
    """
    asked = [
        {
            "name": each.name,
            "headers": {column.header: [*column.samples] if values else [] for column in each.columns},
            "fields": {
                field.name: [*field.choices, field.example] if values else []
                for field in catalogue.load(each.record_type).importable
            },
        }
        for each in lists
    ]
    found = {}
    for matcher in _BY_VALUES if values else _BY_NAME:
        answered = _answered(python, matcher, json.dumps(asked), limit_s)
        if answered:
            found[f"valentine {matcher}"] = answered
    return found


def _answered(python: Path, matcher: str, asked: str, limit_s: float) -> Scores:
    with TemporaryFile("w+", encoding="utf-8") as said, TemporaryFile("w+", encoding="utf-8") as complaints:
        child = subprocess.Popen(
            [str(python), str(_CHILD), matcher], stdin=subprocess.PIPE, stdout=said, stderr=complaints, text=True
        )
        try:
            child.communicate(asked, timeout=limit_s)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            print(f"valentine {matcher} stopped after {limit_s:.0f} s")
        else:
            if child.returncode:
                complaints.seek(0)
                last = [line.strip() for line in complaints if line.strip(" *\n")][-1:]
                print(f"valentine {matcher} could not go on: {''.join(last)[:100]}")
        said.seek(0)
        answers = [json.loads(line) for line in said if line.endswith("\n")]
    return {each["name"]: {(header, field): score for header, field, score in each["pairs"]} for each in answers}


def tuned(lists: Sequence[HeaderList], scores: Scores) -> tuple[float, list[Counts]]:
    """The threshold with the best F1 on these lists, and the counts per list at it."""
    answers = [
        (threshold, [count(each, _decide(scores[each.name], threshold)) for each in lists]) for threshold in _THRESHOLDS
    ]
    return max(answers, key=lambda answer: sum(answer[1], Counts()).f1)


def _decide(scores: Mapping[tuple[str, str], float], threshold: float) -> dict[str, str]:
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for (header, field), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < threshold:
            break
        if header not in pairs and field not in taken:
            pairs[header] = field
            taken.add(field)
    return pairs


def _texts(field: Field) -> list[str]:
    return [field.name.replace("_", " "), field.label]


def _tight(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
