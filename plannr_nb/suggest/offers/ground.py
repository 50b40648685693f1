"""What all offers are judged by: the columns of a file, what the ranking made of them, and what is mapped already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from plannr_nb.catalogue import Kind, RecordType
from plannr_nb.mapping import Header, Mapping, repeated_headers
from plannr_nb.suggest.evidence import Match
from plannr_nb.suggest.ranking import SUGGESTED, Weighed, weigh
from plannr_nb.suggest.source_packs import PackChoice
from plannr_nb.suggest.synonyms import vocabulary_of
from plannr_nb.suggest.words import lexicon, words_of

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

__all__ = ["Ground"]


class Ground:
    """One file, one record type, and a mapping that has been begun.

    Attributes
    ----------
    frame
        The source, or None where only headers are known.
    words
        Per column: the words of its header.
    """

    def __init__(
        self,
        source: pd.DataFrame | Sequence[str],
        record_type: RecordType,
        mapping: Mapping,
        *,
        packs: PackChoice,
        memory: str | PathLike[str] | None,
    ) -> None:
        self.record_type, self.mapping = record_type, mapping
        self.weighed: Weighed = weigh(source, record_type, packs=packs, memory=memory)
        self.frame: pd.DataFrame | None = None if isinstance(source, Sequence) else source
        known = vocabulary_of(record_type).known
        self.words = [frozenset(words_of(header, known)) for header in self.weighed.headers]
        repeated = _repeated(source)
        self._useless = {
            place
            for place, (header, profile) in enumerate(zip(self.headers, self.weighed.profiles, strict=True))
            if header in mapping.dropped or header in repeated or (profile is not None and profile.empty)
        }
        self._cells: dict[int, pd.Series] = {}

    def __repr__(self) -> str:
        return f"Ground({len(self.headers)} columns for {self.record_type.name})"

    @property
    def headers(self) -> tuple[str, ...]:
        return self.weighed.headers

    @property
    def rows(self) -> int | None:
        return None if self.frame is None else len(self.frame)

    @cached_property
    def usable(self) -> tuple[int, ...]:
        """Columns that hold something, are not dropped, and whose header stands there once."""
        return tuple(place for place in range(len(self.headers)) if place not in self._useless)

    @cached_property
    def fed_by(self) -> dict[str, int]:
        """Field -> the column that the ranking would rather give it than leave unmapped."""
        return {
            name: place
            for place, name in self.weighed.chosen.items()
            if place not in self._useless and self.weighed.score(place, name) >= SUGGESTED
        }

    def feeds(self, place: int) -> str | None:
        """The field that the ranking would give a column."""
        name = self.weighed.chosen.get(place)
        return name if name is not None and self.fed_by.get(name) == place else None

    def takes(self, name: str) -> bool:
        """Whether the record type has the field, Plannr takes it, and the mapping does not feed it yet."""
        known = name in self.record_type and self.record_type[name].kind is not Kind.IGNORED
        return known and name not in self.mapping.origins

    def may_extend(self, name: str, headers: Sequence[str]) -> bool:
        """The same, or one of these columns alone feeds it so far."""
        before = self.mapping.origins.get(name)
        return self.takes(name) or (isinstance(before, Header) and before.header in headers)

    def feeds_other(self, place: int, name: str) -> bool:
        """Whether the mapping uses the column for another field."""
        header = self.headers[place]
        return any(header in origin.headers for other, origin in self.mapping.origins.items() if other != name)

    def match(self, place: int, name: str) -> Match | None:
        """What speaks for a pair, unless something stands against it; a number is no objection here."""
        match = self.weighed.matches[place].get(name)
        return None if match is None or any(not word.isdigit() for word in match.against) else match

    def cells(self, place: int) -> pd.Series | None:
        """The trimmed cells of a column, blanks missing; None where only headers are known."""
        if self.frame is None:
            return None
        if place not in self._cells:
            texts = self.frame.iloc[:, place].reset_index(drop=True).astype("str").str.strip()
            self._cells[place] = texts.mask(texts == "")
        return self._cells[place]

    def named(self, name: str) -> int | None:
        """The column whose header speaks most for a field, whatever its cells look like."""
        found = {place: match for place in self.usable if (match := self.match(place, name)) is not None}
        return max(found, key=lambda place: (found[place].whole, found[place].score), default=None)

    def own_words(self, place: int) -> frozenset[str]:
        """The words of a header without those that stand for the record itself or say nothing."""
        says_nothing = lexicon().own.get(self.record_type.name, frozenset()) | lexicon().adds_nothing
        return self.words[place] - says_nothing - lexicon().reached_at

    @cached_property
    def key(self) -> int | None:
        """The column with the old system's reference of the record: the mapping's, or what the ranking takes it for."""
        if self.mapping.key is not None:
            same = [place for place, header in enumerate(self.headers) if header == self.mapping.key]
            return same[0] if same else None
        return self.fed_by.get("external_reference_value", self.fed_by.get("external_reference"))


def _repeated(source: pd.DataFrame | Sequence[str]) -> frozenset[str]:
    if isinstance(source, Sequence):
        return frozenset(header for header, times in Counter(map(str, source)).items() if times > 1)
    return frozenset(repeated_headers(source))
