"""Amounts that are a hundred times their neighbours: pounds and pence in one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plannr_nb.checks.cells import folded
from plannr_nb.checks.columns import as_date, as_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["jumping"]

# Between two valuations of a plan the market moves them by less than a factor of the square root of two; what is left
# of a factor of a hundred then lies between 70 and 142.
_LEAST, _MOST = 70.0, 142.0


def jumping(frame: pd.DataFrame) -> list[int]:
    """Positions of valuations a hundred times, or a hundredth of, most others of their plan or sub account.

    Valuations of a plan are taken by day. Where as many are on one level as on the other, all of them are given, since
    nobody can tell which of the two is right.

    Examples
    --------
    >>> import pandas as pd
    >>> days = ["01/01/2024", "01/02/2024", "01/03/2024", "01/04/2024"]
    >>> values = ["1000.00", "1010.00", "102000", "1030.00"]
    >>> jumping(pd.DataFrame({"plan_uuid": ["A"] * 4, "valued_at": days, "value": values}))
    [2]
    """
    import numpy as np
    import pandas as pd

    if any(name not in frame.columns for name in ("plan_uuid", "valued_at", "value")):
        return []
    table = _by_day(frame.reset_index(drop=True))
    values, owners = table["value"].to_numpy(dtype="float64"), table["owner"].to_numpy()
    ratio = np.ones(len(table))
    same = owners[1:] == owners[:-1]
    ratio[1:][same] = values[1:][same] / values[:-1][same]
    up, down = (ratio >= _LEAST) & (ratio <= _MOST), (ratio >= 1 / _MOST) & (ratio <= 1 / _LEAST)
    table["step"] = up.astype("int64") - down
    # Few plans jump at all, and only those are looked at closely.
    table = table[pd.Series(owners, index=table.index).isin(owners[up | down])]
    table = table.assign(level=table.groupby("owner")["step"].cumsum())
    sizes = table.groupby(["owner", "level"]).size().rename("rows").reset_index()
    largest = sizes[sizes["rows"] == sizes.groupby("owner")["rows"].transform("max")]
    right = largest[~largest["owner"].duplicated(keep=False)].set_index("owner")["level"]
    return sorted(int(place) for place in table.index[table["level"] != table["owner"].map(right)])


def _by_day(frame: pd.DataFrame) -> pd.DataFrame:
    """``owner`` as a number and ``value``, of plans with several amounts above nothing, in the order of days."""
    import pandas as pd

    plan = folded(frame["plan_uuid"])
    if "sub_account_uuid" in frame.columns:
        plan = (plan + "\x1f" + folded(frame["sub_account_uuid"]).fillna("")).astype("str")
    owner = pd.Series(pd.factorize(plan)[0], index=frame.index)
    several = frame[(owner >= 0) & owner.duplicated(keep=False)]
    table = pd.DataFrame(
        {"owner": owner[several.index], "day": as_date(several["valued_at"]), "value": as_number(several["value"])}
    ).dropna()
    return table[table["value"] > 0].sort_values(["owner", "day"], kind="stable")
