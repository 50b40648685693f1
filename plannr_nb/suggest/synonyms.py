"""The reviewed words per field, ready to be compared with a header."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from plannr_nb.catalogue import Field, Kind, RecordType
from plannr_nb.suggest.words import lexicon, words_of

__all__ = ["KEY", "Phrase", "Vocabulary", "vocabulary_of"]

KEY = "key"  # the old system's own reference of a record; a part of the mapping, and no field of Plannr's

# How often a column with exactly these words turns out to be the field, as reviewed.
_STRENGTHS = {"same": 0.96, "likely": 0.83, "maybe": 0.6, "weak": 0.34}
_OWN_NAME = 0.97
_OWN_LABEL = 0.93


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that mean a field, and how surely."""

    field: str
    words: frozenset[str]
    text: str
    strength: float


@dataclass(frozen=True)
class Vocabulary:
    """What is known about the words of one record type.

    Attributes
    ----------
    excluded
        Field -> words that it cannot be, whatever else the header says.
    of_field
        Field -> all words of its phrases.
    with_word
        Word -> places of the phrases that have it.
    kind_words
        Field -> words that a header of it may have or not, since they only say what kind of field it is.
    may_miss
        Field -> words of its phrases that a header may leave out.
    twins
        Id fields that have a field for the name beside them, as an adviser has.
    known
        All words there are, into which a header written without gaps may be taken apart.
    """

    phrases: tuple[Phrase, ...]
    key_phrases: tuple[Phrase, ...]
    excluded: dict[str, tuple[frozenset[str], ...]]
    of_field: dict[str, frozenset[str]]
    with_word: dict[str, tuple[int, ...]]
    kind_words: dict[str, frozenset[str]]
    may_miss: dict[str, frozenset[str]]
    twins: frozenset[str]
    known: frozenset[str]


@lru_cache(maxsize=64)
def vocabulary_of(record_type: RecordType) -> Vocabulary:
    """The words of a record type: its fields' own names and labels, and the reviewed synonyms."""
    phrases: dict[tuple[str, frozenset[str]], Phrase] = {}
    excluded: dict[str, tuple[frozenset[str], ...]] = {}

    def add(field: str, text: str, strength: float) -> None:
        words = words_of(text)
        before = phrases.get((field, frozenset(words)))
        if words and (before is None or before.strength < strength):
            phrases[field, frozenset(words)] = Phrase(field, frozenset(words), " ".join(words), strength)

    for row in _rows():
        if record_type.name not in row["record_type"].split("|"):
            continue
        texts = row["words"].split("|")
        if row["strength"] == "not":
            excluded[row["field"]] = tuple(frozenset(words_of(text)) for text in texts)
        elif row["field"] == KEY or row["field"] in record_type:
            for text in texts:
                add(row["field"], text, _STRENGTHS[row["strength"]])
    reviewed, twins = dict(phrases), _twins(record_type)
    for field in record_type.fields:
        for text, strength in _own_words(field, has_twin=field.name in twins):
            known = reviewed.get((field.name, frozenset(words_of(text))))
            if known is None or known.strength >= _STRENGTHS["same"]:  # a review that doubts them knows better
                add(field.name, text, strength)
    names = [KEY, *(field.name for field in record_type.fields)]
    every_word = {word for phrase in phrases.values() for word in phrase.words}
    of_fields = tuple(phrase for phrase in phrases.values() if phrase.field != KEY)
    return Vocabulary(
        phrases=of_fields,
        key_phrases=tuple(phrase for phrase in phrases.values() if phrase.field == KEY),
        excluded=excluded,
        of_field=_words_by_field(phrases.values()),
        with_word=_with_word(of_fields),
        kind_words={name: _kind_words(record_type, name) for name in names},
        may_miss={name: lexicon().may_miss.get(_kind_of(record_type, name), frozenset()) for name in names},
        twins=twins,
        known=frozenset(word for word in every_word if word.isalpha() and len(word) > 1),
    )


def _with_word(phrases: Sequence[Phrase]) -> dict[str, tuple[int, ...]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, phrase in enumerate(phrases):
        for word in phrase.words:
            places[word].append(place)
    return {word: tuple(found) for word, found in places.items()}


_REACHED = frozenset({Kind.EMAIL, Kind.PHONE, Kind.POSTCODE})
_PLACES = frozenset({"address_1", "address_2", "address_3", "address_4", "town_city", "county", "country"})


def _kind_of(record_type: RecordType, field: str) -> Kind:
    return record_type[field].kind if field in record_type else Kind.UUID  # the key holds references, as ids do


def _twins(record_type: RecordType) -> frozenset[str]:
    named = (field.name for field in record_type.importable if field.kind is not Kind.UUID)
    names = {words_of(name.removesuffix("_name")) for name in named}
    ids = (field.name for field in record_type.fields if field.name.endswith("_uuid"))
    return frozenset(name for name in ids if words_of(name.removesuffix("_uuid")) in names)


def _kind_words(record_type: RecordType, field: str) -> frozenset[str]:
    kind = _kind_of(record_type, field)
    words = lexicon().kinds.get(kind, frozenset())
    return words | lexicon().reached_at if kind in _REACHED or field in _PLACES else words


def _own_words(field: Field, *, has_twin: bool) -> Iterator[tuple[str, float]]:
    """The field's own name and label as phrases.

    A record's own ``uuid`` is left to exact equality: an "ID" of the old system is never Plannr's. A mail to every
    client is not to be had from a header at all.
    """
    if field.name in ("uuid", "send_welcome_email"):
        return
    yield field.name.replace("_", " "), _OWN_NAME
    if field.name.removesuffix("s").endswith("_uuid"):
        stem = field.name.removesuffix("s").removesuffix("_uuid").replace("_", " ")
        yield f"{stem} reference", _OWN_LABEL
        if not has_twin:
            yield stem, 0.83
    if field.kind not in (Kind.IGNORED, Kind.UUID) and field.label:
        yield field.label, _OWN_LABEL


def _words_by_field(phrases: Iterable[Phrase]) -> dict[str, frozenset[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        if phrase.strength >= _STRENGTHS["maybe"]:
            words[phrase.field] |= phrase.words
    return {field: frozenset(found) for field, found in words.items()}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("plannr_nb.catalogue") / "synonyms.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
