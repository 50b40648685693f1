"""Date, author and old reference written above the text of a note, so that they stay with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from plannr_nb.shaping.dates import read_dates
from plannr_nb.shaping.recipes import read_column

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from plannr_nb.mapping import DateOrder

__all__ = ["stamp_lines", "stamped"]


def stamp_lines(
    dates: pd.Series | None, authors: pd.Series | None, references: pd.Series | None, habit: DateOrder | None
) -> pd.Series:
    """What is to stand above each text, missing where there is nothing to say.

    Parameters
    ----------
    dates, authors, references
        Trimmed cells, one per record; None for a column that is not used. A date is written as ``DD/MM/YYYY HH:MM``
        where it can be read, and as it stands where not, so that nothing is made up.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = [pd.Series([cell, None], dtype="str") for cell in ("2019-03-12", "Dom Calvert", "N-77")]
    >>> stamp_lines(*cells, None).tolist()
    ['[12/03/2019, Dom Calvert, reference N-77]', nan]
    """
    if dates is not None:
        dates = read_column(dates, partial(read_dates, habit=habit, with_time=True)).texts
    if references is not None:
        references = "reference " + references
    given = [cells for cells in (dates, authors, references) if cells is not None]
    inner = given[0]
    for cells in given[1:]:
        inner = (inner + ", " + cells).fillna(inner).fillna(cells)
    return "[" + inner + "]"


def stamped(texts: pd.Series, lines: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The texts under their stamps, and which of them got one. A blank text gets none, nor one that has it already.

    Examples
    --------
    >>> import pandas as pd
    >>> texts, got = stamped(pd.Series(["Rang", None], dtype="str"), pd.Series(["[2019]", "[2020]"], dtype="str"))
    >>> texts.tolist(), got.tolist()
    (['[2019]\\nRang', nan], [True, False])
    """
    import numpy as np

    together = lines + "\n" + texts
    has_it = [
        isinstance(text, str) and isinstance(line, str) and text.startswith(line)
        for text, line in zip(texts, lines, strict=True)
    ]
    got = together.notna().to_numpy(dtype=bool) & ~np.array(has_it, dtype=bool)
    return texts.mask(got, together), got
