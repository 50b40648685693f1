"""Text files that are odd in what stands around, above, below and within the table, or that are cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from odd_tables import CLIENTS, EMAILS, NOTES, PLANS, SURNAMES, WIDE, Case, Table, case, line_of, with_cells, written

__all__ = ["cut_off_cases", "laid_out", "shape_cases"]

_HEADER = written([CLIENTS.header])
_CLIENTS = written(CLIENTS.lines)
_PLANS = written(PLANS.lines)
_make = partial(case, "shape")


def laid_out(*parts: str | Sequence[Sequence[str]]) -> tuple[str, list[int]]:
    """A text of lines that are not data and of rows that are; and the numbers of these rows."""
    text, at, row = "", [], 0
    for part in parts:
        if isinstance(part, str):
            text += part
            row += part.count("\n")
            continue
        text += written(part)
        at += range(row + 1, row + len(part) + 1)
        row += len(part)
    return text, at


def shape_cases() -> Iterator[Case]:
    yield from _titles()
    yield from _headers()
    yield from _blanks()
    yield from _pages_and_totals()
    yield from _second_tables()
    yield from _ragged()


def _titles() -> Iterator[Case]:
    titles = {
        "title": ("a title above the table", "Client list\n"),
        "title-and-blank-row": ("a title and a blank row above the table", "Client list\n\n"),
        "title-date-and-printed-by": (
            "a title block with a date and who printed it",
            "Harrowmere Financial Planning\nClient list\nReport date: 30/06/2026\nPrinted by: R Ali\n\n",
        ),
        "title-with-commas": (
            "a title that holds delimiters",
            "Harrowmere Financial Planning, Leeds\nClients, all offices, active only\n\n",
        ),
        "title-padded": (
            "a title block as wide as the table",
            "Harrowmere Financial Planning,,,,,,,\nClient list,,,,,30/06/2026,,\n,,,,,,,\n",
        ),
        "title-in-the-middle": ("a title centred over the table", ",,,Client list,,,,\n,,,,,,,\n"),
        "title-of-labels-and-values": (
            "a title block of labels and values",
            "Report,Client list\nRun on,30/06/2026 09:14\nRun by,rali\nFilter,Status = Active\n\n",
        ),
        "title-of-labels-and-values-without-gap": (
            "labels and values right above the header",
            "Report:,Client list,,,,,,\nRun on:,30/06/2026 09:14,,,,,,\n",
        ),
        "title-of-twelve-lines": (
            "a preamble of twelve lines",
            "".join(f"Condition {number} of this report is that nobody relies upon it.\n" for number in range(1, 12))
            + "\n",
        ),
        "title-of-remarks": ("remarks above the header", "# exported 30/06/2026\n# user rali\n# 10 records\n"),
        "title-with-the-count": ("the number of rows above the table", "Client list\nTotal clients: 10\n\n"),
        "title-block-in-two-parts": (
            "a firm, a blank row, a title, a blank row",
            "Harrowmere Financial Planning\n\nClient list as at 30/06/2026\n\n",
        ),
    }
    for name, (odd, title) in titles.items():
        text, at = laid_out(title + _HEADER, CLIENTS.rows)
        yield _make(f"{name}.csv", odd, text, CLIENTS, at=at)
    yield _make(
        "title-of-two-lines-in-one-cell.csv",
        "a title with a line break in quotes, which is one row",
        '"Harrowmere Financial Planning\nClient list",,,,,,,\n,,,,,,,\n' + _CLIENTS,
        CLIENTS,
        4,
    )
    title = "Harrowmere Financial Planning, Leeds\nPlans; all providers\n\n"
    text, at = laid_out(title + written([PLANS.header], ";"), PLANS.rows)
    yield _make(
        "title-with-commas-over-semicolons.csv",
        "a title with commas over a table parted by semicolons",
        title + written(PLANS.lines, ";"),
        PLANS,
        at=at,
    )
    yield _make(
        "title-over-one-column.csv",
        "a title and a blank row over one column",
        "Newsletter list\n\n" + written(EMAILS.lines),
        EMAILS,
        4,
    )
    yield _make(
        "title-over-a-wide-table.csv",
        "a title over 40 columns",
        "Fact find extract,,\n\n" + written(WIDE.lines),
        WIDE,
        4,
    )


def _headers() -> Iterator[Case]:
    positions = [f"column {number}" for number in range(1, 9)]
    yield _make(
        "no-header.csv",
        "no header",
        written(CLIENTS.rows),
        Table(positions, CLIENTS.rows),
        1,
        told={"no_header": ()},
    )
    yield _make(
        "no-header-one-column.csv",
        "no header over one column",
        written(EMAILS.rows),
        Table(positions[:1], EMAILS.rows),
        1,
        told={"no_header": ()},
    )
    yield _make(
        "no-header-one-row.csv",
        "one row and no header",
        written(CLIENTS.rows[:1]),
        Table(positions, CLIENTS.rows[:1]),
        1,
        told={"no_header": ()},
    )
    yield _make("header-only.csv", "a header and no rows", _HEADER, Table(CLIENTS.header, []), told={"no_rows": ()})
    yield _make(
        "header-only-not-ended.csv",
        "a header without a line end and no rows",
        _HEADER.rstrip("\n"),
        Table(CLIENTS.header, []),
        told={"no_rows": ()},
    )
    yield _make("one-row.csv", "one row", written(CLIENTS.lines[:2]), Table(CLIENTS.header, CLIENTS.rows[:1]))
    yield _make("one-row-one-column.csv", "one row of one column", written(EMAILS.lines[:2]), Table(*_first(EMAILS)))
    names = Table(["Name"], [["Evans, Gareth"], ["Patel, Zoë"], ["Hale, Margaret"], ["Owen, Rhys"]])
    yield _make(
        "one-column-of-names-with-commas.csv",
        "one column whose texts hold an unquoted comma each",
        "".join(f"{line[0]}\n" for line in names.lines),
        names,
    )
    split = [
        ["Client", "", "First", "", "Date of", "", "Mobile", "Post"],
        ["Ref", "Title", "Name", "Surname", "Birth", "Email", "", "Code"],
    ]
    text, at = laid_out(written(split), CLIENTS.rows)
    yield _make("header-of-two-rows.csv", "headers written over two rows", text, CLIENTS, at=at)
    third = [
        ["Policy", "Client", "", "Plan", "Start", "Premium", "Value"],
        ["Number", "Ref", "Provider", "Type", "Date", "per month", "of fund"],
        ["", "", "", "", "(dd/mm/yyyy)", "(GBP)", "(GBP)"],
    ]
    named = Table(
        [
            *("Policy Number", "Client Ref", "Provider", "Plan Type", "Start Date (dd/mm/yyyy)"),
            *("Premium per month (GBP)", "Value of fund (GBP)"),
        ],
        PLANS.rows,
    )
    text, at = laid_out(written(third), PLANS.rows)
    yield _make(
        "header-of-three-rows.csv",
        "headers written over three rows, the last one units, which could be data",
        text,
        named,
        at=at,
        told={"header_joined": [1, 2, 3]},
    )
    text, at = laid_out(_HEADER * 2, CLIENTS.rows)
    yield _make("header-twice.csv", "the header in two rows, the same", text, CLIENTS, at=at)
    groups = [
        ["", "Client 1", "", "", "Client 2", "", ""],
        ["Policy Number", "First Name", "Surname", "Date of Birth", "First Name", "Surname", "Date of Birth"],
    ]
    couples = Table(
        ["Policy Number", *(f"Client {who} {what}" for who in (1, 2) for what in groups[1][1:4])],
        [
            [plan[0], *one[2:5], *two[2:5]]
            for plan, one, two in zip(PLANS.rows, CLIENTS.rows[:8], CLIENTS.rows[1:9], strict=True)
        ],
    )
    text, at = laid_out(written(groups), couples.rows)
    yield _make(
        "header-of-groups.csv",
        "a row of groups, each standing above the first of its columns",
        text,
        couples,
        at=at,
    )
    email = Table([*CLIENTS.header[:6], "Email (2)", "Post Code"], CLIENTS.rows)
    yield _make(
        "duplicate-header.csv",
        "a header that occurs twice",
        _CLIENTS.replace("Mobile", "Email", 1),
        email,
        told={"duplicate_header": ()},
    )
    capitals = Table([*CLIENTS.header[:6], "EMAIL", "Post Code"], CLIENTS.rows)
    yield _make(
        "duplicate-header-in-capitals.csv",
        "a header that occurs twice, once in capitals; both stay as they are",
        written(capitals.lines),
        capitals,
        told={"duplicate_header": ()},
    )
    blank = Table([*CLIENTS.header[:4], "column 5", *CLIENTS.header[5:]], CLIENTS.rows)
    yield _make(
        "blank-header.csv",
        "a column without a header",
        _CLIENTS.replace("Date of Birth", "", 1),
        blank,
        told={"blank_header": ()},
    )
    spaced = "  Client Ref ,Title\t, First Name,Surname   ,Date of Birth ,Email,Mobile, Post Code \n"
    yield _make("header-with-spaces.csv", "spaces around headers", spaced + written(CLIENTS.rows), CLIENTS)
    lower = Table([name.lower().replace(" ", "_") for name in CLIENTS.header], CLIENTS.rows)
    yield _make("header-of-a-database.csv", "headers as a database names columns", written(lower.lines), lower)
    broken = Table([*PLANS.header[:4], "Start Date\n(dd/mm/yyyy)", "Premium", "Value"], PLANS.rows)
    yield _make("header-with-a-line-break.csv", "a line break in a quoted header", written(broken.lines), broken)
    years = Table(
        ["Provider", "2021", "2022", "2023"],
        [["Northgate Life", "10", "12", "9"], ["Selbourne", "3", "", "5"], ["Harrow & Co", "7", "8", "11"]],
    )
    yield _make("header-of-years.csv", "years for headers", written(years.lines), years)
    months = Table(
        ["Client Ref", "Surname", "31/01/2026", "28/02/2026", "31/03/2026"],
        [[row[0], row[3], f"{at}00.00", f"{at}05.50", f"{at}11.25"] for at, row in enumerate(CLIENTS.rows, 1)],
    )
    yield _make("header-of-dates.csv", "dates among the headers, over amounts", written(months.lines), months)
    text, at = laid_out(_HEADER + ",".join(["-" * 10] * 8) + "\n", CLIENTS.rows)
    yield _make("header-underlined.csv", "a row of dashes below the header", text, CLIENTS, at=at)
    words = Table(
        ["Provider", "Contact", "Town"],
        [["Northgate", "Evans", "Leeds"], ["Selbourne", "Patel", "York"], ["Harrow", "Hale", "Bangor"]],
    )
    yield _make("words-only.csv", "nothing but words below the header", written(words.lines), words)


def _first(table: Table) -> tuple[list[str], list[list[str]]]:
    return table.header, table.rows[:1]


def _blanks() -> Iterator[Case]:
    for name, blank in (("blank", "\n"), ("delimiters-only", ",,,,,,,\n"), ("spaces-only", "   \n")):
        text, at = laid_out(_HEADER, CLIENTS.rows[:3], blank, CLIENTS.rows[3:7], blank * 3, CLIENTS.rows[7:], blank)
        yield _make(f"rows-of-{name}-inside.csv", "empty rows inside and at the end", text, CLIENTS, at=at)
    yield _make(
        "thousand-empty-rows-below.csv",
        "a thousand rows of delimiters below, as a spreadsheet saves formatted rows",
        _CLIENTS + ",,,,,,,\n" * 1000,
        CLIENTS,
    )
    right = Table([*CLIENTS.header[:4], "column 5", *CLIENTS.header[4:]], [[*r[:4], "", *r[4:]] for r in CLIENTS.rows])
    middle = written([[*row[:4], "", *row[4:]] for row in CLIENTS.lines])
    yield _make(
        "empty-column-inside.csv", "a column without header and cells", middle, right, told={"blank_header": ()}
    )
    text, at = laid_out(_HEADER + "\n", CLIENTS.rows)
    yield _make("blank-row-below-the-header.csv", "a blank row below the header", text, CLIENTS, at=at)
    columns = Table([*CLIENTS.header, "Fax"], [[*row, ""] for row in CLIENTS.rows])
    yield _make("empty-last-column.csv", "a column with a header and no cells", written(columns.lines), columns)


def _pages_and_totals() -> Iterator[Case]:
    first, second, third = CLIENTS.rows[:4], CLIENTS.rows[4:8], CLIENTS.rows[8:]
    title = "Harrowmere Financial Planning\nClient list\n\n"
    text, at = laid_out(
        title + _HEADER,
        first,
        "Page 1 of 3\n" + title + _HEADER,
        second,
        "Page 2 of 3\n" + title + _HEADER,
        third,
        "Page 3 of 3\n",
    )
    yield _make("pages-with-title-and-header.csv", "page numbers, title and header on each page", text, CLIENTS, at=at)
    text, at = laid_out(
        _HEADER, first, ",,,,,,,Page 1\n" + _HEADER, second, ",,,,,,,Page 2\n" + _HEADER, third, ",,,,,,,Page 3\n"
    )
    yield _make(
        "pages-numbered-at-the-right.csv", "page numbers in the last column, header repeated", text, CLIENTS, at=at
    )
    text, at = laid_out(_HEADER, first, _HEADER, second, _HEADER, third)
    yield _make("header-repeated.csv", "the header repeated without a gap", text, CLIENTS, at=at)
    text, at = laid_out(_HEADER, first, "\n" + _HEADER, second, "\n\n" + _HEADER, third)
    yield _make("header-repeated-below-blank-rows.csv", "the header repeated below blank rows", text, CLIENTS, at=at)
    for name, odd, below in (
        ("page-number-below", "a page number below the table", "\nPage 1 of 1\n"),
        ("end-of-report", "a line that ends the report", "\n*** End of Report ***\n"),
        ("count-below", "the number of rows below the table", "\nTotal clients: 10\n"),
        ("count-of-a-database", "the number of rows as databases print it", "\n(10 rows affected)\n"),
        ("count-in-two-cells", "the number of rows beside its label", "Number of records,10\n"),
        ("printed-by-below", "who printed it when, below", "\nPrinted on 30/06/2026 09:14 by R Ali\n"),
        ("disclaimer-below", "small print below", "\nNote: figures are not guaranteed, see www.example.com\n"),
        ("footer-of-three-lines", "a ruler, a count and the end", "-----\nRecords: 10\nEnd of file\n"),
    ):
        yield _make(f"{name}.csv", odd, _CLIENTS + below, CLIENTS)
    premiums = ["", "", "", "", "", "758.95", ""]
    values = "£854,787.57"
    for name, odd, below in (
        ("totals-row", "a row of totals", [["Total", *premiums[1:6], values]]),
        (
            "totals-row-labelled-inside",
            "a row of totals, labelled beside the figures",
            [["", "", "", "", "Total", "758.95", values]],
        ),
        ("totals-row-without-label", "a row of totals without a label", [["", "", "", "", "", "758.95", values]]),
        (
            "grand-total-below-a-gap",
            "a grand total below a blank row",
            [[""] * 7, ["Grand Total", *premiums[1:6], values]],
        ),
    ):
        yield _make(f"{name}.csv", odd, _PLANS + written(below), PLANS)
    rows = [
        *PLANS.rows[:4],
        ["Sub-total", "", "", "", "", "373.45", "£306,360.55"],
        *PLANS.rows[4:],
        ["Sub-total", "", "", "", "", "385.50", "£548,427.02"],
    ]
    text, at = laid_out(written([PLANS.header]), rows, written([["Grand Total", *premiums[1:6], values]]))
    yield _make(
        "subtotals-inside.csv",
        "subtotals among the rows, each the sum of its group, and a grand total below",
        text,
        PLANS,
        at=[row for row in at if row not in (6, 11)],
    )
    groups = [
        PLANS.rows[:4],
        written([["", "", "", "", "Sub Total", "373.45", "£306,360.55"]]),
        PLANS.rows[4:],
        written([["", "", "", "", "Sub Total", "385.50", "£548,427.02"]]),
        written([["", "", "", "", "Grand Total", "758.95", values]]),
    ]
    text, at = laid_out(written([PLANS.header]), *groups)
    yield _make(
        "subtotals-labelled-inside.csv",
        "subtotals, each the sum of its group, and a grand total, labelled beside the figures",
        text,
        PLANS,
        at=at,
    )
    sections = [["Adviser: R Ali", *[""] * 7], *CLIENTS.rows[:5], ["Adviser: P Hale", *[""] * 7], *CLIENTS.rows[5:]]
    yield _make(
        "section-headings-inside.csv",
        "a line with the adviser above the clients of each; could be data, so it is kept",
        written([CLIENTS.header, *sections]),
        Table(CLIENTS.header, sections),
        told={"perhaps_not_data": [2, 8]},
    )


def _second_tables() -> Iterator[Case]:
    advisers = Table(["Adviser", "Clients"], [["R Ali", "6"], ["P Hale", "4"]])
    more = Table(
        ["Adviser", "Office", "Clients", "Plans", "Value", "Fees", "Started", "Last Review", "Next Review"],
        [
            ["R Ali", "Leeds", "6", "9", "1200.00", "12.00", "01/02/2003", "", "05/05/2026"],
            ["P Hale", "York", "4", "5", "900.00", "9.00", "07/08/2009", "", "06/05/2026"],
        ],
    )
    equal = Table(
        ["Fund", "Sector", "ISIN", "Units", "Price", "Risk Rating", "Updated", "Total Value"],
        [
            ["Alpha", "Bonds", "GB00B0000001", "100", "1.20", "3", "30/06/2026", "120.00"],
            ["Beta", "Shares", "GB00B0000002", "50", "2.00", "6", "30/06/2026", "100.00"],
        ],
    )
    for name, odd, below in (
        ("fewer-columns", "a second table of fewer columns below a gap", "\n" + written(advisers.lines)),
        ("more-columns", "a second table of more columns below a gap", "\n" + written(more.lines)),
        ("equal-columns", "a second table of as many columns below a gap", "\n" + written(equal.lines)),
        ("title", "a second table below a gap and a title", "\nAdvisers\n" + written(advisers.lines)),
        (
            "fewer-columns-padded",
            "a second, padded table below a gap",
            ",,,,,,,\n" + written([[*row, *[""] * 6] for row in advisers.lines]),
        ),
        ("two-gaps", "a second table below two blank rows", "\n\n" + written(advisers.lines)),
    ):
        rows = [12 + at for at, line in enumerate(below.splitlines()) if line.strip(",")]
        yield _make(
            f"second-table-of-{name}.csv", odd, _CLIENTS + below, CLIENTS, told={"second_table": rows}, errors=rows
        )
    wider = [[*CLIENTS.header, "Fax"], *([*row, "01632 960999"] for row in CLIENTS.rows[:3])]
    yield _make(
        "second-table-of-one-more-column-without-gap.csv",
        "right below, the same header with one more column, and rows of that width",
        _CLIENTS + written(wider),
        CLIENTS,
        told={"second_table": range(12, 16)},
        errors=range(12, 16),
    )
    titled = "\nHarrowmere Financial Planning\nAdvisers as at 30/06/2026\n\nLeeds office\n" + written(advisers.lines)
    rows = [16, 17, 18, 19]
    yield _make(
        "second-table-of-a-title-block.csv",
        "a second table below a gap and a title block with a gap of its own",
        _CLIENTS + titled,
        CLIENTS,
        told={"second_table": rows},
        errors=rows,
    )
    yield _three_padded_tables(more)
    yield _beside(advisers)
    rows = [12, 13, 14]
    yield _make(
        "second-table-without-gap.csv",
        "a second table right below the first",
        _CLIENTS + written(advisers.lines),
        CLIENTS,
        told={"second_table": rows},
        errors=rows,
    )


def _three_padded_tables(wide: Table) -> Case:
    """A sheet with three tables, saved as text: each row as wide as the widest table, the second one."""
    calls = Table(
        ["Adviser", "Date", "Client", "Reason for Call"],
        [
            ["R Ali", "02/01/2026", "Evans-Price", "Annual review"],
            ["", "", "O'Brien", "Annual review"],
            ["R Ali", "09/01/2026", "Patel", "Transfer"],
            ["P Hale", "12/01/2026", "Adeyemi", "New address"],
        ],
    )
    gap = [[], []]
    gifts = [["Gifts"], ["Adviser", "Date", "Gift"], ["R Ali", "Nil return"]]
    lines = [["Calls"], *calls.lines, *gap, ["Advisers"], *wide.lines, *gap, *gifts]
    below = [9, 10, 11, 12, 15, 16, 17]
    return _make(
        "three-padded-tables.csv",
        "three tables with titles below one another, padded to the widest, which is not the first",
        written([*line, *[""] * (9 - len(line))] for line in lines),
        calls,
        3,
        told={"second_table": below},
        errors=below,
    )


def _beside(other: Table) -> Case:
    """Which of two tables side by side is wanted nobody can know; read as one, their rows must not be taken for it."""
    rows = [[*row, "", *beside] for row, beside in zip(CLIENTS.rows, [*other.rows, *[["", ""]] * 8], strict=True)]
    named = Table([*CLIENTS.header, "column 9", *other.header], rows)
    return _make(
        "second-table-beside.csv",
        "a second, shorter table on the right, a blank column between",
        written([[*CLIENTS.header, "", *other.header], *rows]),
        named,
        told={"blank_header": (), "tables_side_by_side": ()},
    )


def _ragged() -> Iterator[Case]:
    longer = [[*row, "", ""] for row in CLIENTS.rows]
    longer[1][6:] = ["07700 900102", "LL57 2DG", "moved", "twice"]
    text = _CLIENTS.replace("LL57 2DG", "LL57 2DG,moved,twice")
    yield _make(
        "row-too-long.csv",
        "one row has two cells more than headers",
        text,
        Table([*CLIENTS.header, "extra 1", "extra 2"], longer),
        told={"row_too_long": [3]},
        errors=[3],
    )
    short = with_cells(CLIENTS, {(9, "Email"): "", (9, "Mobile"): "", (9, "Post Code"): ""})
    cut = line_of(CLIENTS, 9).split(",renee")[0] + "\n"
    yield _make(
        "row-too-short.csv",
        "one row ends after the fifth cell",
        _CLIENTS.replace(line_of(CLIENTS, 9), cut),
        short,
        told={"row_too_short": [9]},
    )
    blank = Table(NOTES.header, [[*row[:4], "", ""] if at % 3 else row for at, row in enumerate(NOTES.rows)])
    text = written([blank.header]) + "".join(written([row]).rstrip(",\n") + "\n" for row in blank.rows)
    yield _make(
        "rows-without-blank-ends.csv",
        "blank cells at the ends of rows are not written",
        text,
        blank,
        told={"row_too_short": [3, 4, 6, 7, 9, 10]},
    )
    halves = [["C0103", "Dr", "Zoë", "Pa", *[""] * 4], ["tel", "12/12/1959", "", "07700 900103", "LS1 4AB", *[""] * 3]]
    rows = [*CLIENTS.rows[:2], *halves, *CLIENTS.rows[3:]]
    yield _make(
        "row-cut-in-two.csv",
        "an unquoted line break in a cell cuts a row",
        _CLIENTS.replace("Patel", "Pa\ntel"),
        Table(CLIENTS.header, rows),
        told={"row_cut_in_two": [4, 5]},
        errors=[4, 5],
    )
    note = Table([*SURNAMES.header, "Note"], [[*row, "called"] for row in SURNAMES.rows])
    pieces = [["C0104", "Müller", "asked"], ["about fees", "", ""]]
    text = written(note.lines).replace("Müller,called", "Müller,asked\nabout fees")
    yield _make(
        "last-cell-cut-in-two.csv",
        "an unquoted line break in the last cell: a full row and a rest, which belongs to it",
        text,
        Table(note.header, [*note.rows[:3], *pieces, *note.rows[4:]]),
        told={"row_too_short": [6]},
    )


def cut_off_cases() -> Iterator[Case]:
    make = partial(case, "cut off")
    for count in (1_000, 5_000, 10_000, 65_535):
        many = Table(["Client Ref", "Surname"], [[f"C{n:06d}", CLIENTS.rows[n % 10][3]] for n in range(1, count + 1)])
        yield make(
            f"{count}-rows.csv",
            f"{count:,} rows, a limit of other programs",
            written(many.lines),
            many,
            told={"rows_at_limit": ()},
        )
    near = Table(["Client Ref", "Surname"], [[f"C{n:06d}", CLIENTS.rows[n % 10][3]] for n in range(1, 1_000)])
    yield make("999-rows.csv", "as many rows as nobody cuts off at", written(near.lines), near)
    yield make(
        "count-differs.csv",
        "the number of rows printed is not the number of rows",
        _CLIENTS + "\nTotal clients: 12\n",
        CLIENTS,
        told={"total_differs": ()},
    )
    names = ["Email", "Mobile", "Post Code"]
    cut = with_cells(
        CLIENTS, {(11, "First Name"): "Ja", **{(11, name): "" for name in ["Surname", "Date of Birth", *names]}}
    )
    yield make(
        "cut-in-a-cell.csv",
        "the file ends in a cell of the last row",
        _CLIENTS.split("ne,Smith")[0],
        cut,
        told={"cut_short": [11]},
    )
    cut = with_cells(CLIENTS, {(11, name): "" for name in names})
    yield make(
        "cut-after-a-delimiter.csv",
        "the file ends after a delimiter of the last row",
        _CLIENTS[: _CLIENTS.index("jane.smith")],
        cut,
        told={"cut_short": [11]},
    )
    cut = with_cells(PLANS, {(9, "Value"): "£96,0"})
    yield make(
        "cut-in-quotes.csv",
        "the file ends in the quoted last cell of the last row",
        _PLANS[: _PLANS.index("00.75")],
        cut,
        told={"cut_short": [9]},
    )
    cut = Table(NOTES.header, [*NOTES.rows[:5], [*NOTES.rows[5][:5], "Asked: are fees of £1,250 fixed?"]])
    text = written(NOTES.lines)
    yield make(
        "cut-in-quotes-of-several-lines.csv",
        "the file ends in a quoted cell with line breaks",
        text[: text.index("Yes, they")],
        cut,
        told={"cut_short": [7]},
    )
    cut = with_cells(
        CLIENTS, {(9, "First Name"): "RenÃ", **{(9, name): "" for name in ["Surname", "Date of Birth", *names]}}
    )
    cut = Table(cut.header, cut.rows[:8])
    data = _CLIENTS.encode()
    yield make(
        "cut-in-a-character.csv",
        "the file ends within a letter of two bytes; what is left of it reads as Windows-1252",
        data[: data.index("ée,Null".encode()) + 1],
        cut,
        told={"broken_bytes": [9], "cut_short": [9]},
    )
