"""Quotes that break the rules: what is wrong with a row stays in its cell, and all other cells come out right."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.read import read_problems, read_table
from plannr_nb.read.text.rows import Dialect, Flaw, lines_of, parse_rows

TABLE = [
    ["Ref", "Client, full name", "Joined", "Fee", "Item", "Web page", "Town", "Notes"],
    ["C1001", "Evans, Gareth", "01/02/2020", "1,200.50", 'Table, round 48" wide', "https://example.com/a", "Hull", "x"],
    ["C1002", "O'Brien", "03/11/2021", "17.00", "Chair", "", "York", 'said "yes" twice'],
    ["C1003", "Shah, Priya", "14/07/2019", "3.00", "Desk, oak", "https://example.org/c", "Bath, Bristol", "a; b, c"],
    ["C1004", "Hale", "29/02/2020", "0.00", 'Pipe 5"', "https://example.org/p", "Leeds", "two\nlines, at least"],
    ["C1005", "Novak, Ann", "30/06/2022", "8.10", "Lamp", "https://example.net/", "Truro", ""],
]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(content: str, **given: object) -> pd.DataFrame:
        file = tmp_path / "clients.csv"
        file.write_bytes(content.encode())
        return read_table(file, **given)

    return read


def cell(text: str, always: bool) -> str:
    if always or any(mark in text for mark in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def spoiled(always: bool) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of the table with one more quote somewhere in one cell."""
    for row, cells in enumerate(TABLE):
        for column, text in enumerate(cells):
            plain = cell(text, always)
            commas = [at for at, mark in enumerate(plain) if mark == ","]
            for place in sorted({0, 1, len(plain) // 2, len(plain) - 1, len(plain), *commas}):
                if 0 <= place <= len(plain):
                    written = [[cell(other, always) for other in line] for line in TABLE]
                    written[row][column] = plain[:place] + '"' + plain[place:]
                    yield row, column, "".join(",".join(line) + "\n" for line in written)


@pytest.mark.parametrize("always", [False, True])
def test_one_quote_too_many_spoils_one_cell_at_most(always: bool) -> None:
    for row, column, text in spoiled(always):
        parsed = list(parse_rows(lines_of(text), Dialect(), width=8))
        cells = [list(found.cells) for found in parsed]
        assert len(cells[row]) == 8, text
        cells[row][column] = TABLE[row][column]
        assert cells == TABLE, text
        assert [at for at, found in enumerate(parsed) if found.flaw] == [row], text


def test_a_row_goes_on_below_only_over_lines_that_are_no_rows() -> None:
    text = 'a,b,"the "big" one\nand more"\nc,d,"never closed\ne,f,"g"\n'
    rows = [(row.cells, row.flaw) for row in parse_rows(lines_of(text), Dialect(), width=3)]
    assert rows == [
        (["a", "b", 'the "big" one\nand more'], Flaw.STRAY),
        (["c", "d", "never closed"], Flaw.UNCLOSED),
        (["e", "f", "g"], None),
    ]


@pytest.mark.parametrize(
    "text", ['"a ""x"", y",b,c\n', '"a","",c\n', 'a,"b\n\nd",c\n', 'a,b,"""c"""\n', '"a" ,"b, c" ,d\n']
)
def test_rows_that_keep_the_rules_have_no_flaw(text: str) -> None:
    (row,) = parse_rows(lines_of(text), Dialect(), width=3)
    assert (len(row.cells), row.flaw) == (3, None)


@pytest.mark.parametrize("text", ['"a, x","b"\n', '"a","b, c","d","e"\n', '"a"",""b","c"\n', 'a,"b,c"\n'])
def test_a_row_of_another_width_that_keeps_the_rules_is_left_alone(text: str) -> None:
    (row,) = parse_rows(lines_of(text), Dialect(), width=3)
    assert row.cells == next(csv.reader([text]))


@pytest.mark.parametrize("delimiter", ["||", ", ", "\t\t"])
def test_delimiters_of_two_characters_keep_in_quotes(delimiter: str) -> None:
    line = delimiter.join(["a", f'"b{delimiter}c"', '"said \\"x\\""', "C:\\temp", "d"])
    (row,) = parse_rows([line], Dialect(delimiter, '"', "\\"), width=5)
    assert row.cells == ["a", f"b{delimiter}c", 'said "x"', "C:\\temp", "d"]


def test_escapes_protect_quotes_delimiters_line_ends_and_themselves() -> None:
    text = 'Smith\\, John,"a \\"b\\" c","C:\\\\temp\\\\"\n\\\\server\\share,x\\\ny,z\n1,2,3\n4,5,D:\\\n'
    rows = [row.cells for row in parse_rows(lines_of(text), Dialect(",", '"', "\\"), width=3)]
    assert rows[:2] == [["Smith, John", 'a "b" c', "C:\\temp\\"], ["\\\\server\\share", "x\ny", "z"]]
    assert rows[2:] == [["1", "2", "3"], ["4", "5", "D:\\"]]


@pytest.mark.parametrize("always", [False, True])
def test_a_row_with_one_quote_too_many_is_reported(always: bool, read: Callable[..., pd.DataFrame]) -> None:
    for row, column, text in list(spoiled(always))[::19]:
        frame = read(text)
        cells = [frame.columns.tolist(), *frame.astype(object).where(frame.notna(), "").values.tolist()]
        cells[row][column] = TABLE[row][column]
        assert cells == TABLE, text
        assert frame.index.tolist() == [2, 3, 4, 5, 6]
        assert read_problems(frame)["source_row"].dropna().tolist() == [row + 1], text
