"""Columns of a batch: a cell that was seen before is neither parsed nor encoded again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json.encoder import encode_basestring
from typing import Any

from plannr_nb.sandbox.cells import Parse, Refusal
from plannr_nb.sandbox.store import to_json

__all__ = ["Column", "SeenCells"]

_SEEN_CELLS_KEPT = 100_000

# The general encoder takes ten times as long for a single value, and most cells of an amount are new.
_encoders: dict[type, Callable[[Any], str]] = {str: encode_basestring, int: str}


class SeenCells(dict[str, Any]):
    """Cell -> what it holds; `encoded` has the same as JSON. A refused cell holds None and stands in `refused` too."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse
        self.encoded: dict[str, str] = {}
        self.refused: dict[str, Refusal] = {}

    def __missing__(self, cell: str) -> Any:
        text = cell.strip()
        value = self._parse(text) if text else None
        if isinstance(value, Refusal):
            self.refused[cell] = value
            value = None
        self[cell] = value
        self.encoded[cell] = _encoders.get(type(value), to_json)(value)
        return value

    def forget_if_many(self) -> None:
        """Keeps the memory flat over a column of all different cells."""
        if len(self) > _SEEN_CELLS_KEPT:
            self.clear()
            self.encoded.clear()
            self.refused.clear()


class Column:
    """One mapped column of the file."""

    def __init__(
        self, name: str, place: int, parse: Parse | None, seen: dict[Parse, SeenCells], default: str | None
    ) -> None:
        """`seen` is shared by the columns of an import: ten columns of dates are parsed as one."""
        self.name = name
        self.place = place
        self._default = default
        self._seen = None if parse is None else seen.setdefault(parse, SeenCells(parse))

    @property
    def parses(self) -> bool:
        return self._seen is not None

    def values(self, cells: tuple[str, ...]) -> list[Any]:
        """What the cells hold, None for a blank or refused one."""
        if self._seen is None:
            found = [cell.strip() or None for cell in cells]
        else:
            found = list(map(self._seen.__getitem__, cells))
        return found if self._default is None else [self._default if value is None else value for value in found]

    def encoded(self, cells: tuple[str, ...]) -> list[str]:
        """The same as JSON; of a column that parses, after its `values`."""
        if self._seen is None:
            found = [encode_basestring(text) if (text := cell.strip()) else "null" for cell in cells]
        else:
            found = list(map(self._seen.encoded.__getitem__, cells))
        if self._default is None:
            return found
        default = to_json(self._default)
        return [default if value == "null" else value for value in found]

    def refusals(self, cells: tuple[str, ...]) -> Iterable[tuple[int, Refusal]]:
        if self._seen is None or not self._seen.refused:
            return ()
        refused = self._seen.refused
        return [(position, refused[cell]) for position, cell in enumerate(cells) if cell in refused]
