"""Many row numbers kept small, so that an account of a file can travel in a frame's ``attrs``.

A frame's attrs are copied with each operation and written beside it by ``to_parquet``. So of a long list the first part
stands readable, and the whole is kept packed beside it: what must be proved for every row is never cut.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["as_ranges", "from_ranges", "keep_list", "keep_rows", "kept_list", "kept_rows"]

LISTED = 100


def as_ranges(numbers: Iterable[int]) -> str:
    """Ascending whole numbers as short text.

    Examples
    --------
    >>> as_ranges([1, 2, 3, 7])
    '1-3,7'
    """
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)


def from_ranges(text: str) -> list[int]:
    """The numbers that `as_ranges` wrote.

    Examples
    --------
    >>> from_ranges("1-3,7")
    [1, 2, 3, 7]
    """
    numbers: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


def keep_rows(numbers: Sequence[int]) -> dict[str, Any]:
    """Ascending row numbers as plain JSON: ``rows``, the first ranges; ``count`` of all; ``packed``, all, if longer.

    Examples
    --------
    >>> keep_rows([1, 2, 3, 7])
    {'rows': '1-3,7', 'count': 4}
    >>> kept = keep_rows(range(2, 100_000, 2))
    >>> kept["rows"][:8], kept["count"], len(kept["packed"]) < 5_000, len(kept_rows(kept))
    ('2,4,6,8,', 49999, True, 49999)
    """
    ranges = as_ranges(numbers).split(",")
    kept: dict[str, Any] = {"rows": ",".join(ranges[:LISTED]), "count": len(numbers)}
    if len(ranges) > LISTED:
        # Distances repeat where the numbers do not, so they pack far better.
        distances = [number - before for before, number in zip([0, *numbers[:-1]], numbers, strict=True)]
        kept["packed"] = _packed(distances)
    return kept


def kept_rows(kept: Mapping[str, Any]) -> list[int]:
    """All the numbers that `keep_rows` was given."""
    if "packed" not in kept:
        return from_ranges(kept["rows"])
    numbers: list[int] = []
    number = 0
    for distance in _unpacked(kept["packed"]):
        number += distance
        numbers.append(number)
    return numbers


def keep_list(name: str, items: Sequence[Any]) -> dict[str, Any]:
    """A list of plain JSON under a name: its first items, ``<name>_count`` and, packed, the rest as ``<name>_more``.

    Examples
    --------
    >>> keep_list("skipped", ["a", "b"])
    {'skipped': ['a', 'b'], 'skipped_count': 2}
    >>> kept_list("skipped", keep_list("skipped", list(range(1_000)))) == list(range(1_000))
    True
    """
    kept: dict[str, Any] = {name: list(items[:LISTED]), f"{name}_count": len(items)}
    if len(items) > LISTED:
        kept[f"{name}_more"] = _packed(list(items[LISTED:]))
    return kept


def kept_list(name: str, kept: Mapping[str, Any]) -> list[Any]:
    """The whole list that `keep_list` was given."""
    more = kept.get(f"{name}_more")
    return [*kept.get(name, ()), *(_unpacked(more) if more else ())]


def _packed(items: Sequence[Any]) -> str:
    return base64.b85encode(zlib.compress(json.dumps(items, separators=(",", ":")).encode())).decode("ascii")


def _unpacked(text: str) -> list[Any]:
    items: list[Any] = json.loads(zlib.decompress(base64.b85decode(text)))
    return items
