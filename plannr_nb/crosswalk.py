"""The old system's references and Plannr's uuids: read back, and put into the records that come next.

How an import tells the new uuids is published nowhere (unknown), so they are read from the lists of clients and plans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from plannr_nb import problems as problem_table
from plannr_nb.catalogue.patterns import UUID
from plannr_nb.errors import RecordsError, did_you_mean
from plannr_nb.journal import ALREADY_STORED
from plannr_nb.journal import open as open_journal
from plannr_nb.problems import FoundBy, ProblemCode, Severity
from plannr_nb.records import as_records, field_columns

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.client import PlannrClient

__all__ = ["OWNER_MISSING", "OWNER_UNCERTAIN", "OWNER_WAITING", "link", "read_back"]

# `link` shapes a cell further, and what it says of one goes before the check's complaint that this is no uuid.
OWNER_MISSING = ProblemCode(
    "owner_missing",
    Severity.ERROR,
    "no record of that reference is known in Plannr; send the owner first, or exclude this record",
    FoundBy.SHAPE,
)
OWNER_WAITING = ProblemCode(
    "owner_waiting",
    Severity.ERROR,
    "the owner of that reference is known, and was not found in Plannr; send it first, then read back and link again",
    FoundBy.SHAPE,
)
OWNER_UNCERTAIN = ProblemCode(
    "owner_uncertain",
    Severity.ERROR,
    "which record of Plannr has that reference is not certain; look it up there and fill in the uuid by hand",
    FoundBy.SHAPE,
)
_COLUMNS = ("record_id", "source_key", "uuid", "matched_by", "certain")
_TRUTHS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
_IN_PLANNR = ("created", "updated", "unchanged", "unknown")


class SentRun(Protocol):
    """What `read_back` needs of a run."""

    record_type: str
    mode: str
    ledger: pd.DataFrame
    journal: Path
    import_id: int | None

    def sent(self) -> pd.DataFrame: ...


def read_back(client: PlannrClient, run: SentRun) -> pd.DataFrame:
    """Find the uuids of the records of a run, for clients and plans.

    A record is found by the external reference it was sent with, where Plannr gives those back; else clients by
    e-mail, names and date of birth, and plans by policy number and owner. A match counts only if nothing else on
    either side matches; a client that only agrees in its name is shown and is not certain.

    Parameters
    ----------
    run
        Its records that are in Plannr, may be, or were held back because an earlier store had made them are looked
        for. What was sent is read from the file on disk. Certain uuids are written into its ledger and its journal.

    Returns
    -------
    DataFrame
        One row per record looked for, in ledger order: ``record_id``, ``source_key``, ``uuid`` missing where nothing
        or more than one thing matches, ``matched_by`` text, ``certain`` bool.

    Raises
    ------
    RecordsError
        Another record type, a rehearsal by ``validate``, or a file that is gone or has changed.
    """
    import pandas as pd

    if run.mode == "validate":
        raise RecordsError("a run in mode validate leaves nothing in Plannr to read back; send the file first")
    ledger = run.ledger
    stored = ledger["outcome"].isin(_IN_PLANNR) | (ledger["reason"] == ALREADY_STORED)
    wanted = ledger.loc[stored, ["record_id", "source_key"]].set_index("record_id")
    sent = run.sent()
    sent = sent.loc[sent.index.isin(wanted.index)].reindex(wanted.index)
    if run.mode == "update":
        found = pd.DataFrame({"uuid": sent["uuid"], "matched_by": "uuid", "certain": True}, index=wanted.index)
    elif run.record_type == "clients":
        theirs = _each_once(client.accounts(type="client", include=["external_references", "primary_email"]))
        found = _find(sent, theirs, (_BY_REFERENCE, _person_step(theirs), _BY_NAMES))
    elif run.record_type == "plans":
        theirs = _each_once(client.plans(include=["client", "external_references"]))
        found = _find(sent, theirs, (_BY_REFERENCE, _BY_POLICY))
    else:
        raise RecordsError(
            f"{run.record_type} cannot be read back; only clients and plans have a list that tells them apart"
        )
    crosswalk = wanted.join(found).reset_index()[list(_COLUMNS)]
    _write_down(run, crosswalk)
    return crosswalk


def link(
    records: pd.DataFrame, crosswalk: pd.DataFrame, to: str = "client_uuid", *, separator: str = ";"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put uuids in place of the old system's references of the owners.

    Parameters
    ----------
    records
        A frame of records whose field `to` holds source keys of owners.
    crosswalk
        Of `read_back`, or several of them under each other. Only certain matches are used; set ``certain`` to True
        in a row that a person has looked up. Rows added without a uuid stand for owners that are still to be sent.
        May have been saved and read again: ``certain`` is true or false, or 1 or 0, as text too.
    to
        The field to fill. A cell may hold several keys.
    separator
        Between several keys in a cell, and between the uuids put there. Which one Plannr wants is unknown.

    Returns
    -------
    records, problems
        A new frame of as many rows in the same order, and a problem table, one row per key: ``owner_missing``, the
        crosswalk does not have it; ``owner_waiting``, it does, and nothing in Plannr matched; ``owner_uncertain``,
        more than one thing or not enough of it did. A cell with such a key keeps its whole text. Cells of uuids are
        left alone.

    Raises
    ------
    RecordsError
        No such field in the records, or a crosswalk that is no frame, lacks a column or does not say of each row
        whether it is certain.

    Examples
    --------
    >>> import pandas as pd
    >>> plans = pd.DataFrame({"client_uuid": ["C1", "C9"]})
    >>> known = pd.DataFrame({"source_key": ["C1"], "uuid": ["4308c6fe-513d-4334-a7ec-9cc0e082d5e4"],
    ...                       "certain": [True]})
    >>> linked, problems = link(plans, known)
    >>> linked["client_uuid"].tolist()
    ['4308c6fe-513d-4334-a7ec-9cc0e082d5e4', 'C9']
    >>> problems[["record_id", "code", "value"]].to_numpy().tolist()
    [['1', 'owner_missing', 'C9']]
    """
    named = as_records(records)
    if to not in field_columns(named):
        raise RecordsError(f'the records have no field "{to}" to link; {did_you_mean(to, field_columns(named))}')
    lookup = _lookup(crosswalk)
    linked = {cell: _linked(cell, lookup, separator) for cell in named[to].dropna().unique()}
    named[to] = named[to].map({cell: item.text for cell, item in linked.items()}).astype("str")
    originals = as_records(records)[to]
    tables = [
        code.problems(record_id=hit.index.tolist(), source_row=named.loc[hit.index, "source_row"].tolist(),
                      field=to, value=hit.tolist())
        for code in (OWNER_MISSING, OWNER_WAITING, OWNER_UNCERTAIN)
        for hit in [_complained_of(originals, linked, code)]
    ]  # fmt: skip
    problems = problem_table.merge(tables)
    order = problems["record_id"].map({record_id: place for place, record_id in enumerate(named.index)})
    return named, problems.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


