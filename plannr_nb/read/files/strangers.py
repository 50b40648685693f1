"""Files that are no table, told by their bytes rather than their names, and what to do with each."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from enum import StrEnum

from plannr_nb.errors import ReadError

__all__ = ["Form", "check_not_binary", "document_form", "is_document", "looks_like_utf16", "ole_form", "text_form"]


class Form(StrEnum):
    """What a file is, of all that can be read: text, or one of the kinds of workbook."""

    TEXT = "text"
    XLSX = "Excel workbook (.xlsx)"
    XLS = "old Excel workbook (.xls)"
    ODS = "OpenDocument spreadsheet (.ods)"
    FODS = "OpenDocument spreadsheet in one file (.fods)"
    HTML = "web page saved as a workbook (HTML)"
    XML = "workbook saved as XML (Excel 2003)"


# Text of one byte a letter, which is not written in two bytes below.
_BYTE_BY_BYTE = re.compile(rb"[ -~]{8}")
_AS_CSV = "Open it in the program it comes from and export it as CSV or .xlsx."
_DATA_BEHIND = "Ask for the data behind it as CSV or Excel."
_UNPACK = "Unpack it and read the file that is inside."
_SAVE_AS_XLSX = "Open it in Excel and save it as .xlsx."
_COPY_TABLE = "Copy its table into a workbook and save that as .xlsx."
_ATTACHMENT = "Save the file that is attached to it and read that."

_FIRST_BYTES = (
    (b"%PDF", "a PDF document", "Ask for the same report as CSV or Excel."),
    (b"%!PS", "a PostScript document", "Ask for the same report as CSV or Excel."),
    (b"\x89PNG", "a picture", _DATA_BEHIND),
    (b"\xff\xd8\xff", "a picture", _DATA_BEHIND),
    (b"GIF8", "a picture", _DATA_BEHIND),
    (b"II*\x00", "a picture", _DATA_BEHIND),
    (b"MM\x00*", "a picture", _DATA_BEHIND),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", _UNPACK),
    (b"\x04\x22\x4d\x18", "packed with LZ4", _UNPACK),
    (b"\x1f\x9d", "packed with compress", _UNPACK),
    (b"{\\rtf", "a rich text document", _AS_CSV),
    (b"SQLite format 3", "a SQLite database", "Export the table as CSV."),
    (b"\x00\x01\x00\x00Standard ", "an Access database", "Export the table from Access as .xlsx or CSV."),
    (b"PAR1", "a Parquet file", "Read it with pandas.read_parquet and write it as CSV."),
    (b"ARROW1", "a Feather file", "Read it with pandas.read_feather and write it as CSV."),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file", "Read the file that it leads to."),
    (b"[InternetShortcut]", "a shortcut to a page", "Download the file that it leads to and read that."),
    (b"version https://git-lfs", "a placeholder of Git LFS", "Fetch the file itself with: git lfs pull."),
    (b"-----BEGIN PGP", "encrypted", "Decrypt it and read the file that comes out."),
    (b"BEGIN:VCARD", "a list of contact cards (vCard)", _AS_CSV),
    (b"BEGIN:VCALENDAR", "a calendar (iCalendar)", _AS_CSV),
    (b"-- MySQL dump", "a dump of a database", "Export the table as CSV."),
    (b"-- PostgreSQL database dump", "a dump of a database", "Export the table as CSV."),
    (b"-- phpMyAdmin SQL Dump", "a dump of a database", "Export the table as CSV."),
    (b"PRAGMA foreign_keys", "a dump of a database", "Export the table as CSV."),
    (b"INSERT INTO ", "a script of SQL", "Export the table as CSV."),
    (b"CREATE TABLE ", "a script of SQL", "Export the table as CSV."),
    (b"MIME-Version:", "a web archive (.mht)", _SAVE_AS_XLSX),
)
# Streams of OLE documents are named in UTF-16, in a folder that stands somewhere in the file.
_OLE_NAMES = (
    ("EncryptedPackage", "protected by a password", "Open it in Excel, take the password off and save it as .xlsx."),
    ("WordDocument", "an old Word document", _COPY_TABLE),
    ("PowerPoint Document", "an old PowerPoint document", _COPY_TABLE),
    ("__substg1.0_", "an Outlook message", _ATTACHMENT),
)
# Workbooks of Excel 2 to 4, and those of later ones outside of an OLE document.
_BARE_XLS = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]*: ?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}")
_MAIL_ONLY = re.compile(rb"(?im)^(received|mime-version|message-id|return-path|delivered-to):")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|script|style|meta|div|form)\b", re.I | re.S
)
_XML = re.compile(rb"\s*<(?:\?xml|\?mso-application|(?:\w+:)?workbook)\b", re.I)
_XML_WORKBOOK = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|<\?mso-application\s+progid=.Excel")
_FLAT_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_XHTML = re.compile(rb"<(?:!doctype\s+)?html\b", re.I)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\[{]|\[\s*\])')
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Systems part cells by \x01 to \x03 and \x1c to \x1f.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x00\x01\x02\x03\x1c\x1d\x1e\x1f")
_OLE = b"\xd0\xcf\x11\xe0"
_TAR_AT, _TAR = 257, b"ustar"
_BRAND_AT, _BRAND = 4, b"ftyp"


def _no_table(name: str, what: str, remedy: str) -> ReadError:
    return ReadError(f"{name}: this is {what}, not a table. {remedy}")


def is_document(members: Collection[str]) -> bool:
    """Whether the members of a zip archive are the parts of one document."""
    names = {member.replace("\\", "/").lower() for member in members}
    return bool(names & {"[content_types].xml", "mimetype", "content.xml", "index.zip", "index/document.iwa"})


def document_form(name: str, members: Collection[str]) -> Form:
    """Which workbook a document is, told by its members.

    Raises
    ------
    ReadError
        It is another document, or a workbook that cannot be read.
    """
    names = [member.replace("\\", "/").lower().lstrip("/") for member in members]
    if any(found.endswith("workbook.xml") for found in names):
        return Form.XLSX
    if any(found.endswith("workbook.bin") for found in names):
        raise ReadError(f"{name}: a binary workbook (.xlsb), which keeps no text of its formats. {_SAVE_AS_XLSX}")
    if "content.xml" in names:
        return Form.ODS
    if any(found.startswith(("word/", "ppt/")) for found in names):
        raise _no_table(name, "a Word or PowerPoint document", _COPY_TABLE)
    if any(found.startswith("index") for found in names):
        raise _no_table(name, "an Apple Numbers or Pages document", "Export it from there as .xlsx or CSV.")
    raise _no_table(name, "a document of a kind not known here", _AS_CSV)


def ole_form(name: str, data: bytes) -> Form | None:
    """`Form.XLS` for an old workbook, None for a file of another kind.

    Raises
    ------
    ReadError
        It is a document of the same kind that holds no table, or a workbook with a password.
    """
    if _BARE_XLS.match(data):
        return Form.XLS
    if not data.startswith(_OLE):
        return None
    for stream, what, remedy in _OLE_NAMES:
        if stream.encode("utf-16-le") in data:
            raise _no_table(name, what, remedy) if "password" not in what else ReadError(f"{name}: {what}. {remedy}")
    return Form.XLS


def text_form(name: str, head: bytes) -> Form:
    """What the first bytes of a file say it is: text, or a workbook written as text.

    Raises
    ------
    ReadError
        It is something else.
    """
    for first, what, remedy in _FIRST_BYTES:
        if head.startswith(first):
            raise _no_table(name, what, remedy)
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise _no_table(name, "an archive of files (tar)", _UNPACK)
    if head[_BRAND_AT : _BRAND_AT + len(_BRAND)] == _BRAND or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise _no_table(name, "a picture or film", _DATA_BEHIND)
    text = _in_one_byte(head)
    if form := _markup_form(name, text):
        return form
    if _MAIL.match(text) and _MAIL_ONLY.search(text):
        raise _no_table(name, "an e-mail", _ATTACHMENT)
    if _JSON.match(text):
        raise ReadError(
            f"{name}: this looks like JSON, not a table. Read it with pandas.read_json and write it as CSV."
        )
    check_not_binary(name, head)
    return Form.TEXT


def _markup_form(name: str, text: bytes) -> Form | None:
    if _XML.match(text) and not _XHTML.search(text):
        if _XML_WORKBOOK.search(text):
            return Form.XML
        if _FLAT_ODS in text:
            return Form.FODS
        raise _no_table(name, "XML", "Download the export again, or save it as CSV or .xlsx.")
    return Form.HTML if _XML.match(text) or _HTML.match(text) else None


def _in_one_byte(head: bytes) -> bytes:
    """Text without a byte order mark, and with one byte per character, as far as markup goes."""
    order = {_UTF16[0]: "utf-16-le", _UTF16[1]: "utf-16-be"}.get(head[:2]) or looks_like_utf16(head)
    if order:
        return head[: len(head) // 2 * 2].decode(order, "replace").lstrip("\ufeff").encode("latin-1", "replace")
    return head.removeprefix(codecs.BOM_UTF8)


def check_not_binary(name: str, head: bytes) -> None:
    if head.startswith(_UTF16) or looks_like_utf16(head):
        return
    head = head.rstrip(b"\x00") or head
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * 0.02 or head.count(b"\x00") > len(head) * 0.1:
        raise ReadError(f"{name}: this is not text (binary data). {_AS_CSV}")


def looks_like_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 text without a byte order mark: Western text has a zero in every second byte."""
    half = len(head) // 2
    if half < 4 or _BYTE_BY_BYTE.match(head):
        return None
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd > half * 0.5 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.5 and odd < half * 0.05:
        return "utf-16-be"
    return None
