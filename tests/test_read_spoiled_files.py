"""Whatever a file holds, it is read with each of its rows accounted for, or refused with words that help."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from odd_bytes import zipped
from odd_files import Case, odd_files
from test_read_odd_files import assert_rows_add_up

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_problems, read_table

SMALL = [case for case in odd_files() if 0 < len(case.data) < 60_000]
# What files are made of, rather than any byte: these do more harm.
HARMFUL = b"\",;\t|\n\r'\\ \x00\x1a\xef\xbb\xbf\xff\xfe\xe9\x810=-"
# "name: what is wrong. What to do." with something to do in it.
USEFUL = re.compile(
    r"\b(open|export|read|fetch|give|save|check|ask|copy|unpack|leave|name|download|close|raise)\b", re.I
)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def spoiled(data: bytes, chance: random.Random) -> bytes:
    some = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(some))
        some[at] = chance.choice(HARMFUL) if chance.random() < 0.7 else chance.randrange(256)
    return bytes(some)


def without_a_piece(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(200) :]


def joined_with_another(data: bytes, chance: random.Random) -> bytes:
    return cut(data, chance) + chance.choice(SMALL).data


def assert_read_or_refused(path: Path) -> None:
    try:
        frame = read_table(path)
    except ReadError as error:
        message = str(error)
        assert message.startswith(f"{path.name}: "), message
        assert message.endswith((".", "?")), message
        assert USEFUL.search(message), message
        return
    assert_rows_add_up(frame)
    assert frame.columns.is_unique
    assert set(map(str, frame.dtypes)) <= {"str"}
    assert json.loads(json.dumps(frame.attrs)) == frame.attrs
    read_problems(frame)
    describe_source(frame)


def harm(case: Case, folder: Path, rounds: int, seed: int) -> None:
    chance = random.Random(f"{case.name} {seed}")
    for _ in range(rounds):
        change = chance.choice((cut, spoiled, without_a_piece, joined_with_another))
        path = folder / case.name
        path.write_bytes(change(case.data, chance))
        assert_read_or_refused(path)


@pytest.mark.parametrize("case", SMALL[::2], ids=lambda case: case.name)
def test_odd_files_cut_and_spoiled_are_read_or_refused(case: Case, tmp_path: Path) -> None:
    harm(case, tmp_path, 2, seed=1)


def test_one_mark_among_blank_lines_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "mark.csv"
    path.write_bytes(b"\r\n" * 3 + b"\r=" + b"\r\n" * 5)
    assert_read_or_refused(path)


def test_rows_whose_ends_depend_on_the_header_are_read_or_refused(tmp_path: Path) -> None:
    """Under the width of the header found first, the quotes below end elsewhere, and that header has another row."""
    path = tmp_path / "tangled.csv"
    text = 'Zo"\nZo,"a b"\n"""zoe@example.com"," \nDate"\nTotal,"C1001, Date"\nPolicy,Value,Start\nP4,4.00,01/01/2020\n'
    path.write_text(text, encoding="utf-8")
    assert_read_or_refused(path)


@pytest.mark.slow
@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_odd_files_cut_and_spoiled_many_times_are_read_or_refused(case: Case, tmp_path: Path) -> None:
    harm(case, tmp_path, 15, seed=2)


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
    from odd_packages import inline_workbook
    from odd_tables import CLIENTS

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


_TOP = "Client Ref,Surname,Value\nC0001,Evans,1.00\n"
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
    "a-zip-that-unpacks-to-2-gb": lambda: _bomb(2_000),
    "a-gzip-that-unpacks-to-4-gb": lambda: _gzip_bomb(4_000),
    "a-workbook-of-a-million-formatted-rows": _formatted_rows,
    "a-workbook-with-a-cell-far-away": lambda: _workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a-workbook-of-entities": _entities,
}  # fmt: skip

# The libraries are loaded before anything is measured, which is what reading a small file does.
READ = """
import resource, sys, time
from pathlib import Path
from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
small = Path(sys.argv[1]).with_name("small.csv")
small.write_text("Client Ref,Surname\\nC0001,Evans\\n" * 100)
read_problems(read_table(small))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
try:
    frame = read_table(Path(sys.argv[1]))
    told = f"{frame.shape}"
except ReadError as error:
    told = f"refused: {error}"
took = time.perf_counter() - start
print(f"{took:.2f} {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024} {told}")
"""
MOST_SECONDS = 10
MOST_MEGABYTES = 200


def unpacked_megabytes(path: Path) -> float:
    """What a file takes when unpacked; nothing for one that unpacks to more than anybody should unpack."""
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        return len(data) / 1e6 if data[:2] != b"\x1f\x8b" else 0
    size = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(data)).infolist()) / 1e6
    return size if size < 1_000 else 0


@pytest.mark.slow
@pytest.mark.parametrize("form", NASTY)
def test_nasty_files_take_little_time_and_memory(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"{form}.csv"
    path.write_bytes(NASTY[form]())
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, megabytes, told = done.stdout.split(maxsplit=2)
    assert float(seconds) < MOST_SECONDS, done.stdout
    assert float(megabytes) < MOST_MEGABYTES + 10 * unpacked_megabytes(path), done.stdout
    assert not told.startswith("refused") or USEFUL.search(told), told
