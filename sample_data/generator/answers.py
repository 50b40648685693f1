"""What an analyst typed after asking the firm: cells put right and records taken out, by the old system's reference.

Not everything gets an answer: of ten questions about one still waits, so that some records stay out in the end.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.tables import Export, Facts, Mark, Row

# Oddities that nobody can put right from the export alone, or that Plannr refuses however they are written.
_ASKED = frozenset(
    {
        "leaver_adviser", "status_not_set_up", "title_unknown", "choice_unknown", "email_not_address",
        "two_emails_in_cell", "placeholder_text", "ni_i_for_1", "ni_applied_for", "impossible_date",
        "postcode_letter_o", "plan_type_blank", "plan_status_unknown",
    }
)  # fmt: skip
_PERSON_TWICE = frozenset({"duplicate", "near_duplicate"})
# A cell that feeds more than one field is put right in each.
_ALSO = {"plan_type": ("plan_type", "type"), "status": ("status", "inactive_reason")}
_WAITING = 10
_NOT_SENT = frozenset({"", "name", "seller_uuid"})


@dataclass(frozen=True)
class Answer:
    """``kind`` is ``corrections`` (field and new text) or ``exclusions`` (reason)."""

    record_type: str
    kind: str
    key: str
    field: str = ""
    text: str = ""


def answers(export: Export) -> Iterator[Answer]:
    """Every answer about an export, in the order of the file."""
    for row in export.rows:
        for mark in row.marks:
            facts = export.facts.get(mark.subject or row.subject, {})
            if mark.code in _PERSON_TWICE:
                yield Answer("clients", "exclusions", row.key, text=f"the same person as {mark.right}")
            elif mark.code == "joint_plan_twice":
                yield _joint_plan(export, row, facts)
            elif mark.code in _ASKED:
                yield from _corrections(export, row, mark, facts)


def _corrections(export: Export, row: Row, mark: Mark, facts: Facts) -> Iterator[Answer]:
    field = export.field_of(mark.header)
    if field in _NOT_SENT or f"{export.system}_key" not in facts:
        return
    asked = f"{export.system} {facts[f'{export.system}_key']} {field}"
    if zlib.crc32(asked.encode()) % _WAITING == 0:
        return
    for one in _on_the_row(export, facts):
        for name in _ALSO.get(field, (field,)):
            text = one.get(name, "") if mark.right is None else mark.right
            yield Answer(
                "plans" if "plan_id" in one else "clients", "corrections", one[f"{export.system}_key"], name, text
            )


def _on_the_row(export: Export, facts: Facts) -> list[Facts]:
    """The record itself, and where a couple shares its row, the two people too."""
    people = [export.facts[owner] for owner in facts.get("owners", "").split("; ") if owner]
    key = facts[f"{export.system}_key"]
    return [facts, *(person for person in people if person[f"{export.system}_key"].startswith(f"{key}."))]


def _joint_plan(export: Export, row: Row, facts: Facts) -> Answer:
    """The line under the plan's own reference gets the joint client as owner, any other is left out."""
    own, listed = facts[f"{export.system}_key"], row.cells.get("Plan", row.key)
    if listed != own:
        return Answer("plans", "exclusions", listed, text=f"a joint plan exported once per owner; sent as {own}")
    owner = export.facts.get(facts["client_id"], {}).get(f"{export.system}_key", "")
    return Answer("plans", "corrections", own, "client_uuid", owner)


def write_answers(folder: Path, exports: list[Export]) -> None:
    """One file per system, record type and kind under ``answers/``."""
    folder = folder / "answers"
    folder.mkdir(exist_ok=True)
    for system in dict.fromkeys(export.system for export in exports):
        found = dict.fromkeys(answer for export in exports if export.system == system for answer in answers(export))
        for record_type in ("clients", "plans"):
            mine = [answer for answer in found if answer.record_type == record_type]
            _write(folder / f"{system}-{record_type}-corrections.csv", mine, "corrections")
            _write(folder / f"{system}-{record_type}-exclusions.csv", mine, "exclusions")


def _write(path: Path, found: list[Answer], kind: str) -> None:
    chosen = [answer for answer in found if answer.kind == kind]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        if kind == "corrections":
            writer.writerow(["source_key", "field", "new"])
            writer.writerows([answer.key, answer.field, answer.text] for answer in chosen)
        else:
            writer.writerow(["source_key", "reason"])
            writer.writerows([answer.key, answer.text] for answer in chosen)
