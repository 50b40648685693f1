"""What is suggested for one cell value, and how candidates become a suggestion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["SURE", "Candidate", "Suggestion", "best_of"]

SURE = 0.95  # from here on a suggestion is taken unasked, if nothing speaks against it
_TOO_CLOSE = 0.03
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text a value may stand for."""

    to: str
    score: float
    reason: str
    conflict: str | None = None

    def __repr__(self) -> str:
        return f"Candidate({self.score:.2f}, {self.reason!r})"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row of the answer.

    Attributes
    ----------
    to
        The text to send, empty for no value, None where nothing is suggested.
    others
        What else it may be, the best first.
    conflict
        Why a person has to look, whatever the score.
    ask
        Never sure, though nothing speaks against it: a guess by nature, or a field where a wrong value acts at once.
    """

    to: str | None
    score: float
    reason: str
    others: tuple[str, ...] = ()
    conflict: str | None = None
    ask: bool = False

    def __repr__(self) -> str:
        return f"Suggestion({self.score:.2f}, {self.reason!r})"

    @property
    def sure(self) -> bool:
        return bool(self.to) and self.score >= SURE and self.conflict is None and not self.ask


def best_of(candidates: Iterable[Candidate], nothing: str, tie: str, *, ask: bool = False) -> Suggestion:
    """The suggestion that candidates make together: the best, or none where two are as good as each other.

    Parameters
    ----------
    nothing, tie
        The reason where there is no candidate, and the conflict where two are too close to choose.
    """
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.to not in best or best[candidate.to].score < candidate.score:
            best[candidate.to] = candidate
    ranked = sorted(best.values(), key=lambda candidate: -candidate.score)
    if not ranked:
        return Suggestion(None, 0.0, nothing)
    first = ranked[0]
    if len(ranked) > 1 and first.score - ranked[1].score < _TOO_CLOSE:
        others = tuple(candidate.to or "(no value)" for candidate in ranked[:_SHOWN])
        return Suggestion(None, first.score, first.reason, others, tie)
    others = tuple(candidate.to or "(no value)" for candidate in ranked[1 : _SHOWN + 1])
    return Suggestion(first.to, first.score, first.reason, others, first.conflict, ask)
