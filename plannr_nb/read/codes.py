"""What reading a file may complain about, and the list in which one reading gathers its complaints.

Complaints travel in ``attrs`` of the frame, which pandas copies on each operation, so they are kept as small groups:
one per cause and header, its rows kept as `row_numbers` does, no cell values. `as_problems` makes the problem table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from plannr_nb import problems
from plannr_nb.problems import FoundBy, ProblemCode, Severity
from plannr_nb.row_numbers import keep_rows, kept_rows

if TYPE_CHECKING:
    import pandas as pd


def _code(code: str, severity: Severity, message: str) -> ProblemCode:
    return ProblemCode(code, severity, message, FoundBy.READ)


BROKEN_BYTES = _code(
    "broken_bytes",
    Severity.WARNING,
    "bytes that are not valid in the file's encoding; read as Windows-1252 where possible, else shown as \ufffd. "
    "Correct the cell, or name the right encoding=",
)
NUL_BYTES = _code("nul_bytes", Severity.WARNING, "zero bytes in the cell, left out. Compare it with the old system")
MOJIBAKE = _code(
    "mojibake",
    Severity.WARNING,
    "text that was decoded wrongly before it was exported (as in ZoÃ«). Read again with mend_mojibake=True to mend it",
)
ENCODING_DOUBTFUL = _code(
    "encoding_doubtful",
    Severity.WARNING,
    "text that looks decoded wrongly (as in ZoÃ«): the encoding= given is probably wrong. Leave it out to have it "
    "found; if the text stays so, read with mend_mojibake=True",
)
MOJIBAKE_MENDED = _code("mojibake_mended", Severity.INFO, "text that had been decoded wrongly before, mended as asked")
ROW_TOO_SHORT = _code(
    "row_too_short", Severity.WARNING, "fewer cells than headers; the cells missing at the end are taken as blank"
)
ROW_CUT_IN_TWO = _code(
    "row_cut_in_two",
    Severity.ERROR,
    "two short rows that add up to one: a line break in an unquoted cell has probably cut a row, so these cells stand "
    "under wrong headers. Join the lines in the file, or export again with quotes",
)
ROW_TOO_LONG = _code(
    "row_too_long",
    Severity.ERROR,
    "more cells than headers, the surplus is kept in the columns extra 1, extra 2 ...: probably an unquoted delimiter "
    "in a cell, so cells after it stand under wrong headers. Quote or correct the row in the file",
)
CUT_SHORT = _code(
    "cut_short",
    Severity.WARNING,
    "the file ends in the middle of its last row; rows may be missing. Export again and compare the number of rows",
)
UNCLOSED_QUOTE = _code(
    "unclosed_quote",
    Severity.WARNING,
    "a quote is opened and never closed; taken to end with its cell. Check the row, or give quote=",
)
STRAY_QUOTE = _code(
    "stray_quote",
    Severity.WARNING,
    "a quote that neither encloses a cell nor is doubled; kept as part of the text. Check the row, or give quote= or "
    "escape=",
)
ROW_DELIMITED_OTHERWISE = _code(
    "row_delimited_otherwise",
    Severity.WARNING,
    "parted by another delimiter than the rows around it, and read by that one; check its cells",
)
LINES_UNWRAPPED = _code(
    "lines_unwrapped",
    Severity.WARNING,
    "quoted as a whole, as when a spreadsheet opens a CSV file as one column and saves it; read without these quotes. "
    "If it is one column of texts, read again with quote='\"'",
)
DUPLICATE_HEADER = _code(
    "duplicate_header",
    Severity.WARNING,
    "a header that occurs before, be it in other case; columns of the very same header got a number to tell them apart",
)
BLANK_HEADER = _code("blank_header", Severity.WARNING, "a column without a header; named by its position")
NO_HEADER = _code(
    "no_header",
    Severity.WARNING,
    "no row looks like a header, so columns are named by position. If there is one, give its row as header_row=",
)
HEADER_UNCERTAIN = _code(
    "header_uncertain",
    Severity.WARNING,
    "the header row could as well be the first row of data. If it is, read again with header_row=0",
)
HEADER_JOINED = _code(
    "header_joined",
    Severity.WARNING,
    "rows joined to one header, of which one could as well be a title above it or a row of data. If so, give the row "
    "of the header alone, as header_row=2",
)
HEADER_PERHAPS_ABOVE = _code(
    "header_perhaps_above",
    Severity.WARNING,
    "read as a title, but could be a first row of the header. If it is, give the first and last row of the header, as "
    "header_row=(1, 2)",
)
HEADER_CONTINUED = _code(
    "header_continued",
    Severity.WARNING,
    "looks like a second row of the header, but could be data, so it is kept. If it is none, give the first and last "
    "row of the header, as header_row=(1, 2)",
)
HEADER_SHIFTED = _code(
    "header_shifted",
    Severity.WARNING,
    "rows have one cell more than the header and begin with their number, so the first column is taken for one without "
    "a header. If the last one is, give the row of the header as header_row=",
)
SECOND_TABLE = _code(
    "second_table",
    Severity.ERROR,
    "below a gap, and taken for another table with headers of its own, so not read. Move it to a file of its own; if "
    "it belongs to the table above, take out the blank row above it",
)
PERHAPS_SECOND_TABLE = _code(
    "perhaps_second_table",
    Severity.WARNING,
    "below a gap and reads like a header, but the rows below are like those above the gap, so all are kept as data. "
    "If another table begins here, move it to a file of its own",
)
PERHAPS_TABLE_ABOVE = _code(
    "perhaps_table_above",
    Severity.WARNING,
    "read as a title block, but looks like a table of its own above this one. If it is wanted, move it to a file of "
    "its own, or give the row of its header as header_row=",
)
TABLES_SIDE_BY_SIDE = _code(
    "tables_side_by_side",
    Severity.WARNING,
    "a blank column between what looks like two tables side by side, read as one: what stands in one row need not "
    "belong together. Move the columns on its right to a file of their own",
)
DELIMITER_UNCERTAIN = _code(
    "delimiter_uncertain",
    Severity.WARNING,
    "another delimiter fits nearly as well; look at the columns, or give delimiter=",
)
PERHAPS_NOT_DATA = _code(
    "perhaps_not_data",
    Severity.WARNING,
    "looks like a total or a note rather than data, but could be data, so it is kept. Exclude it if it is none",
)
NO_ROWS = _code("no_rows", Severity.WARNING, "a header and no rows below it")
ROWS_AT_LIMIT = _code(
    "rows_at_limit",
    Severity.WARNING,
    "the number of rows is a limit at which systems cut exports off. Compare it with the old system; if it is right, "
    "give it as expect_rows=",
)
TOTAL_DIFFERS = _code(
    "total_differs",
    Severity.WARNING,
    "the file prints a number of rows, or a sum, that differs from the rows read. Export again; if the rows read are "
    "right, give their number as expect_rows=",
)
OTHER_SHEETS = _code(
    "other_sheets", Severity.WARNING, "the workbook has other sheets that hold a table. Give sheet= to read one of them"
)
HIDDEN_ROWS = _code("hidden_rows", Severity.WARNING, "rows hidden in the spreadsheet are read like all others")
HIDDEN_COLUMN = _code("hidden_column", Severity.INFO, "a column hidden in the spreadsheet, read like all others")
MERGED_CELLS = _code(
    "merged_cells",
    Severity.WARNING,
    "merged with another cell, which holds the text of both; read as blank. Undo the merging and fill the cell if it "
    "should hold the same",
)
ODD_DATE = _code(
    "odd_date",
    Severity.WARNING,
    "shown as a date by the spreadsheet, but it is none that a calendar has. Correct it there and save",
)
ERROR_CELL = _code(
    "error_cell", Severity.ERROR, "the spreadsheet shows an error in this cell. Correct it there and save"
)
DIGITS_LOST = _code(
    "digits_lost",
    Severity.WARNING,
    "a number of more than 15 digits, of which a spreadsheet keeps only the first 15. Take it from the old system",
)
FORMULA_TEXT = _code(
    "formula_text",
    Severity.INFO,
    'a text written as a formula, as in ="00123", so that spreadsheets keep its zeros; the text is taken',
)
FORMULA_WITHOUT_RESULT = _code(
    "formula_without_result",
    Severity.ERROR,
    "a formula whose result was never saved, read as blank. Open the file in a spreadsheet program and save it",
)


# What each complaint of a group has of it.
_TOLD = ("header", "code", "severity", "message")


class Findings:
    """The complaints of one reading."""

    def __init__(self) -> None:
        self._groups: list[dict[str, Any]] = []

    def add(
        self,
        code: ProblemCode,
        *,
        rows: Sequence[int] = (),
        header: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """One cause: the rows it concerns, or none where it concerns a column or the file."""
        self._groups.append(
            {
                "code": code.code,
                "severity": str(severity or code.severity),
                "message": code.message,
                "header": header,
                **keep_rows(rows),
            }
        )

    def holds(self, code: ProblemCode) -> bool:
        return any(group["code"] == code.code for group in self._groups)

    def withdraw(self, *codes: ProblemCode) -> None:
        """Take back complaints that something else has answered."""
        answered = {code.code for code in codes}
        self._groups = [group for group in self._groups if group["code"] not in answered]

    def as_json(self) -> list[dict[str, Any]]:
        return [dict(group) for group in self._groups]


def as_problems(groups: Iterable[dict[str, Any]], source: pd.DataFrame) -> pd.DataFrame:
    """The problem table of kept complaints. Cells are looked up in the frame, so what left the frame has no value."""
    # A frame joined with itself has each row twice; what was read of it is the same.
    rows_once = source if source.index.is_unique else source[~source.index.duplicated()]
    columns: dict[str, list[Any]] = {name: [] for name in ("source_row", "value", *_TOLD)}
    for group in groups:
        rows = kept_rows(group)
        columns["source_row"] += rows or [None]
        columns["value"] += _values(rows_once, rows, group["header"]) if rows else [None]
        for name in _TOLD:
            columns[name] += [group[name]] * max(len(rows), 1)
    return problems.table({**columns, "found_by": [str(FoundBy.READ)] * len(columns["code"])})


def _values(source: pd.DataFrame, rows: list[int], header: str | None) -> list[Any]:
    if header is None or header not in source.columns:
        return [None] * len(rows)
    return source[header].reindex(rows).tolist()
