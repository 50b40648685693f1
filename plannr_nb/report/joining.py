"""Which records the refused rows are: by the tag, else by every cell that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from plannr_nb.report.refusals import Refusal

__all__ = ["Joined", "Sent", "Verdict", "join_refusals", "weigh"]

Positions = frozenset[int]


@dataclass
class Sent:
    """The rows of the file that was sent.

    Attributes
    ----------
    cells
        One text column per column of the file, in file order, by place and not by name: a header may occur twice.
    headers
        The file's headers, without spaces around them.
    places
        Field -> place of its column.
    record_ids
        The record of each row.
    tag
        Place of the column that carries the record id, where there is one.
    quotable
        Fields whose cells tell nothing of a person, and may stand in a message: choices, yes and no.
    """

    cells: pa.Table
    headers: Sequence[str]
    places: Mapping[str, int]
    record_ids: Sequence[str]
    tag: int | None = None
    quotable: Collection[str] = ()

    @cached_property
    def row_of_record(self) -> dict[str, int]:
        return {record_id: row for row, record_id in enumerate(self.record_ids)}

    @cached_property
    def place_of_header(self) -> dict[str, int]:
        """Header -> its column, for the headers that occur once."""
        twice = {name for name in self.headers if list(self.headers).count(name) > 1}
        return {name: place for place, name in enumerate(self.headers) if name not in twice}

    def trimmed(self, place: int) -> pa.ChunkedArray:
        import pyarrow.compute as pc

        if place not in self._trimmed:
            self._trimmed[place] = pc.utf8_trim_whitespace(pc.fill_null(self.cells.column(place), ""))
        return self._trimmed[place]

    @cached_property
    def _trimmed(self) -> dict[int, Any]:
        return {}

    def filled_cells(self, place: int) -> int:
        """Number of rows with something in this column."""
        import pyarrow.compute as pc

        return int(pc.sum(pc.not_equal(self.trimmed(place), "")).as_py() or 0)

    def filled(self, rows: Sequence[int]) -> dict[int, dict[int, str]]:
        """The filled cells of some rows, by place; without the tag."""
        import pyarrow as pa

        taken = self.cells.take(pa.array(rows, pa.int64()))
        filled: dict[int, dict[int, str]] = {row: {} for row in rows}
        for place in range(taken.num_columns):
            if place != self.tag:
                for row, cell in zip(rows, taken.column(place).to_pylist(), strict=True):
                    if cell:
                        filled[row][place] = cell
        return filled

    def frame(self) -> pd.DataFrame:
        """The mapped cells as text under Plannr's names, indexed by record id; blanks are missing."""
        import pandas as pd

        index = pd.Index(list(self.record_ids), dtype="str", name="record_id")
        columns = {
            name: pd.Series(self.cells.column(place).to_pandas(), dtype="str").set_axis(index)
            for name, place in self.places.items()
        }
        frame = pd.DataFrame(columns, index=index)
        return frame.mask(frame.apply(lambda cells: cells.str.strip() == "")).astype("str")


@dataclass(frozen=True, slots=True)
class Joined:
    """A refused row and the rows of the file it may be. None: nothing tells. More than one: they are alike."""

    refusal: Refusal
    rows: Positions
    how: str


@dataclass
class Verdict:
    """What is known of the refused rows, all sources together.

    Attributes
    ----------
    refused
        Row of the file -> what was read of it; the rows that failed for certain.
    tied
        Rows of which some failed and others did not, and nothing tells which.
    loose
        What was read and belongs to no row, or to one of several.
    known
        Number of failed rows read of.
    alike
        Rows in `refused` only because as many complaints came as there are rows alike.
    """

    refused: dict[int, list[Joined]] = field(default_factory=dict)
    tied: set[int] = field(default_factory=set)
    loose: list[Joined] = field(default_factory=list)
    known: int = 0
    alike: set[int] = field(default_factory=set)

    @property
    def unplaced(self) -> bool:
        """Whether a failed row may be any row of the file."""
        return any(not joined.rows for joined in self.loose)


