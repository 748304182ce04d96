"""The mean of a score in each group, with its interval and its counts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.clusters import (
    Group,
    as_list,
    is_yes_no,
    ratio_interval,
    require_options,
    scale_of,
    scored_groups,
)
from analysis.proportions import share_interval
from analysis.resampling import generator

NAN = float("nan")
COLUMNS = ["measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "n_unscored", "note"]


def estimate(
    data: pd.DataFrame,
    value: str = "polarity",
    *,
    by: str | Sequence[str] = "speaker",
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Mean of a score for each speaker, with an interval over occasions.

    Parameters
    ----------
    data : DataFrame
        One row a statement, with the columns `value`, `by` and `cluster`. Not modified.
    value : str
        Column of numbers or booleans; NaN is left out and counted.
    by : str or sequence of str
        Groups, such as ``"speaker"`` or ``["speaker", "month"]``; ``[]`` for one overall mean.
        Rows without a group (NaN or empty) are left out.
    cluster : str
        What was sampled: statements of one occasion are not independent. ``"statement_id"`` treats
        them as if they were.
    level : float
        Confidence of the interval.
    resamples : int
        Bootstrap resamples.
    seed : int
        Of the bootstrap. A group's numbers depend on its own rows, its name and the seed only.

    Returns
    -------
    DataFrame
        One row a group, sorted: the `by` columns, ``measure`` (the name of `value`), ``estimate``
        (in the units of `value`), ``ci_low``, ``ci_high``, ``n`` (statements scored),
        ``n_occasions`` (that they come from), ``n_unscored`` and ``note`` (what is to be known
        about the interval; empty where nothing).

    Raises
    ------
    InputError
        A column is missing, `value` holds neither numbers nor booleans, a row has no occasion, or
        an option has no meaning.

    Notes
    -----
    Whole occasions are drawn with replacement within the group (the cluster bootstrap: Davison &
    Hinkley 1997, section 3.8), and the percentile interval is expanded for their number
    (Hesterberg 2015). With fewer than eight occasions a t interval takes its place, and the note
    says so; with one there is none. Intervals of polarity and subjectivity end where their scales
    do: of two occasions the whole scale may be left. The mean of booleans is a share, whose
    interval is Jeffreys' at the effective sample size (Korn & Graubard 1998), as in
    :func:`analysis.shares`: it is right for rare events too, and wide where all statements agree.
    """
    require_options(level, resamples, seed)
    columns = as_list(by)
    groups = list(scored_groups(data, value, columns, cluster, where="estimate"))
    yes_no = is_yes_no(data[value])
    rows = [(*group.key, value, *_mean(group, yes_no, level, resamples, seed)) for group in groups]
    table = pd.DataFrame(rows, columns=[*columns, *COLUMNS])
    least, greatest = scale_of(value, groups)
    table[["ci_low", "ci_high"]] = table[["ci_low", "ci_high"]].clip(least, greatest)
    return table


def _mean(
    group: Group, yes_no: bool, level: float, resamples: int, seed: int
) -> tuple[float, float, float, int, int, int, str]:
    n, occasions = len(group.values), len(group.sums)
    if n == 0:
        return NAN, NAN, NAN, 0, 0, group.unscored, "no scored statements"
    mean = float(group.sums.sum() / n)
    if yes_no and occasions > 1:
        low, high = share_interval(group.sums, group.sizes, level=level)
        note = ""
    else:
        low, high, note = ratio_interval(
            group.sums,
            group.sizes,
            level=level,
            resamples=resamples,
            rng=generator(seed, *group.key),
        )
        if occasions > 1 and group.values.min() == group.values.max():
            note = "all values equal: the interval has no width"
    return mean, low, high, n, occasions, group.unscored, note
