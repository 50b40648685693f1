"""A stand-in for Plannr's import API, on this machine and with made-up people only.

It is written from the public documentation, apart from the rest of the package, with which it shares the field
catalogue and nothing else. What passes here says that both readings agree, and nothing about Plannr itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plannr_nb.sandbox.dialect import Dialect
    from plannr_nb.sandbox.firm import Firm, SandboxError
    from plannr_nb.sandbox.rules import RowRule
    from plannr_nb.sandbox.server import Server, serve

__all__ = ["Dialect", "Firm", "RowRule", "SandboxError", "Server", "serve"]

# The web server is loaded when one is served, not when the package is looked at.
_MODULE_OF = {
    "Dialect": "dialect",
    "Firm": "firm",
    "RowRule": "rules",
    "SandboxError": "firm",
    "Server": "server",
    "serve": "server",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value
