"""What a firm knows better than the public pages, laid over the shipped catalogue.

An overlay confirms that a field exists. It does not confirm rules it does not speak of: those keep the certainty they
had, so that a header seen in a sample CSV cannot turn an inferred list of choices into an enforced one.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from os import PathLike
from pathlib import Path

from plannr_nb.catalogue.field_guide import FieldGuide, GuideRow, read_field_guide
from plannr_nb.catalogue.model import Certainty, Field, Kind, RecordType, Required, Sensitivity
from plannr_nb.catalogue.shipped import record_types, shipped
from plannr_nb.catalogue.words import plain
from plannr_nb.errors import CatalogueError

__all__ = ["with_custom_fields", "with_guide", "with_sample"]

_LONGEST_NAME = 10_000  # characters; a quote that is never closed makes one cell of the whole file
_WORD_KINDS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.NAME_REF})
# What a guide calls a sort of value, and the kinds of ours it may mean, the usual one first. A guide's "Integer" may
# be money and its "Date/Time" a day (documented: the plan guide types `value` and `opened_at` so), hence the families.
# "Text" and "String" are not here: everything in a CSV is text.
_KINDS_OF_WORD: tuple[tuple[tuple[str, ...], tuple[Kind, ...]], ...] = (
    (("ignored", "read only", "export only", "not imported"), (Kind.IGNORED,)),
    (("uuid", "guid", "id", "identifier"), (Kind.UUID,)),
    (("email", "email address"), (Kind.EMAIL,)),
    (("phone", "phone number", "telephone"), (Kind.PHONE,)),
    (("boolean", "bool", "true false", "yes no", "checkbox", "y n"), (Kind.BOOLEAN,)),
    (("date", "date dd mm yyyy", "dd mm yyyy"), (Kind.DATE, Kind.DATETIME)),
    (("datetime", "date time", "timestamp"), (Kind.DATETIME, Kind.DATE)),
    (("percent", "percentage"), (Kind.PERCENT,)),
    (("money", "currency", "amount", "pounds", "pence"), (Kind.MONEY,)),
    (("integer", "int", "whole number"), (Kind.INTEGER, Kind.MONEY, Kind.PERCENT)),
    (("number", "numeric", "decimal", "float", "double"), (Kind.MONEY, Kind.INTEGER, Kind.PERCENT)),
    (("choice", "dropdown", "drop down", "enum", "select", "list", "option", "picklist"), (Kind.CHOICE, Kind.NAME_REF)),
    (("free text",), (Kind.TEXT, Kind.CHOICE, Kind.NAME_REF)),
)
_YES = frozenset({"yes", "y", "true", "required", "mandatory", "compulsory", "must", "x", "1", "always"})
_NO = frozenset({"no", "n", "false", "optional", "not required", "not mandatory", "0", "never"})


def with_sample(record_type: RecordType, path: str | PathLike[str]) -> RecordType:
    """The record type with the headers of a firm's sample CSV confirmed, new ones added at the end as text."""
    file = Path(path)
    headers = _sample_headers(file)
    _refuse_other_type(record_type, headers, file)
    known = {plain(item.name): item for item in record_type}
    confirmed = [
        _confirmed(known[plain(header)], file) if plain(header) in known else _new(header, file) for header in headers
    ]
    return record_type.with_fields(*confirmed)


def with_guide(record_type: RecordType, path: str | PathLike[str]) -> RecordType:
    """The record type with what Plannr's field guide in Excel says about its fields."""
    file = Path(path)
    guide = read_field_guide(file, record_type)
    _refuse_other_type(record_type, [row.name for row in guide.rows], file)
    known = {plain(item.name): item for item in record_type}
    described = []
    for row in guide.rows:
        base = known.get(plain(row.name))
        described.append(_described(_confirmed(base, file) if base else _new(row.name, file), row))
    return _with_choices(record_type.with_fields(*described), guide, file)


def with_custom_fields(record_type: RecordType, custom_fields: tuple[str | Field, ...]) -> RecordType:
    """The record type with a firm's own fields at the end.

    A name that is a field already adds nothing; a `Field` replaces the one of its name. A mere name stays inferred,
    since Plannr does not publish how an import names custom fields.
    """
    known = {plain(item.name) for item in record_type}
    added: list[Field] = []
    for item in custom_fields:
        if isinstance(item, Field):
            added.append(item)
        elif not plain(item):
            raise CatalogueError("a custom field has no name; give the header as Plannr's wizard shows it")
        elif plain(item) not in known:
            name = item.strip()
            added.append(
                Field(
                    name,
                    label=name,
                    kind=Kind.TEXT,
                    note="The firm's own field. How an import names it is not published.",
                    source="named by the firm",
                    sensitivity=Sensitivity.PERSONAL,
                )
            )
    return record_type.with_fields(*added)


def _confirmed(item: Field, file: Path) -> Field:
    return replace(
        item,
        certainty=Certainty.CONFIRMED,
        kind_certainty=item.certainty_of("kind"),
        required_certainty=item.certainty_of("required"),
        choices_certainty=item.certainty_of("choices"),
        source=_also_from(file, item.source),
    )


def _also_from(file: Path, source: str) -> str:
    sources = source.split("; ") if source else []
    return "; ".join(dict.fromkeys([file.name, *sources]))


