"""Two people named in one cell, as a firm's own spreadsheet writes couples."""

from __future__ import annotations

from plannr_nb.shaping.names import Person, is_initial, person_of, take_surname, take_title
from plannr_nb.shaping.words import PLURAL_TITLES, bare

__all__ = ["read_couple"]

Couple = tuple[Person, Person, bool]


def read_couple(segments: list[str]) -> Couple | None:
    """Two people from what stands between the ``&``, and whether it is sure which word is whose.

    None where it is not two people, or there is no telling them apart.

    Examples
    --------
    >>> first, second, sure = read_couple(["Mr", "Mrs J", "P Hale"])
    >>> first.title, first.first_name, second.title, second.first_name, second.last_name
    ('Mr', 'J', 'Mrs', 'P', 'Hale')
    >>> read_couple(["Smith", "Jones"]) is None
    True
    """
    if len(segments) < 2:
        return None
    segments = _plural_title(segments)
    commas = [segment.count(",") for segment in segments]
    if sum(commas) == 0:
        return _surname_last([take_title(segment.split()) for segment in segments])
    if commas[0] == 1 and sum(commas) == 1:
        return _surname_first(segments)
    if len(segments) == 2 and commas == [1, 1]:
        first, second = person_of(segments[0]), person_of(segments[1])
        return (first, second, True) if first and second else None
    return None


def _plural_title(segments: list[str]) -> list[str]:
    """``Messrs J`` as the two titles it stands for."""
    words = segments[0].split()
    titles = PLURAL_TITLES.get(bare(words[0]))
    if titles is None or len(segments) != 2:
        return segments
    return [titles[0], f"{titles[1]} {' '.join(words[1:])}".strip(), segments[1]]


Segment = tuple[str, list[str]]


def _surname_last(segments: list[Segment]) -> Couple | None:
    if len(segments) == 3:
        return _titles_then_names(segments)
    if len(segments) != 2:
        return None
    (title_1, words_1), (title_2, words_2) = segments
    if not words_1 and title_1:
        return _title_and_name(title_1, title_2, words_2)
    if not words_2:
        return _name_and_title(title_1, words_1, title_2)
    if len(words_2) == 1:
        return _one_word_second(title_1, words_1, title_2, words_2[0])
    second = take_surname(title_2, words_2)
    if second is None:
        return None
    return _first_of(title_1, words_1, title_2, words_2, second)


def _titles_then_names(segments: list[Segment]) -> Couple | None:
    """``Mr & Mrs J & P Hale``."""
    (title_1, none), (title_2, given), (title_3, words) = segments
    if none or title_3 or not title_1 or not title_2 or not given or len(words) < 2:
        return None
    second = take_surname(title_2, words)
    return None if second is None else (_named(title_1, given, second.last_name), second, True)


def _title_and_name(title_1: str, title_2: str, words: list[str]) -> Couple | None:
    """``Mr & Mrs Hale``, ``Mr & Mrs J Hale``: the name given is his who stands first, as is the custom."""
    if not words or not title_2:
        return None
    if len(words) == 1:
        return Person(title_1, last_name=words[0]), Person(title_2, last_name=words[0]), True
    first = take_surname(title_1, words)
    return None if first is None else (first, Person(title_2, last_name=first.last_name), False)


def _name_and_title(title_1: str, words: list[str], title_2: str) -> Couple | None:
    """``Mr J Hale & Mrs``."""
    first = take_surname(title_1, words) if len(words) > 1 else None
    return None if first is None else (first, Person(title_2, last_name=first.last_name), True)


def _one_word_second(title_1: str, words_1: list[str], title_2: str, word: str) -> Couple | None:
    """``Mr Hale & Mrs Smith``, ``John Hale & Jane``, ``Mr J Hale & Mrs P``."""
    if len(words_1) == 1:
        if not title_1 or not title_2 or is_initial(word):
            return None
        if is_initial(words_1[0]):  # Mr J & Mrs Hale
            return _named(title_1, words_1, word), Person(title_2, last_name=word), False
        # "Mr John & Mrs Hale" looks the same, and is rare.
        return Person(title_1, last_name=words_1[0]), Person(title_2, last_name=word), True
    first = take_surname(title_1, words_1)
    if first is None:
        return None
    if title_2 and not is_initial(word):
        # Mrs Smith, or Mrs Jane: the surname of the other decides.
        own = bare(word) != bare(first.last_name)
        return first, Person(title_2, last_name=word), not own
    return first, Person(title_2, word, last_name=first.last_name), True


def _first_of(title_1: str, words_1: list[str], title_2: str, words_2: list[str], second: Person) -> Couple | None:
    """The first person where the second has a name and a surname."""
    if not words_1:
        return None
    if len(words_1) == 1 or all(is_initial(word) for word in words_1):
        return _named(title_1, words_1, second.last_name), second, True
    first = take_surname(title_1, words_1)
    if first is None:
        return None
    if bare(first.last_name) == bare(second.last_name):
        return first, second, True
    # "John Alan & Jane Mary Hale" leaves the surname out; "John Smith & Jane Mary Hale" looks the same.
    given_2 = len(second.first_name.split()) + len(second.middle_name.split())
    return first, second, bool(title_1) == bool(title_2) and len(words_1) != given_2


def _surname_first(segments: list[str]) -> Couple | None:
    """``Hale, J & P``, ``Hale, Mr & Mrs J & P``, ``Hale, Mr John & Mrs Jane``."""
    surname, _, rest = segments[0].partition(",")
    title, words = take_title(surname.split())
    if title or not words or len(words) > 3:
        return None
    last_name = " ".join(words)
    named = [take_title(part.split()) for part in (rest.strip(), *segments[1:])]
    if len(named) == 3:
        (title_1, none), (title_2, given_1), (title_3, given_2) = named
        if none or title_3 or not (title_1 and title_2 and given_1 and given_2):
            return None
        return _named(title_1, given_1, last_name), _named(title_2, given_2, last_name), True
    if len(named) != 2:
        return None
    (title_1, given_1), (title_2, given_2) = named
    if not (title_1 or given_1) or not (title_2 or given_2):
        return None
    if title_1 and not given_1 and given_2:
        return _named(title_1, given_2, last_name), Person(title_2, last_name=last_name), False
    return _named(title_1, given_1, last_name), _named(title_2, given_2, last_name), True


def _named(title: str, given: list[str], last_name: str) -> Person:
    return Person(title, given[0] if given else "", " ".join(given[1:]), last_name)
