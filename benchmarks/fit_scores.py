"""Learn how evidence becomes a probability, from the labelled lists in the tests; writes the weights the engine reads.

    python benchmarks/fit_scores.py             # cross-validated figures only
    python benchmarks/fit_scores.py --write     # and new weights into plannr_nb/suggest/score_weights.json

Every header's best candidate teaches: with its cells and without, with the reviewed phrases as they are and with a part
of them taken away at random. Lists that were looked at while phrases were reviewed are too easy: the headers of another
system will hold words nobody thought of, and the phrases taken away stand for those. Cross-validation leaves out all
lists of a system together.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from header_mapping import LISTS
from mapping_score import Counts, HeaderList, calibration_error, count, read_lists, wrong_among_sure

from plannr_nb import catalogue
from plannr_nb.catalogue import RecordType
from plannr_nb.suggest.calibration import FEATURES, chance_of, features
from plannr_nb.suggest.proposal import PRE_TICKED, may_be_ticked
from plannr_nb.suggest.ranking import NOT_CHOSEN, SUGGESTED, best_candidates, weigh
from plannr_nb.suggest.synonyms import Vocabulary, vocabulary_of

WEIGHTS = Path(__file__).parent.parent / "plannr_nb" / "suggest" / "score_weights.json"
_MISSING = 0.15  # share of the phrases taken away
_TIMES = 3
_RIDGE = 3.0
_FIRM = {"cells contradict": 100.0}  # next to no cell of the lists contradicts its header, so what is expected stands
_EXPECTED = {
    "strength": 1.0,
    "words against it": -2.0,
    "cells contradict": 1.0,
}  # what the weights are where there is little to learn from
_STEPS, _SMALL = 50, 1e-8
_DRAWS, _FEW_LISTS = 500, 40


@dataclass(frozen=True)
class Example:
    """A header's best candidate: its figures, and what the label says of it."""

    header: str
    field: str
    figures: tuple[float, ...]
    right: bool
    chosen: bool
    may_be_ticked: bool


@dataclass(frozen=True)
class Shown:
    """One list as the engine saw it once."""

    labelled: HeaderList
    values: bool
    thinned: bool
    examples: tuple[Example, ...]


def thinned(vocabulary: Vocabulary, chance: random.Random) -> Vocabulary:
    """The vocabulary without some of its phrases."""
    kept = tuple(phrase for phrase in vocabulary.phrases if chance.random() >= _MISSING)
    with_word: dict[str, tuple[int, ...]] = {}
    for place, phrase in enumerate(kept):
        for word in phrase.words:
            with_word[word] = (*with_word.get(word, ()), place)
    return replace(vocabulary, phrases=kept, with_word=with_word)


def shown(lists: Sequence[HeaderList]) -> Iterator[Shown]:
    chance = random.Random(20250314)
    for labelled in lists:
        record_type = catalogue.load(labelled.record_type)
        vocabulary = vocabulary_of(record_type)
        for each in (None, *(thinned(vocabulary, chance) for _ in range(_TIMES))):
            for values in (False, True):
                found = examples_of(labelled, record_type, each, values=values)
                yield Shown(labelled, values, each is not None, found)


def examples_of(
    labelled: HeaderList, record_type: RecordType, vocabulary: Vocabulary | None, *, values: bool
) -> tuple[Example, ...]:
    source = labelled.frame() if values else labelled.headers
    weighed = weigh(source, record_type, packs=False, vocabulary=vocabulary)
    found = []
    for place, name in best_candidates(weighed).items():
        match = weighed.matches[place][name]
        figures = features(match, weighed.standings.of(place, name), weighed.kinds[name])
        column, chosen = labelled.columns[place], weighed.chosen.get(place) == name
        safe = chosen and may_be_ticked(place, name, weighed, record_type)
        found.append(Example(column.header, name, figures, name in column.right, chosen, safe))
    return tuple(found)


def learnt_from(data: Sequence[Shown]) -> list[Example]:
    """All examples but those that only the missing phrases made: a word of theirs then stands against another field."""
    against = FEATURES.index("words against it")
    return [one for each in data for one in each.examples if not (each.thinned and one.figures[against])]


