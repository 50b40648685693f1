"""What no column may be left behind with in silence: who has died, who must not be contacted, what was agreed.

Read from ``meanings.csv``, which is reviewed like code. Its phrases are written as people write them: words that follow
each other, ``+`` between words that may stand anywhere, ``=`` before a phrase that is the whole header. Small words do
not count. A column is judged by its header, then by single cells that speak for themselves, then by most of its cells.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

__all__ = [
    "Meaning",
    "Rule",
    "cell_pattern",
    "cell_rule",
    "column_rule",
    "has_cells_of_others",
    "header_rule",
    "is_of_family",
]


class Meaning(StrEnum):
    """What a column may say that a firm has to answer for."""

    DECEASED = "deceased"
    DO_NOT_CONTACT = "do not contact"
    MARKETING_CONSENT = "marketing consent"
    VULNERABLE = "vulnerable"
    POWER_OF_ATTORNEY = "power of attorney"
    COMPLAINT = "complaint"
    MONEY_LAUNDERING_CHECK = "money-laundering check"
    RISK_ATTITUDE = "risk attitude"
    SERVICE_LEVEL = "service level"
    FEE_AGREED = "fee agreed"
    ARCHIVED = "archived"


class _By(StrEnum):
    HEADER = "header"  # the words on top of the column
    CELL = "cell"  # a cell that says so, in a column whose header does not
    COLUMN = "column"  # most cells are of these words


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that follow each other; or groups of them that all stand somewhere, or are all there is."""

    groups: tuple[tuple[str, ...], ...]
    whole: bool
    tight: str

    def is_in(self, words: tuple[str, ...]) -> bool:
        if self.whole:
            return words == self.groups[0]
        return all(_follow(group, words) for group in self.groups) or self._is_in_a_run(words)

    def _is_in_a_run(self, words: tuple[str, ...]) -> bool:
        """Whether it stands in a header written without gaps, as in ``clientdateofdeath``."""
        return len(self.tight) >= _TIGHT and any(self.tight in word for word in words if len(word) >= len(self.tight))


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the file.

    Attributes
    ----------
    fields
        Fields of the catalogue that say the same.
    turned
        The column says it the other way round than those fields: yes is their no.
    """

    meaning: Meaning
    fields: tuple[str, ...]
    turned: bool
    phrases: tuple[_Phrase, ...]
    unless: tuple[_Phrase, ...]

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether one of its phrases stands in these words and nothing that makes another thing of them."""
        return any(phrase.is_in(words) for phrase in self.phrases) and not any(
            phrase.is_in(words) for phrase in self.unless
        )