@dataclass(frozen=True)
class _Linked:
    text: str
    complaints: tuple[tuple[ProblemCode, str], ...] = ()  # and the key


def _linked(cell: str, lookup: Mapping[str, str | ProblemCode], separator: str) -> _Linked:
    keys = [cell.strip()] if cell.strip() in lookup else [key.strip() for key in cell.split(separator) if key.strip()]
    complaints = []
    uuids = []
    for key in keys:
        found = lookup.get(key, key if re.fullmatch(UUID, key) else OWNER_MISSING)
        if isinstance(found, ProblemCode):
            complaints.append((found, key))
        else:
            uuids.append(found)
    return _Linked(cell, tuple(complaints)) if complaints else _Linked(separator.join(dict.fromkeys(uuids)))


def _complained_of(cells: pd.Series, linked: Mapping[str, _Linked], code: ProblemCode) -> pd.Series:
    keys = {cell: [key for said, key in item.complaints if said is code] for cell, item in linked.items()}
    return cells.dropna().map(keys).explode().dropna()


def _lookup(crosswalk: pd.DataFrame) -> dict[str, str | ProblemCode]:
    """Source key -> uuid, or what to say of it where that is not certain."""
    import pandas as pd

    if not isinstance(crosswalk, pd.DataFrame):
        raise RecordsError(f"the crosswalk is a {type(crosswalk).__name__} and no frame; hand in what read_back gave")
    missing = [name for name in ("source_key", "uuid", "certain") if name not in crosswalk.columns]
    if missing:
        raise RecordsError(f"the crosswalk has no column {', '.join(missing)}; hand in what read_back gave")
    known = crosswalk[crosswalk["source_key"].notna()]
    matched = known["uuid"].notna()
    if "matched_by" in known.columns:
        matched |= known["matched_by"].notna()
    sure = known[_certain(known["certain"]) & known["uuid"].notna()].drop_duplicates(["source_key", "uuid"])
    tied = sure["source_key"][sure["source_key"].duplicated(keep=False)]
    lookup: dict[str, str | ProblemCode] = dict.fromkeys(known["source_key"], OWNER_WAITING)
    lookup.update(dict.fromkeys(known["source_key"][matched], OWNER_UNCERTAIN))
    lookup.update(zip(sure["source_key"], sure["uuid"], strict=True))
    lookup.update(dict.fromkeys(tied, OWNER_UNCERTAIN))
    return lookup


