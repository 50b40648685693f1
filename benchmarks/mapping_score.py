"""Labelled header lists, and how suggested pairs are counted against them.

A list is one JSON file: ``system``, ``record_type``, ``source`` and ``columns``. Each column has its ``header``, the
``target`` field (or null: leave it), ``also`` (other right answers; a null in it means that leaving the column is right
too), and perhaps ``split``, ``doubt`` and ``samples``. The benchmark and the guard in the tests both count here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SURE", "Column", "Counts", "HeaderList", "calibration_error", "count", "read_lists", "wrong_among_sure"]

SURE = 0.9
_BINS = 10


@dataclass(frozen=True)
class Column:
    """One labelled column.

    Attributes
    ----------
    right
        Every answer that is right, None among them where leaving the column is.
    """

    header: str
    target: str | None
    right: frozenset[str | None]
    split: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class HeaderList:
    """The labelled columns of one export."""

    name: str
    system: str
    record_type: str
    columns: tuple[Column, ...]

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def frame(self, rows: int | None = None) -> pd.DataFrame:
        """The samples as a frame of text, each column's repeated from its top; a column without any is blank."""
        import pandas as pd

        rows = rows or max((len(column.samples) for column in self.columns), default=0)
        cells = {
            place: [column.samples[row % len(column.samples)] or None for row in range(rows)]
            if column.samples
            else [None] * rows
            for place, column in enumerate(self.columns)
        }
        return pd.DataFrame(cells, dtype="str").set_axis(self.headers, axis="columns")


def read_lists(folder: Path) -> list[HeaderList]:
    """All lists of a folder, by name. ``record_type`` may also be written ``record_type_guess``."""
    return [_list_from(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]


def _list_from(name: str, document: Mapping) -> HeaderList:
    columns = tuple(
        Column(
            each["header"],
            each["target"],
            frozenset([each["target"], *each.get("also", [])]),
            tuple(each.get("split", [])),
            tuple(str(sample) for sample in each.get("samples", [])),
        )
        for each in document["columns"]
    )
    return HeaderList(name, document["system"], document.get("record_type") or document["record_type_guess"], columns)


@dataclass(frozen=True)
class Counts:
    """Whole numbers that add up over lists.

    Attributes
    ----------
    wanted, found
        Fields that must come out: those with a column that may not be left, or that several columns compete for. And
        how many of them did.
    leave, left
        Columns whose label is to leave them, and how many were.
    """

    suggested: int = 0
    suggested_right: int = 0
    wanted: int = 0
    found: int = 0
    leave: int = 0
    left: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))

    @property
    def precision(self) -> float:
        return _share(self.suggested_right, self.suggested)

    @property
    def recall(self) -> float:
        return _share(self.found, self.wanted)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def left_alone(self) -> float:
        return _share(self.left, self.leave)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def count(labelled: HeaderList, pairs: Mapping[str, str | None]) -> Counts:
    """Compare one list with header -> field. A header that is not named counts as left.

    Examples
    --------
    >>> def column(header, target, *also):
    ...     return Column(header, target, frozenset([target, *also]), (), ())
    >>> phones = HeaderList("a", "A", "clients", (column("Mobile", "phone"), column("Home", None, "phone")))
    >>> count(phones, {"Home": "phone"})
    Counts(suggested=1, suggested_right=1, wanted=1, found=1, leave=1, left=1)
    """
    answers = [(column, pairs.get(column.header)) for column in labelled.columns]
    made = [answer in column.right for column, answer in answers if answer is not None]
    left = [answer in column.right for column, answer in answers if column.target is None]
    wanted = found = 0
    for field in {column.target for column in labelled.columns if column.target is not None}:
        owners = [(column, answer) for column, answer in answers if column.target == field]
        rivals = [(column, answer) for column, answer in answers if field in column.right]
        if len(rivals) > 1 or any(None not in column.right for column, _ in owners):
            wanted += 1
            found += any(answer == field for _, answer in rivals) or any(
                answer is not None and answer in column.right for column, answer in owners
            )
    return Counts(len(made), sum(made), wanted, found, len(left), sum(left))


def calibration_error(scored: Iterable[tuple[float, bool]]) -> float:
    """Mean distance between score and share right, in ten bins of equal width weighed by their pairs.

    Examples
    --------
    >>> round(calibration_error([(0.95, True), (0.95, True), (0.15, False), (0.15, True)]), 3)
    0.2
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    pairs = list(scored)
    for score, right in pairs:
        bins[min(int(score * _BINS), _BINS - 1)].append((score, right))
    far = sum(abs(sum(score for score, _ in each) - sum(right for _, right in each)) for each in bins)
    return far / len(pairs) if pairs else 0.0


def wrong_among_sure(scored: Iterable[tuple[float, bool]]) -> float:
    """Share of wrong pairs among those with a score of 0.9 and more."""
    sure = [right for score, right in scored if score >= SURE]
    return 1.0 - _share(sum(sure), len(sure)) if sure else 0.0
