"""A frame whose sentences stand whole in a notebook, where pandas would cut them at fifty characters."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

__all__ = ["ReadableFrame"]

_CELL = "padding:4px 16px 4px 0;vertical-align:top;border-bottom:1px solid var(--jp-border-color2,#ddd)"
_TEXT = f"{_CELL};text-align:left;white-space:normal;overflow-wrap:anywhere"
_NUMBER = f"{_CELL};text-align:right;font-variant-numeric:tabular-nums"
_TABLE = (
    "border-collapse:collapse;color:var(--jp-content-font-color1,inherit);"
    "font-family:var(--jp-content-font-family,sans-serif);font-size:var(--jp-content-font-size1,14px)"
)
_CAPTION = "caption-side:bottom;text-align:left;padding:6px 0 0;color:var(--jp-content-font-color2,inherit)"
_NARROW = 24  # texts up to this length are names and are kept on one line


class ReadableFrame(pd.DataFrame):
    """A DataFrame in every way but how a notebook draws it: texts whole and to the left, numbers to the right.

    As many rows are drawn as pandas would draw (``display.max_rows``). The index is drawn where it has a name or is
    text; elsewhere it only counts.

    Examples
    --------
    >>> table = ReadableFrame({"what": ["delimiter"], "evidence": ["each of the first 200 filled rows has 28 cells"]})
    >>> "each of the first 200 filled rows has 28 cells" in table._repr_html_()
    True
    >>> type(table.head(1)).__name__
    'ReadableFrame'
    """

    @property
    def _constructor(self) -> type[ReadableFrame]:
        return ReadableFrame

    def _repr_html_(self) -> str:
        most = pd.get_option("display.max_rows") or len(self)
        drawn = pd.DataFrame(self)
        if drawn.index.name is not None or not pd.api.types.is_integer_dtype(drawn.index.dtype):
            drawn = drawn.reset_index()
        cut = len(drawn) > most
        shown = pd.concat([drawn.head(most // 2), drawn.tail(most // 2)]) if cut else drawn
        styles = [_style(shown.iloc[:, place]) for place in range(shown.shape[1])]
        head = "".join(
            f'<th scope="col" style="{style};font-weight:600">{escape(str(name))}</th>'
            for name, style in zip(shown.columns, styles, strict=True)
        )
        places = [_decimals(shown.iloc[:, place]) for place in range(shown.shape[1])]
        rows = [
            "<tr>"
            + "".join(
                f'<td style="{style}">{_text(*cell)}</td>' for style, *cell in zip(styles, row, places, strict=True)
            )
            + "</tr>"
            for row in shown.itertuples(index=False, name=None)
        ]
        if cut:
            rows.insert(most // 2, f'<tr><td colspan="{len(styles)}" style="{_TEXT}">…</td></tr>')
        caption = f"{len(drawn):,} rows" if cut else ""
        said = f'<caption style="{_CAPTION}">{caption}</caption>' if caption else ""
        return f'<table style="{_TABLE}">{said}<thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _style(column: pd.Series) -> str:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return _NUMBER
    longest = max((len(str(cell)) for cell in column.dropna()), default=0)
    return f"{_TEXT};white-space:nowrap" if longest <= _NARROW else _TEXT


def _decimals(column: pd.Series) -> int:
    """How many decimals the fractions of a column need at the most, so that they stand in line."""
    if not pd.api.types.is_float_dtype(column.dtype):
        return 0
    written = (f"{cell:.3f}".rstrip("0").partition(".")[2] for cell in column.dropna())
    return max(map(len, written), default=0)


def _text(cell: Any, decimals: int) -> str:
    if isinstance(cell, (tuple, list)):
        return escape(", ".join(map(str, cell)))
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.{decimals}f}"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return escape(str(cell))
