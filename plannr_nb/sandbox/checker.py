"""Takes rows of a mapped CSV and says what each would become, or why not.

Works a batch at a time and column by column: a cell that was seen before in its column is not parsed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from plannr_nb.catalogue import Field, Kind, Mode, RecordType, Required
from plannr_nb.sandbox import rules
from plannr_nb.sandbox.cells import Parse, Refusal, parser_for
from plannr_nb.sandbox.columns import Column, SeenCells
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.firm import Firm
from plannr_nb.sandbox.sorting import looked_at
from plannr_nb.sandbox.store import to_json

__all__ = ["Account", "Checked", "Checker"]


class Account:
    """What the account holds already, looked up as rules ask for it."""

    def __init__(self, db: sqlite3.Connection, firm: Firm) -> None:
        self._db = db
        self.employees = {item.uuid for item in firm.employees}
        self.employee_names = {" ".join(item.name.casefold().split()) for item in firm.employees}
        self.statuses = {item.uuid for item in firm.client_statuses}
        self.status_names = {item.name.casefold() for item in firm.client_statuses}

    def record(self, record_type: str, uuid: Any) -> dict[str, Any] | None:
        found = self._db.execute(
            "SELECT fields FROM record WHERE uuid = ? AND record_type = ?", (uuid, record_type)
        ).fetchone()
        return found and json.loads(found["fields"])

    def is_staff(self, business_uuid: str, account_uuid: str) -> bool:
        key = f"{business_uuid}/{account_uuid}"
        found = self._db.execute(
            "SELECT 1 FROM record WHERE record_type = 'business_staff_members' AND sort_name = ?", (key,)
        )
        return found.fetchone() is not None

    def has(self, target: rules.Target, value: str) -> bool:
        if target in ("clients", "plans"):
            sql = "SELECT 1 FROM record WHERE uuid = ? AND record_type = ?"
            return self._db.execute(sql, (value, target)).fetchone() is not None
        if target == "employee":
            return value in self.employees
        if target == "status":
            return value in self.statuses
        if target == "employee_name":
            return " ".join(value.casefold().split()) in self.employee_names
        return value.casefold() in self.status_names


@dataclass(slots=True)
class Checked:
    """A batch after checking; lists are as long as the batch.

    Attributes
    ----------
    records
        What the cells of each row hold, under Plannr's field names, None for a blank. In a store only the fields that
        rules and the worker look at.
    encoded
        In a store the whole record of each row as JSON, else nothing.
    before
        The record as it stood, for a row that would change one; None for a row that would make one.
    complaints
        Field -> sentences, for the positions of refused rows only.
    """

    records: list[dict[str, Any]]
    encoded: list[str]
    before: list[dict[str, Any] | None]
    complaints: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def complain(self, position: int, name: str, sentence: str) -> None:
        sentences = self.complaints.setdefault(position, {}).setdefault(name, [])
        if sentence not in sentences:
            sentences.append(sentence)


class Checker:
    """The rules of one record type and mode, for the columns of one import."""

    def __init__(
        self,
        record_type: RecordType,
        mode: Mode,
        columns: dict[str, int],
        account: Account,
        dialect: Dialect,
        more_rules: Sequence[rules.RowRule] = (),
    ) -> None:
        """`columns` gives the place in the file of each mapped field."""
        self._type = record_type
        self._mode = mode
        self._account = account
        self._rules = rules.row_rules(record_type.name, more_rules)
        self._needed_to_store = _required_fields(record_type, Mode.STORE)
        self._needed_to_update = ("uuid", *(set(_required_fields(record_type, Mode.UPDATE)) - {"uuid"}))
        self._seen: dict[Parse, SeenCells] = {}
        self._columns = self._readers(columns, dialect)
        self._looked_at = set(columns)
        if mode is Mode.STORE or "uuid" not in columns:
            # The rest of a new record goes from cell to JSON without becoming a value on the way.
            self._looked_at = {"uuid", "send_welcome_email", "email", *looked_at(record_type.name)}
            self._looked_at.update(self._needed_to_store, *(rule.fields for rule in self._rules))

    def check(self, rows: list[list[str]]) -> Checked:
        """`rows` are cells in file order, each row as wide as the header."""
        for seen in self._seen.values():
            seen.forget_if_many()
        cells = list(zip(*rows, strict=True))
        checked = Checked([], [], [None] * len(rows))
        values: dict[str, list[Any]] = {}
        for column in self._columns:
            if column.name in self._looked_at or column.parses:
                values[column.name] = column.values(cells[column.place])
            for position, refusal in column.refusals(cells[column.place]):
                checked.complain(position, column.name, refusal.replace(":attribute", _attribute(column.name)))
        checked.records = _records({name: values[name] for name in values if name in self._looked_at}, len(rows))
        if self._mode is Mode.STORE:
            checked.encoded = _encoded_records(self._type.name, self._columns, cells, len(rows))
        for position, uuid in enumerate(values.get("uuid", [None] * len(rows))):
            if self._changes(uuid):
                self._check_update(checked, position, uuid)
            else:
                self._check_store(checked, position)
        return checked

    def _changes(self, uuid: Any) -> bool:
        # Whether validate checks a create or an update is unknown; the uuid cell decides (our choice).
        return self._mode is Mode.UPDATE or (self._mode is Mode.VALIDATE and uuid is not None)

    def _check_store(self, checked: Checked, position: int) -> None:
        record = checked.records[position]
        refused = tuple(checked.complaints.get(position, ()))
        if record.get("uuid") is not None:
            checked.complain(position, "uuid", "The uuid field must be blank to create a record.")
        for name in self._needed_to_store:
            if record.get(name) is None and name not in refused:
                checked.complain(position, name, _required(name))
        self._check_row(checked, position, record, refused)

    def _check_update(self, checked: Checked, position: int, uuid: Any) -> None:
        record = checked.records[position]
        refused = tuple(checked.complaints.get(position, ()))
        for name in self._needed_to_update:
            if record.get(name) is None and name not in refused:
                checked.complain(position, name, _required(name))
        if uuid is None:
            return
        before = self._account.record(self._type.name, uuid)
        if before is None:
            checked.complain(position, "uuid", "The selected uuid is invalid.")
            return
        checked.before[position] = before
        kind = record.get("type")
        if self._type.name == "clients":
            # Documented in the client guide. A blank type leaves the client as it is (our choice).
            if kind is not None and kind != before.get("type"):
                checked.complain(position, "type", "The type cannot be changed once the client exists.")
            record["type"] = before.get("type")
        self._check_row(checked, position, {**before, **record}, refused)

    def _check_row(self, checked: Checked, position: int, row: dict[str, Any], refused: tuple[str, ...]) -> None:
        for rule in self._rules:
            for name, sentence in rule.complaints(row, self._account):
                if name not in refused:
                    checked.complain(position, name, sentence)

    def _readers(self, places: dict[str, int], dialect: Dialect) -> list[Column]:
        columns = []
        for name, place in places.items():
            default = _DEFAULTS.get((self._type.name, name))
            columns.append(Column(name, place, self._parser(self._type[name], dialect), self._seen, default))
        return columns

    def _parser(self, item: Field, dialect: Dialect) -> Parse | None:
        parse = parser_for(item, dialect)
        here = (self._type.name, item.name)
        target = next((rule.to for rule in rules.REFERENCES if (rule.record_type, rule.field) == here), None)
        return parse if target is None else _existing(parse, target, self._account)


# Whether a blank type makes an individual is unknown; our choice.
_DEFAULTS = {("clients", "type"): "individual"}


def _records(values: dict[str, list[Any]], rows: int) -> list[dict[str, Any]]:
    if not values:
        return [{} for _ in range(rows)]
    names = tuple(values)
    return [dict(zip(names, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _encoded_records(record_type: str, columns: list[Column], cells: list[tuple[str, ...]], rows: int) -> list[str]:
    """Each row's record as JSON, put together from cells that were encoded when they were first seen."""
    kept = [column for column in columns if column.name != "uuid"]
    places = dict.fromkeys((column.name for column in kept), "%s")
    for (owner, name), value in _DEFAULTS.items():
        if owner == record_type:
            places.setdefault(name, to_json(value))
    template = "{" + ",".join(f"{to_json(name).replace('%', '%%')}:{place}" for name, place in places.items()) + "}"
    if not kept:
        return [template] * rows
    return [template % row for row in zip(*(column.encoded(cells[column.place]) for column in kept), strict=True)]


def _existing(parse: Parse | None, target: rules.Target, account: Account) -> Parse:
    refusal = Refusal("The selected :attribute is invalid.")

    def parse_existing(text: str) -> Any:
        value = parse(text) if parse is not None else text
        if isinstance(value, Refusal):
            return value
        named = value if isinstance(value, list) else [value]
        return value if all(account.has(target, one) for one in named) else refusal

    return parse_existing


def _required_fields(record_type: RecordType, mode: Mode) -> tuple[str, ...]:
    fields = (item for item in record_type if item.kind is not Kind.IGNORED)
    return tuple(item.name for item in fields if item.required(mode) is Required.YES)


def _attribute(name: str) -> str:
    return name.replace("_", " ")


def _required(name: str) -> str:
    return f"The {_attribute(name)} field is required."
