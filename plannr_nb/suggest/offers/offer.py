"""An offer: origins that belong together, why they are offered, and the line of Python that takes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from plannr_nb.mapping import Constant, FirstFilled, Header, Joined, Origin, Pair, Part

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Offer", "OfferKind", "to_frame"]


class OfferKind(StrEnum):
    """What sort of origin is offered."""

    CONSTANT = "constant"
    FIRST_FILLED = "first filled"
    JOINED = "joined"
    SPLIT = "split"
    COUPLE = "couple"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Offer:
    """Fields that are taken together or not at all.

    Attributes
    ----------
    rows
        How many rows it concerns, None where only headers are known.
    """

    kind: OfferKind
    origins: dict[str, Origin]
    score: float
    reason: str
    rows: int | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(header for origin in self.origins.values() for header in origin.headers))

    @property
    def code(self) -> str:
        return "mapping" + "".join(f".set({_quoted(name)}, {_written(each)})" for name, each in self.origins.items())


_TYPES = {
    "offer": "int64",
    "origin": "str",
    "fields": "object",
    "headers": "object",
    "rows": "Int64",
    "score": "float64",
    "reason": "str",
    "code": "str",
    "record_type": "str",
}


def to_frame(offers: Sequence[Offer], record_type: str) -> pd.DataFrame:
    """The offers, best first, numbered from 1."""
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    ranked = sorted(offers, key=lambda each: -round(each.score, 3))
    cells = [
        (number, str(each.kind), tuple(each.origins), each.headers, each.rows, round(each.score, 3), each.reason,
         each.code, record_type)
        for number, each in enumerate(ranked, 1)
    ]  # fmt: skip
    columns = zip(*cells, strict=True) if cells else [()] * len(_TYPES)
    return ReadableFrame(
        {name: pd.Series(list(each), dtype=dtype) for (name, dtype), each in zip(_TYPES.items(), columns, strict=True)}
    )


def _written(origin: Origin) -> str:
    match origin:
        case Header(header):
            return _quoted(header)
        case Constant(value):
            return f"pn.Constant({_quoted(value)})"
        case FirstFilled(headers):
            return f"pn.FirstFilled({_listed(headers)})"
        case Joined(headers, separator):
            return f"pn.Joined({_listed(headers)}, {_quoted(separator)})"
        case Pair(first, second):
            return f"pn.Pair({_written(first)}, {_written(second)})"
        case Part(header, split, part):
            return f"pn.Part({_quoted(header)}, {_quoted(split)}, {_quoted(part)})"


def _listed(headers: Sequence[str]) -> str:
    return f"({', '.join(map(_quoted, headers))})"


def _quoted(text: str) -> str:
    # What JSON makes of a text is Python too, and has double quotes.
    return json.dumps(text, ensure_ascii=False)
