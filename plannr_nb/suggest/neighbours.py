"""What the headers beside a header say: words most of them share, and address blocks."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from plannr_nb.catalogue import RecordType
from plannr_nb.suggest.evidence import Match
from plannr_nb.suggest.words import Words, lexicon

__all__ = ["beside", "common_words", "from_plannr", "other_blocks"]

_ADDRESS = frozenset({"address_1", "address_2", "address_3", "address_4", "town_city", "county", "postcode", "country"})
_MOST = 0.5
_MANY = 5
_PREFIX = 0.15
_OTHER_BLOCK = 0.5
_BILLED = frozenset({"billing"})
_BILLED_IS_MAIN = 0.75
_BLOCK, _LIKELY = 3, 0.5  # so many columns make an address, if so likely


def common_words(headers: Sequence[Words], known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Words in at least half of the headers, such as a prefix with the name of the table, and what many begin with.

    Parameters
    ----------
    known
        Words with a meaning of their own, which are no prefix.

    Examples
    --------
    >>> common_words([("note", "id"), ("note", "date"), ("note", "text"), ("note", "by"), ("note", "on")])
    frozenset({'note'})
    """
    if len(headers) < _MANY:
        return frozenset()
    counts = Counter(word for words in headers for word in words)
    most = {word for word, count in counts.items() if count >= len(headers) * _MOST}
    leading = Counter(words[0] for words in headers if len(words) > 1)
    prefixes = {word for word, count in leading.items() if count >= max(_MANY, len(headers) * _PREFIX)}
    meant = known | lexicon().others | lexicon().aspects | lexicon().records
    return frozenset((most | (prefixes - meant)) - _telling_apart(headers))


def _telling_apart(headers: Sequence[Words]) -> frozenset[str]:
    """First words before which, or before nothing, the same words stand: "PO City" and "SA City" are two addresses."""
    with_rest: defaultdict[Words, set[str]] = defaultdict(set)
    for words in headers:
        if len(words) > 1:
            with_rest[words[1:]].add(words[0])
    whole = set(headers)
    return frozenset(word for rest, first in with_rest.items() if len(first) > 1 or rest in whole for word in first)


def from_plannr(headers: Sequence[str], record_type: RecordType) -> bool:
    """Whether most headers are field names as Plannr's own exports write them."""
    own = sum(header in record_type for header in headers)
    return own >= _MANY and own > len(headers) * _MOST


def other_blocks(matches: Sequence[dict[str, Match]]) -> list[dict[str, Match]]:
    """The matches, with those of a second address lowered: an address is taken from one block of columns.

    Of blocks that fit alike it is the first, as exports put the main one there. A billing address is the client's where
    there is no better one.
    """
    blocks: defaultdict[frozenset[str], dict[str, float]] = defaultdict(dict)
    for found in matches:
        for field in _ADDRESS & found.keys():
            block = blocks[found[field].extra]
            block[field] = max(block.get(field, 0.0), found[field].score)
    if _BILLED in blocks and len(blocks[_BILLED]) >= _BLOCK and not any(map(_is_address, blocks.values())):
        matches = [_billed(found) for found in matches]
        blocks[_BILLED] = dict.fromkeys(blocks[_BILLED], _BILLED_IS_MAIN)
    if len(blocks) < 2:
        return list(matches)
    best = max(blocks, key=lambda extra: round(sum(map(_worth, blocks[extra].values())), 6))  # the first of equals
    return [_lowered(found, best, frozenset(blocks[best])) for found in matches]


def _worth(score: float) -> float:
    """Log odds over those of a guess: two columns that fit well are worth more than four that may."""
    return max(0.0, math.log(score / max(1.0 - score, 1e-3)))


def _is_address(block: dict[str, float]) -> bool:
    return sum(score >= _LIKELY for score in block.values()) >= _BLOCK


def _billed(found: dict[str, Match]) -> dict[str, Match]:
    changed = dict(found)
    for field in _ADDRESS & found.keys():
        match = found[field]
        if match.extra == _BILLED:
            reason = f"{match.reason}; no other address is nearer"
            changed[field] = replace(match, score=_BILLED_IS_MAIN, reason=reason, against=())
    return changed


def _lowered(found: dict[str, Match], best: frozenset[str], held: frozenset[str]) -> dict[str, Match]:
    changed = dict(found)
    for field in _ADDRESS & held & found.keys():
        match = found[field]
        if match.extra != best:
            reason = f"{match.reason}; of another address"
            changed[field] = replace(match, score=match.score * _OTHER_BLOCK, reason=reason)
    return changed


