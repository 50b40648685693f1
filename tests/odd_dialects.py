"""Text files that are odd in their dialect: delimiters, quotes, escapes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from odd_tables import (
    CLIENTS,
    EMAILS,
    NOTES,
    PLANS,
    SURNAMES,
    WIDE,
    Case,
    Table,
    case,
    line_of,
    quoted,
    with_cells,
    written,
)

__all__ = ["dialect_cases"]

_CLIENTS = written(CLIENTS.lines)
_PLANS = written(PLANS.lines)


def dialect_cases() -> Iterator[Case]:
    make = partial(case, "dialect")
    for name, mark in (
        *(("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("two-pipes", "||"), ("two-semicolons", ";;")),
        *(("tilde", "~"), ("caret", "^"), ("two-colons", "::")),
    ):
        yield make(f"{name}.csv", f"cells parted by {mark!r}", written(PLANS.lines, mark), PLANS)
    yield make("semicolon-and-notes.csv", "semicolons, and commas in most texts", written(NOTES.lines, ";"), NOTES)
    yield make("tab-and-notes.tsv", "tabs, and line breaks in quoted texts", written(NOTES.lines, "\t"), NOTES)
    yield make("semicolon-wide.csv", "semicolons, 40 columns", written(WIDE.lines, ";", end="\r\n"), WIDE)
    spaced = Table(
        ["Ref", "Surname", "Fee", "Date"],
        [
            [f"C{n}", name, f"{n}.50", f"{n % 28 + 1:02d}/03/2026"]
            for n, name in enumerate(("Evans", "Patel", "Hale", "Owen", "Smith", "Na"), 101)
        ],
    )
    yield make(
        "space.csv", "cells parted by spaces", written(spaced.lines, " "), spaced, told={"delimiter_uncertain": ()}
    )
    yield make(
        "space-and-quoted-texts.csv",
        "cells parted by spaces, texts with spaces in quotes",
        written(NOTES.lines, " "),
        NOTES,
    )
    # Where the delimiter is a comma and a space, texts with a comma are quoted.
    yield make("comma-and-space.csv", "a space after each comma", _comma_space(CLIENTS), CLIENTS)
    yield make(
        "comma-and-space-with-quotes.csv", "a space after each comma, also before quotes", _comma_space(NOTES), NOTES
    )
    decimal = Table(
        ["Policy Number", "Surname", "Premium", "Rate", "Value"],
        [
            [f"00012{n}", name, f"{n},50", f"{n % 7},25", f"{n}.120,00"]
            for n, name in enumerate(("Evans", "Patel", "Hale", "Owen", "Smith"), 301)
        ],
    )
    yield make(
        "semicolon-and-decimal-commas.csv", "decimal commas beside semicolons", written(decimal.lines, ";"), decimal
    )
    every = Table(["Jan", "Feb", "Mar"], [["1,50", "2,75", "3,10"], ["4,00", "5,25", "6,05"], ["7,75", "8,00", "9,95"]])
    yield make(
        "semicolon-and-decimal-commas-in-each-cell.csv",
        "every cell has a decimal comma beside semicolons",
        written(every.lines, ";"),
        every,
    )
    yield make("all-quoted.csv", "all cells in quotes", written(NOTES.lines, always=True), NOTES)
    yield make(
        "all-quoted-but-the-header.csv",
        "all cells in quotes, not the header",
        written([CLIENTS.header]) + written(CLIENTS.rows, always=True),
        CLIENTS,
    )
    yield make(
        "only-the-header-quoted.csv",
        "only the header in quotes",
        written([CLIENTS.header], always=True) + written(CLIENTS.rows),
        CLIENTS,
    )
    yield make("one-column-quoted.csv", "one column in quotes", written(EMAILS.lines, always=True), EMAILS)
    yield make(
        "single-quotes.csv",
        "cells in single quotes, doubled in texts",
        written(NOTES.lines, quote="'", always=True),
        NOTES,
    )
    yield make(
        "single-quotes-where-needed.csv",
        "single quotes, only where a cell needs them",
        written(NOTES.lines, quote="'"),
        NOTES,
    )
    yield make(
        "single-quotes-semicolon.csv",
        "single quotes and semicolons",
        written(CLIENTS.lines, ";", "'", always=True),
        CLIENTS,
    )
    yield make(
        "backslash-before-quotes.csv",
        "quotes in cells escaped with a backslash",
        written(NOTES.lines, escape="\\"),
        NOTES,
    )
    yield make(
        "backslash-and-all-quoted.csv",
        "quotes escaped with a backslash, all cells in quotes",
        written(NOTES.lines, always=True, escape="\\"),
        NOTES,
    )
    bare = Table(NOTES.header, [[cell.replace("\n", " ") for cell in row] for row in NOTES.rows])
    # Nobody could know whether quotes around a whole cell are text.
    bare = with_cells(bare, {(6, "Note"): 'said "Urgent"'})
    yield make(
        "backslash-before-delimiters.csv",
        "no quotes at all, commas in texts escaped with a backslash",
        "".join(",".join(cell.replace(",", "\\,") for cell in row) + "\n" for row in bare.lines),
        bare,
    )
    yield make(
        "quotes-not-escaped.csv",
        "quotes in quoted cells are not doubled",
        written(NOTES.lines, always=True, escape=""),
        NOTES,
        told={"stray_quote": [3, 6, 8]},
    )
    yield make(
        "no-quotes-with-tabs.tsv",
        "no quoting at all: quotes are text",
        "".join("\t".join(row) + "\n" for row in bare.lines),
        bare,
    )
    inches = with_cells(PLANS, {(2, "Plan Type"): 'Pension 5" file', (5, "Provider"): 'Sel "the" bourne'})
    yield make(
        "quotes-in-the-middle.csv",
        "quotes in the middle of unquoted cells",
        _PLANS.replace("Pension", 'Pension 5" file', 1).replace("Selbourne", 'Sel "the" bourne', 1),
        inches,
    )
    yield make(
        "spaces-after-closing-quotes.csv",
        "a space between quote and comma",
        "".join(" ,".join(map(quoted, row)) + "\n" for row in NOTES.lines),
        NOTES,
    )
    yield make(
        "cells-padded-with-spaces.csv",
        "cells padded to a width, as databases print them",
        "".join(",".join(cell.ljust(26) for cell in row) + "\n" for row in CLIENTS.lines),
        CLIENTS,
    )
    yield make(
        "quoted-cells-padded-with-spaces.csv",
        "quoted cells padded to a width",
        "".join(",".join(quoted(cell.ljust(60)) for cell in row) + "\n" for row in NOTES.lines),
        NOTES,
    )
    yield from _quote_accidents()
    yield from _delimiter_accidents()
    whole = "".join(quoted(written([row]).rstrip("\n")) + "\n" for row in PLANS.lines)
    yield make(
        "whole-lines-quoted.csv",
        "each line in quotes again, as a spreadsheet saves a CSV opened as one column",
        whole,
        PLANS,
        told={"lines_unwrapped": ()},
    )
    proof = "".join(
        ",".join(
            f'="{cell}"' if at == 0 and row[0][0] == "0" else f'"{cell}"' if "," in cell else cell
            for at, cell in enumerate(row)
        )
        + "\n"
        for row in PLANS.lines
    )
    yield make(
        "excel-proof-text.csv",
        'policy numbers as ="00123", a formula that keeps zeros in Excel; the text is meant',
        proof,
        PLANS,
        told={"formula_text": [at for at, row in enumerate(PLANS.rows, 2) if row[0][0] == "0"]},
    )
    formulas = Table(PLANS.header, [[f'="{row[0]}"', *row[1:]] for row in PLANS.rows])
    yield make(
        "excel-proof-text-quoted.csv",
        'policy numbers as "=""00123"""; the text is meant',
        written(formulas.lines),
        PLANS,
        told={"formula_text": range(2, len(PLANS.rows) + 2)},
    )
    apostrophes = Table(PLANS.header, [["'" + row[0], *row[1:]] for row in PLANS.rows])
    yield make(
        "apostrophes-before-numbers.csv",
        "an apostrophe before each policy number, kept as text",
        written(apostrophes.lines),
        apostrophes,
    )
    yield make("markdown.txt", "pipes around each row and a ruler", _drawn(SURNAMES, "|---|---|"), SURNAMES, 3)
    console = [" | ".join(row) for row in SURNAMES.lines]
    yield make(
        "console.txt",
        "a table as a database console prints it",
        "\n".join([console[0], "-----------+---------", *console[1:], "(10 rows)", ""]),
        SURNAMES,
        3,
    )


