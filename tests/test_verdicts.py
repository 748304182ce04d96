"""Verdicts: counts by hand, that they add up, and that the hanging outlet is found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_specifications import hanging, scored

from analysis import compare_specifications, influence, verdict
from analysis.errors import InputError
from analysis.specified import CHOICES, FINDING
from analysis.verdicts import field_name

QUICK = {"resamples": 200, "permutations": 99}


def made(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    """Rows of one finding: method, what is left out, difference and half its interval's width."""
    table = pd.DataFrame(rows, columns=["method", "without", "difference", "half"])
    table = table.assign(measure="polarity", speaker_a="A", speaker_b="B", words="", rows="all")
    table["left_out"] = np.where(table["without"] == "", "", "publisher")
    table["ci_low"] = table["difference"] - table["half"]
    table["ci_high"] = table["difference"] + table["half"]
    return table.assign(effect_size=2 * table["difference"], n=10)


def test_a_verdict_by_hand() -> None:
    table = made(
        ("m", "", 0.3, 0.1), ("m", "x", 0.05, 0.1), ("m", "y", 0.4, 0.1),
        ("k", "", 0.2, 0.1), ("k", "x", -0.1, 0.05), ("k", "y", 0.25, 0.1),
        ("l", "", -0.1, 0.2), ("l", "x", -0.2, 0.2), ("l", "y", 0.1, 0.2),
    )  # fmt: skip
    row = verdict(table).iloc[0]
    assert (row["verdict"], row["ahead"]) == ("holds in 2 of 3", "A")
    counts = ["n_specifications", "n_same_sign", "n_tested", "n_intervals", "n_opposite"]
    assert row[counts].tolist() == [3, 2, 3, 2, 0]
    assert row["n_left_out"] == 6
    assert (row["least"], row["greatest"]) == (-0.2, 0.6)
    assert (row["n_turned"], row["n_lost"]) == (2, 2)
    assert (row["hangs_on"], row["n_hanging"]) == ("publisher x", 2)
    # In effect sizes: 0.5 and 0.6 weaker in m and k, 0.2 stronger in l.
    assert row["shift"] == pytest.approx((-0.5 - 0.6 + 0.2) / 3)
    told = influence(table)
    assert told["without"].tolist() == ["x", "y"]
    counts = ["n_specifications", "n_same_sign", "n_intervals", "n_turned", "n_lost"]
    assert told[counts].values.tolist() == [[3, 2, 2, 1, 2], [3, 2, 2, 1, 0]]


@pytest.mark.parametrize(
    ("rows", "said", "ahead"),
    [
        ([("m", "", 0.3, 0.1), ("k", "", 0.2, 0.1)], "holds", "A"),
        ([("m", "", -0.3, 0.1), ("k", "", -0.2, 0.1)], "holds", "B"),
        ([("m", "", -0.3, 0.1), ("k", "", -0.2, 0.3)], "holds in 1 of 2", "B"),
        ([("m", "", 0.3, 0.1), ("k", "", -0.2, 0.1)], "depends: opposite answers", ""),
        ([("m", "", 0.3, 0.5), ("k", "", -0.2, 0.3)], "never apart", ""),
        ([("m", "", 0.3, 0.1), ("k", "", np.nan, np.nan)], "holds", "A"),
        ([("m", "", 0.3, np.nan)], "not tested", "A"),
    ],
)
def test_verdicts(rows: list, said: str, ahead: str) -> None:
    row = verdict(made(*rows)).iloc[0]
    assert (row["verdict"], row["ahead"]) == (said, ahead)
    assert row["n_tested"] == sum(not np.isnan(half) for *_, half in rows)
    assert (row["hangs_on"], row["n_hanging"], row["weakest_without"]) == ("", 0, "")


def test_others_that_cost_as_much_are_counted() -> None:
    table = made(("m", "", 0.3, 0.1), ("m", "x", 0.05, 0.1), ("m", "y", 0.04, 0.1))
    assert verdict(table)["hangs_on"][0] == "publisher y and 1 more"
    # A part of the intervals is not what a finding hangs on.
    more = [(f"k{i}", "", 0.3, 0.1) for i in range(2)]
    row = verdict(pd.concat([table, made(*more)])).iloc[0]
    assert (row["hangs_on"], row["n_hanging"], row["weakest_without"]) == ("", 1, "publisher y")


def test_the_outlet_that_makes_a_finding_is_named() -> None:
    table = hanging()
    found = compare_specifications({"one": table, "two": table.iloc[:-3]}, **QUICK)
    told = verdict(found).set_index(["speaker_a", "speaker_b"])
    row = told.loc[("A", "B")]
    assert (row["verdict"], row["ahead"]) == ("holds", "A")
    assert (row["hangs_on"], row["n_hanging"]) == ("publisher Herald", 2)
    without = found[(found["without"] == "Herald") & (found["speaker_b"] == "B")]
    assert (without["ci_low"] < 0).all() and (without["ci_high"] > 0).all()
    first = influence(found).query("speaker_a == 'A' and speaker_b == 'B'").iloc[0]
    assert (first["left_out"], first["without"]) == ("publisher", "Herald")
    # No single occasion makes it.
    occasions = influence(found).query("left_out == 'occasion' and speaker_b == 'B'")
    assert occasions["n_lost"].sum() == 0


def test_an_occasion_that_neither_has_is_not_among_them() -> None:
    found = compare_specifications({"one": scored()}, pairs=[("A", "B")], **QUICK)
    assert not influence(found)["without"].str.startswith("C").any()


half = st.floats(0.01, 1)
specification = st.tuples(st.floats(-1, 1).map(lambda v: round(v, 3)), half)


@given(st.lists(st.lists(specification, min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_counts_add_up(drawn: list) -> None:
    table = made(
        *(
            (f"m{i}", name, *cell)
            for i, cells in enumerate(drawn)
            for name, cell in zip(("", "x", "y"), cells, strict=True)
        )
    )
    row = verdict(table).iloc[0]
    whole = table[table["without"] == ""]
    assert row["n_specifications"] == len(drawn) == len(whole)
    assert row["n_left_out"] == 2 * len(drawn)
    signs = np.sign(whole["difference"])
    assert row["n_same_sign"] == max((signs > 0).sum(), (signs < 0).sum())
    clear = (whole["ci_low"] > 0) | (whole["ci_high"] < 0)
    assert row["n_intervals"] + row["n_opposite"] == clear.sum()
    told = influence(table)
    assert told["n_lost"].sum() == row["n_lost"] <= 2 * clear.sum()
    assert told["n_turned"].sum() == row["n_turned"]
    assert row["n_hanging"] == told["n_lost"].max()
    parts = verdict(table, by="method")
    assert len(parts) == len(drawn)
    for name in ("n_specifications", "n_left_out", "n_lost", "n_turned"):
        assert parts[name].sum() == row[name]
    assert parts["least"].min() == row["least"] and parts["greatest"].max() == row["greatest"]


def test_names_of_texts() -> None:
    assert field_name("text + quote") == "reported text and own words"
    assert field_name("my_text") == "my text"


def test_bad_input_gets_one_clear_line() -> None:
    table = made(("m", "", 0.3, 0.1))
    for call, message in (
        (lambda: verdict(table.drop(columns="without")), "specifications returns"),
        (lambda: verdict(pd.concat([table, table])), "two rows"),
        (lambda: verdict(table, by="outlet"), "no choice 'outlet'"),
        (lambda: influence(table[FINDING + CHOICES]), "influence needs"),
    ):
        with pytest.raises(InputError, match=message):
            call()
