"""What was decided while reading, kept in a frame's ``attrs`` and shown again from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import ReadError
from plannr_nb.read.codes import Findings, as_problems
from plannr_nb.read.columns import Columns
from plannr_nb.read.layout.header import HeaderChoice
from plannr_nb.read.layout.layout import Layout
from plannr_nb.read.sheet import Decision, Sheet
from plannr_nb.read.text.rows import NO_DELIMITER
from plannr_nb.row_numbers import keep_list, keep_rows, kept_list

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ATTRS", "account_of", "describe_source", "read_problems"]

ATTRS = "plannr_nb"
_SHOWN = 20


def account_of(
    name: str, sheet: Sheet, layout: Layout, columns: Columns, findings: Findings, rows: int, width: int
) -> dict[str, Any]:
    """What is kept in ``attrs``: plain JSON, without cell values other than headers."""
    dialect = sheet.dialect
    decisions = [*sheet.decisions, _header_decision(sheet.header), Decision("table", f"{rows} rows, {width} columns")]
    return {
        "file": name,
        "rows_in_file": sheet.grid.rows,
        "header_row": sheet.header.row,
        "header_rows": list(sheet.header.rows),
        "encoding": sheet.encoding,
        "delimiter": dialect.delimiter.replace(NO_DELIMITER, "") if dialect else None,
        "quote": dialect.quote if dialect else None,
        "sheet": sheet.name,
        "skipped": [{"reason": reason, **keep_rows(skipped)} for reason, skipped in layout.reasons.items()],
        "decisions": [
            {"what": made.what, "value": made.value, "evidence": made.evidence, "override": made.override}
            for made in decisions
        ],
        **keep_list("problems", findings.as_json()),
        **keep_list("raw_headers", columns.raw_headers),
        **(keep_list("raw_header_rows", columns.raw_header_rows) if len(sheet.header.rows) > 1 else {}),
    }


def _header_decision(header: HeaderChoice) -> Decision:
    if not header.row:
        return Decision("header", "none; columns are named by position", header.evidence, "header_row=1")
    if len(header.rows) > 1:
        value = f"rows {header.first} to {header.row}, joined"
        return Decision("header", value, header.evidence, f"header_row={header.row}")
    override = "header_row=0"
    if header.perhaps_above or header.continued:
        override = f"header_row={(header.row - header.perhaps_above, header.row + header.continued)}"
    return Decision("header", f"row {header.row}", header.evidence, override)


def describe_source(source: pd.DataFrame) -> pd.DataFrame:
    """What was decided when a file was read, what was skipped, and what to type to have it otherwise.

    Parameters
    ----------
    source
        A frame from `read_table`. Any frame pandas makes from it will do, as long as it keeps its ``attrs``.

    Returns
    -------
    DataFrame
        Text columns ``what``, ``value``, ``evidence``, ``override``: the file, each decision in the order they were
        taken, one row per reason for skipping rows, one per kind of problem. Empty text where there is nothing to say.
        No cell values.

    Raises
    ------
    ReadError
        The frame carries no account of a reading.

    Examples
    --------
    >>> from pathlib import Path
    >>> file = Path(getfixture("tmp_path"), "clients.csv")
    >>> _ = file.write_text("Client list\\nRef;Surname\\n007;Evans\\n")
    >>> from plannr_nb.read import read_table
    >>> table = describe_source(read_table(file)).set_index("what")["value"]
    >>> table["delimiter"], table["header"], table["skipped: title block"]
    ('semicolon', 'row 2', '1 row: 1')
    """
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    account = _account(source)
    told: list[tuple[str, str | None, str | None, str | None]] = [
        ("file", account["file"], f"{account['rows_in_file']} rows", None)
    ]
    told += [(made["what"], made["value"], made["evidence"], made["override"]) for made in account["decisions"]]
    for skipped in account["skipped"]:
        told.append((f"skipped: {skipped['reason']}", _numbered(skipped), None, None))
    for (severity, code), count, message in _causes(kept_list("problems", account)):
        told.append((f"{severity}: {code}", _counted(count) if count else None, message, None))
    columns = ("what", "value", "evidence", "override")
    return ReadableFrame(
        {name: pd.Series([row[at] or "" for row in told], dtype="str") for at, name in enumerate(columns)}
    )


def _causes(groups: Sequence[dict[str, Any]]) -> list[tuple[tuple[str, str], int, str]]:
    counts: dict[tuple[str, str], int] = {}
    messages: dict[tuple[str, str], str] = {}
    for group in groups:
        key = (group["severity"], group["code"])
        counts[key] = counts.get(key, 0) + group["count"]
        messages[key] = group["message"]
    return [(key, count, messages[key]) for key, count in counts.items()]


def _numbered(skipped: dict[str, Any]) -> str:
    """How many rows, and the first of them."""
    ranges = skipped["rows"].split(",")
    more = ", ..." if len(ranges) > _SHOWN or "packed" in skipped else ""
    return f"{_counted(skipped['count'])}: {','.join(ranges[:_SHOWN])}{more}"


def _counted(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def read_problems(source: pd.DataFrame) -> pd.DataFrame:
    """What was wrong or doubtful in a file, as a problem table (``found_by`` is ``read``).

    Parameters
    ----------
    source
        A frame from `read_table`.

    Returns
    -------
    DataFrame
        A problem table, see `plannr_nb.problems`; every row concerned is in it. ``value`` is looked up in the frame.

    Raises
    ------
    ReadError
        The frame carries no account of a reading.

    Examples
    --------
    >>> from pathlib import Path
    >>> file = Path(getfixture("tmp_path"), "clients.csv")
    >>> _ = file.write_text("Ref,Surname\\n007,Evans,Bangor\\n008,Patel\\n")
    >>> from plannr_nb.read import read_table
    >>> read_problems(read_table(file))[["source_row", "code", "severity"]].values.tolist()
    [[2, 'row_too_long', 'error']]
    """
    return as_problems(kept_list("problems", _account(source)), source)


def _account(source: pd.DataFrame) -> dict[str, Any]:
    account = source.attrs.get(ATTRS)
    if not isinstance(account, dict) or "decisions" not in account:
        raise ReadError(
            "this frame does not say how it was read: it does not come from read_table, or was joined with another. "
            "Give the frame that read_table returned."
        )
    return account
