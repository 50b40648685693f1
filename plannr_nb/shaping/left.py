"""What to say of columns that go nowhere and say who has died, who must not be contacted, what was agreed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.catalogue.words import plain
from plannr_nb.mapping import Mapping, Told, left_in_silence
from plannr_nb.shaping import codes
from plannr_nb.shaping.findings import Findings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["report_left"]

# What has a firm's own fields (documented: the API takes custom fields of accounts, plans and tasks).
_CUSTOM = frozenset({"clients", "plans", "tasks"})
_CHOSEN = frozenset({Kind.BOOLEAN, Kind.CHOICE, Kind.NAME_REF})
_DATES = frozenset({Kind.DATE, Kind.DATETIME})


def report_left(findings: Findings, mapping: Mapping, source: pd.DataFrame, record_type: RecordType) -> None:
    """One warning per column and meaning, with its count and what to type."""
    for told in left_in_silence(mapping, source):
        message = f"{_said(told)}. {_ways(told, mapping, record_type)}"
        findings.remark(codes.LEFT_IN_SILENCE, None, told.header, message)


def _said(told: Told) -> str:
    """What it means, and how often; the cells themselves are only counted."""
    if told.by_cells:
        return f"some cells mean {told.meaning}, and the column goes nowhere (rows: {told.rows} of {told.filled})"
    answers = "" if told.yes is None else f", yes: {told.yes}, no: {told.no}"
    return f"means {told.meaning}, and goes nowhere (rows: {told.rows}{answers})"


def _ways(told: Told, mapping: Mapping, record_type: RecordType) -> str:
    """The line to type for each way out."""
    header = json.dumps(told.header, ensure_ascii=False)
    fields = [name for name in told.fields if name not in mapping.origins and _takes(name, told, record_type)]
    ways = [f"Map it: {_set(fields[0], header, told)}"] if fields else []
    if fields[1:]:
        ways[0] += f" (or {', '.join(fields[1:])})"
    ways.append(f"Make notes of it: notes = mapping.to_notes({header})")
    name = record_type.name
    if name in _CUSTOM and plain(told.header) not in {plain(field.name) for field in record_type}:
        ways.append(
            f'Keep it in a custom field: {name} = pn.catalogue.load("{name}", custom_fields=[{header}]) and '
            f"mapping.set({header}, {header})"
        )
    ways.append(f'Leave it with a reason: mapping.drop({header}, "why")')
    return ". ".join(ways)


def _takes(field: str, told: Told, record_type: RecordType) -> bool:
    """Whether the cells may go into a field: no date into yes and no, and nothing else into a date."""
    if field not in record_type:
        return False
    kind = record_type[field].kind
    if told.yes is not None or told.by_cells:
        return kind in _CHOSEN
    return kind in _DATES if told.kind in _DATES else kind not in _DATES


def _set(field: str, header: str, told: Told) -> str:
    line = f'mapping.set("{field}", {header})'
    if not told.turned:
        return line
    return f'{line}.map_values("{field}", {{"Yes": "false", "No": "true"}}), since the field asks the other way round'
