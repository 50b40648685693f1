"""Rows that are one record, brought together."""

from __future__ import annotations

from collections.abc import Collection
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


def bring_together(
    fields: pd.DataFrame, groups: np.ndarray, many: Collection[str] = ()
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """One row per group: the first filled cell of each field, and where the filled cells of a group are not all equal.

    Parameters
    ----------
    many
        Fields that hold several values: theirs are all kept, each once, with a semicolon between.

    Returns
    -------
    tuple
        The fields of the groups, in the order of their first records; field -> positions of the first records of the
        groups whose cells disagree.
    """
    import numpy as np
    import pandas as pd

    firsts = np.unique(groups)
    several = np.bincount(groups, minlength=len(groups))[groups] > 1
    merged: dict[str, pd.Series] = {}
    disagree: dict[str, np.ndarray] = {}
    for name in fields.columns:
        texts = fields[name].reset_index(drop=True)
        column = texts.iloc[firsts].copy()
        grouped = texts[several].groupby(groups[several], sort=True)
        filled, differ = grouped.first(), grouped.nunique()
        unequal = differ.index[differ > 1]
        if name in many and len(unequal):
            filled = filled.astype(object)
            for group in unequal:
                filled.loc[group] = "; ".join(grouped.get_group(group).dropna().unique())
        elif len(unequal):
            disagree[str(name)] = unequal.to_numpy()
        column.loc[filled.index] = filled.astype("str")
        merged[str(name)] = column
    return pd.DataFrame(merged, index=pd.Index(firsts)), disagree


def other_rows(groups: np.ndarray, source_rows: pd.Series, ids: np.ndarray) -> pd.Series:
    """The further rows that feed each group, ``15,18``, by the position of its first record."""
    import numpy as np
    import pandas as pd

    own = np.arange(len(groups)) == groups
    names = source_rows.astype("str").where(source_rows.notna(), pd.Series(ids.astype(str)))
    others = names[~own].groupby(groups[~own], sort=True).agg(",".join)
    return others.reindex(np.unique(groups)).astype("str")
