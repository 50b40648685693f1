"""Telephone numbers and e-mail addresses."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plannr_nb.catalogue.phrases import INSTRUCTION
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.reading import Cells, Reading, Remark, read_each

if TYPE_CHECKING:
    import pandas as pd
    from phonenumbers import PhoneNumber

__all__ = ["read_emails", "read_phones"]

_TEL = re.compile(r"\(?\b(?:tel|telephone|phone|mobile|mob|home|work|office|[tmhw])\b\)?\s*[:.\-]?\s*(?=[+(0-9])", re.I)
_EXTENSION = re.compile(r"(?:ext|extn|extension|x)\.?\s*:?\s*[0-9]{1,6}$", re.I)
# A second number after a slash, comma, "or" and the like; seven digits make one.
_TWO = re.compile(r"(?:[0-9][^0-9]*){7,}(?:[/;,&\n|]|\bor\b|\band\b)\s*\+?(?:\W*[0-9]){7,}", re.I)
_RUN = re.compile(r"\+?[0-9(][0-9\s().\-–]{5,}[0-9]")
# Two numbers that differ in their end, 01632 96012/3. Before a dash it takes a number that is whole without that end,
# since 01632 - 960 - 123 is one number.
_GAP = "[ \\t\\r\\n\u00a0]"  # Arrow does without \s and \b
_OTHER_END = (
    rf"[0-9]{_GAP}*(?:/|&|or){_GAP}*[0-9]{{1,3}}{_GAP}*$|"
    rf"(?:[0-9][^0-9]*?){{9,}}(?:[-–—]{_GAP}*[0-9]|(?:{_GAP}[-–—]{_GAP}*|[-–—]{_GAP}+)[0-9]{{2,3}}){_GAP}*$"
)
_BESIDE = re.compile(
    r"(?P<before>(?:[^0-9+(]*[\s:.\-–)(,;/])?)(?P<number>\+?[0-9(][0-9\s().\-]{7,}[0-9])"
    r"(?P<after>(?:\s*[\s(,;:\-–/]\s*[^\W\d_].*)?)",
    re.S,
)
_PUNCTUATION = "[ \\t\\r\\n\\f().\\-/–\u00a0\u200b\u202a-\u202f\ufeff]+"
# Ofcom keeps these for drama and nobody's telephone rings; the library counts only numbers that are given out.
_DRAMA = "(?:1632960|7700900)[0-9]{3}"
_LONG_ENOUGH = "[1235789][0-9]{9}"
# A plain address: what the validator lets through unchanged, short of the domain, which it is asked about.
_ORDINARY = r"[A-Za-z0-9_+][A-Za-z0-9_+'\-]*(?:\.[A-Za-z0-9_+'\-]+)*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+"
_EMAIL_LIKE = re.compile(r"[^\s@;,<>()/]+@[^\s@;,<>()/]+\.[^\s@;,<>()/]+")
_EMAIL_LABEL = re.compile(r"^(?:mailto:|e-?mail\s*[:\-]|e\s*:)\s*", re.I)
# As Outlook writes it, and as a person notes it.
_NAMED = re.compile(r"[\"']?[^<>@]*[\"']?\s*<\s*([^<>\s]+@[^<>\s]+)\s*>")
_NOTED = re.compile(r"([^\s@;,<>()/]+@[^\s@;,<>()/]+\.[^\s@;,<>()/]+)\s+(?:\(|[-–]\s)[^@]*")
# As Access writes a link: what is shown, then where it leads, between hashes.
_LINKED = re.compile(r"([^#]*)#(?:mailto:)?([^#]+)#[^#]*", re.I)


def read_phones(cells: Cells) -> Reading:
    """Telephone numbers in the international form ``+441632960123``; without a country they are British.

    A number with an extension, or two of them, keep their text; ``01632 96012/3`` are two. Words beside a number are
    left out, with a warning.

    Examples
    --------
    >>> read_phones(Cells.of(["01632 960 123", "+44 (0)7700 900123", "0033 1 99 00 12 34"])).texts.tolist()
    ['+441632960123', '+447700900123', '+33199001234']
    >>> read_phones(Cells.of(["01632 960123 / 07700 900123", "ask the wife"])).texts.tolist()
    [nan, nan]
    """
    bare = cells.texts.str.replace(_PUNCTUATION, "", regex=True)
    national = bare.str.replace(r"^(?:\+44|0044|\+?440|0)0?", "", regex=True)
    british = bare.str.fullmatch(r"(?:\+440?|0044|0)[1-9][0-9]{6,9}") & ~cells.texts.str.contains(_OTHER_END)
    known = national.str.fullmatch(f"{_given_out()}|{_DRAMA}")
    long_enough = national.str.fullmatch(_LONG_ENOUGH)
    ready = ("+44" + national).where(british & (known | long_enough))
    reading = read_each(cells, _read_phone, "telephone numbers in international form", ready)
    reading.complain(codes.PHONE_NOT_IN_USE, (ready.notna() & ~known).to_numpy(dtype=bool))
    lost = bare.str.fullmatch("[1237][0-9]{9}").to_numpy(dtype=bool) & reading.texts.notna().to_numpy()
    if lost.any():
        count = int(cells.counts[lost].sum())
        reading.remarks.append(Remark(codes.LEADING_ZERO_LOST, f"{codes.LEADING_ZERO_LOST.message} (cells: {count})"))
    return reading


@cache
def _given_out() -> str:
    """The library's own rule for British national numbers as one expression, so that a column takes one pass."""
    from phonenumbers import PhoneMetadata

    kinds = ["fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number"]
    kinds += ["voip", "pager", "uan", "voicemail"]
    patterns = []
    for region in ("GB", "GG", "JE", "IM"):
        metadata = PhoneMetadata.metadata_for_region(region)
        for kind in kinds:
            rule = getattr(metadata, kind)
            if rule is not None and rule.national_number_pattern:
                patterns.append(rule.national_number_pattern)
    return "(?:" + "|".join(dict.fromkeys(patterns)) + ")"


