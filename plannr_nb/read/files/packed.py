"""Packed files as the bytes they hold: gzip, bzip2, xz, and zip archives of one file. Nothing is written to disk.

A file of a few kilobytes can unpack to terabytes, so unpacking stops at a limit. Where none is given it also stops at a
size that files meant to be read do not come to from so little.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, BinaryIO, TypeVar

from plannr_nb.errors import ReadError, did_you_mean
from plannr_nb.read.files.strangers import is_document

__all__ = ["UNPACK_LIMIT", "Packing", "PlainFile", "open_plain", "packed_twice"]

T = TypeVar("T")

UNPACK_LIMIT = 2_000_000_000
# Tables pack to a tenth of their size, very even ones to a thirtieth. Deflate reaches a thousandth at most.
_ODD_RATIO = 100
_ODD_FROM_BYTES = 100_000_000
_FIRST_BYTES = 16
_LISTED = 20
_ENCRYPTED = 0x1
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_STREAMS: tuple[tuple[bytes, str, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", "gzip", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
_SUFFIXES = {"gzip": (".gz", ".gzip"), "bzip2": (".bz2", ".bz"), "xz": (".xz",)}


@dataclass(frozen=True, slots=True)
class Packing:
    """How a file is packed, and the name of the file inside."""

    kind: str
    member: str


@dataclass(frozen=True, slots=True)
class PlainFile:
    """An open file as the bytes it holds. Use it as a context manager.

    Attributes
    ----------
    name
        The name of the file on disk.
    packing
        How it is packed; None for a file that is not, and for workbooks, which are zip archives themselves.
    stream
        The plain bytes. Reading raises `ReadError` where the archive is damaged or goes beyond the limit.
    """

    name: str
    packing: Packing | None
    stream: BinaryIO
    _opened: tuple[Any, ...]

    def __enter__(self) -> PlainFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for opened in self._opened:
            opened.close()


def open_plain(path: str | Path, *, member: str | None = None, unpack_limit: int | None = None) -> PlainFile:
    """Open a file, unpacking it on the way where it is packed. Memory stays small whatever its size.

    Parameters
    ----------
    member
        Which file of a zip archive, where it holds several.
    unpack_limit
        Bytes after which unpacking stops. Where it is left out it stops at `UNPACK_LIMIT`, and earlier for a file that
        unpacks to far more than its size.

    Raises
    ------
    ReadError
        The archive is damaged, cut off or encrypted, holds no file, several files or another archive.
    OSError
        The file cannot be opened.

    Examples
    --------
    >>> file = Path(getfixture("tmp_path"), "clients.csv.gz")
    >>> _ = file.write_bytes(gzip.compress(b"Ref,Surname"))
    >>> with open_plain(file) as plain:
    ...     plain.packing, plain.stream.read()
    (Packing(kind='gzip', member='clients.csv'), b'Ref,Surname')
    """
    file = Path(path).open("rb")  # noqa: SIM115  (closed by the context manager handed back)
    try:
        return _opened(Path(path), file, member, unpack_limit)
    except BaseException:
        file.close()
        raise


def _opened(path: Path, file: BinaryIO, member: str | None, limit: int | None) -> PlainFile:
    head = _head(file)
    if head.startswith(_ZIP_STARTS):
        return _opened_zip(path, file, member, limit)
    if member is not None:
        raise ReadError(f"{path.name}: not a zip archive, so member= means nothing. Leave it out.")
    for start, kind, unpack in _STREAMS:
        if head.startswith(start) and (kind != "bzip2" or head[4:10] in _BZIP2_BLOCKS):
            inner = unpack(file)
            stream = _guarded(path.name, inner, file.tell, limit)
            packing = Packing(kind, _without_suffix(path.name, kind))
            return _once_packed(PlainFile(path.name, packing, stream, (stream, inner, file)))
    return PlainFile(path.name, None, file, (file,))


def _head(file: BinaryIO) -> bytes:
    head = file.read(_FIRST_BYTES)
    file.seek(0)
    return head


def _without_suffix(name: str, kind: str) -> str:
    suffix = next((end for end in _SUFFIXES[kind] if name.lower().endswith(end)), "")
    return name[: len(name) - len(suffix)] or name


def _opened_zip(path: Path, file: BinaryIO, member: str | None, limit: int | None) -> PlainFile:
    archive = _guard(path.name, lambda: zipfile.ZipFile(file))
    if is_document(archive.namelist()):
        if member is not None:
            raise ReadError(f"{path.name}: a workbook or document, so member= means nothing. Leave it out.")
        file.seek(0)
        return PlainFile(path.name, None, file, (archive, file))
    found = _member(path.name, archive, member)
    _check_member(path.name, found, limit)
    inner = _guard(path.name, lambda: archive.open(found))
    # The size that a member claims holds: no more than that is unpacked.
    stream = _guarded(path.name, inner, lambda: found.compress_size, limit)
    packing = Packing("zip", found.filename)
    return _once_packed(PlainFile(path.name, packing, stream, (stream, inner, archive, file)))


def _once_packed(plain: PlainFile) -> PlainFile:
    """The same file, if what it holds is not packed again in a way that is found in its first bytes."""
    head = plain.stream.peek(_FIRST_BYTES)[:_FIRST_BYTES] if isinstance(plain.stream, io.BufferedReader) else b""
    if any(head.startswith(start) for start, kind, _ in _STREAMS if kind != "bzip2") or head[4:10] in _BZIP2_BLOCKS:
        raise packed_twice(plain.name)
    return plain


def packed_twice(name: str) -> ReadError:
    return ReadError(f"{name}: packed more than once. Unpack it by hand and read the file that is inside.")


def _member(name: str, archive: zipfile.ZipFile, wanted: str | None) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if _is_meant(info)]
    names = [info.filename for info in files]
    if wanted is not None:
        for info in files:
            if wanted in {info.filename, _path(info.filename).name}:
                return info
        raise ReadError(f'{name}: no member "{wanted}"; {did_you_mean(wanted, names[:_LISTED])}.')
    if not files:
        raise ReadError(f"{name}: a zip archive with no file in it. Export it again.")
    if len(files) > 1:
        raise ReadError(f"{name}: a zip archive of {len(files)} files: {_listed(names)}. Name one with member=.")
    return files[0]


def _is_meant(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that somebody packed, rather than a folder or what systems put beside it."""
    parts = _path(info.filename).parts
    beside = "__MACOSX" in parts or parts[-1:] in [("Thumbs.db",), ("desktop.ini",)]
    return not info.is_dir() and bool(parts) and not beside and not parts[-1].startswith(".")


