"""Widgets over the plain objects that a script uses. Drawing only: all of the work happens in the other rooms."""

from __future__ import annotations

from plannr_nb.views.import_progress import ImportProgress
from plannr_nb.views.mapping_editor import MappingEditor

__all__ = ["ImportProgress", "MappingEditor"]
