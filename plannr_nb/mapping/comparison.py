"""A saved mapping beside a file that may have changed: what still fits, what is new, what vanished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plannr_nb.mapping.model import Mapping, repeated_headers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare", "nearest_headers"]

_ALIKE = 60.0  # of 100, below which two headers only share letters


def compare(mapping: Mapping, source: pd.DataFrame) -> pd.DataFrame:
    """The rows of `Mapping.compare`."""
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    unclear, feeds = repeated_headers(source), _feeds(mapping)
    rows: dict[str, list[Any]] = {"header": [], "status": [], "feeds": [], "nearest": [], "filled": []}

    def add(header: str, status: str, told: str | None, nearest: str | None, filled: int) -> None:
        for name, cell in zip(rows, (header, status, told, nearest, filled), strict=True):
            rows[name].append(cell)

    for place, header in enumerate(map(str, source.columns)):
        cells = source.iloc[:, place]
        filled = int((cells.notna() & (cells.astype("str").str.strip() != "")).sum())
        if header in feeds:
            add(header, "unclear" if header in unclear else "fits", feeds[header], None, filled)
        elif header in mapping.dropped:
            add(header, "dropped", None, None, filled)
        else:
            add(header, "new", None, None, filled)
    near = nearest_headers(mapping, source)
    for header in mapping.headers:
        if header not in rows["header"]:
            add(header, "vanished", feeds[header], near.get(header), 0)
    types = {"header": "str", "status": "str", "feeds": "str", "nearest": "str", "filled": "int64"}
    return ReadableFrame({name: pd.Series(rows[name], dtype=dtype) for name, dtype in types.items()})


def _feeds(mapping: Mapping) -> dict[str, str]:
    """Header -> what it is needed for, in words."""
    feeds: dict[str, list[str]] = {} if mapping.key is None else {mapping.key: ["the key"]}
    for name, origin in mapping.origins.items():
        for header in origin.headers:
            feeds.setdefault(header, []).append(name)
    for name, stamp in mapping.stamps.items():
        for header in stamp.headers:
            feeds.setdefault(header, []).append(f"the stamp of {name}")
    return {header: ", ".join(dict.fromkeys(names)) for header, names in feeds.items()}


def nearest_headers(mapping: Mapping, source: pd.DataFrame) -> dict[str, str]:
    """Vanished header -> the header nobody has decided about that is written most like it, each used once."""
    columns = [str(name) for name in source.columns]
    vanished = [header for header in mapping.headers if header not in columns]
    known = {*mapping.headers, *mapping.dropped}
    free = [header for header in dict.fromkeys(columns) if header not in known]
    return _paired(vanished, free)


def _paired(vanished: Sequence[str], free: Sequence[str]) -> dict[str, str]:
    from rapidfuzz import fuzz, utils

    def alike(one: str, other: str) -> float:
        return max(
            fuzz.token_sort_ratio(one, other, processor=utils.default_process),
            fuzz.ratio(_letters(one), _letters(other)),
        )

    pairs = sorted(
        (-alike(one, other), place, other_place)
        for place, one in enumerate(vanished)
        for other_place, other in enumerate(free)
    )
    near: dict[str, str] = {}
    for negative, place, other_place in pairs:
        if -negative >= _ALIKE and vanished[place] not in near and free[other_place] not in near.values():
            near[vanished[place]] = free[other_place]
    return near


def _letters(header: str) -> str:
    return "".join(letter for letter in header.casefold() if letter.isalnum())