def _certain(given: pd.Series) -> pd.Series:
    """Truth values, also where they have been through a file and are text now: "False" is a filled text."""
    import pandas as pd

    words = given.map({item: str(item).strip().casefold() for item in given.dropna().unique()})
    unreadable = int((~words.isin(_TRUTHS)).sum())
    if unreadable:
        raise RecordsError(
            f'column "certain" of the crosswalk is missing or neither true nor false in {unreadable} of {len(given)} '
            "rows; write True only where a person has looked the uuid up, else False"
        )
    return pd.Series(words.map(_TRUTHS), index=given.index, dtype="bool")


# reading back


@dataclass(frozen=True)
class _Step:
    """One way to tell records apart. `ours` and `theirs` make a key of a row, None where it has none."""

    name: str
    certain: bool
    ours: Callable[[Mapping[str, str]], tuple[str, ...] | None]
    theirs: Callable[[Mapping[str, Any]], list[tuple[str, ...]]]


def _find(sent: pd.DataFrame, theirs: list[dict[str, Any]], steps: Iterable[_Step]) -> pd.DataFrame:
    """``uuid, matched_by, certain`` per record; each step takes the records that those before have left."""
    import pandas as pd

    rows = {str(name): _filled(row) for name, row in zip(sent.index, sent.to_dict("records"), strict=True)}
    found: dict[str, tuple[str | None, str | None, bool]] = {}
    for step in steps:
        ours: dict[tuple[str, ...], list[str]] = {}
        for record_id, row in rows.items():
            if (key := step.ours(row)) is not None:
                ours.setdefault(key, []).append(record_id)
        there: dict[tuple[str, ...], set[str]] = {}
        for item in theirs:
            for key in step.theirs(item):
                there.setdefault(key, set()).add(str(item["uuid"]))
        for key, record_ids in ours.items():
            uuids = there.get(key, set())
            for record_id in record_ids:
                if not uuids or record_id in found:
                    continue
                if len(record_ids) == len(uuids) == 1:
                    found[record_id] = (next(iter(uuids)), step.name, step.certain)
                else:
                    found[record_id] = (None, f"{step.name}: {len(record_ids)} records, {len(uuids)} in Plannr", False)
    columns = [found.get(record_id, (None, None, False)) for record_id in rows]
    frame = pd.DataFrame(columns, columns=["uuid", "matched_by", "certain"], index=sent.index)
    return frame.astype({"uuid": "str", "matched_by": "str", "certain": "bool"})


