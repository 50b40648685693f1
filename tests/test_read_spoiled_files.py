"""Whatever a file holds, it is read with each of its rows accounted for, or refused with words that help."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from odd_files import Case, odd_files
from odd_nasty import NASTY
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


@pytest.mark.slow
@pytest.mark.parametrize("form", sorted(NASTY))
def test_nasty_files_are_read_or_refused(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"{form}.csv"
    path.write_bytes(NASTY[form]())
    assert_read_or_refused(path)
