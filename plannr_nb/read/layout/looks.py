"""What a cell or a row looks like: data, a header, a total, the end of a report. Looks only, never certainty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

__all__ = [
    "are_page_line",
    "are_prose",
    "cell_kind",
    "header_share",
    "is_data_like",
    "is_data_or_year",
    "is_end_line",
    "is_figure",
    "is_forward_label",
    "is_header_text",
    "is_named_total",
    "is_note_line",
    "is_page_mark",
    "is_period",
    "is_print_line",
    "is_summary_label",
    "is_thing",
    "is_total_label",
    "is_unit",
    "may_be_named_total",
    "printed_count",
]

_FIGURE = r"[-+(]?\s*(?:[£$€]|GBP|EUR|USD)?\s*[-+(]?\s*\d[\d,. ']*\)?\s*(?:%|GBP|EUR|USD|[kKmM])?\)?\s*(?:DR|CR|-)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE = (
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m|Z|[+-]\d{2}:?\d{2})?)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[-/ ]{_MONTH}[-/ ,]+\d{{2,4}}"
    rf"|{_MONTH}[-/ ]\d{{1,2}},?[-/ ]\d{{2,4}}"
    rf"|{_MONTH}[-/ ']{{1,2}}(?:\d{{2}}|(?:19|20)\d{{2}})"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
)
_DATA = re.compile(
    "|".join(
        (
            _FIGURE,
            _DATE,
            r"[^@\s]+@[^@\s]+\.[^@\s]+",
            r"https?://\S+",
            r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}",  # postcode
            r"[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]?",  # National Insurance number
            r"\+?[\d()][\d() -]{6,}\d",  # phone
            r"[A-Za-z]{0,6}[-/ #]?\d{3,}[-/A-Za-z\d]*",  # a reference, as C1001 or INT-00023
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}",
            r"true|false|y|n|n/a|tbc",
        )
    ),
    re.IGNORECASE,
)
_FIGURE_ONLY = re.compile(_FIGURE)
_DATE_ONLY = re.compile(_DATE, re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/]\d\d)?(?: [%£$€])?")
_PERIOD = re.compile(r"(?:(?:q[1-4]|h[12])[ -]?)?(?:19|20)\d\d(?:[-/]\d\d)?|q[1-4]|year \d+", re.IGNORECASE)
_KIND = (
    r"(?:free )?text|string|number|numeric|integer|int|decimal|float|double|currency|money|date|date ?time|timestamp"
    r"|time|boolean|bool|yes ?/ ?no|y ?/ ?n|true ?/ ?false|alpha(?:betic)?|alpha-?numeric|(?:var)?char|drop-?down|list"
    r"|lookup"
)
_LENGTH = r"(?:max(?:imum)?\.?|up to)?\s*\d+\s*(?:chars?|characters|digits)?"
_UNIT_TEXT = (
    r"[£$€%]|(?:£|€|\$)?'?000s?|[£$€][km]|gbp|eur|usd|pence|years?|months?|weeks?|days?|hours?|minutes?|p\.?a\.?"
    r"|[dmyhs]{1,4}(?:[-/. :][dmyhs]{1,4})+|ddmmyy(?:yy)?|yyyymmdd"
    rf"|(?:{_KIND})(?:\s*\(?{_LENGTH}\)?)?|(?:max(?:imum)?\.?|up to)\s*\d+\s*(?:chars?|characters|digits)"
    r"|mandatory|optional|required|not required|conditional|recommended"
)
_UNIT = re.compile(
    rf"(?:{_UNIT_TEXT})|\((?:in )?(?:{_UNIT_TEXT})\)|\[(?:in )?(?:{_UNIT_TEXT})\]|\((?:units?|shares?|p|bps)\)",
    re.IGNORECASE,
)
_BETWEEN = frozenset({"of", "and", "the", "or", "in", "on", "for", "at", "per", "is", "by", "with"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_THING = (
    r"(?:records?|rows?|lines?|items?|entries|clients?|contacts?|customers?|people|persons|plans?|polic(?:y|ies)|contracts?|"
    r"contributions?|premiums?|valuations?|notes?|tasks?|activities|accounts?|cases?|holdings?)"
)
_NUMBER = r"\d[\d,. ]*"
_GAP = r"[\s:=.\-–]*"
_COUNTS = (
    rf"(?:(?:grand|report|overall|final)[\s-]*)?totals?{_GAP}(?:(?:number|no\.?|count)\s+)?(?:of\s+)?{_THING}"
    rf"(?:\s+(?:listed|exported|printed|in (?:this )?(?:report|file|list)))?{_GAP}(?P<a>{_NUMBER})?",
    rf"(?:number|no\.?|count)\s+of\s+{_THING}(?:\s+(?:listed|exported|printed))?{_GAP}(?P<b>{_NUMBER})?",
    rf"{_THING}\s*(?:count|total|listed|exported|printed)?\s*[:=]\s*(?P<c>{_NUMBER})",
    rf"{_THING}\s+(?:count|total){_GAP}(?P<d>{_NUMBER})?",
    rf"[(*\s]*(?P<e>{_NUMBER})\s*{_THING}(?:\(s\))?"
    r"(?:\s+(?:found|selected|exported|returned|listed|printed|read|affected|in set|in total|in all))?"
    r"(?:\s*\([\d.]+ sec\))?[)*.\s]*",
    rf"(?:row\s*)?count{_GAP}(?P<f>{_NUMBER})",
)
_COUNT = [re.compile(pattern, re.IGNORECASE) for pattern in _COUNTS]
_TOTAL = re.compile(
    rf"[*=\s]*(?:(?:grand|sub|report|overall|page|final|running|carried)[\s-]*)?(?:totals?|sum)"
    rf"(?:\s+(?:value|amount|premiums?|fum|aua|all|of all))?{_GAP}(?:{_FIGURE})?[*=\s]*",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    rf"[*=\s]*(?:average|avg|mean|min(?:imum)?|max(?:imum)?)\.?(?:\s+(?:value|amount|premium))?{_GAP}[*=\s]*",
    re.IGNORECASE,
)
_THING_ONLY = re.compile(rf"[\s*=]*(?:{_THING}|(?:row\s*)?count){_GAP}", re.IGNORECASE)
_NAMED_TOTAL = re.compile(
    rf"[*=\s]*(?:\S.{{0,60}}?[\s-]+(?:sub-?)?totals?|(?:sub[\s-]?)?totals?\s*(?:for|of|:)\s*\S.{{0,60}}){_GAP}[*=\s]*",
    re.IGNORECASE,
)
_PERHAPS_NAMED = re.compile(r"[*=\s]*(?:sub[\s-]?)?totals?\s+\S.{0,60}", re.IGNORECASE)
_FORWARD = re.compile(
    r"(?:(?:opening|closing|previous)\s+balance|(?:(?:balance|totals?|amount)\s+)?(?:brought|carried)\s+(?:forward|down|over)"
    rf"|(?:balance\s+)?[bc]/[fd]){_GAP}",
    re.IGNORECASE,
)
_END = re.compile(
    r"[\s*=\-_#~<\[(]*(?:end\s*[-_ ]?of\s*[-_ ]?(?:the\s+)?"
    r"(?:report|file|data|list|listing|export|extract|document|page|records)"
    r"|(?:report|list|listing|export|extract)\s+(?:ends?|complete[d]?|finished)|eof|the end|(?-i:END))"
    r"[\s*=\-_#~>\])!.]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"[*=\-_#~]{3,}|\+[-=+]{2,}\+|\*{2,}.*\*{2,}|={3,}.*={3,}|-{3,}.*-{3,}", re.DOTALL)
_PAGE = re.compile(r"[\s*=\-]*page\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?[\s*=\-]*", re.IGNORECASE)
_MADE = (
    r"[\s*(\[]*(?:(?:report|list|file|data|export)\s+)?"
    r"(?:generated|printed|produced|exported|created|run|extracted|downloaded|prepared)\s*(?:on|at|by|from|date|:)"
)
_PRINTED = re.compile(_MADE, re.IGNORECASE)
_ANY_DATE = re.compile(_DATE, re.IGNORECASE)
_NOTE = re.compile(
    rf"{_MADE}"
    r"|(?:date\s+(?:printed|run|generated|exported|of report)|run\s+date|print\s+date)\b"
    r"|copyright\b|©|\(c\)\s|confidential\b|filters?\b|selection\b|criteria\b|sort(?:ed)?\s+by\b"
    r"|source\s*:|notes?\s*:|disclaimer\b|this report\b|powered by\b|\*",
    re.IGNORECASE,
)


_FEW_WORDS = 8
_WORDS_EACH = 2
# What is longer is text, whatever it looks like; and some patterns would take ages to find out.
_LONGEST = 200


def _is(pattern: re.Pattern[str], cell: str) -> bool:
    return len(cell) <= _LONGEST and pattern.fullmatch(cell) is not None


@cache
def _header_words() -> frozenset[str]:
    return frozenset(files("plannr_nb.read.layout").joinpath("header_words.txt").read_text(encoding="utf-8").split())


def is_data_like(cell: str) -> bool:
    """Whether a cell is a number, date, e-mail, reference or the like, as headers are not.

    Examples
    --------
    >>> [is_data_like(cell) for cell in ("£1,234.50", "29/02/1973", "C1001", "Surname", "2024")]
    [True, True, True, False, False]
    """
    return _is(_DATA, cell) and not _is(_YEAR, cell)


def is_data_or_year(cell: str) -> bool:
    """Whether a cell below a header is data: there a year is as much data as any number."""
    return _is(_DATA, cell)


def cell_kind(cell: str) -> str:
    """What sort of thing a cell below a header is, as far as can be told apart without knowing the column.

    Examples
    --------
    >>> [cell_kind(cell) for cell in ("29/02/1972", "zoe@mail.example", "C1001", "Evans")]
    ['date', 'mail', 'figure or code', 'words']
    """
    if not is_data_or_year(cell):
        return "words"
    if _is(_DATE_ONLY, cell):
        return "date"
    return "mail" if "@" in cell else "figure or code"


def is_figure(cell: str) -> bool:
    return _is(_FIGURE_ONLY, cell)


def header_share(cells: Sequence[str]) -> float:
    """Share of the filled cells that hold a word headers are made of, or ask a question.

    Examples
    --------
    >>> header_share(["Client Ref", "DateOfBirth", "Smith", ""])
    0.6666666666666666
    """
    filled = [cell for cell in cells if cell]
    return sum(1 for cell in filled if _has_header_word(cell)) / len(filled) if filled else 0.0


def is_header_text(cell: str) -> bool:
    """Whether a cell is made of nothing but words that headers are made of.

    Examples
    --------
    >>> [is_header_text(cell) for cell in ("Date of Birth", "PolicyNumber", "Policy awaited", "Evans", "2024")]
    [True, True, False, False, False]
    """
    words = [word.lower() for word in _WORD.findall(cell)]
    known = [word in _header_words() or word.removesuffix("s") in _header_words() for word in words]
    return any(known) and all(here or word in _BETWEEN for here, word in zip(known, words, strict=True))


def is_unit(cell: str) -> bool:
    """Whether a cell says a unit, kind, length or format of what stands below it, or whether that must be filled.

    Examples
    --------
    >>> [is_unit(cell) for cell in ("(£)", "dd/mm/yyyy", "Text (50)", "Mandatory", "(none)", "Evans")]
    [True, True, True, True, False, False]
    """
    return _is(_UNIT, cell)


def is_period(cell: str) -> bool:
    """Whether a cell is a year or quarter, as stand above the columns of each.

    Examples
    --------
    >>> [is_period(cell) for cell in ("2024", "2023/24", "Q1 2024", "1066", "C2024")]
    [True, True, True, False, False]
    """
    return _is(_PERIOD, cell)


def _has_header_word(cell: str) -> bool:
    if cell.endswith("?"):
        return True
    return len(cell) <= 60 and any(word.lower() in _header_words() for word in _WORD.findall(cell))


def printed_count(cell: str) -> int | None:
    """The number of rows that a text claims; -1 where it announces a number that stands elsewhere.

    Examples
    --------
    >>> [printed_count(text) for text in ("Total clients: 2,013", "(12 rows)", "Total", "Smith")]
    [2013, 12, None, None]
    """
    for pattern in _COUNT if len(cell) <= _LONGEST else ():
        if found := pattern.fullmatch(cell.strip()):
            digits = re.sub(r"\D", "", next(filter(None, found.groups()), ""))
            return int(digits[:12]) if digits else -1
    return None


def is_total_label(cell: str) -> bool:
    """Whether a cell is what stands before totals.

    Examples
    --------
    >>> [is_total_label(cell) for cell in ("Grand Total:", "Total clients: 2,013", "Total Wealth Ltd")]
    [True, True, False]
    """
    return _is(_TOTAL, cell) or printed_count(cell) is not None


def is_summary_label(cell: str) -> bool:
    """Whether a cell stands before averages and extremes, as pivot tables and statements have below their totals.

    Examples
    --------
    >>> is_summary_label("Average:"), is_summary_label("Max Power")
    (True, False)
    """
    return _is(_SUMMARY, cell)


def is_thing(cell: str) -> bool:
    """Whether a cell names what the rows of a table are, as stands beside their number.

    Examples
    --------
    >>> is_thing("Records:"), is_thing("Count"), is_thing("Evans")
    (True, True, False)
    """
    return _is(_THING_ONLY, cell)


def is_named_total(cell: str) -> bool:
    """Whether a cell is what stands before the totals of a group, the group's name in it.

    Examples
    --------
    >>> [is_named_total(cell) for cell in ("R Ali Total", "Total for R Ali", "Total Wealth Ltd")]
    [True, True, False]
    """
    return _is(_NAMED_TOTAL, cell)


def may_be_named_total(cell: str) -> bool:
    """Whether a cell begins like the totals of a group, as the name of a firm may, too.

    Examples
    --------
    >>> [may_be_named_total(cell) for cell in ("Total Rent", "Total Wealth Ltd", "Totally Ltd")]
    [True, True, False]
    """
    return is_named_total(cell) or _is(_PERHAPS_NAMED, cell)


def is_forward_label(cell: str) -> bool:
    """Whether a cell stands before what is carried from one page or period to the next.

    Examples
    --------
    >>> [is_forward_label(cell) for cell in ("Balance brought forward", "c/f", "Forward Ltd")]
    [True, True, False]
    """
    return _is(_FORWARD, cell)


def is_print_line(cell: str) -> bool:
    """Whether a line says who printed or made a report, and when.

    Examples
    --------
    >>> is_print_line("Printed by R Ali on 01/05/2026"), is_print_line("Printed by hand")
    (True, False)
    """
    return _PRINTED.match(cell[:_LONGEST]) is not None and _ANY_DATE.search(cell[:_LONGEST]) is not None


def is_end_line(cell: str) -> bool:
    """Whether a line says that the report ends, or is a ruler.

    Examples
    --------
    >>> [is_end_line(cell) for cell in ("*** End of Report ***", "-----", "Endsleigh")]
    [True, True, False]
    """
    return _is(_END, cell) or _is(_RULE, cell)


def is_page_mark(cell: str) -> bool:
    return _is(_PAGE, cell)


def are_page_line(texts: Sequence[str]) -> bool:
    """Whether filled cells are a page number, alone or beside when or by whom it was printed.

    Examples
    --------
    >>> are_page_line(["30/06/2026 09:14", "Page 1 of 2"]), are_page_line(["Deed", "Page 1 of 2"])
    (True, False)
    """
    marks = [text for text in texts if is_page_mark(text)]
    return bool(marks) and all(is_page_mark(text) or cell_kind(text) == "date" or is_note_line(text) for text in texts)


def are_prose(texts: Sequence[str]) -> bool:
    """Whether filled cells are a sentence, which delimiters in it may have cut.

    Examples
    --------
    >>> are_prose(["Harrowmere Ltd", "1 High Street", "is authorised and regulated by the regulator."])
    True
    >>> are_prose(["C1001", "Evans", "He asked whether fees are fixed and when he has to pay them."])
    False
    """
    words = sum(len(text.split()) for text in texts)
    if words < max(_FEW_WORDS, len(texts) * _WORDS_EACH) or any(map(is_data_or_year, texts)):
        return False
    return texts[-1].rstrip("\"')*").endswith((".", "!"))


def is_note_line(cell: str) -> bool:
    """Whether a line reads like what programs print below a table.

    Examples
    --------
    >>> is_note_line("Printed on 01/05/2026 by admin"), is_note_line("Mr Print")
    (True, False)
    """
    return _NOTE.match(cell[:_LONGEST]) is not None or is_page_mark(cell)
