"""Numbers of spreadsheets as text, by the number format that says how they are shown.

A date is a number of days shown as a date, and the zeros of a policy number may stand in its format alone.
Amounts are not rounded to what is shown: a cell holds 1234.567 though it shows £1,235.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial

__all__ = [
    "BUILT_IN",
    "EXACT_BELOW",
    "Kind",
    "NumberFormat",
    "date_text",
    "number_format",
    "number_text",
    "plain_number",
]

# A spreadsheet keeps 15 digits of a number.
EXACT_BELOW = 10**15
# Formats that files name by number alone; the others of these numbers show plain numbers and amounts.
BUILT_IN = {
    **dict.fromkeys((9, 10), "0.00%"),
    **dict.fromkeys((*range(14, 18), *range(27, 32), *range(34, 37), *range(50, 59)), "dd/mm/yyyy"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), "hh:mm:ss"),
    22: "dd/mm/yyyy hh:mm",
    46: "[h]:mm:ss",
}
_PLAIN = {"general", "standard", "0", "@", ""}
_DAY_SECONDS = 86_400
_LEAP_DAY = 60  # 29 February 1900, which spreadsheets know and calendars do not
_BEFORE_1900 = dt.date(1899, 12, 30)
_START_1904 = dt.date(1904, 1, 1)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.', re.DOTALL)
_BRACKETS = re.compile(r"\[(?!(?:h+|m+|s+)\])[^\]]*\]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*);?', re.DOTALL)
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?])|([ /()+:1-9-])|(.)', re.DOTALL)
_CURRENCY = frozenset("£$€")
# The bound comes first and the number second.
_HOLDS = {"<": operator.gt, "<=": operator.ge, ">": operator.lt, ">=": operator.le, "=": operator.eq, "<>": operator.ne}


class Kind(Enum):
    PLAIN = "plain"
    SHAPED = "shaped"
    SHARE = "share"
    MOMENT = "moment"
    ELAPSED = "elapsed"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format shows.

    Attributes
    ----------
    shapes
        Of a format that shapes whole numbers: when each shape holds, and the shape.
    has_day
        Of a moment, whether it shows the date and not the time alone.
    """

    kind: Kind
    shapes: tuple[tuple[Callable[[float], bool], _Shape | None], ...] = ()
    has_day: bool = False

    def text(self, number: float, since_1904: bool = False) -> tuple[str, bool]:
        """A number as text, and whether it is what its format says: some numbers are no date."""
        if self.kind is Kind.PLAIN:
            return plain_number(number), True
        if self.kind is Kind.MOMENT:
            return _moment(number, self.has_day, since_1904)
        if self.kind is Kind.ELAPSED:
            return _clock(round(number * _DAY_SECONDS)), True
        if self.kind is Kind.SHARE:
            return plain_number(Decimal(plain_number(number)) * 100) + "%", True
        text = plain_number(number)
        shape = next((shape for holds, shape in self.shapes if holds(number)), None) if text.isdecimal() else None
        return shape.text(text) if shape else text, True


@lru_cache(maxsize=4096)
def number_format(code: str) -> NumberFormat:
    """The number format that a code writes.

    Examples
    --------
    >>> number_format("00000000").text(423089)[0], number_format("[$-809]dd mmmm yyyy;@").text(45292)[0]
    ('00423089', '01/01/2024')
    """
    if code.strip().lower() in _PLAIN:
        return NumberFormat(Kind.PLAIN)
    sections = tuple(_SECTION.findall(code)[:4])
    signs = _BRACKETS.sub("", _LITERAL.sub("", sections[0])).lower()
    if _ELAPSED.search(signs):
        return NumberFormat(Kind.ELAPSED)
    if set(signs) & set("dmyhs") and "general" not in signs:
        return NumberFormat(Kind.MOMENT, has_day=bool(set(signs) & set("dy")) or not set(signs) & set("hs"))
    if "%" in signs:
        return NumberFormat(Kind.SHARE)
    shapes = _shapes(sections)
    return NumberFormat(Kind.SHAPED, shapes) if any(shape for _, shape in shapes) else NumberFormat(Kind.PLAIN)


