"""What a reading has to say about rows, cells, headers and the file as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from plannr_nb.problems import ProblemCode
from plannr_nb.read import codes
from plannr_nb.read.cells import CellFlaws
from plannr_nb.read.codes import Findings
from plannr_nb.read.columns import Columns
from plannr_nb.read.grid import Grid
from plannr_nb.read.layout.layout import SECOND_TABLE, Layout
from plannr_nb.read.sheet import Sheet
from plannr_nb.read.text.rows import Flaw

__all__ = ["complain_of_cells", "complain_of_file", "complain_of_headers", "complain_of_rows"]

# Where systems and spreadsheets cut exports off; spreadsheets count the header, systems do not.
_DATA_LIMITS = frozenset({1_000, 5_000, 10_000, 65_535, 1_048_575})
_NEARLY_ALL = 0.9
_FLAWS = (
    (codes.UNCLOSED_QUOTE, {Flaw.UNCLOSED}),
    (codes.STRAY_QUOTE, {Flaw.STRAY, Flaw.BARE}),
    (codes.ROW_DELIMITED_OTHERWISE, {Flaw.DELIMITER}),
    (codes.LINES_UNWRAPPED, {Flaw.WRAPPED}),
)
_FILE_LIMITS = frozenset({65_536, 1_048_576})


def complain_of_rows(findings: Findings, sheet: Sheet, columns: Columns, layout: Layout, beyond: set[int]) -> None:
    """Rows with too few or too many cells, with quotes that break the rules, or of two tables at once.

    Parameters
    ----------
    beyond
        Rows of the table with filled cells beyond the header.
    """
    grid = sheet.grid
    # Lists of rows rather than tables of their cells: they may be millions.
    odd = layout.data_among(sorted(grid.odd))
    short = [row for row in odd if grid.odd[row] < columns.needed]
    data = grid.rows - len(layout.skipped_rows) - len(layout.blank) - len(layout.header_rows)
    # Where nearly all rows are short, it is the header that is long.
    cut = _cut_in_two(grid, short, columns.reach) if len(short) < data * _NEARLY_ALL else set()
    _add(findings, codes.ROW_CUT_IN_TWO, cut)
    last = [row for row in short if row == grid.rows and sheet.ends_mid_line and row not in cut]
    last = [row for row, flaw in grid.flaws.items() if flaw is Flaw.CUT] or last
    _add(findings, codes.CUT_SHORT, last)
    _add(findings, codes.ROW_TOO_SHORT, [row for row in short if row not in cut and row not in last])
    for position in layout.beside:
        findings.add(codes.TABLES_SIDE_BY_SIDE, header=columns.names[position])
    _add(findings, codes.ROW_TOO_LONG, beyond.union(row for row in odd if grid.odd[row] > grid.width))
    # What is wrong with a line of text around the table is no doubt about the table.
    skipped = set(layout.skipped_rows) if grid.flaws else set()
    for code, flaws in _FLAWS:
        counted = flaws if sheet.faithful_quotes else flaws - {Flaw.BARE}
        _add(findings, code, [row for row, found in grid.flaws.items() if found in counted and row not in skipped])


def _cut_in_two(grid: Grid, short: Sequence[int], width: int) -> set[int]:
    """Short rows that follow one another and add up to one row: each cut makes one cell into two."""
    cut: set[int] = set()
    for _, group in groupby(enumerate(short), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        if len(run) > 1 and sum(grid.odd[row] for row in run) - (len(run) - 1) == width:
            cut.update(run)
    return cut


def complain_of_cells(
    findings: Findings, sheet: Sheet, columns: Columns, flaws: Sequence[CellFlaws], mended: bool
) -> None:
    """Cells with broken bytes or mojibake, and what a workbook showed in them."""
    unmended = codes.ENCODING_DOUBTFUL if sheet.encoding_given else codes.MOJIBAKE
    for position, flaw in enumerate(flaws[: len(columns.names)]):
        header = columns.names[position]
        _add(findings, codes.BROKEN_BYTES, flaw.broken, header)
        _add(findings, codes.NUL_BYTES, flaw.nul, header)
        _add(findings, codes.MOJIBAKE_MENDED if mended else unmended, flaw.mojibake, header)
        _add(findings, codes.FORMULA_TEXT, flaw.formulas, header)
    for code, places in sheet.found.items():
        for position, found in sorted(places.items()):
            if position < len(columns.names):
                _add(findings, code, sorted(found), columns.names[position])
    for position in sheet.hidden_columns:
        if position not in columns.nothing:
            findings.add(codes.HIDDEN_COLUMN, header=columns.names[position])


def complain_of_headers(findings: Findings, sheet: Sheet, columns: Columns) -> None:
    if not sheet.header.row:
        findings.add(codes.NO_HEADER)
        return
    if not sheet.header.sure:
        findings.add(codes.HEADER_UNCERTAIN)
    if not sheet.header.joined_surely:
        findings.add(codes.HEADER_JOINED, rows=list(sheet.header.rows))
    if sheet.header.perhaps_above:
        findings.add(codes.HEADER_PERHAPS_ABOVE, rows=[sheet.header.rows[0] - 1])
    if sheet.header.continued:
        findings.add(codes.HEADER_CONTINUED, rows=[sheet.header.row + 1])
    if sheet.header.numbered:
        findings.add(codes.HEADER_SHIFTED, header=columns.names[0])
    for position in columns.blank:
        if position in columns.nothing or (position == 0 and sheet.header.numbered):
            continue
        findings.add(codes.BLANK_HEADER, header=columns.names[position])
    for position in columns.doubled:
        findings.add(codes.DUPLICATE_HEADER, header=columns.names[position])


def complain_of_file(findings: Findings, sheet: Sheet, layout: Layout, rows: int) -> None:
    """Rows that may not be data, and signs that rows are missing. ``rows``: how many were read."""
    _add(findings, codes.PERHAPS_NOT_DATA, layout.doubtful)
    _add(findings, codes.SECOND_TABLE, layout.skipped.get(SECOND_TABLE, []))
    _add(findings, codes.PERHAPS_SECOND_TABLE, layout.perhaps_headers)
    _add(findings, codes.PERHAPS_TABLE_ABOVE, layout.perhaps_tables)
    if not rows:
        findings.add(codes.NO_ROWS)
    if rows in _DATA_LIMITS or sheet.grid.rows in _FILE_LIMITS:
        findings.add(codes.ROWS_AT_LIMIT)
    if layout.differs or (layout.printed and rows not in layout.printed):
        findings.add(codes.TOTAL_DIFFERS)


def _add(findings: Findings, code: ProblemCode, rows: Sequence[int] | set[int], header: str | None = None) -> None:
    if rows:
        findings.add(code, rows=sorted(rows), header=header)
