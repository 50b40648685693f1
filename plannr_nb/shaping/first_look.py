"""A first look at many names at once: which are plainly one person's or a couple's, and which have to be read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from plannr_nb.shaping.names import KNOWN_PATTERNS, KNOWN_WORDS
from plannr_nb.shaping.words import PLURAL_TITLES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["COUPLE", "ONE_PERSON", "holds", "look_at"]

ONE_PERSON, COUPLE = 1, 2
_TITLES = r"\b(?:Mr|Mrs|Ms|Miss|Dr)\b"
_TITLE = "0"  # what stands for a title in the shapes; a name with a figure has to be read
_WORD = r"\p{L}[\p{L}'’\-]+"
_GIVEN = rf"(?:{_WORD}|\p{{L}}\.?)"
_AND = "&"
_ONE = rf"^(?:{_TITLE} )?{_GIVEN}(?: {_GIVEN})? {_WORD}$|^{_TITLE} {_WORD}$"
_TWO = (
    rf"^(?:{_TITLE} {_AND} {_TITLE} )?{_GIVEN} {_AND} {_GIVEN} {_WORD}$"
    rf"|^{_TITLE} {_GIVEN} {_AND} {_TITLE} {_GIVEN} {_WORD}$|^{_TITLE} {_AND} {_TITLE} {_WORD}$"
)
# Words of the shapes above, which say there what they always say.
_IN_SHAPES = frozenset({"mr", "mrs", "ms", "miss", "dr", "and"})


def look_at(names: pd.Series) -> np.ndarray:
    """For each name `ONE_PERSON` or `COUPLE` where `read_names` is sure to say so, and 0 where it has to be asked.

    Examples
    --------
    >>> import pandas as pd
    >>> look_at(pd.Series(["Mr J Hale", "John & Jane Hale", "Hale & Sons", "Hale Ltd"], dtype="str")).tolist()
    [1, 2, 0, 0]
    """
    import numpy as np

    marked = _marked(names)
    odd = holds(names, _odd()) | holds(marked, r"\band\b")
    return np.where(odd, 0, np.where(holds(marked, _TWO), COUPLE, np.where(holds(marked, _ONE), ONE_PERSON, 0)))


def _marked(names: pd.Series) -> pa.Array:
    """The names with one sign for every title and for every "and", so that neither is taken for a name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(names, from_pandas=True)
    for pattern, sign in ((f"(?i){_TITLES}", _TITLE), ("(?i) and ", f" {_AND} ")):
        texts = pc.replace_substring_regex(texts, pattern, sign)
    return texts


def holds(texts: pd.Series | pa.Array, pattern: str) -> np.ndarray:
    """Which texts hold an expression, in small letters or capitals; none of the blank ones."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.match_substring_regex(pa.array(texts, from_pandas=True), pattern, ignore_case=True)
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


@cache
def _odd() -> str:
    """What any rule of names knows, in words of the shapes or beside them."""
    words = "|".join(sorted(word for word in KNOWN_WORDS.union(PLURAL_TITLES) - _IN_SHAPES if word.isalpha()))
    patterns = "|".join(f"(?:{pattern.pattern})" for pattern in KNOWN_PATTERNS)
    return rf"\b(?:{words})\b|{patterns}"
