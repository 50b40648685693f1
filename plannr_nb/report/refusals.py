"""Reading refused rows, from the import itself or from its report file, whatever their shape."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Complaint", "Refusal", "read_inline", "read_report"]

_COMPLAINT_COLUMNS = re.compile(
    r"(row |import |validation )?(error|failure|failed|exception|reject(ion|ed)?|complaint)s?"
    r"( (message|reason|detail)s?)?|messages?|reasons?"
)
_FIELD_COLUMNS = {"field", "column", "attribute"}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\s*[\n|]\s*")
_DELIMITERS = ",;\t|"
_NO_REASON = "Plannr gives no reason"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One reason, and Plannr's name of the field where it is told."""

    message: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused: its cells as they came back, the reasons, and where that was read."""

    row: dict[str, str]
    complaints: tuple[Complaint, ...]
    where: str


def read_inline(errors: Any) -> list[Refusal]:
    """The ``errors`` of an import. Any key beside ``errors`` is taken for the row.

    Examples
    --------
    >>> read_inline([{"client": {"last_name": "Hale", "email": None}, "errors": {"email": ["The email is required."]}}])
    [Refusal(row={'last_name': 'Hale', 'email': ''},
             complaints=(Complaint(message='The email is required.', field='email'),), where='inline error 1')]
    """
    items = errors.values() if isinstance(errors, Mapping) else errors if isinstance(errors, list) else []
    return [
        Refusal(_row_of(item), _complaints(_reasons_of(item)), f"inline error {number}")
        for number, item in enumerate(items, 1)
    ]


def read_report(content: bytes, headers: Sequence[str]) -> list[Refusal] | None:
    """The rows of a report file; None where it is no table of any kind, such as a page of HTML.

    Parameters
    ----------
    headers
        Names the row's own cells may go by: headers of the file sent, and fields. A column of complaints is one that
        is none of these and is called error, message, reason or the like.

    Examples
    --------
    >>> read_report(b"Surname;Errors\\nHale;The email is required.\\n", ["Surname"])[0].row
    {'Surname': 'Hale'}
    """
    text = _text(content)
    if text is None:
        return None
    start = text.lstrip()[:1]
    if start in ("[", "{"):
        return _read_json(text)
    rows = _table(text, headers)
    if not rows or start == "<":
        return None
    return _read_rows([name.strip() for name in rows[0]], rows[1:], set(headers))


def _read_json(text: str) -> list[Refusal] | None:
    try:
        decoded = json.loads(text)
    except ValueError:
        return None
    inner = decoded.get("data", decoded.get("errors", decoded)) if isinstance(decoded, dict) else decoded
    return read_inline(inner)


def _read_rows(header: list[str], rows: list[list[str]], own: set[str]) -> list[Refusal] | None:
    complaining = [place for place, name in enumerate(header) if _complains(name) and name not in own]
    # A file of the firm's may itself have a column "Reason"; then the one further right is Plannr's.
    complaining = complaining or [place for place, name in enumerate(header) if _complains(name)][-1:]
    naming = [place for place, name in enumerate(header) if _words(name) in _FIELD_COLUMNS and name not in own]
    if not complaining and not own & set(header):
        return None
    refusals = []
    for number, cells in enumerate(rows, 2):
        said = dict(enumerate(cells))
        field = next((said[place].strip() for place in naming if said.get(place, "").strip()), None)
        complaints = tuple(
            Complaint(item.message, item.field or field)
            for place in complaining
            for item in _complaints(_maybe_json(said.get(place, "")))
            if item.message != _NO_REASON
        )
        row = {name: said.get(place, "") for place, name in enumerate(header) if place not in (*complaining, *naming)}
        refusals.append(Refusal(row, complaints or (Complaint(_NO_REASON),), f"report row {number}"))
    return refusals


def _complains(header: str) -> bool:
    return _COMPLAINT_COLUMNS.fullmatch(_words(header)) is not None


def _words(header: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.casefold()).split())


def _row_of(item: Any) -> dict[str, str]:
    if not isinstance(item, Mapping):
        return {}
    for name, value in item.items():
        if name != "errors" and isinstance(value, Mapping):
            return _plain_cells(value)
    return _plain_cells({name: value for name, value in item.items() if not _complains(str(name))})


def _reasons_of(item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    if "errors" in item:
        return item["errors"]
    return next((value for name, value in item.items() if _complains(str(name))), None)


def _plain_cells(row: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name).strip(): _cell(value) for name, value in row.items() if not isinstance(value, list | dict)}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _complaints(said: Any) -> tuple[Complaint, ...]:
    """Reasons from a dict field -> sentences, a list, or text; at least one."""
    found: list[Complaint] = []
    if isinstance(said, Mapping):
        for field, sentences in said.items():
            found += [Complaint(text, str(field)) for text in _sentences(sentences)]
    else:
        found = [Complaint(text) for text in _sentences(said)]
    return tuple(found) or (Complaint(_NO_REASON),)


def _sentences(said: Any) -> Iterable[str]:
    if isinstance(said, list):
        return [text for item in said for text in _sentences(item)]
    if isinstance(said, Mapping):
        return [text for item in said.values() for text in _sentences(item)]
    text = "" if said is None else str(said)
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]


def _maybe_json(text: str) -> Any:
    if text.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _text(content: bytes) -> str | None:
    if b"\0" in content[:4096]:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _table(text: str, headers: Sequence[str]) -> list[list[str]]:
    """Rows of the delimiter whose first row shows the most names we know."""
    known = set(headers)
    first = text.lstrip().partition("\n")[0]

    def fits(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([first.rstrip("\r")], delimiter=delimiter), [])
        return len(known & set(names)), len(names)

    delimiter = max(_DELIMITERS, key=fits)
    # A refused row comes back whole, and a cell may be longer than the 128 kB the standard library stops at.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error:
        pass  # a broken row ends what can be read; counts that do not add up then tell of it
    return rows