def _comma_space(table: Table) -> str:
    rows = [[quoted(cell) if set(cell) & set(',"\n') else cell for cell in row] for row in table.lines]
    return "".join(", ".join(row) + "\n" for row in rows)


def _drawn(table: Table, ruler: str) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in table.lines]
    return "\n".join([lines[0], ruler, *lines[1:], ""])


def _quote_accidents() -> Iterator[Case]:
    """One quote too many or too few in an otherwise clean file."""
    make = partial(case, "dialect")
    yield make(
        "one-quote-never-closed.csv",
        "a quote opened before a name and never closed",
        _CLIENTS.replace("Patel", '"Patel'),
        CLIENTS,
        told={"unclosed_quote": [4]},
    )
    yield make(
        "one-quote-never-closed-among-quoted.csv",
        "a quote never closed, with quoted cells below",
        _PLANS.replace("Harrow & Co", '"Harrow & Co', 1),
        PLANS,
        told={"unclosed_quote": [3]},
    )
    yield make(
        "one-quote-never-closed-in-the-last-row.csv",
        "a quote never closed in the last row",
        _CLIENTS.replace("Jane", '"Jane'),
        CLIENTS,
        told={"unclosed_quote": [11]},
    )
    always = written(CLIENTS.lines, always=True)
    yield make(
        "one-closing-quote-lost.csv",
        "all cells in quotes, one closing quote lost",
        always.replace('"Zoë"', '"Zoë'),
        CLIENTS,
        told={"unclosed_quote": [4]},
    )
    yield make(
        "one-opening-quote-lost.csv",
        "all cells in quotes, one opening quote lost; nobody can know whether the other is text, so it is kept",
        always.replace('"Zoë"', 'Zoë"'),
        with_cells(CLIENTS, {(4, "First Name"): 'Zoë"'}),
        told={"stray_quote": [4]},
    )
    stray = with_cells(CLIENTS, {(4, "First Name"): 'Zo"ë'})
    yield make(
        "one-stray-quote-in-a-quoted-cell.csv",
        "a quote in a quoted cell that is not doubled",
        always.replace('"Zoë"', '"Zo"ë"'),
        stray,
        told={"stray_quote": [4]},
    )
    header = Table(["Client Ref", "Title", 'First "Name', *CLIENTS.header[3:]], CLIENTS.rows)
    yield make(
        "one-stray-quote-in-the-header.csv",
        "a quote in a quoted header that is not doubled",
        always.replace('"First Name"', '"First "Name"'),
        header,
        told={"stray_quote": [1]},
    )
    note = with_cells(NOTES, {(3, "Note"): 'Call "her", then diarise, then "wait'})
    text = written(NOTES.lines).replace(
        '"She said ""ring me in May"", so diarise."', '"Call "her", then diarise, then "wait"'
    )
    yield make(
        "stray-quotes-beside-commas.csv",
        "quotes not doubled in a cell with commas",
        text,
        note,
        told={"stray_quote": [3]},
    )


