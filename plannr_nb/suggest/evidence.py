"""What the words of one header say for each field: a score, the reasons, and the words left over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.suggest.synonyms import Phrase, Vocabulary
from plannr_nb.suggest.whose import SECOND, first_persons, second_persons
from plannr_nb.suggest.words import Words, lexicon

__all__ = ["Match", "best_key", "matches_of", "others_named"]

# What a left-over word does to a score, by what it means beside the words that fit.
_SAME_THING = 0.98  # names the record itself, or says again what the field is
_UNKNOWN = 0.72
_UNKNOWN_TOO = 0.85  # a second word that nobody knows makes things little worse
_UNKNOWN_BESIDE_COMMON = 0.35  # "type", "name", "date": any further word makes another thing of them
_OTHER_ASPECT = 0.15  # "status date" is no status
_OWN_ASPECT = 0.8  # but "review due" is a review date, if another phrase of it has the word
_OTHER_PERSON = 0.1  # a spouse's e-mail is not the client's
_OTHER_NUMBER = 0.3
# And what a word does that is missing.
_WITHOUT_KIND_WORD = 0.93
_WITHOUT_REFERENCE_WORD = 0.8  # "owner" for "owner id" is rather a name
_NAME_FOR_TWIN_ID = 0.3  # "adviser" for "adviser id", where another field takes the name
_MISSING_AND_UNKNOWN = 0.7
_YES_NO_FOR_IT = 0.1
_MENDED = 0.85
_FITS = 0.5
_SHORTEST_CUT, _SHORTEST_SLIP = 4, 5
_SLIP_RATIO = 85.0
_MUCH_LONGER = 1.7  # "custom" is a word of its own and not short for customer

_NONE: frozenset[str] = frozenset()
_YES_NO = re.compile(
    r"^(?:is|has|Is|Has)(?=[\s_A-Z])|\b[yY]\s*/\s*[nN]\b|[\s_](?:[Aa]pplicable|[Aa]pplies)\s*\??$"
    r"|^\s*(?:[Hh]ave|[Dd]o|[Dd]oes|[Dd]id|[Aa]re)\s+(?:you|they|he|she|there|the)\b"
)
_WHEN = frozenset({"date", "since", "when"})
_MEASURES = (Kind.DATE, Kind.DATETIME, Kind.MONEY, Kind.PERCENT, Kind.INTEGER)


@dataclass(frozen=True, slots=True)
class Match:
    """How well a header fits a field.

    Attributes
    ----------
    score
        Strength of the evidence, 0..1, before columns compete.
    words, extra
        The words of the header that fitted, and those left over.
    ask
        Whether a person has to decide, whatever the score.
    unknown, against
        Words left over that nobody knows, and those that make another thing of it.
    whole
        Whether no word of the phrase was missing and none was mended.
    weak
        Whether the reviewed phrase itself is mostly another thing.
    vague
        Whether the words that fitted are everybody's: "type", "name", "date".
    told
        Whether a source pack or a remembered mapping has said how likely it is.
    cells
        How much the cells changed the odds: their logarithm, 0.0 where they said nothing.
    """

    field: str
    score: float
    reason: str
    words: frozenset[str] = _NONE
    extra: frozenset[str] = _NONE
    ask: bool = False
    unknown: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    whole: bool = True
    weak: bool = False
    vague: bool = False
    told: bool = False
    cells: float = 0.0


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
        Words that stand in many headers of this file, and so tell nothing.
    from_plannr
        Whether the file seems to be an export of Plannr itself, so that a header is the field of the same name.
    """
    given, second = frozenset(words), frozenset[str]()
    if record_type.name == "clients":
        first = frozenset(first_persons(words))
        given, second = _of_second_person(given - (first & {"first"}), words)
        common = common - second | first
    best: dict[str, Match] = {}
    places = {place for word in given for place in vocabulary.with_word.get(word, ())}
    for phrase in (vocabulary.phrases[place] for place in sorted(places)):
        if not phrase.words - given <= vocabulary.may_miss[phrase.field]:
            continue  # what most phrases end at
        if phrase.words & second & SECOND:
            continue  # the forename of a second applicant is no second forename
        match = _match(given, phrase, record_type, vocabulary, common)
        if match is not None and _better(match, best.get(phrase.field)):
            best[phrase.field] = match
    if not any(match.score >= _FITS for match in best.values()):
        mended = _mended(words, vocabulary)
        if mended != words:
            for name, match in matches_of("", mended, record_type, vocabulary, common=common).items():
                best[name] = replace(match, score=match.score * _MENDED, reason=f"read as {match.reason}", whole=False)
    for field, barred in vocabulary.excluded.items():
        if field in best and any(_stands_against(words, given, best[field]) for words in barred):
            del best[field]
    if _YES_NO.search(header) and given.isdisjoint(_WHEN):
        best = {name: _no_measure(match, record_type) for name, match in best.items()}
    exact = header.strip().casefold()
    telling = "_" in exact or exact == "uuid" or from_plannr  # "type" is everybody's word, "ni_number" is Plannr's
    if exact in record_type and telling and exact != "send_welcome_email":
        best[exact] = Match(exact, 0.99, "is Plannr's own name of the field", words=given)
    return best


