"""Files made to take a reader's time or memory: long lines, many quotes, bombs. Each maker gives the bytes of one."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable

from odd_bytes import zipped
from odd_packages import inline_workbook, open_document
from odd_tables import CLIENTS

__all__ = ["NASTY"]


def _many(line: Callable[[int], str], count: int) -> bytes:
    return "".join(map(line, range(count))).encode()


def _bomb(megabytes: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("clients.csv", "w") as member:
        member.write(b"Client Ref,Surname\n")
        for _ in range(megabytes):
            member.write(b"C0101,Evans-Price, and so on and on and on and on and on and on.\n" * 16_131)
    return file.getvalue()


def _gzip_bomb(megabytes: int) -> bytes:
    file = io.BytesIO()
    with gzip.open(file, "wb", compresslevel=1) as packed:
        for _ in range(megabytes):
            packed.write(bytes(1 << 20))
    return file.getvalue()


def _workbook(rows: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(inline_workbook(CLIENTS, numbered=True))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    members["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", rows + "</sheetData>").encode()
    return zipped(members)


def _formatted_rows() -> bytes:
    return _workbook("".join(f'<row r="{row}" ht="15"><c r="A{row}" s="0"/></row>' for row in range(12, 1_000_012)))


def _entities() -> bytes:
    """A workbook whose XML would unfold to gigabytes."""
    data = _workbook("")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    sheet = members["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("?>", f'?><!DOCTYPE worksheet [<!ENTITY e0 "lol">{entities}]>', 1)
    members["xl/worksheets/sheet1.xml"] = sheet.replace("Mrs", "&e9;", 1).encode()
    return zipped(members)


def _open_document(rows: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(open_document(CLIENTS))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    content = members["content.xml"].decode()
    members["content.xml"] = content.replace("</table:table>", rows + "</table:table>", 1).encode()
    return zipped(members)


def _repeated_cells() -> bytes:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p>'
    return _open_document(
        f'<table:table-row table:number-rows-repeated="9999">{cell}</table:table-cell></table:table-row>'
    )


def _packed_often(times: int) -> bytes:
    data = _TOP.encode()
    for time in range(times):
        data = zipped({f"clients{time}.csv": data})
    return data


def _at_random(letters: bytes, count: int) -> bytes:
    return bytes(random.Random(7).choices(letters, k=count))


_TOP = "Client Ref,Surname,Value\nC0001,Evans,1.00\n"
# More rows than a text is judged on.
_TABLE = _TOP.encode() + _many(lambda n: f"C{n},Evans,{n}.00\n", 300)
NASTY: dict[str, Callable[[], bytes]] = {
    "one-line-of-50-mb": lambda: b"a" * 50_000_000,
    "one-line-of-50-mb-below-a-table": lambda: _TOP.encode() + b"a" * 50_000_000,
    "one-line-of-50-mb-of-words": lambda: b"Evans and Hale, " * 3_125_000,
    "one-quoted-cell-of-50-mb": lambda: _TOP.encode() + b'C0002,"' + b"lines\n" * 8_000_000 + b'",1\n',
    "an-unclosed-cell-of-50-mb": lambda: _TOP.encode() + b'C0002,"' + b"lines\n" * 8_000_000,
    "a-million-delimiters": lambda: b"a," * 1_000_000,
    "a-million-delimiters-below-a-table": lambda: _TOP.encode() + b"," * 1_000_000 + b"\n",
    "ten-million-line-ends": lambda: _TOP.encode() + b"\n" * 10_000_000,
    "ten-million-returns": lambda: _TOP.replace("\n", "\r").encode() + b"\r" * 10_000_000,
    "line-ends-and-returns": lambda: _TOP.encode() + b"\n\r\r" * 1_000_000,
    "five-mb-of-quotes": lambda: b'"' * 5_000_000,
    "five-mb-of-quotes-below-a-table": lambda: _TOP.encode() + b'"' * 5_000_000,
    "quotes-and-delimiters": lambda: _TOP.encode() + b'",' * 2_000_000,
    "quotes-and-line-ends": lambda: _TOP.encode() + b'"\n' * 1_000_000,
    "quotes-letters-and-delimiters": lambda: _TOP.encode() + b'"a"b,' * 1_000_000,
    "three-quotes-and-line-ends": lambda: _TOP.encode() + b'C,"""\nE"' * 300_000,
    "backslashes-and-quotes": lambda: _TOP.encode() + b'C1,"\\"' * 500_000,
    "an-unclosed-quote-in-each-row": lambda: _TOP.encode() + _many(lambda n: f'C{n},"Evans,1.00\n', 300_000),
    "a-stray-quote-in-each-row": lambda: _TOP.encode() + _many(lambda n: f'C{n},"Ev"ans",1.00\n', 300_000),
    "an-unclosed-quote-among-quoted": lambda: _TOP.encode() + _many(lambda n: f'"C{n}","Ev,"1.00"\n', 300_000),
    "each-row-of-another-width": lambda: _TOP.encode() + _many(lambda n: "x," * (n % 500) + "\n", 20_000),
    "each-row-with-another-delimiter": lambda: _TOP.encode() + b"a,b,c\na;b;c\na|b|c\n" * 100_000,
    "headers-repeated": lambda: _TOP.encode() * 300_000,
    "gaps-and-headers": lambda: _TOP.encode() + _many(lambda n: f"\nClient Ref,Name{n},Fee\nC1,Evans,2\n", 100_000),
    "totals-throughout": lambda: _TOP.encode() + _many(lambda n: f"Total,,{n}\n", 100_000),
    "figures-below": lambda: _TOP.encode() + _many(lambda n: f",,{n}\n", 100_000),
    "short-rows": lambda: _TOP.encode() + _many(lambda n: f"C{n}\n", 500_000),
    "long-rows": lambda: _TOP.encode() + _many(lambda n: f"C{n},a,b,c,d,e,f,g\n", 300_000),
    "mojibake-throughout": lambda: _TOP.encode() + "C1,ZoÃ«Ã«Ã«Ã«,1\n".encode() * 300_000,
    "broken-bytes-throughout": lambda: _TOP.encode() + b"C1,Zo\xeb\x81\xc3,1\n" * 300_000,
    "zero-bytes-throughout": lambda: _TOP.encode() + b"C1,Ev\x00ans and more,1\n" * 300_000,
    "cells-of-dashes": lambda: _TOP.encode() + (b"C1,Evans,1\n" + b"-" * 60_000 + b"x,,\n") * 40,
    "cells-of-figures": lambda: _TOP.encode() + (b"1 " * 50_000 + b"x,2026-" + b"1.1" * 20_000 + b",()\n") * 20,
    "cells-of-spaces": lambda: (b"Total" + b" " * 60_000 + b"x,,\n") * 40,
    "cells-of-ats": lambda: _TOP.encode() + (b"C1," + b"a@" + b"." * 60_000 + b",\n") * 40,
    "cells-of-equals": lambda: _TOP.encode() + (b'="' * 50_000 + b",,\n") * 20,
    "sixteen-thousand-columns": lambda: (b"a," * 16_000 + b"b\n") * 300,
    "sixteen-thousand-equal-headers": lambda: b"Email," * 16_000 + b"Name\n" + (b"a@b.net," * 16_000 + b"x\n") * 60,
    "headers-of-5-mb": lambda: b"Client " * 700_000 + b"," + b"Name " * 1_000_000 + b",Fee\n" + b"C1,Evans,1\n" * 1_000,
    "a-row-of-10-mb-of-delimiters": lambda: _TABLE + b"," * 10_000_000 + b"\n" + _TABLE,
    "a-row-of-quotes-and-delimiters": lambda: _TABLE + b'",' * 2_000_000 + b"\n" + _TABLE,
    "a-row-of-quotes-letters-and-delimiters": lambda: _TABLE + b'"a"b,' * 1_000_000 + b"\n" + _TABLE,
    "a-million-rows-of-an-unclosed-quote": lambda: _TOP.encode() + b'a,"b\n' * 1_000_000,
    "quotes-in-quotes": lambda: _TOP.encode() + b'C1,"a "b ""c"" b" a",1\n' * 300_000,
    "quotes-delimiters-and-line-ends-at-random": lambda: _at_random(b'",\na', 3_000_000),
    "signs-at-random": lambda: _at_random(b"ab,;\"\n \\'1", 4_000_000),
    "lines-that-go-on": lambda: _TOP.encode() + b'C1,\\"a\\",1\n' * 300 + b"a\\\n" * 1_500_000,
    "a-blank-line-below-each-row": lambda: _TOP.encode() + b"C1,Evans,1.00\n\n" * 1_000_000,
    "ten-million-zero-bytes": lambda: _TOP.encode() + b"\x00" * 10_000_000 + b"\nC2,Hale,2\n",
    "lines-of-a-zero-byte": lambda: _TOP.encode() + b"\x00\n" * 3_000_000,
    "three-million-lone-surrogates": lambda: b"\xff\xfe" + b"\x00\xd8" * 3_000_000,
    "a-lone-surrogate-in-each-row": lambda: "Ref,Name\n".encode("utf-16") + b"A\0,\0\x00\xd8\n\0" * 500_000,
    "encodings-in-turn": lambda: _TOP.encode() + ("Zoë,É,1\n".encode() + "Zoë,É,1\n".encode("cp1252")) * 200_000,
    "a-letter-of-a-million-accents": lambda: _TOP.encode() + ("C1,e" + "\u0301" * 1_000_000 + ",1\n").encode(),
    "a-zip-in-a-zip-in-a-zip": lambda: _packed_often(50),
    "a-workbook-of-a-million-elements-within-another": lambda: _workbook("<a>" * 1_000_000 + "</a>" * 1_000_000),
    "an-open-document-of-repeated-cells": _repeated_cells,
    "an-open-document-of-blank-cells": lambda: _open_document(
        f"<table:table-row>{'<table:table-cell/>' * 1_000_000}</table:table-row>"
    ),
    "a-zip-that-unpacks-to-2-gb": lambda: _bomb(2_000),
    "a-gzip-that-unpacks-to-4-gb": lambda: _gzip_bomb(4_000),
    "a-workbook-of-a-million-formatted-rows": _formatted_rows,
    "a-workbook-with-a-cell-far-away": lambda: _workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a-workbook-of-entities": _entities,
}  # fmt: skip
