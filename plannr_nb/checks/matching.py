"""Regular expressions over cells of text, with the answers that pandas gives great_expectations.

pandas promises those of Python's `re`, and buys speed from Arrow's engine where it knows that both agree. What it
decides depends on the whole column: one accent or line break sends a million cells through Python. Here the cells are
parted, so that only the odd ones go that way.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["Texts", "as_series", "contains", "is_portable"]

# What Python and RE2 read alike in cells of printable ASCII, and nothing else: no look-around, no back references, no
# \Z or \B, no POSIX classes, no {,n} and no possessive quantifiers.
_ESCAPE = r"\\(?:[dDwWsS]|[^A-Za-z0-9])"
_IN_CLASS = rf"{_ESCAPE}|[^\\\[\]]"
_PORTABLE = re.compile(
    r"(?:\(\?[ims]+\))?"
    rf"(?:{_ESCAPE}|\\[bA]|[^\\\[\](){{}}*+?]|\((?:\?:)?|\)"
    rf"|\[\^?\]?(?:{_IN_CLASS})*\]"
    r"|[*+?]\??(?![*+?{])"
    r"|\{\d{1,3}(?:,\d{0,3})?\}\??(?![*+?{]))*"
)
# Kept by Python for operations on sets, and warned of.
_SETS_TO_BE = ("--", "&&", "~~", "||")
_ODD = r"[^ -~]"


@cache
def is_portable(regex: str) -> bool:
    """Whether Python and RE2 find the same in any text of printable ASCII."""
    if not (regex.isascii() and regex.isprintable() and _PORTABLE.fullmatch(regex)):
        return False
    if any(pair in regex for pair in _SETS_TO_BE):
        return False
    try:
        re.compile(regex)
    except re.error:
        return False
    return True


def contains(texts: pd.Series, regex: str) -> np.ndarray:
    """What pandas answers; missing cells do not match. It warns of groups, which are no mistake here."""
    return texts.str.contains(regex).to_numpy(dtype=bool)


class Texts:
    """Cells of text, perhaps with missing ones, that several regular expressions are asked of."""

    def __init__(self, cells: pa.Array | pa.ChunkedArray) -> None:
        self._cells = cells

    def contain(self, regex: str) -> np.ndarray | None:
        """Which cells match, missing ones not; None where this is not known to be the answer of pandas."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not is_portable(regex) or (_folds_by_engine(regex) and self._odd.size):
            return None
        try:
            found = np.asarray(pc.match_substring_regex(self._cells, regex).fill_null(False))
        except pa.ArrowInvalid:
            return None
        if self._odd.size:
            found = found.copy()
            found[self._odd] = contains(as_series(self._cells.take(pa.array(self._odd))), regex)
        return found

    @cached_property
    def _odd(self) -> np.ndarray:
        """Where something else than printable ASCII stands."""
        import numpy as np
        import pyarrow.compute as pc

        if _all_printable(self._cells):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(np.asarray(pc.match_substring_regex(self._cells, _ODD).fill_null(False)))


def as_series(cells: pa.Array | pa.ChunkedArray) -> pd.Series:
    """The same cells as a column of text, not copied."""
    import pandas as pd
    import pyarrow as pa

    texts: Any = cells.cast(pa.large_string())
    return pd.Series(pd.array(texts, dtype="str"))


def _folds_by_engine(regex: str) -> bool:
    """Whether the engine shows in accented letters: it is for a line break elsewhere in the column to choose it.

    Python takes the dotless i for an i where capitals make no difference, and RE2 does not.
    """
    flags = re.match(r"\(\?[ims]+\)", regex)
    if flags is None or "i" not in flags[0]:
        return False
    return "$" in regex and not re.search(r"\\[dDwWsSb]", regex)


def _all_printable(cells: pa.Array | pa.ChunkedArray) -> bool:
    """Looked for in the bytes: a tenth of the time of a regular expression."""
    import numpy as np
    import pyarrow as pa

    for chunk in cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]:
        _, offsets, data = chunk.buffers()
        if data is None or not len(chunk):
            continue
        width = np.int64 if chunk.type == pa.large_string() else np.int32
        ends = np.frombuffer(offsets, dtype=width)
        taken = np.frombuffer(data, dtype=np.uint8)[ends[chunk.offset] : ends[chunk.offset + len(chunk)]]
        if taken.size and not ord(" ") <= taken.min() <= taken.max() <= ord("~"):
            return False
    return True