def _shapes(sections: Sequence[str]) -> tuple[tuple[Callable[[float], bool], _Shape | None], ...]:
    """The shapes of the sections that show numbers that are not negative, in the order in which they are tried."""
    conditions = [_CONDITION.search(section) for section in sections]
    if not any(conditions):
        zero = [(_is_zero, _shape(sections[2]))] if len(sections) > 2 else []
        return (*zero, (_always, _shape(sections[0])))
    ordered = sorted(zip(conditions, sections, strict=True), key=lambda pair: pair[0] is None)
    return tuple(
        (partial(_HOLDS[found[1]], float(found[2])) if found else _always, _shape(section))
        for found, section in ordered
    )


def _always(_: float) -> bool:
    return True


def _is_zero(number: float) -> bool:
    return number == 0


def number_text(number: float, code: str) -> str:
    """A number as text: whole numbers without a point, leading zeros and signs of its format kept, shares as per cent.

    Examples
    --------
    >>> number_text(7, "000"), number_text(44927.0, "General"), number_text(0.055, "0.00%")
    ('007', '44927', '5.5%')
    """
    return number_format(code).text(number)[0]


def plain_number(number: float | Decimal) -> str:
    """A number with the digits that a spreadsheet keeps, and no more.

    Examples
    --------
    >>> plain_number(0.1 + 0.2), plain_number(4.4e11), plain_number(-0.0)
    ('0.3', '440000000000', '0')
    """
    # More than 15 digits would show the noise of binary fractions.
    text = format(number, ".15g") if isinstance(number, float) else format(number, "f")
    if "e" in text:
        text = format(Decimal(text), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class _Shape:
    """Places for digits, the first of which takes all that are left over, and the letters around and between them."""

    before: str
    between: tuple[str, ...]
    zeros: int

    def text(self, digits: str) -> str:
        digits = digits.zfill(self.zeros)
        if not any(self.between[:-1]):
            return f"{self.before}{digits}{self.between[-1]}"
        over = max(len(digits) - len(self.between), 0)
        places = [digits[: over + 1], *digits[over + 1 :]]
        blank = [""] * (len(self.between) - len(places))
        return self.before + "".join(
            digit + letters for digit, letters in zip([*blank, *places], self.between, strict=True)
        )


@lru_cache(maxsize=4096)
def _shape(section: str) -> _Shape | None:
    """The shape that a format made of zeros and fixed letters gives, as 00-00-00; None where the format is another."""
    letters = [""]
    places = ""
    for quoted, escaped, place, sign, other in _TOKEN.findall(section):
        if other or _CURRENCY & set(quoted or escaped):
            return None
        if place:
            places += place
            letters.append("")
        letters[-1] += quoted or escaped or sign
    zeros = places.count("0")
    if not places or (zeros < 2 and not any(letters)):
        return None
    return _Shape(letters[0], tuple(letters[1:]), zeros)


def _moment(days: float, has_day: bool, since_1904: bool) -> tuple[str, bool]:
    """A number of days as DD/MM/YYYY, with the time where there is one; False beside what no calendar has."""
    seconds = round(days * _DAY_SECONDS) if abs(days) < 10**7 else -1
    # A time does not become a day by rounding.
    day, time = divmod(min(seconds, _DAY_SECONDS - 1) if days < 1 else seconds, _DAY_SECONDS)
    if seconds < 0:
        return plain_number(days), False
    clock = f" {_clock(time)}" if time else ""
    if since_1904:
        return _on_day(_START_1904, day, days, clock) if has_day or day else (_clock(time), True)
    if day == 0:
        return (_clock(time), True) if time or not has_day else ("00/01/1900", False)
    if day == _LEAP_DAY:
        return f"29/02/1900{clock}", False
    return _on_day(_BEFORE_1900, day + (day < _LEAP_DAY), days, clock)


def _on_day(start: dt.date, day: int, days: float, clock: str) -> tuple[str, bool]:
    try:
        return date_text(start + dt.timedelta(days=day)) + clock, True
    except OverflowError:
        return plain_number(days), False


def _clock(seconds: int) -> str:
    sign = "-" if seconds < 0 else ""
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def date_text(moment: dt.date) -> str:
    """A date as DD/MM/YYYY, with the time where it has one.

    Examples
    --------
    >>> date_text(dt.date(2024, 1, 31)), date_text(dt.datetime(2024, 1, 31, 9, 5))
    ('31/01/2024', '31/01/2024 09:05:00')
    """
    day = f"{moment.day:02d}/{moment.month:02d}/{moment.year:04d}"
    if isinstance(moment, dt.datetime) and moment.time() != dt.time():
        return f"{day} {moment:%H:%M:%S}"
    return day
