"""A mapping: which Plannr field comes from where. Plain values, one readable TOML file."""

from plannr_nb.mapping.left import Told, left_in_silence
from plannr_nb.mapping.model import Mapping, repeated_headers
from plannr_nb.mapping.origins import (
    SPLITS,
    Constant,
    DateOrder,
    FirstFilled,
    Header,
    Joined,
    MoneyUnit,
    Origin,
    Pair,
    Part,
    Stamp,
)

__all__ = [
    "SPLITS",
    "Constant",
    "DateOrder",
    "FirstFilled",
    "Header",
    "Joined",
    "Mapping",
    "MoneyUnit",
    "Origin",
    "Pair",
    "Part",
    "Stamp",
    "Told",
    "left_in_silence",
    "repeated_headers",
]