def join_refusals(refusals: Iterable[Refusal], sent: Sent) -> list[Joined]:
    """Each refused row with the rows of the file it may be, in the order given."""
    listed = list(refusals)
    joined: dict[int, Joined] = {}
    by_columns: defaultdict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for number, refusal in enumerate(listed):
        row = _by_tag(refusal, sent)
        if row is not None:
            joined[number] = Joined(refusal, frozenset({row}), "by the row tag")
        else:
            joined[number] = Joined(refusal, frozenset(), "not joined")
            for columns in _readings(refusal, sent)[:1]:
                by_columns[columns].append(number)
    for columns, numbers in by_columns.items():
        for number, rows in _by_cells([listed[number] for number in numbers], columns, sent, numbers).items():
            joined[number] = Joined(listed[number], rows, "by every cell that came back")
    _second_readings(listed, joined, sent)
    return [joined[number] for number in range(len(listed))]


def weigh(report: Sequence[Joined] | None, inline: Sequence[Joined]) -> Verdict:
    """The report and the inline errors as one verdict. The report is whole, so the inline ones add what it lacks."""
    verdict = Verdict()
    for rows, said in _by_rows(report or ()).items():
        _take(verdict, rows, said)
    for rows, said in _by_rows(inline).items():
        if report and not rows:
            continue  # the report has this row too, under another form
        if not rows & (verdict.refused.keys() | verdict.tied):
            _take(verdict, rows, said)
        elif len(rows) == 1 and _names_fields(said):
            (row,) = rows
            if row in verdict.refused and not _names_fields(verdict.refused[row]):
                verdict.refused[row] = said
    return verdict


def _take(verdict: Verdict, rows: Positions, said: list[Joined]) -> None:
    if not rows:
        verdict.loose += said
        verdict.known += len(said)
    elif len(said) >= len(rows):
        verdict.known += len(rows)
        if len(rows) > 1:
            verdict.alike |= rows
        for place, row in enumerate(sorted(rows)):
            verdict.refused[row] = said[place :: len(rows)]
    else:
        verdict.known += len(said)
        verdict.tied |= rows
        verdict.loose += said


def _by_rows(joined: Iterable[Joined]) -> dict[Positions, list[Joined]]:
    groups: defaultdict[Positions, list[Joined]] = defaultdict(list)
    for item in joined:
        groups[item.rows].append(item)
    return dict(groups)


def _names_fields(said: Iterable[Joined]) -> bool:
    return any(complaint.field for item in said for complaint in item.refusal.complaints)


def _by_tag(refusal: Refusal, sent: Sent) -> int | None:
    if sent.tag is None:
        return None
    return sent.row_of_record.get(refusal.row.get(sent.headers[sent.tag], "").strip())


def _readings(refusal: Refusal, sent: Sent) -> list[tuple[tuple[str, int], ...]]:
    """Which column each of the row's names may mean: the file's headers, or Plannr's fields; the better fit first."""
    readings = []
    for names in (sent.place_of_header, sent.places):
        columns = tuple((name, names[name]) for name in refusal.row if name in names and names[name] != sent.tag)
        if columns and columns not in readings:
            readings.append(columns)
    return sorted(readings, key=len, reverse=True)


def _second_readings(listed: Sequence[Refusal], joined: dict[int, Joined], sent: Sent) -> None:
    for number, item in list(joined.items()):
        if not item.rows:
            for columns in _readings(listed[number], sent)[1:]:
                found = _by_cells([listed[number]], columns, sent, [number])
                if found:
                    joined[number] = Joined(listed[number], found[number], "by every cell that came back")


def _by_cells(
    refusals: Sequence[Refusal], columns: tuple[tuple[str, int], ...], sent: Sent, numbers: Sequence[int]
) -> dict[int, Positions]:
    """Rows of the file that hold the same cells as each refused row, blanks and surrounding spaces left aside."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = [tuple(refusal.row[name].strip() for name, _ in columns) for refusal in refusals]
    left = pa.array(range(sent.cells.num_rows), pa.int64())
    for at, (_, place) in enumerate(columns):
        # Column by column, so that a book of a million rows is down to the few alike after one or two.
        cells = pc.take(sent.trimmed(place), left)
        left = pc.filter(left, pc.is_in(cells, value_set=pa.array({key[at] for key in keys}, cells.type)))
    alike: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    cells_left = [pc.take(sent.trimmed(place), left).to_pylist() for _, place in columns]
    for row, key in zip(left.to_pylist(), zip(*cells_left, strict=True), strict=True):
        alike[key].add(row)
    return {number: frozenset(alike[key]) for number, key in zip(numbers, keys, strict=True) if key in alike}
