"""The columns that a mapping leaves behind, and what of them must not be left in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue import Kind
from plannr_nb.catalogue.kinds import kind_of
from plannr_nb.catalogue.meanings import (
    Meaning,
    Rule,
    cell_pattern,
    cell_rule,
    column_rule,
    has_cells_of_others,
    header_rule,
)
from plannr_nb.catalogue.spellings import NO, YES, plain_spelling
from plannr_nb.mapping.model import Mapping

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Told", "left_behind", "left_in_silence"]

_SAMPLE = 200  # distinct cells are enough to see what a column holds
_LOOKED_AT = 5_000  # cells, spread over the column, in which these are sought
_LONGEST = 60  # letters of a cell that says one thing
_MOST = 0.6  # of the filled cells, where only all of them together tell
_YES_OR_NO = 0.9
_TICKS = frozenset({"x", "✓", "✔", "checked", "ticked", "on"})
_CROSSES = frozenset({"✗", "✘", "unchecked", "unticked", "off"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a left column says that somebody has to answer for.

    Attributes
    ----------
    fields
        Fields of the catalogue that say the same; `turned` where they ask the other way round.
    by_cells
        Only some cells say so, under a header that does not.
    rows
        Filled cells, or those that say so.
    kind
        What the cells look like, missing where nothing is clear.
    yes, no
        How many cells say yes and no, where it is a column of both; else None.
    """

    header: str
    meaning: Meaning
    fields: tuple[str, ...]
    turned: bool
    by_cells: bool
    filled: int
    rows: int
    kind: Kind | None = None
    yes: int | None = None
    no: int | None = None


def left_behind(mapping: Mapping, source: pd.DataFrame) -> pd.DataFrame:
    """The rows of `Mapping.left_behind`."""
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    rows: dict[str, list[Any]] = {"header": [], "filled": [], "kind": [], "meaning": [], "why": []}
    for header, cells in _left_columns(mapping, source):
        kind, _ = kind_of(_distinct(cells))
        meanings = dict.fromkeys(str(told.meaning) for told in _told(header, cells))
        rows["header"].append(header)
        rows["filled"].append(len(cells))
        rows["kind"].append(None if kind is None else str(kind))
        rows["meaning"].append(", ".join(meanings) or None)
        rows["why"].append(mapping.dropped.get(header) or ("not decided" if len(cells) else "nothing in it"))
    types = {"header": "str", "filled": "int64", "kind": "str", "meaning": "str", "why": "str"}
    return ReadableFrame({name: pd.Series(rows[name], dtype=dtype) for name, dtype in types.items()})


def left_in_silence(mapping: Mapping, source: pd.DataFrame) -> list[Told]:
    """What the filled columns say that feed nothing and were not dropped with a reason, in file order."""
    return [
        told
        for header, cells in _left_columns(mapping, source)
        if header not in mapping.dropped and len(cells)
        for told in _told(header, cells)
    ]


def _left_columns(mapping: Mapping, source: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Header and filled cells of each column that feeds nothing."""
    used = set(mapping.headers)
    for place, header in enumerate(map(str, source.columns)):
        if header not in used:
            texts = source.iloc[:, place].astype("str").str.strip()
            yield header, texts[texts.notna() & (texts != "")]


def _distinct(cells: pd.Series) -> list[str]:
    spread = cells.iloc[:: max(1, len(cells) // _LOOKED_AT)]
    return [str(cell) for cell in spread.drop_duplicates().head(_SAMPLE)]


def _told(header: str, cells: pd.Series) -> list[Told]:
    by_header, filled = header_rule(header), len(cells)
    found: list[Told] = []
    if by_header is not None:
        (yes, no), (kind, _) = _answers(cells), kind_of(_distinct(cells))
        found.append(_of_rule(header, by_header, filled, filled, kind=kind, yes=yes, no=no))
    elif (whole := _by_most_cells(cells)) is not None:
        found.append(_of_rule(header, whole, filled, filled))
    by_cells: dict[Meaning, tuple[Rule, int]] = {}
    for rule, count in _speaking_cells(header, cells):
        first, before = by_cells.get(rule.meaning, (rule, 0))
        by_cells[rule.meaning] = first, before + count
    known = {told.meaning for told in found}
    found += [
        _of_rule(header, rule, filled, rows, by_cells=True)
        for meaning, (rule, rows) in by_cells.items()
        if meaning not in known
    ]
    return found


def _of_rule(
    header: str,
    rule: Rule,
    filled: int,
    rows: int,
    *,
    by_cells: bool = False,
    kind: Kind | None = None,
    yes: int | None = None,
    no: int | None = None,
) -> Told:
    return Told(header, rule.meaning, rule.fields, rule.turned, by_cells, filled, rows, kind, yes, no)


def _answers(cells: pd.Series) -> tuple[int, int] | tuple[None, None]:
    """Cells that say yes and that say no, where nearly all of them say one or the other."""
    if not len(cells) or not any(_yes_or_no(cell) is not None for cell in _distinct(cells)):
        return None, None
    said: Counter[bool | None] = Counter()
    for cell, count in cells.value_counts(sort=False).items():
        said[_yes_or_no(str(cell))] += int(count)
    return (said[True], said[False]) if said[True] + said[False] >= _YES_OR_NO * len(cells) else (None, None)


def _yes_or_no(cell: str) -> bool | None:
    text = plain_spelling(cell) or cell.casefold()
    return True if text in YES or text in _TICKS else False if text in NO or text in _CROSSES else None


def _by_most_cells(cells: pd.Series) -> Rule | None:
    """What most cells together say: Gold and Silver, Cautious and Balanced."""
    rules = {cell: rule for cell in _distinct(cells) if (rule := column_rule(cell)) is not None}
    for meaning in dict.fromkeys(rule.meaning for rule in rules.values()):
        mine = {cell: rule for cell, rule in rules.items() if rule.meaning is meaning}
        if cells.isin(list(mine)).mean() >= _MOST:
            return next(iter(mine.values()))
    return None


def _speaking_cells(header: str, cells: pd.Series) -> Iterator[tuple[Rule, int]]:
    """The rule of each cell that speaks for itself, whatever its header says, and how often it stands there."""
    if has_cells_of_others(header):
        return
    import pyarrow as pa
    from pyarrow import compute

    texts = pa.array(cells, type=pa.string(), from_pandas=True)
    texts = texts.filter(compute.less_equal(compute.utf8_length(texts), _LONGEST))
    likely = texts.filter(compute.match_substring_regex(texts, cell_pattern())).to_pandas().astype("str")
    for cell, count in likely.value_counts(sort=False).items():
        rule = cell_rule(str(cell))
        if rule is not None:
            yield rule, int(count)
