"""Text files that are odd in their bytes or their line ends."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from functools import partial

from odd_tables import CLIENTS, NOTES, PLANS, TABLES, Case, Table, case, line_of, with_cells, written

__all__ = ["byte_cases", "line_cases", "plain_cases", "zipped"]

_CLIENTS = written(CLIENTS.lines)
_PLANS = written(PLANS.lines)


_REFS = [row[0] for row in CLIENTS.rows]
# Clean tables that are near to an oddity.
_INNOCENT = [
    (
        "notes-like-footers",
        "notes that read like what stands below reports, each with its number",
        Table(
            ["Note ID", "Note"],
            [["1", "Printed on request"], ["2", "Page 2 of 3"], ["3", "*** urgent ***"], ["4", "End of report sent"]],
        ),
    ),
    (
        "lists-with-semicolons",
        "a list with semicolons in each row",
        Table(["Client Ref", "Interests"], [[ref, "tea; cake; golf"] for ref in _REFS]),
    ),
    (
        "paths-with-pipes",
        "pipes in each row",
        Table(["Client Ref", "Folder", "Pages"], [[ref, f"clients|{ref}|2026", "3"] for ref in _REFS]),
    ),
    (
        "amounts-with-decimal-commas",
        "decimal commas in quoted cells beside commas",
        Table(["Client Ref", "Premium", "Rate"], [[ref, "1250,50", "2,75"] for ref in _REFS]),
    ),
    (
        "blank-below-a-group",
        "what belongs to a group stands in its first row only",
        Table(
            ["Adviser", "Office", "Client Ref", "Since"],
            [["R Ali" if at % 5 == 0 else "", "", ref, "06/04/2012"] for at, ref in enumerate(_REFS)],
        ),
    ),
    (
        "words-like-headers",
        "cells made of the words that headers are made of",
        Table(
            ["Record", "Problem", "Field"],
            [["1001", "No Email", "Email"], ["1002", "Wrong Post Code", "Post Code"], ["1003", "No Name", "Surname"]],
        ),
    ),
    (
        "total-of-each-client",
        "a column named Total",
        Table(["Client", "Plans", "Total"], [["Evans", "2", "300.00"], ["Hale", "1", "4.50"], ["Shah", "3", "17.25"]]),
    ),
]


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 9, 0, 0)), data)
    return file.getvalue()


def plain_cases() -> Iterator[Case]:
    """Nothing is odd, so nothing may be told."""
    for name, table in TABLES.items():
        yield case("plain", f"{name}.csv", "nothing", written(table.lines), table)
    for name, odd, table in _INNOCENT:
        yield case("plain", f"{name}.csv", odd, written(table.lines), table)


def byte_cases() -> Iterator[Case]:
    make = partial(case, "bytes")
    yield make("utf8-bom.csv", "a byte order mark", _CLIENTS.encode("utf-8-sig"), CLIENTS)
    yield make(
        "utf8-two-boms.csv",
        "two byte order marks, as two programs in turn write them",
        b"\xef\xbb\xbf" + _CLIENTS.encode("utf-8-sig"),
        CLIENTS,
    )
    yield make(
        "utf16-le-bom.csv", "UTF-16, little end first", b"\xff\xfe" + written(NOTES.lines).encode("utf-16-le"), NOTES
    )
    yield make(
        "utf16-be-bom.csv", "UTF-16, big end first", b"\xfe\xff" + written(NOTES.lines).encode("utf-16-be"), NOTES
    )
    yield make("utf16-le-without-bom.csv", "UTF-16 without a mark", _CLIENTS.encode("utf-16-le"), CLIENTS)
    yield make("utf16-be-without-bom.csv", "UTF-16 without a mark", _CLIENTS.encode("utf-16-be"), CLIENTS)
    yield make(
        "unicode-text-of-excel.txt",
        "UTF-16 with tabs, as Excel saves Unicode text",
        b"\xff\xfe" + written(NOTES.lines, "\t", end="\r\n").encode("utf-16-le"),
        NOTES,
    )
    yield make("utf32.csv", "UTF-32", _CLIENTS.encode("utf-32"), CLIENTS)
    yield make("cp1252.csv", "Windows-1252 with pound signs and a dash", written(NOTES.lines).encode("cp1252"), NOTES)
    yield make("latin-1.csv", "Latin-1", _CLIENTS.encode("latin-1"), CLIENTS)
    smart = with_cells(NOTES, {(2, "Note"): "She said “ring me” – Siân’s words…", (5, "Subject"): "‘Café’ chat"})
    yield make("smart-quotes-cp1252.csv", "smart quotes in cells", written(smart.lines).encode("cp1252"), smart)
    yield make("smart-quotes-utf8.csv", "smart quotes in cells", written(smart.lines), smart)

    mixed = _CLIENTS.encode().splitlines(keepends=True)
    mixed[1] = line_of(CLIENTS, 2).encode("cp1252")
    mixed[8] = line_of(CLIENTS, 9).encode("cp1252")
    yield make(
        "utf8-and-cp1252-mixed.csv",
        "two rows in Windows-1252 among UTF-8",
        b"".join(mixed),
        CLIENTS,
        told={"broken_bytes": [2, 9]},
    )
    undefined = with_cells(CLIENTS, {(3, "Surname"): "O\ufffdBrien"})
    yield make(
        "byte-of-no-encoding.csv",
        "a byte that means nothing in UTF-8 nor Windows-1252; nobody can know the letter",
        _CLIENTS.encode().replace(b"O'Brien", b"O\x81Brien"),
        undefined,
        told={"broken_bytes": [3]},
    )
    yield make(
        "utf8-bom-over-cp1252.csv",
        "the byte order mark says UTF-8, the bytes are Windows-1252",
        b"\xef\xbb\xbf" + _CLIENTS.encode("cp1252"),
        CLIENTS,
        told={"broken_bytes": [2, 4, 5, 9]},
    )
    wrong = Table(CLIENTS.header, [[cell.encode().decode("cp1252") for cell in row] for row in CLIENTS.rows])
    yield make(
        "mojibake.csv",
        "text decoded wrongly before it was exported; mended only on request",
        written(wrong.lines),
        wrong,
        told={"mojibake": [2, 4, 5, 9]},
    )
    twice = Table(wrong.header, [[cell.encode().decode("cp1252") for cell in row] for row in wrong.rows])
    yield make(
        "mojibake-twice.csv",
        "text decoded wrongly twice; mended only on request",
        written(twice.lines),
        twice,
        told={"mojibake": [2, 4, 5, 9]},
    )
    yield make(
        "nul-in-a-cell.csv",
        "zero bytes in a cell",
        _CLIENTS.encode().replace(b"Margaret,", b"Marg\x00\x00aret,"),
        CLIENTS,
        told={"nul_bytes": [7]},
    )
    yield make("nul-padding-at-the-end.csv", "padded with zero bytes", _CLIENTS.encode() + bytes(512), CLIENTS)
    yield make("ctrl-z-at-the-end.csv", "the end mark of old systems", _CLIENTS.encode() + b"\x1a", CLIENTS)
    yield make(
        "ctrl-z-on-its-own-line.csv",
        "the end mark of old systems, below CRLF lines",
        written(CLIENTS.lines, end="\r\n").encode() + b"\x1a\r\n",
        CLIENTS,
    )
    again = b"\xef\xbb\xbf".join(
        [b"", written(CLIENTS.lines[:6]).encode(), written([CLIENTS.header, *CLIENTS.rows[5:]]).encode()]
    )
    yield make(
        "bom-in-the-middle.csv",
        "two exports joined, each with a byte order mark and the header",
        again,
        CLIENTS,
        at=[*range(2, 7), *range(8, 13)],
    )
    middle = (
        b"\xef\xbb\xbf" + written(CLIENTS.lines[:6]).encode() + b"\xef\xbb\xbf" + written(CLIENTS.rows[5:]).encode()
    )
    yield make(
        "bom-before-a-row.csv",
        "two exports joined, the second with a byte order mark and without the header",
        middle,
        CLIENTS,
    )
    spaced = (
        _CLIENTS.replace("Surname", "\u00a0Surname ")
        .replace("Patel", " Patel\u00a0")
        .replace("Adeyemi", "\u2003Adeyemi")
    )
    yield make("no-break-spaces-around-cells.csv", "no-break spaces around cells", spaced, CLIENTS)
    inside = with_cells(CLIENTS, {(2, "Post Code"): "CF10\u00a01AA", (3, "Mobile"): "07700\u00a0900102"})
    yield make("no-break-spaces-in-cells.csv", "no-break spaces in cells, kept", written(inside.lines), inside)
    odd_ends = with_cells(NOTES, {(2, "Note"): "one\u2028two\u0085three", (4, "Note"): "page\x0bbreak\x0chere"})
    yield make(
        "line-separators-in-cells.csv",
        "characters that end lines in some programs, but not in CSV",
        written(odd_ends.lines),
        odd_ends,
    )
    yield make("gzip.csv.gz", "compressed", gzip.compress(_CLIENTS.encode(), mtime=0), CLIENTS)
    yield make(
        "gzip-of-cp1252-semicolons.gz",
        "compressed, Windows-1252 and semicolons",
        gzip.compress(written(NOTES.lines, ";").encode("cp1252"), mtime=0),
        NOTES,
    )
    yield make("zip.zip", "an archive of one file", zipped({"export/clients.csv": _CLIENTS.encode()}), CLIENTS)
    extras = {"clients.csv": _CLIENTS.encode(), "__MACOSX/._clients.csv": b"\x00\x05\x16\x07" + bytes(40)}
    yield make("zip-made-on-a-mac.zip", "an archive of one file and what a Mac adds", zipped(extras), CLIENTS)


def line_cases() -> Iterator[Case]:
    make = partial(case, "lines")
    for name, end in (("crlf", "\r\n"), ("cr", "\r")):
        yield make(f"{name}.csv", f"line ends {name.upper()}", written(CLIENTS.lines, end=end), CLIENTS)
        yield make(
            f"{name}-and-line-breaks-in-cells.csv",
            f"line ends {name.upper()} around cells with LF",
            written(NOTES.lines, end=end),
            NOTES,
        )
    parts = [written(CLIENTS.lines[:4], end="\r\n"), written(CLIENTS.lines[4:8]), written(CLIENTS.lines[8:], end="\r")]
    yield make("crlf-lf-and-cr-mixed.csv", "three sorts of line ends", "".join(parts), CLIENTS)
    joined = written(CLIENTS.lines[:6], end="\r\n") + written(CLIENTS.lines[6:])
    yield make("crlf-then-lf.csv", "two exports joined, one with CRLF, one with LF", joined, CLIENTS)
    yield make(
        "cr-cr-lf.csv",
        "each line end doubled by a copy in text mode; as CR and CRLF they part blank rows",
        written(CLIENTS.lines, end="\r\r\n"),
        CLIENTS,
        at=range(3, 23, 2),
    )
    returns = Table(NOTES.header, [[cell.replace("\n", "\r") for cell in row] for row in NOTES.rows])
    yield make("cr-in-cells.csv", "old line breaks in quoted cells", written(returns.lines, end="\r\n"), returns)
    yield make("no-line-end-at-the-end.csv", "the last line is not ended", _CLIENTS.rstrip("\n"), CLIENTS)
    yield make("no-line-end-after-a-quote.csv", "the last line is not ended", _PLANS.rstrip("\n"), PLANS)
    yield make("two-line-ends-at-the-end.csv", "a blank line at the end", _CLIENTS + "\n", CLIENTS)
    yield make("many-line-ends-at-the-end.csv", "blank lines at the end", _CLIENTS + "\r\n" * 9, CLIENTS)
    yield make("blank-lines-at-the-start.csv", "blank lines above the header", "\n\n\n" + _CLIENTS, CLIENTS, 5)
    yield make(
        "blank-lines-between-all-rows.csv",
        "every second line is blank",
        written(CLIENTS.lines, end="\n\n"),
        CLIENTS,
        at=range(3, 23, 2),
    )
    for name, mark in (("semicolon", ";"), ("comma", ","), ("tab", "\t"), ("pipe", "|")):
        yield make(
            f"sep-line-{name}.csv",
            "a first line for Excel, which names the delimiter and shows as no row",
            f"sep={mark}\r\n" + written(PLANS.lines, mark, end="\r\n"),
            PLANS,
        )
    yield make(
        "sep-line-quoted-after-bom.csv",
        "a quoted first line for Excel, after a byte order mark",
        ('"sep=;"\r\n' + written(CLIENTS.lines, ";", end="\r\n")).encode("utf-8-sig"),
        CLIENTS,
    )
    yield make(
        "sep-line-utf16.csv",
        "a first line for Excel in UTF-16",
        ("sep=\t\r\n" + written(NOTES.lines, "\t", end="\r\n")).encode("utf-16"),
        NOTES,
    )
    paged = written(CLIENTS.lines[:6]) + "\f" + written([CLIENTS.header, *CLIENTS.rows[5:]])
    yield make(
        "form-feed-at-the-page.csv",
        "a form feed before the header of the second page",
        paged,
        CLIENTS,
        at=[*range(2, 7), *range(8, 13)],
    )
