"""What others have said of a header: the source pack of the system, and the mappings a firm has confirmed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike

from plannr_nb.catalogue import RecordType
from plannr_nb.errors import CatalogueError, did_you_mean
from plannr_nb.suggest.evidence import Match
from plannr_nb.suggest.memory import Remembered, Saying, remembered
from plannr_nb.suggest.source_packs import Layout, PackChoice, SourcePack, Sure, chosen_packs, shipped_packs, tight

__all__ = ["Statement", "Told", "heed", "told_of"]

# How often a pair told so is right with nothing else known, and what is left of the odds of any other field.
_PACK = {Sure.DOCUMENTED: (0.95, 0.02), Sure.REPORTED: (0.9, 0.05), Sure.INFERRED: (0.7, 0.12)}
_SAME_EXPORT_BEFORE = (0.98, 0.02)
_OTHER_EXPORT_BEFORE = (0.85, 0.12)
_SAME_EXPORT = 0.6  # share of a mapping's headers that are in the file again
_DISPUTED = 0.5
_SUREST = 0.995


@dataclass(frozen=True, slots=True)
class Statement:
    """One header feeds this field, or none, in the words a person reads.

    Attributes
    ----------
    strength
        How often such a statement is right with nothing else known.
    against
        What is left of the odds of every other field.
    ask
        Whether a person decides, whatever the score: another statement contradicts, or only a part is told.
    """

    field: str | None
    strength: float
    against: float
    reason: str
    ask: bool = False


@dataclass(frozen=True)
class Told:
    """Statements per column, and the columns told to hold the record's own reference.

    Attributes
    ----------
    said
        Per column: groups of statements. A later group overrules an earlier one.
    keys
        Position of a column -> how surely it holds the system's own reference of the record.
    """

    said: tuple[tuple[tuple[Statement, ...], ...], ...]
    keys: dict[int, float]

    def left(self, place: int) -> bool:
        """Whether the last word is that the column feeds nothing."""
        return bool(self.said[place]) and all(each.field is None for each in self.said[place][-1])

    def remark(self, place: int) -> str:
        """Why a column is left, for one that no field speaks for; empty where nobody has said anything."""
        return "; ".join(each.reason for group in reversed(self.said[place]) for each in group)


def told_of(
    headers: Sequence[str],
    record_type: RecordType,
    *,
    packs: PackChoice = True,
    memory: str | PathLike[str] | None = None,
) -> Told:
    """What the packs and the remembered mappings say of these headers.

    Raises
    ------
    CatalogueError
        A pack that is not there or cannot be read, or a pack of the caller's own with a field that does not exist.
    MappingError
        The memory is no folder, or holds a file that is no mapping.
    """
    layouts = _heard(headers, record_type, packs)
    before = remembered(memory, record_type) if memory is not None else ()
    said = []
    for header in headers:
        groups = (_from_packs(header, layouts, record_type), _from_memory(header, headers, before, record_type))
        said.append(tuple(group for group in groups if group))
    keys = {
        place: strength
        for place, header in enumerate(headers)
        if (strength := _told_as_key(header, headers, layouts, before)) > 0
    }
    return Told(tuple(said), keys)


def heed(matches: Mapping[str, Match], groups: Sequence[Sequence[Statement]]) -> dict[str, Match]:
    """The matches of one column after listening to what was said of its header."""
    heard = dict(matches)
    for group in groups:
        told = {statement.field for statement in group}
        for statement in group:
            for name in heard.keys() - told:
                heard[name] = _doubted(heard[name], statement)
        for statement in group:
            if statement.field is not None:
                heard[statement.field] = _supported(heard.get(statement.field), statement.field, statement)
    return heard


def _supported(match: Match | None, name: str, statement: Statement) -> Match:
    if match is None:
        return Match(name, statement.strength, statement.reason, ask=statement.ask)
    score = min(1.0 - (1.0 - match.score) * (1.0 - statement.strength), max(_SUREST, match.score))
    ask = match.ask or statement.ask
    return replace(match, score=score, reason=f"{statement.reason}; {match.reason}", ask=ask)


def _doubted(match: Match, statement: Statement) -> Match:
    odds = match.score / max(1.0 - match.score, 1e-9) * statement.against
    return replace(match, score=odds / (1.0 + odds), reason=f"{match.reason}; but {statement.reason}")


@dataclass(frozen=True, slots=True)
class _Heard:
    """A layout that takes part, and how it came to."""

    system: str
    layout: Layout
    because: str


def _heard(headers: Sequence[str], record_type: RecordType, choice: PackChoice) -> list[_Heard]:
    """Layouts of the one system that is recognised best, or of those that were named."""
    offered, named = chosen_packs(choice)
    found: list[tuple[int, int, _Heard]] = []
    spelled = {tight(header) for header in headers}
    for pack in offered:
        for layout in pack.layouts:
            if layout.record_type != record_type.name:
                continue
            if pack not in shipped_packs():
                _check(pack, layout, record_type)
            told = layout.found_in(headers)
            known = len(spelled & layout.headers.keys())
            if told >= layout.needs:
                found.append((told, known, _Heard(pack.system, layout, f"known by {told} telling headers")))
            elif named:
                found.append((told, known, _Heard(pack.system, layout, "named by you")))
    found.sort(key=lambda each: each[:2], reverse=True)
    best = found[0][2].system if found else None
    return [heard for _, _, heard in found if named or heard.system == best]


def _check(pack: SourcePack, layout: Layout, record_type: RecordType) -> None:
    names = [item.name for item in record_type]
    for name in dict.fromkeys([*(entry.field for entry in layout.headers.values()), *layout.values]):
        if name is not None and name not in record_type:
            raise CatalogueError(
                f'source pack {pack.system}: {record_type.name} have no field "{name}"; {did_you_mean(name, names)}'
            )


def _from_packs(header: str, layouts: Sequence[_Heard], record_type: RecordType) -> tuple[Statement, ...]:
    said: dict[str | None, Statement] = {}
    for heard in layouts:
        entry = heard.layout.headers.get(tight(header))
        if entry is None or (entry.field is not None and entry.field not in record_type):
            continue
        strength, against = _PACK[entry.sure]
        what = f"{heard.system} pack ({entry.sure}; {heard.because})"
        why = f": {entry.why}" if entry.why else ""
        reason = f"{what} leaves it{why}" if entry.field is None else f"{what} maps it to {entry.field}{why}"
        said.setdefault(entry.field, Statement(entry.field, strength, against, reason))
        if len({each.system for each in layouts}) == 1:
            break  # of several layouts of one system the one that is recognised best knows
    return _weighed(list(said.values()))


def _from_memory(
    header: str, headers: Sequence[str], before: Sequence[Remembered], record_type: RecordType
) -> tuple[Statement, ...]:
    by_field: dict[str | None, list[tuple[Remembered, Saying]]] = {}
    for each in before:
        for saying in each.said_of(header):
            if saying.field is None or saying.field in record_type:
                by_field.setdefault(saying.field, []).append((each, saying))
    said = []
    for name, sayings in by_field.items():
        same = any(each.share_in(headers) >= _SAME_EXPORT for each, _ in sayings)
        strength, against = _SAME_EXPORT_BEFORE if same else _OTHER_EXPORT_BEFORE
        reason = ", ".join(f"{each.name} {saying.words}" for each, saying in sayings)
        said.append(Statement(name, strength, against, f"before: {reason}", any(saying.ask for _, saying in sayings)))
    return _weighed(said)


def _weighed(said: list[Statement]) -> tuple[Statement, ...]:
    """The statements; where they contradict each other, all of them, each saying so."""
    if len(said) < 2:
        return tuple(said)
    return tuple(
        replace(
            each,
            strength=each.strength * _DISPUTED,
            ask=True,
            reason=f"{each.reason} (disputed: {'; '.join(other.reason for other in said if other is not each)})",
        )
        for each in said
    )


def _told_as_key(header: str, headers: Sequence[str], layouts: Sequence[_Heard], before: Sequence[Remembered]) -> float:
    told = [_PACK[each.layout.sure][0] for each in layouts if tight(each.layout.key) == tight(header)]
    for each in before:
        if each.mapping.key is not None and tight(each.mapping.key) == tight(header):
            same = each.share_in(headers) >= _SAME_EXPORT
            told.append((_SAME_EXPORT_BEFORE if same else _OTHER_EXPORT_BEFORE)[0])
    return max(told, default=0.0)
