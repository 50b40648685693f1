"""Run the notebooks and store their outputs, so that the files are the same from run to run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
VIEW = "application/vnd.jupyter.widget-view+json"


def execute(path: Path) -> None:
    """Run one notebook from its own folder and write it back without what changes from run to run."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    for name in ("widgets", "language_info"):
        notebook.metadata.pop(name, None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            _settle(output)
    nbformat.write(notebook, path)


def _settle(output: nbformat.NotebookNode) -> None:
    """The model id of a widget and the sandbox's port differ each time."""
    data = output.get("data", {})
    data.pop(VIEW, None)
    for kind, content in data.items():
        if isinstance(content, str):
            data[kind] = ADDRESS.sub("http://127.0.0.1:8321", content)
    if "text" in output:
        output["text"] = ADDRESS.sub("http://127.0.0.1:8321", output["text"])


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("[0-9]*.ipynb"))
    for notebook_path in chosen:
        sys.stdout.write(f"{notebook_path.name}\n")
        execute(notebook_path.resolve())
