"""A notebook that was never run passes a strict comparison unseen, so the committed files are looked at too."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import papermill
import pytest

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PAGES = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def code_cells(page: Path) -> list[dict]:
    cells = json.loads(page.read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_cell_was_run_once_and_in_order(page: Path) -> None:
    cells = code_cells(page)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_saved_files_carry_nothing_of_the_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "widget-view" not in text
    assert tempfile.gettempdir() not in text
    assert set(json.loads(text)["metadata"]) == {"kernelspec"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_takes_parameters(page: Path) -> None:
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code_cells(page)) == 1


def test_there_is_a_page_for_each_task() -> None:
    assert [page.stem for page in PAGES] == [
        "01-first-import",
        "02-map-headers",
        "03-check",
        "04-send",
        "05-fix-errors",
    ]


@pytest.mark.slow
# nbclient and papermill still call what newer jupyter_client and asyncio deprecate.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_page_runs_unattended_with_another_export(tmp_path: Path) -> None:
    done = tmp_path / "done.ipynb"
    papermill.execute_notebook(
        PAGES[0],
        done,
        parameters={"export": "xplan-clients.csv", "reviewed": "mappings/xplan-clients.toml"},
        cwd=NOTEBOOKS,
        progress_bar=False,
    )
    assert "1839 rows" in done.read_text("utf-8")
