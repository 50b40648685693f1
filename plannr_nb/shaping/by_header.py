"""A field fed by several columns that write their cells in different ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from plannr_nb.shaping import codes
from plannr_nb.shaping.origins import Column
from plannr_nb.shaping.reading import Cells, Complaint, Reading, Remark
from plannr_nb.shaping.recipes import ReadColumn, read_column

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["read_by_header"]

_ORDERS_DIFFER = (codes.DATES_BOTH_ORDERS, codes.DATES_AGAINST_HABIT, codes.DATE_AGAINST_ORDER)


def read_by_header(
    column: Column, texts: pd.Series, read: Callable[[Cells], Reading]
) -> tuple[ReadColumn, list[tuple[str | None, Remark]]]:
    """The column after its recipe, and each remark with its header.

    Cells of several columns are read together, unless their dates speak for different orders: then the evidence of one
    column is none for another's.
    """
    whole = read_column(texts, read)
    said = {each.code for each in whole.remarks} | {each.code for each, _ in whole.found}
    if column.headers is None or isinstance(column.headers, str) or said.isdisjoint(_ORDERS_DIFFER):
        return whole, [(column.header, remark) for remark in whole.remarks]
    return _apart(column.headers, texts, read)


def _apart(
    headers: np.ndarray, texts: pd.Series, read: Callable[[Cells], Reading]
) -> tuple[ReadColumn, list[tuple[str | None, Remark]]]:
    import numpy as np

    sent, unread = texts.copy(), np.zeros(len(texts), dtype=bool)
    found: list[tuple[Complaint, np.ndarray]] = []
    remarks: list[tuple[str | None, Remark]] = []
    done = []
    for header in dict.fromkeys(headers[texts.notna().to_numpy(dtype=bool)]):
        mine = headers == header
        part = read_column(texts.where(mine), read)
        sent = sent.mask(mine, part.texts)
        unread |= part.unread
        found += part.found
        remarks += [(header, remark) for remark in part.remarks]
        done.append(part.done)
    return ReadColumn(sent, unread, "; ".join(dict.fromkeys(done)), tuple(found), ()), remarks
