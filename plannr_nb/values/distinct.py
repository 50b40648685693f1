"""The distinct cells of a column and how often each stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.errors import MappingError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Distinct"]


@dataclass(frozen=True, slots=True)
class Distinct:
    """Filled cells, trimmed as `shape` trims them, the most frequent first and then in the order they came."""

    values: tuple[str, ...]
    counts: tuple[int, ...]

    def __repr__(self) -> str:
        return f"Distinct({len(self.values)} values of {sum(self.counts)} cells)"

    @classmethod
    def of(cls, column: pd.Series | Iterable[str | None]) -> Distinct:
        """The cells of one column; blanks do not count.

        Examples
        --------
        >>> Distinct.of(["b", "a", " a ", None, ""]).counts
        (2, 1)
        """
        import numpy as np
        import pandas as pd

        if isinstance(column, pd.DataFrame):
            raise MappingError("this is more than one column; give the one whose values are meant")
        texts = pd.Series(column if isinstance(column, pd.Series) else list(column), dtype="str").str.strip()
        places, distinct = pd.factorize(texts.mask(texts == ""))
        counts = np.bincount(places[places >= 0], minlength=len(distinct))
        order = np.argsort(-counts, kind="stable")
        return cls(tuple(str(distinct[place]) for place in order), tuple(int(counts[place]) for place in order))
