"""Who may import whom, what `import plannr_nb` costs, and that the public names are all there."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import plannr_nb as pn

PACKAGE = Path(pn.__file__).parent

# Room -> the rooms it may import beside `errors`. Data goes one way, and the sandbox shares nothing but the catalogue
# with the rest, so that both sides cannot agree by sharing a mistake.
MAY_IMPORT = {
    "errors": set(),
    "problems": {"readable"},
    "readable": set(),
    "row_numbers": set(),
    "records": {"problems"},
    "catalogue": {"problems"},
    "read": {"problems", "readable", "row_numbers"},
    "mapping": {"catalogue", "problems", "readable", "row_numbers"},
    "suggest": {"catalogue", "mapping", "problems", "readable", "shaping"},  # a split is offered by what it would give
    "shaping": {"catalogue", "mapping", "problems", "records"},
    "checks": {"catalogue", "problems", "readable", "records"},
    "csv_build": {"catalogue", "problems", "records"},
    "client": set(),
    "journal": set(),
    "report": {"csv_build", "problems", "records"},
    "runs": {
        "catalogue",
        "client",
        "csv_build",
        "journal",
        "mapping",
        "problems",
        "records",
        "report",
        "row_numbers",
    },
    "crosswalk": {"catalogue", "client", "journal", "problems", "records"},
    "sandbox": {"catalogue"},
    "values": {"catalogue", "client", "mapping", "problems", "readable"},
}
# Only the command puts everything together; the views may draw whatever the rooms give.
MAY_IMPORT["views"] = set(MAY_IMPORT) - {"sandbox"}
MAY_IMPORT["cli"] = set(MAY_IMPORT)
MAY_IMPORT["__main__"] = {"cli"}
# A room that may load a heavy library when it is imported, and which; every other does so inside its functions.
HEAVY = {"pandas", "numpy", "pyarrow", "great_expectations", "httpx", "ipywidgets", "anywidget", "openpyxl",
         "rapidfuzz", "scipy", "starlette", "uvicorn", "phonenumbers", "email_validator", "narwhals"}  # fmt: skip
MAY_LOAD = {
    "readable": {"pandas"},
    "views": {"ipywidgets", "anywidget", "pandas"},
    "sandbox": {"starlette", "uvicorn"},
}


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def _room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def _imported_modules(tree: ast.AST) -> list[str]:
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "plannr_nb":
            names += [f"plannr_nb.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


def _loaded_at_import(tree: ast.Module) -> set[str]:
    """Top-level packages imported when the module is, leaving out what only type checkers see."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {name.split(".")[0] for name in _imported_modules(node)}
        elif isinstance(node, ast.If | ast.Try) and "TYPE_CHECKING" not in ast.unparse(node):
            waiting += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_import_one_way(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    used = {name.split(".")[1] for name in _imported_modules(tree) if name.startswith("plannr_nb.")}
    room = _room(path)
    assert used - {room, "errors"} - MAY_IMPORT[room] == set()


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    room = _room(path)
    assert (_loaded_at_import(ast.parse(path.read_text("utf-8"))) & HEAVY) - MAY_LOAD.get(room, set()) == set()


def test_only_client_knows_httpx() -> None:
    users = {_room(path) for path in _modules() if "httpx" in _imported_modules(ast.parse(path.read_text("utf-8")))}
    assert users == {"client"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, json, plannr_nb; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(answer.stdout))
    assert loaded & HEAVY == set()
    assert "plannr_nb" in loaded


def test_public_names_are_sorted_and_there() -> None:
    assert pn.__all__ == sorted(pn.__all__)
    assert [name for name in pn.__all__ if not hasattr(pn, name)] == []


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'read_tabel'"):
        pn.read_tabel  # noqa: B018  (looking the name up is the act under test)


def test_no_room_has_the_name_of_a_public_function() -> None:
    rooms = {_room(path) for path in _modules()}
    functions = set(pn.__all__) - {"catalogue", "journal", "problems", "sandbox", "views"}
    assert rooms & functions == set()
