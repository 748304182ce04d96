"""How many labeled statements it takes to know a coder's quality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.clusters import occasion_codes, occasion_sums, require_cluster, require_options
from analysis.errors import InputError
from analysis.resampling import expanded_interval, generator
from analysis.stance_tables import positions_taken, unique_statements

SIZES = (50, 100, 200, 400, 800, 1600)
COLUMNS = ["statements", "n_occasions", "n", "estimate", "ci_low", "ci_high", "width"]
PAIR = ["statement_id", "issue", "stance"]


def labels_needed(
    stances: pd.DataFrame,
    labels: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    sizes: Sequence[int] = SIZES,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How wide the interval of F1 is to be expected with so many labeled statements.

    For planning how many statements to label by hand before a coder's quality is known well enough.

    Parameters
    ----------
    stances, labels, statements : DataFrame
        Coded and labeled stances and the labeled statements, as for :func:`analysis.validate`: a
        first sample, from which larger ones are foretold. All must be labeled; for one issue pass
        its rows of `stances` and `labels`.
    sizes : sequence of int
        Numbers of labeled statements to ask about.
    cluster : str
        What is sampled.
    level : float
        Confidence of the intervals.
    resamples, seed : int
        Of the bootstrap over occasions.

    Returns
    -------
    DataFrame
        One row a size: ``statements``, ``n_occasions`` (that hold so many statements), ``n``
        (labeled positions to be expected in them), ``estimate`` (F1 in `statements`), ``ci_low``,
        ``ci_high`` and ``width`` of its interval. NaN where neither table takes a position.

    Raises
    ------
    InputError
        As for :func:`analysis.validate`; or a size is below 1, or there are fewer than two
        occasions.

    Notes
    -----
    As many occasions as hold `size` statements on average are drawn with replacement from those of
    `statements` (a bootstrap with a resample size of its own), and F1 is computed from each draw.
    This says how exactly quality is *measured*. It is not a learning curve: whether the coder gets
    better with more labels could only be asked of a network that has not seen the corpus, and the
    one that ships has.
    """
    require_options(level, resamples, seed)
    rows = unique_statements(statements, where="labels_needed")
    require_cluster(rows, cluster, where="labels_needed")
    codes, occasions = occasion_codes(rows[cluster])
    if occasions < 2 or min(sizes, default=1) < 1:
        raise InputError(
            "labels_needed: needs statements of two occasions or more and sizes of 1 or more; "
            f"there are {occasions} occasions and the sizes {list(sizes)}"
        )
    coded, labeled = (positions_taken(t, where="labels_needed")[PAIR] for t in (stances, labels))
    right = coded.merge(labeled, on=PAIR)
    counted = [_by_statement(table, rows) for table in (right, coded, labeled)]
    hits, found, wanted = (occasion_sums(codes, occasions, pd.Series(c)) for c in counted)
    sums = np.column_stack([2 * hits, found + wanted])
    whole = sums.sum(axis=0)
    results = []
    for size in sizes:
        drawn = max(2, round(size * occasions / len(rows)))
        rng = generator(seed, "labels_needed", size)
        # How often each occasion was drawn is all that its sums need.
        times = rng.multinomial(drawn, np.full(occasions, 1 / occasions), size=resamples)
        parts = times @ sums
        draws = np.where(parts[:, 1] > 0, parts[:, 0] / np.maximum(parts[:, 1], 1), np.nan)
        widen = (occasions / (occasions - 1)) ** 0.5
        low, high = expanded_interval(draws, level=level, df=drawn - 1, widen=widen)
        estimate = whole[0] / whole[1] if whole[1] else float("nan")
        n = round(float(wanted.sum()) * size / len(rows))
        results.append((size, drawn, n, estimate, low, high, high - low))
    return pd.DataFrame(results, columns=COLUMNS)


def _by_statement(table: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    counts = rows["statement_id"].map(table["statement_id"].value_counts())
    return counts.fillna(0).to_numpy(dtype=float)