def _path(member: str) -> PurePosixPath:
    return PurePosixPath(member.replace("\\", "/"))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(f'"{name}"' for name in names[:_LISTED]) + more


def _check_member(name: str, info: zipfile.ZipInfo, limit: int | None) -> None:
    path = _path(info.filename)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise ReadError(
            f'{name}: its member "{info.filename}" has a path that leads out of the archive, as harmful archives do. '
            "Have the file packed again."
        )
    if info.flag_bits & _ENCRYPTED:
        raise ReadError(f"{name}: protected by a password. Unpack it with the password and read the file inside.")
    if limit is None and info.file_size > max(info.compress_size * _ODD_RATIO, _ODD_FROM_BYTES):
        raise _odd(name, info.file_size, info.file_size)
    limit = UNPACK_LIMIT if limit is None else limit
    if info.file_size > limit:
        raise ReadError(
            f"{name}: it unpacks to {info.file_size:,} bytes, and the limit is {limit:,}. If that is right, read it "
            f"with unpack_limit={info.file_size:_}."
        )


def _odd(name: str, size: int, enough: int) -> ReadError:
    return ReadError(
        f"{name}: it unpacks to {size:,} bytes or more, over {_ODD_RATIO} times its size, as files do that are made to "
        f"fill a memory. If that is right, read it with unpack_limit={enough:_}."
    )


def _guarded(name: str, inner: IO[bytes], packed_bytes: Callable[[], int], limit: int | None) -> BinaryIO:
    """The bytes of an unpacking file. ``packed_bytes``: how many went into it so far."""
    # The buffer makes read(n) give n bytes wherever there are as many.
    return io.BufferedReader(_Guarded(name, inner, packed_bytes, limit), 1 << 18)


class _Guarded(io.RawIOBase):
    """Unpacked bytes up to a limit; whatever goes wrong on the way is a `ReadError`."""

    def __init__(self, name: str, inner: IO[bytes], packed_bytes: Callable[[], int], limit: int | None) -> None:
        self._name = name
        self._inner = inner
        self._packed_bytes = packed_bytes
        self._limit = UNPACK_LIMIT if limit is None else limit
        self._may_be_odd = limit is None
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = _guard(self._name, lambda: self._inner.read(len(buffer)))
        buffer[: len(data)] = data
        self._read += len(data)
        if self._read > self._limit:
            raise ReadError(
                f"{self._name}: it unpacks to more than {self._limit:,} bytes. If that is right, read it with a higher "
                f"limit, such as unpack_limit={self._limit * 5:_}."
            )
        if self._may_be_odd and self._read > max(self._packed_bytes() * _ODD_RATIO, _ODD_FROM_BYTES):
            raise _odd(self._name, self._read, 10**10)
        return len(data)


def _guard(name: str, act: Callable[[], T]) -> T:
    try:
        return act()
    except NotImplementedError:
        raise ReadError(
            f"{name}: packed by a method that is not known here. Unpack it and read the file inside."
        ) from None
    except Exception as error:
        # On damaged files zipfile, gzip, bz2, lzma, zlib and what is below them each fail in ways of their own.
        raise ReadError(
            f"{name}: the archive is damaged or cut off ({type(error).__name__}). Fetch the file again."
        ) from None
