"""Shaped fields become records: each gets its name, its rows and its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plannr_nb.catalogue import RecordType
from plannr_nb.errors import RecordsError
from plannr_nb.mapping import Mapping, Origin
from plannr_nb.problems import Severity
from plannr_nb.shaping import codes
from plannr_nb.shaping.findings import Findings
from plannr_nb.shaping.grouping import bring_together, groups_of, other_rows
from plannr_nb.shaping.keys import IDENTIFYING, made_keys, tell_apart
from plannr_nb.shaping.layout import FIRST, JOINT, SECOND, SUFFIXES, Layout
from plannr_nb.shaping.origins import Rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["NOTHING", "Naming"]

NOTHING = "nothing on the row belongs to a record of this type"


class Naming:
    """The names of the records of one source: ids, references, rows."""

    def __init__(
        self, source: Rows, mapping: Mapping, record_type: RecordType, layout: Layout, findings: Findings
    ) -> None:
        import numpy as np
        import pandas as pd

        self.mapping, self.record_type, self.layout, self.findings = mapping, record_type, layout, findings
        self.file = source.file
        self.row_ids = source.ids[layout.rows]
        self.source_rows = source.source_rows.take(layout.rows).reset_index(drop=True)
        self.suffixes = pd.Series(np.array(SUFFIXES, dtype=object)[layout.slots], dtype="str")
        self.ids = pd.Series(self.row_ids, dtype="str") + self.suffixes
        _check_unique(self.ids)
        column = source.key(mapping)
        self.given = None if column is None else column.texts.take(layout.rows).reset_index(drop=True)

    def __repr__(self) -> str:
        return f"Naming({len(self.layout)} records of {self.record_type.name})"

    def records(
        self, fields: pd.DataFrame, origins: dict[str, Origin], headers: dict[str, str | None]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The records and the problem table.

        Parameters
        ----------
        fields
            The shaped fields by record position.
        origins, headers
            Where each field came from.
        """
        import numpy as np
        import pandas as pd

        nothing = self._rows_of_others(fields, origins)
        keys = self._keys(fields[[name for name in fields.columns if name in self.mapping.origins]], nothing)
        fields = self._with_owners(fields, keys)
        # The joint client keeps the reference of the row, which is what the couple's plans name.
        source_keys = keys + self.suffixes.mask(self.layout.slots == JOINT, "")
        groups, also = np.arange(len(fields)), None
        if self.mapping.group_by_key:
            groups = groups_of(source_keys, self.layout.slots)
            many = {field.name for field in self.record_type if field.many}
            fields, disagree = bring_together(fields, groups, many)
            self._report_disagreement(fields, disagree, headers)
            also = other_rows(groups, self.source_rows, self.row_ids)
        firsts = np.unique(groups)
        self._report_repeated(source_keys, firsts)
        identity = {
            "source_file": pd.Series([self.file] * len(firsts), dtype="str"),
            "source_row": self.source_rows.take(firsts),
            "also_rows": pd.Series([None] * len(firsts), dtype="str") if also is None else also,
            "source_key": source_keys.take(firsts),
            "excluded": pd.Series([NOTHING if left_out else None for left_out in nothing[firsts]], dtype="str"),
        }
        columns = identity | {str(name): fields[name] for name in fields.columns}
        index = pd.Index(self.ids.take(firsts).array, dtype="str", name="record_id")
        records = pd.DataFrame({name: column.array for name, column in columns.items()}, index=index)
        return records, self.findings.to_table(self.ids.to_numpy(dtype=object)[groups], self.source_rows)

    def _rows_of_others(self, fields: pd.DataFrame, origins: dict[str, Origin]) -> np.ndarray:
        """Records whose only cells belong to something else: a client's row that names no plan, or has nothing to note.

        A reference speaks for the record, unless it is the owner's, as in a note that goes by the client's.
        """
        import numpy as np

        own = [name for name, origin in origins.items() if origin.headers and not name.endswith("_uuid")]
        if self.given is None or not own:
            return np.zeros(len(fields), dtype=bool)
        owners = (origin.headers for name, origin in origins.items() if name.endswith("_uuid"))
        nothing = fields[own].isna().all(axis=1)
        if self.mapping.key is None or (self.mapping.key,) not in owners:
            nothing &= self.given.isna()
        if nothing.any():
            message = f"{codes.NOTHING_ON_ROW.message} (rows: {int(nothing.sum())})"
            self.findings.remark(codes.NOTHING_ON_ROW, None, self.mapping.key, message)
        return nothing.to_numpy(dtype=bool)

    def _keys(self, fields: pd.DataFrame, nothing: np.ndarray) -> pd.Series:
        """The reference of each record's row, the same for all of its records; `fields` are those that are mapped."""
        import numpy as np

        given = self.given
        if given is not None and given.notna().all():
            return given
        rows = self.layout.rows
        lacking = np.ones(len(fields), dtype=bool) if given is None else given.isna().to_numpy(dtype=bool)
        made, alike = made_keys(fields, rows, self.record_type.name), np.zeros(len(fields), dtype=bool)
        # Rows with a reference of their own are told apart by it, and take no part in this.
        apart, alike[lacking] = tell_apart(made[lacking], fields[lacking], rows[lacking])
        made[lacking] = apart.to_numpy(dtype=object)
        if given is None:
            self.findings.remark(codes.KEY_MADE, None, None)
        else:
            self.findings.add(codes.KEY_MISSING, np.flatnonzero(lacking & ~nothing), None, self.mapping.key, None)
        self.findings.add(codes.SAME_CELLS, np.flatnonzero(alike & ~nothing), None, None, None)
        return made if given is None else given.fillna(made)

    def _with_owners(self, fields: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
        """Joint clients made of a row name the two people made of it, by the references these will have."""
        slots = self.layout.slots
        joint = slots == JOINT
        if not joint.any() or "owners" not in fields.columns:
            return fields
        of_two = keys + SUFFIXES[FIRST] + "; " + keys + SUFFIXES[SECOND]
        owners = fields["owners"].mask(joint, of_two)
        return fields.assign(owners=owners.mask((slots == FIRST) | (slots == SECOND)))

    def _report_disagreement(
        self, merged: pd.DataFrame, disagree: dict[str, np.ndarray], headers: dict[str, str | None]
    ) -> None:
        import pandas as pd

        severe = {"type", *IDENTIFYING.get(self.record_type.name, ())} - {"middle_name"}
        for name, at in disagree.items():
            kept = pd.Series([None] * len(self.layout), dtype="str")
            kept.iloc[at] = merged.loc[at, name].to_numpy(dtype=object)
            severity = Severity.ERROR if name in severe else None
            self.findings.add(codes.ROWS_DISAGREE, at, name, headers.get(name), kept, severity=severity)

    def _report_repeated(self, source_keys: pd.Series, firsts: np.ndarray) -> None:
        repeated = source_keys.take(firsts).duplicated(keep=False).to_numpy(dtype=bool)
        self.findings.add(codes.KEY_REPEATED, firsts[repeated], None, self.mapping.key, source_keys)


def _check_unique(ids: pd.Series) -> None:
    """The people of a couple get the ids ``14.1`` and ``14.2``, which an index made in memory may hold already."""
    taken = ids[ids.duplicated()]
    if len(taken):
        raise RecordsError(
            f'the index of the source has a row "{taken.iloc[0]}", and so would a person of a couple be called who '
            f"stands on another row ({len(taken)} such ids); call reset_index(drop=True) first, or set an index of ids "
            "without dots"
        )
