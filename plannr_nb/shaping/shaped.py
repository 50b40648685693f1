"""What `shape` gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from plannr_nb.problems import Severity, by_cause
from plannr_nb.records import field_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Shaped"]

_CELL = "padding:4px 16px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--jp-border-color2,#ddd)"
_NUMBER = "padding:4px 16px 4px 0;text-align:right;font-variant-numeric:tabular-nums;vertical-align:top;" + (
    "border-bottom:1px solid var(--jp-border-color2,#ddd)"
)
_TABLE = (
    "border-collapse:collapse;margin:0 0 12px;color:var(--jp-content-font-color1,inherit);"
    "font-family:var(--jp-content-font-family,sans-serif);font-size:var(--jp-content-font-size1,14px)"
)
_CAPTION = "text-align:left;padding:0 0 6px;color:var(--jp-content-font-color2,inherit)"

_COLOURS = {
    Severity.ERROR: "font-weight:600;color:var(--jp-error-color1,#b3261e)",
    Severity.WARNING: "color:var(--jp-warn-color0,#8a5200)",
    Severity.INFO: "color:var(--jp-ui-font-color2,#616161)",
}


@dataclass(frozen=True, repr=False)
class Shaped:
    """Records made of a source, what is wrong with them, and what was done to their cells.

    Unpacks as ``records, problems``.

    Attributes
    ----------
    records
        A frame of records: index ``record_id``, the identity columns, and the fields in catalogue order.
    problems
        A problem table, what is about whole columns first.
    changes
        ``field, header, recipe`` and the numbers of cells ``changed, left, blank, unreadable``, which sum to the
        records. One row per step that was taken; counts only, no cell.
    """

    records: pd.DataFrame
    problems: pd.DataFrame
    changes: pd.DataFrame

    def __iter__(self) -> Iterator[pd.DataFrame]:
        yield self.records
        yield self.problems

    def __repr__(self) -> str:
        counted = ", ".join(f"{count} {name}" for name, count in self._counts())
        return f"Shaped({len(self.records)} records x {len(field_columns(self.records))} fields, {counted})"

    def _counts(self) -> list[tuple[str, int]]:
        severity = self.problems["severity"]
        words = ((Severity.ERROR, "errors"), (Severity.WARNING, "warnings"), (Severity.INFO, "remarks"))
        return [(word, int((severity == name).sum())) for name, word in words]

    def _repr_html_(self) -> str:
        rows = self.records["source_row"].nunique()
        made = f"{len(self.records):,} records of {len(field_columns(self.records))} fields"
        said = f"{made}, made of {rows:,} rows of the source" if rows else made
        counted = ", ".join(f"{count:,} {name}" for name, count in self._counts())
        return (
            f'<div><p style="{_CAPTION}">{escape(said)}; {escape(counted)}.</p>{_problem_rows(self.problems)}'
            f"{_change_rows(self.changes)}</div>"
        )


def _problem_rows(problems: pd.DataFrame) -> str:
    if problems.empty:
        return ""
    causes = by_cause(problems)
    rows = "".join(
        _row(
            [_word(cause.severity), _word(cause.field), _word(cause.message)],
            [cause.rows],
            _COLOURS[Severity(_word(cause.severity))],
        )
        for cause in causes.itertuples()
    )
    return _table("Problems by cause", ["Severity", "Field", "What"], ["Cells"], rows)


def _change_rows(changes: pd.DataFrame) -> str:
    done = changes[(changes["changed"] > 0) | (changes["unreadable"] > 0)]
    if done.empty:
        return ""
    rows = "".join(
        _row([_word(step.field), _word(step.header), _word(step.recipe)], [step.changed, step.left, step.unreadable])
        for step in done.itertuples()
    )
    return _table("What was done to the cells", ["Field", "Column", "How"], ["Changed", "Left", "Not read"], rows)


def _table(caption: str, words: list[str], numbers: list[str], rows: str) -> str:
    head = "".join(f'<th scope="col" style="{_CELL}">{title}</th>' for title in words)
    head += "".join(f'<th scope="col" style="{_NUMBER}">{title}</th>' for title in numbers)
    return (
        f'<table style="{_TABLE}"><caption style="{_CAPTION}">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(words: list[str], numbers: list[Any], colour: str = "") -> str:
    """Words to the left, numbers to the right; `colour` is for the first word."""
    styles = [f"{_CELL};{colour}", *[_CELL] * (len(words) - 1)]
    cells = "".join(f'<td style="{style}">{escape(word)}</td>' for style, word in zip(styles, words, strict=True))
    return f"<tr>{cells}" + "".join(f'<td style="{_NUMBER}">{number:,}</td>' for number in numbers) + "</tr>"


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""