def _each_once(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pages can overlap while somebody else adds to the list."""
    return list({str(item["uuid"]): item for item in items if item.get("uuid")}.values())


def _our_reference(row: Mapping[str, str]) -> tuple[str, ...] | None:
    value = row.get("external_reference_value")
    return (value, row.get("external_reference_source", "")) if value else None


def _their_references(item: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Each reference with and without its source. What the items look like is not published (unknown)."""
    keys: dict[tuple[str, ...], None] = {}
    for reference in item.get("external_references") or []:
        held = reference if isinstance(reference, Mapping) else {"value": reference}
        value = next((_text(held[name]) for name in ("value", "reference", "external_id", "id") if held.get(name)), "")
        if value:
            keys[value, _text(held.get("source") or held.get("name"))] = None
            keys[value, ""] = None
    return list(keys)


def _person_step(theirs: Iterable[Mapping[str, Any]]) -> _Step:
    """Dates of birth count only if the list of accounts tells any: its page does not show the attribute (unknown)."""
    told = any(item.get("date_of_birth") for item in theirs)

    def ours(row: Mapping[str, str]) -> tuple[str, ...] | None:
        email, born = _folded(row.get("email")), _iso_date(row.get("date_of_birth")) if told else ""
        names = _our_names(row)
        return (*names, email, born) if names and (email or born) else None

    def theirs_of(item: Mapping[str, Any]) -> list[tuple[str, ...]]:
        born = _iso_date(_text(item.get("date_of_birth")))
        return [(*names, _their_email(item), born) for names in _their_names(item)]

    return _Step(f"e-mail, names{' and date of birth' if told else ''}", True, ours, theirs_of)


def _our_names(row: Mapping[str, str]) -> tuple[str, ...] | None:
    names = tuple(_folded(row.get(name)) for name in ("first_name", "last_name", "entity_name"))
    return names if any(names) else None


def _their_names(item: Mapping[str, Any]) -> list[tuple[str, ...]]:
    names = [_folded(_text(item.get(name))) for name in ("first_name", "last_name", "entity_name")]
    if not any(names):
        names[2] = _folded(_text(item.get("name")))
    return [tuple(names)] if any(names) else []


def _their_email(item: Mapping[str, Any]) -> str:
    for name in ("primary_email", "email"):
        held = item.get(name)
        address = held.get("email") or held.get("address") if isinstance(held, Mapping) else held
        if address:
            return _folded(_text(address))
    return ""


def _our_policy(row: Mapping[str, str]) -> tuple[str, ...] | None:
    number, owner = _folded(row.get("policy_number")), _folded(row.get("client_uuid"))
    return (number, owner) if number and owner else None


def _their_policy(item: Mapping[str, Any]) -> list[tuple[str, ...]]:
    main, owner = item.get("main_account") or {}, item.get("client") or {}
    number = _folded(_text(item.get("policy_number") or main.get("policy_number")))
    uuid = _folded(_text(owner.get("uuid") or item.get("client_uuid")))
    return [(number, uuid)] if number and uuid else []


_BY_REFERENCE = _Step("external reference", True, _our_reference, _their_references)
_BY_NAMES = _Step("names only", False, _our_names, _their_names)
_BY_POLICY = _Step("policy number and owner", True, _our_policy, _their_policy)


def _filled(row: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): cell.strip() for name, cell in row.items() if isinstance(cell, str)}


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _iso_date(text: str | None) -> str:
    """A date of ours (day/month/year) or of the API (ISO, perhaps with a time) in one form; other text as it is."""
    text = (text or "").strip()
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else text


def _write_down(run: SentRun, crosswalk: pd.DataFrame) -> None:
    sure = crosswalk[crosswalk["certain"] & crosswalk["uuid"].notna()]
    uuids = dict(zip(sure["record_id"], sure["uuid"], strict=True))
    ledger = run.ledger.copy()
    ledger["uuid"] = ledger["record_id"].map(uuids).astype("str").fillna(ledger["uuid"])
    run.ledger = ledger
    if run.import_id is not None:
        open_journal(run.journal).give_uuids(run.import_id, uuids)
