"""Records -> the CSV file Plannr gets, and a ledger that knows what became of each record.

The file's headers are Plannr's field names, so the map request is the identity and reads the same in both directions
(the documentation contradicts itself there). Every filled cell is quoted and a blank one is nothing at all, which is
plain RFC 4180 and leaves no reader in doubt about ``007``, ``NA`` or a line break within a cell.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb import problems as problem_table
from plannr_nb.catalogue.model import Kind, RecordType
from plannr_nb.errors import RecordsError, did_you_mean
from plannr_nb.records import as_records, field_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["HELD_BACK", "LEDGER_COLUMNS", "TAG", "CsvFile", "build_csv"]

TAG = "plannr_nb_row"
HELD_BACK = "held back: "  # so begins the reason of a record that an error keeps out; the codes follow
LEDGER_COLUMNS = (
    "record_id",
    "source_file",
    "source_row",
    "also_rows",
    "source_key",
    "outcome",
    "reason",
    "evidence",
)
# A few megabytes at a time stay in the processor's cache: measured twice as fast as sixteen times as many rows.
_ROWS_AT_ONCE = 4_096


@dataclass(frozen=True)
class CsvFile:
    """A CSV file ready to be sent, and what it was made of.

    Attributes
    ----------
    path, sha256
        The file and the hash of its bytes.
    rows
        Records in the file.
    columns
        Plannr's fields in file order, without the tag.
    record_type
        Name of the record type.
    tag
        Header of the last column, which carries the record id and is never mapped; None where it was switched off.
    ledger
        One row per record handed in, in the order given: ``record_id, source_file, source_row, also_rows,
        source_key, outcome, reason, evidence``. ``outcome`` is ``excluded`` for a record that is not in the file and
        missing for one that is; the rows with a missing outcome are the rows of the file in file order.
    left_out
        Columns of the records that Plannr ignores on import, and which are therefore not in the file.
    """

    path: Path
    sha256: str
    rows: int
    columns: tuple[str, ...]
    record_type: str
    tag: str | None
    ledger: pd.DataFrame = field(repr=False, compare=False)
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        held = len(self.ledger) - self.rows
        return (
            f"CsvFile({self.path.name!r}, {self.record_type}: {self.rows} rows x {len(self.columns)} fields, "
            f"{held} held back, sha256 {self.sha256[:12]})"
        )

    def _repr_html_(self) -> str:
        from html import escape

        counted = self.ledger.loc[self.ledger["outcome"].notna(), "reason"].value_counts()
        held = [(f"Not in the file: {reason}", f"{count}") for reason, count in counted.items()]
        left_out = [("Ignored by Plannr, left out", ", ".join(self.left_out))] if self.left_out else []
        rows = [
            ("File", str(self.path)),
            ("Record type", self.record_type),
            ("Rows", str(self.rows)),
            ("Fields", str(len(self.columns))),
            *left_out,
            *held,
            ("sha256", self.sha256),
        ]
        cells = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
        return f"<table><caption>CSV file for Plannr</caption><tbody>{cells}</tbody></table>"


def build_csv(
    records: pd.DataFrame,
    record_type: str | RecordType,
    path: str | os.PathLike[str],
    *,
    problems: pd.DataFrame | None = None,
    tag: bool = True,
) -> CsvFile:
    """Write the records that may be sent, and remember the others.

    Parameters
    ----------
    records
        A frame of records. Its field columns are written in catalogue order; those that Plannr ignores on import
        (``created_at``, ``name`` ...) are left out and named in ``left_out``.
    path
        Where the file goes. An existing file is replaced, in one step and only when the new one is complete;
        missing folders are made.
    problems
        A problem table. Its errors hold records back: the record named, or else every record fed by the row named, or
        else every record with a filled cell in the field named, or else all of them. The problems of more records
        than these may be handed in; problems of records that have got another index since are refused.
    tag
        Whether the last column carries the record id, by which Plannr's answers are joined to the records.

    Returns
    -------
    CsvFile
        With no row at all where nothing may be sent; the ledger says why.

    Raises
    ------
    RecordsError
        A column that is no field of the record type, no field at all, a frame that is no frame of records, a path
        that is a folder, or errors that are evidently not of these records: one names a record with another
        ``source_row`` than it has here, or not one of them names any of these records (unless the records know their
        rows, and those are not among the rows with errors), or records merely numbered from 0 are fewer than the
        errors know.

    Notes
    -----
    UTF-8 without byte order mark, lines end in LF. Cells are written as they are: a text that a spreadsheet would take
    for a formula is not changed, since Plannr reads the file and a changed cell would be wrong there. A record with a
    NUL character in a cell is held back (``nul_character``), because readers cut the text off at it.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> from pathlib import Path
    >>> records = pd.DataFrame({"last_name": ["Evans", "Hale"], "first_name": ["Sam", None]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = build_csv(records, "clients", Path(folder) / "clients.csv")
    ...     print(file.path.read_text(), end="")
    "first_name","last_name","plannr_nb_row"
    "Sam","Evans","0"
    ,"Hale","1"
    """
    from plannr_nb import catalogue

    known = record_type if isinstance(record_type, RecordType) else catalogue.load(record_type)
    named = as_records(records)
    target = Path(path)
    if target.is_dir():
        raise RecordsError(f"{target} is a folder; name the file to write in it")
    columns, left_out = _columns(named, known)
    ledger = _ledger(named, problems)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        sha256 = _write_whole(_cells(_sent(named, ledger), columns, tag), target)
    except _NulFound:
        _hold_back_nul(named, columns, ledger)
        sha256 = _write_whole(_cells(_sent(named, ledger), columns, tag), target)
    return CsvFile(
        path=target,
        sha256=sha256,
        rows=int(ledger["outcome"].isna().sum()),
        columns=tuple(columns),
        record_type=known.name,
        tag=TAG if tag else None,
        ledger=ledger,
        left_out=tuple(left_out),
    )


def _columns(records: pd.DataFrame, known: RecordType) -> tuple[list[str], list[str]]:
    present = field_columns(records)
    strangers = [name for name in present if name not in known]
    if strangers:
        raise RecordsError(
            f'column "{strangers[0]}" is no field of {known.name} ({len(strangers)} such columns); drop or rename it; '
            f"{did_you_mean(strangers[0], [item.name for item in known.importable])}"
        )
    columns = [item.name for item in known.importable if item.name in present]
    if not columns:
        raise RecordsError(f"the records have no column that is a field of {known.name}; there is nothing to send")
    return columns, [name for name in present if known[name].kind is Kind.IGNORED]


def _ledger(records: pd.DataFrame, problems: pd.DataFrame | None) -> pd.DataFrame:
    import pandas as pd

    ledger = records.reset_index()[["record_id", "source_file", "source_row", "also_rows", "source_key"]].copy()
    reason, evidence = _held_back(records, problems)
    by_name = records["excluded"].notna().to_numpy()
    reason[by_name] = records["excluded"].to_numpy(dtype=object)[by_name]
    evidence[by_name] = "marked excluded in the records"
    ledger["reason"] = pd.Series(reason, dtype="str")
    ledger["evidence"] = pd.Series(evidence, dtype="str")
    ledger["outcome"] = pd.Series(None, index=ledger.index, dtype="str").mask(ledger["reason"].notna(), "excluded")
    return ledger[list(LEDGER_COLUMNS)]


def _sent(records: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    sent = ledger["outcome"].isna().to_numpy()
    return records if sent.all() else records[sent]


def _held_back(records: pd.DataFrame, problems: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
    """Reason and evidence per record as arrays of text, None where no error holds it back."""
    import numpy as np
    import pandas as pd

    reason = np.full(len(records), None, dtype=object)
    evidence = reason.copy()
    if problems is None or problems.empty:
        return reason, evidence
    complaints = _errors_by_record(records, problems)
    for target, column, prefix in ((reason, "code", HELD_BACK), (evidence, "found_by", "found by ")):
        for text, ids in complaints.groupby(column, sort=False)["record_id"]:
            at = records.index.get_indexer(pd.Index(ids.unique()))
            at = at[at >= 0]  # an error of a record that is not among these is somebody else's
            target[at] = [prefix + str(text) if so_far is None else f"{so_far}, {text}" for so_far in target[at]]
    return reason, evidence


def _errors_by_record(records: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    """The errors as ``record_id, code, found_by``, those without a record spread over the records they speak of."""
    import pandas as pd

    missing = [name for name in problem_table.COLUMNS if name not in problems.columns]
    if missing:
        raise RecordsError(f"problems= is no problem table: it has no column {', '.join(missing)}")
    errors = problem_table.errors_only(problems)
    named = errors["record_id"].notna()
    _check_of_these(records, errors[named])
    of_row = ~named & errors["source_row"].notna()
    parts = [errors.loc[named, ["record_id", "code", "found_by"]]]
    if of_row.any():
        parts.append(errors[of_row].drop(columns="record_id").merge(_records_of_rows(records), on="source_row"))
    for _, error in errors.loc[~named & ~of_row, ["field", "code", "found_by"]].drop_duplicates().iterrows():
        # An error of a column that is not there ("last_name is missing") speaks of every record.
        known = isinstance(error["field"], str) and error["field"] in field_columns(records)
        ids = records.index[records[error["field"]].notna()] if known else records.index
        parts.append(pd.DataFrame({"record_id": ids, "code": error["code"], "found_by": error["found_by"]}))
    together = pd.concat([part[["record_id", "code", "found_by"]] for part in parts], ignore_index=True)
    return together.astype({"record_id": "str"})


def _check_of_these(records: pd.DataFrame, errors: pd.DataFrame) -> None:
    """Stop where errors were found on records of other names: they would hold back the wrong ones, or none.

    That some errors are of records left out here is fine. Names alone do not tell one from the other, since an index
    made anew uses many of the old ones, so rows are compared too, and positions where there are no rows.
    """
    if errors.empty or records.empty:
        return
    here = errors["record_id"].isin(records.index)
    mismatched = _of_other_rows(records, errors[here])
    if mismatched:
        raise _not_of_these(f"{mismatched} of {len(errors)} errors name a record with another source_row than it has")
    foreign = errors[~here]
    if here.all() or (here.any() and not _numbered_anew(records, foreign)):
        return
    if records["source_row"].isna().any() or _known_by_other_names(records, foreign):
        raise _not_of_these(f"{len(foreign)} of {len(errors)} errors name a record id that is not among the records")


def _not_of_these(found: str) -> RecordsError:
    return RecordsError(
        f"problems= belongs to other records, or these have got another index since: {found}. Hand in the problems of "
        "these very records: check them again as they are now, or keep the index they were checked with"
    )


def _of_other_rows(records: pd.DataFrame, errors: pd.DataFrame) -> int:
    """How many errors stand with a row that does not feed the record they name."""
    import pandas as pd

    errors = errors[errors["source_row"].notna()]
    own = records["source_row"].reindex(errors["record_id"]).array
    differ = errors[(errors["source_row"].array != own).fillna(True)]
    if differ.empty:
        return 0
    fed = _records_of_rows(records[records.index.isin(differ["record_id"])])[["record_id", "source_row"]]
    pairs = pd.MultiIndex.from_frame(fed.astype({"record_id": "str"}))
    return int((~pd.MultiIndex.from_frame(differ[["record_id", "source_row"]]).isin(pairs)).sum())


def _numbered_anew(records: pd.DataFrame, foreign: pd.DataFrame) -> bool:
    """Whether records that know no row are numbered from 0, and errors of higher numbers are among these."""
    if records["source_row"].notna().any() or not foreign["record_id"].str.fullmatch(r"\d+").any():
        return False
    return records.index.tolist() == [str(number) for number in range(len(records))]


def _known_by_other_names(records: pd.DataFrame, foreign: pd.DataFrame) -> bool:
    """Whether a row with an error is here under a name of another stem; ``14.1`` and ``14.joint`` share theirs."""
    fed = _records_of_rows(records)
    both = foreign[["record_id", "source_row"]].merge(fed, on="source_row", suffixes=("", "_here"))
    stems, stems_here = (both[name].astype("str").str.split(".").str[0] for name in ("record_id", "record_id_here"))
    return bool(foreign["source_row"].isna().all() or (stems != stems_here).any())


def _records_of_rows(records: pd.DataFrame) -> pd.DataFrame:
    """Each row of the source with each record it feeds."""
    import pandas as pd

    first = records["source_row"].dropna()
    others = records["also_rows"].dropna().str.split(",").explode().str.strip()
    rows = pd.concat([first, pd.to_numeric(others, errors="coerce").astype("Int64").dropna()])
    return pd.DataFrame({"source_row": rows.astype("Int64").array, "record_id": rows.index.array})


def _cells(records: pd.DataFrame, columns: list[str], tag: bool) -> pa.Table:
    import pyarrow as pa

    cells = {name: pa.array(records[name], type=pa.large_string(), from_pandas=True) for name in columns}
    if tag:
        cells[TAG] = pa.array(records.index, type=pa.large_string())
    elif len(columns) == 1:
        # A line with nothing on it is no row to most readers; a quoted nothing is one.
        cells = {name: column.fill_null("") for name, column in cells.items()}
    return pa.table(cells)


class _NulFound(Exception):  # noqa: N818  (never leaves this module)
    """A cell holds a NUL character; nothing was written."""


def _write_whole(table: pa.Table, target: Path) -> str:
    """Write beside `target`, then rename, so that no half file ever stands there. Returns the sha256."""
    import hashlib
    import tempfile

    digest = hashlib.sha256()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            for chunk in _bytes_of(table):
                # One search through finished bytes costs next to nothing; one through every column does not.
                if b"\0" in chunk:
                    raise _NulFound
                digest.update(chunk)
                handle.write(chunk)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def _bytes_of(table: pa.Table) -> Iterator[bytes]:
    import pyarrow as pa
    from pyarrow import csv

    for start in range(0, max(len(table), 1), _ROWS_AT_ONCE):
        sink = pa.BufferOutputStream()
        options = csv.WriteOptions(include_header=start == 0, quoting_style="needed", batch_size=_ROWS_AT_ONCE)
        csv.write_csv(table.slice(start, _ROWS_AT_ONCE), sink, options)
        yield sink.getvalue().to_pybytes()


def _hold_back_nul(records: pd.DataFrame, columns: list[str], ledger: pd.DataFrame) -> None:
    hit = records[columns].apply(lambda cells: cells.str.contains("\0", regex=False, na=False)).any(axis=1).to_numpy()
    hit = hit & ledger["outcome"].isna().to_numpy()
    ledger.loc[hit, "outcome"] = "excluded"
    ledger.loc[hit, "reason"] = f"{HELD_BACK}nul_character"
    ledger.loc[hit, "evidence"] = "found on writing the file"
