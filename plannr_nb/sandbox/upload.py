"""Reading an uploaded CSV, at any size, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["BadUpload", "Contents", "inspect", "numbered_rows", "squared"]

_LONGEST_CELL = 1 << 30


class BadUpload(Exception):  # noqa: N818  (it becomes a 422, not a crash)
    """The upload is no CSV file that can be imported; the text says why, in Laravel's manner."""


@dataclass(frozen=True, slots=True)
class Contents:
    headers: list[str]
    rows: int


def inspect(stream: BinaryIO) -> Contents:
    """The header row and the number of data rows. Leaves the stream open.

    Encoding, delimiter and what a short or long row means are published nowhere. Our choice: UTF-8 with or without a
    byte order mark, commas, blank lines skipped, short rows filled up with blanks and long ones cut.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        reader = _reader(text)
        headers = next(reader, None)
        if headers is None:
            raise BadUpload("The file is empty.")
        if "\0" in "".join(headers):
            raise BadUpload("The file must be a file of type: csv, txt.")
        if not any(header.strip() for header in headers):
            raise BadUpload("The first row of the file holds no headers.")
        rows = sum(1 for row in reader if row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadUpload("The file must be a file of type: csv, txt, in UTF-8.") from error
    finally:
        text.detach()
    if not rows:
        raise BadUpload("The file has headers but no rows.")
    return Contents([header.strip() for header in headers], rows)


def numbered_rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Data rows with the number a spreadsheet shows for them; the first below the header is 2."""
    reader = _reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
    next(reader)
    return ((number, row) for number, row in enumerate(reader, 2) if row)


def _reader(text: io.TextIOWrapper) -> Iterator[list[str]]:
    """Rows of any length; that a cell longer than the standard library's 128 kB is taken is our choice."""
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(text)


def squared(rows: list[list[str]], width: int) -> list[list[str]]:
    """The rows, each of them `width` cells wide."""
    if all(len(row) == width for row in rows):
        return rows
    return [row[:width] + [""] * (width - len(row)) for row in rows]
