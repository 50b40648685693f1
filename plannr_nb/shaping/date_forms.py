"""How a date can be written: one cell -> its numbers, before anybody has said which is the day."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

__all__ = ["Clock", "Way", "Written", "written"]


class Way(Enum):
    NUMBERS = "numbers"  # 03/04/1965: day and month to be decided by the column
    KNOWN = "known"  # year, month and day are plain from the way it is written
    SERIAL = "serial"  # Excel's day number


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day behind a date; `utc` where a Z or an offset of nothing follows."""

    hour: int
    minute: int
    second: int = 0
    utc: bool = False

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}" + (f":{self.second:02}" if self.second else "")


@dataclass(frozen=True, slots=True)
class Written:
    """A cell's numbers as they stand there. `KNOWN` and `SERIAL` have year, month and day in that order.

    `named` says that the month was written as a word.
    """

    way: Way
    first: int
    second: int
    third: int
    two_digits: bool = False
    clock: Clock | None = None
    named: bool = False


_MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.I | re.A)
# Behind an offset of an hour stands British summer time, which is what the clock on the wall said.
_CLOCK = re.compile(
    r"(?:T|,?\s+(?:at\s+|-\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:(?P<zone>Z|UTC|GMT|[+-]00:?00)|BST|\+01:?00)?$",
    re.I | re.A,
)
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- \\]\s*(\d{1,2})\s*[/.\- \\]\s*(\d{4}|'?\d{2})", re.A)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})", re.A)
_EIGHT = re.compile(r"\d{8}", re.A)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?", re.A)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s/.\-]*([a-z]{3,9})\.?,?[\s/.\-]*(\d{4}|'?\d{2})", re.I | re.A
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I | re.A)
_YEAR_MONTH = re.compile(r"(\d{4})[\s/.\-]([a-z]{3,9})[\s/.\-](\d{1,2})", re.I | re.A)

# Excel counts days from here; its day 60, a 29 February 1900 that never was, lies before the first number we take.
_EXCEL_START = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_415  # 18/05/1927 to 31/12/2100; five digits that are no policy number


def written(cell: str) -> Written | None:
    """The numbers of a date as it is written, or None where it is not written like a date.

    Examples
    --------
    >>> written("14.3.68")
    Written(way=<Way.NUMBERS: 'numbers'>, first=14, second=3, third=68, two_digits=True, clock=None, named=False)
    >>> written("Mon 3rd April 1965 09:30").clock
    Clock(hour=9, minute=30, second=0, utc=False)
    """
    text = cell.rstrip(".,").replace("’", "'")
    text = _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text
    clock = None
    if found := _CLOCK.search(text):
        clock = _clock(found)
        if clock is None:
            return None
        text = text[: found.start()]
    if match := _NUMBERS.fullmatch(text):
        first, second, year = match[1], match[2], match[3].lstrip("'")
        return Written(Way.NUMBERS, int(first), int(second), int(year), len(year) == 2, clock)
    if match := _YEAR_FIRST.fullmatch(text):
        return _known(match[1], int(match[2]), match[3], clock)
    if _EIGHT.fullmatch(text):
        return _eight_digits(text, clock)
    if (match := _SERIAL.fullmatch(text)) and clock is None:
        return _serial(match)
    return _named(text, clock)


def _named(text: str, clock: Clock | None) -> Written | None:
    if match := _DAY_MONTH.fullmatch(text):
        day, month, year = match[1], match[2], match[3].lstrip("'")
    elif match := _MONTH_DAY.fullmatch(text):
        month, day, year = match.groups()
    elif match := _YEAR_MONTH.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    number = _MONTHS.get(month.casefold())
    return None if number is None else replace(_known(year, number, day, clock), named=True)


def _known(year: str, month: int, day: str, clock: Clock | None) -> Written:
    return Written(Way.KNOWN, int(year), month, int(day), len(year) == 2, clock)


def _eight_digits(text: str, clock: Clock | None) -> Written:
    """19650403, or 03041965: a year as 19 or 20 in the middle cannot be a month, so the two never meet."""
    if text[:2] in ("18", "19", "20", "21") and int(text[4:6]) <= 12:
        return _known(text[:4], int(text[4:6]), text[6:], clock)
    return Written(Way.NUMBERS, int(text[:2]), int(text[2:4]), int(text[4:]), clock=clock)


def _serial(match: re.Match[str]) -> Written | None:
    number = int(match[1])
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    day = _EXCEL_START + timedelta(days=number)
    seconds = round(float(match[2] or 0) * 86_400)
    if seconds >= 86_400:
        day, seconds = day + timedelta(days=1), 0
    clock = Clock(seconds // 3600, seconds // 60 % 60, seconds % 60) if seconds else None
    return Written(Way.SERIAL, day.year, day.month, day.day, clock=clock)


def _clock(found: re.Match[str]) -> Clock | None:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(hour, minute, second, utc=bool(found["zone"]))
