"""Every row of the source, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import ReadError, RecordsError
from plannr_nb.row_numbers import kept_rows
from plannr_nb.runs.result import Run, Runs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["account_for"]

_COLUMNS = ("source_row", "part", "reason", "record_ids", "outcomes", "accounted")
_MADE_KEY = r"made-[0-9a-f]+-.*"
_OF_A_COUPLE = r"\.[12]$"
_FOR_REAL = ("created", "updated", "unchanged", "failed", "unknown")


def account_for(source: pd.DataFrame, *runs: Run | Runs) -> pd.DataFrame:
    """Each row of the file as a spreadsheet shows it, and what became of it in these runs.

    Parameters
    ----------
    source
        A frame as `read_table` gives it. Runs may hold records of other files too; those are left aside.
    runs
        In the order they were sent. What a store or an update did to a record stands, the latest first; else what a
        rehearsal said, or why it was not sent.

    Returns
    -------
    DataFrame
        One row for each row of the file, from 1 on: ``source_row`` int; ``part``: ``header``, ``skipped`` or
        ``data``; ``reason``: why it was skipped, or the reasons of its records; ``record_ids`` and ``outcomes`` of
        the records it feeds, in step with each other and separated by ``; ``; ``accounted``: False only for a data
        row of which no record is in any of the runs.

    Raises
    ------
    ReadError
        The frame does not know its file any more (``source.attrs`` are gone).
    RecordsError
        What was handed in is no run, or its records say they are of this file and have references that do not stand
        in their rows: another sheet of the workbook, another file of that name, or an export whose rows have moved.

    Examples
    --------
    >>> import pandas as pd
    >>> source = pd.DataFrame({"Surname": ["Evans"]}, index=pd.Index([2], name="source_row"))
    >>> source.attrs["plannr_nb"] = {"file": "people.csv", "rows_in_file": 3, "header_row": 1,
    ...                              "skipped": [{"reason": "totals row", "rows": "3", "count": 1}]}
    >>> account_for(source)[["source_row", "part", "reason", "accounted"]].to_numpy().tolist()
    [[1, 'header', nan, True], [2, 'data', nan, False], [3, 'skipped', 'totals row', True]]
    """
    import pandas as pd

    known = source.attrs.get("plannr_nb", {})
    if "rows_in_file" not in known:
        raise ReadError("this frame does not know its file; hand in the source as read_table gave it")
    numbers = range(1, int(known["rows_in_file"]) + 1)
    parts: dict[int, str] = dict.fromkeys(_header_rows(known), "header")
    reasons: dict[int, str] = {}
    for skipped in known.get("skipped", ()):
        rows = kept_rows(skipped)
        parts.update(dict.fromkeys(rows, "skipped"))
        reasons.update(dict.fromkeys(rows, skipped["reason"]))
    part = pd.Series([parts.get(row, "data") for row in numbers], index=numbers, dtype="str")
    reason = pd.Series([reasons.get(row) for row in numbers], index=numbers, dtype="str")
    every = _records_of_file(_flat(runs), str(known.get("file")))
    _check_of_this_table(source, every)
    fed = _records_by_row(every)
    fed = fed[fed["source_row"].isin(part.index[part == "data"])]
    joined = _joined(fed)
    accounts = pd.DataFrame(
        {
            "source_row": pd.array(list(numbers), dtype="int64"),
            "part": part,
            "reason": reason.fillna(joined["reason"].reindex(numbers)),
            "record_ids": joined["record_id"].reindex(numbers),
            "outcomes": joined["outcome"].reindex(numbers),
        },
        index=numbers,
    )
    accounts["accounted"] = (accounts["part"] != "data") | accounts["record_ids"].notna()
    return accounts.reset_index(drop=True)[list(_COLUMNS)]


def _flat(runs: Iterable[Run | Runs]) -> Iterator[Run]:
    for run in runs:
        for one in run if isinstance(run, Runs) else (run,):
            if not isinstance(one, Run):
                raise RecordsError(
                    f"a {type(one).__name__} is no run; hand in what run_import gave, one after the other: "
                    "account_for(source, first, second)"
                )
            yield one


def _records_of_file(runs: Iterator[Run], file: str) -> pd.DataFrame:
    """The ledgers under each other, without the records of other files."""
    import pandas as pd

    columns = ["record_id", "source_file", "source_row", "also_rows", "source_key", "outcome", "reason"]
    parts = [pd.DataFrame(columns=[*columns, "record_type", "order", "real"]).astype({"also_rows": "str"})]
    for order, run in enumerate(runs):
        ledger = run.ledger
        # Records made in memory may not know their file; where no other file is named they are taken for this one's.
        mine = ledger[(ledger["source_file"] == file) | ledger["source_file"].isna()]
        real = mine["outcome"].isin(_FOR_REAL) & (run.mode != "validate")
        parts.append(mine.reindex(columns=columns).assign(record_type=run.record_type, order=order, real=real))
    return pd.concat(parts[1:] or parts, ignore_index=True).astype({"source_key": "str"})


def _check_of_this_table(source: pd.DataFrame, every: pd.DataFrame) -> None:
    """Stop where records of another table would be taken for this one's: both call a row by its number.

    A ledger knows the name of its file and neither folder nor sheet, so the old system's references are looked for in
    the rows. One made of the cells stands in no row; of those it is asked whether the runs agree.
    """
    import numpy as np
    import pandas as pd

    keyed = every[every["source_file"].notna() & every["source_key"].notna() & every["source_row"].notna()]
    made = keyed["source_key"].str.fullmatch(_MADE_KEY).astype(bool)
    given = keyed[~made & keyed["source_row"].isin(source.index)]
    keys = given["source_key"].to_numpy(dtype=object)
    of_row = given["source_key"].str.replace(_OF_A_COUPLE, "", regex=True).to_numpy(dtype=object)
    places = source.index.get_indexer(pd.Index(given["source_row"].astype("int64")))
    lost = np.arange(len(given))
    for column in range(source.shape[1]):
        cells = source.iloc[places[lost], column].astype("str").str.strip().to_numpy(dtype=object)
        lost = lost[(cells != keys[lost]) & (cells != of_row[lost])]
    if len(lost):
        raise _of_another_table(
            f"{len(lost)} of {len(given)} records have a reference that does not stand in their row"
        )
    by_record = keyed[made].groupby(["record_type", "record_id"])["source_key"].agg(["size", "nunique"])
    several = by_record[by_record["size"] > 1]
    if 2 * int((several["nunique"] > 1).sum()) > len(several):
        raise _of_another_table("the runs made other references of the same rows")


def _of_another_table(found: str) -> RecordsError:
    return RecordsError(
        f"not all of these runs are of this table: {found}. They may be of another sheet of the workbook, of another "
        "file of that name, or of an export whose rows stood elsewhere. Hand in the runs of this very table"
    )


def _records_by_row(every: pd.DataFrame) -> pd.DataFrame:
    """``source_row, record_id, outcome, reason``: each record with each row that feeds it, and what stands of it."""
    import pandas as pd

    latest = every.sort_values(["real", "order"], kind="stable").drop_duplicates(
        ["record_type", "record_id"], keep="last"
    )
    latest = latest.sort_index()
    others = latest["also_rows"].str.split(",").explode().dropna()
    first = latest[["source_row", "record_id", "outcome", "reason"]].dropna(subset="source_row")
    more = latest.loc[others.index, ["record_id", "outcome", "reason"]]
    more["source_row"] = pd.to_numeric(others).astype("Int64")
    return pd.concat([first, more], ignore_index=True).sort_values("source_row", kind="stable")


def _header_rows(known: dict[str, Any]) -> list[int]:
    """The rows that make the header: several where they were joined, none where the file has none."""
    return [int(row) for row in known.get("header_rows") or [known.get("header_row") or 0] if row]


def _joined(fed: pd.DataFrame) -> pd.DataFrame:
    """One row per source row, the texts of its records joined; of several like reasons one."""
    import pandas as pd

    ids: defaultdict[int, list[str]] = defaultdict(list)
    outcomes: defaultdict[int, list[str]] = defaultdict(list)
    reasons: defaultdict[int, dict[str, None]] = defaultdict(dict)
    rows = zip(fed["source_row"], fed["record_id"], fed["outcome"], fed["reason"], strict=True)
    for row, record_id, outcome, reason in rows:
        ids[row].append(record_id)
        outcomes[row].append(outcome)
        if isinstance(reason, str):
            reasons[row][reason] = None
    texts = {
        "record_id": ["; ".join(items) for items in ids.values()],
        "outcome": ["; ".join(items) for items in outcomes.values()],
        "reason": ["; ".join(reasons.get(row, ())) or None for row in ids],
    }
    return pd.DataFrame(texts, index=pd.Index(list(ids), dtype="int64")).astype("str")
