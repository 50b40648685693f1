"""One answer for all columns, and none rather than a bad one."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plannr_nb.suggest.assignment import assign

pairs = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.floats(-1, 1, allow_nan=False).map(lambda gain: round(gain, 3))
)


def greatest_sum(gains: dict[tuple[int, int], float]) -> float:
    """By trying all: each row takes one column, or one of as many places that are worth nothing."""
    return max(
        sum(max(0.0, gains.get((row, column), 0.0)) for row, column in enumerate(order))
        for order in permutations(range(8), 4)
    )


@given(pairs)
def test_no_other_answer_is_worth_more(gains: dict[tuple[int, int], float]) -> None:
    chosen = assign(gains)
    assert len(set(chosen.values())) == len(chosen)
    assert all(gains[pair] > 0 for pair in chosen.items())
    assert sum(gains[pair] for pair in chosen.items()) == pytest.approx(greatest_sum(gains))


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_the_gains_does_not_matter(gains: dict[tuple[int, int], float], random) -> None:
    items = list(gains.items())
    random.shuffle(items)
    assert assign(dict(items)) == assign(gains)


def test_nothing_to_choose_from_is_nothing() -> None:
    assert assign({}) == {}
