"""The pairs that are safe to pre-tick, as a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.mapping import Mapping, repeated_headers
from plannr_nb.suggest.evidence import best_key
from plannr_nb.suggest.ranking import Weighed, weigh
from plannr_nb.suggest.source_packs import PackChoice
from plannr_nb.suggest.synonyms import vocabulary_of
from plannr_nb.suggest.words import words_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PRE_TICKED", "may_be_ticked", "propose_mapping"]

PRE_TICKED = 0.85
_CLOSE_RIVAL = 0.04
_OWN_REFERENCE = ("external_reference_value", "external_reference")
_STRONG = 0.8
_REFERENCES = frozenset({"id", "reference", "number", "code"})  # a column of names cannot be linked by its cells
_KEY_NAMED = 0.75
_KEY_NAMED_AND_DISTINCT = 0.5
_KEY_FILLED = 0.9
_KEY_SPREAD = 0.05  # fewer distinct keys than this share of the rows is a group, not a reference
# What must not differ between rows with one key, if they are one record.
_SAME_RECORD = (
    "first_name",
    "last_name",
    "entity_name",
    "date_of_birth",
    "ni_number",
    "policy_number",
    "name",
    "provider",
)


def propose_mapping(
    source: pd.DataFrame | Sequence[str],
    record_type: str | RecordType,
    *,
    packs: PackChoice = True,
    memory: str | PathLike[str] | None = None,
) -> Mapping:
    """A mapping that holds only what is safe to pre-tick; everything else stays a suggestion.

    Left out whatever their score: fields with a consequence, fields Plannr ignores, names where an id is wanted,
    columns without a filled cell, columns that have a close rival for the same field, and pairs without a rival whose
    evidence is weak all the same: a phrase that is only likely, or a missing word that no cells confirm. A whole name
    in one column is not put into a field: it has to be split. A column of old references may feed an id field, to be
    linked later.

    The old system's reference of the record becomes ``key`` where it is named like one and, if there are cells, filled
    and distinct. Where it repeats and the rows agree on who or what they are about, ``group_by_key`` is set.

    Source packs (``packs``) and remembered mappings (``memory``) are evidence as in `suggest_mapping`. Their value maps
    and drops are not taken over, and what remembered mappings contradict each other about is left to a person.

    Examples
    --------
    >>> mapping = propose_mapping(["Client Ref", "Surname", "Client Status", "Shoe size"], "clients")
    >>> mapping.key, mapping.fields
    ('Client Ref', {'external_reference_value': 'Client Ref', 'last_name': 'Surname'})
    """
    loaded = catalogue.load(record_type)
    weighed = weigh(source, loaded, packs=packs, memory=memory)
    unclear = _repeated(source)
    mapping = Mapping(loaded.name)
    for place, name in weighed.chosen.items():
        sure = weighed.score(place, name) >= PRE_TICKED and may_be_ticked(place, name, weighed, loaded)
        if sure and weighed.headers[place] not in unclear:
            mapping.set(name, weighed.headers[place])
    _propose_key(mapping, source, weighed, loaded, unclear)
    return mapping


def _repeated(source: pd.DataFrame | Sequence[str]) -> frozenset[str]:
    if isinstance(source, Sequence):
        return frozenset(header for header, times in Counter(source).items() if times > 1)
    return frozenset(repeated_headers(source))


def may_be_ticked(place: int, name: str, weighed: Weighed, record_type: RecordType) -> bool:
    """Whether nothing but the score decides."""
    field, match, profile = record_type[name], weighed.matches[place][name], weighed.profiles[place]
    if match.ask or field.consequence or field.kind is Kind.IGNORED:
        return False
    if profile is not None and profile.empty:
        return False
    if match.score < _STRONG and not match.told:  # to be without a rival is not enough
        return False
    if not match.whole and not match.told and match.cells <= 0.0:
        return False
    if field.kind is Kind.UUID and not (match.words | match.extra) & _REFERENCES:
        return False
    return not any(
        _comes_close(other, place, name, weighed) for other, found in enumerate(weighed.matches) if name in found
    )


def _comes_close(other: int, place: int, name: str, weighed: Weighed) -> bool:
    """Whether another column might as well feed the field, so that a person should say which."""
    if other == place:
        return False
    mine, its = weighed.matches[place][name], weighed.matches[other][name]
    if name in _OWN_REFERENCE:  # of two references only a person knows which one the firm goes by
        return its.score >= _STRONG
    settled = weighed.chosen.get(other)
    if settled is not None and weighed.matches[other][settled].score >= its.score:
        return False
    return its.score >= mine.score - _CLOSE_RIVAL and (bool(mine.extra) or not its.extra)


def _propose_key(
    mapping: Mapping,
    source: pd.DataFrame | Sequence[str],
    weighed: Weighed,
    record_type: RecordType,
    unclear: frozenset[str],
) -> None:
    vocabulary = vocabulary_of(record_type)
    told = weighed.told.keys
    named = [
        (-max(best_key(words_of(header, vocabulary.known), record_type, vocabulary), told.get(place, 0.0)), place)
        for place, header in enumerate(weighed.headers)
        if header not in unclear
    ]
    for negative, place in sorted(named):
        if -negative < (_KEY_NAMED if isinstance(source, Sequence) else _KEY_NAMED_AND_DISTINCT):
            return
        repeats = _repeats(place, source, weighed)
        if repeats is not None and (-negative >= _KEY_NAMED or not repeats):
            mapping.key, mapping.group_by_key = weighed.headers[place], repeats
            return


def _repeats(place: int, source: pd.DataFrame | Sequence[str], weighed: Weighed) -> bool | None:
    """Whether the references of a column repeat; None where they cannot tell the records apart."""
    if isinstance(source, Sequence):
        return False
    cells = source.iloc[:, place]
    if not len(cells) or cells.notna().mean() < _KEY_FILLED:
        return None
    distinct = cells.nunique()
    if distinct == cells.notna().sum():
        return False
    if distinct < len(cells) * _KEY_SPREAD:
        return None
    same = [other for other, name in weighed.chosen.items() if name in _SAME_RECORD and other != place]
    if not same:
        return None
    told = source.iloc[:, same].fillna("").groupby(cells.to_numpy(), sort=False).nunique()
    return True if (told <= 1).to_numpy().all() else None
