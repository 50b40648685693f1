"""What a mapping says, and whether it fits a source."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping as Mappable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from plannr_nb.errors import MappingError, did_you_mean
from plannr_nb.mapping.origins import Constant, DateOrder, Header, Joined, MoneyUnit, Origin, Stamp, check_origin
from plannr_nb.row_numbers import kept_list

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.catalogue import RecordType

__all__ = ["Mapping", "repeated_headers"]


@dataclass
class Mapping:
    """Plannr field -> its one origin, with what is needed to read its cells.

    Attributes
    ----------
    record_type
        Name of the record type.
    origins
        Field -> `Header`, `Constant`, `FirstFilled`, `Joined`, `Part` or `Pair`.
    key
        Header with the old system's reference of the record, or None.
    group_by_key
        Rows with the same key are one record (a client repeated on each line of her plans). False: a repeated key is
        an error.
    values
        Field -> {cell text: text to send}; an empty text blanks the cell, which `shape` counts.
    date_orders, money_units
        Field -> how its cells are written, where a person has said so.
    dropped
        Header -> why it is left behind on purpose.
    date_order
        How the whole source writes its dates, for every field without an order of its own. It settles what the cells
        of a column leave open; a column whose cells speak against it is asked about.
    stamps
        Field -> the columns with date, author and old reference that are written above its text.

    Two mappings are equal, and are saved as the same bytes, when they say the same, in whatever order it was said. The
    `repr` counts value maps and does not show them, since they hold cells.

    Examples
    --------
    >>> from plannr_nb.mapping import Constant
    >>> mapping = Mapping("clients", key="Ref").set("last_name", "Surname").set("type", Constant("individual"))
    >>> mapping.fields
    {'last_name': 'Surname'}
    >>> mapping.headers
    ('Ref', 'Surname')
    """

    record_type: str
    origins: dict[str, Origin] = field(default_factory=dict)
    key: str | None = None
    group_by_key: bool = False
    values: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    money_units: dict[str, MoneyUnit] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    stamps: dict[str, Stamp] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, origin in self.origins.items():
            check_origin(name, origin)

    def __repr__(self) -> str:
        maps = f", value maps for {', '.join(sorted(self.values))}" if self.values else ""
        key = f", key={self.key!r}" if self.key is not None else ""
        return f"Mapping({self.record_type!r}, {len(self.origins)} fields{key}{maps}, {len(self.dropped)} dropped)"

    @property
    def fields(self) -> dict[str, str]:
        """Plannr field -> header, for the fields fed by one whole column, in the order they were set."""
        return {name: origin.header for name, origin in self.origins.items() if isinstance(origin, Header)}

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that is used, the key's first, each once."""
        used = [] if self.key is None else [self.key]
        used += [header for told in (*self.origins.values(), *self.stamps.values()) for header in told.headers]
        return tuple(dict.fromkeys(used))

    def set(self, field: str, origin: Origin | str) -> Mapping:
        """Say where a field comes from, in place of what was said before. Plain text stands for a `Header`.

        A header that was dropped is taken up again.

        Raises
        ------
        MappingError
            A split or part that does not exist, or an origin without a header.
        """
        chosen = Header(origin) if isinstance(origin, str) else origin
        check_origin(field, chosen)
        self.origins[field] = chosen
        for header in chosen.headers:
            self.dropped.pop(header, None)
        return self

    def unset(self, field: str) -> Mapping:
        """Take a field out, with its value map, date order, money unit and stamp. Its column is then left behind."""
        if field not in self.origins:
            raise MappingError(f"{field} is not mapped; {did_you_mean(field, self.origins)}")
        for settings in (self.origins, self.values, self.date_orders, self.money_units, self.stamps):
            settings.pop(field, None)
        return self

    def map_values(self, field: str, values: Mappable[str, str]) -> Mapping:
        """Add cell text -> text to send for a field; an empty text blanks the cell, which `shape` counts."""
        if not all(isinstance(text, str) for pair in values.items() for text in pair):
            raise MappingError(f"the value map of {field} holds something that is not text; write every value as text")
        self.values.setdefault(field, {}).update(values)
        return self

    def stamp(
        self, field: str, *, date: str | None = None, author: str | None = None, reference: str | None = None
    ) -> Mapping:
        """Write the cells of other columns above the text of a field, where it has any.

        Examples
        --------
        >>> mapping = Mapping("notes").set("contents", "Note").stamp("contents", date="Created", author="Created by")
        >>> mapping.headers
        ('Note', 'Created', 'Created by')
        """
        chosen = Stamp(date, author, reference)
        if not chosen.headers:
            raise MappingError(f"the stamp of {field} names no column; give date=, author= or reference=")
        self.stamps[field] = chosen
        for header in chosen.headers:
            self.dropped.pop(header, None)
        return self

    def drop(self, header: str, reason: str) -> Mapping:
        """Leave a column behind on purpose, and say why."""
        if not reason.strip():
            raise MappingError(f'dropping "{header}" needs a reason')
        if header in self.headers:
            feeds = [name for name, origin in self.origins.items() if header in origin.headers]
            feeds += [f"the stamp of {name}" for name, stamp in self.stamps.items() if header in stamp.headers]
            feeds = feeds or ["the key"]
            raise MappingError(f'"{header}" feeds {", ".join(feeds)}; unset that before the column is dropped')
        self.dropped[header] = reason
        return self

    def check_against(self, source: pd.DataFrame, record_type: RecordType | str) -> None:
        """Make sure the mapping fits this source and record type. Says everything that does not fit at once.

        Raises
        ------
        MappingError
            The mapping is for another record type; a field is unknown; a header is not in the source, or it stands
            there more than once, so that nobody can know which column is meant.
        UnknownRecordType
            No such record type.
        """
        from plannr_nb import catalogue
        from plannr_nb.mapping.comparison import nearest_headers

        loaded = catalogue.load(record_type) if isinstance(record_type, str) else record_type
        if loaded.name != self.record_type:
            raise MappingError(f"the mapping is for {self.record_type} and the records are {loaded.name}")
        known = [item.name for item in loaded.fields]
        named = dict.fromkeys([*self.origins, *self.values, *self.date_orders, *self.money_units, *self.stamps])
        complaints = [
            f'{loaded.name} have no field "{name}"; {did_you_mean(name, known)}' for name in named if name not in loaded
        ]
        columns, unclear = [str(name) for name in source.columns], repeated_headers(source)
        near = nearest_headers(self, source)
        for header in self.headers:
            if header in unclear:
                complaints.append(_stands_twice(header, unclear[header], columns))
            elif header not in columns:
                other = did_you_mean(near.get(header, header), columns)
                complaints.append(f'the source has no column "{header}"; {other}')
        complaints += _unknown_words(self)
        complaints += [
            f"{name} is no text, so nothing can be written above it"
            for name in self.stamps
            if name in loaded and loaded[name].kind is not catalogue.Kind.TEXT
        ]
        if complaints:
            raise MappingError("the mapping does not fit:\n- " + "\n- ".join(complaints))

    def compare(self, source: pd.DataFrame) -> pd.DataFrame:
        """Set a saved mapping beside a file that may have changed since. Changes nothing.

        Returns
        -------
        DataFrame
            The columns of the file in their order, then what is missing. ``header``; ``status`` one of ``fits``,
            ``dropped`` (left behind on purpose before), ``new`` (the mapping does not know it), ``unclear`` (the file
            has several of that name) and ``vanished`` (needed and not there); ``feeds`` what the header is needed for;
            ``nearest`` for a vanished header the new one that is written most like it, and may be what it is called
            now; ``filled`` int, cells that are not blank. `check_against` refuses just what is unclear or vanished.

        Examples
        --------
        >>> import pandas as pd
        >>> mapping = Mapping("clients").set("last_name", "Surname").set("email", "E-mail").drop("Fax", "unused")
        >>> source = pd.DataFrame({"Surname": ["Evans"], "Email address": [None], "Fax": [None]}, dtype="str")
        >>> mapping.compare(source)[["header", "status", "feeds", "nearest"]].fillna("").values.tolist()
        [['Surname', 'fits', 'last_name', ''], ['Email address', 'new', '', ''], ['Fax', 'dropped', '', ''],
         ['E-mail', 'vanished', 'email', 'Email address']]
        """
        from plannr_nb.mapping.comparison import compare

        return compare(self, source)

    def left_behind(self, source: pd.DataFrame) -> pd.DataFrame:
        """Every column that feeds nothing, in file order.

        Returns
        -------
        DataFrame
            ``header``; ``filled`` int, cells that are not blank; ``kind`` what the cells look like, missing where
            nothing is clear; ``meaning`` what a firm has to answer for, missing for most columns: deceased, do not
            contact, marketing consent, vulnerable, power of attorney, complaint, money-laundering check, risk attitude,
            service level, fee agreed, archived, by its header or by cells that say so; ``why`` the reason it was
            dropped for, or that nobody has decided yet. `shape` warns of each filled one with a meaning, until it is
            mapped or dropped with a reason.

        Examples
        --------
        >>> import pandas as pd
        >>> source = pd.DataFrame({"Surname": ["Evans"], "Fax": ["01632 960001"], "DoD": ["14/03/2021"]}, dtype="str")
        >>> left = Mapping("clients").set("last_name", "Surname").left_behind(source)
        >>> left.fillna("").values.tolist()
        [['Fax', 1, 'phone', '', 'not decided'], ['DoD', 1, 'date', 'deceased', 'not decided']]
        """
        from plannr_nb.mapping.left import left_behind

        return left_behind(self, source)

    def to_notes(self, *headers: str, owner: str | None = None) -> Mapping:
        """Take columns into notes, and drop them here for that reason. Gives the mapping of the notes.

        A note has the filled cells of its row, each behind its header; rows without any make none. Shape it from the
        same source, put in the clients' uuids with ``pn.link(notes, crosswalk, to="notable_uuid")``, and send it last.

        Parameters
        ----------
        owner
            Header with the client's reference in the old system, as the clients were sent with. Left out: the key of a
            mapping of clients, and what feeds ``client_uuid`` or ``account_uuid`` in any other.

        Raises
        ------
        MappingError
            No header given, one of them feeds something here, or nothing says whose notes they are.

        Examples
        --------
        >>> clients = Mapping("clients", key="Ref").set("last_name", "Surname")
        >>> notes = clients.to_notes("LPA", "Complaint")
        >>> notes.origins["contents"]
        Joined(headers=('LPA', 'Complaint'), separator='\\n', labelled=True)
        >>> clients.dropped
        {'LPA': 'goes into notes', 'Complaint': 'goes into notes'}
        """
        if not headers:
            raise MappingError("say which columns go into notes")
        whose = owner or self._owner()
        if whose is None:
            raise MappingError(
                "nothing says whose notes these are; set mapping.key to the header with the client's reference, or "
                "give it as owner="
            )
        elsewhere = dict.fromkeys(self.headers, f"goes into {self.record_type}") | self.dropped
        for header in headers:
            self.drop(header, "goes into notes")
        notes = Mapping("notes", key=whose, dropped=elsewhere)
        notes.set("notable_type", Constant("account")).set("notable_uuid", whose)
        return notes.set("contents", Joined(headers, "\n", labelled=True))

    def _owner(self) -> str | None:
        """The header with the reference of the client a record belongs to."""
        if self.record_type == "clients":
            return self.key
        return next((self.fields[name] for name in ("client_uuid", "account_uuid") if name in self.fields), None)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the mapping as one readable TOML file, in place of what stood there. Gives the path.

        Fields, headers and cells are sorted, so that equal mappings are equal files. Value maps hold cells: keep the
        file where the export itself may lie.
        """
        import tomli_w

        from plannr_nb.mapping.document import to_document

        target = Path(path)
        try:
            target.write_bytes(tomli_w.dumps(to_document(self)).encode("utf-8"))
        except UnicodeEncodeError:
            raise MappingError(
                f"{target} was not written: a header or cell text holds half a character; read the source with the "
                "right encoding"
            ) from None
        except OSError as error:
            raise MappingError(f"{target} cannot be written: {error.strerror}") from error
        return target

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Mapping:
        """Read a mapping from the file `save` wrote, or a person.

        Raises
        ------
        MappingError
            No such file, not TOML, or an entry that means nothing here. The message names the file and the place.
        """
        from plannr_nb.mapping.document import from_document

        source = Path(path)
        try:
            document = tomllib.loads(source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
        except FileNotFoundError:
            raise MappingError(f"there is no mapping file {source}") from None
        except OSError as error:
            raise MappingError(f"{source} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            raise MappingError(f"{source} is not UTF-8 text, which a mapping file is") from None
        except tomllib.TOMLDecodeError as error:
            raise MappingError(f"{source} is not a TOML file: {error}") from None
        try:
            return from_document(document)
        except MappingError as error:
            raise MappingError(f"{source}: {error}") from None

    def _repr_html_(self) -> str:
        from plannr_nb.mapping.table import to_html

        return to_html(self)


def repeated_headers(source: pd.DataFrame) -> dict[str, int]:
    """Headers that stand over more than one column of the frame, or of the file it was read from, and how often."""
    raw = Counter(str(name).strip() for name in kept_list("raw_headers", source.attrs.get("plannr_nb", {})))
    occurs = Counter(str(name) for name in source.columns) | raw
    return {header: times for header, times in occurs.items() if times > 1 and header in source.columns}


def _unknown_words(mapping: Mapping) -> list[str]:
    """Complaints about date orders and money units that there are not; plain text is as good as the enumerations."""
    orders: list[tuple[str, str]] = [(f'date_orders["{name}"]', word) for name, word in mapping.date_orders.items()]
    orders += [] if mapping.date_order is None else [("date_order", mapping.date_order)]
    units = [(f'money_units["{name}"]', word) for name, word in mapping.money_units.items()]
    wrong = [f"mapping.{name} is none of: {', '.join(DateOrder)}" for name, word in orders if word not in [*DateOrder]]
    return wrong + [
        f"mapping.{name} is none of: {', '.join(MoneyUnit)}" for name, word in units if word not in [*MoneyUnit]
    ]


def _stands_twice(header: str, times: int, columns: list[str]) -> str:
    alike = [f'"{name}"' for name in columns if name != header and name.startswith(f"{header} (")]
    other = f"map {' or '.join(alike)}, or " if alike else ""
    name_it = "give the column a name of its own with source.rename(columns=...)" if alike else "rename the columns"
    return f'the source has {times} columns "{header}", so it is not clear which is meant; {other}{name_it}'