def _new(header: str, file: Path) -> Field:
    # What stands in a column we know nothing about may well be personal.
    return Field(
        header,
        label=header,
        kind=Kind.TEXT,
        certainty=Certainty.CONFIRMED,
        kind_certainty=Certainty.INFERRED,
        required_certainty=Certainty.INFERRED,
        choices_certainty=Certainty.INFERRED,
        source=file.name,
        sensitivity=Sensitivity.PERSONAL,
    )


def _described(item: Field, row: GuideRow) -> Field:
    kind = _kind_meant(item, row.type)
    told = replace(
        item,
        label=row.label or item.label,
        note=row.note or item.note,
        example=row.example or item.example,
        kind=kind or item.kind,
        kind_certainty=Certainty.CONFIRMED if kind else item.kind_certainty,
        choices=item.choices if kind in (None, *_WORD_KINDS) else (),
    )
    # A single column about requiredness speaks of creating; a uuid must be blank then (documented).
    on_store = None if item.name == "uuid" and not row.required_update else _required(row.required_store)
    on_update = _required(row.required_update)
    conditions = [
        text
        for text, answer in ((row.required_store, on_store), (row.required_update, on_update))
        if answer is Required.CONDITIONAL
    ]
    return replace(
        told,
        required_store=on_store or told.required_store,
        required_update=on_update or told.required_update,
        required_certainty=Certainty.CONFIRMED if on_store or on_update else told.required_certainty,
        note=" ".join([told.note, *(f"Required: {text.rstrip('.')}." for text in conditions)]).strip(),
    )


def _kind_meant(item: Field, text: str) -> Kind | None:
    """The kind a guide's word stands for; None where the word is unknown or less exact than what is known."""
    word = plain(text)
    for words, kinds in _KINDS_OF_WORD:
        if word not in words:
            continue
        if item.kind in kinds:
            return item.kind
        # A field that is only exported is typed like any other, and free text is no kind that a date could turn into.
        return None if item.kind is Kind.IGNORED or kinds[0] is Kind.TEXT else kinds[0]
    return None


def _required(text: str) -> Required | None:
    word = plain(text)
    if not word:
        return None
    if word in _YES:
        return Required.YES
    return Required.NO if word in _NO else Required.CONDITIONAL


def _with_choices(record_type: RecordType, guide: FieldGuide, file: Path) -> RecordType:
    changed = []
    for item in record_type:
        listed = guide.choices.get(item.name)
        if not listed or item.kind not in _WORD_KINDS:
            continue
        # The list under a free text or a name of the firm's own is a suggestion (documented for plan_type).
        free = item.kind is Kind.NAME_REF or (
            item.kind is Kind.TEXT and item.certainty_of("kind") is not Certainty.INFERRED
        )
        known = {plain(choice): choice for choice in item.choices}
        changed.append(
            replace(
                item if item.certainty is Certainty.CONFIRMED else _confirmed(item, file),
                kind=item.kind if free else Kind.CHOICE,
                kind_certainty=item.certainty_of("kind") if free else Certainty.CONFIRMED,
                # The API's spelling stays where the guide only writes it prettier.
                choices=tuple(dict.fromkeys(known.get(plain(text), text) for text in listed)),
                choices_certainty=Certainty.INFERRED if free else Certainty.CONFIRMED,
            )
        )
    return record_type.with_fields(*changed)


def _refuse_other_type(record_type: RecordType, headers: list[str], file: Path) -> None:
    """Stop where the file plainly belongs to another record type: its fields would be taken for custom ones."""
    names = {plain(header) for header in headers}
    here = len(names & {plain(item.name) for item in record_type})
    if here * 2 >= len(names):
        return
    there = {name: len(names & {plain(item.name) for item in shipped(name)}) for name in record_types()}
    best = max(there, key=lambda name: there[name])
    if best != record_type.name and there[best] > here and there[best] * 2 >= len(names):
        raise CatalogueError(
            f"{file.name}: {there[best]} of {len(names)} headers are fields of {best}, {here} of {record_type.name}; "
            f'lay it over "{best}"'
        )


def _sample_headers(file: Path) -> list[str]:
    text = _text_of(file)
    first = next((line for line in text.splitlines() if line.strip(" \t,;|\"'")), None)
    if first is None:
        raise CatalogueError(f"{file.name} is empty; download the sample CSV from Plannr's import wizard again")
    delimiter = max(",;\t|", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        cells = next((row for row in rows if any(map(plain, row))), [])
    except csv.Error:
        cells = None
    if cells is None or any(len(cell) > _LONGEST_NAME for cell in cells):
        raise CatalogueError(f"{file.name} row 1 cannot be read as CSV; save it as CSV again")
    headers = list({plain(cell): cell.strip() for cell in reversed(cells) if plain(cell)}.values())[::-1]
    if not headers or _are_values(headers):
        raise CatalogueError(
            f"{file.name} row 1 holds no field names; the sample CSV of Plannr's import wizard starts with its headers"
        )
    return headers


def _are_values(headers: list[str]) -> bool:
    """Whether the row is data: no name that any record type knows, and a number, a date or an address among them."""
    known = {plain(item.name) for name in record_types() for item in shipped(name)}
    return known.isdisjoint(map(plain, headers)) and any(
        "@" in header or not any(map(str.isalpha, header)) for header in headers
    )


def _text_of(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{file} cannot be read: {error.strerror}; check the path") from None
    if raw.startswith(b"PK\x03\x04") or b"\x00" in raw:
        raise CatalogueError(
            f"{file.name} is not a CSV file; a field guide in Excel goes into guide=, a sample must be a CSV"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