def _delimiter_accidents() -> Iterator[Case]:
    """One delimiter too many, too few, or another one."""
    make = partial(case, "dialect")
    for name, mark in (("semicolons", ";"), ("tabs", "\t"), ("pipes", "|"), ("spaces", " ")):
        text = _CLIENTS.replace(line_of(CLIENTS, 5), line_of(CLIENTS, 5, mark))
        yield make(
            f"one-row-with-{name}.csv",
            f"one row is parted by {name}, the others by commas",
            text,
            CLIENTS,
            told={"row_delimited_otherwise": [5]},
        )
        yield make(
            f"header-parted-by-{name}.csv",
            f"the header is parted by {name}, the rows by commas",
            _CLIENTS.replace(line_of(CLIENTS, 1), line_of(CLIENTS, 1, mark)),
            CLIENTS,
            told={"row_delimited_otherwise": [1]},
        )
    commas = written(SURNAMES.lines, ";").replace("C0104;", "C0104,")
    yield make(
        "one-row-with-commas.csv",
        "one row of two columns is parted by a comma, the others by semicolons",
        commas,
        SURNAMES,
        told={"row_delimited_otherwise": [5]},
    )
    longer = Table([*CLIENTS.header, "extra 1"], [[*row, ""] for row in CLIENTS.rows])
    longer.rows[2] = ["C0103", "Dr", "Zoë", "Patel", "Jones", "12/12/1959", "", "07700 900103", "LS1 4AB"]
    yield make(
        "one-delimiter-too-many.csv",
        "a comma in an unquoted surname; nobody can know which of them it is",
        _CLIENTS.replace("Patel", "Patel,Jones"),
        longer,
        told={"row_too_long": [4]},
        errors=[4],
    )
    ended = _CLIENTS.replace("LS1 4AB\n", "LS1 4AB,\n")
    yield make(
        "one-delimiter-too-many-at-the-end.csv",
        "one row ends with a comma; nobody can know whether its cells were shifted",
        ended,
        CLIENTS,
        told={"row_too_long": [4]},
        errors=[4],
    )
    shorter = [list(row) for row in CLIENTS.rows]
    shorter[2] = ["C0103", "Dr", "ZoëPatel", "12/12/1959", "", "07700 900103", "LS1 4AB", ""]
    yield make(
        "one-delimiter-missing.csv",
        "a comma lost between two names; nobody can know where",
        _CLIENTS.replace("Zoë,Patel", "ZoëPatel"),
        Table(CLIENTS.header, shorter),
        told={"row_too_short": [4]},
    )
    yield make("trailing-delimiters.csv", "a comma at the end of each line", _CLIENTS.replace("\n", ",\n"), CLIENTS)
    yield make(
        "trailing-delimiters-below-the-header.csv",
        "a comma at the end of each line but the header",
        written([CLIENTS.header]) + written(CLIENTS.rows).replace("\n", ",\n"),
        CLIENTS,
    )
    yield make(
        "many-trailing-delimiters.csv", "the width of a larger sheet", _CLIENTS.replace("\n", ",,,,,,\n"), CLIENTS
    )
    yield make(
        "leading-delimiters.csv",
        "a blank column on the left",
        "".join("," + line for line in _CLIENTS.splitlines(keepends=True)),
        CLIENTS,
    )
    index = Table(["column 1", *CLIENTS.header], [[str(at), *row] for at, row in enumerate(CLIENTS.rows)])
    yield make(
        "pandas-index.csv",
        "a first column of row numbers without a header",
        written([["", *CLIENTS.header], *index.rows]),
        index,
        told={"blank_header": ()},
    )
