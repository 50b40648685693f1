"""What a name of a company, a plan or a tag is made of, whatever way it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from plannr_nb.catalogue.choice_words import name_words, short_forms
from plannr_nb.values.person_names import plain_letters

__all__ = ["Spoken"]

_FORMERLY = re.compile(r"[(\[]\s*(?:was|formerly|previously|ex|now|fka|f/k/a|old)\b[^)\]]*[)\]]", re.I)
_LETTERS_WITH_DOTS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
# Signs that part words and say nothing. Any other sign says something: A+ is not A-, <50 is not >50.
_SAYS_NOTHING = re.compile(r"[\w\s.,\-–—/\\'’`´\"“”&()\[\]_:;|]")
_SIGN_AT_END = re.compile(r"(?<=\w)[+\-*]+(?=\s|$|[)\]])")
_JOINING = frozenset(("and", "the"))


@dataclass(frozen=True)
class Spoken:
    """A spelling, and the words in it."""

    text: str

    def __repr__(self) -> str:
        return f"Spoken({len(self.words)} words)"

    @cached_property
    def plain_text(self) -> str:
        text = self.text.replace("&", " and ")
        text = _LETTERS_WITH_DOTS.sub(lambda letters: letters[0].replace(".", "").replace(" ", "") + " ", text)
        return plain_letters(text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, in plain letters."""
        text = re.sub(r"\ba/c\b", "account", self.plain_text)
        return tuple(_WORD.findall(text))

    @cached_property
    def signs(self) -> str:
        ends = "".join(_SIGN_AT_END.findall(self.text))
        return _SAYS_NOTHING.sub("", self.text) + ends

    @cached_property
    def legal(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word in name_words("legal"))

    @cached_property
    def core(self) -> tuple[str, ...]:
        """The words without legal form, and and the; all of them where nothing else is left."""
        kept = tuple(word for word in self.words if word not in name_words("legal") and word not in _JOINING)
        return kept or self.words

    @cached_property
    def key(self) -> str:
        """Equal for spellings that mean the same of their own accord."""
        if not self.core:
            return f"={self.text}"
        numbers = ",".join(word for word in self.core if any(letter.isdigit() for letter in word))
        return f"{''.join(self.core)}|{numbers}|{self.signs}"

    @cached_property
    def spelled_out(self) -> tuple[str, ...]:
        """The core with known short forms written out."""
        forms = short_forms()
        return tuple(word for short in self.core for word in forms.get(short, short).split())

    @cached_property
    def numbers(self) -> str:
        return ",".join(_NUMBER.findall(" ".join(self.core)))

    @cached_property
    def sorted_key(self) -> str:
        """Equal for the same words in another order."""
        return f"{' '.join(sorted(self.spelled_out))}|{self.signs}"

    @cached_property
    def initials(self) -> str:
        return "".join(word[0] for word in self.core)

    @cached_property
    def is_short(self) -> bool:
        """Whether it looks like initials: a few capitals, with or without dots."""
        letters = self.text.replace(".", "").replace(" ", "")
        return 2 <= len(letters) <= 6 and letters.isupper() and letters.isalpha()

    @cached_property
    def without_remark(self) -> Spoken | None:
        """The name without a remark on a former one, or None where there is no remark."""
        rest = _FORMERLY.sub(" ", self.text).strip()
        return Spoken(rest) if rest and rest != self.text else None
