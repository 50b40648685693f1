"""Words for not known, for the dead and for instructions; and how identifiers are built."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from plannr_nb.catalogue import patterns, phrases

GOOD_AND_BAD = {
    "DECEASED": (
        ["Hale (dec'd)", "Hale - Deceased", "DECD", "The late J Hale", "Hale (late)", "J Hale late of York", "Hale †",
         "Hale [RIP]", "Hale/Dec’d", "(deceased"],
        ["Later", "Late", "Drip", "O'Rip", "Grip", "Declan", "Dec", "Plate of York", "Hale (Jack)"],
    ),
    "INSTRUCTION": (
        ["DO NOT MAIL", "Don't call", "Don’t send", "No Letters", "never phone", "Gone Away", "MOVED AWAY", "DNM",
         "returned to sender", "no longer at"],
        ["1 Post Street", "No 5", "Donot Road", "Gone", "Away Lane", "DNA", "Notting Hill"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_AND_BAD)
def test_expressions_find_what_people_write_in_python_and_in_arrow(name: str) -> None:
    found, missed = GOOD_AND_BAD[name]
    pattern = getattr(phrases, name)
    assert [text for text in found + missed if pattern.search(text)] == found
    held = pc.match_substring_regex(pa.array(found + missed), pattern.pattern).to_pylist()
    assert held == [True] * len(found) + [False] * len(missed)


@pytest.mark.parametrize(
    ("cell", "anywhere", "text", "name"),
    [
        ("tbd", True, True, True),
        ("not known", True, True, True),
        ("unknown", True, False, True),
        ("na", True, False, False),
        ("null", True, True, False),
        ("x", True, False, False),
        ("xx", True, False, True),
        ("----", True, True, True),
        ("test", False, False, True),
        ("hale", False, False, False),
    ],
)
def test_fewer_words_stand_for_not_known_in_text_and_others_in_names(
    cell: str, anywhere: bool, text: bool, name: bool
) -> None:
    sets = phrases.PLACEHOLDERS, phrases.PLACEHOLDERS_IN_TEXT, phrases.PLACEHOLDERS_IN_NAMES
    assert tuple(cell in words for words in sets) == (anywhere, text, name)


def test_a_zero_is_a_value_in_some_columns_and_none_in_others() -> None:
    assert sorted(phrases.PLACEHOLDERS_AND_ZERO - phrases.PLACEHOLDERS) == ["0"]


def test_words_can_be_compared_with_folded_cells() -> None:
    words = phrases.PLACEHOLDERS_AND_ZERO | phrases.PLACEHOLDERS_IN_NAMES
    assert {word.strip().casefold() for word in words} == words


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (patterns.UUID, ["4308c6fe-513d-4334-a7ec-9cc0e082d5e4"], ["4308c6fe513d4334a7ec9cc0e082d5e4", "C1001"]),
        (patterns.NI_WRONG_LETTERS, ["QQ", "DA", "AO", "BG", "TN"], ["AB", "OA", "CE", "JK"]),
        (patterns.NI_TEMPORARY, ["TN010165M"], ["TN010165A", "AB123456C"]),
        (patterns.NI_REFERENCE, ["12A34567"], ["AB123456C"]),
        (
            patterns.POSTCODE_OUTWARD + patterns.POSTCODE_INWARD,
            ["PO77YH", "M11AE", "W1A0AX", "EC1A1BB", "GIR0AA"],
            ["PO77YI", "W1L0AX", "EC1Z1BB", "75008", "D02X285"],
        ),
        (patterns.SCIENTIFIC_NUMBER, ["4.4E+11", "4,4e+9", "5E+10"], ["5E10", "44.1E+11", "4.4E+"]),
    ],
)
def test_patterns_of_identifiers(pattern: str, good: list[str], bad: list[str]) -> None:
    assert [cell for cell in good + bad if re.fullmatch(pattern, cell)] == good