_SURE = 0.8
_JOB = 0.003
_PERHAPS_JOB = 0.01
_EMPLOYER, _PERHAPS_EMPLOYER = 0.003, 0.03
_USER = 0.01
_PERSON = 0.01
_SALUTATION_IS_TITLE = 0.9
_DEAR = frozenset({"salutation"})
_PREFIXES = (frozenset({"name", "prefix"}), frozenset({"prefix"}), frozenset({"honorific"}))
_AT_WORK = frozenset({"company", "organisation", "department", "account"})
_COMPANY = frozenset({"company", "organisation", "business", "firm"})
_OF_THE_SYSTEM = (
    frozenset({"created", "by"}),
    frozenset({"modified", "by"}),
    frozenset({"updated", "by"}),
    frozenset({"record", "type", "id"}),
    frozenset({"is", "deleted"}),
)
_OF_A_PERSON = ("incomes", "expenses")  # a plan has a name of its own as often
_OWNERS = ("client_uuid", "account_uuid")


def beside(
    matches: Sequence[dict[str, Match]], words: Sequence[Words], record_type: RecordType
) -> list[dict[str, Match]]:
    """The matches, after looking at what the headers beside them say of a title, an owner and a name."""
    given = [frozenset(each) for each in words]
    found = [dict(each) for each in matches]
    _job_titles(found, given)
    _employers(found, given)
    _owners(found, given)
    if record_type.name in _OF_A_PERSON:
        _names(found, given)
    return found


def _job_titles(found: list[dict[str, Match]], given: Sequence[frozenset[str]]) -> None:
    """In a CRM a title is a job: it stands behind the names, and Mr or Mrs is called salutation or prefix."""
    titles = [place for place, each in enumerate(found) if "title" in each and each["title"].words == {"title"}]
    names = [place for place, each in enumerate(found) if _surely(each) in ("first_name", "last_name")]
    if not titles or not names:
        return
    before = [place for place, each in enumerate(given) if each >= _DEAR or each in _PREFIXES]
    for title in titles:
        behind = title > max(names)
        at_work = any(not each.isdisjoint(_AT_WORK) for each in given[max(0, title - 2) : title + 3])
        prefixed = before and (title > min(before) or at_work)
        if prefixed and (behind or any(given[place] in _PREFIXES for place in before)):
            odds, why = _JOB, "a job, since it stands behind the names and another column holds Mr or Mrs"
        elif behind and at_work:
            odds, why = _PERHAPS_JOB, "perhaps a job, since it stands behind the names, beside a company or department"
        else:
            continue
        found[title]["title"] = _doubted(found[title]["title"], odds, why)
        if odds == _JOB:
            _salutations(found, given, before)


def _salutations(found: list[dict[str, Match]], given: Sequence[frozenset[str]], before: Sequence[int]) -> None:
    for place in before:
        match = found[place].get("title")
        if given[place] >= _DEAR and match is not None and not match.against:
            score = max(match.score, _SALUTATION_IS_TITLE)
            reason = f"{match.reason}; beside a title that is a job"
            found[place]["title"] = replace(match, score=score, reason=reason)


def _employers(found: list[dict[str, Match]], given: Sequence[frozenset[str]]) -> None:
    """A company beside the names of a person is where the person works, unless the list holds companies too."""
    named = {_surely(each) for each in found}
    if not (named >= {"first_name", "last_name"} or "name" in named):
        return
    if any(_surely(each) == "type" for each in found):
        return
    works = any("job" in words or "department" in words or words == {"occupation"} for words in given)
    for each in found:
        match = each.get("entity_name")
        if match is not None and not match.words.isdisjoint(_COMPANY):
            why = "perhaps where the person works, as it stands beside a person's names"
            each["entity_name"] = _doubted(match, _EMPLOYER if works else _PERHAPS_EMPLOYER, why)


def _owners(found: list[dict[str, Match]], given: Sequence[frozenset[str]]) -> None:
    """Where a system tells who of its users made a row, the owner of the row is one of them too."""
    if not any(mark <= each for each in given for mark in _OF_THE_SYSTEM):
        return
    for each, words in zip(found, given, strict=True):
        for name in _OWNERS:
            if name in each and "owner" in words and words.isdisjoint({"primary", "client", "1"}):
                each[name] = _doubted(each[name], _USER, "an owner is a user here, as in who made the row")


def _names(found: list[dict[str, Match]], given: Sequence[frozenset[str]]) -> None:
    """A bare name beside a client's reference is the client's, where another column names the thing itself."""
    link = any(each.get(name) is not None and each[name].score > _SURE for each in found for name in _OWNERS)
    for place, each in enumerate(found):
        if not link or given[place] != {"name"} or "name" not in each:
            continue
        if any(other.get("name") and other["name"].score > _SURE for at, other in enumerate(found) if at != place):
            each["name"] = _doubted(each["name"], _PERSON, "a client's name, since another column names the thing")


def _surely(found: dict[str, Match]) -> str | None:
    best = max(found.values(), key=lambda match: match.score, default=None)
    return best.field if best is not None and best.score > _SURE else None


def _doubted(match: Match, odds: float, why: str) -> Match:
    score = match.score / (1.0 - match.score) * odds
    return replace(match, score=score / (1.0 + score), reason=f"{match.reason}; but {why}")
