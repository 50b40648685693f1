"""Full names taken apart, as people in Britain write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plannr_nb.shaping.names import Person, read_name, read_names
from plannr_nb.shaping.words import bare


def told(cell: str) -> tuple[str | None, list[tuple[str, str, str, str]], list[str]]:
    """Type, the parts of each person, and the codes of what is wrong."""
    name = read_name(cell)
    people = [(one.title, one.first_name, one.middle_name, one.last_name) for one in name.people]
    return name.type, people, [code.code for code in name.codes]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Mr John Hale", ("Mr", "John", "", "Hale")),
        ("MR. JOHN ALAN HALE", ("MR.", "JOHN", "ALAN", "HALE")),
        ("Mr.John Hale", ("Mr.", "John", "", "Hale")),
        ("John Hale", ("", "John", "", "Hale")),
        ("Mr Hale", ("Mr", "", "", "Hale")),
        ("J A Hale", ("", "J", "A", "Hale")),
        ("J.A. Hale", ("", "J.A.", "", "Hale")),
        ("Hale, John", ("", "John", "", "Hale")),
        ("HALE, Mr John A", ("Mr", "John", "A", "HALE")),
        ("Mr Hale, John", ("Mr", "John", "", "Hale")),
        ("Hale, John, Mr", ("Mr", "John", "", "Hale")),
        ("Hale Mr John", ("Mr", "John", "", "Hale")),
        ("Hale J A", ("", "J", "A", "Hale")),
        ("Hale (Mrs)", ("Mrs", "", "", "Hale")),
        ("Jane Hale (Mrs)", ("Mrs", "Jane", "", "Hale")),
        ("Dr Jan van der Berg", ("Dr", "Jan", "", "van der Berg")),
        ("VAN DER BERG, Jan", ("", "Jan", "", "VAN DER BERG")),
        ("Mr van Dyke", ("Mr", "", "", "van Dyke")),
        ("Ana de la Cruz", ("", "Ana", "", "de la Cruz")),
        ("José García y López", ("", "José", "", "García y López")),
        ("Peter St John", ("", "Peter", "", "St John")),
        ("O'Brien, Siobhán", ("", "Siobhán", "", "O'Brien")),
        ("Siobhán O’Brien", ("", "Siobhán", "", "O’Brien")),
        ("Mary McDonald", ("", "Mary", "", "McDonald")),
        ("Anne-Marie Smith-Jones", ("", "Anne-Marie", "", "Smith-Jones")),
        ("Al Smith", ("", "Al", "", "Smith")),
        ("Mrs Di Hale", ("Mrs", "Di", "", "Hale")),
        ("Mr Sang-woo Na", ("Mr", "Sang-woo", "", "Na")),
        ("John Smith Jnr", ("", "John", "", "Smith Jnr")),
        ("Smith, John, Jnr", ("", "John", "", "Smith Jnr")),
        ("John (Jack) Hale", ("", "John", "(Jack)", "Hale")),
        ("Rev. Dr John Hale", ("Rev. Dr", "John", "", "Hale")),
        ("Wg Cdr John Hale", ("Wg Cdr", "John", "", "Hale")),
        ("The Rt Hon Jane Hale", ("The Rt Hon", "Jane", "", "Hale")),
        ("Prince Okafor", ("", "Prince", "", "Okafor")),
        ("Mr Dec Hale", ("Mr", "Dec", "", "Hale")),
        ("Late, John", ("", "John", "", "Late")),
        ("Mr John Church", ("Mr", "John", "", "Church")),
        ("Ram Bahadur KC", ("", "Ram", "Bahadur", "KC")),
        ("Mr SeÃ¡n PeÃ±a", ("Mr", "SeÃ¡n", "", "PeÃ±a")),
    ],
)
def test_one_person(cell: str, parts: tuple[str, str, str, str]) -> None:
    assert told(cell) == ("individual", [parts], [])


@pytest.mark.parametrize(
    ("cell", "first", "second"),
    [
        ("Mr & Mrs J & P Hale", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("Mr and Mrs J A and P Hale-Smith", ("Mr", "J", "A", "Hale-Smith"), ("Mrs", "P", "", "Hale-Smith")),
        ("Mr/Mrs J/P Hale", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("Dr & Mrs J & P van der Berg", ("Dr", "J", "", "van der Berg"), ("Mrs", "P", "", "van der Berg")),
        ("Mr & Mrs Hale", ("Mr", "", "", "Hale"), ("Mrs", "", "", "Hale")),
        ("Mr J Hale & Mrs P Smith", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Smith")),
        ("Mr J and Mrs P Hale", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("Mr John and Mrs Jane Hale", ("Mr", "John", "", "Hale"), ("Mrs", "Jane", "", "Hale")),
        ("Mr J Hale\nMrs P Hale", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("John & Jane Hale", ("", "John", "", "Hale"), ("", "Jane", "", "Hale")),
        ("J A & P B Hale", ("", "J", "A", "Hale"), ("", "P", "B", "Hale")),
        ("John Hale & Jane Smith", ("", "John", "", "Hale"), ("", "Jane", "", "Smith")),
        ("John Hale & Jane", ("", "John", "", "Hale"), ("", "Jane", "", "Hale")),
        ("Mr J Hale & Mrs P", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("Mr J Hale & Mrs", ("Mr", "J", "", "Hale"), ("Mrs", "", "", "Hale")),
        ("Mr Hale & Mrs Smith", ("Mr", "", "", "Hale"), ("Mrs", "", "", "Smith")),
        ("Messrs J & P Hale", ("Mr", "J", "", "Hale"), ("Mr", "P", "", "Hale")),
        ("Hale, J & P", ("", "J", "", "Hale"), ("", "P", "", "Hale")),
        ("Hale, Mr & Mrs J & P", ("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")),
        ("Hale, Mr John & Mrs Jane", ("Mr", "John", "", "Hale"), ("Mrs", "Jane", "", "Hale")),
        ("Hale, J & Smith, P", ("", "J", "", "Hale"), ("", "P", "", "Smith")),
    ],
)
def test_two_people(cell: str, first: tuple[str, str, str, str], second: tuple[str, str, str, str]) -> None:
    assert told(cell) == ("joint", [first, second], [])


@pytest.mark.parametrize(
    "cell", ["Mr & Mrs J Hale", "Mr John Alan & Mrs Jane Mary Hale", "Mr John Hale & Mrs Jane", "Mr J & Mrs Hale"]
)
def test_two_people_whose_words_are_not_surely_dealt_out_are_an_error(cell: str) -> None:
    kind, people, codes = told(cell)
    assert (kind, len(people), codes) == ("joint", 2, ["couple_unsure"])


@pytest.mark.parametrize(
    ("cell", "kind", "codes"),
    [
        ("Hale Engineering Ltd", "business", []),
        ("HALE (UK) LIMITED", "business", []),
        ("Hale & Sons", "business", []),
        ("Smith Hale LLP", "business", []),
        ("Hale and Partners", "business", []),
        ("J Hale t/a Hale Roofing", "business", []),
        ("Hale Trustees Ltd", "business", []),
        ("Hale Family Trust", "trust", []),
        ("Trustees of the Hale Settlement 1998", "trust", []),
        ("Mr J Hale Discretionary Will Trust", "trust", []),
        ("Hale SSAS", "trust", []),
        ("Hale Foundation", "business", ["entity_type_guessed"]),
        ("St Mary's Parish Church", "business", ["entity_type_guessed"]),
        ("Hale Consulting", "business", ["entity_type_guessed"]),
        ("Executors of Mrs P Hale", None, ["representatives"]),
        ("Exors of J Hale dec'd", None, ["representatives"]),
        ("The Estate of the late John Hale", None, ["representatives"]),
        ("Personal Representatives of J Hale", None, ["representatives"]),
    ],
)
def test_what_is_no_person_keeps_its_name_whole(cell: str, kind: str | None, codes: list[str]) -> None:
    name = read_name(cell)
    assert (name.type, name.people, name.entity_name) == (kind, (), cell)
    assert [code.code for code in name.codes] == codes


@pytest.mark.parametrize(
    "cell",
    [
        "Madonna",
        "Mrs",
        "Smith & Jones",
        "Mr J, Mrs P & Miss K Hale",
        "Hale & Smith, John & Jane",
        "John Hale Dr",
        "John Church",
        "Client 1",
        "Mr J Hale c/o Mrs P Hale",
        "ann@example.com",
        "Mr John Hale - see file",
        "=cmd|' /C calc'!A0",
    ],
)
def test_a_name_that_cannot_be_taken_apart_is_left_whole_with_an_error(cell: str) -> None:
    name = read_name(cell)
    assert (name.type, name.people, name.entity_name) == (None, (), cell)
    assert [code.code for code in name.codes] == ["name_not_split"]


@pytest.mark.parametrize(
    ("cell", "left_out", "codes"),
    [
        ("Mr John Pearson (DEC'D)", ("DEC'D",), ["deceased_in_name"]),
        ("Mr John Pearson - Deceased", ("DECEASED",), ["deceased_in_name"]),
        ("The late Mr John Pearson", ("THE LATE",), ["deceased_in_name"]),
        ("Mr John Pearson OBE", ("OBE",), ["note_in_name"]),
        ("Mr John Pearson BSc, FCA", ("BSC", "FCA"), ["note_in_name"]),
        ("Pearson CBE, Mr John", ("CBE",), ["note_in_name"]),
        ("Mr John Pearson RN (Ret'd)", ("RN", "RET'D"), ["note_in_name"]),
    ],
)
def test_words_that_are_no_part_of_the_name_are_left_out_and_said(
    cell: str, left_out: tuple[str, ...], codes: list[str]
) -> None:
    name = read_name(cell)
    assert name.people == (Person("Mr", "John", "", "Pearson"),)
    assert (name.left_out, [code.code for code in name.codes]) == (left_out, codes)


@pytest.mark.parametrize("letters", ["Bt", "Bt.", "Bart", ", Bart.", "KCB", "Bt KCVO"])
def test_a_baronet_keeps_his_surname(letters: str) -> None:
    assert told(f"Sir J Hale {letters}")[1:] == ([("Sir", "J", "", "Hale")], ["note_in_name"])


@pytest.mark.parametrize("cell", ["Mr Lionel Bart", "Sir Lionel Bart", "Lionel Bart"])
def test_bart_is_a_surname_too(cell: str) -> None:
    ((person, *_), codes) = told(cell)[1:]
    assert (person[1], person[3], codes) == ("Lionel", "Bart", [])


def test_letters_behind_the_first_of_two_names_are_no_surname() -> None:
    kind, people, codes = told("Mr J Hale OBE & Mrs P Hale")
    assert (kind, people, codes) == (
        "joint",
        [("Mr", "J", "", "Hale"), ("Mrs", "P", "", "Hale")],
        ["note_in_name"],
    )


def test_a_rare_title_that_can_be_a_first_name_is_pointed_out() -> None:
    assert told("Major Tom Hale") == ("individual", [("Major", "Tom", "", "Hale")], ["unusual_title"])


_TEXT = (
    "Mr Mrs & and John Jane J P Hale Smith-Jones van de O'Brien , (DEC'D) OBE Ltd Trust Jnr Dr Executors of Estate "
    "Messrs (Jack) / Na Müller Church"
)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(_TEXT.split()), min_size=1, max_size=7))
def test_no_word_of_a_name_is_lost(words: list[str]) -> None:
    """Each word is in one of the parts, or in what was left out; what joins two people may go."""
    name = read_name(" ".join(words))
    kept = [part for one in name.people for part in (one.title, one.first_name, one.middle_name, one.last_name)]
    there = " ".join([*kept, name.entity_name, *name.left_out]).upper().replace("MESSRS", "MR")
    for word in words:
        letters = re.sub(r"[^\w'’-]", "", word).upper().replace("MESSRS", "MR")
        assert letters in re.sub(r"[^\w'’\- ]", "", there) or bare(word) == "and"


_KNOWN = (
    "Mr Mrs Miss Dr Rev Major Prince John Jane Hale Ann-Marie O'Brien Van De La St Mac Jnr Senior Obe Qc Pension "
    "Scheme Fund Plan Retirement Benefits Personal Representatives Rep Executors Estate Will Trust Trustees Settlement "
    "Ltd Limited Partners Group Company Trading As Sons Church Parish School Consulting Services Farm Late Deceased "
    "And Of The Client Joint Test Unknown Sipp In Bankruptcy"
)


@settings(max_examples=600)
@given(st.lists(st.lists(st.sampled_from(_KNOWN.split()), min_size=1, max_size=4).map(" ".join), max_size=4))
def test_many_names_at_once_are_read_as_one_by_one(cells: list[str]) -> None:
    assert read_names(cells) == [read_name(cell) for cell in cells]
