"""What stands between the delimiters of a malformed row, and what it costs to take it for a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from plannr_nb.read.text.syntax import Dialect, Flaw

__all__ = ["UNDOUBLED", "Piece", "Plain", "is_open", "joined", "piece_of", "rank"]

UNDOUBLED = 1.0
_UNCLOSED = 1.25
_BARE = 0.6
_NEVER = float("inf")
# An enumeration takes long to give its members.
_UNCLOSED_FLAW, _STRAY_FLAW, _BARE_FLAW = Flaw.UNCLOSED, Flaw.STRAY, Flaw.BARE


def rank(flaw: Flaw) -> int:
    """How bad a flaw is. Flaws are no keys here: to hash an enumeration takes long."""
    return 0 if flaw is _BARE_FLAW else 1 if flaw is _STRAY_FLAW else 2


class Plain:
    """What stands between two delimiters and holds no quote."""

    __slots__ = ("text",)

    opens = closes = is_quoted = False
    odd = odd_opened = odd_closed = 0
    cost = 0.0
    flaw: Flaw | None = None
    core = quote = ""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def value(self) -> str:
        return self.text


def piece_of(text: str, dialect: Dialect) -> Piece | Plain:
    plain = dialect.quote not in text and "\n" not in text and "\r" not in text
    return Plain(text) if plain else Piece(text, dialect)


class Piece:
    """What stands between two delimiters, as a cell or as part of one.

    Attributes
    ----------
    opens, closes, is_quoted
        Whether it begins, ends with a quote, with two of them.
    odd
        Runs of quotes of odd length in it: of quotes that are doubled there are none.
    odd_opened, odd_closed
        The same without the quote that it begins, ends with.
    cost
        Its price as a cell of its own.
    """

    __slots__ = (
        "closes",
        "core",
        "cost",
        "flaw",
        "is_quoted",
        "odd",
        "odd_closed",
        "odd_opened",
        "opens",
        "quote",
        "text",
    )

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = self.core = text
        self.quote = quote = dialect.quote
        self.opens = self.closes = self.is_quoted = False
        self.odd = self.odd_opened = self.odd_closed = 0
        self.flaw: Flaw | None = None
        self.cost = 0.0
        if quote in text:
            self.core = core = text.strip(_spaces(dialect.delimiter))
            self.opens, self.closes = core.startswith(quote), core.endswith(quote)
            self.is_quoted = self.opens and self.closes and len(core) > 1
            self.odd = core.count(quote) if quote * 2 not in core else len(_odd_runs(quote).findall(core))
            # A run without one of its quotes is odd where it was even.
            without_first = without_last = 0
            if self.opens:
                without_first = -1 if (len(core) - len(core.lstrip(quote))) % 2 else 1
                self.odd_opened = self.odd + without_first
            if self.closes:
                without_last = -1 if (len(core) - len(core.rstrip(quote))) % 2 else 1
                self.odd_closed = self.odd + without_last
            self._judge(self.odd + without_first + without_last)
        if not self.is_quoted and ("\n" in self.core or "\r" in self.core):
            self.cost = _NEVER

    @property
    def value(self) -> str:
        if self.is_quoted:
            return self.core[1:-1].replace(self.quote * 2, self.quote)
        if self.opens and len(self.core) > 1 and self.quote not in self.core[1:]:
            return self.core[1:]
        return self.text

    def _judge(self, inside: int) -> None:
        """``inside``: odd runs without the quotes that it begins and ends with."""
        if self.is_quoted:
            # What is nothing but quotes is one run with or without both.
            stray = inside if self.core.strip(self.quote) else self.odd
            self.cost = stray * UNDOUBLED
            self.flaw = _STRAY_FLAW if stray else None
        elif self.opens:
            self.cost = _UNCLOSED + self.odd_opened * _BARE
            self.flaw = _STRAY_FLAW if self.core.count(self.quote) % 2 == 0 else _UNCLOSED_FLAW
        else:
            self.cost = self.odd * _BARE
            self.flaw = _BARE_FLAW


@cache
def _odd_runs(quote: str) -> re.Pattern[str]:
    one = re.escape(quote)
    return re.compile(f"(?<!{one}){one}(?:{one}{one})*+(?!{one})")


@cache
def _spaces(delimiter: str) -> str:
    """What may stand around the quotes of a cell."""
    return " \t".replace(delimiter, "") or "\x00"


def is_open(piece: Piece | Plain) -> bool:
    return piece.opens and not piece.is_quoted


def joined(pieces: Sequence[Piece | Plain], dialect: Dialect) -> Piece | Plain:
    if len(pieces) == 1:
        return pieces[0]
    return Piece(dialect.delimiter.join(piece.text for piece in pieces), dialect)
