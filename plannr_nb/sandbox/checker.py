"""Takes rows of a mapped CSV and says what each would become, or why not.

Works a batch at a time and column by column: a cell that was seen before in its column is not parsed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from plannr_nb.catalogue import Field, Kind, Mode, RecordType, Required
from plannr_nb.sandbox import rules
from plannr_nb.sandbox.cells import Parse, Refusal, parser_for
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.firm import Firm

__all__ = ["Account", "Checked", "Checker"]

_SEEN_CELLS_KEPT = 50_000


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
    """A batch after checking; all lists are as long as the batch.

    Attributes
    ----------
    records
        What each row holds under Plannr's field names, None for a blank mapped cell.
    before
        The record as it stood, for a row that would change one; None for a row that would make one.
    complaints
        Field -> sentences, for the positions of refused rows only.
    """

    records: list[dict[str, Any]]
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
    ) -> None:
        """`columns` gives the place in the file of each mapped field."""
        self._type = record_type
        self._mode = mode
        self._account = account
        self._columns = columns
        self._readers = {name: _Column(self._parser(record_type[name], dialect)) for name in columns}
        self._rules = rules.row_rules(record_type.name)
        self._needed_to_store = _names(record_type, Mode.STORE)
        self._needed_to_update = _names(record_type, Mode.UPDATE) | {"uuid": None}

    def check(self, rows: list[list[str]]) -> Checked:
        """`rows` are cells in file order, each row as wide as the header."""
        cells = list(zip(*rows, strict=True))
        values = {name: self._readers[name].values(cells[place]) for name, place in self._columns.items()}
        names = tuple(values)
        records = [dict(zip(names, row, strict=True)) for row in zip(*values.values(), strict=True)]
        if not names:
            records = [{} for _ in rows]
        checked = Checked(records, [None] * len(rows))
        for name, place in self._columns.items():
            for position, refusal in self._readers[name].refusals(cells[place]):
                checked.complain(position, name, refusal.replace(":attribute", _attribute(name)))
        uuids = values.get("uuid", [None] * len(rows))
        for position, uuid in enumerate(uuids):
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
        if self._type.name == "clients" and kind is not None and kind != before.get("type"):
            # Documented in the client guide. A blank type leaves the client as it is (our choice).
            checked.complain(position, "type", "The type cannot be changed once the client exists.")
        self._check_row(checked, position, {**before, **record}, refused)

    def _check_row(self, checked: Checked, position: int, row: dict[str, Any], refused: tuple[str, ...]) -> None:
        for rule in self._rules:
            for name, sentence in rule.complaints(row, self._account):
                if name not in refused:
                    checked.complain(position, name, sentence)

    def _parser(self, item: Field, dialect: Dialect) -> Parse | None:
        parse = parser_for(item, dialect)
        target = next(
            (r.to for r in rules.REFERENCES if (r.record_type, r.field) == (self._type.name, item.name)), None
        )
        return parse if target is None else _existing(parse, target, self._account)


class _Column:
    """One column's parser and the cells it has seen."""

    def __init__(self, parse: Parse | None) -> None:
        self._parse = parse
        self._seen = _Seen(parse) if parse is not None else None

    def values(self, cells: tuple[str, ...]) -> list[Any]:
        if self._seen is None:
            return [cell.strip() or None for cell in cells]
        if len(self._seen) > _SEEN_CELLS_KEPT:
            self._seen.clear()
            self._seen.refused.clear()
        return list(map(self._seen.__getitem__, cells))

    def refusals(self, cells: tuple[str, ...]) -> Iterable[tuple[int, Refusal]]:
        if self._seen is None or not self._seen.refused:
            return ()
        refused = self._seen.refused
        return [(position, refused[cell]) for position, cell in enumerate(cells) if cell in refused]


class _Seen(dict[str, Any]):
    """Cell -> what it holds; a refused cell holds None and stands in `refused` too."""

    def __init__(self, parse: Parse) -> None:
        super().__init__()
        self._parse = parse
        self.refused: dict[str, Refusal] = {}

    def __missing__(self, cell: str) -> Any:
        text = cell.strip()
        value = self._parse(text) if text else None
        if isinstance(value, Refusal):
            self.refused[cell] = value
            value = None
        self[cell] = value
        return value


def _existing(parse: Parse | None, target: rules.Target, account: Account) -> Parse:
    refusal = Refusal("The selected :attribute is invalid.")

    def parse_existing(text: str) -> Any:
        value = parse(text) if parse is not None else text
        if isinstance(value, Refusal):
            return value
        named = value if isinstance(value, list) else [value]
        return value if all(account.has(target, one) for one in named) else refusal

    return parse_existing


def _names(record_type: RecordType, mode: Mode) -> dict[str, None]:
    fields = (item for item in record_type if item.kind is not Kind.IGNORED)
    return {item.name: None for item in fields if item.required(mode) is Required.YES}


def _attribute(name: str) -> str:
    return name.replace("_", " ")


def _required(name: str) -> str:
    return f"The {_attribute(name)} field is required."
