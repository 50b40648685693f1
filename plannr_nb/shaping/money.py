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
    r"(?:£|GBP)?\s*(?P<open>\()?\s*(?P<sign>[+\-−–])?\s*(?P<pound>£|GBP)?\s*(?P<inner>[\-−–])?\s*"
    rf"(?P<whole>{_UK})?(?P<part>\.[0-9]*)?\s*"
    r"(?P<times>k|thousand|m|mn|mil|million|bn|billion)?(?P<pence>p|pence)?\s*(?P<unit>GBP|£)?\s*(?P<close>\))?\s*"
    r"(?P<after>[\-−–])?\s*(?P<ledger>CR|DR)?\.?",
    re.I,
)
_TIMES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "mil": 6, "million": 6, "bn": 9, "billion": 9}
_LEDGER = r"(?is).*[0-9)] *(?:CR|DR)\.?"
_CURRENCY = re.compile(r"[$€¥]|\b(?:USD|EUR|CHF|AUD|CAD|NZD|JPY|ZAR|HKD|SGD|AED)\b|(?<![A-Za-z])[A-Z]{1,2}\$", re.I)
# 1.234,50 and 1 234,5: commas that cannot stand between thousands.
_EUROPEAN = r"[^0-9]*(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+),[0-9]{1,2}[^0-9]*"
_BRITISH = r"[^0-9]*(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{1,2})[^0-9]*"
_WHOLE = re.compile(r"([+\-−])?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0*)?")
_PERCENT = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*%?\s*(?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)\s*(?:%|per ?cent|pct|p\.?c\.?)?"
    r"\s*(?P<close>\))?(?P<after>[\-−])?",
    re.I,
)
_WITH_SIGN = r"(?i).*(?:%|per ?cent|pct|p\.?c\.?).*"


def read_money(cells: Cells, unit: MoneyUnit = MoneyUnit.POUNDS) -> Reading:
    """Amounts in pounds: pound signs, thousands, brackets, minus behind, CR and DR, k and m and p are worked out.

    Zeros that a database adds behind the pence are left out (``1234.5000``).

    Parameters
    ----------
    unit
        How the cells are written. Pence become pounds; a cell that says ``p`` or holds a pound sign speaks for itself.

    Examples
    --------
    >>> read_money(Cells.of(["£1,234.50", "(1,234.50)", "125k", "0.00", "50p", "12.00 DR", "$5"])).texts.tolist()
    ['1234.50', '-1234.50', '125000', '0.00', '0.50', '-12.00', nan]
    """
    european = _with_decimal_commas(cells.texts)
    commas = bool(european.any())

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        return _amount(cell.translate(_SWAP) if commas else cell, unit)

    ready = None if commas or unit is MoneyUnit.PENCE else _simple(cells.texts)
    reading = read_each(cells, read, f"amounts in {unit} as plain numbers of pounds", ready)
    if commas:
        reading.remarks.append(_counted(codes.DECIMAL_COMMAS, cells, european))
    ledger = cells.texts.str.fullmatch(_LEDGER).to_numpy(dtype=bool)
    if (ledger := ledger & reading.texts.notna().to_numpy(dtype=bool)).any():
        reading.remarks.append(_counted(codes.CREDIT_AND_DEBIT, cells, ledger))
    return reading


def _with_decimal_commas(texts: pd.Series) -> np.ndarray:
    """The cells whose comma can only be a decimal point, if there are several and nothing speaks against it."""
    found: np.ndarray = texts.str.fullmatch(_EUROPEAN).to_numpy(dtype=bool)
    if found.any() and (texts[found].nunique() == 1 or texts.str.fullmatch(_BRITISH).any()):
        found = found & False
    return found


def _counted(code: ProblemCode, cells: Cells, places: np.ndarray) -> Remark:
    return Remark(code, f"{code.message} (cells: {int(cells.counts[places].sum())})")


def _simple(texts: pd.Series) -> pd.Series:
    """The amounts that can be read for the whole column at once; missing for the others."""
    positive = texts.str.fullmatch(f"(?:{_POSITIVE})")
    negative = texts.str.fullmatch(f"(?:{_NEGATIVE})")
    digits = texts.str.replace("[£,() \\-]", "", regex=True)
    return digits.where(positive).mask(negative, "-" + digits)


_SWAP = str.maketrans(",.", ".,")