def fitted(examples: Sequence[Example]) -> np.ndarray:
    """Constant and weights of a logistic regression, held near to what is expected, by Newton's method."""
    table = np.column_stack([np.ones(len(examples)), np.array([each.figures for each in examples])])
    right = np.array([each.right for each in examples], dtype=float)
    ridge = np.array([0.0] + [_FIRM.get(name, _RIDGE) for name in FEATURES])
    expected = np.array([0.0] + [_EXPECTED.get(name, 0.0) for name in FEATURES])

    def loss(weights: np.ndarray) -> float:
        total = table @ weights
        return float((np.logaddexp(0.0, total) - right * total).sum() + ridge @ (weights - expected) ** 2 / 2)

    weights = expected
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (chance - right) + ridge * (weights - expected)
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > _SMALL:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= _SMALL:
            break
    return weights


def scores(examples: Sequence[Example], weights: np.ndarray) -> list[float]:
    constant, *rest = weights.tolist()
    chances = [chance_of(each.figures, constant, rest) for each in examples]
    return [chance if each.chosen else min(chance, NOT_CHOSEN) for each, chance in zip(examples, chances, strict=True)]


def figures_of(seen: Sequence[tuple[Shown, list[float]]]) -> dict[str, float]:
    """The figures of the bars, over lists with the scores of their candidates."""
    suggested, ticked, scored = Counts(), Counts(), []
    for each, chances in seen:
        pairs = list(zip(each.examples, chances, strict=True))
        scored += [(chance, example.right) for example, chance in pairs]
        suggested += count(
            each.labelled, {pair.header: pair.field for pair, chance in pairs if chance >= SUGGESTED and pair.chosen}
        )
        ticked += count(
            each.labelled,
            {pair.header: pair.field for pair, chance in pairs if chance >= PRE_TICKED and pair.may_be_ticked},
        )
    return {
        "F1": suggested.f1,
        "left alone": suggested.left_alone,
        "precision of pre-ticked": ticked.precision,
        "coverage of pre-ticked": ticked.recall,
        "calibration error": calibration_error(scored),
        "wrong at 0.9 and more": wrong_among_sure(scored),
    }


def calibration_interval(seen: Sequence[tuple[Shown, list[float]]]) -> tuple[float, float]:
    """Within what 95 % of the calibration errors lie, of so few lists drawn from these."""
    by_list: dict[str, list[tuple[float, bool]]] = {}
    for each, chances in seen:
        right = (example.right for example in each.examples)
        by_list.setdefault(each.labelled.name, []).extend(zip(chances, right, strict=True))
    pairs, chance = list(by_list.values()), random.Random(20250314)
    drawn = [
        calibration_error([pair for one in chance.choices(pairs, k=_FEW_LISTS) for pair in one]) for _ in range(_DRAWS)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def cross_validated(data: Sequence[Shown]) -> list[tuple[Shown, list[float]]]:
    """Scores by weights that were learnt without any list of the system."""
    found = []
    for system in sorted({each.labelled.system for each in data}):
        weights = fitted(learnt_from([each for each in data if each.labelled.system != system]))
        found += [(each, scores(each.examples, weights)) for each in data if each.labelled.system == system]
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--lists", type=Path, default=LISTS, help="folder of labelled lists")
    arguments.add_argument("--write", action="store_true", help="write the weights")
    asked = arguments.parse_args()
    lists = read_lists(asked.lists)
    data = list(shown(lists))
    held_out = cross_validated(data)
    told: dict[str, dict[str, float]] = {}
    for thin in (False, True):
        for values in (False, True):
            name = f"{'headers and values' if values else 'headers only'}{', phrases taken away' if thin else ''}"
            chosen = [pair for pair in held_out if (pair[0].values, pair[0].thinned) == (values, thin)]
            told[name] = {figure: round(value, 3) for figure, value in figures_of(chosen).items()}
            low, high = calibration_interval(chosen)
            print(f"{name:45}", ", ".join(f"{figure} {value:.3f}" for figure, value in told[name].items()))
            print(f"{'':45} calibration error of {_FEW_LISTS} lists: {low:.3f} to {high:.3f}")
    constant, *weights = fitted(learnt_from(data)).round(4).tolist()
    document = {
        "learnt": date.today().isoformat(),
        "from": f"{len(lists)} lists, {sum(len(each.columns) for each in lists)} columns",
        "cross-validated by system": told,
        "constant": constant,
        "weights": dict(zip(FEATURES, weights, strict=True)),
    }
    print(json.dumps({"constant": constant, "weights": document["weights"]}, indent=2))
    if asked.write:
        WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
