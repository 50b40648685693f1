"""The rules as a table for people, to be edited on screen or as a sheet and handed back to `check`."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb import catalogue
from plannr_nb.catalogue.model import Mode, RecordType
from plannr_nb.checks.beyond import beyond_rules
from plannr_nb.checks.chosen import by_key
from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.rule_sheet import COLUMNS, read_sheet, text_of
from plannr_nb.checks.rule_words import in_words
from plannr_nb.checks.suite import rules_of
from plannr_nb.errors import CheckError
from plannr_nb.problems import Severity
from plannr_nb.readable import ReadableFrame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_rules", "rules", "save_rules"]

_WIDTHS = {"field": 24, "rule": 48, "severity": 10, "on": 6, "certainty": 13, "source": 30, "code": 24, "message": 60,
           "condition": 40, "key": 36}  # fmt: skip


def rules(record_type: str | RecordType, mode: Mode | str = Mode.STORE) -> ReadableFrame:
    """The rules that `check` runs, one per row, to be read, edited and handed back as ``rules=``.

    Parameters
    ----------
    record_type
        A name or a loaded record type, with a firm's overlay perhaps.
    mode
        ``store``, ``update`` or ``validate``. An edited table serves each of them.

    Returns
    -------
    ReadableFrame
        Text, in the order in which problems are told:

        ============= ================================================================================
        ``field``     the field it is told of
        ``rule``      what it asks, in words; only to be read
        ``severity``  ``error``, ``warning`` or ``info``; may be changed
        ``on``        ``yes`` or ``no``; may be changed
        ``certainty`` ``documented``, ``confirmed``, ``inferred`` or ``our choice``; only to be read
        ``source``    where it is taken from; only to be read
        ``code``      what the problem is called in the problem table
        ``message``   what the problem table says; may be changed
        ``condition`` blank; for rules that are added: what is true of a good record, as `own_rule` has it
        ``key``       names the rule when the table is read back; blank for a rule that is added
        ============= ================================================================================

        To add a rule, add a row with ``code``, ``message`` and ``condition``, and perhaps ``field`` and ``severity``. A
        rule that the table does not hold is run as it is shipped.

    Examples
    --------
    >>> table = rules("premiums")
    >>> table.loc[table["code"] == "amount_and_percentage", ["rule", "severity", "on"]].to_numpy().tolist()
    [['is blank, where percentage is filled', 'error', 'yes']]
    """
    known, asked = catalogue.load(record_type), Mode.named(mode)
    listed = {**by_key(rules_of(known, asked)), **by_key(beyond_rules(known, asked))}
    return _table([_row(key, item) for key, item in listed.items()])


def save_rules(table: pd.DataFrame, path: str | PathLike[str]) -> Path:
    """Write a table of rules as an Excel sheet (``.xlsx``) or a CSV file, in place of what stood there. Gives the path.

    In the sheet severity and on/off are chosen from lists.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = save_rules(rules("premiums"), f"{folder}/premiums-rules.xlsx")
    ...     bool(load_rules(file, "premiums").equals(rules("premiums")))
    True
    """
    target = Path(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise CheckError(f'the table of rules has no column "{missing[0]}"; begin with pn.rules(...)')
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise CheckError(f"{target.name}: rules are saved as .xlsx or .csv")
    text = text_of(table)
    try:
        if target.suffix.lower() == ".csv":
            # With the mark by which Excel knows UTF-8.
            text.to_csv(target, index=False, encoding="utf-8-sig")
        else:
            _write_sheet(text, target)
    except OSError as error:
        raise CheckError(f"{target} cannot be written: {error.strerror}") from error
    return target


def load_rules(path: str | PathLike[str], record_type: str | RecordType) -> ReadableFrame:
    """Read a table of rules from the file of `save_rules`, as it was edited.

    Raises
    ------
    CheckError
        The file cannot be read, or was edited into something that cannot be run; the message names file, row and
        column.
    """
    sheet = read_sheet(path, catalogue.load(record_type))
    return ReadableFrame(sheet.table)


def _row(key: str, item: Expectation) -> dict[str, str]:
    noted = item.ours or {}
    return {
        "field": str(item.field),
        "rule": in_words(item),
        "severity": str(item.severity),
        "on": "yes",
        "certainty": str(noted.get("certainty", "")),
        "source": str(noted.get("source", "")),
        "code": item.code,
        "message": item.message,
        "condition": "",
        "key": key,
    }


def _table(rows: list[dict[str, str]]) -> ReadableFrame:
    import pandas as pd

    return ReadableFrame(pd.DataFrame(rows, columns=list(COLUMNS), dtype="str"))


def _write_sheet(table: pd.DataFrame, target: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "rules"
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False, name=None):
        sheet.append(list(row))
    for place, name in enumerate(table.columns, start=1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = _WIDTHS.get(str(name), 20)
        sheet.cell(1, place).font = Font(bold=True)
        for number in range(2, len(table) + 2):
            cell = sheet.cell(number, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.data_type == "f":  # a text that begins with = is no formula
                cell.data_type = "s"
    for name, allowed in (("severity", list(map(str, Severity))), ("on", ["yes", "no"])):
        letter = sheet.cell(1, list(table.columns).index(name) + 1).column_letter
        choice = DataValidation(type="list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
        choice.add(f"{letter}2:{letter}{len(table) + 200}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(target)
