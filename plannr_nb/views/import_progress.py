"""One import, started by a button or by `start()`, with its progress and outcome."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from plannr_nb.client import PlannrClient
from plannr_nb.csv_build import CsvFile
from plannr_nb.errors import PlannrNbError
from plannr_nb.runs import Progress, Run, run_import
from plannr_nb.views.style import SHEET, note

__all__ = ["ImportProgress"]


class ImportProgress(widgets.VBox):
    """One file on its way. The button calls `start`, and what came of it is `run`.

    Parameters
    ----------
    client, file, mode
        As `run_import` takes them.
    options
        Further arguments of `run_import`, such as ``journal``.
    """

    def __init__(self, client: PlannrClient, file: CsvFile, *, mode: str, **options: Any) -> None:
        self.client, self.file, self.mode, self.options = client, file, mode, options
        self.run: Run | None = None
        self._button = widgets.Button(description=f"{mode.capitalize()} {file.rows:,} records", button_style="primary")
        self._button.layout.width = "16rem"
        self._button.on_click(lambda _: self._guarded(self.start))
        self._bar = widgets.IntProgress(0, 0, max(file.rows, 1), description="Rows", layout={"width": "28rem"})
        self._status = widgets.HTML('<div role="status" class="plannr-nb-status">Not started.</div>')
        self._message = widgets.HTML()
        super().__init__([widgets.HTML(SHEET), self._button, self._bar, self._status, self._message])
        self.add_class("plannr-nb-progress")

    def __repr__(self) -> str:
        return f"ImportProgress({self.file.record_type}, {self.mode}, {self.file.rows} records)"

    def start(self) -> Run:
        """Run the import to its end and return it. Raises what `run_import` raises."""
        self._button.disabled = True
        try:
            self.run = run_import(self.client, self.file, mode=self.mode, progress=self._show, **self.options)
        finally:
            self._button.disabled = False
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in self.run.counts.items() if count)
        self._say(f"Ended: {counts or 'no records'}.")
        return self.run

    def _show(self, progress: Progress) -> None:
        self._bar.max = max(progress.rows_total, 1)
        self._bar.value = progress.rows_done
        done = f"{progress.rows_done:,} of {progress.rows_total:,}"
        self._say(f"{progress.stage}: {done}, {progress.rows_failed:,} failed")

    def _say(self, text: str) -> None:
        self._status.value = f'<div role="status" class="plannr-nb-status">{escape(text)}</div>'

    def _guarded(self, work: Callable[[], object]) -> None:
        """What a button's callback raises would land where nobody looks, so the view shows it."""
        self._message.value = ""
        try:
            work()
        except PlannrNbError as error:
            self._message.value = note(str(error), "error")
