"""Records that have been checked, and are checked again as far as edits of their cells reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from plannr_nb import problems
from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks import touched
from plannr_nb.checks.beyond import is_beyond
from plannr_nb.checks.chosen import Rules
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.outcome import Outcome
from plannr_nb.checks.result import SuiteResult
from plannr_nb.checks.run import Asked, asked_of, outcomes_of
from plannr_nb.records import with_edits

if TYPE_CHECKING:
    from os import PathLike

    import numpy as np
    import pandas as pd
    import polars as pl
    from great_expectations import ExpectationSuite

__all__ = ["Checked"]


class Checked:
    """Records and what is wrong with them, kept in step while cells are edited.

    What `check` says once, this says again after each edit, in a fraction of the time: only the rows touched are looked
    at, by the rules that read the columns touched, and for what has to be unique the rows that held or hold the same.

    Parameters
    ----------
    records, record_type, mode, suite, rules, against
        As `check` takes them.

    Attributes
    ----------
    records
        The records as they stand after all edits.
    problems
        What ``check(checked.records, record_type, mode, ...)`` gives, to the row.
    result
        The same as a `SuiteResult`, which makes the page for the compliance file: ``checked.result.to_html(path)``.
    edits
        All edits so far in one frame, as `apply_edits` takes it.

    Raises
    ------
    RecordsError, CheckError, UnknownRecordType, UnknownMode
        As of `check`.

    Examples
    --------
    >>> import pandas as pd
    >>> records = pd.DataFrame({"plan_uuid": ["A-1"], "amount": ["250.00"], "percentage": ["5"]}, dtype="str")
    >>> checked = Checked(records, "premiums")
    >>> checked.problems["code"].tolist()
    ['not_a_uuid', 'column_missing', 'amount_and_percentage']
    >>> edits = pd.DataFrame({"record_id": ["0"], "field": ["percentage"], "new": [None]}, dtype="str")
    >>> checked.edit(edits)["code"].tolist()
    ['not_a_uuid']
    """

    def __init__(
        self,
        records: pd.DataFrame | pl.DataFrame,
        record_type: str | RecordType,
        mode: Mode | str = Mode.STORE,
        suite: ExpectationSuite | str | PathLike[str] | Mapping[str, Any] | None = None,
        *,
        rules: Rules | None = None,
        against: Mapping[str, Any] | None = None,
    ) -> None:
        self._ask = partial(asked_of, record_type=record_type, mode=mode, suite=suite, rules=rules, against=against)
        self._edits: list[pd.DataFrame] = []
        self.records: pd.DataFrame
        self._sent: pd.DataFrame
        self._start(self._ask(records))

    def edit(self, edits: pd.DataFrame) -> pd.DataFrame:
        """Apply edits and check again what they touch.

        Parameters
        ----------
        edits
            One row per edit, as `apply_edits` takes it: ``record_id, field, new``, and perhaps ``old``.

        Returns
        -------
        DataFrame
            The whole problem table after the edits.

        Raises
        ------
        RecordsError
            As of `apply_edits`; nothing is changed then.
        """
        import pandas as pd

        edited = with_edits(self.records, edits)
        self._edits.append(edits)
        if len(edited.columns) > len(self.records.columns):
            self._start(self._ask(edited))
            return self.problems
        before, self.records = self._sent, edited
        places = before.index.get_indexer(pd.Index(edits["record_id"].astype("str")))
        self._sent = with_edits(before, edits[places >= 0]) if len(before) < len(edited) else edited
        self._check_again(before, _distinct(places[places >= 0]), set(edits["field"]))
        return self.problems

    @cached_property
    def problems(self) -> pd.DataFrame:
        import pandas as pd

        parts = [part for part in (problems.stacked(self._asked.unknown_fields), *self._found) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else problems.empty()

    @property
    def result(self) -> SuiteResult:
        return SuiteResult.of(
            self._sent, self._asked.expectations, self._outcomes, about=self._asked.about, problems=self.problems
        )

    @property
    def edits(self) -> pd.DataFrame:
        import pandas as pd

        if not self._edits:
            return pd.DataFrame({name: pd.Series(dtype="str") for name in ("record_id", "field", "new")})
        return pd.concat(self._edits, ignore_index=True)

    def __repr__(self) -> str:
        errors = len(problems.errors_only(self.problems))
        return f"<Checked: {len(self.records)} records, {len(self.problems)} problems, {errors} of them errors>"

    def _repr_html_(self) -> str:
        return self.result._repr_html_()

    def _start(self, asked: Asked) -> None:
        """Everything anew; also where an edit has made a column of its own, which many rules then ask about."""
        self._asked, self.records, self._sent = asked, asked.records, asked.sent
        present = list(asked.sent.columns)
        self._reads = [touched.reads(item, {*present, *item.columns}) for item in asked.expectations]
        self._partners = touched.Partners()
        self._outcomes = outcomes_of(asked.sent, asked.expectations)
        self._found = [self._problems_of(place) for place in range(len(asked.expectations))]
        self.__dict__.pop("problems", None)

    def _check_again(self, before: pd.DataFrame, rows: np.ndarray, columns: set[str]) -> None:
        self.__dict__.pop("problems", None)
        self._partners.forget(columns)
        if not len(rows):
            return
        concerned = [place for place, read in enumerate(self._reads) if read is None or read & columns]
        by_row = [place for place in concerned if touched.is_about_rows(self._item(place), self._outcomes[place])]
        left = self._ended_in(rows, by_row, columns)
        for place in [place for place in concerned if place not in by_row]:
            item = self._item(place)
            if not touched.is_about_pairs(item, self._outcomes[place]):
                left.append(place)
                continue
            same = self._partners.of(rows, item, before, self._sent)
            left += self._ended_in(same, [place], columns)
        items = [self._item(place) for place in left]
        for place, outcome in zip(left, outcomes_of(self._sent, items) if items else [], strict=True):
            self._ended(place, outcome, columns)

    def _ended_in(self, rows: np.ndarray, places: list[int], columns: set[str]) -> list[int]:
        """Run expectations on some rows alone; gives back those that have to be run on all."""
        if not places:
            return []
        items = [self._item(place) for place in places]
        some = self._sent
        if not any(map(is_beyond, items)):  # which may read what they do not name
            read = set[str]().union(*((*item.columns, *item.condition_columns) for item in items))
            some = some[[name for name in some.columns if name in read]]
        left = []
        for place, outcome in zip(places, outcomes_of(some.iloc[rows], items), strict=True):
            if outcome.lane in touched.LANES and outcome.positions is not None:
                self._ended(place, _joined(self._outcomes[place], outcome, rows), columns)
            else:
                left.append(place)
        return left

    def _ended(self, place: int, outcome: Outcome, columns: set[str]) -> None:
        before, self._outcomes[place] = self._outcomes[place], outcome
        if self._item(place).field in columns or not _same(before, outcome):
            self._found[place] = self._problems_of(place)

    def _problems_of(self, place: int) -> pd.DataFrame:
        outcome = self._outcomes[place]
        if outcome.success or outcome.harmless:
            return problems.empty()
        return problems_of(self._sent, [(self._item(place), outcome)])

    def _item(self, place: int) -> Expectation:
        return self._asked.expectations[place]


def _joined(before: Outcome, some: Outcome, rows: np.ndarray) -> Outcome:
    """What is known of all rows, once `rows` have been looked at again."""
    import numpy as np

    # Both are in order and the rows are few, so nothing is sorted.
    old = np.asarray(before.positions, dtype=np.int64)
    places = np.searchsorted(old, rows)
    held = places[(places < len(old)) & (old[np.minimum(places, len(old) - 1)] == rows)] if len(old) else places[:0]
    kept, found = np.delete(old, held), rows[np.asarray(some.positions, dtype=np.int64)]
    at = np.searchsorted(kept, found)
    failing = np.insert(kept, at, found)
    messages = None
    if before.messages is not None or some.messages is not None:
        told = np.delete(np.array(before.messages or [], dtype=object), held)
        messages = np.insert(told, at, np.array(some.messages or [], dtype=object)).tolist()
    return replace(some, success=not len(failing), positions=failing, unexpected_count=len(failing), messages=messages)


def _same(one: Outcome, other: Outcome) -> bool:
    import numpy as np

    if one.positions is None or other.positions is None:
        return False
    return one.messages == other.messages and np.array_equal(np.asarray(one.positions), np.asarray(other.positions))


def _distinct(places: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.unique(places)
