"""Refused rows as rows of the problem table, and as a reason in the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from plannr_nb import problems
from plannr_nb.problems import FoundBy, ProblemCode, Severity

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.report.joining import Joined, Sent, Verdict
    from plannr_nb.report.refusals import Complaint

__all__ = ["REFUSED", "problems_from_refusals", "reasons"]

REFUSED = ProblemCode("refused", Severity.ERROR, "Plannr refused the row", FoundBy.PLANNR)
_MASK = "…"
_SHORTEST_MASKED = 3
_NEVER_MASKED = frozenset(("true", "false", "yes"))  # what many a sentence asks for, and every other cell holds


def problems_from_refusals(
    verdict: Verdict, sent: Sent, source_rows: Mapping[str, Any], headers: Mapping[str, str]
) -> pd.DataFrame:
    """A problem for each complaint, in file order; those that belong to no record last.

    Parameters
    ----------
    source_rows
        Record id -> source row.
    headers
        Field -> header of the source, where the file was sent with its own headers.
    """
    fields = _FieldFinder(sent)
    columns: dict[str, list[Any]] = {name: [] for name in problems.COLUMNS}

    def add(record_id: str | None, complaint: Complaint, cells: Mapping[str, str], quoted: Iterable[str]) -> None:
        field = fields.of(complaint)
        cell = {
            "record_id": record_id,
            "source_row": source_rows.get(record_id) if record_id is not None else None,
            "header": headers.get(field) if field else None,
            "field": field,
            "code": REFUSED.code,
            "severity": str(REFUSED.severity),
            "value": cells.get(field) if field else None,
            "message": without_cells(complaint.message, quoted, sent.places),
            "found_by": str(REFUSED.found_by),
        }
        for name, value in cell.items():
            columns[name].append(value)

    filled = sent.filled(sorted(verdict.refused))
    for row, by_place in filled.items():
        cells = {name: by_place[place] for name, place in sent.places.items() if place in by_place}
        for complaint in _complaints(verdict.refused[row]):
            add(sent.record_ids[row], complaint, cells, _private(by_place, sent))
    for joined in verdict.loose:
        for complaint in joined.refusal.complaints:
            add(None, complaint, joined.refusal.row, joined.refusal.row.values())
    return problems.table(columns)


def reasons(verdict: Verdict, sent: Sent) -> dict[int, tuple[str, str]]:
    """Row of the file -> reason and evidence, for the rows refused for certain. Holds no cells."""
    fields = _FieldFinder(sent)
    filled = sent.filled(sorted(verdict.refused))
    told = {}
    for row, said in verdict.refused.items():
        texts = []
        for complaint in _complaints(said):
            text = without_cells(complaint.message, _private(filled[row], sent), sent.places)
            field = fields.of(complaint)
            texts.append(f"{field}: {text}" if field else text)
        told[row] = ("; ".join(dict.fromkeys(texts)), f"{said[0].refusal.where}, joined {said[0].how}")
    return told


def without_cells(message: str, cells: Iterable[str], fields: Iterable[str]) -> str:
    """The message with every cell it quotes masked, so that equal causes read alike and nobody's data is repeated.

    Names of fields stay, also where a cell happens to hold the same word.

    Examples
    --------
    >>> without_cells("The email ann@example.com has been taken.", ["ann@example.com", "email"], ["email"])
    'The email … has been taken.'
    """
    kept = _kept(tuple(fields))
    quoted = {text for cell in cells if len(text := cell.strip()) >= _SHORTEST_MASKED and text.casefold() not in kept}
    found = [text for text in quoted if text.casefold() in message.casefold()]
    for text in sorted(found, key=len, reverse=True):
        message = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", _MASK, message, flags=re.IGNORECASE)
    return message


@lru_cache(maxsize=8)
def _kept(fields: tuple[str, ...]) -> frozenset[str]:
    return _NEVER_MASKED.union(map(_words, fields))


def _private(cells: Mapping[int, str], sent: Sent) -> list[str]:
    open_places = {sent.places[name] for name in sent.quotable if name in sent.places}
    return [cell for place, cell in cells.items() if place not in open_places]


class _FieldFinder:
    """The field a complaint names, or the one its sentence speaks of first."""

    def __init__(self, sent: Sent) -> None:
        self._fields = {_words(name): name for name in sent.places}
        self._by_header = {sent.headers[place]: name for name, place in sent.places.items()}
        self._known: dict[Complaint, str | None] = {}

    def of(self, complaint: Complaint) -> str | None:
        if complaint not in self._known:
            named = complaint.field
            self._known[complaint] = self._spoken_of(complaint.message) if named is None else self._named(named)
        return self._known[complaint]

    def _named(self, name: str) -> str:
        if name in self._by_header:
            return self._by_header[name]
        base = name.partition(".")[0]  # Laravel writes owners.0 for the first of several
        return base if base in self._fields.values() else name

    def _spoken_of(self, message: str) -> str | None:
        text = f" {_words(message)} "
        spoken = {words: text.find(f" {words} ") for words in self._fields}
        found = [words for words, at in spoken.items() if at >= 0]
        best = min(found, key=lambda words: (spoken[words], -len(words)), default=None)
        return None if best is None else self._fields[best]


def _complaints(said: Sequence[Joined]) -> list[Complaint]:
    return list(dict.fromkeys(complaint for joined in said for complaint in joined.refusal.complaints))


def _words(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
