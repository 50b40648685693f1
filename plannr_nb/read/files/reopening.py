"""A file that is read more than once from its start, and must stay the same meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from plannr_nb.errors import ReadError
from plannr_nb.read.files.content import Content, check_path, form_of, load, opened, refuse_empty
from plannr_nb.read.files.source import Source
from plannr_nb.read.files.strangers import Form

__all__ = ["Reopened", "peek"]

_SAMPLE = 65_536
# Formats that are told apart by what stands anywhere in them begin like this.
_WHOLE = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Reopened:
    """Opens the plain bytes of a file anew. ``stamp``: its size and time of change when it was first opened."""

    path: Path
    member: str | None
    unpack_limit: int | None
    stamp: tuple[int, int]

    @contextmanager
    def __call__(self) -> Iterator[BinaryIO]:
        with opened(self.path, self.member, self.unpack_limit) as plain:
            if _stamp(self.path) != self.stamp:
                raise ReadError(f"{self.path.name}: the file changed while it was read. Read it again.")
            yield plain.stream


def peek(path: str | Path, *, member: str | None, unpack_limit: int | None) -> tuple[Content, Reopened | None]:
    """The content of a file: of a text the first bytes only, and what opens it to read all of them.

    Raises
    ------
    ReadError
        As `load`.
    """
    file = check_path(path)
    with opened(file, member, unpack_limit) as plain:
        stamp = _stamp(file)
        head = plain.stream.read(_SAMPLE)
        refuse_empty(file.name, head, plain.stream)
        packing = plain.packing
    if head.startswith(_WHOLE) or (form := form_of(file.name, head)) is not Form.TEXT:
        return load(path, member=member, unpack_limit=unpack_limit), None
    return Content(file.name, Source.of_bytes(head), form, packing, unpack_limit), Reopened(
        file, member, unpack_limit, stamp
    )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
