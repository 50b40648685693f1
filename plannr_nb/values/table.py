"""The answer as a frame, and what is taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plannr_nb.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from plannr_nb.values.distinct import Distinct
    from plannr_nb.values.suggestion import Suggestion

__all__ = ["NOT_IN_PLANNR", "names_to_make", "sure_values", "to_frame"]

NOT_IN_PLANNR = "not in Plannr"  # a conflict that begins so names something that has to be made first
_TYPES = {
    "value": "str",
    "count": "int64",
    "to": "str",
    "score": "float64",
    "reason": "str",
    "others": "str",
    "conflict": "str",
    "sure": "bool",
}


def to_frame(cells: Distinct, suggestions: Sequence[Suggestion]) -> pd.DataFrame:
    """One row per distinct value, in the order of `cells`."""
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    columns: dict[str, Any] = {
        "value": cells.values,
        "count": cells.counts,
        "to": [each.to for each in suggestions],
        "score": [round(each.score, 3) for each in suggestions],
        "reason": [each.reason for each in suggestions],
        "others": [" | ".join(each.others) or None for each in suggestions],
        "conflict": [each.conflict for each in suggestions],
        "sure": [each.sure for each in suggestions],
    }
    return ReadableFrame({name: pd.Series(columns[name], dtype=dtype) for name, dtype in _TYPES.items()})


def sure_values(suggested: pd.DataFrame, *, least: float | None = None) -> dict[str, str]:
    """The value map of what is sure, as `Mapping.map_values` takes it.

    A row can be made sure, or changed, in the frame itself before:
    ``suggested.loc[row, ["to", "sure"]] = "Aviva", True``. Values that stay as they are need no entry and get none.

    Parameters
    ----------
    least
        Take suggestions of this score too that are not sure. Those with a conflict, and those that would blank a cell,
        are still left out: such a row has to be made sure by hand.

    Raises
    ------
    MappingError
        The frame is not one of `suggest_values`.

    Examples
    --------
    >>> from plannr_nb import Mapping, suggest_values
    >>> suggested = suggest_values(["M", "F", "Feemale", "N/A"], "clients.gender")
    >>> sure_values(suggested)
    {'M': 'male', 'F': 'female'}
    >>> mapping = Mapping("clients").set("gender", "Sex").map_values("gender", sure_values(suggested, least=0.7))
    >>> mapping.values["gender"]
    {'M': 'male', 'F': 'female', 'Feemale': 'female'}
    """
    missing = [name for name in ("value", "to", "score", "conflict", "sure") if name not in suggested.columns]
    if missing:
        raise MappingError(f"the frame has no {', '.join(missing)}; give the frame that suggest_values made")
    taken = suggested["sure"].astype("bool")
    if least is not None:
        taken |= (suggested["score"] >= least) & suggested["conflict"].isna() & (suggested["to"].fillna("") != "")
    rows = suggested[taken & suggested["to"].notna() & (suggested["to"] != suggested["value"])]
    return dict(zip(rows["value"].astype("str"), rows["to"].astype("str"), strict=True))


def names_to_make(suggested: pd.DataFrame) -> pd.DataFrame:
    """Names the column speaks of that are not in Plannr, each once: employees or statuses to be made before the import.

    Returns
    -------
    DataFrame
        The most frequent first: ``name`` as it may be made, ``count`` int, cells that mean it, ``written`` int, in how
        many ways it is written.

    Examples
    --------
    >>> from plannr_nb import sandbox, suggest_values, PlannrClient
    >>> with sandbox.serve() as server, PlannrClient(
    ...     server.url, token=server.token, account_uuid=server.account_uuid
    ... ) as client:
    ...     suggested = suggest_values(["Owen Price", "Gwen Abara", "ABARA, Gwen"], "clients.assigned_advisor", client)
    >>> names_to_make(suggested).values.tolist()
    [['Gwen Abara', 2, 2]]
    """
    import pandas as pd

    absent = suggested["conflict"].fillna("").str.startswith(NOT_IN_PLANNR)
    rows = suggested[absent].assign(name=lambda frame: frame["to"].fillna(frame["value"]))
    made = rows.groupby("name", sort=False)["count"].agg(["sum", "size"]).reset_index()
    made = made.set_axis(["name", "count", "written"], axis=1).sort_values("count", ascending=False, kind="stable")
    return made.reset_index(drop=True).astype(
        {"name": pd.StringDtype(na_value=float("nan")), "count": "int64", "written": "int64"}
    )
