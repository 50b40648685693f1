"""`read_table`: a file to a frame of text whose every row can be found again in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb.errors import ReadError
from plannr_nb.read.cells import clean_column
from plannr_nb.read.codes import Findings
from plannr_nb.read.columns import MOST_COLUMNS, Columns, name_columns, too_wide
from plannr_nb.read.complaints import complain_of_cells, complain_of_file, complain_of_headers, complain_of_rows
from plannr_nb.read.description import ATTRS, account_of
from plannr_nb.read.expected import check_expected
from plannr_nb.read.files.content import Content, load
from plannr_nb.read.grid import Grid
from plannr_nb.read.layout.header import header_row_given
from plannr_nb.read.layout.layout import Layout, find_layout
from plannr_nb.read.sheet import Decision, Sheet
from plannr_nb.read.text.text import read_text
from plannr_nb.read.workbooks.workbook import read_workbook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["check_kinds", "check_numbers", "frame_of", "packing_decision", "read_table", "refuse"]


def read_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    header_row: int | tuple[int, int] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    escape: str | None = None,
    member: str | None = None,
    unpack_limit: int | None = None,
    expect_rows: int | None = None,
    mend_mojibake: bool = False,
) -> pd.DataFrame:
    """Read an export as text: the table, and nothing but the table.

    What the arguments leave open is found out, with the evidence shown by `describe_source` and the doubts listed by
    `read_problems`. Nothing is interpreted: ``007`` stays ``007`` and ``NA`` is a text.

    Parameters
    ----------
    path
        A text file (``.csv``, ``.tsv``, ``.txt``) or workbook (``.xlsx``, ``.xlsm``, ``.ods``, ``.xls``, or a web page
        named so), as it is or packed as gzip, bzip2, xz or zip. Its bytes decide which it is.
    sheet
        Name of the sheet of a workbook; else the visible one most like a table of data. The tables of a web page are
        named ``table 1``, ``table 2``.
    header_row
        The header's row as a spreadsheet shows it, the first being 1; or the first and last of its rows, to be joined.
        0: there is none, name columns by position.
    encoding
        Name of the text's encoding, as Python knows it.
    delimiter
        What stands between cells.
    quote
        What encloses cells that hold delimiters or line breaks: ``"`` or ``'``; empty where nothing does.
    escape
        What protects a quote within a quoted cell where quotes are not doubled: ``\\``; empty where nothing does.
    member
        Name of a file in a zip archive, where it holds several.
    unpack_limit
        Bytes to which a packed file may unpack; else 2 GB, and less for one that grows beyond what tables do.
    expect_rows
        Rows of data there must be. With another number, or a last row cut short, nothing is read; with the right one
        there are no warnings about a number of rows that may be a limit or differs from the one printed in the file.
    mend_mojibake
        Whether to mend text that was decoded wrongly before it was exported. It is reported in any case.

    Returns
    -------
    DataFrame
        One row per row of data, in file order; all columns ``str``, trimmed, blank cells missing. Index ``source_row``:
        the row as a spreadsheet shows it, a cell with line breaks being in one row. A header that occurs again gets a
        number, ``Email (2)``; a blank one its position, ``column 5``; cells beyond the header go to ``extra 1``,
        ``extra 2``. ``attrs["plannr_nb"]`` says in plain JSON what was decided and skipped: each row of the file is
        the header, in the index, or skipped for a reason.

    Raises
    ------
    ReadError
        There is no such file, sheet or row; the file is empty, damaged or not a table; an argument is not of its kind
        or cannot fit the file; the rows are not as many as expected. The message says what to do.

    Examples
    --------
    >>> from pathlib import Path
    >>> file = Path(getfixture("tmp_path"), "clients.csv")
    >>> _ = file.write_text("Client list\\n\\nRef;Surname\\n007;Evans\\n008;NA\\nTotal clients: 2\\n")
    >>> read_table(file)
                Ref Surname
    source_row
    4           007   Evans
    5           008      NA
    """
    check_kinds(sheet=sheet, encoding=encoding, delimiter=delimiter, quote=quote, escape=escape, member=member)
    header_row = header_row_given(header_row)
    check_numbers(unpack_limit=unpack_limit, expect_rows=expect_rows)
    content = load(path, member=member, unpack_limit=unpack_limit)
    findings = Findings()
    if content.workbook:
        refuse(content.name, "a workbook", encoding=encoding, delimiter=delimiter, quote=quote, escape=escape)
        read = read_workbook(content, sheet=sheet, header_row=header_row, findings=findings)
    else:
        refuse(content.name, "a text file", sheet=sheet)
        read = read_text(
            content,
            encoding=encoding,
            delimiter=delimiter,
            quote=quote,
            escape=escape,
            header_row=header_row,
            findings=findings,
        )
    read.decisions[:0] = packing_decision(content)
    return _table_of(content.name, read, findings, mend_mojibake, expect_rows)


def packing_decision(content: Content) -> list[Decision]:
    """What is told of how a file was packed, nothing where it was not."""
    if content.packing is None:
        return []
    kind, inside = content.packing.kind, content.packing.member
    return [Decision("packed", kind, f'the file inside is "{inside}"', 'member="name"' if kind == "zip" else "")]


def check_kinds(**arguments: object) -> None:
    for argument, value in arguments.items():
        if value is not None and not isinstance(value, str):
            raise ReadError(f"{argument}= wants text, and was given an object of type {type(value).__name__}.")


def check_numbers(**arguments: object) -> None:
    for argument, value in arguments.items():
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            kind = type(value).__name__
            raise ReadError(f"{argument}= wants a whole number, and was given an object of type {kind}.")
        if value < 0:
            raise ReadError(f"{argument}={value}, but it cannot be less than 0.")


def refuse(name: str, what: str, **arguments: object) -> None:
    given = [f"{argument}=" for argument, value in arguments.items() if value is not None]
    if given:
        raise ReadError(f"{name}: this is {what}, for which {' and '.join(given)} means nothing. Leave it out.")


def _table_of(name: str, sheet: Sheet, findings: Findings, mend: bool, expected: int | None) -> pd.DataFrame:
    raw, header = sheet.grid, sheet.header.rows
    cleaned = [clean_column(column, marked=sheet.marked, mojibake=sheet.mojibake, mend=mend) for column in raw.columns]
    clean = Grid([column for column, _ in cleaned], raw.rows, raw.odd, raw.surplus, raw.flaws)
    columns = name_columns(raw, clean, header, numbered=sheet.header.numbered)
    layout = find_layout(clean, header)
    rows = _data_rows(clean, layout)
    data = set(rows.tolist()) if raw.surplus else set()
    surplus = {row: cells for row, cells in raw.surplus.items() if row in data}
    widest = raw.width + max(map(len, surplus.values()), default=0)
    if widest > MOST_COLUMNS:
        raise too_wide(name, widest)
    columns.leave_rows(rows, surplus)
    sheet.leave_found(rows)
    complain_of_headers(findings, sheet, columns)
    complain_of_rows(findings, sheet, columns, layout, columns.rows_beyond(rows))
    complain_of_cells(findings, sheet, columns, [flaws for _, flaws in cleaned], mend)
    complain_of_file(findings, sheet, layout, len(rows))
    check_expected(name, expected, len(rows), header=layout.header_rows, skipped=layout.reasons, findings=findings)
    frame = frame_of(columns, columns.cells, rows)
    frame.attrs[ATTRS] = account_of(name, sheet, layout, columns, findings, *frame.shape)
    return frame


def _data_rows(grid: Grid, layout: Layout) -> np.ndarray:
    """The rows of a grid that are data, counted from 1."""
    import numpy as np

    is_data = np.ones(grid.rows + 1, dtype=bool)
    is_data[[0, *layout.header_rows, *layout.skipped_rows]] = False
    for first, last in layout.blank.ranges:
        is_data[first : last + 1] = False
    return np.flatnonzero(is_data)


def frame_of(columns: Columns, cells: Sequence[pa.ChunkedArray], rows: np.ndarray) -> pd.DataFrame:
    """The frame of some rows and their cells."""
    import pandas as pd
    import pyarrow as pa

    named = {columns.names[position]: cells[position] for position in columns.kept}
    frame = pa.table(named).to_pandas()
    return frame.set_axis(pd.Index(rows, dtype="int64", name="source_row"), axis=0)
