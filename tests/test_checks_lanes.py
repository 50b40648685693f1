"""The fast lane answers as great_expectations does, or leaves the answer to it."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plannr_nb.checks import SuiteResult, check, fast_lane, gx_lane, lanes, run_suite
from plannr_nb.checks import cells as cells_module
from plannr_nb.checks.cells import Cells
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.outcome import Outcome
from plannr_nb.checks.repeats import repeated
from plannr_nb.errors import CheckError

# Blanks of every kind, what numbers become, capitals that fold oddly, one letter written in two ways, line ends.
CELLS = [
    *(
        "",
        " ",
        "\t",
        "\x0b",
        "\x1c",
        "\xa0",
        "a",
        "A",
        "b",
        "ab",
        "aB",
        "A1",
        "12",
        "12\n",
        "a\nb",
        "a\r\n",
        "NA",
        "nan",
    ),
    *("é", "É", "e\u0301", "ß", "ẞ", "SS", "ı", "İ", "i", "I", "ſ", "s", "K", "k", "K", "٣", "3", "x-y", "x y", "a.b"),
    *("01/02/2020", "AB123456C", "sam@mail.example.com", "`", "'", '"', "\\", "$", "^", "🙂", "\x00", "\x85", "\u2028"),
]
REGEXES = [
    *("a", "^a", "a$", "^a$", "^$", "", r"\d", r"\D", r"^\d+$", r"\w", r"\W", r"\s", r"\S", r"^\s*$", r"\bA", r"b\b"),
    *(r"\Bb", r"a\Z", r"\Aa", "(?i)i", "(?i)s$", "(?i)k", "(?i)^a.?b$", "(?m)^b", "(?s)a.b", "a.b", "[a-c]", "[^a-c]"),
    *("[[:alpha:]]", "a{,2}b", "(a)(b)?", r"(a)\1", "a(?=b)", "(?<!a)b", "a|b", r"[^\s@]+@", "é", "[é-ü]", r"\u0061"),
    *(
        "(",
        "[",
        "a**",
        "a++",
        "(?P<n>a)",
        "(?:a|b)+?",
        r"[\d.]",
        r"[]a]",
        r"[^]a]",
        "a{2}",
        "a{1,}",
        r"\.",
        r"\x41",
        "i",
    ),
    *(
        "(?i)É",
        "(?i)ß",
        "(?x) a b",
        "$",
        r"\n",
        "\n",
        "^[A-Z]{2}$",
        r"^(0[1-9]|[12]\d)/\d\d/\d{4}$",
        "(?i)[^k]",
        r"(?i)\W",
    ),
]
TEXTS, NUMBERS, OTHERS = ["a", "b", "c d"], ["n", "m"], ["other"]

text_cells = st.one_of(st.sampled_from(CELLS), st.none(), st.text(max_size=3))
numbers = st.one_of(st.integers(-3, 3).map(float), st.sampled_from([np.nan, 0.5, -0.0, np.inf, 2.0**53 + 2]))


@st.composite
def cells_of(draw: st.DrawFn, rows: int, cells: st.SearchStrategy[Any]) -> list[Any]:
    """Cells out of a few, so that some are repeated."""
    pool = draw(st.lists(cells, min_size=1, max_size=5))
    return draw(st.lists(st.sampled_from(pool), min_size=rows, max_size=rows))


@st.composite
def others(draw: st.DrawFn, rows: int) -> pd.Series:
    kind = draw(st.sampled_from(["object", "category", "bool", "string", "Int64", "datetime64[s]"]))
    if kind in ("bool", "Int64", "datetime64[s]"):
        return pd.Series(draw(cells_of(rows, st.integers(0, 1))), dtype="int64").astype(kind)
    listed = draw(cells_of(rows, text_cells))
    return pd.Series([3 if cell == "3" and kind == "object" else cell for cell in listed], dtype=kind)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 12)))
    columns = {name: pd.Series(draw(cells_of(rows, text_cells)), dtype="str") for name in TEXTS}
    columns["n"] = pd.Series(draw(cells_of(rows, numbers)), dtype="float64")
    columns["m"] = pd.Series(draw(cells_of(rows, st.integers(-3, 3))), dtype="int64")
    columns["other"] = draw(others(rows))
    return pd.DataFrame(columns, index=range(rows))


name = st.sampled_from([*TEXTS * 6, *NUMBERS, *OTHERS, "gone"])
few_texts = st.lists(st.sampled_from(CELLS), min_size=1, max_size=4)
odd_values = st.lists(st.sampled_from([1, 2.0, 0, -3, None, np.nan, True, "3"]), max_size=3)
few_values = st.integers(0, 3).flatmap(lambda chance: few_texts if chance else odd_values)
bound = st.one_of(st.none(), st.integers(-2, 4), st.sampled_from([0.5, "1", np.nan, 2**53 + 1]))
length = st.one_of(st.none(), st.integers(0, 4))


@st.composite
def conditions(draw: st.DrawFn, deep: bool = True) -> Any:
    kinds = ["null", "null", "in", "in", "equal", "number", *(["and", "or", "text"] if deep else [])]
    kind, column = draw(st.sampled_from(kinds)), {"name": draw(name)}
    if kind == "null":
        return {"type": "nullity", "column": column, "is_null": draw(st.booleans())}
    if kind == "in":
        operator = draw(st.sampled_from(["IN", "NOT_IN"]))
        return {"type": "comparison", "column": column, "operator": operator, "parameter": draw(few_texts)}
    if kind == "equal":
        operator = draw(st.sampled_from(["==", "!=", "<"]))
        return {"type": "comparison", "column": column, "operator": operator, "parameter": draw(st.sampled_from(CELLS))}
    if kind == "number":
        operator = draw(st.sampled_from(["==", "!=", ">="]))
        return {"type": "comparison", "column": column, "operator": operator, "parameter": draw(st.integers(-1, 2))}
    if kind == "text":
        return "a.notnull()"
    return {"type": kind, "conditions": draw(st.lists(conditions(deep=False), max_size=3))}


ONE_COLUMN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "expect_column_values_to_not_be_null": {},
    "expect_column_values_to_be_null": {},
    "expect_column_values_to_be_in_set": {"value_set": few_values},
    "expect_column_values_to_not_be_in_set": {"value_set": few_values},
    "expect_column_values_to_match_regex": {"regex": st.sampled_from(REGEXES)},
    "expect_column_values_to_not_match_regex": {"regex": st.sampled_from(REGEXES)},
    "expect_column_values_to_match_regex_list": {
        "regex_list": st.lists(st.sampled_from(REGEXES), min_size=1, max_size=3),
        "match_on": st.sampled_from(["any", "all"]),
    },
    "expect_column_values_to_not_match_regex_list": {"regex_list": st.lists(st.sampled_from(REGEXES), max_size=2)},
    "expect_column_values_to_be_unique": {},
    "expect_column_value_lengths_to_be_between": {
        "min_value": length,
        "max_value": length,
        "strict_min": st.booleans(),
        "strict_max": st.booleans(),
    },
    "expect_column_value_lengths_to_equal": {"value": length},
    "expect_column_values_to_be_between": {
        "min_value": bound,
        "max_value": bound,
        "strict_min": st.booleans(),
        "strict_max": st.booleans(),
    },
}
PAIRS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "expect_column_pair_values_to_be_equal": {},
    "expect_column_pair_values_a_to_be_greater_than_b": {"or_equal": st.booleans()},
}
LISTS = ["expect_compound_columns_to_be_unique", "expect_select_column_values_to_be_unique_within_record"]
IGNORED = st.sampled_from(["both_values_are_missing", "either_value_is_missing", "neither", "odd"])
IGNORED_OF_LIST = st.sampled_from(["all_values_are_missing", "any_value_is_missing", "never", "odd"])


@st.composite
def expectations(draw: st.DrawFn) -> Expectation:
    type = draw(st.sampled_from([*list(ONE_COLUMN) * 2, *PAIRS, *LISTS, "table", "exists"]))
    if type == "exists":
        return Expectation("expect_column_to_exist", {"column": draw(name)})
    kwargs: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        kwargs["row_condition"] = draw(conditions())
    if type == "table":
        if draw(st.booleans()):
            return Expectation("expect_table_row_count_to_equal", {**kwargs, "value": draw(st.integers(0, 6))})
        given = {"min_value": draw(length), "max_value": draw(length), "strict_min": draw(st.booleans())}
        return Expectation("expect_table_row_count_to_be_between", {**kwargs, **given})
    if draw(st.integers(0, 3)) == 0:
        kwargs["mostly"] = draw(st.sampled_from([0, 0.25, 0.5, 2 / 3, 0.75, 0.9, 1.0, 1, 1.5, "0.5", True]))
    if type == "expect_column_values_to_be_between":
        kwargs["column"] = draw(st.sampled_from([*NUMBERS * 3, *TEXTS]))
    elif type in ONE_COLUMN:
        kwargs["column"] = draw(name)
    else:
        several = st.sampled_from([TEXTS, TEXTS, NUMBERS, [*TEXTS, *NUMBERS], [*TEXTS, "gone"], [*TEXTS, *OTHERS]])
        listed = draw(several.flatmap(lambda names: st.lists(st.sampled_from(names), min_size=2, max_size=3)))
        kwargs |= {"column_A": listed[0], "column_B": listed[1]} if type in PAIRS else {"column_list": listed}
    if type not in ONE_COLUMN and draw(st.booleans()):
        kwargs["ignore_row_if"] = draw(IGNORED if type in PAIRS else IGNORED_OF_LIST)
    extra = ONE_COLUMN.get(type, PAIRS.get(type, {}))
    return Expectation(type, {**kwargs, **{key: draw(strategy) for key, strategy in extra.items()}})


def told(outcome: Outcome) -> tuple[Any, ...]:
    positions = None if outcome.positions is None else [int(place) for place in outcome.positions]
    return outcome.success, outcome.unexpected_count, positions, outcome.observed, outcome.lane is None


def answers(
    frame: pd.DataFrame, asked: list[Expectation], enough_rows: int
) -> list[tuple[Expectation, Outcome, Outcome]]:
    """What each lane says of the expectations that the fast one knows."""
    with patch.object(cells_module, "_ENOUGH_ROWS", enough_rows), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cells = Cells(frame)
        ours = [fast_lane.run(cells, item) for item in asked]
    known = [(item, outcome) for item, outcome in zip(asked, ours, strict=True) if outcome is not None]
    theirs = gx_lane.run(frame, [item for item, _ in known])
    return [(item, outcome, other) for (item, outcome), other in zip(known, theirs, strict=True)]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    frame=frames(), asked=st.lists(expectations(), min_size=12, max_size=12), enough_rows=st.sampled_from([0, 5_000])
)
def test_both_lanes_answer_alike(frame: pd.DataFrame, asked: list[Expectation], enough_rows: int) -> None:
    for item, outcome, other in answers(frame, asked, enough_rows):
        assert told(outcome) == told(other), item


# Which lane runs what


def asked(type: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": type, "kwargs": kwargs}


KNOWN = [
    asked("expect_column_values_to_not_be_null", column="a", mostly=0.5),
    asked("expect_column_values_to_match_regex", column="a", regex=r"^\w+$"),
    asked("expect_column_values_to_match_regex", column="a", regex="(?=x)x"),
    asked("expect_column_values_to_be_in_set", column="a", value_set=["x"]),
    asked("expect_column_values_to_be_between", column="n", min_value=1, strict_min=True),
    asked("expect_compound_columns_to_be_unique", column_list=["a", "b"], ignore_row_if="any_value_is_missing"),
    asked("expect_column_pair_values_to_be_equal", column_A="a", column_B="b"),
    asked(
        "expect_column_values_to_be_unique",
        column="a",
        row_condition={"type": "nullity", "column": {"name": "b"}, "is_null": False},
    ),
    asked("expect_column_to_exist", column="gone"),
    asked("expect_table_row_count_to_equal", value=3),
]
UNKNOWN = [
    asked("expect_column_values_to_match_like_pattern", column="a", like_pattern="x"),
    asked("expect_column_values_to_be_in_set", column="n", value_set=["1"]),
    asked("expect_column_values_to_match_regex", column="n", regex="1"),
    asked("expect_column_values_to_not_be_null", column="a", row_condition="n > 1", condition_parser="pandas"),
    asked("expect_column_max_to_be_between", column="n", min_value=0),
    asked("expect_column_to_exist", column="a", column_index=0),
    asked("expect_table_columns_to_match_set", column_set=["a", "b", "n"]),
]


def table() -> pd.DataFrame:
    texts = pd.DataFrame({"a": ["x", "y", None], "b": ["x", "x", None]}, dtype="str")
    return texts.assign(n=[1.0, 2.0, np.nan])


def test_what_is_not_known_is_left_to_great_expectations() -> None:
    lanes = run_suite(table(), {"expectations": [*KNOWN, *UNKNOWN]}).results["lane"].tolist()
    ran = [lane if isinstance(lane, str) else None for lane in lanes]
    assert ran[: len(KNOWN)] == ["fast"] * len(KNOWN)
    assert set(ran[len(KNOWN) :]) <= {"great_expectations", None}
    assert ran[len(KNOWN) + 3 :] == ["great_expectations"] * 4


def test_great_expectations_is_given_the_columns_that_are_named() -> None:
    """One condition in text, and one expectation of a user's own, of which nobody can know what it reads."""
    frame = table().assign(**{"plain": "x", "c d": "y", "free": "z"})
    own = Expectation("expect_what_is_not_there", {"column": "a"})
    texts = Expectation("expect_column_max_to_be_between", {"column": "n", "row_condition": "`c d` == 'y'"})
    assert lanes.named_in([texts, own], frame.columns) == ["a", "n", "c d"]


