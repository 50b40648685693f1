"""The same person twice, by Plannr's own rule: first name, last name and date of birth, case ignored (documented).

<https://support.plannrcrm.com/en/articles/15482362-duplicate-client-detection>
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue.phrases import PLACEHOLDERS_AND_ZERO, PLACEHOLDERS_IN_NAMES
from plannr_nb.checks.cells import folded
from plannr_nb.checks.columns import as_date
from plannr_nb.checks.expectation import NO_DATES
from plannr_nb.checks.known_records import KnownRecords, known_records
from plannr_nb.readable import ReadableFrame
from plannr_nb.records import as_records

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EVIDENCE", "PERSON", "doubles_in", "doubles_of", "evidence", "in_words", "same_people"]

PERSON = ("first_name", "last_name", "date_of_birth")
# What else tells two namesakes apart, or says that they are one; the most telling first.
EVIDENCE = {
    "ni_number": "National Insurance number",
    "email": "e-mail",
    "phone": "phone",
    "postcode": "postcode",
    "address_1": "address",
}
_PAIRED_IN_FULL = 20


def same_people(records: pd.DataFrame, against: Any = None) -> ReadableFrame:
    """Records that Plannr will take for the same person, as pairs with what else agrees and what differs.

    Its rule is first name, last name and date of birth, without any difference of capitals. It flags such clients, also
    on import, and cannot merge them.

    Parameters
    ----------
    records
        Records of clients; those excluded are left out.
    against
        A `PlannrClient`, whose accounts are read, or a frame of other clients. Left out, the pairs are within the
        records.

    Returns
    -------
    ReadableFrame
        One row per pair: ``record_id`` and ``source_row``; ``other``, the record id or, in Plannr, the uuid, and
        ``other_row``; ``where``, ``records`` or ``against``; ``by``, ``date of birth``, or ``e-mail`` where Plannr does
        not tell dates of birth; ``agree`` and ``differ``, the fields filled in both. Of more than twenty alike
        each is paired with the first only. No cell values.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"first_name": ["Sam", "SAM"], "last_name": ["Evans", "Evans"],
    ...                        "date_of_birth": ["01/02/1960"] * 2, "email": ["s@example.com", "e@example.com"]})
    >>> same_people(people)[["record_id", "other", "agree", "differ"]].to_dict("records")
    [{'record_id': '0', 'other': '1', 'agree': '', 'differ': 'email'}]
    """
    import pandas as pd

    named = as_records(records)
    sent = named[named["excluded"].isna()].reset_index()
    rows = []
    for one, other in doubles_in(sent):
        rows.append(_pair(sent.loc[one], sent.loc[other], "records", "date of birth"))
    if against is not None:
        theirs = known_records(against, "clients")
        for by in ("date of birth", "e-mail"):
            for one, other in doubles_of(sent, theirs, by=by):
                rows.append(_pair(sent.loc[one], theirs.frame.loc[other], "against", by))
    columns = ["record_id", "source_row", "other", "other_row", "where", "by", "agree", "differ"]
    found = pd.DataFrame(rows, columns=columns)
    return ReadableFrame(found.astype({"source_row": "Int64", "other_row": "Int64"}))


def doubles_in(frame: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Pairs of index labels, in the order of the rows."""
    if any(name not in frame.columns for name in PERSON):
        return []
    namesakes = _names(frame)
    some = frame[namesakes.notna() & namesakes.duplicated(keep=False)]
    if some.empty:
        return []
    keys = _person_keys(some)
    alike = keys[keys.duplicated(keep=False)]
    pairs: list[tuple[Any, Any]] = []
    for _, group in alike.groupby(alike, sort=False):
        labels = group.index.tolist()
        if len(labels) <= _PAIRED_IN_FULL:
            pairs.extend(combinations(labels, 2))
        else:
            pairs.extend((labels[0], each) for each in labels[1:])
    return pairs


def doubles_of(frame: pd.DataFrame, theirs: KnownRecords, *, by: str) -> Iterator[tuple[Any, Any]]:
    """Index labels of a record and of what is known of the same person elsewhere; never a record and itself."""
    last = "date_of_birth" if by == "date of birth" else "email"
    ours, there = _person_keys(frame, last), _person_keys(theirs.frame, last)
    there = there[there.isin(ours)]
    places: dict[str, list[int]] = {}
    for place, key in zip(there.index.tolist(), there.tolist(), strict=True):
        places.setdefault(key, []).append(place)
    both = ours[ours.isin(there)]
    for label, key in zip(both.index.tolist(), both.tolist(), strict=True):
        for other in places.get(key, ()):
            one: Any = frame.loc[label]
            two: Any = theirs.frame.loc[other]
            # Where both days are known, Plannr's own rule has spoken.
            both_born = by == "e-mail" and bool(_plain(one.get("date_of_birth")) and _plain(two.get("date_of_birth")))
            if not both_born and not _itself(one, two):
                yield label, other


def evidence(one: pd.Series, other: pd.Series) -> tuple[list[str], list[str]]:
    """Which telling fields, filled in both, agree and which differ."""
    agree: list[str] = []
    differ: list[str] = []
    for field in EVIDENCE:
        ours, theirs = _plain(one.get(field)), _plain(other.get(field))
        if ours and theirs:
            (agree if ours == theirs else differ).append(field)
    return agree, differ


def in_words(fields: list[str]) -> str:
    return ", ".join(EVIDENCE[field] for field in fields)


def _pair(one: pd.Series, other: pd.Series, where: str, by: str) -> dict[str, Any]:
    agree, differ = evidence(one, other)
    return {
        "record_id": one["record_id"],
        "source_row": one["source_row"],
        "other": other["record_id"] if where == "records" else other.get("uuid") or other.get("source_key"),
        "other_row": other.get("source_row"),
        "where": where,
        "by": by,
        "agree": ", ".join(agree),
        "differ": ", ".join(differ),
    }


def _person_keys(frame: pd.DataFrame, last: str = "date_of_birth") -> pd.Series:
    """One text per row that has all three parts, and says something in each."""
    import pandas as pd

    if any(name not in frame.columns for name in ("first_name", "last_name", last)):
        return pd.Series([], index=frame.index[:0], dtype="str")
    third = folded(frame[last]).str.strip()
    third = third.where(~third.isin(sorted({*PLACEHOLDERS_AND_ZERO, *NO_DATES})))
    if last == "date_of_birth":
        # What is no date can be the same all the same.
        third = as_date(third).fillna(third)
    return (_names(frame) + "\x1f" + third).dropna().astype("str")


def _names(frame: pd.DataFrame) -> pd.Series:
    """First and last name as one text, missing where one of them is or says that it is not known."""
    first, last = (folded(frame[name]).str.strip() for name in ("first_name", "last_name"))
    no_name = sorted(PLACEHOLDERS_IN_NAMES)
    return (first + "\x1f" + last).mask(first.isin(no_name) | last.isin(no_name)).astype("str")


def _itself(one: pd.Series, other: pd.Series) -> bool:
    """Whether the two are one record, met in both frames."""
    for name in ("uuid", "source_key"):
        ours, theirs = _plain(one.get(name)), _plain(other.get(name))
        if ours and theirs:
            return ours == theirs
    here, there = ((_plain(row.get("source_file")), row.get("record_id")) for row in (one, other))
    return there[1] is not None and here == there


def _plain(cell: Any) -> str:
    return "".join(cell.split()).casefold() if isinstance(cell, str) else ""
