"""The command ``plannr-nb``: thin over the functions a notebook calls."""

from __future__ import annotations

from plannr_nb.cli.app import app

__all__ = ["app"]
