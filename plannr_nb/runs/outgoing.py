"""The file that goes out: one we built, or one of the firm's sent as it is."""

from __future__ import annotations

import csv
import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind, RecordType, Sensitivity
from plannr_nb.csv_build import CsvFile, build_csv
from plannr_nb.errors import MappingError, RecordsError
from plannr_nb.mapping import Header
from plannr_nb.mapping import Mapping as FieldMapping
from plannr_nb.report import Sent

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from plannr_nb.journal import Sending

__all__ = ["Outgoing", "outgoing", "outgoing_again"]

_PIECE = 1 << 20
_LONGEST_CELL = 1 << 30
_ADVICE = "read it with read_table, shape it and send what build_csv makes"


@dataclass(frozen=True)
class Outgoing:
    """A CSV file on disk, and which record each of its rows is.

    Attributes
    ----------
    mapping
        Field -> header.
    ledger
        One row per record handed in, as in `CsvFile`: the rows with a missing outcome are the rows of the file.
    quotable
        Fields whose cells tell nothing of a person, and may stand in a message.
    own_headers
        Whether the headers are the firm's and not Plannr's names.
    """

    path: Path
    sha256: str
    record_type: RecordType
    mapping: dict[str, str]
    tag: str | None
    ledger: pd.DataFrame
    quotable: tuple[str, ...]
    own_headers: bool = False
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    @property
    def rows(self) -> int:
        return int(self.ledger["outcome"].isna().sum())

    @cached_property
    def headers(self) -> list[str]:
        return next(self._lines(), [])

    def sent(self) -> Sent:
        """The rows of the file.

        Raises
        ------
        RecordsError
            The file is gone, or is not the one it was.
        """
        return self._sent

    @cached_property
    def _sent(self) -> Sent:
        self.check_unchanged()
        places = {header: place for place, header in reversed(list(enumerate(self.headers)))}
        record_ids = self.ledger.loc[self.ledger["outcome"].isna(), "record_id"].tolist()
        cells = self._cells()
        if cells.num_rows != len(record_ids):
            raise RecordsError(
                f"{self.path.name} has {cells.num_rows} rows, and its ledger {len(record_ids)} to be sent"
            )
        return Sent(
            cells=cells,
            headers=[header.strip() for header in self.headers],
            places={field: places[header] for field, header in self.mapping.items()},
            record_ids=record_ids,
            tag=places.get(self.tag) if self.tag else None,
            quotable=self.quotable,
        )

    def check_unchanged(self) -> None:
        if not self.path.is_file():
            raise RecordsError(f"{self.path} is not there any more; build it again")
        if _sha256(self.path) != self.sha256:
            raise RecordsError(f"{self.path} has changed since it was made; build it again")

    def without(self, dropped: Collection[int], ledger: pd.DataFrame, folder: Path) -> Outgoing:
        """A copy in `folder` without some rows (counted from 0), with the ledger that says why."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{self.path.stem}-rest-{secrets.token_hex(4)}.csv"
        kept = (cells for row, cells in enumerate(self._lines(), -1) if row not in dropped)
        with path.open("w", encoding=self.encoding.removesuffix("-sig"), newline="") as file:
            csv.writer(file, delimiter=self.delimiter).writerows(kept)
        return replace(self, path=path, sha256=_sha256(path), ledger=ledger)

    def _lines(self) -> Iterator[list[str]]:
        """Header and rows. An empty line is no row."""
        return (cells for cells in _lines(self.path, self.encoding, self.delimiter) if cells)

    def _cells(self) -> pa.Table:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        names = [str(place) for place in range(len(self.headers))]
        if self.own_headers:
            return _table(list(self._lines())[1:], names)
        whole = arrow_csv.read_csv(
            self.path,
            # A row must fit into a block, and notes can be long.
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=16 * _PIECE),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
        return whole.slice(1)


def _quotable(known: RecordType) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in known
        if field.kind in (Kind.CHOICE, Kind.BOOLEAN) and field.sensitivity is Sensitivity.PLAIN
    )


def outgoing(
    given: CsvFile | pd.DataFrame | str | Path,
    record_type: str | RecordType | None,
    *,
    mapping: FieldMapping | Mapping[str, str] | None,
    path: Path,
) -> Outgoing:
    """Whatever was handed to ``run_import``, as a file that can go out.

    Parameters
    ----------
    path
        Where records are written to.
    """
    if isinstance(given, CsvFile):
        return _built(given, record_type, mapping)
    if record_type is None:
        raise RecordsError('the record type is missing; write run_import(client, records, "clients", ...)')
    known = catalogue.load(record_type)
    if isinstance(given, str | Path):
        return _as_it_is(Path(given), known, mapping)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _built(build_csv(given, known, path), known, mapping)


def outgoing_again(path: Path, sha256: str, sending: Sending, ledger: pd.DataFrame) -> Outgoing:
    """The file of a run that is taken up again. It need not be there any more; its cells are read when asked for."""
    return Outgoing(
        path=path,
        sha256=sha256,
        # The shipped one: once the guards are behind it only its name counts, and what may be quoted is written down.
        record_type=catalogue.load(sending.record_type),
        mapping=sending.mapping,
        tag=sending.tag,
        ledger=ledger,
        quotable=sending.quotable,
        own_headers=sending.own_headers,
        encoding=sending.encoding,
        delimiter=sending.delimiter,
    )


def _built(
    file: CsvFile, record_type: str | RecordType | None, mapping: FieldMapping | Mapping[str, str] | None
) -> Outgoing:
    known = catalogue.load(record_type if record_type is not None else file.record_type)
    if known.name != file.record_type:
        raise RecordsError(f"the file holds {file.record_type} and {known.name} were asked for; build it anew")
    if mapping is not None:
        raise MappingError("a file of build_csv carries Plannr's own names; leave mapping= out")
    repeated = int(file.ledger["record_id"].duplicated().sum())
    if repeated:
        raise RecordsError(f"{repeated} record ids occur more than once in the file's ledger; build it anew")
    found = Outgoing(
        path=Path(file.path),
        sha256=file.sha256,
        record_type=known,
        mapping={name: name for name in file.columns},
        tag=file.tag,
        ledger=file.ledger.reset_index(drop=True),
        quotable=_quotable(known),
    )
    found.check_unchanged()
    return found


def _as_it_is(path: Path, known: RecordType, mapping: FieldMapping | Mapping[str, str] | None) -> Outgoing:
    """A file of the firm's. Each row below the header is a record, named by its row in a spreadsheet."""
    import pandas as pd

    encoding, delimiter = _form(path)
    lines = _whole_rows(path, encoding, delimiter)
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise RecordsError(f"{path.name} has no header in its first row; {_ADVICE}")
    rows = {str(number): cells for number, cells in enumerate(lines[1:], 2) if cells}
    fields = _header_mapping(lines[0], known, mapping)
    key = mapping.key if isinstance(mapping, FieldMapping) else None
    place = lines[0].index(key) if key else None
    keys = [None if place is None else (cells[place : place + 1] or [""])[0].strip() or None for cells in rows.values()]
    ledger = {
        "record_id": list(rows),
        "source_file": path.name,
        "source_row": pd.array([int(number) for number in rows], dtype="Int64"),
        "also_rows": None,
        "source_key": keys,
        "outcome": None,
        "reason": None,
        "evidence": None,
    }
    frame = pd.DataFrame(ledger, index=range(len(rows)))
    types = {name: "str" for name in ledger if name != "source_row"}
    return Outgoing(
        path=path,
        sha256=_sha256(path),
        record_type=known,
        mapping=fields,
        tag=None,
        ledger=frame.astype(types),
        quotable=_quotable(known),
        own_headers=True,
        encoding=encoding,
        delimiter=delimiter,
    )


