"""What a recipe gets and what it gives back: distinct cells in, what to send and what is wrong out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plannr_nb.problems import ProblemCode

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# One cell -> what to send, or None, and what is wrong with it, or None.
CellRecipe = Callable[[str], tuple[str | None, ProblemCode | None]]

__all__ = ["CellRecipe", "Cells", "Complaint", "Reading", "Remark", "in_form", "read_each"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The distinct filled cells of a column, trimmed, with how many records hold each.

    Attributes
    ----------
    texts
        Distinct texts, none of them blank, with a plain index.
    counts
        Records that hold each of them.
    records
        All records, also those whose cell is blank.
    """

    texts: pd.Series
    counts: np.ndarray
    records: int

    @classmethod
    def of(cls, texts: Sequence[str], counts: Sequence[int] | None = None) -> Cells:
        """Cells made by hand, each held by one record unless `counts` says otherwise.

        Examples
        --------
        >>> Cells.of(["a", "b"], [3, 1]).records
        4
        """
        import numpy as np
        import pandas as pd

        held = np.asarray(counts if counts is not None else [1] * len(texts), dtype=int)
        return cls(pd.Series(list(texts), dtype="str"), held, int(held.sum()))

    def __repr__(self) -> str:
        return f"Cells({len(self.texts)} distinct in {self.records} records)"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with some of the distinct cells: a boolean array as long as they are."""

    code: ProblemCode
    cells: np.ndarray
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about the column as a whole."""

    code: ProblemCode
    message: str | None = None


@dataclass(slots=True)
class Reading:
    """What a recipe made of distinct cells.

    Attributes
    ----------
    texts
        What to send, one per cell in the same order; missing where the cell cannot be read and so keeps its text.
    done
        In words, for the table of changes.
    complaints, remarks
        About cells, and about the column.
    """

    texts: pd.Series
    done: str
    complaints: list[Complaint] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Reading({self.done!r}, {len(self.texts)} distinct cells, {int(self.texts.isna().sum())} not read)"

    def complain(self, code: ProblemCode, cells: np.ndarray, message: str | None = None) -> None:
        """Add a complaint, if there is a cell it is about."""
        if cells.any():
            self.complaints.append(Complaint(code, cells, message))


def in_form(texts: pd.Series, form: str, mend: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """The texts that have a form as they are, or once `mend` has been at them; missing for the others.

    Examples
    --------
    >>> import pandas as pd
    >>> in_form(pd.Series(["AB1", "ab2", "?"], dtype="str"), "[A-Z]{2}[0-9]", lambda odd: odd.str.upper()).tolist()
    ['AB1', 'AB2', nan]
    """
    fits = texts.str.fullmatch(form).to_numpy(dtype=bool)
    if fits.all():
        return texts
    mended = mend(texts[~fits])
    mended = mended.where(mended.str.fullmatch(form))
    return texts.where(fits, mended.reindex(texts.index)) if fits.any() else mended


def read_each(cells: Cells, read: CellRecipe, done: str, ready: pd.Series | None = None) -> Reading:
    """A reading made cell by cell: `read` gives the text to send, or None, and what is wrong, or None.

    Parameters
    ----------
    ready
        Texts that were read for the whole column at once; `read` is asked where one is missing.
    """
    import numpy as np
    import pandas as pd

    size = len(cells.texts)
    odd = np.arange(size) if ready is None else np.flatnonzero(ready.isna().to_numpy(dtype=bool))
    given: list[str | None] = []
    wrong: dict[ProblemCode, list[int]] = {}
    for place, cell in zip(odd.tolist(), cells.texts.take(odd).tolist(), strict=True):
        text, code = read(cell)
        given.append(text)
        if code is not None:
            wrong.setdefault(code, []).append(place)
    texts = pd.Series(given, dtype="str")
    if ready is not None and len(odd) < size:
        texts = ready.reset_index(drop=True)
        if len(odd):
            texts.iloc[odd] = given
    reading = Reading(texts, done)
    for code, places in wrong.items():
        hit = np.zeros(size, dtype=bool)
        hit[places] = True
        reading.complain(code, hit)
    return reading
