"""How frames and numbers look in a terminal, and as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from plannr_nb.problems import by_cause

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from plannr_nb.runs import Progress as Step

__all__ = ["console", "errors", "print_causes", "print_frame", "print_json", "progress_bar"]

console = Console()
errors = Console(stderr=True)
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}


def print_json(value: Any) -> None:
    """One JSON document on standard output, nothing else."""
    console.out(json.dumps(value, indent=2, default=str, ensure_ascii=False), highlight=False)


def print_frame(frame: pd.DataFrame, title: str, *, columns: Sequence[str] | None = None) -> None:
    """A frame as a table. Numbers stand to the right, a missing cell is a dash."""
    from pandas.api.types import is_numeric_dtype

    shown = frame if columns is None else frame[list(columns)]
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False, box=None)
    for name in shown.columns:
        table.add_column(str(name), justify="right" if is_numeric_dtype(shown[name].dtype) else "left")
    for row in shown.itertuples(index=False):
        table.add_row(*(_text(cell) for cell in row))
    console.print(table)


def print_causes(problems: pd.DataFrame, title: str) -> None:
    """Problems gathered by cause: how many rows, where, what it is and what to do. No cell values."""
    causes = by_cause(problems)
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False, box=None)
    table.add_column("rows", justify="right")
    for name in ("severity", "where", "what and what to do"):
        table.add_column(name)
    for cause in causes.to_dict("records"):
        style = _SEVERITY_STYLE.get(cause["severity"], "")
        where = next((cause[name] for name in ("field", "header") if isinstance(cause[name], str)), "")
        table.add_row(f"{cause['rows']:,}", f"[{style}]{cause['severity']}[/]", escape(where), escape(cause["message"]))
    console.print(table)


@contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[Callable[[Step], None]]:
    """A bar on standard error, to be handed to `run_import` as its ``progress``."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=errors, disable=quiet, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step: bar.update(
            task, total=step.rows_total, completed=step.rows_done, description=f"{title}: {step.stage}"
        )


def _text(cell: Any) -> str:
    if cell is None or cell != cell:
        return "-"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.2f}" if isinstance(cell, float) else str(cell)
