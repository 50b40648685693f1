"""The reviewed words hold together with the catalogue and with themselves."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib.resources import files

import pytest

from plannr_nb import catalogue
from plannr_nb.catalogue import Kind
from plannr_nb.suggest import suggest_mapping
from plannr_nb.suggest.synonyms import KEY, vocabulary_of
from plannr_nb.suggest.words import lexicon

ROWS = list(csv.DictReader((files("plannr_nb.catalogue") / "synonyms.csv").read_text("utf-8").splitlines()))
TYPES = catalogue.record_types()


def test_every_row_names_a_record_type_a_field_and_a_strength() -> None:
    odd = [
        row
        for row in ROWS
        for name in row["record_type"].split("|")
        if name not in TYPES
        or (row["field"] != KEY and row["field"] not in catalogue.load(name))
        or row["strength"] not in ("same", "likely", "maybe", "weak", "not")
        or None in row
        or not all(text.strip() for text in row["words"].split("|"))
    ]
    assert odd == []


@pytest.mark.parametrize("name", TYPES)
def test_no_words_surely_mean_two_fields(name: str) -> None:
    meant: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    for phrase in vocabulary_of(catalogue.load(name)).phrases:
        if phrase.strength >= 0.9:
            meant[phrase.words].add(phrase.field)
    assert {words: fields for words, fields in meant.items() if len(fields) > 1} == {}


def test_a_welcome_mail_and_plannrs_own_id_have_no_words() -> None:
    assert [row for row in ROWS if row["field"] in ("send_welcome_email", "uuid")] == []


def test_the_words_about_records_and_kinds_are_of_known_ones() -> None:
    assert set(lexicon().own) == set(TYPES)
    assert set(lexicon().kinds) <= {str(kind) for kind in Kind}


@pytest.mark.parametrize("name", TYPES)
def test_plannrs_own_headers_find_their_own_fields(name: str) -> None:
    fields = [field.name for field in catalogue.load(name).fields if field.name != "send_welcome_email"]
    found = suggest_mapping(fields, name, top=1)
    assert dict(zip(found["header"], found["field"], strict=True)) == {field: field for field in fields}
