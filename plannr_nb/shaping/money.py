"""Amounts, percentages and whole numbers as plain decimal text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from plannr_nb.mapping import MoneyUnit
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.reading import Cells, Reading, Remark, read_each

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["read_integers", "read_money", "read_percents"]

# What most cells are: an amount that needs no more than signs and commas taken out, perhaps in brackets.
_DIGITS = r"[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_POSITIVE = rf"£? ?(?:0|{_DIGITS})(?:\.[0-9]{{1,2}})?"
_NEGATIVE = rf"-£?(?:{_DIGITS})(?:\.[0-9]{{1,2}})?|\(£?(?:{_DIGITS})(?:\.[0-9]{{1,2}})?\)"
_UK = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*(?P<pound>£|GBP)?\s*(?P<inner>[\-−])?\s*"
    rf"(?P<whole>{_UK})?(?P<part>\.[0-9]+)?\s*"
    r"(?P<times>k|thousand|m|mn|million|bn|billion)?(?P<pence>p|pence)?\s*(?:GBP|£)?\s*(?P<close>\))?\s*(?P<after>[\-−])?",
    re.I,
)
_TIMES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_CURRENCY = re.compile(r"[$€¥]|\b(?:USD|EUR|CHF|AUD|CAD|NZD|JPY|ZAR|HKD|SGD|AED)\b|(?<![A-Za-z])[A-Z]{1,2}\$", re.I)
# 1.234,50 and 1234,5: commas that cannot stand between thousands.
_EUROPEAN = r"[^0-9]*(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{1,2}[^0-9]*"
_BRITISH = r"[^0-9]*(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{1,2})[^0-9]*"
_WHOLE = re.compile(r"([+\-])?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?")
_PERCENT = re.compile(r"([+\-])?([0-9]*\.?[0-9]+)\s*(?:%|per ?cent|pct)?", re.I)


def read_money(cells: Cells, unit: MoneyUnit = MoneyUnit.POUNDS) -> Reading:
    """Amounts in pounds: pound signs, thousands, brackets, minus behind, k and m and p are worked out.

    Parameters
    ----------
    unit
        How the cells are written. Pence become pounds; a cell that says ``p`` or holds a pound sign speaks for itself.

    Examples
    --------
    >>> read_money(Cells.of(["£1,234.50", "(1,234.50)", "125k", "0.00", "50p", "$5"])).texts.tolist()
    ['1234.50', '-1234.50', '125000', '0.00', '0.50', nan]
    """
    texts = cells.texts
    european = texts.str.fullmatch(_EUROPEAN).to_numpy(dtype=bool)
    commas = european.sum() > 1 and not texts.str.fullmatch(_BRITISH).to_numpy(dtype=bool).any()

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        return _amount(cell.translate(_SWAP) if commas else cell, unit)

    ready = None if commas or unit is MoneyUnit.PENCE else _simple(texts)
    reading = read_each(cells, read, f"amounts in {unit} as plain numbers of pounds", ready)
    if commas:
        count = int(cells.counts[european].sum())
        reading.remarks.append(Remark(codes.DECIMAL_COMMAS, f"{codes.DECIMAL_COMMAS.message} (cells: {count})"))
    return reading


def _simple(texts: pd.Series) -> pd.Series:
    """The amounts that can be read for the whole column at once; missing for the others."""
    positive = texts.str.fullmatch(f"(?:{_POSITIVE})")
    negative = texts.str.fullmatch(f"(?:{_NEGATIVE})")
    digits = texts.str.replace("[£,() \\-]", "", regex=True)
    return digits.where(positive).mask(negative, "-" + digits)


_SWAP = str.maketrans(",.", ".,")


def _amount(cell: str, unit: MoneyUnit) -> tuple[str | None, ProblemCode | None]:
    match = _AMOUNT.fullmatch(cell)
    if not match or not (match["whole"] or match["part"]) or bool(match["open"]) != bool(match["close"]):
        return None, codes.OTHER_CURRENCY if _CURRENCY.search(cell) else codes.NOT_MONEY
    minuses = sum(bool(match[name]) for name in ("open", "inner", "after")) + (match["sign"] in ("-", "−"))
    if minuses > 1 or (match["pence"] and (match["pound"] or match["times"])):
        return None, codes.NOT_MONEY
    digits = re.sub(r"[, ]", "", match["whole"] or "0") + (match["part"] or "")
    shift = _TIMES[match["times"].lower()] if match["times"] else 0
    if match["pence"] or (unit is MoneyUnit.PENCE and not match["pound"]):
        shift -= 2
    amount = Decimal(digits).scaleb(shift) if shift else Decimal(digits)
    text = _plain(amount, keep_zeros=not shift or shift < 0)
    if minuses and amount:
        text = f"-{text}"
    decimals = len(text.partition(".")[2])
    return text, codes.MORE_THAN_PENCE if decimals > 2 else None


def _plain(amount: Decimal, *, keep_zeros: bool) -> str:
    """Decimal text without an exponent; zeros behind the point stay where the cell had them."""
    text = format(amount, "f")
    return text if keep_zeros or "." not in text else text.rstrip("0").rstrip(".")


def read_integers(cells: Cells) -> Reading:
    """Whole numbers without thousands separators; 65.0 is 65 and 65.5 is not read.

    Examples
    --------
    >>> read_integers(Cells.of(["65", "65.0", "1,200", "65.5", "about 65"])).texts.tolist()
    ['65', '65', '1200', nan, nan]
    """

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        match = _WHOLE.fullmatch(cell)
        if not match:
            return None, codes.NOT_AN_INTEGER
        number = int(match[2].replace(",", ""))
        return (f"-{number}" if match[1] == "-" and number else str(number)), None

    ready = cells.texts.where(cells.texts.str.fullmatch("(?:0|[1-9][0-9]*)"))
    return read_each(cells, read, "whole numbers", ready)


def read_percents(cells: Cells) -> Reading:
    """Percentages as plain numbers: 5.5 % is 5.5. Nothing is multiplied; fractions are only remarked upon.

    Examples
    --------
    >>> read_percents(Cells.of(["5.5%", "0.75", "5 per cent", "n/a"])).texts.tolist()
    ['5.5', '0.75', '5', nan]
    """

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        match = _PERCENT.fullmatch(cell)
        if not match:
            return None, codes.NOT_A_PERCENT
        number = match[2] if match[2][0] != "." else f"0{match[2]}"
        return (f"-{number}" if match[1] == "-" else number), None

    reading = read_each(cells, read, "percentages as plain numbers")
    if _all_fractions(cells, reading):
        reading.remarks.append(Remark(codes.PERCENT_OR_FRACTION))
    return reading


def _all_fractions(cells: Cells, reading: Reading) -> bool:
    import pandas as pd

    bare: np.ndarray = (~cells.texts.str.contains("%|per ?cent|pct", case=False)).to_numpy(dtype=bool)
    numbers = pd.to_numeric(reading.texts[bare], errors="coerce").dropna()
    return bool(len(numbers) and bare.all() and (numbers.abs() <= 1).all() and (numbers.abs() > 0).any())
