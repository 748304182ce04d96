from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.coverage import MEASURES, Row, counted, judged, simulated


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("shift", [0.0, 0.4])
def test_the_truth_is_what_many_statements_come_to(measure: str, shift: float) -> None:
    data, truth = simulated(measure, 24, 800, shift=shift)
    sides = data.astype({"value": float}).groupby("simulation")["value"].agg(["sum", "size"])
    error = data["value"].std() * (3 * sides["size"].mean() / len(data) / 24) ** 0.5
    assert sides["sum"].sum() / len(data) == pytest.approx(truth, abs=4 * error)
    assert data.groupby("simulation")["occasion"].nunique().eq(24).all()


def test_statements_of_an_occasion_are_alike() -> None:
    data, _ = simulated("tone -1, 0, 1", 66, 200)
    means = data.groupby("occasion")["value"].agg(["mean", "size"])
    pairs = means[means["size"] == 2]["mean"]
    alone = data["value"].var() / 2
    assert 1.1 < pairs.var() / alone < 1.3


def test_coverage_is_counted() -> None:
    ends = np.array([[0.0, 1.0], [0.6, 1.0], [0.0, 0.4], [0.5, 0.5]])
    row = counted("estimate", "polarity", 24, 50, ends, 0.5, 80.0)
    assert (row.covered, row.below, row.above, row.row_wise) == (50, 25, 25, 80)


def test_rows_are_judged() -> None:
    rows = [
        Row("estimate", "x", "24", 9, 93.0, 0, 0, 92.9),
        Row("estimate", "x", "8", 9, 92.9, 0, 0, 95),
        Row("contrast", "x", "24 and 24", 9, 97.1, 0, 0, 97),
        Row("no difference", "x", "24 and 24", 9, 6.0, np.nan, np.nan, 6.1),
    ]
    table = judged(pd.DataFrame(rows).rename(columns={"covered": "per_cent"}))
    assert table["holds"].tolist() == ["yes", "few", "NO", "yes"]
    assert table["peer_holds"].tolist() == ["NO", "yes", "yes", "NO"]
