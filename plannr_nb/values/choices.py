"""Cells of a field with few answers: which answer each stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from plannr_nb.catalogue.choice_words import Said
from plannr_nb.catalogue.phrases import PLACEHOLDERS
from plannr_nb.catalogue.spellings import plain_spelling
from plannr_nb.catalogue.words import plain
from plannr_nb.values.opposites import are_opposite
from plannr_nb.values.slips import near_pairs, slip_score
from plannr_nb.values.spoken import Spoken
from plannr_nb.values.suggestion import Candidate, Suggestion, best_of

__all__ = ["NO_VALUE", "Answers", "no_value"]

NO_VALUE = "written where nothing is known: no value"
_NOTHING = "no choice fits"
_TIE = "fits several choices as well: choose one"
_OWN, _SPELLED = 1.0, 0.99
_LEVELS = {"same": 0.97, "likely": 0.8, "perhaps": 0.55}
_SAID = {
    "same": "another word for it, in the reviewed list",
    "likely": "most often means this, by the reviewed list",
    "perhaps": "may mean this, by the reviewed list",
}
_BLANK = "says that there is nothing to fill in here, by the reviewed list: no value"
_PLANNRS, _SPELLED_SO = "Plannr's own spelling", "the choice in another spelling, which shape reads"
_OR_BLANK = "a choice of this field, and a word for records that have nothing to fill in here: choose"
_WRITTEN_OUT, _BEGINS, _CONTAINED = 0.75, 0.7, 0.65
_TELLING = 5  # letters of a word that stands for an answer among other words too
_DOUBT = re.compile(r"[^\s\w.,'’\"()\[\]!\-–/&+:;|\\]")
_DOUBTED = "the choice with a sign beside it that may take it back"
_CUT_SHORT = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Answers:
    """The answers a field has, and all that is known to be written for them.

    Attributes
    ----------
    spelled
        Plain spelling -> answer: what `shape` reads by itself.
    words
        Plain spelling -> answers it stands for.
    ask
        Never sure beyond another spelling of the answer itself.
    guess
        Whether to look for slips, words within the cell and words cut short; not among yes and no.
    """

    spelled: Mapping[str, str]
    words: Mapping[str, tuple[Said, ...]]
    ask: bool = False
    guess: bool = True
    own: frozenset[str] = field(init=False)
    by_words: dict[tuple[str, ...], str] = field(init=False, repr=False)
    targets: tuple[tuple[tuple[str, ...], str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", frozenset(self.spelled.values()))
        written = {tuple(plain(answer).split()): answer for answer in self.own}
        for word, said in self.words.items():
            if said[0].level == "same" and len(word) >= 4:
                written.setdefault((word,), said[0].choice)
        object.__setattr__(self, "by_words", written)
        object.__setattr__(self, "targets", tuple(sorted(written.items())))

    def __repr__(self) -> str:
        return f"Answers({len(self.own)} answers, {len(self.words)} words for them)"

    def suggestions(self, cells: Sequence[str]) -> list[Suggestion]:
        """What each cell stands for."""
        found = [self._doubted(cell, self._known(cell)) for cell in cells]
        rest = [place for place, each in enumerate(found) if each is None] if self.guess else []
        slips = self._slips([cells[place] for place in rest])
        for place, near in zip(rest, slips, strict=True):
            found[place] = best_of(near or self._guesses(cells[place]), _NOTHING, _TIE, ask=True)
        return [Suggestion(None, 0.0, _NOTHING) if each is None else each for each in found]

    @staticmethod
    def _doubted(cell: str, known: Suggestion | None) -> Suggestion | None:
        """An answer is not sure where a sign such as a question mark stands beside it."""
        if known is None or not known.to or not _DOUBT.search(cell):
            return known
        return replace(known, score=min(known.score, _LEVELS["likely"]), reason=_DOUBTED, ask=True)

    def _known(self, cell: str) -> Suggestion | None:
        spelling = plain_spelling(cell)
        said = self.words.get(spelling or cell)
        if spelling and spelling in self.spelled:
            answer = self.spelled[spelling]
            if said is not None:
                return Suggestion(answer, _SPELLED, _SPELLED_SO, ("(no value)",), _OR_BLANK)
            return Suggestion(answer, _OWN if cell == answer else _SPELLED, _PLANNRS if cell == answer else _SPELLED_SO)
        if said is not None:
            candidates = [
                Candidate(each.choice, _LEVELS[each.level], _SAID[each.level] if each.choice else _BLANK)
                for each in said
            ]
            return best_of(candidates, _NOTHING, _TIE, ask=self.ask or said[0].choice == "")
        return no_value(cell, self._unknown())

    def _unknown(self) -> tuple[str, ...]:
        return tuple(answer for answer in ("unknown", "unspecified", "other") if answer in self.own)[:1]

    def _slips(self, cells: Sequence[str]) -> list[list[Candidate]]:
        words = [tuple(plain(cell).split()) for cell in cells]
        found: list[list[Candidate]] = [[] for _ in cells]
        for one, other in near_pairs(
            ["".join(each) for each in words], ["".join(target) for target, _ in self.targets]
        ):
            target, answer = self.targets[other]
            slip = slip_score(words[one], target)
            if slip:
                found[one].append(Candidate(answer, slip, "a slip of the pen away"))
        return found

    def _guesses(self, cell: str) -> list[Candidate]:
        words = tuple(plain(cell).split())
        if not words:
            return []
        written_out = self.words.get("".join(Spoken(cell).spelled_out), ())
        found = [Candidate(said.choice, _WRITTEN_OUT, "short forms written out") for said in written_out[:1]]
        return found or self._contained(words) or self._cut_short(words)

    def _contained(self, words: Sequence[str]) -> list[Candidate]:
        """Answers whose words stand in the cell, beside words that do not turn them round."""
        longest = min(len(words), max(map(len, self.by_words), default=0))
        parts = dict.fromkeys(
            tuple(words[at : at + length]) for length in range(1, longest + 1) for at in range(len(words) - length + 1)
        )
        found = [
            (part, self.by_words[part])
            for part in parts
            if part in self.by_words and self._tells(part, self.by_words[part]) and not are_opposite(words, part)
        ]
        most = max((len(target) for target, _ in found), default=0)
        return [
            Candidate(answer, _CONTAINED, "the choice stands among other words")
            for target, answer in found
            if len(target) == most
        ]

    def _tells(self, target: Sequence[str], answer: str) -> bool:
        """Whether words say enough among others: a short word for an answer may be part of any other expression."""
        return len("".join(target)) >= _TELLING or plain_spelling(answer) == "".join(target)

    def _cut_short(self, words: Sequence[str]) -> list[Candidate]:
        text = "".join(words)
        if not _CUT_SHORT.fullmatch(text):
            return []
        return [
            Candidate(answer, _BEGINS, "the first letters of the choice")
            for answer in sorted(self.own)
            if plain_spelling(answer).startswith(text)
        ]


def no_value(cell: str, others: tuple[str, ...] = ()) -> Suggestion | None:
    """The suggestion for a cell that only says that nothing is known, or None; nothing is blanked unasked."""
    return Suggestion("", 0.9, NO_VALUE, others, ask=True) if cell.casefold() in PLACEHOLDERS else None
