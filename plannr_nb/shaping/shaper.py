"""From a source and a mapping to records: every field by its origin, value map and recipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Field, Kind, Mode, RecordType
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, DateOrder, FirstFilled, Header, Joined, Mapping, MoneyUnit, Origin, Pair, Part
from plannr_nb.problems import Severity, merge
from plannr_nb.shaping import codes
from plannr_nb.shaping.by_header import read_by_header
from plannr_nb.shaping.crowds import shared_by_many
from plannr_nb.shaping.findings import Changes, Findings
from plannr_nb.shaping.layout import FIRST, JOINT, SECOND, SINGLE, SUFFIXES, Layout
from plannr_nb.shaping.left import report_left
from plannr_nb.shaping.name_columns import COUPLE, NameColumns
from plannr_nb.shaping.naming import Naming
from plannr_nb.shaping.origins import Column, Rows
from plannr_nb.shaping.pairs import PairedRows, take_names_apart
from plannr_nb.shaping.people import NameComplaint, deal, is_of_one
from plannr_nb.shaping.reading import Cells, Reading
from plannr_nb.shaping.recipes import read_column, read_field
from plannr_nb.shaping.shaped import Shaped
from plannr_nb.shaping.stamps import stamp_lines, stamped

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["QUIET_DEFAULTS", "shape"]

# What a store of clients gets where nothing is mapped: nobody is mailed (a mail has to be a deliberate choice).
QUIET_DEFAULTS = {"clients": {"send_welcome_email": "false"}}
_REFERENCE = frozenset({"external_reference_value", "external_reference_source"})
_NAME_OF_JOINT = "entity_name"


def shape(
    source: pd.DataFrame, mapping: Mapping, record_type: str | RecordType | None = None, *, mode: Mode | str = "store"
) -> Shaped:
    """Make the records that a mapping describes. Every cell is changed countably or not at all.

    A cell that its recipe cannot read keeps its text and gets an ``error``. A filled cell becomes blank only where a
    value map says so.

    Parameters
    ----------
    source
        What `read_table` returned, or any frame of text columns whose index holds unique whole numbers or short ids.
        It stays as it was.
    mapping
        Where each field comes from, and how its cells are written.
    record_type
        A loaded record type with a firm's overlay; else the mapping's own as shipped.
    mode
        ``store`` and ``validate`` add the quiet default of clients: no welcome e-mail unless one is mapped. ``update``
        adds nothing.

    Returns
    -------
    Shaped
        With one record per row, in file order, except: a row that names two people, where the mapping splits names into
        ``people`` or has a `Pair` of columns, becomes ``14.1``, ``14.2`` and ``14.joint``; rows with the same
        key become one record where the mapping has ``group_by_key``.

    Raises
    ------
    MappingError
        The mapping is no `Mapping`, does not fit the source or the record type, or holds nothing.
    RecordsError
        The index of the source names no rows, or has a row already by the name that a person of a couple would get; or
        a column used holds something that is not text.
    UnknownRecordType, UnknownMode
        Plannr has no such record type or mode; the closest one is named.

    Notes
    -----
    *Dates* leave as ``DD/MM/YYYY``. Day and month are decided per column from counted evidence; where there is none the
    column is kept and one error names the settings (`mapping.date_order` for the whole source, `mapping.date_orders`
    for a field). *Money* leaves as pounds. *Choices* leave in
    the API's spelling, *yes and no* as ``true`` and ``false``, *telephone numbers* as ``+441632960123``. *Text* is
    trimmed, and HTML in it becomes the text it shows, in notes line by line; `mapping.stamps` writes date, author and
    reference above it. A text from a value map is what is sent, and is read like a finished cell.

    *Couples*: cells that hold two values, one each (dates of birth, NI numbers, e-mails), are dealt out in their order.
    One such value for two people stays with the first, with an error; one e-mail or telephone number goes to both, with
    a warning; the address, adviser and other shared fields go to all three records.

    *First filled*: the cells of the other columns that hold something else are counted by column, in a warning and in
    `changes`; a number that is only written in another way is the same.

    *Rows of one record*: the first filled cell of each field is taken, and a problem names fields whose cells differ.

    Examples
    --------
    >>> import pandas as pd
    >>> from plannr_nb.mapping import Mapping
    >>> source = pd.DataFrame({"Ref": ["C7"], "Surname": [" Evans"], "DOB": ["25.12.65"]}, dtype="str")
    >>> mapping = Mapping("clients", key="Ref").set("last_name", "Surname").set("date_of_birth", "DOB")
    >>> records, problems = shape(source, mapping)
    >>> records[["source_key", "last_name", "send_welcome_email", "date_of_birth"]].values.tolist()
    [['C7', 'Evans', 'false', '25/12/1965']]
    >>> problems["code"].tolist()
    ['two_digit_years', 'default_added']
    """
    from plannr_nb import catalogue

    if not isinstance(mapping, Mapping):
        raise MappingError(
            f"the mapping is a {type(mapping).__name__} and no Mapping; write "
            'Mapping("clients").set("last_name", "Surname"), or read a file of one with Mapping.load(path)'
        )
    chosen = Mode.named(mode)
    loaded = catalogue.load(mapping.record_type if record_type is None else record_type)
    mapping.check_against(source, loaded)
    if not mapping.origins:
        raise MappingError("the mapping holds no field; say where at least one comes from")
    shaping = _Shaping(Rows(source, mapping), mapping, loaded, chosen)
    report_left(shaping.findings, mapping, source, loaded)
    return shaping.run()


class _Shaping:
    """One source on its way to records. Columns are kept by position; records get their names at the end."""

    def __init__(self, rows: Rows, mapping: Mapping, record_type: RecordType, mode: Mode) -> None:
        self.source, self.mapping, self.record_type, self.mode = rows, mapping, record_type, mode
        self.findings, self.changes = Findings(), Changes()
        self.splits = take_names_apart(rows, mapping, record_type)
        self.pairs = PairedRows.of(rows, mapping, self.splits)
        two = next((split for split in self.splits.values() if split.two), None)
        by_names = Layout.of_rows(len(rows)) if two is None else two.layout
        self.spread = NameColumns.of(rows, mapping.origins)
        paired = self.pairs or self.spread
        self.layout = by_names if paired is None else paired.layout
        self.headers: dict[str, str | None] = {}
        self.answered: dict[str, np.ndarray] = {}

    def run(self) -> Shaped:
        import pandas as pd

        origins = self._origins()
        columns = {name: self._read(self.record_type[name], origin) for name, origin in origins.items()}
        columns |= self._quiet_defaults()
        order = [field.name for field in self.record_type if field.name in columns]
        fields = pd.DataFrame({name: columns[name] for name in order}, index=range(len(self.layout)))
        self._report_names()
        naming = Naming(self.source, self.mapping, self.record_type, self.layout, self.findings)
        records, problems = naming.records(fields, origins, self.headers)
        crowds = shared_by_many(records, self.record_type, self.headers)
        return Shaped(records, merge([problems, crowds]), self.changes.to_frame())

    # Where fields come from

    def _origins(self) -> dict[str, Origin]:
        """The fields that are sent, with the two that a couple on one row brings along."""
        origins = dict(self.mapping.origins)
        for name in [name for name in origins if self.record_type[name].kind is Kind.IGNORED]:
            origin = origins.pop(name)
            self.findings.remark(codes.FIELD_IGNORED, name, origin.headers[0] if origin.headers else None)
        if self.layout.couples and self.mode is not Mode.UPDATE:
            split, header = self._of_two()
            if "type" not in origins:
                origins["type"] = Constant("") if header is None else Part(header, split, "type")
                self.findings.remark(codes.TYPE_FROM_NAMES, "type", header)
            origins.setdefault("owners", Constant("") if header is None else Part(header, split, "owners"))
            if self.pairs is not None and _NAME_OF_JOINT in self.record_type:
                origins.setdefault(_NAME_OF_JOINT, Constant(""))
            elif self.spread is not None and _NAME_OF_JOINT in self.record_type:
                origins.setdefault(_NAME_OF_JOINT, Part(self.spread.header, COUPLE, _NAME_OF_JOINT))
        return origins

    def _of_two(self) -> tuple[str, str | None]:
        """The split that makes two people of a row, and its column; none for a pair of columns."""
        if self.spread is not None:
            return COUPLE, self.spread.header
        return "people", next((split.header for split in self.splits.values() if split.two), None)

    # One field

    def _read(self, field: Field, origin: Origin) -> pd.Series:
        column = self._gather(field, origin)
        texts, given = self._apply_value_map(field, origin, column)
        if isinstance(origin, FirstFilled):
            self._report_others(field, origin)
        return self._finish_text(field, self._apply_recipe(field, column, texts, given))

    def _gather(self, field: Field, origin: Origin) -> Column:
        """The cell of each record, before any recipe."""
        header = " + ".join(origin.headers) or None
        if isinstance(origin, Part):
            column = self._part(field, origin)
        elif isinstance(origin, Pair) and self.pairs is not None:
            column = self.pairs.column(field.name, origin)
            header = column.header
        else:
            column = self._take(self.source.column(origin))
            header = column.header
            constant = isinstance(origin, Constant)
            if self.layout.couples and field.name in _REFERENCE and origin.headers in ((self.mapping.key,), ()):
                column = self._own_references(field, column)
            elif self.layout.couples:
                column = self._deal(field, column, constant=constant)
            if self.pairs is not None and not constant and is_of_one(field):
                at = self.pairs.second_alone
                filled = at[column.texts.notna().to_numpy(dtype=bool)[at]]
                self.findings.add(codes.WHOSE_VALUE, filled, field.name, column.headers, column.texts)
        names = self.pairs or self.spread
        if names is not None and field.name == _NAME_OF_JOINT:
            column = self._name_joint_clients(field, column, names)
        self.headers[field.name] = header
        trimmed = column.trimmed & column.texts.notna().to_numpy(dtype=bool)
        if trimmed.any():
            self._count(field, header, "spaces around the text taken away", column.texts, int(trimmed.sum()))
        if isinstance(origin, Joined):
            joined = int(column.texts.notna().sum())
            self._count(field, header, f"joined from {len(origin.headers)} columns", column.texts, joined)
        return column

    def _report_others(self, field: Field, origin: FirstFilled) -> None:
        """Count the cells that were filled and yet not taken, short of those that would have been sent as the same."""
        carried = {
            header
            for name, other in self.mapping.origins.items()
            if name != field.name and isinstance(other, Header | Joined)
            for header in other.headers
        }
        taken = self.source.column(origin)
        for header in dict.fromkeys(origin.headers):
            other = self.source.of(header).texts
            differ = ((taken.headers != header) & other.notna() & (other != taken.texts)).to_numpy(
                dtype=bool, copy=True
            )
            if header in carried or not differ.any():
                continue
            differ[differ] = self._are_sent_differently(field, taken.texts[differ], other[differ])
            if rows := int(differ.sum()):
                message = f"{codes.OTHER_FILLED.message} (rows: {rows})"
                self.findings.remark(codes.OTHER_FILLED, field.name, header, message)
                of_records = other.take(self.layout.rows)
                self._count(
                    field, header, "stays behind another column", of_records, int(differ[self.layout.rows].sum())
                )

    def _are_sent_differently(self, field: Field, texts: pd.Series, others: pd.Series) -> np.ndarray:
        """Which of the others say something else, by what the value map and the recipe make of both."""
        import pandas as pd

        both = pd.concat([texts, others], ignore_index=True)
        both = both.replace(self._value_map(field))
        both = both.mask(both == "")
        sent = read_column(both, self._recipe(field)).texts.str.casefold()
        mine, other = sent[: len(texts)].to_numpy(dtype=object), sent[len(texts) :].reset_index(drop=True)
        different: np.ndarray = (other.notna() & (other != mine)).to_numpy(dtype=bool)
        return different

    def _recipe(self, field: Field) -> Callable[[Cells], Reading]:
        """The recipe of the field with what the mapping says of how its cells are written, which may be plain text."""
        mapping, name = self.mapping, field.name
        order = DateOrder(mapping.date_orders[name]) if name in mapping.date_orders else None
        unit = MoneyUnit(mapping.money_units[name]) if name in mapping.money_units else None
        habit = None if mapping.date_order is None else DateOrder(mapping.date_order)
        return read_field(field, order, unit, habit)

    def _value_map(self, field: Field) -> dict[str, str]:
        return {cell.strip(): text.strip() for cell, text in self.mapping.values.get(field.name, {}).items()}

    def _name_joint_clients(self, field: Field, column: Column, names: PairedRows | NameColumns) -> Column:
        named = names.with_joint_names(column)
        if made := int((named.texts.notna() & column.texts.isna()).sum()):
            self._count(field, column.header, "joint clients named after their two people", named.texts, made)
        return named

    def _take(self, column: Column) -> Column:
        headers = column.headers
        if headers is not None and not isinstance(headers, str):
            headers = headers[self.layout.rows]
        texts = column.texts.take(self.layout.rows).reset_index(drop=True)
        return Column(texts, headers, column.trimmed[self.layout.rows])

    def _part(self, field: Field, origin: Part) -> Column:
        import numpy as np

        if origin.split == COUPLE and self.spread is not None:
            texts = self.spread.texts(origin.part)
            made = int(self.layout.slots.astype(bool)[texts.notna()].sum())
            if made and origin.part != "owners":
                said = f"{origin.part.replace('_', ' ')} of two people taken apart"
                self._count(field, origin.header, said, texts, made)
            return Column(texts, origin.header, np.zeros(len(texts), dtype=bool))
        texts = self.splits[origin.header].texts(origin.part, self.layout)
        taken = int(texts.notna().sum())
        if origin.part != "owners":
            self._count(field, origin.header, f"{origin.part.replace('_', ' ')} taken out of full names", texts, taken)
        return Column(texts, origin.header, np.zeros(len(texts), dtype=bool))

    def _own_references(self, field: Field, column: Column) -> Column:
        """The old system's reference as each of a couple's records has it: its source key."""
        import pandas as pd

        if column.headers is None:
            return column
        suffix = pd.Series(self.layout.slots).map({FIRST: SUFFIXES[FIRST], SECOND: SUFFIXES[SECOND]}).fillna("")
        texts = column.texts + suffix
        changed = int((suffix != "").sum())
        self._count(field, column.header, "told apart for two people by .1 and .2", texts, changed)
        return Column(texts, column.headers, column.trimmed)

    def _deal(self, field: Field, column: Column, *, constant: bool) -> Column:
        import pandas as pd

        texts, complaints, dealt = deal(field, column.texts, self.layout.slots, constant=constant)
        for code, at in complaints:
            self.findings.add(code, at, field.name, column.headers, column.texts)
        if dealt:
            self._count(field, column.header, "two values dealt out, one to each of two people", texts, 2 * dealt)
        if field.name == "type":
            by_split = pd.Series(self.layout.slots).map({FIRST: "individual", SECOND: "individual", JOINT: "joint"})
            other = by_split.notna() & (by_split != texts)
            texts = by_split.astype("str").fillna(texts)
            if other.any():
                self._count(field, column.header, "set by the split into two people", texts, int(other.sum()))
        return Column(texts, column.headers, column.trimmed)

    def _apply_value_map(self, field: Field, origin: Origin, column: Column) -> tuple[pd.Series, np.ndarray]:
        """The texts after the field's value map, and which of them it gave."""
        import numpy as np

        given = np.zeros(len(column.texts), dtype=bool)
        values = self._value_map(field)
        if not values:
            return column.texts, given
        found = column.texts.map(values)
        if isinstance(origin, Part):
            # A map may speak of the whole name as well: what is to become of a name that cannot be taken apart.
            whole = self._take(self.source.of(origin.header)).texts.map(values).mask(self.layout.slots != SINGLE)
            found = whole.fillna(found)
        given = found.notna().to_numpy(dtype=bool)
        self.answered[field.name] = given
        texts = column.texts.mask(given, found.mask(found == "").astype("str"))
        blanked = int(((found == "") & column.texts.notna()).sum())
        changed = int((given & (found != "") & (found != column.texts)).sum())
        header = self.headers[field.name]
        if changed:
            self._count(field, header, "value map", texts, changed)
        if blanked:
            self._count(field, header, "blanked by the value map", column.texts, blanked)
        return texts, given

    def _apply_recipe(self, field: Field, column: Column, texts: pd.Series, given: np.ndarray) -> pd.Series:
        header = self.headers[field.name]
        read, remarks = read_by_header(column, texts.mask(given) if given.any() else texts, self._recipe(field))
        for about, remark in remarks:
            if remark.code is codes.LIKELY_DEFAULT and header is None:
                continue
            self.findings.remark(remark.code, field.name, about, remark.message)
        sent, unread, found = read.texts, read.unread, read.found
        if given.any():
            # A text from a value map is finished: it has no say in how the other cells are written.
            finished = read_column(texts.where(given), read_field(field, DateOrder.DMY, MoneyUnit.POUNDS))
            sent, unread, found = sent.fillna(finished.texts), unread | finished.unread, found + finished.found
        for complaint, at in found:
            self.findings.add(complaint.code, at, field.name, column.headers, texts, message=complaint.message)
        blank = int(texts.isna().sum())
        changed = int((sent != texts).sum()) - blank
        self.changes.add(
            field.name, header, read.done, changed=changed, blank=blank, unreadable=int(unread.sum()), of=len(texts)
        )
        return sent

    def _finish_text(self, field: Field, texts: pd.Series) -> pd.Series:
        """The texts with what is to stand above them, and a word about those that are too long then."""
        import numpy as np

        header = self.headers[field.name]
        if stamp := self.mapping.stamps.get(field.name):
            dates, authors, references = map(self._cells, (stamp.date, stamp.author, stamp.reference))
            habit = self._order_of(stamp.date)
            before, lines = texts, stamp_lines(dates, authors, references, habit)
            texts, got = stamped(texts, lines)
            self._count(field, header, "date, author or reference written above the text", before, int(got.sum()))
        if field.max_length is not None:
            long = np.flatnonzero((texts.str.len() > field.max_length).to_numpy(dtype=bool))
            message = f"{codes.TEXT_TOO_LONG.message} (characters: {field.max_length})"
            self.findings.add(codes.TEXT_TOO_LONG, long, field.name, header, texts, message=message)
        return texts

    def _order_of(self, header: str | None) -> DateOrder | None:
        """The habit of the source, short of what is said of a field that the same column feeds."""
        orders = self.mapping.date_orders
        said = {orders[name] for name in orders if self.mapping.origins.get(name) == Header(header or "")}
        order = said.pop() if len(said) == 1 else self.mapping.date_order
        return None if order is None else DateOrder(order)

    def _cells(self, header: str | None) -> pd.Series | None:
        return None if header is None else self._take(self.source.of(header)).texts

    def _count(self, field: Field, header: str | None, recipe: str, texts: pd.Series, changed: int) -> None:
        blank = int(texts.isna().sum())
        self.changes.add(field.name, header, recipe, changed=changed, blank=blank, unreadable=0, of=len(texts))

    # What holds for all fields

    def _quiet_defaults(self) -> dict[str, pd.Series]:
        import pandas as pd

        if self.mode is Mode.UPDATE:
            return {}
        added = {}
        for name, text in QUIET_DEFAULTS.get(self.record_type.name, {}).items():
            if name in self.record_type and name not in self.mapping.origins:
                self.findings.remark(codes.DEFAULT_ADDED, name, None)
                added[name] = pd.Series([text] * len(self.layout), dtype="str")
        return added

    def _report_pairs(self, pairs: PairedRows) -> None:
        for code, name, header, at, texts in (*pairs.unnamed(), *pairs.doubtful()):
            self.findings.add(code, at, name, header, texts)
        for name, header, rows in pairs.blanked():
            if rows:
                of, recipe = len(self.layout), "blanked by the value map"
                self.changes.add(name, header, recipe, changed=rows, blank=0, unreadable=0, of=of)

    def _report_names(self) -> None:
        if self.pairs is not None:
            self._report_pairs(self.pairs)
        if self.spread is not None:
            for said, at in self.spread.complaints():
                header = self.spread.header_of(said.part)
                whole = self._take(self.source.of(header)).texts
                self._complain_of_name(self.spread.parts.get(said.part or ""), header, said, at, whole)
        for split in self.splits.values():
            whole = self._take(self.source.of(split.header)).texts
            paired = self.pairs is not None and self.pairs.takes(split.header)
            for said, at in split.complaints(Layout.of_rows(len(self.source)) if paired else self.layout):
                found = self.pairs.records_of(split.header, at) if paired and self.pairs is not None else at
                field = split.parts.get(said.part or "")
                if field is None and said.part == "type" and split.two:
                    field = "type"
                self._complain_of_name(field, split.header, said, found, whole)
            for part, rows in split.left_behind().items():
                message = f"{part.replace('_', ' ')}: {codes.NAME_PART_LEFT.message} (rows: {rows})"
                self.findings.remark(codes.NAME_PART_LEFT, None, split.header, message)
            field = split.parts.get("last_name") or next(iter(split.parts.values()))
            for word, rows in split.left_out().items():
                self._count(self.record_type[field], split.header, f"left out of the name: {word}", whole, rows)

    def _complain_of_name(
        self, field: str | None, header: str, said: NameComplaint, at: np.ndarray, whole: pd.Series
    ) -> None:
        """A complaint about names, short of those that a value map has answered."""
        answered = self.answered.get(field or "")
        if answered is not None and said.code.severity is Severity.ERROR:
            at = at[~answered[at]]
        self.findings.add(said.code, at, field, header, whole)
