"""A file to a frame of text: the table in it, where each row stands in the file, and what was decided on the way."""

from __future__ import annotations

from plannr_nb.read.batches import read_batches
from plannr_nb.read.description import describe_source, read_problems
from plannr_nb.read.table import read_table

__all__ = ["describe_source", "read_batches", "read_problems", "read_table"]
