"""Rows written otherwise than those around them: cut off, quoted as a whole, parted by another delimiter."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.read import read_batches, read_problems, read_table


def read(folder: Path, text: str) -> pd.DataFrame:
    file = folder / "odd.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return read_table(file)


def cells(frame: pd.DataFrame) -> list[list[str]]:
    return frame.fillna("").to_numpy().tolist()


def told(frame: pd.DataFrame) -> dict[str, list[int]]:
    groups = read_problems(frame).groupby("code")["source_row"]
    return {code: rows.dropna().astype(int).tolist() for code, rows in groups}


NOTES = "Ref,Date,Note\nC1,01/05/2026,Rang\nC2,02/05/2026,Met\n"


@pytest.mark.parametrize(
    ("end", "last", "rows"),
    [
        ('C3,03/05/2026,"Met, talked', ["C3", "03/05/2026", "Met, talked"], 4),
        ('C3,03/05/2026,"Met, talked\n\n', ["C3", "03/05/2026", "Met, talked"], 4),
        ('C3,03/05/2026,"Met,\r\nsaid ""no, n', ["C3", "03/05/2026", 'Met,\r\nsaid "no, n'], 4),
        ('C3,03/05/2026,"Met\nand tal', ["C3", "03/05/2026", "Met\nand tal"], 4),
        ('"C3, o', ["C3, o", "", ""], 4),
    ],
    ids=["a comma in it", "blank lines in it", "several lines and quotes", "several lines", "not the last column"],
)
def test_a_cell_in_which_the_file_ends_is_kept_as_far_as_it_goes(
    tmp_path: Path, end: str, last: list[str], rows: int
) -> None:
    frame = read(tmp_path, NOTES + end)
    assert cells(frame)[2:] == [last]
    assert frame.attrs["plannr_nb"]["rows_in_file"] == rows
    assert told(frame) == {"cut_short": [4]}


def test_a_quote_never_closed_in_the_last_row_leaves_what_stands_below(tmp_path: Path) -> None:
    frame = read(tmp_path, NOTES + 'C3,03/05/2026,"Met, talked\nTotal clients: 3\n')
    assert cells(frame)[2:] == [["C3", "03/05/2026", "Met, talked"]]
    assert told(frame) == {"unclosed_quote": [4]}


def test_a_quote_never_closed_leaves_its_delimiters_in_the_cell_where_that_makes_a_usual_row(tmp_path: Path) -> None:
    rows = ['C3,03/05/2026,"Met, talked\n', "C4,04/05/2026,Rang\n"]
    frame = read(tmp_path, NOTES + "".join(rows))
    assert cells(frame)[2:] == [["C3", "03/05/2026", "Met, talked"], ["C4", "04/05/2026", "Rang"]]
    assert told(frame) == {"unclosed_quote": [4]}


def wrapped(row: str) -> str:
    return '"' + row.replace('"', '""') + '"\n'


def test_lines_quoted_as_a_whole_are_read_alike_at_once_and_in_batches(tmp_path: Path) -> None:
    plain = ["Ref,Surname,Fee", *(f'C{number},Evans,"£{number % 9},{number:03d}.50"' for number in range(100, 4_100))]
    file = tmp_path / "whole.csv"
    file.write_text("".join(map(wrapped, plain)), encoding="utf-8")
    frame = read_table(file)
    (tmp_path / "plain.csv").write_text("\n".join(plain), encoding="utf-8")
    pd.testing.assert_frame_equal(frame, read_table(tmp_path / "plain.csv"))
    assert told(frame) == {"lines_unwrapped": []}
    batches = list(read_batches(file, rows=1_500))
    pd.testing.assert_frame_equal(pd.concat(batches), frame)
    assert told(batches[0]) == {"lines_unwrapped": []}


def test_where_only_lines_with_quotes_are_quoted_as_a_whole_each_of_them_is_unwrapped(tmp_path: Path) -> None:
    rows = ["Ref,Surname,Fee", *(f"C{number},Evans,{number}.50" for number in range(100, 112))]
    rows[4] = wrapped('C103,Evans,"£1,250.00"').rstrip()
    frame = read(tmp_path, "\n".join(rows))
    assert cells(frame)[3] == ["C103", "Evans", "£1,250.00"]
    assert told(frame) == {"lines_unwrapped": [5]}


def test_quoted_lines_are_one_column_where_the_caller_says_so(tmp_path: Path) -> None:
    (tmp_path / "whole.csv").write_text("".join(map(wrapped, ["Ref,Surname", "C1,Evans", "C2,Patel"])))
    assert cells(read_table(tmp_path / "whole.csv", quote='"')) == [["C1,Evans"], ["C2,Patel"]]


@pytest.mark.parametrize(
    "rows",
    [
        ["Address", "1 High St,Leeds,LS1", "2 High St,Leeds,LS1", "3 Low St,York,YO1"],
        ["Surname, Forename", "Evans, Siân", "Patel, Zoë", "Smith, John"],
        ["Note", 'Said "yes, now"', 'Said "no, never"', "Rang"],
    ],
    ids=["addresses", "a comma in the header", "quotes"],
)
def test_one_column_of_quoted_texts_with_commas_is_left_alone(tmp_path: Path, rows: list[str]) -> None:
    frame = read(tmp_path, "".join(map(wrapped, rows)))
    assert [*frame.columns, *(cell for (cell,) in cells(frame))] == rows
    assert "lines_unwrapped" not in told(frame)


def test_a_row_of_two_columns_is_parted_by_another_delimiter_but_no_text_or_figure(tmp_path: Path) -> None:
    names = [f"C{number};Evans\n" for number in range(101, 108)]
    frame = read(tmp_path, "Ref;Surname\n" + "".join([*names, "C108,Patel\n"]))
    assert cells(frame)[7] == ["C108", "Patel"]
    assert told(frame) == {"row_delimited_otherwise": [9]}
    for text in ("Evans, Siân", "1,50", "Evans Price", '"Evans,Siân"', "C108,"):
        frame = read(tmp_path, "Ref;Surname\n" + "".join([names[0], f"{text}\n", *names[1:]]))
        assert cells(frame)[1] == [text.strip('"'), ""]
        assert told(frame) == {"row_too_short": [3]}


@pytest.mark.parametrize(
    "text",
    ["All open plans in Leeds", 'Says "gone away" or "not known" here.', 'Client "Evans" or "Patel" moved'],
    ids=["words", "a sentence with quotes", "quotes around words"],
)
def test_words_are_no_cells_parted_by_spaces(tmp_path: Path, text: str) -> None:
    rows = [f"C{number},Evans,01/05/2026,Leeds,12.50\n" for number in range(101, 108)]
    frame = read(tmp_path, "Ref,Surname,Date,Town,Fee\n" + "".join([*rows, f"{text}\n", *rows]))
    assert "row_delimited_otherwise" not in told(frame)
    assert cells(frame)[7][0] == text


def test_lines_quoted_as_a_whole_may_have_too_few_cells(tmp_path: Path) -> None:
    rows = ["Ref,Surname,Fee,Town", "C1,Evans,12.50,Leeds", "C2,Patel,9.00", "C3,Hall,1.00,York", "C4,Owen,2.00,Bath"]
    frame = read(tmp_path, "".join(map(wrapped, rows)))
    assert cells(frame)[1] == ["C2", "Patel", "9.00", ""]
    assert told(frame) == {"lines_unwrapped": [], "row_too_short": [3]}


def test_notes_in_quotes_around_a_table_are_no_rows_quoted_as_a_whole(tmp_path: Path) -> None:
    rows = ["Ref,Surname,Fee", "C1,Evans,12.50", "C2,Patel,9.00", "C3,Hall,1.00", ""]
    notes = ["3, rows downloaded,from ,May-01-26, to ,May-31-26", "Confidential Information - Do Not Distribute"]
    frame = read(tmp_path, "\n".join([*rows, *(wrapped(note).rstrip() for note in notes)]))
    assert frame.columns.tolist() == ["Ref", "Surname", "Fee"]
    assert cells(frame)[:3] == [row.split(",") for row in rows[1:4]]
    assert "lines_unwrapped" not in told(frame)


def test_where_the_file_ends_in_a_quoted_cell_the_others_are_known_by_their_quotes(tmp_path: Path) -> None:
    rows = ["'Ref';'Town'", "'C1';'Leeds'", "'C2';'York'", "'C3';'Hull'", "'C4';'Bath'", "'C5';'Ba"]
    frame = read(tmp_path, "\n".join(rows))
    assert cells(frame)[:4] == [["C1", "Leeds"], ["C2", "York"], ["C3", "Hull"], ["C4", "Bath"]]


def test_an_escaped_line_end_goes_on_where_half_of_few_rows_have_one(tmp_path: Path) -> None:
    rows = ['1,"Met at home\\', 'Tea \\"green\\"",12.50,x\n2,"Rang\\', 'twice",9.00,y\n3,"C:\\\\temp",17.00,z']
    frame = read(tmp_path, "\n".join(rows))
    assert [row[1] for row in cells(frame)] == ['Met at home\nTea "green"', "Rang\ntwice", "C:\\temp"]


def test_flaws_of_text_around_the_table_are_not_told(tmp_path: Path) -> None:
    rows = ["Ref,Date,Note", 'C1,01/05/2026,"Said ""yes"""', "C2,02/05/2026,Rang", "", 'Printed on 03/05/2026 by "R" A']
    frame = read(tmp_path, "\n".join(rows) + "\n")
    assert (len(frame), told(frame)) == (2, {})
