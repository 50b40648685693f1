"""A quoted cell may hold more lines than the sample that a text is judged on; none of them is a row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plannr_nb.read import read_batches, read_problems, read_table

TOP = "Client Ref,Note,Fee\nC0001,Met in May.,1.00\n"
BELOW = "C0003,Rang back.,3.00\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "notes.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


# Within the sample, beyond it, and beyond the block that is parsed at once.
@pytest.mark.parametrize("lines", [10_000, 60_000, 500_000])
@pytest.mark.parametrize("note", ["Rang home.\n", 'Said ""later"".\n'])
def test_lines_of_a_long_quoted_cell_are_no_rows(lines: int, note: str, tmp_path: Path) -> None:
    path = write(tmp_path, f'{TOP}C0002,"{note * lines}",2.00\n{BELOW}')
    frame = read_table(path)
    expected = {
        "Client Ref": ["C0001", "C0002", "C0003"],
        "Note": ["Met in May.", (note * lines).strip().replace('""', '"'), "Rang back."],
        "Fee": ["1.00", "2.00", "3.00"],
    }
    assert frame.to_dict("list") == expected
    assert len(read_problems(frame)) == 0
    pd.testing.assert_frame_equal(pd.concat(read_batches(path, rows=1)), frame)


def test_a_long_cell_that_is_never_closed_raises_a_question(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path, TOP + 'C0002,"' + "Rang home.\n" * 30_000))
    assert read_problems(frame)["code"].tolist() == ["delimiter_uncertain"]


def test_one_column_of_texts_with_a_stray_quote_is_no_question(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path, "Note\nMet in May.\n" + '"Rang home.\n' + "Wrote.\n" * 500))
    assert frame["Note"].tolist()[2:] == ["Wrote."] * 500
    assert "delimiter_uncertain" not in set(read_problems(frame)["code"])
