"""What there is too much of is read once, counted in ranges, or refused; and what only looks like it is left alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import read_batches, read_problems, read_table

TOP = "Client Ref,Note,Fee\nC0001,Met in May.,1.00\n"


def read(folder: Path, data: str | bytes) -> pd.DataFrame:
    path = folder / "clients.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path)


def skipped(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return [(group["reason"], group["rows"]) for group in frame.attrs["plannr_nb"]["skipped"]]


def test_very_many_blank_rows_are_told_as_one_range(tmp_path: Path) -> None:
    blank = 300_000
    frame = read(tmp_path, TOP + "\n" * blank + "C0002,Rang.,2.00\n" + "\n" * blank)
    assert frame.index.tolist() == [2, blank + 3]
    assert skipped(frame) == [("blank row", f"3-{blank + 2},{blank + 4}-{2 * blank + 3}")]
    batches = list(read_batches(tmp_path / "clients.csv", rows=1))
    assert [skipped(batch) for batch in batches] == [
        [],
        [("blank row", f"3-{blank + 2},{blank + 4}-{2 * blank + 3}")],
    ]


def test_a_row_of_a_million_tangled_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="a row of 1,000,001 cells"):
        read(tmp_path, TOP + '"a"b,' * 1_000_000 + "\n")


def test_a_quoted_text_of_many_commas_is_a_cell(tmp_path: Path) -> None:
    text = "met, " * 20_000
    frame = read(tmp_path, TOP + f'C0002,"{text}",2.00\nC0003,"5"" pipe, {text}",3.00\n')
    assert frame["Note"].tolist() == ["Met in May.", text.strip(), f'5" pipe, {text}'.strip()]
    assert len(read_problems(frame)) == 0


def test_a_stray_quote_before_a_text_of_many_commas_parts_no_row(tmp_path: Path) -> None:
    text = "met, " * 20_000
    frame = read(tmp_path, TOP + f'5" pipe,"{text}",2.00\n')
    assert frame.iloc[1].tolist() == ['5" pipe', text.strip(), "2.00"]


def test_runs_of_zero_bytes_are_left_out_and_reported(tmp_path: Path) -> None:
    frame = read(tmp_path, f"{TOP}C0002,Ra\0\0\0ng.{chr(0) * 100_000},2.00\n")
    assert frame["Note"].tolist() == ["Met in May.", "Rang."]
    assert read_problems(frame)[["source_row", "code"]].values.tolist() == [[3, "nul_bytes"]]


def test_zero_bytes_below_plain_text_do_not_make_it_utf16(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="binary data"):
        read(tmp_path, TOP + "\0\n" * 1_000)
    frame = read(tmp_path, TOP.encode("utf-16-le"))
    assert frame["Note"].tolist() == ["Met in May."]


def test_lines_that_go_on_are_one_row(tmp_path: Path) -> None:
    text = 'Said \\"yes\\".\\\n' * 200
    frame = read(tmp_path, "Ref,Note,Fee\n" + 'C1,"Said \\"no\\".",1\n' * 3 + f"C2,{text}Done.,2\n")
    assert (len(frame), frame["Note"].iloc[-1].count("\n"), frame["Fee"].iloc[-1]) == (4, 200, "2")


def test_many_equal_headers_are_numbered_in_turn(tmp_path: Path) -> None:
    frame = read(tmp_path, ",".join(["Email"] * 300) + "\n" + ",".join(f"a{n}@example.com" for n in range(300)) + "\n")
    assert frame.columns.tolist() == ["Email", *(f"Email ({number})" for number in range(2, 301))]
    assert read_problems(frame)["header"].tolist() == frame.columns.tolist()[1:]
