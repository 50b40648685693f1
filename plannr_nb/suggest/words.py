"""Headers as words: one spelling for all the ways a word is written on top of a column."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["Lexicon", "Words", "lexicon", "words_of"]

Words = tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The reviewed words of ``catalogue/words.toml``; what each group means stands there."""

    stop: frozenset[str]
    singular: frozenset[str]
    adds_nothing: frozenset[str]
    others: frozenset[str]
    records: frozenset[str]
    aspects: frozenset[str]
    reached_at: frozenset[str]
    own: dict[str, frozenset[str]]
    kinds: dict[str, frozenset[str]]
    stands_for: dict[str, str]
    together: dict[str, str]


@cache
def lexicon() -> Lexicon:
    """The words, read once per process."""
    read = tomllib.loads((files("plannr_nb.catalogue") / "words.toml").read_text("utf-8"))
    groups = ("stop", "singular", "adds_nothing", "others", "records", "aspects", "reached_at")
    return Lexicon(
        **{name: frozenset(read[name].split()) for name in groups},
        own={name: frozenset(text.split()) for name, text in read["own"].items()},
        kinds={name: frozenset(text.split()) for name, text in read["kinds"].items()},
        stands_for=read["stands_for"],
        together=read["together"],
    )


_SPELLING = ((re.compile(r"iz(ed|ing|ation|e)$"), r"is\1"), (re.compile(r"canceled$"), "cancelled"))
_SYMBOLS = str.maketrans({"%": " percent ", "£": " money ", "$": " money ", "€": " money ", "#": " number ", "’": "'"})
_HINT = re.compile(r"\((?:[dmyhs\s/.:\-]{4,}|y\s*/\s*n|yes\s*/\s*no|optional|required|if applicable)\)", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_CHUNK = re.compile(r"[^\W_]+")
_SHORT_WORDS = frozenset({"of", "in", "at", "by", "no", "id", "ni", "uk", "to", "on", "is"})


def words_of(header: str, known: frozenset[str] = frozenset()) -> Words:
    """The words of a header in one spelling, in order.

    Abbreviations are spelled out, plurals made singular, American spelling made British, and small words left out.

    Parameters
    ----------
    known
        Words into which a token written without any gap may be taken apart.

    Examples
    --------
    >>> words_of("DOB"), words_of("clientAddressLine1"), words_of("Addr. 1")
    (('birth', 'date'), ('client', 'address', 'line', '1'), ('address', '1'))
    >>> words_of("NI No."), words_of("Advisor's e-mails"), words_of("Zip/Post Code")
    (('national', 'insurance', 'number'), ('adviser', 'email'), ('postcode',))
    >>> words_of("dateofbirth", known=frozenset({"date", "birth"}))
    ('date', 'birth')
    """
    return _words_of(header, known)


@lru_cache(maxsize=4096)
def _words_of(header: str, known: frozenset[str]) -> Words:
    text = unicodedata.normalize("NFKC", header).translate(_SYMBOLS)
    text = _HINT.sub(" ", text).replace("'s", "")
    tokens: list[str] = []
    for chunk in _CHUNK.findall(text.replace("'", "")):
        tokens += _spell_out(chunk, known)
    joined = f" {' '.join(tokens)} "
    for apart, together in lexicon().together.items():
        joined = joined.replace(f" {apart} ", f" {together} ")
    return tuple(dict.fromkeys(word for word in joined.split() if word not in lexicon().stop))


def _spell_out(chunk: str, known: frozenset[str]) -> Iterable[str]:
    """One run of letters and digits as words. It may be an abbreviation, camel case, or words without a gap."""
    lowered = chunk.lower()
    if lowered in lexicon().stands_for:
        return lexicon().stands_for[lowered].split()
    parts = [part.lower() for part in _CAMEL.split(chunk)]
    if len(parts) == 1:
        return _without_gap(_plain(lowered), known)
    words: list[str] = []
    for part in parts:
        words += (
            lexicon().stands_for[part].split() if part in lexicon().stands_for else _without_gap(_plain(part), known)
        )
    return words


def _plain(word: str) -> str:
    """Singular, British, spelled out where it is one word."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) and word not in lexicon().singular:
        if word.endswith("ies"):
            word = word[:-3] + "y"
        else:
            word = word[:-2] if word.endswith(("sses", "xes", "ches")) else word[:-1]
    for pattern, spelling in _SPELLING:
        word = pattern.sub(spelling, word)
    spelled = lexicon().stands_for.get(word, word)
    return word if " " in spelled else spelled


def _without_gap(word: str, known: frozenset[str]) -> list[str]:
    """Known words that a long unknown one is made of, the fewest; else the word itself."""
    if len(word) < 6 or word in known or not known:
        return [word]
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            piece, before = word[start:end], best[start]
            if before is None or (len(piece) < 4 and piece not in _SHORT_WORDS and piece not in lexicon().stands_for):
                continue
            spelled = lexicon().stands_for.get(piece, piece)
            if piece not in _SHORT_WORDS and not set(spelled.split()) <= known and _plain(piece) not in known:
                continue
            longer = [*before, *(_plain(part) for part in spelled.split())]
            current = best[end]
            if current is None or len(longer) < len(current):
                best[end] = longer
    whole = best[len(word)]
    return whole if whole is not None else [word]
