"""A frame that a notebook draws with its texts whole is a frame like any other."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd

import plannr_nb as pn
from plannr_nb.readable import ReadableFrame

LONG = "each of the first 200 filled rows has 28 cells, and no other mark gives all of them as many"


def test_long_texts_are_drawn_whole() -> None:
    assert LONG in ReadableFrame({"evidence": [LONG]})._repr_html_()


def test_what_is_drawn_is_text_and_never_markup() -> None:
    drawn = ReadableFrame({"<b>": ["<script>x</script>"]})._repr_html_()
    assert "<script>" not in drawn and "<b>" not in drawn


def test_missing_cells_are_drawn_blank() -> None:
    drawn = ReadableFrame({"to": pd.Series(["a", None], dtype="str"), "score": [0.25, float("nan")]})._repr_html_()
    assert "nan" not in drawn and "None" not in drawn


def test_as_many_rows_are_drawn_as_pandas_would() -> None:
    with pd.option_context("display.max_rows", 10):
        drawn = ReadableFrame({"place": range(5000, 6000)})._repr_html_()
    assert [str(place) in drawn.replace(",", "") for place in (5000, 5004, 5005, 5994, 5995, 5999)] == [
        True, True, False, False, True, True,
    ]  # fmt: skip
    assert "1,000 rows" in drawn


def test_an_index_with_meaning_is_drawn() -> None:
    frame = ReadableFrame({"Surname": ["Evans"]}, index=pd.Index([7], name="source_row"))
    assert "source_row" in frame._repr_html_()


def test_an_index_that_only_counts_is_not_drawn() -> None:
    frame = ReadableFrame({"Surname": ["Evans", "Patel"]})
    assert "index" not in frame[frame["Surname"] == "Patel"]._repr_html_()


def test_fractions_of_a_column_have_as_many_decimals_and_lists_no_brackets() -> None:
    drawn = ReadableFrame({"score": [0.89, 0.998], "headers": [("Mobile", "Home"), ("Fax",)]})._repr_html_()
    assert ">0.890<" in drawn and ">0.998<" in drawn
    assert ">Mobile, Home<" in drawn and ">Fax<" in drawn


def test_selections_stay_readable_and_everything_else_is_a_frame(tmp_path: Path) -> None:
    frame = ReadableFrame({"header": ["A", "B"], "score": [0.9, 0.1]})
    assert type(frame[frame["score"] > 0.5]) is ReadableFrame
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(frame)), frame)
    frame.to_parquet(tmp_path / "frame.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "frame.parquet"), pd.DataFrame(frame))
    assert pd.concat([frame, frame]).groupby("header")["score"].sum().to_dict() == {"A": 1.8, "B": 0.2}


def test_suggestions_and_the_account_of_a_reading_are_readable(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Ref;Surname\n007;Evans\n", "utf-8")
    source = pn.read_table(file)
    assert type(pn.describe_source(source)) is ReadableFrame
    assert type(pn.suggest_mapping(source, "clients")) is ReadableFrame
