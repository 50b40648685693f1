"""What may part the cells of a text, before it is known how well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plannr_nb.read.text.syntax import NO_DELIMITER

__all__ = ["DELIMITERS", "DELIMITER_NAMES", "Candidate", "candidates", "least_cells"]

DELIMITER_NAMES = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "pipe",
    " ": "space",
    ":": "colon",
    ", ": "comma and space",
    "; ": "semicolon and space",
    "\t\t": "two tabs",
    NO_DELIMITER: "none, one column",
}
DELIMITERS = (",", ";", "\t", "|")
_PAIRS = ("||", "::", "\t\t", ", ", "; ", ";;", "~~", "^^")
# Characters that texts hardly hold, those that they hold now and then, and those that stand in dates and words.
_APART = "^~§¬¦\x01\x02\x03\x04\x05\x06\x07\x08\x1c\x1d\x1e\x1f"
_SELDOM = ":!#*=&%$@\\"
_WITHIN = "-/_"
# Neither letters, digits and spaces nor what stands around cells and in figures.
_SEQUENCE = re.compile(r"[^\w\s\"'.,()£€$+-]{2,4}")
# Dates and times hold these, which parts no cells.
_IN_DATES = re.compile(r"(?<=\d)[:/-](?=\d)")
# What stands between the end of a quoted cell and the beginning of the next.
_BETWEEN = re.compile(r"""(["'])([^\w"'\r\n]{1,3}|_)(?=\1)""")
_SEEN = 30
_MOST = 0.6
_NEARLY_ALL = 0.9
_LONG_CELL = 50
_FEW_LINES = 3
_OFTEN = 3
_MANY = 1 << 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may part cells.

    Attributes
    ----------
    weight
        How much is to be thought of it from the outset.
    everywhere
        Whether it counts only where nearly all rows agree on it.
    doubtful
        Whether it remains doubtful even then.
    """

    delimiter: str
    weight: float = 1.0
    everywhere: bool = False
    doubtful: bool = False


def candidates(lines: Sequence[str]) -> list[Candidate]:
    """What may part the cells of some filled lines, the usual first.

    Examples
    --------
    >>> [found.delimiter for found in candidates(["Ref~Fee, net", "C1~1,50"])]
    [',', ', ', '~']
    """
    lines = _logical(lines)
    text = "".join(lines)
    found = [Candidate(usual) for usual in DELIMITERS if usual in text]
    found.sort(key=lambda candidate: -text.count(candidate.delimiter))
    found += [Candidate(pair, 0.99) for pair in _PAIRS if text.count(pair) * 2 >= len(lines)]
    found += [Candidate(run, 0.98, everywhere=True) for run in _common_runs(lines)]
    found += [Candidate(mark, 0.95, everywhere=True) for mark in _between_quotes(lines)]
    known: dict[str, Candidate] = {}
    for candidate in [*found, *_rare(lines)]:
        known.setdefault(candidate.delimiter, candidate)
    return list(known.values())


def _logical(lines: Sequence[str]) -> Sequence[str]:
    """The lines with those joined between which a quote stays open, unless stray quotes would join too many."""
    joined: list[str] = []
    taken = 0
    for line in lines:
        if taken:
            joined[-1] += line
        else:
            joined.append(line)
        odd = line.replace('\\"', "").count('"') % 2
        taken = taken + 1 if bool(taken) != bool(odd) else 0
        if taken > _LONG_CELL:
            return lines
    return lines if taken else joined


def _common_runs(lines: Sequence[str]) -> list[str]:
    """Sequences of signs that most of the first lines hold."""
    common = _common((set(_SEQUENCE.findall(line)) for line in lines[:_SEEN]), _NEARLY_ALL)
    return sorted(common - {*_PAIRS, "://", ":\\"}, key=_longest_first)


def _between_quotes(lines: Sequence[str]) -> set[str]:
    return _common(({mark for _, mark in _BETWEEN.findall(line)} for line in lines[:_SEEN]), _MOST)


def _longest_first(run: str) -> tuple[int, str]:
    return -len(run), run


def _common(found: Iterable[set[str]], share: float) -> set[str]:
    """What a share of some sets hold."""
    counts: Counter[str] = Counter()
    sets = 0
    for held in found:
        counts.update(held)
        sets += 1
    return {text for text, count in counts.items() if count >= max(sets * share, 2)}


def _rare(lines: Sequence[str]) -> Iterator[Candidate]:
    common = _common((set(_IN_DATES.sub("", line)) for line in lines[:_SEEN]), _MOST)
    for character in _APART:
        if character in common:
            yield Candidate(character, 0.9, everywhere=True)
    for weight, characters in ((0.8, _SELDOM), (0.6, " "), (0.5, _WITHIN)):
        for character in characters:
            if character in common and (len(lines) >= _FEW_LINES or _is_frequent(lines, character)):
                yield Candidate(character, weight, everywhere=True, doubtful=True)


def _is_frequent(lines: Sequence[str], character: str) -> bool:
    """Whether few lines hold a character so often that neither dates nor names explain it."""
    return character != " " and min(line.count(character) for line in lines) >= _OFTEN


def least_cells(line: str, delimiter: str) -> int:
    """How many cells a line has at least: what stands between two pairs of quotes parts cells, if but once.

    More of it there may be a long text, and the quote before it a stray one. Of usual lines not much is said, to be
    quick.

    Examples
    --------
    >>> least_cells('"a"b,' * 40_000, ","), least_cells('"' + "a," * 40_000 + '"', ",")
    (40001, 1)
    """
    if line.count(delimiter) < _MANY:
        return 1
    first, *others = line.replace('\\"', "").split('"')[::2]
    return first.count(delimiter) + sum(1 for text in others if delimiter in text) + 1
