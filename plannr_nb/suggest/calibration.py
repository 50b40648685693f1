"""Evidence -> probability, by weights learnt from labelled lists (``benchmarks/fit_scores.py``).

The evidence for a pair is a strength between 0 and 1 that people have set by hand, word by word. How often such a pair
is right also depends on what else speaks: a close rival, a second field the header fits, words nobody knows, whether
cells were seen at all. A logistic regression over those few figures makes a probability of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plannr_nb.catalogue import Kind
from plannr_nb.suggest.evidence import Match

__all__ = ["FEATURES", "Standing", "Standings", "chance_of", "features", "probability", "standings"]

FEATURES = (
    "strength",
    "strength where it is high",
    "ahead of the header's next field",
    "behind the header's best field",
    "ahead of the next header",
    "behind the best header",
    "unknown words",
    "words against it",
    "a weak phrase",
    "only vague words",
    "only vague words beside unknown ones",
    "a word is missing",
    "cells seen",
    "cells agree",
    "cells contradict",
    "another header has the field",
    "another header has it, of a kind with several",
)
_SEVERAL = frozenset({Kind.PHONE, Kind.EMAIL, Kind.MONEY})
_HIGH = 1.5
_FAR, _VERY_FAR = 3.0, 5.0
_STRONG, _AT_MOST = 1.1, 0.89  # weaker evidence is never called sure, however well it stands
_WEAKEST, _STRONGEST = 0.002, 0.995


@dataclass(frozen=True, slots=True)
class Standing:
    """How a match stands among the others, in log odds: best of the header's other fields, and of the other headers."""

    next_field: float
    next_header: float
    taken: bool
    seen: bool


def standings(matches: Sequence[Mapping[str, Match]], owners: Mapping[str, int], seen: Sequence[bool]) -> Standings:
    """What is needed to ask for the standing of any match."""
    best: dict[str, list[tuple[float, int]]] = {}
    for place, found in enumerate(matches):
        for name, match in found.items():
            best.setdefault(name, []).append((match.score, place))
    return Standings(matches, {name: sorted(scores, reverse=True)[:2] for name, scores in best.items()}, owners, seen)


@dataclass(frozen=True)
class Standings:
    """All matches of a file, to be asked how one of them stands."""

    matches: Sequence[Mapping[str, Match]]
    best: Mapping[str, Sequence[tuple[float, int]]]
    owners: Mapping[str, int]
    seen: Sequence[bool]

    def of(self, place: int, name: str) -> Standing:
        fields = (match.score for other, match in self.matches[place].items() if other != name)
        headers = (score for score, other in self.best[name] if other != place)
        return Standing(
            _log_odds(max(fields, default=0.0)),
            _log_odds(max(headers, default=0.0)),
            self.owners.get(name, place) != place,
            self.seen[place],
        )


def features(match: Match, standing: Standing, kind: Kind) -> tuple[float, ...]:
    """The figures of one pair, in the order of `FEATURES`."""
    strength = _log_odds(match.score)
    free = not standing.taken
    before, above = strength - standing.next_field, strength - standing.next_header
    return (
        strength,
        max(0.0, strength - _HIGH),
        min(max(before, 0.0), _FAR),
        max(min(before, 0.0), -_FAR),
        min(max(above, 0.0), _FAR),
        max(min(above, 0.0), -_FAR),
        float(min(len(match.unknown), 2)),
        float(min(len(match.against), 2) * free),
        float(match.weak and free),
        float(match.vague),
        float(match.vague and bool(match.unknown)),
        float(not match.whole),
        float(standing.seen),
        max(match.cells, 0.0),
        max(min(match.cells, 0.0), -_VERY_FAR),
        float(standing.taken),
        float(standing.taken and kind in _SEVERAL),
    )


def probability(match: Match, standing: Standing, kind: Kind) -> float:
    """How likely the pair is right, as lists of other systems have taught."""
    constant, weights = _weights()
    return chance_of(features(match, standing, kind), constant, weights)


def chance_of(figures: Sequence[float], constant: float, weights: Sequence[float]) -> float:
    """The probability that the weights make of the figures."""
    total = constant + sum(weight * figure for weight, figure in zip(weights, figures, strict=True))
    chance = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return chance if figures[0] >= _STRONG else min(chance, _AT_MOST)


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    read = json.loads((files("plannr_nb.suggest") / "score_weights.json").read_text("utf-8"))
    return read["constant"], tuple(read["weights"].get(name, 0.0) for name in FEATURES)  # 0.0: not learnt yet


def _log_odds(score: float) -> float:
    bound = min(max(score, _WEAKEST), _STRONGEST)
    return math.log(bound / (1.0 - bound))
