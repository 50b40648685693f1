"""What a value becomes in a neglected back office. Each function is a `Change` or makes one (see `mess`)."""

from __future__ import annotations

import html
import random
from datetime import date

from generator import cells, words
from generator.cells import DateForm
from generator.firm import ADVISER_DRIFT, LEAVERS
from generator.mess import Change
from generator.tables import Facts

PLACEHOLDERS = ("N/A", "TBC", "-", "n/k", "unknown", "#N/A", "?")
NO_DAYS = ((1973, 2, 29), (1973, 2, 29), (1981, 2, 29), (1966, 6, 31), (1959, 11, 31))
FORMULAS = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://www.example.com","open")', "@SUM(1+1)*cmd|' /C calc'!A0")


# Any text


def instead(*texts: str) -> Change:
    """One of the texts instead of a filled cell."""
    return lambda cell, facts, rng: rng.choice(texts) if cell else None


def into_blank(*texts: str) -> Change:
    """One of the texts where the cell was blank."""
    return lambda cell, facts, rng: None if cell else rng.choice(texts)


def for_people(change: Change) -> Change:
    """The change, in rows of one person each."""
    return lambda cell, facts, rng: change(cell, facts, rng) if facts["type"] == "individual" else None


def with_stray_space(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return rng.choice((f" {cell}", f"{cell}  ", f"{cell}\u00a0")) if cell else None


def with_mojibake(cell: str, facts: Facts, rng: random.Random) -> str | None:
    """The UTF-8 bytes of the cell read as cp1252, where that gives letters and signs that can be seen."""
    try:
        broken = cell.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return None
    return broken if broken.replace("\n", "").isprintable() else None


# Names and employees


def with_title_form(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return rng.choice((f"{cell}.", cell.upper())) if cell in ("Mr", "Mrs", "Ms", "Dr") else None


def with_death(cell: str, facts: Facts, rng: random.Random) -> str | None:
    if facts["is_deceased"] != "true":
        return None
    return rng.choice((f"{cell.upper()} (DEC'D)", f"{cell} (Deceased)", f"{cell} - DECEASED", f"{cell} DEC'D"))


def with_leaver(field: str) -> Change:
    """A former adviser, in one of four spellings, on a client whom the successor looks after."""

    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        gone = next((leaver for leaver in LEAVERS if leaver.successor == facts[field]), None)
        return rng.choice(gone.spellings) if gone and cell else None

    return change


def with_adviser_drift(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return ADVISER_DRIFT.get(cell)


# Dates


def with_short_year(field: str, form: DateForm) -> Change:
    return lambda cell, facts, rng: cells.written(form, _day(facts, field)) or None if cell else None


def on_no_day(form: DateForm) -> Change:
    """A day that is in no calendar, most often the leap day of a common year."""
    return lambda cell, facts, rng: form(*rng.choice(NO_DAYS)) if cell else None


def on_first_of_1900(form: DateForm) -> Change:
    return lambda cell, facts, rng: form(1900, 1, 1) if cell else None


def as_serial(field: str) -> Change:
    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        day = _day(facts, field)
        return cells.serial(day) if day and cell else None

    return change


def swapped(field: str) -> Change:
    """What a spreadsheet set to month-first makes of a day-first date that it can misread, saved as its own date."""

    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        day = _day(facts, field)
        if day is None or not cell or day.day > 12 or day.day == day.month:
            return None
        return f"{cells.iso(day.year, day.day, day.month)} 00:00:00"

    return change


def _day(facts: Facts, field: str) -> date | None:
    return cells.read_slashes(facts[field]) if facts.get(field) else None


# National Insurance numbers


def ni_spaced(cell: str, facts: Facts, rng: random.Random) -> str | None:
    if len(cell) != 9:
        return None
    pairs = (cell[:2], cell[2:4], cell[4:6], cell[6:8], cell[8:])
    return rng.choice((" ".join(pairs), f"{cell[:2]} {cell[2:8]} {cell[8:]}", " ".join(pairs).lower()))


def ni_without_suffix(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return cell[:8] if len(cell) == 9 else None


def ni_with_letter(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return cell[:2] + cell[2:].replace("1", "I") if len(cell) == 9 and "1" in cell else None


# E-mail, telephone, address


def two_emails(cell: str, facts: Facts, rng: random.Random) -> str | None:
    if not cell:
        return None
    second = f"{cell.partition('@')[0]}.work@example.org"
    return rng.choice((f"{cell}; {second}", f"{cell} / {second}", f"{cell}, {second}", f"{cell} or {second}"))


def no_email(cell: str, facts: Facts, rng: random.Random) -> str | None:
    if not cell:
        return None
    name, _, domain = cell.partition("@")
    return rng.choice((f"{name}(at){domain}", f"{name}@", f"{name}.{domain}", f"www.{domain}", f"{name}@@{domain}"))


def without_first_zero(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return cell.replace(" ", "")[1:] if cell.startswith("0") else None


def with_44_and_zero(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return f"+44 (0){cell[1:]}" if cell.startswith("0") else None


def with_words(cell: str, facts: Facts, rng: random.Random) -> str | None:
    word = rng.choice(("(work)", "eves only", "- mob", "ask for reception"))
    return f"{cell} {word}" if cell.startswith("0") else None


def without_space(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return rng.choice((cell.replace(" ", ""), cell.replace(" ", "").lower())) if " " in cell else None


def with_letter_o(cell: str, facts: Facts, rng: random.Random) -> str | None:
    """A nought typed as the letter O; only where the first half of the postcode has one."""
    first, _, second = cell.partition(" ")
    return f"{first.replace('0', 'O')} {second}" if "0" in first else None


def with_line_break(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return cell.replace(", ", "\n", 1) if ", " in cell else None


def firm_street(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return words.FIRM_STREET if cell else None


# Money and policy numbers


def with_pound(field: str) -> Change:
    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        pence = _pence(facts, field)
        return f"£{cells.money_with_commas(pence)}" if pence is not None and pence >= 100_000 and cell else None

    return change


def in_brackets(field: str) -> Change:
    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        pence = _pence(facts, field)
        return f"({cells.money_with_commas(-pence)})" if pence is not None and pence < 0 and cell else None

    return change


def in_thousands(field: str) -> Change:
    def change(cell: str, facts: Facts, rng: random.Random) -> str | None:
        pence = _pence(facts, field)
        return f"{pence // 100_000}k" if pence and pence > 0 and pence % 100_000 == 0 and cell else None

    return change


def _pence(facts: Facts, field: str) -> int | None:
    return cells.read_money(facts[field]) if facts.get(field) else None


def in_scientific_form(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return f"{cell[0]}.{cell[1]}E+{len(cell) - 1}" if cell.isdigit() and len(cell) >= 12 else None


def without_leading_zeros(cell: str, facts: Facts, rng: random.Random) -> str | None:
    return cell.lstrip("0") if cell.isdigit() and cell.startswith("0") else None


def with_drift(drift: dict[str, tuple[str, ...]]) -> Change:
    return lambda cell, facts, rng: rng.choice(drift[cell]) if cell in drift else None


# Notes


def as_html(cell: str, facts: Facts, rng: random.Random) -> str | None:
    lines = [html.escape(line) for line in cell.split("\n")]
    opening = rng.choice(("<p>", '<p style="margin:0">', "<div><p>"))
    closing = "</p></div>" if opening.startswith("<div>") else "</p>"
    return f"{opening}<b>{lines[0]}</b>{''.join(f'<br/>{line}' for line in lines[1:])}{closing}"
