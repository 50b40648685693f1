"""Values that read well and stand for not known: 999999, none@none.com, 07777 777777. They are told, never blanked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["stand_ins"]

_SAME_SEVEN = "|".join(f"{digit}{{7,}}" for digit in range(10))
_SAME_SIX = "|".join(f"{digit}{{6}}" for digit in range(10))
_NOBODY = (
    "none|no[._-]?e?-?mail(?:[._-]?address)?|noaddress|unknown|not[._-]?known|not[._-]?given|not[._-]?provided|"
    "na|n[._-]a|null|nil|tbc|tba|nobody|noone|no[._-]?one|donot[._-]?e?mail|refused|declined|does[._-]?not[._-]?have"
)
_ANYBODY = "no|a|aa|aaa|x|xx|xxx|abc|test|email|mail|123"
_TWICE = "|".join(rf"{word}@{word}\." for word in _ANYBODY.split("|"))

# Finished values, so that the expressions need not know how a cell may be written. For RE2, without look-around.
_PATTERNS: dict[Kind, str] = {
    Kind.MONEY: r"9{5,}(?:\.(?:9|99|0|00))?",
    Kind.INTEGER: "9{3,}",
    Kind.PHONE: rf"\+44[0-9]{{0,3}}(?:0{{6}}|{_SAME_SEVEN})|\+44(?:1234567890|7123456789)",
    Kind.EMAIL: rf"(?i)(?:{_NOBODY})@.*|(?:{_ANYBODY})@(?:{_NOBODY}|email|nowhere)\..*|(?:{_TWICE}).*",
    Kind.NI_NUMBER: rf"[A-Z]{{2}}(?:{_SAME_SIX})[A-DFM]?",
    Kind.POSTCODE: "ZZ99 ?[0-9][A-Z]{2}",
    Kind.UUID: "[0f]{8}-[0f]{4}-[0f]{4}-[0f]{4}-[0f]{12}",
}


def stand_ins(kind: Kind, texts: pd.Series) -> np.ndarray:
    """Which of these finished values, missing where a cell was not read, people and systems write for not known.

    Examples
    --------
    >>> import pandas as pd
    >>> stand_ins(Kind.EMAIL, pd.Series(["none@none.com", "ann@example.com", None], dtype="str")).tolist()
    [True, False, False]
    """
    import numpy as np

    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return np.zeros(len(texts), dtype=bool)
    found: np.ndarray = texts.str.fullmatch(pattern).fillna(False).to_numpy(dtype=bool)
    return found
