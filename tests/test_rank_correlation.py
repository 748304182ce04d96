from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from analysis.rank_correlation import weighted_spearman

rows = st.lists(
    st.tuples(st.integers(-2, 2), st.integers(0, 2), st.integers(0, 3)), min_size=2, max_size=15
)


@settings(max_examples=80, deadline=None)
@given(rows)
def test_it_is_scipys_of_the_rows_repeated(drawn: list[tuple[int, int, int]]) -> None:
    first, second, weights = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    found = weighted_spearman(weights, first, second)
    times = weights.astype(int)
    one, two = np.repeat(first, times), np.repeat(second, times)
    if len(np.unique(one)) < 2 or len(np.unique(two)) < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(one, two)[0])


def test_many_draws_at_once_are_each_as_alone() -> None:
    weights = np.array([[1.0, 1, 1, 1], [2, 0, 1, 1], [0, 0, 4, 0]])
    first, second = np.array([0.1, 0.4, 0.4, -1]), np.array([0.0, 2, 1, 0])
    found = weighted_spearman(weights, first, second)
    alone = [weighted_spearman(w, first, second) for w in weights]
    assert np.allclose(found, alone, equal_nan=True)
    assert np.isnan(found).tolist() == [False, False, True]
