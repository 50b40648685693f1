"""The bytes of a file, and what they are: text, a workbook, or something that must be turned into one of them first."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path

from plannr_nb.errors import ReadError, did_you_mean

_AS_CSV = "Open it in the program it comes from and export it as CSV or .xlsx."
_UNPACK = "Unpack it and read the file that is inside."
_BY_FIRST_BYTES = (
    (b"%PDF", "a PDF document", "Ask for the same report as CSV or Excel."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old .xls workbook or one with a password",
        "Open it in Excel and save it as .xlsx without one.",
    ),
    (b"\x89PNG", "a picture", "Ask for the data behind it as CSV or Excel."),
    (b"\xff\xd8\xff", "a picture", "Ask for the data behind it as CSV or Excel."),
    (b"GIF8", "a picture", "Ask for the data behind it as CSV or Excel."),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"{\\rtf", "a rich text document", _AS_CSV),
    (b"SQLite format 3", "a SQLite database", "Export the table as CSV."),
    (b"PAR1", "a Parquet file", "Read it with pandas.read_parquet and write it as CSV."),
    (b"ARROW1", "a Feather file", "Read it with pandas.read_feather and write it as CSV."),
)
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(!doctype|html|head|body|table|\?xml|workbook|script|meta)\b", re.I | re.S
)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\[{]|\[\s*\])')
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x00")
_EMPTY = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe\x1a"
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes. ``workbook``: an Excel workbook rather than text. The repr shows no bytes."""

    name: str
    data: bytes
    workbook: bool

    def __repr__(self) -> str:
        return f"Content({self.name!r}, {len(self.data)} bytes, workbook={self.workbook})"


def load(path: str | Path) -> Content:
    """The content of a file.

    Raises
    ------
    ReadError
        There is no such file, it cannot be opened, is empty, or is neither text nor an Excel workbook.
    """
    if not isinstance(path, str | PathLike) or not str(path):
        what = "an empty text" if isinstance(path, str) else f"an object of type {type(path).__name__}"
        raise ReadError(f'read_table wants the path of a file, such as "clients.csv", and was given {what}.')
    file = Path(path)
    data = _bytes_of(file)
    if not data[:_SAMPLE].strip(_EMPTY) and not data.strip(_EMPTY):
        raise ReadError(f"{file.name}: the file is empty ({len(data)} bytes). Export it again.")
    if data.startswith(b"PK\x03\x04"):
        _check_workbook(file.name, data)
        return Content(file.name, data, workbook=True)
    _check_text(file.name, data)
    return Content(file.name, data, workbook=False)


def _bytes_of(file: Path) -> bytes:
    if file.is_dir():
        raise ReadError(f"{file.name}: this is a folder. Give the path of one file in it.")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ReadError(_not_there(file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path of a file"
        raise ReadError(f"{file.name}: cannot be opened ({reason}). Close it elsewhere or check the path.") from None


def _not_there(file: Path) -> str:
    folder = file.parent
    if not folder.is_dir():
        return f"{file.name}: there is no folder {folder}. Check the path."
    tables = sorted(
        near.name for near in folder.iterdir() if near.suffix.lower() in {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}
    )
    hint = did_you_mean(file.name, tables[:20]) if tables else "there is no CSV or Excel file in it"
    return f"{file.name}: no such file in {folder.resolve()}; {hint}."


def _check_workbook(name: str, data: bytes) -> None:
    try:
        members = zipfile.ZipFile(BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        raise ReadError(
            f"{name}: a workbook or zip archive that is damaged or cut off. Fetch the file again."
        ) from None
    if "xl/workbook.xml" in members:
        return
    if any(member.startswith("xl/") for member in members):
        raise ReadError(f"{name}: a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.")
    if "content.xml" in members:
        raise ReadError(f"{name}: an OpenDocument file. Open it and save it as .xlsx or CSV.")
    if any(member.startswith(("word/", "ppt/")) for member in members):
        raise ReadError(
            f"{name}: a Word or PowerPoint document. Copy its table into a workbook and save that as .xlsx."
        )
    raise ReadError(f"{name}: a zip archive of {len(members)} files. {_UNPACK}")


def _check_text(name: str, data: bytes) -> None:
    for first, what, remedy in _BY_FIRST_BYTES:
        if data.startswith(first):
            raise ReadError(f"{name}: this is {what}, not a table. {remedy}")
    head = data[:_SAMPLE]
    if markup := _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        what = "XML" if markup[1].lower() in {b"?xml", b"workbook"} else "a web page (HTML), perhaps a log-in page"
        raise ReadError(f"{name}: this is {what}, not a table. Download the export again, or save it as CSV or .xlsx.")
    if _JSON.match(head):
        raise ReadError(
            f"{name}: this looks like JSON, not a table. Read it with pandas.read_json and write it as CSV."
        )
    if _is_binary(head):
        raise ReadError(f"{name}: this is not text (binary data). {_AS_CSV}")


def _is_binary(head: bytes) -> bool:
    if head.startswith(_UTF16) or looks_like_utf16(head):
        return False
    head = head.rstrip(b"\x00") or head
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > len(head) * 0.02 or head.count(b"\x00") > len(head) * 0.1


def looks_like_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 text without a byte order mark: Western text has a zero in every second byte."""
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd > half * 0.5 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.5 and odd < half * 0.05:
        return "utf-16-be"
    return None
