"""Text files as banks, databases, authorities and other programs write them, with several oddities at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from odd_tables import Case, Table, case, written

__all__ = ["export_cases"]


def export_cases() -> Iterator[Case]:
    yield from _banks()
    yield from _databases()
    yield from _spreadsheets()
    yield from _web()
    yield from _authorities()


def _lines(*lines: str, end: str = "\n") -> str:
    return "".join(line + end for line in lines)


def _unnamed(rows: list[list[str]]) -> Table:
    return Table([f"column {position}" for position in range(1, len(rows[0]) + 1)], rows)


def _banks() -> Iterator[Case]:
    make = partial(case, "export")
    statement = Table(
        ["Number", "Date", "Account", "Amount", "Subcategory", "Memo"],
        [
            ["", "01/05/2026", "20-00-00 12345678", "-12.50", "PAYMENT", "LEEDS STORES 1234\tON 30 APR CLP"],
            ["", "01/05/2026", "20-00-00 12345678", "1250.00", "BACS", "EVANS S\tSALARY BGC"],
            ["", "02/05/2026", "20-00-00 12345678", "-8.00", "DIRECTDEP", "HALE & CO\tREF 0012 BBP"],
        ],
    )
    yield make(
        "bank-tabs-in-cells.csv",
        "a first column of a tab and a space, tabs in texts, commas between cells",
        written([statement.header, *(["\t ", *row[1:]] for row in statement.rows)], end="\r\n"),
        statement,
    )
    account = [
        ["Account Name:", "Current ****12345"],
        ["Account Balance:", "£1,222.06"],
        ["Available Balance: ", "£1,222.06"],
    ]
    payments = Table(
        ["Date", "Transaction type", "Description", "Paid out", "Paid in", "Balance"],
        [
            ["01 May 2026", "Payment to", "EVANS", "£12.50", "", "£1,222.06"],
            ["30 Apr 2026", "Bank credit", "PATEL Z", "", "£250.00", "£1,234.56"],
            ["29 Apr 2026", "Direct debit", "WATER", "£31.00", "", "£984.56"],
        ],
    )
    text = written(account, end="\r\n", always=True) + "\r\n" + written(payments.lines, end="\r\n", always=True)
    yield make(
        "bank-account-above.csv",
        "labels and values of the account above, all quoted, Windows-1252",
        text.encode("cp1252"),
        payments,
        6,
    )
    turnover = Table(
        ["Buchungstag", "Wertstellung", "Buchungstext", "Auftraggeber", "Betrag (EUR)"],
        [
            ["04.05.2026", "04.05.2026", "Lastschrift", "Stadtwerke", "-85,00"],
            ["02.05.2026", "02.05.2026", "Gutschrift", "J. Weiß", "1.250,00"],
            ["01.05.2026", "01.05.2026", "Dauerauftrag", "Hausverwaltung", "-600,00"],
        ],
    )
    above = ['"Kontonummer:";"DE00123 / Girokonto";', "", '"Von:";"01.05.2026";', '"Bis:";"31.05.2026";']
    above += ['"Kontostand vom 31.05.2026:";"1.234,56 EUR";', ""]
    text = _lines(*above) + written(turnover.lines, ";", always=True).replace("\n", ";\n")
    yield make(
        "bank-in-german.csv",
        "labels and values in two blocks above, a semicolon at the end of each line, decimal commas",
        text.encode("cp1252"),
        turnover,
        8,
    )


def _databases() -> Iterator[Case]:
    make = partial(case, "export")
    client = [["101", "Evans", "Leeds, West", "12.50"], ["102", "Patel", "York", ""], ["103", "O'Brien", "", "17.00"]]
    clients = Table(["client_id", "surname", "town", "fee"], client)
    yield make(
        "three-signs-between-cells.txt",
        "a delimiter of three signs, with a usual one in the middle",
        "".join("~|~".join(row) + "\n" for row in clients.lines),
        clients,
    )
    escaped = _unnamed(
        [
            ["1", "Evans", 'Met at home\nTea "green"', "12.50", "\\N"],
            ["2", "O'Brien", "\\N", "9.00", "York"],
            ["3", "Patel", "C:\\temp", "17.00", "Hull"],
            ["4", "Hall", "", "18.00", "Bath"],
        ]
    )
    yield make(
        "database-escapes-line-ends.csv",
        "no header, quotes and line ends escaped with a backslash, \\N for no value",
        _lines(
            '1,"Evans","Met at home\\',
            'Tea \\"green\\"",12.50,\\N',
            '2,"O\'Brien",\\N,9.00,"York"',
            '3,"Patel","C:\\\\temp",17.00,"Hull"',
            '4,"Hall","",18.00,"Bath"',
        ),
        escaped,
        1,
        told={"no_header": ()},
    )
    typed = _unnamed(
        [
            ["C0101", "Evans", "+00001250.50", "20260501", "Leeds"],
            ["C0102", "O'Brien", "-00000012.50", "20260502", "York"],
            ["C0103", "Patel, Z", "", "20260503", ""],
            ["C0104", "Hall", "+00000000.00", "20260504", "Bath"],
        ]
    )
    yield make(
        "database-figures-of-fixed-length.csv",
        "no header, texts in quotes, figures with a sign and leading zeros",
        _lines(
            '"C0101","Evans",+00001250.50,20260501,"Leeds"',
            '"C0102","O\'Brien",-00000012.50,20260502,"York"',
            '"C0103","Patel, Z",,20260503,""',
            '"C0104","Hall",+00000000.00,20260504,"Bath"',
        ),
        typed,
        1,
        told={"no_header": ()},
    )
    spooled = Table(
        ["ID", "NAME", "TOWN"],
        [["101", "Evans", "Leeds"], ["102", "Patel Z", "York"], ["103", "O'Brien", ""], ["104", "Hall", "Bath"]],
    )
    printed = [",".join([row[0].rjust(10), row[1].ljust(20), row[2].ljust(10)]) for row in spooled.lines]
    page = ["", printed[0], ",".join("-" * width for width in (10, 20, 10))]
    yield make(
        "database-pages.csv",
        "commas between padded cells, the header and a ruler on each page, a count below",
        _lines(*page, *printed[1:3], *page, *printed[3:], "", "4 rows selected.", ""),
        spooled,
        at=[4, 5, 9, 10],
    )
    columns = ["client", "name", "fee", "town"]
    values = [
        ["101", "Evans", "12.5", "New Leeds"],
        ["102", "Patel, Z", "NA", "York"],
        ["103", "O'Brien", "17", "Hull"],
    ]
    yield make(
        "statistics-row-names.txt",
        "spaces between quoted texts, and row names that the header has no cell for",
        _lines(
            '"client" "name" "fee" "town"',
            *(f'"{at}" {ref} "{name}" {fee} "{town}"' for at, (ref, name, fee, town) in enumerate(values, 1)),
        ),
        Table(["column 1", *columns], [[str(at), *row] for at, row in enumerate(values, 1)]),
        told={"delimiter_uncertain": (), "header_shifted": ()},
    )
    drives = Table(["Node", "Caption", "FreeSpace", "Size"], [["PC1", "C:", "12345", "9"], ["PC1", "D:", "", ""]])
    yield make(
        "returns-doubled.csv",
        "UTF-16, a blank line above, and CR CR LF after each line, so that every other row is blank",
        ("\r\r\n" + written(drives.lines, end="\r\r\n")).encode("utf-16"),
        drives,
        at=[5, 7],
    )


def _spreadsheets() -> Iterator[Case]:
    make = partial(case, "export")
    plans = Table(
        ["Ref", "Surname", "Town", "Value"],
        [
            ["C101", "Evans", "Leeds", "12.50"],
            ["C102", "Patel", "York", "1,250.00"],
            ["C103", "Smith, J", "Hull", "2,000.00"],
            ["C104", "Hall", "Bath", "9.00"],
            ["C105", "Owen", "", "1,100.00"],
        ],
    )
    lines = written(plans.lines).splitlines()
    yield make(
        "lines-with-quotes-quoted.csv",
        "opened as one column where semicolons are usual, and saved: lines that hold quotes are quoted as a whole",
        _lines(*('"' + line.replace('"', '""') + '"' if '"' in line else line for line in lines), end="\r\n"),
        plans,
        told={"lines_unwrapped": ()},
    )
    customers = Table(
        ["Client", "Name 1", "City", "Balance"],
        [
            ["1001", "Evans, G", "Leeds", "1,250.00"],
            ["1002", "Patel", "York", "12.50-"],
            ["1003", "Weiß & Söhne", "Hull", "0.00"],
        ],
    )
    padded = [
        "|" + "|".join(cell.ljust(width) for cell, width in zip(row, (6, 15, 8, 11), strict=True)) + "|"
        for row in customers.lines
    ]
    rule = "-" * 45
    yield make(
        "list-between-rulers.txt",
        "a list as printed: a title, rulers, pipes around cells padded to a width",
        _lines("Dynamic List Display                          1", "", rule, padded[0], rule, *padded[1:], rule),
        customers,
        6,
    )
    yield make(
        "list-saved-as-tabs.txt",
        "a title of several cells, blank lines above and below the header, a blank first column",
        _lines(
            "01.05.2026\tDynamic List Display\t\t\t1",
            "",
            "",
            "\t" + "\t".join(customers.header),
            "",
            *("\t" + "\t".join(row) for row in customers.rows),
        ),
        customers,
        6,
    )


def _web() -> Iterator[Case]:
    make = partial(case, "export")
    amounts = Table(
        ["Account Name", "Account Owner", "Amount", "Close Date"],
        [
            ["Evans Family Trust", "R Ali", "1250.00", "01/05/2026"],
            ["Patel & Sons", "P Hale", "12.50", "02/05/2026"],
            ["Smith, J", "R Ali", "", "03/05/2026"],
        ],
    )
    notes = [
        ["Open plans by owner"],
        ["Copyright (c) 2000-2026 Example Systems, inc. All rights reserved."],
        ["Confidential Information - Do Not Distribute"],
        ["Generated By:  R Ali  01/05/2026 10:30"],
        ["Example Advisers Ltd"],
    ]
    yield make(
        "report-with-notes-below.csv",
        "all quoted, below a gap its title, copyright, who made it and for whom",
        written(amounts.lines, always=True) + "\n\n" + written(notes, always=True),
        amounts,
    )
    members = Table(
        ["Email Address", "First Name", "TAGS", "MEMBER_RATING", "OPTIN_TIME"],
        [
            ["sian.evans@example.com", "Siân", '"client","pension"', "2", "2026-05-01 10:11:12"],
            ["rhys@example.org", "Rhys", '"client"', "3", "2026-05-02 10:11:12"],
            ["renee@example.net", "Renée", "", "1", "2026-05-03 10:11:12"],
        ],
    )
    yield make(
        "lists-of-quoted-words.csv", "cells that are lists of quoted words themselves", written(members.lines), members
    )
    people = Table(
        ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"],
        [
            ["Siân", "Evans", "https://example.com/in/sian", "", "Hale, Owen & Co", "Adviser", "01 May 2026"],
            ["Zoë", "Patel", "https://example.com/in/zoe", "zoe@example.com", "Selbourne", "Director", "30 Apr 2026"],
            ["Rhys", "O'Brien", "https://example.com/in/rhys", "", "", "", "29 Apr 2026"],
        ],
    )
    note = "When exporting your connection data, you may notice that some addresses are missing. That is by choice."
    yield make(
        "sentences-above.csv",
        "a label and a quoted sentence with a comma above the header",
        _lines("Notes:", f'"{note}"', "") + written(people.lines),
        people,
        5,
    )
    pages = Table(
        ["Page", "Pageviews", "Avg. Time on Page", "Bounce Rate"],
        [
            ["/index.html", "1,250", "00:01:12", "45.10%"],
            ["/fees", "612", "00:00:40", "51.00%"],
            ["/contact", "90", "00:00:10", "12.50%"],
        ],
    )
    ruler = "# " + "-" * 40
    yield make(
        "comments-above.csv",
        "a block of comments between rulers above the header",
        _lines(ruler, "# All Web Site Data", "# Pages", "# 20260501-20260531", ruler, "") + written(pages.lines),
        pages,
        8,
    )
    sales = Table(
        ["Sales Record Number", "User Id", "Buyer Full name", "Item Title", "Sale Price"],
        [
            ["101", "ev_1", "Siân Evans", "Desk, oak", "£125.00"],
            ["102", "pt_2", "Zoë Patel", '24" monitor', "£90.00"],
            ["103", "ob_3", "Rhys O'Brien", "Chair", "£12.50"],
        ],
    )
    below = '\n"3, record(s) downloaded,from ,01-May-26,10:00:00 , to ,31-May-26,10:00:00"\n"Seller ID: example"\n'
    yield make(
        "blank-line-below-the-header.csv",
        "a blank line below the header, and a quoted count with commas below the table",
        written([sales.header], always=True) + "\n" + written(sales.rows, always=True) + below,
        sales,
        3,
    )
    orders = Table(
        ["order-id", "purchase-date", "buyer-name", "sku", "product-name", "quantity"],
        [
            ["202-101", "2026-05-01T10:11:12+01:00", "Siân Evans", "M24", '24" monitor, black', "1"],
            ["202-102", "2026-05-02T10:11:12+01:00", "Zoë Patel", "C1", '"Best" chair', "2"],
            ["202-103", "2026-05-03T10:11:12+01:00", "O'Brien", "D1", "Desk 'oak'", "1"],
            ["202-104", "2026-05-04T10:11:12+01:00", "Hall", "B1", '"Boxed" set, 10" x 12"', "1"],
        ],
    )
    yield make(
        "inches-and-quoted-words-with-tabs.txt",
        "tabs and no quoting: inches, and quotes around first words, are text",
        "".join("\t".join(row) + "\n" for row in orders.lines),
        orders,
    )


def _authorities() -> Iterator[Case]:
    make = partial(case, "export")
    spending = Table(
        [
            "Department family",
            "Entity",
            "Date",
            "Expense Type",
            "Supplier",
            "Transaction Number",
            "Amount",
            "Description",
        ],
        [
            ["Example Office", "Agency", "01/05/2026", "Rates", "EXAMPLE COUNCIL", "5001", "£25,000.00", ""],
            [
                "Example Office",
                "Agency",
                "02/05/2026",
                "IT – software",
                "HALE, OWEN & CO",
                "5002",
                "£31,250.50",
                "A, b",
            ],
            ["Example Office", "Agency", "03/05/2026", "Grants", "REDACTED", "5003", "-£26,000.00", ""],
        ],
    )
    rows = [[f" {cell} " if "£" in cell else cell for cell in row] + [""] * 3 for row in spending.lines]
    yield make(
        "spending-wider-than-its-table.csv",
        "blank columns on the right, blank rows of commas below, padded amounts, Windows-1252",
        written([*rows, [""] * 11, [""] * 11], end="\r\n").encode("cp1252"),
        spending,
    )
    countries = Table(
        ["Country Name", "Country Code", "Indicator Name", "1960", "1961", "1962"],
        [
            ["Aruba", "ABW", "Population, total", "54608", "55811", "56682"],
            ["United Kingdom", "GBR", "Population, total", "52400000", "52800000", "53250000"],
            ["Wales", "WLS", "Population, total", "", "", ""],
        ],
    )
    above = _lines('"Data Source","Example Indicators",', "", '"Last Updated Date","2026-05-01",', "", end="\r\n")
    yield make(
        "years-as-headers.csv",
        "two lines about the source above, years as headers, a comma at the end of each line",
        "\ufeff" + above + written(countries.lines, end=",\r\n", always=True),
        countries,
        6,
    )
