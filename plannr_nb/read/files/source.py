"""The plain bytes of a file: held in memory, or left on disk and read as far as they are wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from plannr_nb.errors import ReadError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pyarrow as pa

__all__ = ["BlockReader", "Source", "cannot_open"]

_SEARCHED = 1 << 20


class BlockReader(Protocol):
    def block(self, start: int, end: int) -> pa.Buffer:
        """The bytes between two places."""


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes of which any part can be had. The repr shows none.

    Attributes
    ----------
    size
        Their number.
    """

    size: int
    _memory: bytes | None = field(default=None, repr=False)
    _path: Path | None = field(default=None, repr=False)
    _stamp: tuple[int, int] = field(default=(0, 0), repr=False)
    _begin: int = field(default=0, repr=False)

    @classmethod
    def of_bytes(cls, data: bytes) -> Source:
        """Bytes in memory.

        Examples
        --------
        >>> Source.of_bytes(b"Ref,Surname").after(4).part(0, 3)
        b'Sur'
        """
        return cls(len(data), _memory=data)

    @classmethod
    def of_file(cls, path: Path, status: os.stat_result) -> Source:
        """The bytes of a file on disk, as it is now. Reading them raises `ReadError` once it has changed."""
        return cls(status.st_size, _path=path, _stamp=_stamp(status))

    def after(self, count: int) -> Source:
        """What follows the first bytes."""
        return replace(self, size=self.size - count, _begin=self._begin + count)

    def part(self, start: int, end: int) -> bytes:
        """The bytes between two places, as many as there are."""
        with self.reader() as reader:
            return reader.block(start, min(end, self.size)).to_pybytes()

    def whole(self) -> bytes:
        if self._memory is not None:
            return self._memory[self._begin :]
        return self.part(0, self.size)

    def holds(self, text: bytes, begin: int = 0) -> bool:
        """Whether a text stands in it from a place on."""
        overlap = len(text) - 1
        return any(text in self.part(at, at + _SEARCHED + overlap) for at in range(begin, self.size, _SEARCHED))

    def chunks(self, begin: int) -> Iterator[bytes]:
        """Its bytes from a place on."""
        return (self.part(at, at + _SEARCHED) for at in range(begin, self.size, _SEARCHED))

    def reader(self) -> AbstractContextManager[BlockReader]:
        """What gives its parts one after the other, to be closed."""
        if self._memory is not None:
            return nullcontext(_Memory(self._memory, self._begin))
        assert self._path is not None
        return _Disk(self._path, self._stamp, self._begin)


def cannot_open(name: str, error: Exception) -> ReadError:
    reason = getattr(error, "strerror", None) or "not a path of a file"
    return ReadError(f"{name}: cannot be opened ({reason}). Close it elsewhere or check the path.")


class _Memory:
    def __init__(self, data: bytes, begin: int) -> None:
        import pyarrow as pa

        self._data = pa.py_buffer(data)
        self._begin = begin

    def block(self, start: int, end: int) -> pa.Buffer:
        return self._data.slice(self._begin + start, end - start)


class _Disk:
    """A file is read rather than mapped to memory: one that is cut off meanwhile must not end the process."""

    def __init__(self, path: Path, stamp: tuple[int, int], begin: int) -> None:
        self._name = path.name
        self._begin = begin
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise cannot_open(self._name, error) from None
        if _stamp(os.fstat(self._file.fileno())) != stamp:
            self._file.close()
            raise self._changed()

    def __enter__(self) -> _Disk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def block(self, start: int, end: int) -> pa.Buffer:
        import pyarrow as pa

        try:
            self._file.seek(self._begin + start)
            data = self._file.read(end - start)
        except OSError as error:
            raise cannot_open(self._name, error) from None
        if len(data) < end - start:
            raise self._changed()
        return pa.py_buffer(data)

    def _changed(self) -> ReadError:
        return ReadError(f"{self._name}: the file changed while it was read. Read it again.")


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
