"""An edited table of rules read back: what is off, milder, severer or added; or where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks.beyond import beyond_rules
from plannr_nb.checks.expectation import META_KEY, Expectation, gx_severity
from plannr_nb.checks.own_rule import own_rule
from plannr_nb.checks.suite import rules_of
from plannr_nb.errors import CheckError, did_you_mean
from plannr_nb.problems import Severity

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Sheet", "is_table", "read_sheet", "text_of"]

COLUMNS = ("field", "rule", "severity", "on", "certainty", "source", "code", "message", "condition", "key")
_NEEDED = ("field", "severity", "on", "code", "message", "condition", "key")
_ON = {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}


@dataclass(frozen=True)
class Sheet:
    """What an edited table asks for.

    Attributes
    ----------
    table
        As it was read, in text.
    off
        Keys of the rules not to run.
    changed
        Key -> severity and message.
    added
        Rules of the firm's own that are on.
    """

    table: pd.DataFrame
    off: frozenset[str]
    changed: Mapping[str, tuple[Severity, str]]
    added: list[Expectation]

    def edited(self, key: str, item: Expectation) -> Expectation:
        if key not in self.changed or not item.ours:
            return item
        severity, message = self.changed[key]
        noted = {**item.ours, "severity": str(severity), "message": message}
        meta = {**item.meta, META_KEY: noted}
        return replace(item, meta=meta, gx_severity=gx_severity(severity), description=message)


@dataclass(frozen=True)
class _Row:
    """One row, and how to say where it stands."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def wrong(self, column: str, why: str) -> CheckError:
        return CheckError(f"{self.where}, {column}: {why}")


def is_table(given: Any) -> bool:
    """Whether it can be a table of rules: a frame, or the path of its file."""
    return isinstance(given, str) or hasattr(given, "__fspath__") or hasattr(given, "columns")


def read_sheet(given: pd.DataFrame | str | PathLike[str], known: RecordType) -> Sheet:
    """Read an edited table, or its file.

    Raises
    ------
    CheckError
        It cannot be read, or does not say what to run; the message names the row and the column.
    """
    table, name, of_file = _read(given)
    missing = [column for column in _NEEDED if column not in table.columns]
    if missing:
        raise CheckError(
            f'{name} has no column "{missing[0]}"; begin with the table that pn.rules("{known.name}") gives'
        )
    shipped = _shipped(known)
    off, changed, added = set[str](), dict[str, tuple[Severity, str]](), list[Expectation]()
    seen: dict[str, str] = {}
    for place, (label, cells) in enumerate(zip(table.index, table.to_dict("records"), strict=True)):
        row = _Row(f"{name} row {place + 2 if of_file else label}", {str(key): cell for key, cell in cells.items()})
        if not any(row.cells.values()):
            continue
        severity, on = _severity(row), _on(row)
        key = row["key"]
        if not key:
            item = _added(row, severity, known)
            added += [item] if on else []
            continue
        if key in seen:
            raise row.wrong("key", f"the same rule stands in {seen[key]}; keep one, or blank the key of an added rule")
        seen[key] = row.where
        _check_unchanged(row, shipped, known)
        if not row["message"]:
            raise row.wrong("message", "blank; say what is wrong and what to do")
        changed[key] = (severity, row["message"])
        off |= set() if on else {key}
    return Sheet(table.reset_index(drop=True), frozenset(off), changed, added)


def text_of(table: pd.DataFrame) -> pd.DataFrame:
    """The table with nothing but text in it, blank where a cell is missing."""
    import pandas as pd

    columns = {str(name): [_text(cell) for cell in table[name]] for name in table.columns}
    return pd.DataFrame(columns, index=table.index, dtype="str")


