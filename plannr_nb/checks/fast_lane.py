"""The lane that runs the expectations it knows itself, a column at a time, with the answers of great_expectations.

It knows an expectation only in the forms whose answer is proved equal, and leaves every other one: an argument it does
not know, a column of another type, and whatever would raise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plannr_nb.checks import conditions
from plannr_nb.checks.arguments import Arguments, LeftToGx
from plannr_nb.checks.expectation import GX_SEVERITIES, Expectation
from plannr_nb.checks.outcome import Outcome

if TYPE_CHECKING:
    import numpy as np

    from plannr_nb.checks.cells import Cells, Column

__all__ = ["KNOWN", "LANE", "run"]

LANE = "fast"
_EXACT = 2**53
# Of a column and the rows that count: which cells meet the expectation. The other rows may be answered either way.
_Met = Callable[["Column", "np.ndarray"], "np.ndarray"]
_MetByAll = Callable[[list["Column"], "np.ndarray"], "np.ndarray"]


def run(cells: Cells, item: Expectation) -> Outcome | None:
    """How an expectation ended; None where great_expectations has to run it."""
    answer = KNOWN.get(item.type)
    if answer is None or item.gx_severity not in GX_SEVERITIES:
        return None
    absent = [name for name in item.columns if name not in cells]
    if absent and item.type != "expect_column_to_exist":
        return Outcome.not_run("no such column")
    try:
        return answer(cells, Arguments(item.kwargs))
    except Exception:  # whatever goes wrong here, great_expectations says what is to be said about it
        return None


# Expectations about one column


def _nullity(*, wanted: bool) -> Callable[[Cells, Arguments], Outcome]:
    """Unlike the others these look at missing cells too, in columns of any type."""

    def answer(cells: Cells, given: Arguments) -> Outcome:
        name, share, condition = given.text("column"), given.share(), given.row_condition()
        given.nothing_else()
        rows, missing = _rows(cells, condition), cells[name].missing
        return _outcome(rows, missing if wanted else ~missing, share)

    return answer


def _by_column(read: Callable[[Arguments], _Met]) -> Callable[[Cells, Arguments], Outcome]:
    def answer(cells: Cells, given: Arguments) -> Outcome:
        name, share, condition = given.text("column"), given.share(), given.row_condition()
        met = read(given)
        given.nothing_else()
        column = cells[name]
        rows = _rows(cells, condition) & ~column.missing
        return _outcome(rows, met(column, rows), share)

    return answer


def _in_set(given: Arguments) -> _Met:
    values = given.listed("value_set")

    def met(column: Column, _: np.ndarray) -> np.ndarray:
        kinds = (str,) if column.is_text else (int, float) if column.is_number else ()
        if not kinds or not all(type(value) in kinds and value == value for value in values):
            raise LeftToGx
        return column.among(values)

    return met


def _match(given: Arguments) -> _Met:
    regex = given.text("regex")
    return lambda column, rows: _text(column).contain(regex, rows)


def _match_list(given: Arguments) -> _Met:
    import numpy as np

    regexes, match_on = given.texts("regex_list"), given.choice("match_on", "any", "all")
    combine = np.logical_or if match_on == "any" else np.logical_and
    return lambda column, rows: combine.reduce([_text(column).contain(regex, rows) for regex in regexes])


def _match_none(given: Arguments) -> _Met:
    import numpy as np

    regexes = given.texts("regex_list")
    return lambda column, rows: ~np.logical_or.reduce([_text(column).contain(regex, rows) for regex in regexes])


def _unique(given: Arguments) -> _Met:
    return lambda column, rows: _known(column).once(rows)


def _length_between(given: Arguments) -> _Met:
    within = _within(given, int)
    return lambda column, _: within(_text(column).lengths())


def _length_equal(given: Arguments) -> _Met:
    length = given.number("value", int, float)
    if length is None:
        raise LeftToGx
    return lambda column, _: _text(column).lengths() == length


def _between(given: Arguments) -> _Met:
    within = _within(given, int, float)

    def met(column: Column, _: np.ndarray) -> np.ndarray:
        if not column.is_number:
            raise LeftToGx
        return within(column.series.to_numpy())

    return met


def _within(given: Arguments, *types: type) -> Callable[[np.ndarray], np.ndarray]:
    import numpy as np

    least, most = given.number("min_value", *types), given.number("max_value", *types)
    above, below = given.flag("strict_min"), given.flag("strict_max")
    bounds = [bound for bound in (least, most) if bound is not None]
    if not bounds or bounds != sorted(bounds) or any(abs(bound) > _EXACT for bound in bounds):
        raise LeftToGx

    def within(numbers: np.ndarray) -> np.ndarray:
        found = np.ones(len(numbers), dtype=bool)
        if least is not None:
            found &= numbers > least if above else numbers >= least
        if most is not None:
            found &= numbers < most if below else numbers <= most
        return found

    return within


def _not(read: Callable[[Arguments], _Met]) -> Callable[[Arguments], _Met]:
    def opposite(given: Arguments) -> _Met:
        met = read(given)
        return lambda column, rows: ~met(column, rows)

    return opposite


# Expectations about several columns


@dataclass(frozen=True, slots=True)
class _Missing:
    """Which rows are left out for their missing cells; the first word is the default."""

    all: str
    any: str
    none: str


_OF_PAIR = _Missing("both_values_are_missing", "either_value_is_missing", "neither")
_OF_LIST = _Missing("all_values_are_missing", "any_value_is_missing", "never")


def _by_columns(
    read: Callable[[Arguments], _MetByAll], names_of: Callable[[Arguments], list[str]], ignored: _Missing
) -> Callable[[Cells, Arguments], Outcome]:
    def answer(cells: Cells, given: Arguments) -> Outcome:
        import numpy as np

        names, share, condition = names_of(given), given.share(), given.row_condition()
        ignore = given.choice("ignore_row_if", ignored.all, ignored.any, ignored.none)
        met = read(given)
        given.nothing_else()
        if len(set(names)) != len(names) or len(names) < 2:
            raise LeftToGx
        columns = [cells[name] for name in names]
        rows = _rows(cells, condition)
        if ignore != ignored.none:
            combine = np.logical_and if ignore == ignored.all else np.logical_or
            rows = rows & ~combine.reduce([column.missing for column in columns])
        return _outcome(rows, met(columns, rows), share)

    return answer


def _pair(given: Arguments) -> list[str]:
    return [given.text("column_A"), given.text("column_B")]


def _list(given: Arguments) -> list[str]:
    return given.texts("column_list")


def _equal(given: Arguments) -> _MetByAll:
    return lambda columns, _: _compared(columns, "eq")


def _greater(given: Arguments) -> _MetByAll:
    compare = "ge" if given.flag("or_equal") else "gt"
    return lambda columns, _: _compared(columns, compare)


def _compared(columns: list[Column], compare: str) -> np.ndarray:
    first, second = columns
    if not ((first.is_text and second.is_text) or (first.is_number and second.is_number)):
        raise LeftToGx
    return getattr(first.series, compare)(second.series).to_numpy(dtype=bool)


def _unique_together(given: Arguments) -> _MetByAll:
    return lambda columns, rows: _once(_joined([_known(column).codes for column in columns]), rows)


def _unique_within(given: Arguments) -> _MetByAll:
    import numpy as np

    def met(columns: list[Column], _: np.ndarray) -> np.ndarray:
        kinds = {column.series.dtype for column in columns}
        if len(kinds) > 1 or not (columns[0].is_text or columns[0].is_number):
            raise LeftToGx
        found = np.ones(len(columns[0].series), dtype=bool)
        for place, first in enumerate(columns):
            for second in columns[place + 1 :]:
                found &= first.series.ne(second.series).to_numpy(dtype=bool) & ~(first.missing & second.missing)
        return found

    return met


def _joined(codes: list[np.ndarray]) -> np.ndarray:
    """A number per distinct combination, none of them below zero and none far above the number of rows."""
    import numpy as np
    import pandas as pd

    joined = codes[0].astype(np.int64) + 1
    for other in codes[1:]:
        # Both factors are at most the number of rows and one, so the product of two is a number of 64 bits.
        joined = pd.factorize(joined * (int(other.max(initial=-1)) + 2) + other + 1)[0]
    return joined


def _once(codes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Whether a value stands in one of the rows only. Codes of those rows are not below zero."""
    import numpy as np

    found = np.zeros(len(codes), dtype=bool)
    seen = codes[rows]
    found[rows] = np.bincount(seen)[seen] == 1
    return found


