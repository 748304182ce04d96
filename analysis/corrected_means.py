"""Means of a score, corrected for the coder's error by labels: ``estimate(labels=...)``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.clusters import (
    SCALES,
    is_yes_no,
    named_rows,
    numeric,
    occasion_codes,
    require_cluster,
)
from analysis.errors import require_columns
from analysis.label_samples import label_values, label_weights, matched
from analysis.rectified import mean_interval, rectify, share_interval
from analysis.stance_tables import unique_statements

NAN = float("nan")
COLUMNS = [
    "measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "n_unscored", "n_labeled",
    "uncorrected", "note",
]  # fmt: skip


def corrected_means(
    data: pd.DataFrame,
    value: str,
    labels: pd.DataFrame,
    *,
    by: Sequence[str],
    cluster: str,
    level: float,
    labeling_probability: str | None,
) -> pd.DataFrame:
    """Mean label of each group's statements, from the scores of all and the labels of some.

    Parameters, result and errors are those of :func:`analysis.estimate`.
    """
    rows = unique_statements(data, where="estimate")
    require_columns(rows, [value, *by], where="estimate")
    require_cluster(rows, cluster, where="estimate")
    rows = named_rows(rows, by)
    known = label_values(labels, value, where="estimate")
    sample = labels[labels["statement_id"].isin(known.index)]
    weights = label_weights(sample, labeling_probability, where="estimate: labels")
    table = pd.DataFrame({i: rows[column] for i, column in enumerate(by)})
    table["occasion"] = rows[cluster].astype(str)
    table["statement"] = rows["statement_id"].astype(str)
    table["code"] = numeric(rows[value], where="estimate")
    table["label"] = matched(rows["statement_id"], known, where="estimate: labels")
    table["weight"] = rows["statement_id"].map(weights).fillna(0.0).astype(float)
    # The sum of floats depends on their order.
    table = table.sort_values(["occasion", "statement"], ignore_index=True)
    both = pd.concat([table["code"], table["label"]]).dropna()
    yes_no = is_yes_no(data[value]) and bool(both.isin([0, 1]).all())
    low, high = (0.0, 1.0) if yes_no else SCALES.get(value, (-np.inf, np.inf))
    if not both.between(low, high).all():
        low, high = -np.inf, np.inf
    keys = list(range(len(by)))
    parts = table.groupby(keys, sort=True, observed=True) if keys else [((), table)]
    found = [(*key, value, *_mean(part, yes_no, (low, high), level)) for key, part in parts]
    return pd.DataFrame(found, columns=[*by, *COLUMNS])


def _mean(
    part: pd.DataFrame, yes_no: bool, scale: tuple[float, float], level: float
) -> tuple[float, float, float, int, int, int, int, float, str]:
    codes, occasions = occasion_codes(part["occasion"])
    uncorrected = float(part["code"].mean())
    # Any number would do for a statement without a score: it is an error like another, which
    # the labels correct. The mean leaves the uncorrected estimate as it is.
    scores = part["code"].fillna(0.0 if np.isnan(uncorrected) else uncorrected).to_numpy()
    labels, weights = part["label"].to_numpy(), part["weight"].to_numpy()
    mean = rectify(codes, occasions, scores, labels, weights)
    estimate = float(np.clip(mean.estimate, *scale))
    if yes_no:
        low, high, note = share_interval(mean, size=len(part), level=level)
    else:
        low, high, note = mean_interval(mean, level=level)
        if low == high:
            note = "all labels and codes equal: the interval has no width"
    low, high = (float(np.clip(end, *scale)) for end in (low, high))
    unscored, labeled = int(part["code"].isna().sum()), int((weights > 0).sum())
    counts = (len(part), occasions, unscored, labeled)
    return estimate, low, high, *counts, uncorrected, note