def _read(given: Any) -> tuple[pd.DataFrame, str, bool]:
    if hasattr(given, "columns"):
        return text_of(given), "the table of rules,", False
    path = Path(given)
    try:
        if path.suffix.lower() == ".xlsx":
            return text_of(_from_excel(path)), path.name, True
        if path.suffix.lower() == ".csv":
            return text_of(_from_csv(path)), path.name, True
    except FileNotFoundError:
        raise CheckError(f"{path}: there is no such file of rules") from None
    except CheckError:
        raise
    except Exception as error:  # a damaged workbook raises whatever its parts raise
        raise CheckError(
            f"{path}: the rules cannot be read ({type(error).__name__}); save them as .xlsx or .csv"
        ) from None
    raise CheckError(f"{path.name}: rules are read from .xlsx or .csv; a suite in JSON goes into suite=")


def _from_excel(path: Path) -> pd.DataFrame:
    import pandas as pd
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book["rules"] if "rules" in book.sheetnames else book[book.sheetnames[0]]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()
    header = [_text(cell).casefold() for cell in rows[0]] if rows else []
    wide = [[*row, *[None] * (len(header) - len(row))][: len(header)] for row in rows[1:]]
    return _named(pd.DataFrame(wide, columns=header, dtype="object"), path)


def _from_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    first = path.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    # Excel saves with semicolons where the comma is for decimals.
    mark = ";" if first.count(";") > first.count(",") else ","
    frame = pd.read_csv(
        path, sep=mark, dtype="str", keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False
    )
    return _named(frame.rename(columns=lambda name: str(name).strip().casefold()), path)


def _named(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    repeated = frame.columns[frame.columns.duplicated() & (frame.columns != "")]
    if len(repeated):
        raise CheckError(f'{path.name} has the column "{repeated[0]}" twice; keep one')
    return frame.loc[:, frame.columns != ""]


def _shipped(known: RecordType) -> dict[str, Expectation]:
    """The rules of all modes, so that one table serves each of them."""
    from plannr_nb.checks.chosen import by_key

    found: dict[str, Expectation] = {}
    for mode in Mode:
        found |= by_key(rules_of(known, mode)) | by_key(beyond_rules(known, mode))
    return found


def _check_unchanged(row: _Row, shipped: Mapping[str, Expectation], known: RecordType) -> None:
    item = shipped.get(row["key"])
    if item is None:
        from difflib import get_close_matches

        close = get_close_matches(row["key"], shipped, n=1)
        hint = f'did you mean "{close[0]}"?' if close else "is the table of another record type?"
        raise row.wrong("key", f"{known.name} have no such rule; {hint} The key of a rule that is added stays blank")
    for column, own in (("code", item.code), ("field", str(item.field))):
        if row[column] != own:
            raise row.wrong(column, f'this is the rule "{row["key"]}", whose {column} is {own} and stays so')
    if row["condition"]:
        raise row.wrong("condition", "only a rule that is added has one; put it into a row of its own with a blank key")


def _added(row: _Row, severity: Severity, known: RecordType) -> Expectation:
    for column in ("code", "message", "condition"):
        if not row[column]:
            raise row.wrong(column, "blank; a rule that is added has a code, a message and a condition")
    try:
        made = own_rule(row["code"], row["message"], row["condition"], field=row["field"] or None, severity=severity)
        item = made.for_records(known)
        said = {name: row[name] for name in ("certainty", "source") if row[name]}
        return replace(item, meta={**item.meta, META_KEY: {**(item.ours or {}), **said}})
    except CheckError as error:
        raise CheckError(f"{row.where}: {error}") from None


def _severity(row: _Row) -> Severity:
    given = row["severity"].casefold()
    if not given and not row["key"]:
        return Severity.WARNING
    try:
        return Severity(given)
    except ValueError:
        raise row.wrong("severity", f"not a severity; {did_you_mean(given, Severity)}") from None


def _on(row: _Row) -> bool:
    given = row["on"].casefold()
    if not given and not row["key"]:
        return True
    if given not in _ON:
        raise row.wrong("on", "neither yes nor no; say which")
    return _ON[given]


def _text(cell: Any) -> str:
    import pandas as pd

    return "" if cell is None or pd.isna(cell) else str(cell).strip()
