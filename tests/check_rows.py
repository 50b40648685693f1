"""Small frames for the tests of checks."""

from __future__ import annotations

import pandas as pd

UUID = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
UUID_2 = "5f2b8c1e-0d47-4a93-9e6b-7c31a8d20f54"

Row = dict[str, str | None]


def frame(*rows: Row, index: list[str] | None = None) -> pd.DataFrame:
    return pd.DataFrame(list(rows), index=index, dtype="str")
