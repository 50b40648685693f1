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
    asked: frozenset[str]
    singular: frozenset[str]
    adds_nothing: frozenset[str]
    bare: frozenset[str]
    others: frozenset[str]
    records: frozenset[str]
    aspects: frozenset[str]
    reached_at: frozenset[str]
    own: dict[str, frozenset[str]]
    kinds: dict[str, frozenset[str]]
    may_miss: dict[str, frozenset[str]]
    stands_for: dict[str, str]
    together: dict[str, str]


@cache
def lexicon() -> Lexicon:
    """The words, read once per process."""
    read = tomllib.loads((files("plannr_nb.catalogue") / "words.toml").read_text("utf-8"))
    groups = ("stop", "asked", "singular", "adds_nothing", "bare", "others", "records", "aspects", "reached_at")
    return Lexicon(
        **{name: frozenset(read[name].split()) for name in groups},
        own={name: frozenset(text.split()) for name, text in read["own"].items()},
        kinds={name: frozenset(text.split()) for name, text in read["kinds"].items()},
        may_miss={name: frozenset(text.split()) for name, text in read["may_miss"].items()},
        stands_for=read["stands_for"],
        together=read["together"],
    )


_SPELLING = ((re.compile(r"iz(ed|ing|ation|e)$"), r"is\1"), (re.compile(r"canceled$"), "cancelled"))
_SYMBOLS = str.maketrans({"%": " percent ", "£": " money ", "$": " money ", "€": " money ", "#": " number ", "’": "'"})
_HINT = re.compile(r"\((?:[dmyhs\s/.:\-]{4,}|optional|required|if applicable)\)|\b(?:y\s*/\s*n|yes\s*/\s*no)\b", re.I)
# What stands in brackets behind such a word explains the header and is no part of it.
_ASIDE = re.compile(r"\(\s*(?:incl|includ|excl|exclud|e\.?g|i\.?e|if|as|or|not|please|for|in case|see)\b[^)]*\)?", re.I)
_NAMESPACE = re.compile(r"^[A-Za-z][A-Za-z0-9]*__(?!p?[cr]$)(?=[A-Za-z])|(?<=[A-Za-z0-9])__p?[cr]$")
_CAPITALS_PLURAL = re.compile(r"\b([A-Z]{2,})s\b")
# "No contact" says not; "No. of" and "Policy No" count.
_NO = re.compile(
    r"^\s*(?-i:[Nn]o(?=[A-Z]))|^\s*no(?=[\s_]+(?!of\b)\S)"
    r"|(?<![^\s_])no(?=[\s_]+(?:contact|mail|e-?mail|call|marketing|post|sms|longer)(?![^\s_]))",
    re.I,
)
_QUESTION = re.compile(
    r"\?\s*$|^\s*(?:do|does|did|are|is|have|has|what|which|who|when|where|how)\s+(?!not\b)\S+\s+\S", re.I
)
_LAST_YEARS = re.compile(
    r"\b(?:in|within|over|during)\s+the\s+(?:last|past|next)\s+\w+\s+(?:year|month|week|day)s?\b", re.I
)
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
    >>> words_of("Do you smoke?"), words_of("FinServ__NextReview__c"), words_of("Full name (incl. middle names)")
    (('smoke',), ('next', 'review'), ('full', 'name'))
    >>> words_of("IsDeceased__c"), words_of("Birthdate__pc")
    (('deceased',), ('birth', 'date'))
    >>> words_of("dateofbirth", known=frozenset({"date", "birth"}))
    ('date', 'birth')
    """
    return _words_of(header, known)


@lru_cache(maxsize=4096)
def _words_of(header: str, known: frozenset[str]) -> Words:
    text = unicodedata.normalize("NFKC", header).translate(_SYMBOLS)
    asked = lexicon().asked if _QUESTION.search(text) and " " in text.strip() else frozenset()
    text = _LAST_YEARS.sub(" ", text) if asked else text
    text = _CAPITALS_PLURAL.sub(r"\1", _ASIDE.sub(" ", _HINT.sub(" ", text)))
    text = _NO.sub("not ", _NAMESPACE.sub("", text.strip())).replace("'s", "")
    tokens: list[str] = []
    for chunk in _CHUNK.findall(text.replace("'", "")):
        tokens += _spell_out(chunk, known)
    joined = f" {' '.join(tokens)} "
    for apart, together in lexicon().together.items():
        joined = joined.replace(f" {apart} ", f" {together} ")
    return tuple(dict.fromkeys(word for word in joined.split() if word not in lexicon().stop and word not in asked))


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
