"""What the words of one header say for each field: a score, the reasons, and the words left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plannr_nb.catalogue import RecordType
from plannr_nb.suggest.synonyms import Phrase, Vocabulary
from plannr_nb.suggest.words import Words, lexicon

__all__ = ["Match", "best_key", "matches_of", "others_named"]

# What a left-over word does to a score, by what it means beside the words that fit.
_SAME_THING = 0.98  # names the record itself, or says again what the field is
_UNKNOWN = 0.72
_UNKNOWN_BESIDE_COMMON = 0.35  # "type", "name", "date": any further word makes another thing of them
_OTHER_ASPECT = 0.15  # "status date" is no status
_OTHER_PERSON = 0.1  # a spouse's e-mail is not the client's
_OTHER_NUMBER = 0.3
_WITHOUT_KIND_WORD = 0.93
_MENDED = 0.85
_FITS = 0.5
_SHORTEST_CUT, _SHORTEST_SLIP = 4, 5
_SLIP_RATIO = 85.0
_MUCH_LONGER = 1.7  # "custom" is a word of its own and not short for customer

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """How well a header's words fit a field: the words that fitted, and those left over.

    Attributes
    ----------
    ask
        Whether a person has to decide, whatever the score.
    """

    field: str
    score: float
    reason: str
    words: frozenset[str] = _NONE
    extra: frozenset[str] = _NONE
    ask: bool = False


def matches_of(
    header: str,
    words: Words,
    record_type: RecordType,
    vocabulary: Vocabulary,
    *,
    common: frozenset[str] = frozenset(),
    from_plannr: bool = False,
) -> dict[str, Match]:
    """The best match per field, for the fields the words speak for at all.

    Parameters
    ----------
    common
        Words that stand in most headers of this file, and so tell nothing.
    from_plannr
        Whether the file seems to be an export of Plannr itself, so that a header is the field of the same name.
    """
    given = frozenset(words)
    best: dict[str, Match] = {}
    places = {place for word in given for place in vocabulary.with_word.get(word, ())}
    for phrase in (vocabulary.phrases[place] for place in sorted(places)):
        match = _match(given, phrase, record_type, vocabulary, common)
        if match is not None and _better(match, best.get(phrase.field)):
            best[phrase.field] = match
    if not any(match.score >= _FITS for match in best.values()):
        mended = _mended(words, vocabulary)
        if mended != words:
            for name, match in matches_of("", mended, record_type, vocabulary, common=common).items():
                best[name] = replace(match, score=match.score * _MENDED, reason=f"read as {match.reason}")
    for field, barred in vocabulary.excluded.items():
        if field in best and any(_stands_against(words, given, best[field]) for words in barred):
            del best[field]
    exact = header.strip().casefold()
    telling = "_" in exact or exact == "uuid" or from_plannr  # "type" is everybody's word, "ni_number" is Plannr's
    if exact in record_type and telling and exact != "send_welcome_email":
        best[exact] = Match(exact, 0.99, "is Plannr's own name of the field")
    return best


def _better(match: Match, than: Match | None) -> bool:
    """A phrase that has every word of the header is the better reviewed one, though a vaguer one may score more."""
    return than is None or (not match.extra, match.score) > (not than.extra, than.score)


def best_key(words: Words, record_type: RecordType, vocabulary: Vocabulary) -> float:
    """How well a header names the old system's own reference of the record; 0.0 for not at all."""
    given = frozenset(words)
    fits = (_match(given, phrase, record_type, vocabulary, _NONE) for phrase in vocabulary.key_phrases)
    return max((match.score for match in fits if match is not None), default=0.0)


def others_named(words: Iterable[str]) -> bool:
    """Whether a header speaks of somebody or something else than the record."""
    return not lexicon().others.isdisjoint(words)


def _stands_against(barred: frozenset[str], given: frozenset[str], match: Match) -> bool:
    return bool(barred) and barred <= given and not barred <= match.words


def _match(
    given: frozenset[str], phrase: Phrase, record_type: RecordType, vocabulary: Vocabulary, common: frozenset[str]
) -> Match | None:
    score, needed = phrase.strength, phrase.words
    lexicon_, kind_words = lexicon(), vocabulary.kind_words[phrase.field]
    if not needed <= given:
        # "Inception" for "inception date": what is missing only says again what kind of field it is.
        needed = phrase.words - kind_words
        if not needed or not needed <= given or needed <= lexicon_.aspects | lexicon_.records:
            return None
        score *= _WITHOUT_KIND_WORD
    extra = given - phrase.words
    own = lexicon_.own.get(record_type.name, _NONE)
    vague = needed <= lexicon_.aspects | own | lexicon_.adds_nothing
    nothing_new = kind_words | own | common | lexicon_.adds_nothing
    for word in sorted(extra):  # in one order, so that the last digit is always the same
        score *= _weight(word, nothing_new, vocabulary.of_field[phrase.field], vague)
    return Match(phrase.field, score, f'"{phrase.text}" means {phrase.field}', phrase.words, extra)


def _weight(word: str, nothing_new: frozenset[str], of_field: frozenset[str], vague: bool) -> float:
    if word in nothing_new:
        return _SAME_THING
    if word.isdigit():
        return _OTHER_NUMBER
    if word in lexicon().others or word in lexicon().records:
        return _OTHER_PERSON
    if word in lexicon().aspects:
        return _OTHER_ASPECT
    if word in of_field:
        return _SAME_THING
    return _UNKNOWN_BESIDE_COMMON if vague else _UNKNOWN


def _mended(words: Words, vocabulary: Vocabulary) -> Words:
    """The words, with those that nobody knows completed or spelled right: "prio" is priority, "adress" address.

    Weak, so only asked where no words fit. A known word is never taken for a slip: county is no country.
    """
    ordinary = vocabulary.known | lexicon().others | lexicon().aspects | lexicon().records | lexicon().adds_nothing
    of_type = sorted(frozenset().union(*vocabulary.of_field.values()))
    return tuple(word if word in ordinary or not word.isalpha() else _nearest(word, of_type) for word in words)


def _nearest(word: str, known: list[str]) -> str:
    from rapidfuzz import fuzz, process

    begun = [other for other in known if other.startswith(word) and len(other) >= _MUCH_LONGER * len(word)]
    if len(word) >= _SHORTEST_CUT and len(begun) == 1:
        return begun[0]
    if len(word) < _SHORTEST_SLIP:
        return word
    alike = [other for other in known if abs(len(other) - len(word)) <= 1]
    found = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_SLIP_RATIO)
    return found[0] if found else word
