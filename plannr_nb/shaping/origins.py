"""The text of each field, row by row, from where the mapping says it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, FirstFilled, Header, Joined, Mapping, Origin
from plannr_nb.records import IDENTITY, as_records

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Column", "Rows"]


@dataclass(frozen=True, slots=True)
class Column:
    """The text of a field in every row, trimmed.

    Attributes
    ----------
    headers
        The header each text comes from: one for all, or one per row; None for a constant.
    trimmed
        Which rows held spaces around their text.
    """

    texts: pd.Series
    headers: str | np.ndarray | None
    trimmed: np.ndarray

    def __repr__(self) -> str:
        return f"Column({self.header!r}, {len(self.texts)} rows)"

    @property
    def header(self) -> str | None:
        """What stands for the whole column in a problem or in the table of changes."""
        if self.headers is None or isinstance(self.headers, str):
            return self.headers
        return " / ".join(dict.fromkeys(str(header) for header in self.headers if header is not None)) or None


class Rows:
    """The columns of a source that a mapping uses, as trimmed text; the source itself is left alone.

    Attributes
    ----------
    ids
        Name of each row as text: the index of the source.
    source_rows
        The row as a spreadsheet shows it, missing where the source was not read from a file.
    file
        Name of the file, or None.
    """

    def __init__(self, source: pd.DataFrame, mapping: Mapping) -> None:
        import pandas as pd

        names = [str(name) for name in source.columns]
        used = list(mapping.headers)
        frame = source.iloc[:, [names.index(header) for header in used]].copy()
        # A column that is called as one of ours would be taken for it.
        frame.columns = pd.Index([f"{header} (source)" if header in IDENTITY else header for header in used])
        named = as_records(frame)
        self.ids = named.index.to_numpy(dtype=object)
        self.source_rows = named["source_row"].reset_index(drop=True)
        self.file: str | None = source.attrs.get("plannr_nb", {}).get("file")
        cells = named[frame.columns].reset_index(drop=True)
        self._raw = {header: cells.iloc[:, place] for place, header in enumerate(used)}
        self._trimmed = {header: texts.str.strip() for header, texts in self._raw.items()}

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return f"Rows({len(self)} rows, {len(self._raw)} columns)"

    def column(self, origin: Origin) -> Column:
        """The text of an origin, row by row. A `Part` gives the whole cell that is to be taken apart."""
        match origin:
            case Constant(value):
                return self._constant(value)
            case FirstFilled(headers):
                return self._first_filled(headers)
            case Joined(headers, separator, labelled):
                return self._joined(headers, separator, labelled=labelled)
        return self.of(origin.headers[0])

    def of(self, header: str) -> Column:
        """The text under one header."""
        raw, texts = self._raw[header], self._trimmed[header]
        return Column(texts, header, (raw.notna() & (raw != texts)).to_numpy(dtype=bool))

    def _constant(self, value: str) -> Column:
        import numpy as np
        import pandas as pd

        text = value.strip() or None
        return Column(pd.Series([text] * len(self), dtype="str"), None, np.zeros(len(self), dtype=bool))

    def _first_filled(self, headers: tuple[str, ...]) -> Column:
        import numpy as np

        first = self.of(headers[0])
        texts, trimmed = first.texts, first.trimmed
        names = np.full(len(self), headers[0], dtype=object)
        for header in headers[1:]:
            other = self.of(header)
            taken = (texts.isna() & other.texts.notna()).to_numpy(dtype=bool)
            texts = texts.mask(taken, other.texts)
            trimmed = np.where(taken, other.trimmed, trimmed)
            names[taken] = header
        return Column(texts, names, trimmed)

    def _joined(self, headers: tuple[str, ...], separator: str, *, labelled: bool) -> Column:
        import numpy as np

        cells = {header: self.of(header).texts for header in headers}
        if labelled:
            cells = {header: f"{header}: " + texts for header, texts in cells.items()}
        texts = cells[headers[0]]
        for header in headers[1:]:
            other = cells[header]
            both = (texts.notna() & other.notna()).to_numpy(dtype=bool)
            texts = texts.fillna(other).mask(both, texts + separator + other)
        return Column(texts, " + ".join(headers), np.zeros(len(self), dtype=bool))

    def key(self, mapping: Mapping) -> Column | None:
        """The old system's reference of each row, or None where no column holds it."""
        if mapping.key is None:
            if mapping.group_by_key:
                raise MappingError("group_by_key needs a column to go by; name it in mapping.key")
            return None
        return self.column(Header(mapping.key))
