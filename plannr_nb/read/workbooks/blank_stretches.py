"""The XML of a sheet without what is formatted and holds nothing, of which there can be gigabytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["without_blank_stretches"]

# Only cells that say where they stand can be left out without moving those after them.
_BLANK_CELLS = re.compile(rb'(?:<c r="[^<>/]*+/>)++')
# What cells hold, and what could hold anything; each with one of its letters, which is found much faster than two are.
_HOLDING = ((b"v", b"<v"), (b"f", b"<f"), (b"i", b"<is"), (b"!", b"<!"), (b"]", b"]]"))


def without_blank_stretches(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out formatted cells, and rows of nothing else, in chunks of XML that hold no text at all.

    Hidden rows stay, and of the others in a chunk one, by which rows that do not say their number are counted.

    Examples
    --------
    >>> blank = b'<row r="3"><c r="A3"/></row><row r="4"><c r="A4"/></row><row r="5"><c r="A5" s="7"/></row><row r="6">'
    >>> b"".join(without_blank_stretches([blank, b'<c r="A6"><v>1</v></c></row>']))
    b'<row r="5"></row><row r="6"><c r="A6"><v>1</v></c></row>'
    """
    for chunk in chunks:
        holds_any = any(letter in chunk and mark in chunk for letter, mark in _HOLDING)
        yield chunk if holds_any else _without_blank(chunk)


def _without_blank(chunk: bytes) -> bytes:
    before, *rows = chunk.split(b"<row ")
    if len(rows) > 1 and all(row.startswith(b'r="') for row in rows):
        # The last is cut off by the end of the chunk, or followed by something else.
        rows = [row for row in rows[:-2] if b"hidden=" in row] + rows[-2:]
    return _BLANK_CELLS.sub(b"", b"<row ".join([before, *rows]))
