"""The number of rows that a caller expects, held against the rows that were read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import CUT_SHORT, NO_ROWS, ROWS_AT_LIMIT, TOTAL_DIFFERS, Findings
from plannr_nb.row_numbers import as_ranges

__all__ = ["check_expected"]

_SHOWN = 5


def check_expected(
    name: str,
    expected: int | None,
    rows: int,
    *,
    header: Sequence[int],
    skipped: Mapping[str, Collection[int]],
    findings: Findings,
) -> None:
    """Refuse a table of another size than expected. The right size answers the doubts about the number of rows.

    It cannot answer a last row cut short: its cells are missing all the same.

    Parameters
    ----------
    expected
        None where the caller expects nothing.
    header, skipped
        The rows of the file that are not data, so that the message can say where the others went.

    Raises
    ------
    ReadError
        The table has more or fewer rows, or its last row is cut short.
    """
    if expected is None:
        return
    if rows != expected:
        others = _others({"header": header, **skipped})
        raise ReadError(
            f"{name}: expect_rows={expected}, but {rows} rows were read ({abs(rows - expected)} "
            f"{'fewer' if rows < expected else 'more'}). {others} Compare them with the old system, or leave "
            "expect_rows= out to look at what was read."
        )
    if findings.holds(CUT_SHORT):
        raise ReadError(
            f"{name}: {rows} rows were read as expected, but the file ends in the middle of the last one. Export it "
            "again, or leave expect_rows= out to read it as it is."
        )
    findings.withdraw(ROWS_AT_LIMIT, TOTAL_DIFFERS, NO_ROWS)


def _others(reasons: Mapping[str, Collection[int]]) -> str:
    """Which rows of the file were not taken as data, by reason."""
    told = "; ".join(f"{reason}: {_counted(rows)}" for reason, rows in reasons.items() if rows)
    return f"Not data are {told}." if told else "All rows of the file are data."


def _counted(rows: Collection[int]) -> str:
    ranges = as_ranges(rows).split(",")
    shown = ", ".join([*ranges[:_SHOWN], *(["..."] if len(ranges) > _SHOWN else [])])
    return f"row {shown}" if len(rows) == 1 else f"{len(rows)} rows ({shown})"
