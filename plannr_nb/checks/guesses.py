"""What a refusal probably asks for, from its sentence and from the records that were refused and taken.

Plannr's sentences follow Laravel's validation messages (inferred from the published example of a refused row).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plannr_nb.catalogue.model import Field, Kind, RecordType, Sensitivity
from plannr_nb.checks.expressions import parse, undecided_or_true
from plannr_nb.checks.forms import FORMS
from plannr_nb.errors import CheckError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Guess", "Seen", "guesses_for"]

_MOST_VALUES = 20
# Sentence -> condition; {field} is the field complained of, {other} one that the sentence names.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"field is required when (?P<other>.+) is not present", "filled({field}) or filled({other})"),
    (r"field is required when (?P<other>.+) is present", "filled({field}) or blank({other})"),
    (r"field is required when (?P<other>.+) is (?P<value>[\w ]+)", "filled({field}) or {other} != {value}"),
    (r"field is required unless (?P<other>.+) is (?P<value>[\w ]+)", "filled({field}) or {other} == {value}"),
    (r"field is required", "filled({field})"),
    (r"must be blank when (?P<other>.+) is present|field prohibits (?P<also>.+) from being present",
     "blank({field}) or blank({other})"),
    (r"field is prohibited|must be blank|must be empty", "blank({field})"),
    (r"(?:may not|must not|cannot) be (?:greater|longer) than (?P<value>\d+) characters",
     "length({field}) <= {number}"),
    (r"must be at least (?P<value>\d+) characters", "length({field}) >= {number}"),
    (r"must be (?P<value>\d+) (?:characters|digits)", "length({field}) == {number}"),
    (r"must be between (?P<value>-?[\d.]+) and (?P<most>-?[\d.]+) characters",
     "length({field}) >= {number} and length({field}) <= {most}"),
    (r"must be between (?P<value>-?[\d.]+) and (?P<most>-?[\d.]+)", "{field} >= {number} and {field} <= {most}"),
    (r"must be at least (?P<value>-?[\d.]+)|must be greater than or equal to (?P<also>-?[\d.]+)",
     "{field} >= {number}"),
    (r"must be greater than (?P<value>-?[\d.]+)", "{field} > {number}"),
    (r"must be less than (?P<value>-?[\d.]+)", "{field} < {number}"),
    (r"(?:may not|must not) be greater than (?P<value>-?[\d.]+)", "{field} <= {number}"),
    (r"must be a date before or equal to (?P<other>.+)", "{field} <= {other}"),
    (r"must be a date after or equal to (?P<other>.+)", "{field} >= {other}"),
    (r"must be a date before (?P<other>.+)", "{field} < {other}"),
    (r"must be a date after (?P<other>.+)", "{field} > {other}"),
    (r"must be (?:an integer|a whole number)", r"matches({field}, '^-?[0-9]+$')"),
    (r"must be a number", r"matches({field}, '^-?[0-9]+([.][0-9]+)?$')"),
    (r"must be uppercase", "matches({field}, '^[^a-z]*$')"),
    (r"must be lowercase", "matches({field}, '^[^A-Z]*$')"),
    (r"may only contain letters and numbers", "matches({field}, '^[A-Za-z0-9]+$')"),
    (r"may only contain letters", "matches({field}, '^[A-Za-z]+$')"),
    (r"must (?:start|begin) with (?:one of the following: )?(?P<value>[\w ,+]+)", "{starts}"),
)  # fmt: skip
# What cells may be asked to look like where the sentence does not say; the narrowest first.
_FORMS = ("^[0-9]+$", "^[A-Z0-9]+$", "^[A-Za-z]+$", "^[A-Za-z0-9]+$", "^[^a-z]*$", "^[^ ]*$", "^[ -~]*$", "^[^0-9]*$")
_UNCLEAR = re.compile(r"selected|invalid|\bvalid\b|format", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """The records that were refused with one sentence, and those that were taken."""

    refused: pd.DataFrame
    taken: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Guess:
    """A condition, and what speaks for it."""

    condition: str | None
    proof: str | None

    @classmethod
    def tried(cls, condition: str, known: RecordType, seen: Seen | None) -> Guess | None:
        """The condition, unless a record contradicts it: a refused one that meets it, or a taken one that does not."""
        try:
            asked = parse(condition, known)
        except CheckError:
            return None
        if seen is None:
            return cls(condition, "the sentence alone")

        def holds(records: pd.DataFrame) -> pd.Series:
            return undecided_or_true(asked, records.reindex(columns=list(asked.fields)).astype("str"), date.today())

        if holds(seen.refused).any() or not holds(seen.taken).all():
            return None
        return cls(condition, f"{len(seen.refused):,} refused, {len(seen.taken):,} taken")


def guesses_for(message: str, field: str | None, known: RecordType, seen: Seen | None) -> list[str]:
    """Conditions that may be asked, the likeliest first. No personal value stands in one."""
    if field is None or field not in known:
        return []
    found = list(_from_sentence(message, field, known))
    if seen is not None and field in seen.refused.columns and _UNCLEAR.search(message):
        found += _from_cells(message, field, known, seen.refused[field], seen.taken[field])
    return list(dict.fromkeys(found))


def _from_sentence(message: str, field: str, known: RecordType) -> Iterator[str]:
    for pattern, template in _SENTENCES:
        match = re.search(pattern, message.rstrip("."), re.IGNORECASE)
        if match is None:
            continue
        parts = {name: text for name, text in match.groupdict().items() if text is not None}
        value = parts.get("value", parts.get("also", ""))
        other = _operand(parts.get("other", parts.get("also", "")), known)
        starts = " or ".join(f"starts_with({_name(field)}, {_quoted(one.strip())})" for one in value.split(","))
        if "{other}" in template and other is None:
            continue
        yield template.format(
            field=_name(field), other=other, value=_quoted(value), number=value, most=parts.get("most"), starts=starts
        )
        return


def _from_cells(message: str, field: str, known: RecordType, refused: pd.Series, taken: pd.Series) -> Iterator[str]:
    """For a sentence that says that form or choice was wrong; with any other, what differs might be by chance."""
    refused, taken = refused.dropna(), taken.dropna()
    if refused.empty or taken.empty:
        return
    values = sorted(set(refused))
    if "selected" in message and len(values) <= _MOST_VALUES and _may_be_named(values, known[field]):
        yield f"{_name(field)} not in [{', '.join(map(_quoted, values))}]"
    form = FORMS.get(known[field].kind)
    for regex in (*([form.regex] if form else []), *_FORMS):
        if "'" not in regex:
            yield f"matches({_name(field)}, r'{regex}')"


def _may_be_named(values: list[str], field: Field) -> bool:
    """Whether the values are nobody's own: choices of the catalogue, or words of a plain field."""
    if set(values) <= set(field.choices):
        return True
    return field.sensitivity is Sensitivity.PLAIN and field.kind in (Kind.CHOICE, Kind.NAME_REF, Kind.TEXT)


def _operand(text: str, known: RecordType) -> str | None:
    """A field, or today, as the sentence names it."""
    words = " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    if words in ("today", "now"):
        return "today"
    return next((_name(item.name) for item in known.importable if item.name.replace("_", " ") == words), None)


def _name(field: str) -> str:
    return field if field.isidentifier() else f"`{field}`"


def _quoted(text: str) -> str:
    return repr(text.strip())
