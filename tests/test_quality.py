from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import krippendorff_alpha
from analysis.errors import InputError
from analysis.quality import MEASURES, coder_quality
from analysis.validation import validate

STATEMENTS = pd.DataFrame(
    {
        "statement_id": [f"s{i}" for i in range(6)],
        "speaker": list("AAABBB"),
        "occasion": ["a1", "a1", "a2", "b1", "b2", "b3"],
    }
)


def table(*rows: tuple[str, str, str, bool]) -> pd.DataFrame:
    columns = ["statement_id", "issue", "stance", "conditional"]
    return pd.DataFrame(list(rows), columns=columns).astype({"conditional": bool})


def by_measure(result: pd.DataFrame) -> pd.Series:
    return result.set_index("measure")["estimate"]


def from_classes(true: list[int], coded: list[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Classes 0, 1, 2 as favor, against, none of one issue."""
    names = ["favor", "against", "none"]
    return tuple(
        table(*[(f"s{i}", "talks", names[k], False) for i, k in enumerate(found)])
        for found in (coded, true)
    )


def test_the_worked_example_of_scikit_learn() -> None:
    # The example in the documentation of sklearn.metrics.f1_score: F1 by class 0.8, 0.0, 0.0.
    coded, labels = from_classes([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1])
    found = by_measure(coder_quality(coded, labels, STATEMENTS))
    assert found["f_avg"] == pytest.approx((0.8 + 0.0) / 2)
    # Micro over the two classes: 2 right, 5 coded, 4 labeled.
    assert found["f1"] == pytest.approx(2 * 2 / (5 + 4))


def test_the_worked_example_of_krippendorff() -> None:
    # Krippendorff (2011), example B: two observers, ten units, binary: alpha = 0.095.
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    kinds = ["none", "favor"]
    ids = [f"u{i}" for i in range(10)]
    statements = pd.DataFrame({"statement_id": ids, "occasion": ids})
    coded, labels = (
        table(*[(i, "talks", kinds[k], False) for i, k in zip(ids, values, strict=True)])
        for values in (first, second)
    )
    found = by_measure(coder_quality(coded, labels, statements))
    assert found["alpha"] == pytest.approx(0.095, abs=0.0005)


def test_the_flag_counts_only_where_the_stance_is_right() -> None:
    labels = table(
        ("s0", "talks", "favor", True), ("s1", "talks", "favor", True),
        ("s2", "talks", "favor", False), ("s3", "talks", "against", True),
    )  # fmt: skip
    coded = table(
        ("s0", "talks", "favor", True), ("s1", "talks", "favor", False),
        ("s2", "talks", "favor", True), ("s3", "talks", "favor", True),
    )  # fmt: skip
    result = coder_quality(coded, labels, STATEMENTS).set_index("measure")
    assert result.loc["conditional_f1", "estimate"] == pytest.approx(2 / (2 + 1 + 1))
    assert result.loc["conditional_f1", "n"] == 3
    bare = coder_quality(coded.drop(columns="conditional"), labels, STATEMENTS)
    assert np.isnan(by_measure(bare)["conditional_f1"])


def test_groups_issues_and_intervals() -> None:
    labels = table(("s0", "talks", "favor", False), ("s3", "progress", "against", False))
    coded = table(("s0", "talks", "favor", False), ("s3", "progress", "favor", False))
    result = coder_quality(coded, labels, STATEMENTS, by="speaker")
    assert list(result["speaker"].unique()) == ["A", "B"]
    assert by_measure(result[result["speaker"] == "A"])["f1"] == 1
    assert by_measure(result[result["speaker"] == "B"])["f1"] == 0
    units = result.set_index(["speaker", "measure"])["n"]
    assert units["A", "alpha"] == 3 * 2
    one = coder_quality(coded, labels, STATEMENTS, issues=["talks"])
    assert by_measure(one)["f1"] == 1
    whole = coder_quality(coded, labels, STATEMENTS).set_index("measure")
    assert whole.loc["f1", "ci_low"] <= 0.5 <= whole.loc["f1", "ci_high"]
    alone = coder_quality(coded, labels, STATEMENTS.iloc[:2])
    assert (alone["note"] == "one occasion: no interval").sum() >= 2


def test_nothing_coded_is_said_and_bad_input_is_refused() -> None:
    empty = table()
    result = coder_quality(empty, empty, STATEMENTS, issues=["talks"])
    assert result["estimate"].isna().all()
    assert result["note"].str.startswith("not defined").all()
    twice = table(("s0", "talks", "favor", False), ("s0", "talks", "against", False))
    with pytest.raises(InputError, match="two stances on talks"):
        coder_quality(twice, empty, STATEMENTS)
    with pytest.raises(InputError, match="coder_quality"):
        coder_quality(empty, empty, STATEMENTS.drop(columns="occasion"))


codes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(codes)
def test_it_agrees_with_validate_and_with_alpha(pairs: list[tuple[int, int]]) -> None:
    coded, labels = from_classes([a for a, _ in pairs], [b for _, b in pairs])
    found = by_measure(coder_quality(coded, labels, STATEMENTS, issues=["talks"], resamples=10))
    f1 = validate(coded, labels, STATEMENTS, resamples=10)["f1"].iloc[0]
    assert found["f1"] == pytest.approx(f1, nan_ok=True)
    ratings = pd.DataFrame(pairs, columns=["a", "b"])
    alpha = krippendorff_alpha(ratings)
    assert found["alpha"] == pytest.approx(alpha, nan_ok=True)
    assert set(found.index) == set(MEASURES)