def _header_mapping(
    headers: list[str], known: RecordType, mapping: FieldMapping | Mapping[str, str] | None
) -> dict[str, str]:
    """Field -> header for a file that goes as it is."""
    import pandas as pd

    if mapping is None:
        own = {name: name for name in headers if name in known}
        if not own:
            raise MappingError(f"no header of the file is a field of {known.name}; write mapping= for it")
        mapping = own
    if not isinstance(mapping, FieldMapping):
        origins = {field: Header(header) for field, header in mapping.items()}
        mapping = FieldMapping(known.name, origins=dict(origins))
    mapping.check_against(pd.DataFrame(columns=headers), known)
    beyond = [field for field in mapping.origins if field not in mapping.fields]
    beyond += [field for field in mapping.values if field not in beyond]
    if beyond:
        raise MappingError(
            f"{', '.join(beyond)}: a file that goes as it is can only be mapped header by header; {_ADVICE} instead"
        )
    if not mapping.fields:
        raise MappingError("the mapping names no field; there is nothing to send")
    return mapping.fields


def _form(path: Path) -> tuple[str, str]:
    """Encoding and delimiter of a file of the firm's."""
    if not path.is_file():
        raise RecordsError(f"there is no file {path}")
    content = path.read_bytes()
    if not content.strip():
        raise RecordsError(f"{path.name} is empty")
    if b"\0" in content[:_PIECE] or content.startswith(b"PK\x03\x04"):
        raise RecordsError(f"{path.name} is not a CSV file; {_ADVICE}")
    encoding = next((name for name in ("utf-8-sig", "cp1252") if _undecodable(content, name) is None), None)
    if encoding is None:
        at = _undecodable(content, "cp1252") or 0
        line = content.count(b"\n", 0, at) + 1
        raise RecordsError(
            f"{path.name} line {line} holds the byte 0x{content[at]:02x}, which is no "
            "character in UTF-8 nor in Windows-1252; name its encoding to read_table, shape it and send what "
            "build_csv makes"
        )
    first = content.partition(b"\n")[0].decode(encoding, errors="replace")
    return encoding, max(",;\t|", key=first.count)


