"""National Insurance numbers, postcodes and Plannr's ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plannr_nb.catalogue.patterns import (
    NI_REFERENCE,
    NI_TEMPORARY,
    NI_WRONG_LETTERS,
    POSTCODE_INWARD,
    POSTCODE_OUTWARD,
    UUID,
)
from plannr_nb.problems import ProblemCode
from plannr_nb.shaping import codes
from plannr_nb.shaping.reading import Cells, Reading, in_form, read_each

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_ni_numbers", "read_postcodes", "read_uuids"]

_NI_WHOLE = "[A-Z]{2}[0-9]{6}[A-D]"
_NI = re.compile("[A-Z]{2}[0-9]{6}([A-D])?")
_NI_LABEL = re.compile(r"^(?:NATIONALINSURANCE|NINO|NI)(?:NUMBER|NO)?:?(?=[A-Z]{2}[0-9])")
_NI_WRONG_LETTERS = re.compile(NI_WRONG_LETTERS)
_NI_LETTER_FOR_DIGIT = re.compile(r"[A-Z]{2}[0-9IOLSBZ]{6}[A-D]?")
_NI_TEMPORARY = re.compile(f"{NI_TEMPORARY}|{NI_REFERENCE}")
_POSTCODE_MISTYPED = re.compile("[A-Z]{1,2}[0-9OIL][0-9A-Z]?[0-9OILS][A-Z0-9]{2}")
# Only these areas have one letter, so P07 is PO7, and K1A 0B1 is in Canada.
_NO_AREA = "[ACDFHIJKO-RT-VX-Z][0-9]"
_UNKNOWN_PLACE = re.compile("ZZ99[0-9][A-Z]{2}")  # what the health service writes where there is no postcode
_ABROAD = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 \-]{1,10}")
_UUID = re.compile(UUID)
_UUID_BESIDE = re.compile(r"^urn:uuid:|[{}()\"'\s]", re.I)
_UUID_WRITTEN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Also the spaces that nobody sees: no-break, narrow, zero width and a byte order mark.
_BETWEEN = re.compile("[\\s.\\-/\u200b\ufeff]+")


def read_ni_numbers(cells: Cells) -> Reading:
    """NI numbers without spaces, in capitals. A letter for a digit is never mended, and a lost suffix never made up.

    Examples
    --------
    >>> reading = read_ni_numbers(Cells.of(["ab 12 34 56 c", "AB12345I C", "AB123456", "Applied for"]))
    >>> reading.texts.tolist()
    ['AB123456C', nan, 'AB123456', nan]
    >>> [complaint.code.code for complaint in reading.complaints]
    ['ni_number_digit', 'ni_number_no_suffix', 'not_a_ni_number']
    """
    right = in_form(cells.texts, _NI_WHOLE, _all_tight)
    ready = right.where(~right.str.match(NI_WRONG_LETTERS).fillna(True).astype(bool))
    return read_each(cells, _read_ni_number, "NI numbers without spaces, in capitals", ready)


def _read_ni_number(cell: str) -> tuple[str | None, ProblemCode | None]:
    tight = _NI_LABEL.sub("", _tight(cell))
    if match := _NI.fullmatch(tight):
        if _NI_WRONG_LETTERS.match(tight):
            return tight, codes.NI_PREFIX
        return tight, None if match[1] else codes.NI_NO_SUFFIX
    if _NI_TEMPORARY.fullmatch(tight):
        return tight, codes.NI_TEMPORARY
    return None, codes.NI_DIGIT if _NI_LETTER_FOR_DIGIT.fullmatch(tight) else codes.NOT_A_NI_NUMBER


def read_postcodes(cells: Cells) -> Reading:
    """UK postcodes in capitals with one space. Others that can be a foreign one stay as they are, with a warning.

    Examples
    --------
    >>> read_postcodes(Cells.of(["po77yh", "PO7  7YH", "75008", "see file"])).texts.tolist()
    ['PO7 7YH', 'PO7 7YH', '75008', nan]
    """
    right = in_form(cells.texts, f"{POSTCODE_OUTWARD} {POSTCODE_INWARD}", lambda odd: _spaced(_all_tight(odd)))
    ready = right.where(~right.str.match(_NO_AREA).fillna(True).astype(bool))
    return read_each(cells, _read_postcode, "postcodes in capitals with one space", ready)


def _read_postcode(cell: str) -> tuple[str | None, ProblemCode | None]:
    tight = _tight(cell)
    spaced = f"{tight[:-3]} {tight[-3:]}"
    if _UNKNOWN_PLACE.fullmatch(tight):
        return spaced, None
    no_area = re.match(_NO_AREA, tight)
    if re.fullmatch(POSTCODE_OUTWARD + POSTCODE_INWARD, tight) and not no_area:
        return spaced, None
    if _POSTCODE_MISTYPED.fullmatch(tight) and (not no_area or tight[1] == "0"):
        return None, codes.POSTCODE_DIGIT
    return (cell, codes.NOT_UK_POSTCODE) if _ABROAD.fullmatch(cell.upper()) else (None, codes.NOT_A_POSTCODE)


def _spaced(tight: pd.Series) -> pd.Series:
    return tight.str.slice(stop=-3) + " " + tight.str.slice(start=-3)


def read_uuids(cells: Cells) -> Reading:
    """Plannr's own ids, in small letters with hyphens.

    Examples
    --------
    >>> read_uuids(Cells.of(["{4308C6FE-513D-4334-A7EC-9CC0E082D5E4}", "C1001"])).texts.tolist()
    ['4308c6fe-513d-4334-a7ec-9cc0e082d5e4', nan]
    """
    return read_each(cells, _read_uuid, "ids in small letters with hyphens", _written_ids(cells.texts))


def _written_ids(texts: pd.Series) -> pd.Series:
    return in_form(texts, _UUID_WRITTEN, lambda odd: odd.str.lower())


def _read_uuid(cell: str) -> tuple[str | None, ProblemCode | None]:
    inner = _UUID_BESIDE.sub("", cell)
    if "-" not in inner:
        inner = "-".join((inner[:8], inner[8:12], inner[12:16], inner[16:20], inner[20:]))
    return (inner.lower(), None) if _UUID.fullmatch(inner) else (None, codes.NOT_A_UUID)


def _all_tight(texts: pd.Series) -> pd.Series:
    # Only what stands between most often: the engine that reads a whole column takes \s for these, and no others.
    return texts.str.replace("[\t-\r ./\\-]+", "", regex=True).str.upper()


def _tight(cell: str) -> str:
    return _BETWEEN.sub("", cell).upper()
