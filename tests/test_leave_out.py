"""Leaving out an outlet or an occasion is what taking its rows away would be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_specifications import scored, stances

from analysis import contrast, contrast_positions
from analysis.leave_out import (
    LINEARIZED,
    contrasts_without,
    mean_and_variance,
    parts_without,
    positions_without,
    sums_without,
    welch_reach,
)
from analysis.position_contrasts import positions_of

PAIR = ["speaker_a", "speaker_b"]
QUICK = {"resamples": 200, "permutations": 99}
USUAL = {"cluster": "occasion", "level": 0.95}


def rows(*cells: tuple[float, str, str]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["value", "occasion", "unit"])


def test_sums_without_each_unit_by_hand() -> None:
    table = rows((1.0, "o1", "x"), (2.0, "o1", "y"), (4.0, "o2", "y"), (8.0, "o3", ""))
    found = [(name, sums.tolist(), sizes.tolist()) for name, sums, sizes in sums_without(table)]
    assert found == [
        ("", [3.0, 4.0, 8.0], [2.0, 1.0, 1.0]),
        ("x", [2.0, 4.0, 8.0], [1.0, 1.0, 1.0]),
        ("y", [1.0, 8.0], [1.0, 1.0]),  # without y there is no second occasion
    ]
    parts = parts_without(table, mean_and_variance)
    assert (parts["y"].figures[0], parts["y"].n, parts["y"].n_occasions) == (4.5, 2, 2)
    # Residuals of the means 1 and 8 about 4.5: 2 / 1 * (12.25 + 12.25) / 4.
    assert parts["y"].figures[1] == pytest.approx(12.25)


def test_nothing_is_left_of_a_group_with_one_unit() -> None:
    parts = parts_without(rows((1.0, "o1", "x"), (2.0, "o2", "x")), mean_and_variance)
    assert (parts["x"].figures, parts["x"].n, parts["x"].n_occasions) == ((), 0, 0)
    assert parts_without(rows(), mean_and_variance)[""].figures == ()


cells = st.tuples(
    st.integers(-4, 4).map(float), st.sampled_from("abcd"), st.sampled_from(["", "x", "y", "z"])
)


@given(st.lists(cells, min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_parts_are_those_of_the_rows_left(made: list) -> None:
    table = rows(*made)
    parts = parts_without(table, mean_and_variance)
    assert set(parts) == {"", *table["unit"]}
    for name, part in parts.items():
        left = table if name == "" else table[table["unit"] != name]
        assert (part.n, part.n_occasions) == (len(left), left["occasion"].nunique())
        if len(left):
            again = parts_without(left.assign(unit=""), mean_and_variance)[""]
            assert np.allclose(part.figures, again.figures, equal_nan=True)


def test_the_reach_is_welchs_t() -> None:
    a = parts_without(rows(*((v, f"o{v}", "") for v in (0.1, 0.5, 0.2, 0.9))), mean_and_variance)
    b = parts_without(rows(*((v, f"o{v}", "") for v in (0.3, 0.4, 0.8))), mean_and_variance)
    from scipy.stats import ttest_ind

    test = ttest_ind([0.1, 0.5, 0.2, 0.9], [0.3, 0.4, 0.8], equal_var=False)
    ends = test.confidence_interval(0.95)
    assert welch_reach(a[""], b[""], level=0.95) == pytest.approx((ends.high - ends.low) / 2)


@pytest.mark.parametrize("unit", ["publisher", "occasion"])
def test_differences_are_those_of_the_rows_left(unit: str) -> None:
    table = scored()
    found = contrast(table, **QUICK)
    without = contrasts_without(found, table, "polarity", unit, **USUAL)
    assert len(without) > 10
    for row in without.sample(12, random_state=1).itertuples():
        left = table[table[unit] != row.without]
        again = contrast(left, pairs=[(row.speaker_a, row.speaker_b)], **QUICK).iloc[0]
        assert row.difference == pytest.approx(again["difference"])
        assert (row.n_a, row.n_b, row.n) == (again["n_a"], again["n_b"], again["n"])
        assert (row.n_occasions_a, row.n_occasions) == (
            again["n_occasions_a"],
            again["n_occasions"],
        )
        # A bootstrap of its own would say nearly the same.
        assert row.ci_low == pytest.approx(again["ci_low"], abs=0.04)
        assert row.ci_high == pytest.approx(again["ci_high"], abs=0.04)
    assert (without["note"] == LINEARIZED).all()


def test_with_few_occasions_the_interval_is_near_that_of_the_rows_left() -> None:
    table = scored(occasions=5)
    found = contrast(table, level=0.9, **QUICK)
    without = contrasts_without(found, table, "polarity", "occasion", cluster="occasion", level=0.9)
    row = without.iloc[0]
    again = contrast(table[table["occasion"] != row["without"]], level=0.9, **QUICK).iloc[0]
    assert row[["ci_low", "ci_high"]].tolist() == pytest.approx(
        again[["ci_low", "ci_high"]].tolist(), rel=0.05
    )


def test_an_occasion_of_others_changes_nothing() -> None:
    table = scored()
    found = contrast(table, pairs=[("A", "B")], **QUICK)
    without = contrasts_without(
        found, table, "polarity", "occasion", cluster="occasion", level=0.95
    )
    assert sorted(without["without"]) == sorted(
        table.loc[table["speaker"] != "C", "occasion"].unique()
    )
    alone = table[table["speaker"] != "C"]
    same = contrasts_without(found, alone, "polarity", "occasion", **USUAL)
    pd.testing.assert_frame_equal(without, same)


def test_rows_without_an_outlet_always_stay() -> None:
    table = scored().assign(publisher="")
    table.loc[0, "publisher"] = "Outlet 1"
    table.loc[1, "publisher"] = np.nan
    found = contrast(table, pairs=[("A", "B")], **QUICK)
    without = contrasts_without(
        found, table, "polarity", "publisher", cluster="occasion", level=0.95
    )
    assert without[["without", "n_a"]].values.tolist() == [["Outlet 1", found["n_a"][0] - 1]]


def test_nothing_left_is_said() -> None:
    table = scored().query("speaker != 'C'").assign(publisher="One")
    table.loc[table["occasion"] == "A00", "publisher"] = "Two"
    found = contrast(table, **QUICK)
    without = contrasts_without(
        found, table, "polarity", "publisher", cluster="occasion", level=0.95
    )
    one, two = without.set_index("without").loc["One"], without.set_index("without").loc["Two"]
    assert np.isnan(one["difference"]) and one["note"] == "nothing left" and one["n_a"] == 2
    assert two["note"] == LINEARIZED


@pytest.mark.parametrize("unit", ["publisher", "occasion"])
def test_positions_are_those_of_the_rows_left(unit: str) -> None:
    labels, statements = stances()
    taken = positions_of(labels, statements, ["occasion", "publisher"], where="test")
    found = contrast_positions(taken, permutations=99)
    without = positions_without(found, taken, unit, **USUAL)
    assert set(without["issue"]) == {"talks", "territory"}
    for row in without.sample(12, random_state=1).itertuples():
        left = taken[taken[unit] != row.without]
        pair = [(row.speaker_a, row.speaker_b)]
        again = contrast_positions(left, pairs=pair, permutations=99).set_index("issue")
        named = ["difference", "ci_low", "ci_high", "n_a", "n_b", "n_occasions"]
        assert [getattr(row, name) for name in named] == pytest.approx(
            again.loc[row.issue, named].tolist()
        )
