"""Many row numbers kept small, so that an account of a file can travel in a frame's ``attrs``.

A frame's attrs are copied with each operation and written beside it by ``to_parquet``. So of a long list the first part
stands readable, and the whole is kept packed beside it: what must be proved for every row is never cut.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain, islice, pairwise, starmap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["RowRanges", "as_ranges", "from_ranges", "keep_list", "keep_rows", "kept_list", "kept_rows", "ranges_of"]

LISTED = 100
_LONG = 1_000


class RowRanges(Collection[int]):
    """Ascending row numbers, of which millions may follow one another.

    Parameters
    ----------
    ranges
        The first and last of each, none of them next to another.

    Examples
    --------
    >>> rows = RowRanges.of([1, 2, 3, 7])
    >>> list(rows.ranges), len(rows), 2 in rows, 4 in rows
    ([(1, 3), (7, 7)], 4, True, False)
    >>> list(rows.union([4, 9])), list(rows.others(1, 9))
    ([1, 2, 3, 4, 7, 9], [4, 5, 6, 8, 9])
    """

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._firsts, self._lasts = array("q"), array("q")
        for first, last in ranges:
            self._firsts.append(first)
            self._lasts.append(last)
        self._count = sum(self._lasts) - sum(self._firsts) + len(self._firsts)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> RowRanges:
        """Those of some ascending numbers."""
        return cls(ranges_of(numbers))

    @classmethod
    def where(cls, found: np.ndarray) -> RowRanges:
        """The rows for which an array, that begins with row 1, holds true."""
        import numpy as np

        edges = np.flatnonzero(np.diff(found, prepend=False, append=False))
        return cls(zip((edges[::2] + 1).tolist(), edges[1::2].tolist(), strict=True))

    @property
    def ranges(self) -> Iterator[tuple[int, int]]:
        """The first and last of each range."""
        return zip(self._firsts, self._lasts, strict=True)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(range(first, last + 1) for first, last in self.ranges)

    def __contains__(self, number: object) -> bool:
        if number in self._short:
            return True
        firsts, lasts = self._long
        if not firsts or not isinstance(number, int):
            return False
        at = bisect_right(firsts, number) - 1
        return at >= 0 and number <= lasts[at]

    @cached_property
    def _short(self) -> frozenset[int]:
        """The rows in short ranges, which are looked up faster one by one."""
        ranges = (range(first, last + 1) for first, last in self.ranges if last - first < _LONG)
        return frozenset(chain.from_iterable(ranges))

    @cached_property
    def _long(self) -> tuple[list[int], list[int]]:
        """The first and the last rows of the other ranges."""
        ranges = [(first, last) for first, last in self.ranges if last - first >= _LONG]
        return [first for first, _ in ranges], [last for _, last in ranges]

    def union(self, numbers: Iterable[int]) -> RowRanges:
        """These rows and some others, in whatever order those come."""
        others = sorted({*numbers})
        if not others:
            return self
        joined: list[tuple[int, int]] = []
        for first, last in merge(self.ranges, ranges_of(others)):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return RowRanges(joined)

    def without(self, numbers: Collection[int]) -> RowRanges:
        if not any(number in self for number in numbers):
            return self
        return RowRanges.of(number for number in self if number not in numbers)

    def parted(self, last: int) -> tuple[RowRanges, RowRanges]:
        """Those up to a row, and those after it.

        Examples
        --------
        >>> above, below = RowRanges([(1, 3), (7, 9)]).parted(8)
        >>> list(above.ranges), list(below.ranges)
        ([(1, 3), (7, 8)], [(9, 9)])
        """
        above = ((first, min(end, last)) for first, end in self.ranges if first <= last)
        below = ((max(first, last + 1), end) for first, end in self.ranges if end > last)
        return RowRanges(above), RowRanges(below)

    def others(self, first: int, last: int) -> Iterator[int]:
        """The rows from one to another that are none of these."""
        at = first
        for begin, end in self.ranges:
            if begin > last:
                break
            yield from range(at, begin)
            at = max(at, end + 1)
        yield from range(at, last + 1)


def ranges_of(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of the ranges that ascending numbers make.

    Examples
    --------
    >>> list(ranges_of([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    if isinstance(numbers, RowRanges):
        yield from numbers.ranges
        return
    first = last = None
    for number in numbers:
        if first is not None and last is not None and number != last + 1:
            yield first, last
            first = None
        first = number if first is None else first
        last = number
    if first is not None and last is not None:
        yield first, last


def as_ranges(numbers: Iterable[int]) -> str:
    """Ascending whole numbers as short text.

    Examples
    --------
    >>> as_ranges([1, 2, 3, 7])
    '1-3,7'
    """
    return ",".join(starmap(_as_text, ranges_of(numbers)))


def _as_text(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


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


def keep_rows(numbers: Collection[int]) -> dict[str, Any]:
    """Ascending row numbers as plain JSON: ``rows``, the first ranges; ``count`` of all; ``packed``, all, if longer.

    Examples
    --------
    >>> keep_rows([1, 2, 3, 7])
    {'rows': '1-3,7', 'count': 4}
    >>> kept = keep_rows(range(2, 100_000, 2))
    >>> kept["rows"][:8], kept["count"], len(kept["packed"]) < 5_000, len(kept_rows(kept))
    ('2,4,6,8,', 49999, True, 49999)
    """
    ranges = list(islice(ranges_of(numbers), LISTED + 1))
    kept: dict[str, Any] = {"rows": ",".join(starmap(_as_text, ranges[:LISTED])), "count": len(numbers)}
    if len(ranges) > LISTED:
        # Distances repeat where the numbers do not, so they pack far better.
        distances = [number - before for before, number in pairwise(chain([0], numbers))]
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
