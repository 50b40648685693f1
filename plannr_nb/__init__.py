"""From an old back office's exports to clients and plans in Plannr, with proof for every row.

The way of the data, each step usable alone::

    read_table -> suggest_mapping / propose_mapping -> shape -> check -> build_csv -> run_import -> account_for
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Public name -> the room it lives in; a room is imported when one of its names is first used, so that
# `import plannr_nb` costs next to nothing.
_ROOM_OF = {
    "ApiError": "errors",
    "CatalogueError": "errors",
    "CheckError": "errors",
    "Checked": "checks",
    "Constant": "mapping",
    "CsvFile": "csv_build",
    "FirstFilled": "mapping",
    "GuardStopped": "errors",
    "Header": "mapping",
    "ImportFailed": "errors",
    "Joined": "mapping",
    "JournalError": "errors",
    "Mapping": "mapping",
    "MappingError": "errors",
    "Mode": "catalogue",
    "NoAnswer": "errors",
    "Pair": "mapping",
    "Part": "mapping",
    "PlannrClient": "client",
    "PlannrNbError": "errors",
    "ReadError": "errors",
    "RecordsError": "errors",
    "Refused": "errors",
    "Run": "runs",
    "Shaped": "shaping",
    "StillRunning": "errors",
    "UnknownMode": "errors",
    "UnknownRecordType": "errors",
    "account_for": "runs",
    "apply_edits": "records",
    "approve": "runs",
    "as_records": "records",
    "build_csv": "csv_build",
    "check": "checks",
    "describe_source": "read",
    "exclude": "records",
    "expectation_suite": "checks",
    "learn": "checks",
    "link": "crosswalk",
    "load_rules": "checks",
    "load_values": "values",
    "names_to_make": "values",
    "own_rule": "checks",
    "packs": "suggest",
    "propose_mapping": "suggest",
    "read_back": "crosswalk",
    "read_batches": "read",
    "read_problems": "read",
    "read_table": "read",
    "remember": "suggest",
    "resume_import": "runs",
    "rules": "checks",
    "run_import": "runs",
    "run_suite": "checks",
    "same_people": "checks",
    "save_rules": "checks",
    "save_values": "values",
    "shape": "shaping",
    "suggest_mapping": "suggest",
    "suggest_origins": "suggest",
    "suggest_values": "values",
    "sure_values": "values",
    "take_offers": "suggest",
    "unforeseen": "checks",
}
_ROOMS = ("catalogue", "journal", "problems", "sandbox", "views")

__all__ = sorted([*_ROOM_OF, *_ROOMS])


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        value = getattr(import_module(f"plannr_nb.{_ROOM_OF[name]}"), name)
    elif name in _ROOMS:
        value = import_module(f"plannr_nb.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
