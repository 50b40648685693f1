"""Clean tables, from which odd files are made, and a plain writer of them. All people and plans are made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "CLIENTS",
    "EMAILS",
    "NOTES",
    "PLANS",
    "SURNAMES",
    "TABLES",
    "WIDE",
    "Case",
    "Table",
    "case",
    "line_of",
    "quoted",
    "with_cells",
    "written",
]


@dataclass(frozen=True, slots=True)
class Table:
    """What a reader should find: a header and rows of the same width, blank cells as empty text."""

    header: list[str]
    rows: list[list[str]]

    @property
    def lines(self) -> list[list[str]]:
        return [self.header, *self.rows]


@dataclass(frozen=True, slots=True)
class Case:
    """An odd file and what a careful person reads in it.

    Attributes
    ----------
    name
        Of the file, by what is odd about it.
    group
        Sort of oddity: plain, bytes, lines, dialect, shape, export, workbook, cut off, refused.
    odd
        The same in a sentence; also what cannot be known, where the truth is a matter of choice.
    header, rows
        The table expected, blank cells as empty text.
    source_rows
        Where each of the rows stands in the file, as a spreadsheet counts.
    told
        Code of each problem that must be told -> its rows, none for a column or the file. No others may be.
    errors
        Rows that an error must keep out.
    refused
        For a file that holds no table: what the message of the error must match.
    """

    name: str
    group: str
    odd: str
    data: bytes
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    source_rows: list[int] = field(default_factory=list)
    told: dict[str, tuple[int, ...]] = field(default_factory=dict)
    errors: tuple[int, ...] = ()
    refused: str | None = None

    def __repr__(self) -> str:
        return f"Case({self.name!r})"


def case(
    group: str,
    name: str,
    odd: str,
    data: str | bytes,
    table: Table,
    first: int = 2,
    *,
    at: Iterable[int] | None = None,
    told: Mapping[str, Sequence[int]] | None = None,
    errors: Sequence[int] = (),
) -> Case:
    """A case of a table whose rows follow one another from row ``first``, or stand ``at`` some rows."""
    places = list(at) if at is not None else list(range(first, first + len(table.rows)))
    if len(places) != len(table.rows) or any(len(row) != len(table.header) for row in table.rows):
        raise ValueError(f"{name}: rows, their places and their widths do not fit together")
    return Case(
        name,
        group,
        odd,
        data.encode() if isinstance(data, str) else data,
        table.header,
        table.rows,
        places,
        {code: tuple(rows) for code, rows in (told or {}).items()},
        tuple(errors),
    )


def written(
    rows: Iterable[Sequence[str]],
    delimiter: str = ",",
    quote: str = '"',
    end: str = "\n",
    always: bool = False,
    escape: str | None = None,
) -> str:
    """CSV text, written without a library so that reader and writer cannot share a mistake.

    Parameters
    ----------
    escape
        What stands before a quote in a quoted cell; None: another quote.
    """
    escape = quote if escape is None else escape

    def cell(text: str) -> str:
        if always or any(mark in text for mark in (delimiter, quote, "\n", "\r")):
            return quote + text.replace(quote, escape + quote) + quote
        return text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def with_cells(table: Table, cells: dict[tuple[int, str], str]) -> Table:
    """A table with some cells changed: (row of a file with one line of header, header) -> text."""
    rows = [list(row) for row in table.rows]
    for (row, header), text in cells.items():
        rows[row - 2][table.header.index(header)] = text
    return Table(table.header, rows)


def line_of(table: Table, row: int, delimiter: str = ",") -> str:
    """A row as it stands in a file with one line of header, with its line end."""
    return written([table.lines[row - 1]], delimiter)


CLIENTS = Table(
    ["Client Ref", "Title", "First Name", "Surname", "Date of Birth", "Email", "Mobile", "Post Code"],
    [
        ["C0101", "Mrs", "Siân", "Evans-Price", "29/02/1972", "sian.evans@example.com", "07700 900101", "CF10 1AA"],
        ["C0102", "Mr", "Rhys", "O'Brien", "01/03/1980", "rhys@example.org", "07700 900102", "LL57 2DG"],
        ["C0103", "Dr", "Zoë", "Patel", "12/12/1959", "", "07700 900103", "LS1 4AB"],
        ["C0104", "Ms", "Anna", "Müller", "", "anna.muller@example.net", "", "M2 5DB"],
        ["C0105", "Mr", "Gareth", "Na", "17/06/1944", "gareth@example.com", "01632 960105", ""],
        ["C0106", "Mrs", "Margaret", "Total", "30/11/1951", "margaret@example.org", "01632 960106", "YO1 7HH"],
        ["C0107", "Mr", "Oluwaseun", "Adeyemi", "05/01/1990", "", "", "SW1A 2AA"],
        ["C0108", "Miss", "Renée", "Null", "21/09/1998", "renee@example.com", "07700 900108", "BS1 5TR"],
        ["C0109", "Mr", "John", "Smith", "03/04/1965", "john.smith@example.net", "07700 900109", "EH1 1YZ"],
        ["C0110", "Mrs", "Jane", "Smith", "04/03/1966", "jane.smith@example.net", "07700 900109", "EH1 1YZ"],
    ],
)

PLANS = Table(
    ["Policy Number", "Client Ref", "Provider", "Plan Type", "Start Date", "Premium", "Value"],
    [
        ["0000123401", "C0101", "Northgate Life", "Pension", "01/04/2009", "250.00", "£84,310.55"],
        ["0000123402", "C0101", "Harrow & Co", "ISA", "06/04/2015", "100.00", "£12,050.00"],
        ["0000123403", "C0102", "Northgate Life", "Life cover", "19/08/2011", "23.45", ""],
        ["0000123404", "C0103", "Selbourne", "Annuity", "30/09/2019", "", "£210,000.00"],
        ["0000123405", "C0105", "Selbourne", "Pension", "01/07/1998", "0.00", "£401,222.19"],
        ["0000123406", "C0106", "Harrow & Co", "Bond", "14/02/2002", "", "£50,000.00"],
        ["0000123407", "C0108", "Northgate Life", "ISA", "05/05/2021", "75.50", "£1,204.08"],
        ["0000123408", "C0109", "Selbourne", "Pension", "23/10/2013", "310.00", "£96,000.75"],
    ],
)

NOTES = Table(
    ["Note ID", "Client Ref", "Date", "Author", "Subject", "Note"],
    [
        ["5001", "C0101", "02/01/2026", "R Ali", "Review, annual", "Met at home; talked of tea, cake and pensions."],
        ["5002", "C0101", "09/01/2026", "R Ali", "Call", 'She said "ring me in May", so diarise.'],
        ["5003", "C0102", "12/01/2026", "P Hale", "Address", "Moved to:\n12 High St,\nBangor"],
        ["5004", "C0103", "13/01/2026", "P Hale", "Café chat", "Zoë prefers e-mail – not post"],
        ["5005", "C0105", "20/01/2026", "R Ali", "", '"Urgent"'],
        ["5006", "C0106", "21/01/2026", "R Ali", "Fees", "Asked: are fees of £1,250 fixed?\n\nYes, they are."],
        ["5007", "C0108", "22/01/2026", "T Owen", 'Pipe of 5"', "Loan for a boiler"],
        ["5008", "C0109", "30/01/2026", "T Owen", "Joint, with C0110", ""],
        ["5009", "C0110", "30/01/2026", "T Owen", "Joint", "See 5008"],
    ],
)

EMAILS = Table(
    ["Email Address"],
    [[f"{name}@example.com"] for name in ("sian.evans", "rhys", "anna.muller", "gareth", "margaret", "renee", "john")],
)

SURNAMES = Table(["Client Ref", "Surname"], [[row[0], row[3]] for row in CLIENTS.rows])

_WIDE_HEADER = [
    *("Client Ref", "Title", "First Name", "Middle Name", "Surname", "Known As", "Date of Birth", "Gender"),
    *("Marital Status", "NI Number", "Email", "Second Email", "Home Phone", "Work Phone", "Mobile", "Address Line 1"),
    *("Address Line 2", "Town", "County", "Post Code", "Country", "Nationality", "Employment Status", "Occupation"),
    *("Employer", "Gross Income", "Net Income", "Expenditure", "Retirement Age", "Smoker", "Risk Score", "Adviser"),
    *(
        "Office",
        "Client Since",
        "Last Review",
        "Next Review",
        "Marketing Email",
        "Marketing Post",
        "Vulnerable",
        "Notes",
    ),
]


def _wide_row(number: int) -> list[str]:
    person = CLIENTS.rows[number % len(CLIENTS.rows)]
    town = ("Leeds", "York", "Bangor", "Cardiff")[number % 4]
    return [
        *(f"W{number:05d}", person[1], person[2], "", person[3], "", f"{number % 28 + 1:02d}/07/1968", "F", "Married"),
        *("", f"w{number}@example.com", "", f"01632 960{number:03d}", "", f"07700 900{number:03d}"),
        *(f"{number} High Street", "", town, "", "LS1 4AB", "United Kingdom", "British", "Employed", "Teacher", ""),
        *(f"{20_000 + 750 * number}.00", f"{16_000 + 500 * number}.00", "950.50", "67", "N", str(number % 10 + 1)),
        *("R Ali", town, "06/04/2012", "", f"{number % 28 + 1:02d}/11/2026", "Y", "N", ""),
        "Prefers calls, not letters" if number % 3 == 0 else "",
    ]


WIDE = Table(_WIDE_HEADER, [_wide_row(number) for number in range(1, 26)])

TABLES = {
    "clients": CLIENTS,
    "plans": PLANS,
    "notes": NOTES,
    "emails": EMAILS,
    "surnames": SURNAMES,
    "wide": WIDE,
}