WITHOUT_GX = """
import sys
import pandas as pd
import plannr_nb as pn
records = pd.DataFrame({"last_name": ["Evans", None], "email": ["x", "sam@mail.example.com"]}, dtype="str")
assert len(pn.check(records, "clients"))
pn.run_suite(records, {"expectations": [{"type": "expect_column_values_to_be_unique", "kwargs": {"column": "email"}}]})
print(sorted({"great_expectations", "polars"} & {name.partition(".")[0] for name in sys.modules}))
"""


def test_neither_great_expectations_nor_polars_is_loaded_without_need() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_GX], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_column_of_few_values_and_many_rows_is_answered_alike() -> None:
    """Enough rows for distinct values and for a text that is kept in blocks."""
    cells = ["x", "yy", None, "é", "y\n"] * 8_000
    frame = pd.DataFrame({"a": cells, "b": [f"{row}é" for row in range(40_000)]}, dtype="str")
    suite = {
        "expectations": [
            asked("expect_column_values_to_match_regex", column="a", regex=r"^\w$"),
            asked("expect_column_values_to_not_match_regex", column="b", regex=r"(?i)9É$"),
            asked("expect_column_value_lengths_to_be_between", column="a", max_value=1),
        ]
    }
    result = run_suite(frame, suite)
    assert result.results["unexpected_count"].tolist() == [8_000, 4_000, 16_000]
    problems = result.problems
    assert problems["record_id"].tolist()[:3] == ["1", "6", "11"]
    assert problems["message"].nunique() == 3 and problems["message"].notna().all()
    chosen = problems[problems["value"] == "yy"].sort_values("record_id").merge(problems, on="record_id")
    assert len(chosen) == 4 * 8_000
    assert problems.groupby("code").size().to_dict() == {
        "expect_column_value_lengths_to_be_between": 16_000,
        "expect_column_values_to_match_regex": 8_000,
        "expect_column_values_to_not_match_regex": 4_000,
    }