_TIGHT = 8  # letters that are no accident inside a longer run of letters
_MOST_WORDS = 6  # of a cell that says one thing; in a longer text the words may be about anybody
_YES_OR_NO = re.compile(r"\b(?:y\s*/\s*n|yes\s*/\s*no|true\s*/\s*false|t\s*/\s*f|1\s*/\s*0)\b", re.I)
_NAMESPACE = re.compile(r"^[A-Za-z][A-Za-z0-9]*__(?!p?[cr]$)(?=[A-Za-z])|(?<=[A-Za-z0-9])__p?[cr]$")
_E_MAIL = re.compile(r"\be-mail", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CHUNK = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_NUMBER_OF = re.compile(r"\bno(?:\.|s\b|(?=\s+of\b))\s*", re.I)
_SMALL = frozenset({"of", "the", "a", "an", "to", "be", "for", "by", "has", "been", "was", "are", "and"})
# Whose death or illness it is: a parent's is family history.
_FAMILY = frozenset({"father", "mother", "parent", "sibling", "brother", "sister", "grandparent", "family"})
# Whose cells are about somebody else than the client, such as an adviser who has left.
_STAFF = frozenset(
    {
        "adviser",
        "advisor",
        "ifa",
        "consultant",
        "administrator",
        "paraplanner",
        "seller",
        "provider",
        "introducer",
        "manager",
    }
)
# What may stand before the words that count. Any other word may be a name, and those are looked at by the checks.
_BEFORE = frozenset(
    {"client", "customer", "contact", "person", "member", "record", "account", "status", "now", "is", "has", "life",
     "former", "policyholder", "investor", "closed", "inactive", "lapsed", "archived", "open", "possibly",
     "potentially"}
)  # fmt: skip


def header_rule(header: str) -> Rule | None:
    """The rule that a header fits, or None.

    Examples
    --------
    >>> header_rule("DoD").meaning.value, header_rule("IsDeceased__c").meaning.value
    ('deceased', 'deceased')
    >>> header_rule("Date of Death Benefit nomination") is None
    True
    """
    words = _words(header)
    if is_of_family(header):
        return None
    return next((rule for rule in _rules(_By.HEADER) if rule.holds(words)), None)


def is_of_family(header: str) -> bool:
    """Whether the column is about a relative, whose illness or death is another matter.

    Examples
    --------
    >>> is_of_family("Father's date of death"), is_of_family("Partner's date of death")
    (True, False)
    """
    return bool(_FAMILY & set(_words(header)))


def has_cells_of_others(header: str) -> bool:
    """Whether the cells under a header are about an adviser, a provider or a relative, and not about the client."""
    return bool((_FAMILY | _STAFF) & set(_words(header)))


def cell_rule(cell: str) -> Rule | None:
    """The rule that a cell fits which speaks for itself: short, with no name before what it says."""
    words = _words(cell)
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    return next((rule for rule in _rules(_By.CELL) if _says(rule, words)), None)


def column_rule(cell: str) -> Rule | None:
    """The rule a cell fits as a whole, which says something where most cells of the column fit it."""
    return _whole_cells().get(_words(cell))


@cache
def _whole_cells() -> dict[tuple[str, ...], Rule]:
    return {phrase.groups[0]: rule for rule in _rules(_By.COLUMN) for phrase in rule.phrases}


@cache
def cell_pattern() -> str:
    """A pattern that every cell contains which fits a cell's rule; to leave the others out at once."""
    texts = {phrase for rule in _rules(_By.CELL) for phrase in rule.phrases}
    words = sorted({r"[^0-9A-Za-z]*".join(phrase.groups[0]) for phrase in texts})
    # An apostrophe is left out of words, and stands in cells.
    return rf"(?i)\b(?:{'|'.join(words).replace('dont', 'don.?t')})"


def _says(rule: Rule, words: tuple[str, ...]) -> bool:
    if any(phrase.is_in(words) for phrase in rule.unless):
        return False
    spoken = (phrase.groups[0] for phrase in rule.phrases)
    return any(
        words[at : at + len(said)] == said and _BEFORE.issuperset(words[:at])
        for said in spoken
        for at in range(len(words) - len(said) + 1)
    )


@cache
def _rules(by: _By) -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in _rows() if row["by"] == by)


def _rule(row: dict[str, str]) -> Rule:
    fields = [name for name in row["fields"].split("|") if name]
    return Rule(
        meaning=Meaning(row["meaning"]),
        fields=tuple(name.removeprefix("-") for name in fields),
        turned=any(name.startswith("-") for name in fields),
        phrases=_phrases(row["words"]),
        unless=_phrases(row["unless"]),
    )


def _phrases(text: str) -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(
            groups=tuple(_plain(part.split()) for part in phrase.removeprefix("=").split("+")),
            whole=phrase.startswith("="),
            tight="" if "+" in phrase or phrase.startswith("=") else phrase.replace(" ", ""),
        )
        for phrase in text.split("|")
        if phrase
    )


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (files("plannr_nb.catalogue") / "meanings.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _whole_words() -> frozenset[str]:
    """Words that stay together although their letters are written in two sizes, such as DoD."""
    return frozenset(word for row in _rows() for word in re.split(r"[|+= ]", row["words"]) if word)


def _words(text: str) -> tuple[str, ...]:
    """The words of a header or cell: plain letters, camel case taken apart, small words left out."""
    # "No. of mails" counts them, "no mails" forbids them.
    meant = _NUMBER_OF.sub("number ", _YES_OR_NO.sub(" ", text))
    apart = _E_MAIL.sub("email", unicodedata.normalize("NFKC", meant).translate(_APOSTROPHES))
    chunks = _CHUNK.findall(_NAMESPACE.sub("", apart.strip()))
    tokens = [
        token.casefold()
        for chunk in chunks
        for token in ([chunk] if chunk.casefold() in _whole_words() else _CAMEL.split(chunk))
    ]
    return _plain(tokens)


def _plain(tokens: list[str]) -> tuple[str, ...]:
    """Without small words, one spelling for plurals and for American words."""
    kept = [token for token in tokens if token not in _SMALL] or tokens
    return tuple(_singular(re.sub(r"iz(e|ed|ing|ation)$", r"is\1", token)) for token in kept)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _follow(group: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(words[at : at + len(group)] == group for at in range(len(words) - len(group) + 1))
