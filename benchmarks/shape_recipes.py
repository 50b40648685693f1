"""The recipes of `shape` against a row-by-row ``apply`` of the same rule, one kind of value at a time.

Each kind gets made-up cells as exports hold them: 84 % in a usual form, 5 % odd, 1 % wrong, 10 % blank. Twice where
the kind allows it: with as many distinct cells as such a column has in a book of a million rows (clients repeated on
the lines of their plans), and with all cells distinct. The peer is ``Series.apply`` of the recipe's own rule for one
cell, with the look for marks and for what stands for not known that goes with it; both must give the same texts.
Processor time of all threads, alternating, medians.

    python benchmarks/shape_recipes.py --rows 1000000 --rounds 3
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pandas as pd

from plannr_nb.catalogue import Field, Kind, load
from plannr_nb.catalogue.patterns import SCIENTIFIC_NUMBER
from plannr_nb.catalogue.phrases import PLACEHOLDERS_AND_ZERO, PLACEHOLDERS_IN_TEXT
from plannr_nb.mapping import DateOrder, MoneyUnit
from plannr_nb.shaping import choices, contact, date_forms, html_text, identifiers, money, recipes, stand_ins
from plannr_nb.shaping.recipes import read_column, read_field

_BAR = 5.0
_BLANK, _WRONG, _ODD = 0.10, 0.01, 0.05
_WORDS = tuple(re.findall("[a-z]+", "ash birch cedar elm fern hazel holly ivy larch maple oak pine rowan sedge willow"))

Rule = Callable[[str], str | None]


@dataclass(frozen=True)
class Made:
    """One kind: how its cells are made, how many of a million differ, and its rule for one cell."""

    field: Field
    rule: Rule
    usual: Callable[[random.Random], str]
    odd: Callable[[random.Random], str]
    wrong: tuple[str, ...]
    distinct: int
    can_all_differ: bool = True

    def cells(self, rows: int, chance: random.Random, *, distinct: bool) -> pd.Series:
        """Cells of a column, the same for the same seed."""
        share = _ODD / (1 - _BLANK - _WRONG)
        made: dict[str, None] = {}
        wanted = rows if distinct else max(1, round(self.distinct * rows / 1_000_000))
        for _ in range(3 * wanted + 1000):
            if len(made) >= wanted:
                break
            made[self.odd(chance) if chance.random() < share else self.usual(chance)] = None
        pool = list(made)
        drawn = pool[:rows] if distinct else chance.choices(pool, k=rows)
        for place in chance.sample(range(len(drawn)), round(len(drawn) * _WRONG)):
            drawn[place] = chance.choice(self.wrong)
        texts = pd.Series(drawn, dtype="str")
        return texts.mask(pd.Series([chance.random() < _BLANK for _ in drawn]))


def _day(chance: random.Random) -> date:
    return date(1940, 1, 1) + timedelta(chance.randrange(24_000))


def _odd_day(chance: random.Random) -> str:
    forms = ("%Y-%m-%d", "%d %b %Y", "%d.%m.%y", "%Y-%m-%d 00:00:00", "%A %d %B %Y")
    return _day(chance).strftime(chance.choice(forms))


def _moment(chance: random.Random) -> str:
    return f"{_day(chance):%d/%m/%Y} {chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"


def _odd_moment(chance: random.Random) -> str:
    return f"{_day(chance):%d %B %Y} {chance.randrange(1, 13)}:{chance.randrange(60):02} pm"


def _amount(chance: random.Random) -> str:
    return f"{chance.lognormvariate(10, 1.5):,.2f}"


def _odd_amount(chance: random.Random) -> str:
    amount = _amount(chance)
    return chance.choice((f"{amount} CR", f"({amount})", f"{amount}-", f"£ {amount}", f"{chance.randrange(900)}k"))


def _phone(chance: random.Random) -> str:
    number = f"7{chance.choice('4578')}{chance.randrange(10**8):08}"
    return chance.choice((f"0{number[:4]} {number[4:]}", f"+44 {number[:4]} {number[4:]}", f"0{number}"))


def _odd_phone(chance: random.Random) -> str:
    return chance.choice((f"{_phone(chance)} ({chance.choice(_WORDS)})", f"Mob: {_phone(chance)}"))


def _email(chance: random.Random) -> str:
    name, end = f"{chance.choice(_WORDS)}.{chance.choice(_WORDS)}", chance.choice(("com", "org"))
    return f"{name}{chance.randrange(10**7)}@example.{end}"


def _ni_number(chance: random.Random) -> str:
    digits = [f"{chance.randrange(100):02}" for _ in range(3)]
    letters = chance.choice("ABCEGHJ") + chance.choice("ABCEHJLM")
    return chance.choice((" ", "")).join((letters, *digits, chance.choice("ABCD")))


def _postcode(chance: random.Random) -> str:
    outward = f"{chance.choice(('AB', 'B', 'LS', 'PO', 'SW', 'YO'))}{chance.randrange(1, 60)}"
    return f"{outward} {chance.randrange(10)}{chance.choice('ABDEFGHJLN')}{chance.choice('ABDEFGHJLN')}"


def _id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128)))


def _note(chance: random.Random) -> str:
    return f"{' '.join(chance.choices(_WORDS, k=20))} & {chance.randrange(10**6)}"


def _odd_note(chance: random.Random) -> str:
    return f"<p>{_note(chance)}</p><p>{' '.join(chance.choices(_WORDS, k=6))}<br>&amp; more</p>"


def _date(cell: str, *, with_time: bool = False) -> str | None:
    """The rule of a column read day first, one cell at a time."""
    form = date_forms.written(cell)
    if form is None:
        return None
    numbers = (form.first, form.second, form.third)
    year, month, day = numbers if form.way is not date_forms.Way.NUMBERS else numbers[::-1]
    if form.two_digits:
        year += 2000 if year <= date.today().year + 30 - 2000 else 1900
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    text = f"{read.day:02}/{read.month:02}/{read.year}"
    return f"{text} {form.clock}" if with_time and form.clock else text


def _choice(cell: str) -> str | None:
    return _GENDERS.get(choices.plain_spelling(cell))


_GENDERS = {name.replace("-", ""): name for name in load("clients")["gender"].choices}


def _html(cell: str) -> str:
    return html_text.text_of_html(cell).strip() or cell


def _first(rule: Callable[..., tuple[str | None, object]], **settings: object) -> Rule:
    return lambda cell: rule(cell, **settings)[0]


def kinds() -> dict[str, Made]:
    """Every kind by its name in the table."""
    clients, premiums = load("clients"), load("premiums")

    def of(*words: str) -> Callable[[random.Random], str]:
        return lambda chance: chance.choice(words)

    def number(first: int, last: int, form: str) -> Callable[[random.Random], str]:
        return lambda chance: form.format(chance.randrange(first, last))

    def percent(form: str) -> Callable[[random.Random], str]:
        return lambda chance: form.format(chance.randrange(2_000) / 20)

    timed = partial(_date, with_time=True)
    pounds = _first(money._amount, unit=MoneyUnit.POUNDS)
    return {
        "dates": Made(
            clients["next_review_date"],
            _date,
            lambda c: f"{_day(c):%d/%m/%Y}",
            _odd_day,
            ("soon", "30/02/1980"),
            28_000,
            False,
        ),
        "dates with times": Made(
            clients["prospect_converted_at"], timed, _moment, _odd_moment, ("soon", "25/12/2020 25:00"), 300_000
        ),
        "money": Made(
            premiums["amount"], pounds, lambda c: f"£{_amount(c)}", _odd_amount, ("see file", "5 EUR"), 350_000
        ),
        "percentages": Made(
            premiums["percentage"],
            _first(money._read_percent),
            percent("{}%"),
            percent("{} per cent"),
            ("full",),
            2_000,
            False,
        ),
        "whole numbers": Made(
            clients["height"],
            _first(money._read_integer),
            number(140, 200, "{}"),
            number(140, 200, "{}.0"),
            ("tall",),
            120,
            False,
        ),
        "yes and no": Made(
            clients["is_prospect"],
            _first(choices._read_boolean),
            of("Yes", "No", "Y", "N"),
            of("TRUE", "false", "yes."),
            ("perhaps",),
            8,
            False,
        ),
        "choices": Made(
            clients["gender"], _choice, of("Male", "Female"), of("MALE", "FEMALE", "unknown"), ("m",), 8, False
        ),
        "telephone numbers": Made(
            clients["phone"], _first(contact._read_phone), _phone, _odd_phone, ("ask", "01632 96"), 400_000
        ),
        "e-mails": Made(
            clients["email"],
            _first(contact._read_email),
            _email,
            lambda c: f"mailto:{_email(c).title()}",
            ("none", "a@"),
            400_000,
        ),
        "NI numbers": Made(
            clients["ni_number"],
            _first(identifiers._read_ni_number),
            _ni_number,
            lambda c: _ni_number(c).lower(),
            ("exempt", "AB12345IC"),
            400_000,
        ),
        "postcodes": Made(
            clients["postcode"],
            _first(identifiers._read_postcode),
            _postcode,
            lambda c: _postcode(c).lower().replace(" ", ""),
            ("Leeds", "VX1O 6YE"),
            200_000,
            False,
        ),
        "ids": Made(
            clients["uuid"], _first(identifiers._read_uuid), _id, lambda c: _id(c).upper(), ("C1001",), 400_000
        ),
        "notes": Made(clients["health_notes"], _html, _note, _odd_note, ("x",), 400_000),
    }


def by_column(made: Made, texts: pd.Series) -> pd.Series:
    """As `shape` does it."""
    return read_column(texts, read_field(made.field, DateOrder.DMY, MoneyUnit.POUNDS)).texts


def by_row(made: Made, texts: pd.Series) -> pd.Series:
    """The same for each row: marks of spreadsheets, the rule, and what is to be told; unread cells keep their text."""
    is_text = made.field.kind is Kind.TEXT
    marks = re.compile(recipes._MARKS)
    stand_in = re.compile(stand_ins._PATTERNS.get(made.field.kind, "(?!)"))
    formula, cut = re.compile(recipes._FORMULA), re.compile(SCIENTIFIC_NUMBER)
    told: list[str] = []

    def read(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        found = made.rule(cell if is_text or not marks.search(cell) else marks.sub("", cell))
        if found is None:
            told.append(
                "placeholder" if cell.casefold() in PLACEHOLDERS_AND_ZERO or cut.fullmatch(cell) else "not read"
            )
            return cell
        if is_text and (found.casefold() in PLACEHOLDERS_IN_TEXT or formula.fullmatch(found) or cut.fullmatch(found)):
            told.append("text")
        elif not is_text and stand_in.fullmatch(found):
            told.append("stands for not known")
        return found

    return texts.apply(read).astype("str")


def measured(made: Made, texts: pd.Series, rounds: int) -> tuple[float, float]:
    """Median processor seconds by column and by row."""
    spent: dict[str, list[float]] = {"column": [], "row": []}
    for _ in range(rounds):
        results = []
        for name, way in (("column", by_column), ("row", by_row)):
            began = time.process_time()
            results.append(way(made, texts))
            spent[name].append(time.process_time() - began)
        pd.testing.assert_series_equal(*results)
    return statistics.median(spent["column"]), statistics.median(spent["row"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="names of kinds, separated by commas")
    given = parser.parse_args()
    known = kinds()
    print(f"{'kind':<20}{'cells':>10}{'distinct':>10}{'column s':>10}{'row s':>10}{'ratio':>8}  bar {_BAR:.0f}")
    for name in given.only.split(",") if given.only else known:
        made = known[name]
        for distinct in (False, True) if made.can_all_differ else (False,):
            texts = made.cells(given.rows, random.Random(7), distinct=distinct)
            column, row = measured(made, texts, given.rounds)
            ratio = row / column
            print(
                f"{name:<20}{len(texts):>10,}{texts.nunique():>10,}{column:>10.2f}{row:>10.2f}{ratio:>8.1f}  "
                f"{'met' if ratio >= _BAR else 'NOT MET'}",
                flush=True,
            )


if __name__ == "__main__":
    main()
