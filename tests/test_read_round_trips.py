"""Whatever table is written, in whatever dialect, the same table is read, and each of its rows is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from unittest import mock

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
from plannr_nb.read.grid import Grid, grid_from_rows
from plannr_nb.read.text import arrow_lane, row_blocks
from plannr_nb.read.text.dialect import find_dialect
from plannr_nb.read.text.rows import Dialect, lines_of, parse_rows
from plannr_nb.row_numbers import kept_rows

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# No control characters, private use or surrogates: files of text do not hold them.
ANY_TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" \n,;\t|\"'=£"), max_size=12)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZéôŵ' -&.", min_size=1, max_size=12)
SENSIBLE = st.one_of(
    WORDS,
    WORDS.map(lambda word: f"{word}, {word}"),
    WORDS.map(lambda word: f'"{word}" said {word}'),
    WORDS.map(lambda word: f"{word}\n{word}"),
    st.integers(0, 99_999).map(lambda number: f"{number:07d}"),
    st.dates().map(lambda date: f"{date:%d/%m}/{date.year:04d}"),
    st.sampled_from(["", "NA", "null", "£1,234.50", "-", "0.00", "=cmd", "Total", "Page 1", "***"]),
)
HEADERS = ["Client Ref", "Surname", "Date of Birth", "Post Code", "E-mail", "Notes", "Fee £"]


def tables(cells: st.SearchStrategy[str], least_columns: int) -> st.SearchStrategy[list[list[str]]]:
    def of_width(width: int) -> st.SearchStrategy[list[list[str]]]:
        # The reference keeps each row from being blank, a total or a repeated header.
        row = st.tuples(st.integers(1000, 9999).map("C{}".format), *[cells] * (width - 1)).map(list)
        return st.lists(row, min_size=1, max_size=12)

    return st.integers(least_columns, len(HEADERS)).flatmap(of_width)


def written(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n", always: bool = False) -> str:
    """CSV text. The standard library's writer leaves line breaks unquoted that are not its own line end."""

    def cell(text: str) -> str:
        if always or text[:1].isspace() or any(mark in text for mark in (delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def wanted(rows: list[list[str]], first: int) -> pd.DataFrame:
    cells = [[cell.strip() or None for cell in row] for row in rows]
    frame = pd.DataFrame(cells, columns=HEADERS[: len(rows[0])], dtype="str")
    return frame.set_axis(pd.Index(range(first, first + len(rows)), dtype="int64", name="source_row"))


def assert_every_row_is_accounted_for(frame: pd.DataFrame) -> None:
    account = frame.attrs["plannr_nb"]
    rows = frame.index.tolist() + [account["header_row"]] * bool(account["header_row"])
    for group in account["skipped"]:
        numbers = kept_rows(group)
        assert len(numbers) == group["count"]
        rows += numbers
    assert sorted(rows) == list(range(1, account["rows_in_file"] + 1))


@MANY
@given(
    rows=tables(ANY_TEXT, 1),
    delimiter=st.sampled_from(",;\t|"),
    always=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_text_comes_back_where_delimiter_and_header_are_given(
    rows: list[list[str]], delimiter: str, always: bool, end: str, tmp_path: Path
) -> None:
    header = HEADERS[: len(rows[0])]
    text = written([header, *rows], delimiter, end, always)
    (tmp_path / "any.csv").write_bytes(text.encode())
    frame = read_table(tmp_path / "any.csv", delimiter=delimiter, header_row=1, encoding="utf-8")
    pd.testing.assert_frame_equal(frame, wanted(rows, 2))
    assert_every_row_is_accounted_for(frame)


@MANY
@given(
    rows=tables(SENSIBLE, 2),
    delimiter=st.sampled_from(",;\t|"),
    always=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
    title=st.sampled_from(["", "Client list{}", "Harrowmere Ltd{}Run 30/06/2026 09:14{}{}", "{}{}"]),
    footer=st.sampled_from(["", "{}", "{}*** End of Report ***{}", "{}{}{}"]),
)
def test_usual_exports_come_back_without_any_argument(
    rows: list[list[str]],
    delimiter: str,
    always: bool,
    end: str,
    encoding: str,
    title: str,
    footer: str,
    tmp_path: Path,
) -> None:
    header = HEADERS[: len(rows[0])]
    table = written([header, *rows], delimiter, end, always)
    text = title.replace("{}", end) + table + footer.replace("{}", end)
    (tmp_path / "export.csv").write_bytes(text.encode(encoding))
    frame = read_table(tmp_path / "export.csv")
    pd.testing.assert_frame_equal(frame, wanted(rows, title.count("{}") + 2))
    assert_every_row_is_accounted_for(frame)


MESS = st.text('ab"\n,\r ', max_size=60)


def content_of(grid: Grid) -> tuple[object, ...]:
    cells = [[cell.strip() for cell in row] for row in grid.row_list(1, grid.rows)]
    surplus = {row: [cell.strip() for cell in beyond] for row, beyond in grid.surplus.items()}
    return cells, grid.rows, grid.odd, surplus, grid.flaws


@settings(max_examples=600, deadline=None)
@given(text=MESS, width=st.integers(1, 4), quote=st.sampled_from(['"', ""]), block=st.sampled_from([5, 32, 1 << 20]))
@example(text='"aaaa\r"', width=1, quote='"', block=5)  # as many rows as lines, although a cell spans two
def test_both_lanes_read_the_same_wherever_the_fast_one_dares(text: str, width: int, quote: str, block: int) -> None:
    dialect = Dialect(",", quote)
    lines = lines_of(text)
    with mock.patch.multiple(row_blocks, _BLOCK=block, _SCANNED=block):
        fast = arrow_lane.grid_from_clean_text(text.encode(), dialect, width, lines)
    careful = grid_from_rows(parse_rows(lines, dialect, width), width)
    if fast is not None:
        assert content_of(fast) == content_of(careful)


def test_the_fast_lane_takes_titles_footers_and_ragged_rows_in_a_large_file() -> None:
    body = [f'C{number},"Evans, G",{number}\n' for number in range(30_000)]
    body[20_000] = "\n"
    body[25_000] = 'C25000,"two\nlines",1\n'
    body[26_000] = "C26000,Evans\n"
    text = "Client list\n\nRef,Name,Number\n" + "".join(body) + "Total\n\n"
    lines = lines_of(text)
    dialect = find_dialect(lines[:500]).dialect
    fast = arrow_lane.grid_from_clean_text(text.encode(), dialect, 3, lines[:500])
    assert fast is not None
    assert fast.odd == {1: 1, 26_004: 2, 30_004: 1}
    careful = grid_from_rows(parse_rows(lines, dialect, 3), 3)
    assert fast.row_list(1, fast.rows) == careful.row_list(1, careful.rows)


@pytest.mark.parametrize("seed", range(25))
def test_files_cut_anywhere_and_spoiled_bytes_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    rows = [[f"C{number}", 'said "x", twice', "line\nbreak", "Zoë £5"] for number in range(1000, 1100)]
    content = bytearray(("Client list\n\n" + written([HEADERS[:4], *rows])).encode(random.choice(["utf-8", "utf-16"])))
    for _ in range(random.randrange(20)):
        content[random.randrange(len(content))] = random.randrange(256)
    file = tmp_path / "spoiled.csv"
    file.write_bytes(content[: random.randrange(len(content))])
    try:
        frame = read_table(file)
    except ReadError as error:
        assert str(error).startswith("spoiled.csv: ")
    else:
        assert_every_row_is_accounted_for(frame)
        read_problems(frame)


@pytest.mark.parametrize("seed", range(25))
def test_random_bytes_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    file = tmp_path / "random.csv"
    file.write_bytes(
        bytes(random.choices(range(256) if seed % 2 else b' ab",;\n\r\t\x00\xe9\xff', k=random.randrange(3000)))
    )
    try:
        frame = read_table(file)
    except ReadError as error:
        assert str(error).startswith("random.csv: ")
    else:
        assert_every_row_is_accounted_for(frame)
