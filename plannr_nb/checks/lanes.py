"""Which lane runs which expectation: the fast one what it knows, great_expectations the rest."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from plannr_nb.checks import fast_lane, gx_lane
from plannr_nb.checks.cells import Cells
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["named_in", "run"]

_LONG = 50_000
_MOST_THREADS = 4


def run(cells: Cells, expectations: Sequence[Expectation]) -> list[Outcome]:
    """One outcome per expectation, in their order."""
    outcomes = _by_fast_lane(cells, expectations)
    left = [position for position, outcome in enumerate(outcomes) if outcome is None]
    found = {position: outcome for position, outcome in enumerate(outcomes) if outcome is not None}
    found.update(_by_gx(cells.frame, {position: expectations[position] for position in left}))
    return [found[position] for position in range(len(expectations))]


def _by_fast_lane(cells: Cells, expectations: Sequence[Expectation]) -> list[Outcome | None]:
    """Long columns in several threads at once: most of the time is spent in Arrow, which lets others run."""
    if not all(isinstance(name, str) for name in cells.frame.columns):
        return [None] * len(expectations)
    # Filters of warnings belong to the whole process, so they are changed once, around all threads.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        threads = min(_MOST_THREADS, os.cpu_count() or 1) if len(cells) >= _LONG else 1
        if threads == 1:
            return [fast_lane.run(cells, item) for item in expectations]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(partial(fast_lane.run, cells), expectations))


def named_in(items: Iterable[Expectation], columns: Iterable[Any]) -> list[Any]:
    """The columns whose name stands somewhere in the arguments, also in a condition written as text. In frame order."""
    texts = "\n".join(text for item in items for text in _texts(item.kwargs))
    return [name for name in columns if str(name) in texts]


def _by_gx(frame: pd.DataFrame, items: Mapping[int, Expectation]) -> Iterator[tuple[int, Outcome]]:
    """great_expectations copies all columns of the rows it looks at, so it is given no more of them than are named."""
    of_some = {position: item for position, item in items.items() if gx_lane.reads_named_columns(item)}
    of_all = {position: item for position, item in items.items() if position not in of_some}
    if of_some:
        narrow = frame[named_in(of_some.values(), frame.columns)]
        yield from zip(of_some, gx_lane.run(narrow, list(of_some.values())), strict=True)
    yield from zip(of_all, gx_lane.run(frame, list(of_all.values())), strict=True)


def _texts(value: Any) -> Iterator[str]:
    if hasattr(value, "dict"):
        value = value.dict()
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple, set)):
        for inner in value:
            yield from _texts(inner)