def _read_phone(cell: str) -> tuple[str | None, ProblemCode | None]:
    # A spreadsheet has taken the number for one to count with.
    text = cell.removesuffix(".0") if re.fullmatch(r"\+?[0-9]{10,13}\.0", cell) else cell
    if found := _TEL.match(text):
        text = text[found.end() :]
    if _TWO.search(text) or re.search(_OTHER_END, text, re.I) or _runs(text) > 1:
        return None, codes.TWO_PHONES
    extended = bool(_EXTENSION.search(text))
    # The library would dial letters (0800 FLOWERS), and so read a note as digits.
    if any(letter.isalpha() for letter in _EXTENSION.sub("", text)):
        return _read_beside(text)
    return _parse(text, cell, extended)


def _runs(text: str) -> int:
    """How many numbers stand in a text: runs of seven digits or more, one of eighteen being two."""
    digits = (sum(map(str.isdigit, run)) for run in _RUN.findall(text))
    return sum(1 + (count >= 18) for count in digits if count >= 7)


def _read_beside(text: str) -> tuple[str | None, ProblemCode | None]:
    """A number with words before or behind it."""
    beside = _BESIDE.fullmatch(text)
    found, code = _parse(beside["number"], beside["number"], False) if beside else (None, None)
    if found is None:
        return None, codes.NOT_A_PHONE
    return found, codes.PHONE_INSTRUCTION if INSTRUCTION.search(text) else code or codes.PHONE_WORDS


def _parse(text: str, cell: str, extended: bool) -> tuple[str | None, ProblemCode | None]:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None, codes.NOT_A_PHONE
    code = _doubt(number)
    if code is codes.NOT_A_PHONE:
        return None, code
    if extended or number.extension:
        return cell, codes.PHONE_EXTENSION
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), code


def _doubt(number: PhoneNumber) -> ProblemCode | None:
    import phonenumbers

    if phonenumbers.is_valid_number(number):
        return None
    national = str(number.national_number)
    if number.country_code != 44:
        return codes.PHONE_NOT_IN_USE if phonenumbers.is_possible_number(number) else codes.NOT_A_PHONE
    if re.fullmatch(_DRAMA, national):
        return None
    return codes.PHONE_NOT_IN_USE if re.fullmatch(_LONG_ENOUGH, national) else codes.NOT_A_PHONE


def read_emails(cells: Cells) -> Reading:
    """E-mail addresses, the domain in small letters. Nobody is asked whether the domain exists.

    Words beside an address, as in ``Ann Hale <ann@example.com>``, are left out, with a warning.

    Examples
    --------
    >>> read_emails(Cells.of(["Ann.Hale@Example.COM", "mailto:j@example.org", "see file"])).texts.tolist()
    ['Ann.Hale@example.com', 'j@example.org', nan]
    """
    return read_each(cells, _read_email, "e-mail addresses, the domain in small letters", _ordinary(cells))


def _ordinary(cells: Cells) -> pd.Series:
    """The addresses that are right as they are: plain ones whose domain the validator takes, asked once each."""
    plain = cells.texts.str.fullmatch(_ORDINARY) & (cells.texts.str.len() <= 64)
    domains = cells.texts.where(plain).str.replace("^[^@]*@", "", regex=True)
    taken = {domain: _read_email(f"a@{domain}") == (f"a@{domain}", None) for domain in domains.dropna().unique()}
    return cells.texts.where(domains.map(taken).eq(True))


def _read_email(cell: str) -> tuple[str | None, ProblemCode | None]:
    from email_validator import EmailNotValidError, validate_email

    text, code = _only_address(cell)
    try:
        return validate_email(text, check_deliverability=False).normalized, code
    except EmailNotValidError:
        return None, codes.TWO_EMAILS if len(_EMAIL_LIKE.findall(cell)) > 1 else codes.NOT_AN_EMAIL


def _only_address(cell: str) -> tuple[str, ProblemCode | None]:
    """The address without what systems and people write around it, and a warning where that was words."""
    text = _EMAIL_LABEL.sub("", cell.strip("\u200b\ufeff ")).strip().rstrip(";,.").strip("\u200b\ufeff\"' ")
    if (linked := _LINKED.fullmatch(text)) and linked[1].casefold() in ("", linked[2].casefold()):
        text = linked[2]
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1].strip(), None
    if beside := _NAMED.fullmatch(text) or _NOTED.fullmatch(text):
        return beside[1], codes.EMAIL_WORDS
    return text, None
