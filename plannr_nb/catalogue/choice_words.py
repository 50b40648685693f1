"""What back offices write for a choice: a reviewed list, read from ``choice_words.toml`` and ``plan_types.csv``."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from plannr_nb.catalogue.model import Field, Kind
from plannr_nb.catalogue.spellings import plain_spelling

__all__ = [
    "Opposites",
    "Said",
    "choice_words",
    "name_words",
    "opposites",
    "people_words",
    "plan_types",
    "short_forms",
    "status_groups",
]

Level = Literal["same", "likely", "perhaps"]
_LEVELS: tuple[Level, ...] = ("same", "likely", "perhaps")
_FAMILIES = frozenset({"plans.type", "premiums.transferred_from_plan_type"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a spelling stands for in a field; an empty choice is no value."""

    choice: str
    level: Level


@dataclass(frozen=True)
class Opposites:
    prefixes: tuple[str, ...]
    turning: frozenset[str]
    pairs: frozenset[frozenset[str]]


def choice_words(field: Field, record_type: str | None = None) -> dict[str, tuple[Said, ...]]:
    """Plain spelling -> the choices it stands for, the surest first. Spellings of the choices themselves are
    left out, but where they may stand for no value too.

    Parameters
    ----------
    record_type
        None: any record type's field of that name.

    Examples
    --------
    >>> from plannr_nb import catalogue
    >>> choice_words(catalogue.load("clients")["marital_status"])["livingtogether"]
    (Said(choice='cohabiting', level='same'),)
    """
    groups = _booleans() if field.kind is Kind.BOOLEAN else _groups(field.name, record_type)
    choices = ("true", "false") if field.kind is Kind.BOOLEAN else field.choices
    own = {plain_spelling(choice): choice for choice in choices}
    found: dict[str, list[Said]] = {}
    for level in _LEVELS:
        for listed, words in groups.get(level, {}).items():
            choice = _choice_of(listed, groups, own)
            if choice is None:
                continue
            for word in (*words, plain_spelling(listed)):
                said = found.setdefault(word, [])
                # A choice's own spelling stands for it, but where it may also mean that there is nothing to fill in.
                if word and (word not in own or choice == "") and all(each.choice != choice for each in said):
                    said.append(Said(choice, level))
    return {word: tuple(said) for word, said in found.items() if said}


def _choice_of(listed: str, groups: dict[str, dict[str, list[str]]], own: dict[str, str]) -> str | None:
    """The field's own choice for one that the list knows, which may be another word for it in a firm's Plannr."""
    if listed == "":
        return ""
    words = [plain_spelling(listed), *groups.get("same", {}).get(listed, ())]
    return next((own[word] for word in words if word in own), None)


def _groups(name: str, record_type: str | None) -> dict[str, dict[str, list[str]]]:
    for table in _document()["words"]:
        if any(_names(field, name, record_type) for field in table["fields"]):
            return {level: {to: _plain(words) for to, words in table.get(level, {}).items()} for level in _LEVELS}
    if any(_names(field, name, record_type) for field in _FAMILIES):
        return _families()
    return {}


def _names(listed: str, name: str, record_type: str | None) -> bool:
    of, _, field = listed.partition(".")
    return field == name and record_type in (None, of)


@cache
def _families() -> dict[str, dict[str, list[str]]]:
    """The family of each type of plan, as words for the family."""
    same: dict[str, list[str]] = {}
    likely: dict[str, list[str]] = {}
    for row in plan_types():
        same.setdefault(row["family"], []).extend(map(plain_spelling, (row["name"], *_parts(row["same"]))))
        likely.setdefault(row["family"], []).extend(map(plain_spelling, _parts(row["likely"])))
    return {"same": same, "likely": likely}


def _booleans() -> dict[str, dict[str, list[str]]]:
    # Signs like a tick have no plain spelling and are compared as they are.
    table = _document()["boolean"]
    return {
        level: {to: [plain_spelling(word) or word for word in _parts(words)] for to, words in table[level].items()}
        for level in ("likely", "perhaps")
    }


@cache
def opposites() -> Opposites:
    """What turns a word into its opposite, and words that are no slips of each other."""
    table = _document()["opposites"]
    pairs = frozenset(frozenset(pair.split()) for pair in table["pairs"])
    return Opposites(tuple(table["prefixes"].split()), frozenset(table["turning"].split()), pairs)


@cache
def status_groups() -> tuple[frozenset[str], ...]:
    """Client statuses that often mean the same, in plain spelling."""
    return tuple(frozenset({name, *_plain(words)}) for name, words in _document()["statuses"].items())


@cache
def people_words(about: Literal["nobody", "left", "remarks", "nicknames"]) -> tuple[str, ...]:
    """Words in a column of people, in small letters; `nicknames` as groups parted by spaces."""
    listed = _document()["people"][about]
    return tuple(listed) if isinstance(listed, list) else tuple(_parts(listed))


@cache
def name_words(about: Literal["legal", "generic"]) -> frozenset[str]:
    """Words in names of companies that do not tell whose name it is."""
    return frozenset(_parts(_document()["names"][about]))


@cache
def short_forms() -> dict[str, str]:
    """Short form -> the word or words it stands for in the names of companies and plans."""
    return dict(_document()["short"])


@cache
def plan_types() -> tuple[dict[str, str], ...]:
    """British types of plans: ``name``, ``family`` as in ``plans.type``, other names parted by a bar, and a note."""
    text = (files("plannr_nb.catalogue") / "plan_types.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _parts(words: str) -> list[str]:
    return [word.strip() for word in words.split("|") if word.strip()]


def _plain(words: str) -> list[str]:
    return [plain_spelling(word) for word in _parts(words)]


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((files("plannr_nb.catalogue") / "choice_words.toml").read_text("utf-8"))
