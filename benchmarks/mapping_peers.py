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

from mapping_score import Counts, HeaderList, count

from plannr_nb import catalogue
from plannr_nb.catalogue import Field

Scores = Mapping[str, Mapping[tuple[str, str], float]]  # list name -> (header, field) -> score

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


def valentine(python: Path, lists: Sequence[HeaderList], *, values: bool) -> dict[str, Scores]:
    """Matcher -> scores, from an interpreter that has valentine, which asks for other versions than this project."""
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
    ran = subprocess.run(
        [str(python), str(_CHILD)], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{python} could not run valentine: {ran.stderr.strip().splitlines()[-1]}")
    for line in ran.stderr.splitlines():
        if " left out: " in line:
            print(line)
    answers = json.loads(ran.stdout)
    return {
        matcher: {name: {(header, field): score for header, field, score in pairs} for name, pairs in found.items()}
        for matcher, found in answers.items()
    }


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