def _amount(cell: str, unit: MoneyUnit) -> tuple[str | None, ProblemCode | None]:
    match = _AMOUNT.fullmatch(cell)
    if not match or not (match["whole"] or (match["part"] or "").strip(".")):
        return None, codes.OTHER_CURRENCY if _CURRENCY.search(cell) else codes.NOT_MONEY
    if bool(match["open"]) != bool(match["close"]):
        return None, codes.NOT_MONEY
    ledger = (match["ledger"] or "").upper()
    minuses = sum(bool(match[name]) for name in ("open", "inner", "after")) + (match["sign"] in ("-", "−", "–"))
    if minuses + (ledger == "DR") > 1 or (minuses and ledger):
        return None, codes.NOT_MONEY
    pounds = "£" in cell or "GBP" in cell.upper()
    if match["pence"] and (pounds or match["times"]):
        return None, codes.NOT_MONEY
    digits = re.sub(r"[, ]", "", match["whole"] or "0") + (match["part"] or "").rstrip(".")
    shift = _TIMES[match["times"].lower()] if match["times"] else 0
    if match["pence"] or (unit is MoneyUnit.PENCE and not pounds):
        shift -= 2
    amount = Decimal(digits).scaleb(shift) if shift else Decimal(digits)
    text = _plain(amount, keep_zeros=not shift or shift < 0)
    if (minuses or ledger == "DR") and amount:
        text = f"-{text}"
    return text, codes.MORE_THAN_PENCE if len(text.partition(".")[2]) > 2 else None


def _plain(amount: Decimal, *, keep_zeros: bool) -> str:
    """Decimal text without an exponent; zeros behind the point stay where the cell had them, up to the pence."""
    text = format(amount, "f")
    if "." not in text:
        return text
    if not keep_zeros:
        return text.rstrip("0").rstrip(".")
    pounds, _, pence = text.partition(".")
    return f"{pounds}.{pence[:2]}{pence[2:].rstrip('0')}"


def read_integers(cells: Cells) -> Reading:
    """Whole numbers without thousands separators; 65.0 is 65 and 65.5 is not read.

    Examples
    --------
    >>> read_integers(Cells.of(["65", "65.0", "1,200", "65.5", "about 65"])).texts.tolist()
    ['65', '65', '1200', nan, nan]
    """
    ready = cells.texts.where(cells.texts.str.fullmatch("(?:0|[1-9][0-9]*)"))
    return read_each(cells, _read_integer, "whole numbers", ready)


def _read_integer(cell: str) -> tuple[str | None, ProblemCode | None]:
    match = _WHOLE.fullmatch(cell)
    if not match:
        return None, codes.NOT_AN_INTEGER
    # Not by int(), which refuses numbers of more than 4,300 digits.
    number = match[2].replace(",", "").lstrip("0") or "0"
    return (f"-{number}" if match[1] in ("-", "−") and number != "0" else number), None


def read_percents(cells: Cells) -> Reading:
    """Percentages as plain numbers: 5.5 % is 5.5. Nothing is multiplied; fractions are only remarked upon.

    Examples
    --------
    >>> read_percents(Cells.of(["5.5%", "0.75", "5 per cent", "n/a"])).texts.tolist()
    ['5.5', '0.75', '5', nan]
    """
    european = _with_decimal_commas(cells.texts)
    commas = bool(european.any())

    def read(cell: str) -> tuple[str | None, ProblemCode | None]:
        return _read_percent(cell.translate(_SWAP) if commas else cell)

    plain = cells.texts.str.replace(r" ?%$", "", regex=True)
    ready = plain.where(plain.str.fullmatch(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"))
    reading = read_each(cells, read, "percentages as plain numbers", ready)
    if commas:
        reading.remarks.append(_counted(codes.DECIMAL_COMMAS, cells, european))
    if _fractions(cells, reading):
        reading.remarks.append(Remark(codes.PERCENT_OR_FRACTION))
    return reading


def _read_percent(cell: str) -> tuple[str | None, ProblemCode | None]:
    match = _PERCENT.fullmatch(cell)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None, codes.NOT_A_PERCENT
    minuses = bool(match["open"]) + bool(match["after"]) + (match["sign"] in ("-", "−"))
    if minuses > 1:
        return None, codes.NOT_A_PERCENT
    whole, _, part = match["number"].partition(".")
    number = (whole.lstrip("0") or "0") + (f".{part}" if part else "")
    return (f"-{number}" if minuses and number.strip("0.") else number), None


def _fractions(cells: Cells, reading: Reading) -> bool:
    """Whether the numbers without a percent sign are all up to 1, and those with one do not show the same habit."""
    import pandas as pd

    signed = cells.texts.str.fullmatch(_WITH_SIGN).to_numpy(dtype=bool)
    numbers = pd.to_numeric(reading.texts, errors="coerce").abs()
    bare, percents = numbers[~signed].dropna(), numbers[signed].dropna()
    if not len(bare) or (bare > 1).any() or not (bare > 0).any():
        return False
    return not len(percents) or bool((percents > 1).any())