def _undecodable(content: bytes, encoding: str) -> int | None:
    """Where the first byte stands that the encoding has no character for. The error itself holds the whole file."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _whole_rows(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """Header and rows of a file of the firm's, empty lines too, where no quote left open has taken rows into a cell."""
    rows: list[list[str]] = []
    try:
        for cells in _lines(path, encoding, delimiter):
            if rows and any(_holds_a_row(cell, delimiter, len(rows[0])) for cell in cells):
                raise RecordsError(
                    f"{path.name} row {len(rows) + 1} has a cell with line breaks and a whole row in it, as happens "
                    f"below a quote that nobody closed; close it, or {_ADVICE}"
                )
            rows.append(cells)
    except csv.Error as error:
        raise RecordsError(
            f"{path.name} is not a CSV file ({error}): in row {len(rows) + 1} a quote is not closed or stands within a "
            f"cell; mend it there, or {_ADVICE}"
        ) from None
    return rows


def _holds_a_row(cell: str, delimiter: str, width: int) -> bool:
    """Whether a line of a cell divides as the file's rows do. What is written to be read has spaces after commas."""
    below = cell.splitlines()[1:] if width > 1 else []
    return any(line.count(delimiter) == width - 1 and f"{delimiter} " not in line for line in below)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    # The standard library stops at 128 kB, which a client's notes can exceed. Its limit is one for all threads of the
    # process, so it is only ever raised.
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(file, delimiter=delimiter, strict=True)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _table(rows: list[list[str]], names: list[str]) -> pa.Table:
    import pyarrow as pa

    width = len(names)
    squared = [[*cells[:width], *[""] * (width - len(cells))] for cells in rows]
    columns = [list(column) for column in zip(*squared, strict=True)] if squared else [[] for _ in names]
    return pa.table([pa.array(column, pa.large_string()) for column in columns], names=names)