def _of_second_person(given: frozenset[str], words: Words) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a header, and those that say it is the second person's, so that no phrase is fitted by them."""
    second = frozenset(second_persons(words))
    # A figure may count anything; here it speaks of another person.
    return (given - second | {"second"}, second | SECOND) if second & SECOND else (given, second)


def _no_measure(match: Match, record_type: RecordType) -> Match:
    if record_type[match.field].kind not in _MEASURES:
        return match
    return replace(match, score=match.score * _YES_NO_FOR_IT, reason=f"{match.reason}; but the header asks yes or no")


def _better(match: Match, than: Match | None) -> bool:
    """A phrase that has every word of the header is the better reviewed one, though a vaguer one may score more."""
    return than is None or _rank(match) > _rank(than)


def _rank(match: Match) -> tuple[bool, bool, float]:
    return not match.extra and match.whole, not match.extra, match.score


def best_key(words: Words, record_type: RecordType, vocabulary: Vocabulary) -> float:
    """How well a header names the old system's own reference of the record; 0.0 for not at all."""
    given = frozenset(words)
    fits = (_match(given, phrase, record_type, vocabulary, _NONE) for phrase in vocabulary.key_phrases)
    return max((match.score for match in fits if match is not None), default=0.0)


def others_named(words: Iterable[str]) -> bool:
    """Whether a header speaks of somebody or something else than the record."""
    return not lexicon().others.isdisjoint(words := tuple(words)) or bool(second_persons(words))


def _stands_against(barred: frozenset[str], given: frozenset[str], match: Match) -> bool:
    return bool(barred) and barred <= given and not barred <= match.words


def _match(
    given: frozenset[str], phrase: Phrase, record_type: RecordType, vocabulary: Vocabulary, common: frozenset[str]
) -> Match | None:
    score, fitted = phrase.strength, phrase.words & given
    lexicon_, kind_words = lexicon(), vocabulary.kind_words[phrase.field]
    whole = len(fitted) == len(phrase.words)
    if not whole:
        # "Inception" for "inception date": what is missing only says again what kind of field it is.
        may_miss = vocabulary.may_miss[phrase.field]
        if not phrase.words - fitted <= may_miss or fitted - may_miss <= _no_head():
            return None
        score *= _missing(phrase.field, given, record_type, vocabulary)
    extra = given - phrase.words
    own = lexicon_.own.get(record_type.name, _NONE)
    vague = fitted <= lexicon_.aspects | own | lexicon_.adds_nothing or (len(fitted) == 1 and fitted <= lexicon_.bare)
    unknown: list[str] = []
    against: list[str] = []
    if extra:
        nothing_new = kind_words | own | common | lexicon_.adds_nothing
        for word in sorted(extra):  # in one order, so that the last digit is always the same
            weight = _weight(word, nothing_new, vocabulary.of_field[phrase.field], vague)
            if weight >= _UNKNOWN_BESIDE_COMMON and weight < _SAME_THING:
                weight = _UNKNOWN_TOO if unknown else weight
                unknown.append(word)
            elif weight < _SAME_THING:
                against.append(word)
            score *= weight
        if unknown and not whole:
            score *= _MISSING_AND_UNKNOWN
    reason = f'"{phrase.text}" means {phrase.field}'
    return Match(
        phrase.field,
        score,
        reason,
        fitted,
        extra,
        unknown=tuple(unknown),
        against=tuple(against),
        whole=whole,
        weak=phrase.strength < _FITS,
        vague=vague,
    )


@cache
def _no_head() -> frozenset[str]:
    """Words that alone name nothing."""
    return lexicon().aspects | lexicon().records | lexicon().reached_at


def _missing(field: str, given: frozenset[str], record_type: RecordType, vocabulary: Vocabulary) -> float:
    if field in record_type and record_type[field].kind is not Kind.UUID:
        return _WITHOUT_KIND_WORD
    if not given.isdisjoint(vocabulary.may_miss[field] - {"name"}):
        return _WITHOUT_KIND_WORD  # another word for a reference stands there
    return _NAME_FOR_TWIN_ID if field in vocabulary.twins else _WITHOUT_REFERENCE_WORD


def _weight(word: str, nothing_new: frozenset[str], of_field: frozenset[str], vague: bool) -> float:
    if word in nothing_new:
        return _SAME_THING
    if word.isdigit():
        return _OTHER_NUMBER
    if word in lexicon().others or word in lexicon().records:
        return _OTHER_PERSON
    if word in lexicon().aspects:
        return _OWN_ASPECT if word in of_field else _OTHER_ASPECT
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
    # Nobody slips on the first letter: "sname" and "uname" are no slips of name.
    alike = [other for other in known if abs(len(other) - len(word)) <= 1 and other[0] == word[0]]
    found = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_SLIP_RATIO)
    return found[0] if found else word
