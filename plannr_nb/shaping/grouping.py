"""Rows that are one record, brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["bring_together", "groups_of", "other_rows"]


def groups_of(keys: pd.Series, slots: np.ndarray) -> np.ndarray:
    """For each record the position of the first one with its key and its place in the row."""
    import pandas as pd

    together = pd.DataFrame({"key": keys.to_numpy(), "slot": slots})
    first = pd.Series(range(len(keys))).groupby([together["key"], together["slot"]], sort=False).transform("first")
    # A record without a key is a record of its own.
    return first.where(keys.notna().to_numpy(), pd.Series(range(len(keys)))).to_numpy(dtype=int)


def bring_together(fields: pd.DataFrame, groups: np.ndarray) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """One row per group: the first filled cell of each field, and where the filled cells of a group are not all equal.

    Returns
    -------
    tuple
        The fields of the groups, in the order of their first records; field -> positions of the first records of the
        groups whose cells disagree.
    """
    import numpy as np
    import pandas as pd

    firsts = np.unique(groups)
    counts = np.bincount(groups, minlength=len(groups))
    several = counts[groups] > 1
    merged: dict[str, pd.Series] = {}
    disagree: dict[str, np.ndarray] = {}
    for name in fields.columns:
        texts = fields[name].reset_index(drop=True)
        column = texts.iloc[firsts].copy()
        grouped = texts[several].groupby(groups[several], sort=True)
        filled = grouped.first()
        column.loc[filled.index] = filled
        merged[str(name)] = column
        differ = grouped.nunique()
        if (differ > 1).any():
            disagree[str(name)] = differ.index[differ > 1].to_numpy()
    return pd.DataFrame(merged, index=pd.Index(firsts)), disagree


def other_rows(groups: np.ndarray, source_rows: pd.Series, ids: np.ndarray) -> pd.Series:
    """The further rows that feed each group, ``15,18``, by the position of its first record."""
    import numpy as np
    import pandas as pd

    own = np.arange(len(groups)) == groups
    names = source_rows.astype("str").where(source_rows.notna(), pd.Series(ids.astype(str)))
    others = names[~own].groupby(groups[~own], sort=True).agg(",".join)
    return others.reindex(np.unique(groups)).astype("str")
