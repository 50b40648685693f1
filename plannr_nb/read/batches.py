"""`read_batches`: the frames of `read_table` cut into pieces, for files larger than what memory should hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb.errors import ReadError
from plannr_nb.read.batch_accounts import BatchAccounts
from plannr_nb.read.codes import Findings
from plannr_nb.read.columns import MOST_COLUMNS, Columns, cells_of_rows, name_columns, too_wide
from plannr_nb.read.complaints import complain_of_cells, complain_of_file, complain_of_headers, complain_of_rows
from plannr_nb.read.description import ATTRS, account_of
from plannr_nb.read.expected import check_expected
from plannr_nb.read.files.reopening import peek
from plannr_nb.read.layout.header import header_row_given
from plannr_nb.read.layout.layout import Layout, find_layout
from plannr_nb.read.sheet import Decision, Sheet
from plannr_nb.read.survey import Cleaning, Survey
from plannr_nb.read.table import check_kinds, check_numbers, frame_of, packing_decision, refuse
from plannr_nb.read.text.pieces import GridPieces, TextPieces
from plannr_nb.read.text.text import judge_text, sheet_of_text
from plannr_nb.read.text.text_stream import TextStream
from plannr_nb.read.workbooks.workbook import read_workbook

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["read_batches"]


def read_batches(
    path: str | Path,
    *,
    rows: int = 100_000,
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
) -> Iterator[pd.DataFrame]:
    """Read an export as `read_table` does, some rows at a time: memory grows with ``rows`` and not with the file.

    The file is gone through before the first batch, so that what is wrong with it is said at once, and what depends on
    its end (totals, a second table, how many columns there are) holds from the first batch on; then it is read again.
    Put together the batches are the frame of `read_table`. Only of a workbook, a million rows at most, all cells are
    held.

    Parameters
    ----------
    path, sheet, header_row, encoding, delimiter, quote, escape, member, unpack_limit, expect_rows, mend_mojibake
        As for `read_table`.
    rows
        Rows of a batch, at least 1; the last one has fewer.

    Yields
    ------
    DataFrame
        As from `read_table`, with the account of the whole file in ``attrs["plannr_nb"]``, in which ``batch`` says
        which one it is: ``{"number": 1, "first_row": 2, "last_row": 100001}``. Each row is told of once: a row that is
        skipped with the batch of the rows below it, a problem with the batch of its row, or with the first where it
        has none or one that is not read. A file with a header and no rows gives one empty batch.

    Raises
    ------
    ReadError
        As from `read_table`, before the first batch; and where the file changes before the last one.

    Examples
    --------
    >>> from pathlib import Path
    >>> file = Path(getfixture("tmp_path"), "clients.csv")
    >>> _ = file.write_text("Ref;Surname\\n007;Evans\\n008;NA\\n009;Patel\\nTotal clients: 3\\n")
    >>> for batch in read_batches(file, rows=2):
    ...     print(batch)
                Ref Surname
    source_row
    2           007   Evans
    3           008      NA
                Ref Surname
    source_row
    4           009   Patel
    """
    check_kinds(sheet=sheet, encoding=encoding, delimiter=delimiter, quote=quote, escape=escape, member=member)
    header_row = header_row_given(header_row)
    check_numbers(rows=rows, unpack_limit=unpack_limit, expect_rows=expect_rows)
    if rows < 1:
        raise ReadError(f"rows={rows}, but a batch has 1 row at least.")
    content, reopened = peek(path, member=member, unpack_limit=unpack_limit)
    name = content.name
    findings = Findings()
    if reopened is None:
        refuse(name, "a workbook", encoding=encoding, delimiter=delimiter, quote=quote, escape=escape)
        read = read_workbook(content, sheet=sheet, header_row=header_row, findings=findings)
        survey = Survey(GridPieces(read.grid), Cleaning(read.marked, read.mojibake, mend_mojibake), read.header.rows)
        read.grid = survey
    else:
        refuse(name, "a text file", sheet=sheet)
        text = TextStream(name, reopened, encoding)
        judged = judge_text(
            name, text, delimiter=delimiter, quote=quote, escape=escape, header_row=header_row, findings=findings
        )
        pieces = TextPieces(text, judged)
        survey = Survey(pieces, Cleaning(text.marked, True, mend_mojibake), judged.header.rows)
        read = sheet_of_text(text, judged, survey, fast=pieces.fast, encoding=encoding)
        read.ends_mid_line = pieces.ends_mid_line
    read.decisions[:0] = packing_decision(content)
    return _batches(_decided(name, read, survey, findings, mend_mojibake, expect_rows), rows)


@dataclass(slots=True)
class _Table:
    """A table that was surveyed, and all that its batches need to know.

    Attributes
    ----------
    columns
        Without cells.
    apart
        The rows of the file that are not data, ascending.
    """

    name: str
    sheet: Sheet
    survey: Survey
    columns: Columns
    layout: Layout
    findings: Findings
    apart: np.ndarray

    @property
    def rows(self) -> int:
        return self.survey.rows - len(self.apart)

    @property
    def extras(self) -> int:
        return len(self.columns.names) - self.survey.width

    def data_rows(self, first: int, last: int) -> np.ndarray:
        """The rows from one to another that are data."""
        import numpy as np

        begin, end = np.searchsorted(self.apart, [first, last + 1])
        is_data = np.ones(last - first + 1, dtype=bool)
        is_data[self.apart[begin:end] - first] = False
        return np.flatnonzero(is_data) + first


def _decided(name: str, sheet: Sheet, survey: Survey, findings: Findings, mend: bool, expected: int | None) -> _Table:
    """What `read_table` decides of a whole grid."""
    import numpy as np

    header = sheet.header.rows
    columns = name_columns(survey.head, survey, header, numbered=sheet.header.numbered)
    layout = find_layout(survey, header)
    apart = np.fromiter(layout.blank.union([*header, *layout.skipped_rows]), dtype=np.int64)
    table = _Table(name, sheet, survey, columns, layout, findings, apart)
    widest = max((survey.odd[row] for row in layout.data_among(survey.surplus)), default=survey.width)
    if widest > MOST_COLUMNS:
        raise too_wide(name, widest)
    columns.add_extras(widest - survey.width)
    columns.leave_out_nothing(_empty_columns(table))
    if sheet.found:
        sheet.leave_found(table.data_rows(1, survey.rows))
    complain_of_headers(findings, sheet, columns)
    complain_of_rows(findings, sheet, columns, layout, set(layout.data_among(survey.rows_beyond(columns.reach))))
    complain_of_cells(findings, sheet, columns, survey.cell_flaws, mend)
    complain_of_file(findings, sheet, layout, table.rows)
    check_expected(name, expected, table.rows, header=layout.header_rows, skipped=layout.reasons, findings=findings)
    return table


def _empty_columns(table: _Table) -> set[int]:
    """Those of the columns without a name that hold nothing in the rows of the table."""
    columns = table.columns
    empty = {*range(columns.reach, len(columns.names)), *columns.blank}
    unsure: list[int] = []
    for at, piece in enumerate(table.survey.pieces):
        if piece.rows == len(table.data_rows(piece.first, piece.last)):
            empty -= {position for position, count in enumerate(piece.filled) if count}
        else:
            unsure.append(at)
    for at in unsure:
        if any(count for position, count in enumerate(table.survey.pieces[at].filled) if position in empty):
            cells = _cells_of(table, at)[1]
            empty -= {position for position in empty if cells[position].null_count < len(cells[position])}
    return empty


def _cells_of(table: _Table, at: int) -> tuple[np.ndarray, list[pa.ChunkedArray]]:
    """The rows of a piece that are data, and their cells."""
    piece, grid = table.survey.pieces[at], table.survey.piece(at)
    above = piece.first - 1
    rows = table.data_rows(piece.first, piece.last)
    here = set((rows - above).tolist()) if grid.surplus else set()
    surplus = {row: cells for row, cells in grid.surplus.items() if row in here}
    return rows, cells_of_rows(grid.columns, rows - above, surplus, table.extras)


def _batches(table: _Table, size: int) -> Iterator[pd.DataFrame]:
    accounts = BatchAccounts(table.layout, table.findings, table.apart)
    left = table.rows
    for rows, cells in _cut(table, size):
        left -= len(rows)
        frame = frame_of(table.columns, cells, rows)
        layout, findings, batch = accounts.of(rows, int(rows[-1]) if left else table.survey.rows)
        where = f"rows {batch['first_row']} to {batch['last_row']}" if len(rows) else "no rows"
        told = Decision("batch", f"{batch['number']}: {where}", f"of {table.rows} rows in all", f"rows={size}")
        sheet = replace(table.sheet, decisions=[*table.sheet.decisions, told])
        account = account_of(table.name, sheet, layout, table.columns, findings, *frame.shape)
        frame.attrs[ATTRS] = {**account, "batch": batch}
        yield frame


def _cut(table: _Table, size: int) -> Iterator[tuple[np.ndarray, list[pa.ChunkedArray]]]:
    """The rows of the table, so many at a time, with their cells; once none where it has none."""
    import numpy as np
    import pyarrow as pa

    waiting: list[tuple[np.ndarray, list[pa.ChunkedArray]]] = []
    count = 0
    for at in range(len(table.survey.pieces)):
        rows, cells = _cells_of(table, at)
        begin = 0
        while count + len(rows) - begin >= size:
            end = begin + size - count
            yield _joined([*waiting, (rows[begin:end], [column.slice(begin, end - begin) for column in cells])])
            waiting, count, begin = [], 0, end
        if begin < len(rows):
            waiting.append((rows[begin:], [column.slice(begin) for column in cells]))
            count += len(rows) - begin
    if waiting or not table.rows:
        nothing = np.array([], dtype=np.int64), [pa.chunked_array([], pa.large_string()) for _ in table.columns.names]
        yield _joined(waiting or [nothing])


def _joined(parts: list[tuple[np.ndarray, list[pa.ChunkedArray]]]) -> tuple[np.ndarray, list[pa.ChunkedArray]]:
    import numpy as np
    import pyarrow as pa

    columns = zip(*(cells for _, cells in parts), strict=True)
    return np.concatenate([rows for rows, _ in parts]), [
        pa.chunked_array([chunk for part in column for chunk in part.chunks], type=pa.large_string())
        for column in columns
    ]