# Expectations about the frame


def _exists(cells: Cells, given: Arguments) -> Outcome:
    name = given.text("column")
    given.nothing_else()
    return Outcome(success=name in cells, lane=LANE)


def _row_count_equal(cells: Cells, given: Arguments) -> Outcome:
    wanted, condition = given.number("value", int), given.row_condition()
    given.nothing_else()
    if wanted is None:
        raise LeftToGx
    count = int(_rows(cells, condition).sum())
    return Outcome(success=count == wanted, observed=count, lane=LANE)


def _row_count_between(cells: Cells, given: Arguments) -> Outcome:
    import numpy as np

    within, condition = _within(given, int), given.row_condition()
    given.nothing_else()
    count = int(_rows(cells, condition).sum())
    return Outcome(success=bool(within(np.array([count]))[0]), observed=count, lane=LANE)


# What they share


def _rows(cells: Cells, condition: Any) -> np.ndarray:
    import numpy as np

    return np.ones(len(cells), dtype=bool) if condition is None else conditions.rows_of(condition, cells)


def _outcome(rows: np.ndarray, met: np.ndarray, share: float) -> Outcome:
    import numpy as np

    count, failing = int(np.count_nonzero(rows)), np.flatnonzero(rows & ~met)
    success = count == 0 or (count - len(failing)) / count >= share
    return Outcome(success=success, positions=failing, unexpected_count=len(failing), lane=LANE)