# Frames of polars


@pytest.fixture
def pl() -> Any:
    import polars

    return polars


def same(ours: SuiteResult, theirs: SuiteResult) -> None:
    assert ours.success == theirs.success
    pd.testing.assert_frame_equal(ours.results, theirs.results)
    pd.testing.assert_frame_equal(ours.problems, theirs.problems)


def test_a_frame_of_polars_is_answered_as_the_same_one_of_pandas(pl: Any) -> None:
    frame, suite = table(), {"expectations": [*KNOWN, *UNKNOWN]}
    given = pl.DataFrame({"a": ["x", "y", None], "b": ["x", "x", None], "n": [1.0, 2.0, None]})
    same(run_suite(given, suite), run_suite(frame, suite))
    few = given.with_columns(pl.col("a").cast(pl.Categorical), nothing=None)
    same(run_suite(few, suite), run_suite(frame.assign(nothing=None), suite))


def test_rows_of_polars_are_named_by_a_column(pl: Any) -> None:
    suite = {"expectations": [asked("expect_column_values_to_not_be_null", column="a")]}
    problems = run_suite(pl.DataFrame({"a": ["x", None], "source_row": [5, 9]}), suite).problems
    assert (problems["record_id"].tolist(), problems["source_row"].tolist()) == (["9"], [9])
    records = pl.DataFrame({"record_id": ["5.1", "5.joint"], "source_row": [5, 5], "last_name": ["Evans", "unknown"]})
    as_pandas = records.to_pandas().set_index("record_id")
    checked = check(records, "clients")
    pd.testing.assert_frame_equal(checked, check(as_pandas, "clients"))
    assert "5.joint" in checked["record_id"].tolist()


