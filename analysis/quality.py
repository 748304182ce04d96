"""One page on a coder: how its stances agree with the labels, by the measures of the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.agreement import alpha_of_counts
from analysis.clusters import (
    as_list,
    named_rows,
    occasion_codes,
    require_cluster,
    require_options,
)
from analysis.errors import require_columns
from analysis.resampling import Array, generator
from analysis.stance_tables import STANCES, conditional_flags, positions_taken, unique_statements
from analysis.sum_statistics import f1_parts, ratio, statistic_interval, sums_by_occasion

VALUES = (*STANCES, "none")
MEASURES = ("f1", "f_avg", "conditional_f1", "alpha")
COLUMNS = ["measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "note"]
NAN = float("nan")


class Cells(NamedTuple):
    """Sums of one row a statement and issue, or of one row an occasion.

    Attributes
    ----------
    counts : array of shape (..., 3, 3)
        Label (favor, against, none) by coding.
    conditions : array of shape (..., 3)
        Where the stance is right: conditional in both, in the coding only, in the label only.
    """

    counts: Array
    conditions: Array


def coder_quality(
    stances: pd.DataFrame,
    labels: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    issues: Sequence[str] | None = None,
    by: str | Sequence[str] | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Agreement of coded stances with the labels, in four measures.

    Parameters
    ----------
    stances : DataFrame
        Coded: ``statement_id``, ``issue``, ``stance``, and ``conditional`` where it was coded.
    labels : DataFrame
        The truth to hold them to, in the same form; rows with the stance ``none`` are left out.
    statements : DataFrame
        Statements that count, with ``statement_id`` and `cluster`; others are left out.
    issues : sequence of str, optional
        Issues that count; by default those of `stances` and `labels`.
    by : str or sequence of str, optional
        ``"issue"`` or columns of `statements`, such as ``"speaker"``.
    cluster : str
        What was sampled.
    level : float
        Confidence of the intervals.
    resamples, seed : int
        Of the bootstrap over occasions.

    Returns
    -------
    DataFrame
        For each group one row a measure: the `by` columns, ``measure``, ``estimate``, ``ci_low``,
        ``ci_high``, ``n`` (what the measure counts), ``n_occasions`` and ``note``.

        - ``f1``: of (statement, issue, stance), micro-averaged; `n` labeled positions.
        - ``f_avg``: mean of the F1 of favor and that of against; `n` labeled positions.
        - ``conditional_f1``: of the flag, where the stance is right; `n` such positions. NaN where
          neither has the flag, or one of the tables lacks the column.
        - ``alpha``: Krippendorff's, nominal, of favor, against and none; `n` statements times
          issues.

    Raises
    ------
    InputError
        A column is missing, a stance is unknown or given twice, or a statement has no occasion.

    Notes
    -----
    F_avg is that of SemEval-2016 Task 6 (Mohammad et al. 2016), over all propositions together.
    Intervals are expanded percentiles of a bootstrap of whole occasions (Hesterberg 2015).

    See Also
    --------
    analysis.validate : precision, recall and F1 with their counts.
    """
    require_options(level, resamples, seed)
    columns = [] if by is None else as_list(by)
    rows = unique_statements(statements, where="coder_quality")
    require_cluster(rows, cluster, where="coder_quality")
    require_columns(rows, [c for c in columns if c != "issue"], where="coder_quality")
    coded = _taken(stances, where="coder_quality: stances")
    labeled = _taken(labels, where="coder_quality: labels")
    if issues is None:
        issues = sorted({*coded["issue"], *labeled["issue"]})
    units = rows.merge(
        pd.DataFrame({"issue": pd.Series(list(issues), dtype="object")}), how="cross"
    )
    for name, table in (("coded", coded), ("label", labeled)):
        found = table.rename(columns={"stance": name, "conditional": f"{name}_conditional"})
        units = units.merge(found, on=["statement_id", "issue"], how="left")
    units = named_rows(units, columns)
    parts = units.groupby(columns, sort=True, observed=True) if columns else [((), units)]
    results = []
    for key, part in parts:
        key = tuple(key)
        cells = _cells(part)
        codes, occasions = occasion_codes(part[cluster])
        sums = Cells(*(sums_by_occasion(values, codes, occasions) for values in cells))
        for measure in MEASURES:
            rng = generator(seed, "quality", measure, *key)
            results.append(
                (*key, *_row(measure, sums, occasions, level=level, resamples=resamples, rng=rng))
            )
    return pd.DataFrame(results, columns=[*columns, *COLUMNS])


def _taken(table: pd.DataFrame, *, where: str) -> pd.DataFrame:
    require_columns(table, ["statement_id", "issue", "stance"], where=where)
    taken = positions_taken(table, where=where)
    # Not coded is not the same as not conditional: without the column nothing is counted.
    flags = conditional_flags(taken, where=where) if "conditional" in taken else NAN
    return taken[["statement_id", "issue", "stance"]].assign(conditional=flags)


def _cells(units: pd.DataFrame) -> Cells:
    counts = np.zeros((len(units), 3, 3))
    place = {name: np.array([VALUES.index(v) for v in units[name].fillna("none")], dtype=int)
             for name in ("label", "coded")}  # fmt: skip
    counts[np.arange(len(units)), place["label"], place["coded"]] = 1
    right = (place["label"] == place["coded"]) & (place["label"] < 2)
    label, coded = (units[f"{name}_conditional"].astype(float) for name in ("label", "coded"))
    known = right & label.notna() & coded.notna()
    both = [(label == 1) & (coded == 1), (label == 0) & (coded == 1), (label == 1) & (coded == 0)]
    conditions = np.column_stack([(known & x).to_numpy(dtype=float) for x in both])
    return Cells(counts, conditions)


def _row(
    measure: str, sums: Cells, occasions: int, *, level: float, resamples: int,
    rng: np.random.Generator,
) -> tuple[str, float, float, float, int, int, str]:  # fmt: skip
    whole = Cells(*(values.sum(axis=0) for values in sums))
    labeled = int(whole.counts[:2].sum())
    right = int(np.trace(whole.counts[:2, :2]))
    n = {"alpha": int(whole.counts.sum()), "conditional_f1": right}.get(measure, labeled)
    flat = np.concatenate([v.reshape(occasions, -1) for v in sums], axis=1)
    estimate, low, high, note = statistic_interval(
        flat,
        lambda drawn: _measure(
            measure, Cells(drawn[..., :9].reshape(*drawn.shape[:-1], 3, 3), drawn[..., 9:])
        ),
        level=level,
        resamples=resamples,
        rng=rng,
    )
    if np.isnan(estimate):
        note = "not defined: nothing coded and labeled"
    return measure, estimate, low, high, n, occasions, note


def _measure(measure: str, sums: Cells) -> Array:
    """A measure of sums whose last axes are those of `Cells`; NaN where it is not defined."""
    counts = sums.counts
    if measure == "alpha":
        return alpha_of_counts(counts + np.swapaxes(counts, -1, -2))
    if measure == "conditional_f1":
        hits, extra, missed = np.moveaxis(sums.conditions, -1, 0)
        return ratio(2 * hits, 2 * hits + extra + missed)
    parts, sizes = f1_parts(counts, 2)
    if measure == "f1":
        return ratio(parts.sum(-1), sizes.sum(-1))
    return ratio(parts, sizes).mean(-1)
