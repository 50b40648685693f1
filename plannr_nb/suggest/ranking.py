"""All evidence for all columns of a file, weighed together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING

from plannr_nb import catalogue
from plannr_nb.catalogue import Field, Kind, RecordType
from plannr_nb.suggest.assignment import assign
from plannr_nb.suggest.calibration import Standings, probability, standings
from plannr_nb.suggest.cells import Profile, agreement, profile_of, telling_alone
from plannr_nb.suggest.evidence import Match, matches_of, others_named
from plannr_nb.suggest.neighbours import beside, common_words, from_plannr, other_blocks
from plannr_nb.suggest.source_packs import PackChoice
from plannr_nb.suggest.synonyms import Vocabulary, vocabulary_of
from plannr_nb.suggest.told import Told, heed, told_of
from plannr_nb.suggest.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOT_CHOSEN", "SUGGESTED", "Weighed", "best_candidates", "suggest_mapping", "weigh"]

SUGGESTED = 0.65  # below this score leaving a column unmapped is the better bet: a wrong field costs more than a click
_WORTH_A_PLACE = 0.1
_TAKEN = 0.4  # what is left of a score when another column fits the field better
NOT_CHOSEN = 0.59  # at most, for what is not in the best overall answer: right as often as not, and never suggested
_FIRST_COMES_FIRST = 1e-4  # of two equal columns the one further left, which exports put the main one in

_LINKED_LATER = "holds the old system's references: link them to Plannr's ids after the import"
_FULL_NAME = (
    'a whole name, and Plannr ignores this field: take it apart with Part(header, "people", "first_name") and the like'
)
_COLUMNS = {"header": "str", "field": "str", "score": "float64", "reason": "str"}
_PLANNR_SETS_IT = "Plannr ignores this field on the way in"


@dataclass(frozen=True)
class Weighed:
    """The outcome for the columns of one file.

    Attributes
    ----------
    matches
        Per column: field -> match, before columns compete for a field.
    chosen
        Position of a column -> its field in the best overall answer.
    kinds
        Kind of each field of the record type.
    told
        What source packs and remembered mappings said of the columns.
    """

    headers: tuple[str, ...]
    profiles: tuple[Profile | None, ...]
    matches: tuple[dict[str, Match], ...]
    chosen: dict[int, str]
    kinds: dict[str, Kind]
    told: Told
    standings: Standings

    def score(self, place: int, name: str) -> float:
        """How likely it is that a column feeds a field."""
        match = self.matches[place][name]
        if match.told:  # is a probability already, and no list could teach it
            return match.score
        return probability(match, self.standings.of(place, name), self.kinds[name])


def suggest_mapping(
    source: pd.DataFrame | Sequence[str],
    record_type: str | RecordType,
    *,
    top: int = 3,
    packs: PackChoice = True,
    memory: str | PathLike[str] | None = None,
) -> pd.DataFrame:
    """Rank Plannr fields for each source header. Decides nothing.

    The words of the header count most; the cells, where there are any, confirm or contradict; neighbours tell which of
    several like columns is meant. All columns are weighed together, so the best candidate of a header is never the best
    candidate of another one too.

    Parameters
    ----------
    source
        A frame of text as `read_table` gives it, or its headers in file order.
    top
        Candidates kept per header, at least 1.
    packs
        True: a shipped source pack takes part where it recognises the system by its headers, and the reason says so.
        A system's name, or the path of a pack of one's own, or several of these: they take part in any case. False:
        none does. `packs` lists what there is.
    memory
        Folder with mappings that were confirmed before, see `remember`. What they did with a header is strong evidence;
        where they contradict each other the reason shows all of them.

    Returns
    -------
    DataFrame
        Best first within a header, headers in the order given. Columns: ``header`` str, ``field`` str, ``score`` float
        in 0..1, the share of such pairs that are right, as labelled lists of other systems taught, ``reason`` text,
        strongest evidence first. A header without a candidate has one row, field missing, score 0. From a score of
        `SUGGESTED` on a candidate is the better bet than leaving the column unmapped.

    Raises
    ------
    UnknownRecordType
        The message lists the record types that exist.
    CatalogueError
        A source pack that is not there or cannot be read.
    MappingError
        The memory is no folder, or holds a file that is no mapping.
    ValueError
        `top` is less than 1.

    Examples
    --------
    >>> suggest_mapping(["Surname"], "clients", top=1)["field"].item()
    'last_name'
    >>> suggest_mapping(["Shoe size"], "clients")[["field", "score"]].values.tolist()
    [[nan, 0.0]]
    """
    import pandas as pd

    from plannr_nb.readable import ReadableFrame

    if top < 1:
        raise ValueError(f"top is {top}; at least one candidate is kept per header")
    loaded = catalogue.load(record_type)
    weighed = weigh(source, loaded, packs=packs, memory=memory)
    rows: list[tuple[str, str | None, float, str]] = []
    for place, header in enumerate(weighed.headers):
        ranked = _ranked(place, weighed)[:top]
        rows += [(header, match.field, round(match.score, 3), _reason(match, loaded)) for match in ranked]
        if not ranked:
            rows.append((header, None, 0.0, weighed.told.remark(place) or "nothing speaks for any field"))
    columns = zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    return ReadableFrame(
        {name: pd.Series(cells, dtype=dtype) for (name, dtype), cells in zip(_COLUMNS.items(), columns, strict=True)}
    )


def weigh(
    source: pd.DataFrame | Sequence[str],
    record_type: RecordType,
    *,
    packs: PackChoice = True,
    memory: str | PathLike[str] | None = None,
    vocabulary: Vocabulary | None = None,
) -> Weighed:
    """Compare every column with every field, then choose for all of them at once."""
    headers, profiles = _columns(source)
    told = told_of(headers, record_type, packs=packs, memory=memory)
    vocabulary = vocabulary or vocabulary_of(record_type)
    words = [words_of(header, vocabulary.known) for header in headers]
    common, exported = common_words(words, vocabulary.known), from_plannr(headers, record_type)
    found = [
        matches_of(header, each, record_type, vocabulary, common=common, from_plannr=exported)
        for header, each in zip(headers, words, strict=True)
    ]
    if record_type.name == "clients":
        found = other_blocks(found)
    found = beside(found, words, record_type)
    found = [_heeding(matches, heed(matches, told.said[place])) for place, matches in enumerate(found)]
    for place, profile in enumerate(profiles):
        if profile is not None:
            found[place] = {name: _believing(each, profile, record_type[name]) for name, each in found[place].items()}
    fields = [field.name for field in record_type.fields]
    # In odds, how many such pairs are right for each wrong one: an excellent pair is not given for two mediocre ones.
    gains = {
        (place, fields.index(name)): _odds(match.score)
        - _odds(_WORTH_A_PLACE)
        - _FIRST_COMES_FIRST * place / len(headers)
        for place, matches in enumerate(found)
        for name, match in matches.items()
    }
    chosen = {place: fields[column] for place, column in assign(gains).items()}
    _fill_gaps(found, chosen, words, profiles, record_type, told)
    kinds = {field.name: field.kind for field in record_type.fields}
    seen = [profile is not None and not profile.empty for profile in profiles]
    table = standings(found, {field: place for place, field in chosen.items()}, seen)
    return Weighed(tuple(headers), tuple(profiles), tuple(found), chosen, kinds, told, table)


def _heeding(before: dict[str, Match], after: dict[str, Match]) -> dict[str, Match]:
    return {name: match if match is before.get(name) else replace(match, told=True) for name, match in after.items()}


def _odds(score: float) -> float:
    return score / max(1.0 - score, 1e-3)


def _columns(source: pd.DataFrame | Sequence[str]) -> tuple[list[str], list[Profile | None]]:
    if isinstance(source, str):
        raise TypeError("source is one text; give a list of headers")
    if isinstance(source, Sequence):
        return [str(header) for header in source], [None] * len(source)
    return [str(header) for header in source.columns], [profile_of(cells) for _, cells in source.items()]


def _fill_gaps(
    found: list[dict[str, Match]],
    chosen: dict[int, str],
    words: Sequence[Words],
    profiles: Sequence[Profile | None],
    record_type: RecordType,
    told: Told,
) -> None:
    """Where a column and a field are both left over, the cells alone may tell."""
    alone: list[tuple[float, int, Match]] = []
    for place, profile in enumerate(profiles):
        if place in chosen or profile is None or profile.empty or others_named(words[place]) or told.left(place):
            continue
        seen = telling_alone(profile, record_type)
        if seen is not None:
            alone.append((-seen.score, place, seen))
    for _, place, seen in sorted(alone, key=lambda each: each[:2]):
        if seen.field not in chosen.values():
            found[place] = {**found[place], seen.field: seen}
            chosen[place] = seen.field


def _believing(match: Match, profile: Profile, field: Field) -> Match:
    factor, said = agreement(profile, field)
    if factor > 1.0 and match.against and field.kind in (Kind.DATE, Kind.DATETIME):
        return match  # dates confirm some date, and not this one
    if factor > 1.0 and match.unknown:
        factor **= 0.5
    odds = _odds(match.score) * factor
    reason = f"{match.reason}; {said}" if said else match.reason
    return replace(match, score=odds / (1.0 + odds), reason=reason, cells=math.log(factor))


def best_candidates(weighed: Weighed) -> dict[int, str]:
    """Position of each column that any field speaks for -> its best candidate."""
    ranked = ((place, _ranked(place, weighed)) for place in range(len(weighed.headers)))
    return {place: found[0].field for place, found in ranked if found}


def _ranked(place: int, weighed: Weighed) -> list[Match]:
    """The candidates of one column, best first, after the columns have competed; each with its probability."""
    mine = weighed.chosen.get(place)
    owner = {field: other for other, field in weighed.chosen.items()}
    ranked: list[tuple[float, Match]] = []
    for name, match in weighed.matches[place].items():
        rival = owner.get(name)
        reason, strength = match.reason, match.score
        if rival is not None and rival != place:
            strength, reason = strength * _TAKEN, f'{reason}; "{weighed.headers[rival]}" fits it better'
            if weighed.kinds[name] is Kind.PHONE:
                reason += f', or use both: FirstFilled(("{weighed.headers[rival]}", "{weighed.headers[place]}"))'
        score = weighed.score(place, name)
        ranked.append((strength, replace(match, score=score, reason=reason)))
    ranked.sort(key=lambda each: (each[1].field != mine, -round(each[0], 6), each[1].field))
    return _falling([match for _, match in ranked], mine)


def _falling(ranked: list[Match], mine: str | None) -> list[Match]:
    """The same, with no score above the one before, and none that asks for a field another column has."""
    at_most = 1.0
    falling = []
    for match in ranked:
        score = min(match.score, at_most) if match.field == mine else min(match.score, at_most, NOT_CHOSEN)
        falling.append(replace(match, score=score))
        at_most = max(score - 0.001, 0.0)
    return falling


def _reason(match: Match, record_type: RecordType) -> str:
    field = record_type[match.field]
    said = [match.reason]
    if match.unknown:
        said.append(f"{_quoted(match.unknown)} beside it is not known")
    if match.against:
        said.append(f"{_quoted(match.against)} makes another thing of it")
    if field.kind is Kind.IGNORED:
        said.append(_FULL_NAME if field.name == "name" else _PLANNR_SETS_IT)
    elif field.kind is Kind.UUID and field.name != "uuid" and "like uuid" not in match.reason:
        said.append(_LINKED_LATER)
    if field.consequence:
        said.append(f"never pre-ticked: {field.consequence}")
    return "; ".join(said)


def _quoted(words: Sequence[str]) -> str:
    return " and ".join(f'"{word}"' for word in words)
