"""The lane of the rules that great_expectations has no expectation for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue.patterns import UUID
from plannr_nb.checks.beyond import BEYOND
from plannr_nb.checks.columns import as_date
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.expressions import undecided_or_true
from plannr_nb.checks.jumps import jumping
from plannr_nb.checks.outcome import Outcome
from plannr_nb.checks.people import doubles_in, doubles_of, evidence, in_words

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.checks.known_records import KnownRecords

__all__ = ["LANE", "run"]

LANE = "plannr_nb"
_SEVERAL = re.compile(r"\s*;\s*")
_NAMED_BY = ("uuid", "source_key", "source_file", "source_row")
_Pairs = Sequence[tuple[list[str], list[str]]]


class _NothingToSayError(Exception):
    """Why nothing can be said, without any cell value."""


def run(frame: pd.DataFrame, item: Expectation) -> Outcome:
    """How one of them ended. A rule that raises did not run: that is never a fault of the records.

    Parameters
    ----------
    frame
        Records; a column that the rule reads may be wanting only where the rule can do without it.
    """
    seen = frame
    if item.columns:
        seen = frame[[name for name in (*item.columns, *_NAMED_BY) if name in frame.columns]]
    plain = seen.reset_index(drop=seen.index.name != "record_id" or "record_id" in seen.columns)
    try:
        positions, messages = _KINDS[item.type.removeprefix(BEYOND)](plain, item)
    except _NothingToSayError as reason:
        return Outcome.not_run(str(reason))
    except Exception as error:  # a user's function may raise anything, and its text may quote a cell
        return Outcome.not_run(type(error).__name__)
    return Outcome(
        success=not positions,
        positions=positions,
        unexpected_count=len(positions),
        messages=messages,
        lane=LANE,
    )


_Found = tuple[list[int], list[str] | None]


def _same_person(frame: pd.DataFrame, item: Expectation) -> _Found:
    found: dict[int, list[tuple[list[str], list[str]]]] = {}
    for one, other in doubles_in(frame):
        told = evidence(frame.loc[one], frame.loc[other])
        found.setdefault(one, []).append(told)
        found.setdefault(other, []).append(told)
    return _with_evidence(found, item)


def _known_person(frame: pd.DataFrame, item: Expectation) -> _Found:
    theirs: KnownRecords = item.kwargs["against"]
    by = item.kwargs["by"]
    if by == "date of birth" and len(theirs.frame) and not theirs.tells("date_of_birth"):
        raise _NothingToSayError("the clients checked against tell no dates of birth")
    found: dict[int, list[tuple[list[str], list[str]]]] = {}
    for one, other in doubles_of(frame, theirs, by=by):
        agree, differ = evidence(frame.loc[one], theirs.frame.loc[other])
        found.setdefault(one, []).append(([name for name in agree if by != "e-mail" or name != "email"], differ))
    return _with_evidence(found, item)


def _with_evidence(found: Mapping[int, _Pairs], item: Expectation) -> _Found:
    """One text per cause: what agrees and differs in the pair that agrees most."""
    positions = sorted(found)
    messages = []
    for place in positions:
        agree, differ = max(found[place], key=lambda pair: (len(pair[0]), -len(pair[1])))
        said = [f"{in_words(agree)} {'agrees' if len(agree) == 1 else 'agree'} too"] if agree else []
        said += [f"{in_words(differ)} {'differs' if len(differ) == 1 else 'differ'}"] if differ else []
        messages.append(f"{item.message} ({'; '.join(said)})" if said else item.message)
    return positions, messages


def _jump(frame: pd.DataFrame, item: Expectation) -> _Found:
    return jumping(frame), None


def _reference(frame: pd.DataFrame, item: Expectation) -> _Found:
    theirs: KnownRecords = item.kwargs["against"]
    places, asks = theirs.places(), item.kwargs["asks"]
    sent = theirs.frame["excluded"].isna().tolist()

    def wrong(name: str) -> bool:
        there = places.get(name.casefold())
        if asks == "excluded":
            return there is not None and not any(sent[place] for place in there)
        is_id = re.fullmatch(UUID, name) is not None
        if asks == "link":
            return there is not None and not is_id
        return there is None and (asks == "not given") == (is_id and not theirs.complete)

    cells = frame[item.columns[0]]
    verdicts = {
        cell: any(wrong(name) for name in (_SEVERAL.split(cell) if item.kwargs.get("many") else [cell]) if name)
        for cell in (str(cell).strip() for cell in cells.dropna().unique())
    }
    found = cells.str.strip().map(verdicts)
    return [place for place, bad in enumerate(found.array) if bad is True or bad == 1], None


def _born_before(frame: pd.DataFrame, item: Expectation) -> _Found:
    theirs: KnownRecords = item.kwargs["against"]
    if not len(theirs.frame):
        return [], None
    if not theirs.tells("date_of_birth"):
        raise _NothingToSayError("the clients checked against tell no dates of birth")
    days = as_date(theirs.frame["date_of_birth"]).tolist()
    born: dict[str, str] = {}
    for name, places in theirs.places().items():
        known = {day for day in (days[place] for place in places) if isinstance(day, str)}
        if len(known) == 1:  # two owners of one reference: nobody can tell whose birth counts
            born[name] = known.pop()
    opened = as_date(frame["opened_at"]).tolist()
    owners = frame["client_uuid"].str.strip().str.casefold().tolist()
    pairs = zip(opened, owners, strict=True)
    return [
        place for place, (day, owner) in enumerate(pairs) if isinstance(day, str) and day < born.get(owner, "")
    ], None


def _condition(frame: pd.DataFrame, item: Expectation) -> _Found:
    holds = undecided_or_true(item.kwargs["condition"], frame, date.today())
    return [place for place, good in enumerate(holds.tolist()) if not good], None


def _function(frame: pd.DataFrame, item: Expectation) -> _Found:
    """A user's own function of one record, given as a dict of text with None for what is blank or not mapped."""
    function, fields = item.kwargs["function"], dict.fromkeys(item.kwargs["fields"])
    objects = frame.astype("object").where(frame.notna(), None)
    failing = []
    for place, row in enumerate(objects.to_dict("records")):
        holds = function({**fields, **row})
        if type(holds).__name__ not in ("bool", "bool_"):
            raise _NothingToSayError(f"the function gave {type(holds).__name__}, and not True or False")
        if not holds:
            failing.append(place)
    return failing, None


_KINDS: dict[str, Callable[[Any, Expectation], _Found]] = {
    "same_person": _same_person,
    "known_person": _known_person,
    "jump": _jump,
    "reference": _reference,
    "born_before": _born_before,
    "condition": _condition,
    "function": _function,
}