def test_whole_numbers_of_polars_stay_whole(pl: Any) -> None:
    suite = {"expectations": [asked("expect_column_values_to_be_in_set", column="n", value_set=[1])]}
    problems = run_suite(pl.DataFrame({"n": [1, None, 2**53 + 1]}), suite).problems
    assert problems["value"].tolist() == ["9007199254740993"]


def test_a_query_of_polars_is_refused_with_advice(pl: Any) -> None:
    with pytest.raises(CheckError, match=r"polars LazyFrame.*call \.collect\(\) first"):
        run_suite(pl.LazyFrame({"a": ["x"]}), {"expectations": []})


def test_a_text_is_repeated_wherever_its_twin_stands() -> None:
    """In another piece of the column, with the same beginning, or beyond the part that is fingerprinted."""
    long = "a" * 200
    first = ["x", "x" * 8, None, f"{long}1", "b\x00", ""]
    cells = pa.chunked_array([pa.array(first), pa.array(["x" * 9, "x", f"{long}2", "b", "", None])])
    rows = np.asarray(cells.is_valid())
    assert np.flatnonzero(repeated(cells.cast(pa.large_string()), rows)).tolist() == [0, 5, 7, 10]
    rows[7] = False
    assert np.flatnonzero(repeated(cells.cast(pa.large_string()), rows)).tolist() == [5, 10]
