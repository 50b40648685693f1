"""Delimiter, quote and escape as a caller gives them, and what is told of those that were found."""

from __future__ import annotations

from plannr_nb.errors import ReadError
from plannr_nb.read.sheet import Decision
from plannr_nb.read.text.delimiters import DELIMITER_NAMES
from plannr_nb.read.text.dialect import DialectChoice

__all__ = ["check_delimiter", "check_escape", "check_quote", "delimiter_name", "dialect_decisions"]

_QUOTE_NAMES = {'"': 'double quote "', "'": "single quote '", "": "none"}


def check_delimiter(name: str, delimiter: str, quote: str | None) -> None:
    marks = {'"' if quote is None else quote, "\r", "\n"}
    if not delimiter or set(delimiter) & marks:
        raise ReadError(f"{name}: delimiter={delimiter!r} cannot stand between cells. Leave it out to have it found.")


def check_quote(name: str, quote: str | None) -> None:
    if quote and (len(quote) > 1 or quote.isalnum() or quote.isspace()):
        raise ReadError(
            f'{name}: quote={quote!r} cannot enclose cells. Give one character, or "" where none does; leave it out '
            "to have it found."
        )


def check_escape(name: str, escape: str | None) -> None:
    if escape and (len(escape) > 1 or escape.isalnum() or escape.isspace() or escape in "\"',;|"):
        raise ReadError(
            f'{name}: escape={escape!r} cannot protect quotes. Give "\\\\", or "" where nothing does; leave it out to '
            "have it found."
        )


def delimiter_name(choice: DialectChoice) -> str:
    if choice.dialect.cuts:
        return f"none, {len(choice.dialect.cuts) + 1} columns of fixed width"
    character = choice.dialect.delimiter
    shown = character if character.isprintable() else ascii(character)[1:-1]
    return DELIMITER_NAMES.get(character, f'"{shown}"')


def dialect_decisions(choice: DialectChoice) -> list[Decision]:
    dialect = choice.dialect
    other = 'quote=""' if dialect.quote else "quote='\"'"
    decisions = [
        Decision("delimiter", delimiter_name(choice), choice.evidence, 'delimiter=";"'),
        Decision("quote", _QUOTE_NAMES.get(dialect.quote, dialect.quote), choice.quote_evidence, other),
    ]
    if dialect.wrapped:
        decisions.append(Decision("lines", "quoted as a whole", "read without these quotes", "quote='\"'"))
    if dialect.escape:
        decisions.append(Decision("escape", dialect.escape, choice.escape_evidence, 'escape=""'))
    return decisions
