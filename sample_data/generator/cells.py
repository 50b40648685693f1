"""How dates, money and names look in a cell. Nothing here asks the locale or today's date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# A form takes year, month and day apart, since a cell can hold a day that no calendar has.
DateForm = Callable[[int, int, int], str]


def slashes(year: int, month: int, day: int) -> str:
    return f"{day:02d}/{month:02d}/{year:04d}"


def short_slashes(year: int, month: int, day: int) -> str:
    return f"{day:02d}/{month:02d}/{year % 100:02d}"


def month_name(year: int, month: int, day: int) -> str:
    return f"{day:02d}-{MONTHS[month - 1]}-{year:04d}"


def short_month_name(year: int, month: int, day: int) -> str:
    return f"{day:02d}-{MONTHS[month - 1]}-{year % 100:02d}"


def iso(year: int, month: int, day: int) -> str:
    return f"{year:04d}-{month:02d}-{day:02d}"


def written(form: DateForm, day: date | None) -> str:
    return "" if day is None else form(day.year, day.month, day.day)


def serial(day: date) -> str:
    """Excel's day number, counted from the last day of 1899 but one."""
    return str((day - date(1899, 12, 30)).days)


def read_slashes(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def money(pence: int | None) -> str:
    if pence is None:
        return ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{pounds}.{rest:02d}"


def money_with_commas(pence: int) -> str:
    pounds, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{pounds:,}.{rest:02d}"


def read_money(text: str) -> int:
    pounds, _, rest = text.lstrip("-").partition(".")
    pence = int(pounds) * 100 + int(rest or "0")
    return -pence if text.startswith("-") else pence


def international(phone: str) -> str:
    """+44 form of a number written with its leading zero."""
    return "+44" + phone.replace(" ", "")[1:] if phone else ""


def plain(text: str) -> str:
    """The letters a to z of a name, accents taken off."""
    plain = text.lower().translate(str.maketrans("àáâäåèéêëìíîïñòóôöøùúûüçšž", "aaaaaeeeeiiiinooooouuuucsz"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
