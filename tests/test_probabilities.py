from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.probabilities import calibration, calibration_error


def tables(
    probability: list[float], right: list[bool], *, each: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scored statements and labels, `each` in a row of one occasion."""
    ids = [f"s{i:04}" for i in range(len(right))]
    scored = pd.DataFrame(
        {
            "statement_id": ids,
            "occasion": [f"o{i // each:04}" for i in range(len(right))],
            "sentiment": ["positive" if r else "neutral" for r in right],
            "probability": probability,
        }
    )
    return scored, pd.DataFrame({"statement_id": ids, "tone": "positive"})


def drawn(n: int, shift: float, *, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A method whose classes are right less often than it says, by `shift`."""
    random = np.random.default_rng(seed)
    p = random.uniform(0.4, 0.95, n)
    return tables(p.tolist(), (random.random(n) < p - shift).tolist(), each=2)


def test_bins_by_hand() -> None:
    p = [0.4, 0.5, 0.6, 0.9, 0.95, 1.0]
    scored, labels = tables(p, [True, False, False, True, True, False])
    result = calibration(scored.iloc[::-1], labels, bins=2)
    assert result["bin"].tolist() == [1, 2]
    assert result[["lowest", "highest"]].to_numpy().tolist() == [[0.4, 0.6], [0.9, 1.0]]
    assert result["probability"].tolist() == pytest.approx([0.5, 0.95])
    assert result["estimate"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert result[["n", "n_occasions"]].to_numpy().tolist() == [[3, 3], [3, 3]]
    inside = (result["ci_low"] < result["estimate"]) & (result["estimate"] < result["ci_high"])
    assert inside.all() and result["ci_low"].min() >= 0 and result["ci_high"].max() <= 1
    # |0.5 - 1/3| and |0.95 - 2/3|, half the statements each.
    found = calibration_error(scored, labels, bins=2).set_index("measure")
    assert found.loc["calibration_error", "estimate"] == pytest.approx((0.5 + 0.95 - 1) / 2)
    assert found.loc["overconfidence", "estimate"] == pytest.approx(sum(p) / 6 - 0.5)


def test_bins_are_of_equal_size_and_keep_equals_together() -> None:
    scored, labels = drawn(103, 0)
    sizes = calibration(scored, labels, bins=5)["n"]
    assert sizes.sum() == 103 and sizes.max() - sizes.min() <= 1
    tied = scored.assign(probability=[0.5] * 80 + [0.9] * 23)
    assert calibration(tied, labels, bins=5)["n"].tolist() == [80, 23]
    assert calibration(tied, labels, bins=5)["bin"].tolist() == [1, 2]
    assert len(calibration(scored, labels, bins=500)) == 103


def test_occasions_not_statements_make_the_interval() -> None:
    right = [i // 20 % 2 == 0 for i in range(400)]
    scored, labels = tables([0.7] * 400, right, each=20)
    free = calibration(scored, labels, bins=1, cluster="statement_id").iloc[0]
    wide = calibration(scored, labels, bins=1).iloc[0]
    assert free["n_occasions"] == 400 and wide["n_occasions"] == 20
    assert wide["ci_high"] - wide["ci_low"] > 3 * (free["ci_high"] - free["ci_low"])


def test_the_error_of_a_calibrated_method_reaches_down_to_zero() -> None:
    found = [
        calibration_error(*drawn(300, 0, seed=seed), resamples=200).set_index("measure")
        for seed in range(20)
    ]
    errors = [f.loc["calibration_error"] for f in found]
    assert sum(e["ci_low"] == 0 for e in errors) >= 18
    assert all(e["ci_low"] <= e["estimate"] <= e["ci_high"] for e in errors)
    chance = np.mean([float(e["note"].split()[-1]) for e in errors])
    assert np.mean([e["estimate"] for e in errors]) == pytest.approx(chance, rel=0.25)
    surer = [f.loc["overconfidence"] for f in found]
    assert sum(s["ci_low"] <= 0 <= s["ci_high"] for s in surer) >= 17


def test_a_method_surer_than_right_is_found_out() -> None:
    found = calibration_error(*drawn(600, 0.2)).set_index("measure")
    assert found.loc["overconfidence", "ci_low"] > 0.1
    assert found.loc["calibration_error", "ci_low"] > 0.05
    assert found.loc["calibration_error", "ci_high"] < 0.35
    modest = calibration_error(*drawn(600, -0.2)).set_index("measure")
    assert modest.loc["overconfidence", "ci_high"] < 0


def test_statements_without_a_probability_are_left_out_and_counted() -> None:
    scored, labels = drawn(60, 0)
    scored.loc[:9, "probability"] = np.nan
    scored.loc[10:14, "sentiment"] = None
    assert calibration(scored, labels)["n"].sum() == 45
    assert (
        calibration_error(scored, labels)[["n", "n_unscored"]].to_numpy().tolist() == [[45, 15]] * 2
    )


def test_one_occasion_has_no_interval_and_few_are_said() -> None:
    scored, labels = drawn(12, 0)
    one = scored.assign(occasion="o")
    assert calibration(one, labels)["ci_low"].isna().all()
    assert (calibration(one, labels)["note"] == "one occasion: no interval").all()
    errors = calibration_error(one, labels)
    assert errors["ci_low"].isna().all()
    assert (errors["note"] == "one occasion: no interval").all()
    assert calibration_error(scored, labels)["note"].str.contains(r"few occasions \(6\)").all()


def test_same_input_same_output_in_any_order() -> None:
    scored, labels = drawn(50, 0.1)
    turned = scored.sample(frac=1, random_state=1), labels.iloc[::-1]
    for function in (calibration, calibration_error):
        pd.testing.assert_frame_equal(function(scored, labels), function(*turned), check_exact=True)


def test_bad_input_is_one_clear_line() -> None:
    scored, labels = drawn(10, 0)
    for function in (calibration, calibration_error):
        name = function.__name__
        with pytest.raises(InputError, match=f"{name}: the method gives no probabilities; use"):
            function(scored.assign(probability=np.nan), labels)
        with pytest.raises(InputError, match=f"{name} needs the column probability"):
            function(scored.drop(columns="probability"), labels)
        with pytest.raises(InputError, match="must lie between 0 and 1"):
            function(scored.assign(probability=50.0), labels)
        with pytest.raises(InputError, match="bins must be 1 or more; it is 0"):
            function(scored, labels, bins=0)
