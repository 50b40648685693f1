"""Which delimiter, quote and escape a text is written with, judged on its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plannr_nb.read.text.delimiters import DELIMITER_NAMES, DELIMITERS, Candidate, candidates
from plannr_nb.read.text.fit import Fit, disorder, fit, is_spaced, usual_width
from plannr_nb.read.text.fixed_width import find_alignment
from plannr_nb.read.text.quotes import are_enclosed, is_faithful, quotes_seen, what_quotes_do
from plannr_nb.read.text.rows import NO_DELIMITER, Dialect, parse_rows
from plannr_nb.read.text.wrapped import is_wrapped, unwrapped

__all__ = ["DELIMITERS", "DELIMITER_NAMES", "DialectChoice", "find_dialect", "usual_width"]

_CLOSE = 0.85
_BETTER = 1.02
_BEGINS_LATER = 0.65
_HALF = 0.5
_CONVINCING = 0.75
_JUDGED_ROWS = 200
_GLANCED_ROWS = 50
_JUDGED_LENGTH = 100_000
_WORTHWHILE = 0.4
_TWO_PAIRS = 5
_FEW = 4
_MANY = 0.2
_MOST = 0.6
_NEARLY_ALL = 0.9
_PAIR = 2


@dataclass(frozen=True, slots=True)
class DialectChoice:
    """How a text is written.

    Attributes
    ----------
    sure
        False where another delimiter fits nearly as well.
    faithful
        Whether the text quotes cells that hold quotes, so that a quote in any other cell is a fault.
    """

    dialect: Dialect
    evidence: str
    sure: bool = True
    faithful: bool = False
    quote_evidence: str = ""
    escape_evidence: str = ""


def find_dialect(
    lines: Sequence[str], delimiter: str | None = None, *, quote: str | None = None, escape: str | None = None
) -> DialectChoice:
    """The dialect of some lines, as far as it is not given.

    Examples
    --------
    >>> find_dialect(["Name;Fee\\n", "Evans;1,50\\n", "Patel;2,75\\n"]).dialect.delimiter
    ';'
    """
    if len(lines) > _FEW and not lines[-1].endswith(("\n", "\r")):
        # The text may end in the middle of its last row.
        lines = lines[:-1]
    lines = [line if len(line) <= _JUDGED_LENGTH else line[:_JUDGED_LENGTH] for line in lines]
    return (_choice_unwrapped(lines, delimiter, escape) if quote is None else None) or _choice(
        lines, delimiter, quote, escape
    )


def _choice_unwrapped(lines: Sequence[str], delimiter: str | None, escape: str | None) -> DialectChoice | None:
    """The dialect of lines that are quoted as a whole, where they make a table without these quotes and not with them.

    None where that is not so: one column of quoted texts may hold as many commas, but not below its header.
    """
    filled = [line for line in lines[:_JUDGED_ROWS] if line.strip()]
    wrapped = [line for line in filled if is_wrapped(line)]
    if len(wrapped) < max(len(filled) * _MANY, 2):
        return None
    bare = unwrapped(lines)
    choice = _choice(bare, delimiter, None, escape)
    found = fit(bare, Candidate(choice.dialect.delimiter), choice.dialect)
    if choice.dialect.delimiter not in DELIMITERS or not found.score or found.begins:
        return None
    # A comma may stand in the header and the texts of one column; several do so less often.
    share = _NEARLY_ALL if found.width == _PAIR else _MOST
    rows = list(parse_rows(unwrapped(wrapped), choice.dialect))
    whole = sum(1 for row in rows if len(row.cells) == found.width)
    if found.agreeing < len(found.rows) * share or whole < len(rows) * share:
        return None
    if is_spaced("".join(bare), choice.dialect.delimiter):
        return None
    counts = f"{len(wrapped)} of the first {len(filled)} filled lines are quoted as a whole"
    evidence = f"{counts}; without that, {choice.evidence}"
    return replace(choice, dialect=replace(choice.dialect, wrapped=True), evidence=evidence)


def _choice(lines: Sequence[str], delimiter: str | None, quote: str | None, escape: str | None) -> DialectChoice:
    filled = [line for line in lines if line.strip()]
    tried = [Candidate(delimiter)] if delimiter is not None else candidates(filled)
    ranked = _best_ranking(lines, tried, _writings(filled, quote, escape))
    best = ranked[0] if ranked and (ranked[0].score or delimiter is not None) else None
    doubtful = best is None or best.candidate.doubtful or not best.is_unanimous
    if delimiter is None and doubtful and (best is None or best.score < _CONVINCING):
        aligned = find_alignment(filled)
        if aligned and (aligned.cuts or best is None):
            writing = Dialect(NO_DELIMITER, "" if aligned.cuts else '"', cuts=aligned.cuts)
            return DialectChoice(writing, aligned.evidence, bool(aligned.cuts), quote_evidence="none between columns")
    mark = best.dialect.quote if best else '"' if quote is None else quote
    dialect = best.dialect if best else Dialect(NO_DELIMITER, mark, escape or "")
    if escape is None and not dialect.escape:
        dialect = _with_escape(lines, dialect)
    if delimiter is not None:
        evidence, sure = "as given", True
    elif best is None:
        evidence, sure = "no delimiter parts the first lines", not any(found.is_nearly_table for found in ranked)
    else:
        rivals = [found for found in ranked[1:] if _is_rival(found, best)]
        evidence, sure = _evidence(best, rivals), best.is_sure and not rivals
    return DialectChoice(
        dialect,
        evidence,
        sure,
        is_faithful(filled, dialect),
        "as given" if quote is not None else what_quotes_do(filled, dialect),
        "as given" if escape is not None else "fewer rows break the rules than if quotes were doubled",
    )


def _writings(filled: Sequence[str], quote: str | None, escape: str | None) -> list[Dialect]:
    """The quotes and escapes that come into question, the usual first."""
    quotes = [quote] if quote is not None else quotes_seen(filled)
    writings = [Dialect(quote=mark, escape=escape or "") for mark in quotes]
    if escape is None:
        writings += [replace(found, escape="\\") for found in writings if _escapes(filled, found.quote)]
    return writings


def _best_ranking(lines: Sequence[str], tried: Sequence[Candidate], writings: Sequence[Dialect]) -> list[Fit]:
    """How well the candidates fit, the best first, under the quote and escape with which they fit best."""
    chosen = _ranked(lines, tried, writings[0])
    for writing in writings[1:]:
        if chosen and chosen[0].is_perfect and not are_enclosed(chosen[0].rows, writing.quote):
            continue
        other = _ranked(lines, tried, writing)
        if not chosen or not other:
            continue
        mine, theirs = chosen[0], other[0]
        as_good = theirs.score * _BETTER >= mine.score or (theirs.is_unanimous and not mine.is_unanimous)
        if theirs.score > mine.score * _BETTER or (
            as_good and writing.quote != mine.dialect.quote and are_enclosed(mine.rows, writing.quote)
        ):
            chosen = other
    return chosen


def _ranked(lines: Sequence[str], tried: Sequence[Candidate], writing: Dialect) -> list[Fit]:
    if len(tried) > 1:
        # The first rows tell which of many are worth looking at.
        first = _fits(lines, tried, writing, _GLANCED_ROWS)
        best = max((found.score for found in first), default=0.0)
        tried = [found.candidate for found in first if found.score >= best * _WORTHWHILE]
    fits = _fits(lines, tried, writing, _JUDGED_ROWS)
    trusted = [found for found in fits if not found.candidate.doubtful]
    best = max((found.score for found in trusted), default=0.0)
    begins = min((found.begins for found in trusted if found.score >= best * _HALF), default=0)
    for found in fits:
        if found.begins > begins:
            found.score *= _BEGINS_LATER
    fits.sort(key=lambda found: -found.score)
    longer = next((found for found in fits[1:] if _is_part_of(fits[0], found)), None)
    return [longer, *fits] if longer else fits


def _fits(lines: Sequence[str], tried: Sequence[Candidate], writing: Dialect, most: int) -> list[Fit]:
    """How well the candidates fit; where one fits perfectly, others are not looked at, unless they are made of it."""
    fits: list[Fit] = []
    perfect: Fit | None = None
    for candidate in tried:
        if perfect and not _are_kin(candidate.delimiter, perfect.dialect.delimiter):
            continue
        found = fit(lines, candidate, writing, most)
        fits.append(found)
        perfect = perfect or (found if found.is_perfect else None)
    return fits


def _are_kin(delimiter: str, other: str) -> bool:
    """Whether one of two delimiters is made of the other."""
    return bool(set(delimiter.strip(" ")) & set(other.strip(" "))) or delimiter == other


def _is_part_of(single: Fit, longer: Fit) -> bool:
    """Whether a delimiter is but part of a longer one.

    Each of its own then stands in one of that; where that begins and ends with it, as two pipes do, every other column
    holds the rest, or nothing.
    """
    mark, whole = single.dialect.delimiter, longer.dialect.delimiter
    if not longer.score or mark not in whole[1:] or whole.strip(" ") != whole:
        return False
    if mark not in {whole[0], whole[-1]}:
        return longer.width == single.width and longer.agreeing >= single.agreeing
    if not (whole.startswith(mark) and whole.endswith(mark)):
        return False
    # A blank column is nothing odd beside commas, as spreadsheets write it.
    least = _TWO_PAIRS if mark in ",;" else _TWO_PAIRS - 2
    usual = [row.cells for row in single.rows if len(row.cells) == single.width]
    return single.width >= least and all(cell == whole[1:-1] for cells in usual for cell in cells[1::2])


def _is_rival(found: Fit, best: Fit) -> bool:
    if found.candidate.doubtful and not best.candidate.doubtful:
        return False
    return found.score >= best.score * _CLOSE and not _are_kin(found.dialect.delimiter, best.dialect.delimiter)


def _evidence(best: Fit, rivals: Sequence[Fit]) -> str:
    evidence = f"{best.agreeing} of the first {len(best.rows)} filled rows have {best.width} cells"
    if rivals:
        other = rivals[0].dialect.delimiter
        evidence += f"; a {DELIMITER_NAMES.get(other, other)} would fit nearly as well"
    return evidence


def _escapes(lines: Sequence[str], *marks: str) -> bool:
    protected = tuple("\\" + mark for mark in marks if mark)
    return any(pair in line for line in lines for pair in protected)


def _with_escape(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """The dialect with backslash escapes, where that leaves fewer malformed rows than doubled quotes."""
    if not _escapes(lines, dialect.quote, dialect.delimiter, "\n", "\r"):
        return dialect
    escaped = replace(dialect, escape="\\")
    return escaped if disorder(lines, escaped) < disorder(lines, dialect) else dialect