def _text(column: Column) -> Column:
    if not column.is_text:
        raise LeftToGx
    return column


def _known(column: Column) -> Column:
    if not (column.is_text or column.is_number):
        raise LeftToGx
    return column


KNOWN: dict[str, Callable[[Cells, Arguments], Outcome]] = {
    "expect_column_values_to_not_be_null": _nullity(wanted=False),
    "expect_column_values_to_be_null": _nullity(wanted=True),
    "expect_column_values_to_be_in_set": _by_column(_in_set),
    "expect_column_values_to_not_be_in_set": _by_column(_not(_in_set)),
    "expect_column_values_to_match_regex": _by_column(_match),
    "expect_column_values_to_not_match_regex": _by_column(_not(_match)),
    "expect_column_values_to_match_regex_list": _by_column(_match_list),
    "expect_column_values_to_not_match_regex_list": _by_column(_match_none),
    "expect_column_values_to_be_unique": _by_column(_unique),
    "expect_column_value_lengths_to_be_between": _by_column(_length_between),
    "expect_column_value_lengths_to_equal": _by_column(_length_equal),
    "expect_column_values_to_be_between": _by_column(_between),
    "expect_column_pair_values_to_be_equal": _by_columns(_equal, _pair, _OF_PAIR),
    "expect_column_pair_values_a_to_be_greater_than_b": _by_columns(_greater, _pair, _OF_PAIR),
    "expect_compound_columns_to_be_unique": _by_columns(_unique_together, _list, _OF_LIST),
    "expect_select_column_values_to_be_unique_within_record": _by_columns(_unique_within, _list, _OF_LIST),
    "expect_column_to_exist": _exists,
    "expect_table_row_count_to_equal": _row_count_equal,
    "expect_table_row_count_to_be_between": _row_count_between,
}
