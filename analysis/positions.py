"""Where speakers stand: logit positions on issues, and shares of statements that take a side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import log

import numpy as np
import pandas as pd

from analysis.clusters import (
    as_list,
    named_rows,
    occasion_codes,
    occasion_sums,
    require_cluster,
    require_options,
)
from analysis.corrected_positions import corrected_positions
from analysis.corrected_shares import corrected_shares
from analysis.errors import require_columns
from analysis.label_samples import refuse_without_labels
from analysis.proportions import effective_size, jeffreys_interval, share_interval
from analysis.resampling import Array
from analysis.stance_tables import (
    STANCES,
    conditional_flags,
    positions_taken,
    unique_statements,
    with_statements,
)

NAN = float("nan")
POSITION = [
    "estimate", "ci_low", "ci_high", "favor", "against", "conditional", "n", "n_occasions", "note",
]  # fmt: skip
SHARES = [
    "issue", "stance", "conditional", "count", "estimate", "ci_low", "ci_high", "n", "n_occasions",
    "note",
]  # fmt: skip
ONE_OCCASION = "one occasion: no interval"


def position(
    stances: pd.DataFrame,
    statements: pd.DataFrame | None = None,
    *,
    by: str | Sequence[str] = ("speaker", "issue"),
    labels: pd.DataFrame | None = None,
    labeled: pd.DataFrame | Iterable[object] | None = None,
    labeling_probability: str | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
) -> pd.DataFrame:
    """Logit position of each speaker on each issue, with an interval over occasions.

    With `labels` of some of the statements it is corrected for the coder's errors.

    Parameters
    ----------
    stances : DataFrame
        Long: one row a (statement, issue) with ``stance``, ``conditional`` and the columns `by`
        and `cluster`. Labels do as well; rows with the stance ``none`` are left out.
    statements : DataFrame, optional
        Where given, stances of other statements are left out, and columns that `stances` lacks
        (``occasion``, say) are taken from here by ``statement_id``.
    by : str or sequence of str
        What a position belongs to.
    labels : DataFrame, optional
        Positions that were labeled, in the form of `stances` (as from
        :func:`analysis.load_labels`). Needs `statements`, all that were coded, and `labeled`.
    labeled : DataFrame or iterable, optional
        Which statements were labeled: their ids, or a table with ``statement_id``. One without a
        position in `labels` was labeled as taking none. They must have been drawn at random from
        `statements`; labels of other statements are left out.
    labeling_probability : str, optional
        Column of `labeled` with the probability with which each statement was drawn, where it
        differs: rare cases are often drawn more.
    cluster : str
        What was sampled.
    level : float
        Confidence.

    Returns
    -------
    DataFrame
        One row for each group with a position, sorted: the `by` columns, ``estimate`` (logit: 0 is
        as many for as against, positive leans to favor), ``ci_low``, ``ci_high``, ``favor``,
        ``against``, ``conditional`` (counts; the last is among the two before), ``n`` (favor and
        against), ``n_occasions`` and ``note``.

        With `labels`, ``estimate`` is what the labels of all statements would give, the counts
        remain those of the codes, and four columns are added: ``n_labeled`` (the group's labeled
        statements), ``labeled_favor``, ``labeled_against`` and ``uncorrected``, the position by
        the codes alone. A group has a row if codes or labels take a position; where no label
        does, the estimate is NaN.

    Raises
    ------
    InputError
        A column is missing, a stance is unknown or given twice, or a row has no occasion. With
        `labels` also: `statements` or `labeled` is missing, none of them is labeled, or a
        probability is not above 0 and at most 1.

    Notes
    -----
    The estimate is log((favor + 1/2) / (against + 1/2)) (Lowe, Benoit, Mikhaylov & Laver 2011,
    "Scaling policy preferences from coded political texts", Legislative Studies Quarterly 36).

    A bootstrap would give a unanimous speaker an interval without width, however few the
    statements. The interval is Jeffreys' for the share in favor, at the effective sample size of
    statements that cluster in occasions (:func:`analysis.proportions.effective_size`), on the
    logit scale, and widened to the estimate should that lie outside. For independent statements it
    is the plain Jeffreys interval. Where a speaker is unanimous, each occasion counts as one voice
    and the end of the interval away from 0 rests on the prior alone, which the note says.

    With `labels`, the two counts are each corrected by prediction-powered inference
    (:func:`analysis.rectified.rectify`). The variance of the share in favor follows by the delta
    method, with as many degrees of freedom as occasions with a labeled position less one, and
    gives the effective sample size of the same interval. It takes many labels: a position on a
    rare issue rests on the few that the labeled statements hold. With ten labeled positions or
    more the interval covers 94 to 99 in 100 simulations, where the uncorrected one covers 28 to 85;
    with fewer it reaches next to anywhere (``benchmarks/corrected_coverage.py``).
    """
    require_options(level)
    columns = as_list(by)
    if labels is not None:
        return corrected_positions(
            stances, statements, labels, labeled, by=columns, cluster=cluster, level=level,
            labeling_probability=labeling_probability,
        )  # fmt: skip
    refuse_without_labels(
        where="position", labeled=labeled, labeling_probability=labeling_probability
    )
    taken = positions_taken(stances, where="position")
    taken = with_statements(taken, statements, [*columns, cluster], where="position")
    require_columns(taken, columns, where="position")
    require_cluster(taken, cluster, where="position")
    taken = named_rows(taken, columns)
    table = pd.DataFrame({i: taken[column] for i, column in enumerate(columns)})
    table["favor"] = taken["stance"] == "favor"
    table["conditional"] = conditional_flags(taken, where="position")
    table["occasion"] = taken[cluster]
    rows = []
    for key, part in table.groupby(list(range(len(columns))), sort=True, observed=True):
        codes, occasions = occasion_codes(part["occasion"])
        hits, sizes = (
            occasion_sums(codes, occasions, part["favor"]),
            occasion_sums(codes, occasions),
        )
        n, favor = len(part), int(part["favor"].sum())
        counts = (favor, n - favor, int(part["conditional"].sum()), n, occasions)
        rows.append(
            (*key, *logit_position(hits, sizes, level=level), *counts, _note(favor, n, occasions))
        )
    return pd.DataFrame(rows, columns=[*columns, *POSITION])


def shares(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    by: str | Sequence[str] = "speaker",
    labels: pd.DataFrame | None = None,
    labeled: pd.DataFrame | Iterable[object] | None = None,
    labeling_probability: str | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of a speaker's statements that favor or oppose each issue, outright or on condition.

    With `labels` of some of the statements it is corrected for the coder's errors.

    Parameters
    ----------
    stances : DataFrame
        Long, with ``statement_id``, ``issue``, ``stance`` and ``conditional``. Stances of
        statements that are not in `statements` are left out.
    statements : DataFrame
        All statements, those without a stance too: the shares are of these. With
        ``statement_id``, `by` and `cluster`.
    by : str or sequence of str
        Columns of `statements` whose groups have shares of their own.
    labels, labeled, labeling_probability
        As for `position`.
    cluster : str
        What was sampled.
    level : float
        Confidence.

    Returns
    -------
    DataFrame
        A row for each group, issue, stance that anyone takes on it, and ``conditional`` (bool),
        zero counts included: the `by` columns, ``issue``, ``stance``, ``conditional``, ``count``,
        ``estimate`` (0 to 1), ``ci_low``, ``ci_high``, ``n`` (the group's statements),
        ``n_occasions`` and ``note``. With `labels`, ``estimate`` is what the labels of all
        statements would give, ``count`` remains that of the codes, and there are also
        ``n_labeled``, ``labeled_count`` and ``uncorrected``.

    Raises
    ------
    InputError
        As for `position`; or a statement is there twice.

    Notes
    -----
    Intervals are Jeffreys' at the effective sample size over all of the group's occasions
    (Korn & Graubard 1998), one method for every share: most counts here are small, where a
    bootstrap covers too little, and nothing at all at zero.
    """
    require_options(level)
    columns = as_list(by)
    if labels is not None:
        return corrected_shares(
            stances, statements, labels, labeled, by=columns, cluster=cluster, level=level,
            labeling_probability=labeling_probability,
        )  # fmt: skip
    refuse_without_labels(
        where="shares", labeled=labeled, labeling_probability=labeling_probability
    )
    rows = unique_statements(statements, where="shares")
    require_columns(rows, columns, where="shares")
    require_cluster(rows, cluster, where="shares")
    rows = named_rows(rows, columns)
    require_columns(stances, ["statement_id", "issue"], where="shares")
    taken = positions_taken(stances, where="shares")
    taken = taken.assign(conditional=conditional_flags(taken, where="shares"))
    taken = taken[taken["statement_id"].isin(rows["statement_id"])]
    kinds = taken.groupby(["issue", "stance", "conditional"], observed=True)["statement_id"]
    holders = {kind: set(ids) for kind, ids in kinds}
    seen = taken.groupby("issue", sort=True, observed=True)["stance"].agg(set)
    cells = [
        (issue, stance, conditional)
        for (issue, stances_taken), stance in product(seen.items(), STANCES)
        if stance in stances_taken
        for conditional in (False, True)
    ]
    found = []
    for key, part in rows.groupby([rows[c] for c in columns], sort=True, observed=True):
        codes, occasions = occasion_codes(part[cluster])
        sizes = occasion_sums(codes, occasions)
        for cell in cells:
            held = part["statement_id"].isin(holders.get(cell, set()))
            hits = occasion_sums(codes, occasions, held)
            ends = share_interval(hits, sizes, level=level) if occasions > 1 else (NAN, NAN)
            count, n = int(hits.sum()), len(part)
            note = ONE_OCCASION if occasions == 1 else ""
            found.append((*key, *cell, count, count / n, *ends, n, occasions, note))
    return pd.DataFrame(found, columns=[*columns, *SHARES])


def logit_position(hits: Array, sizes: Array, *, level: float) -> tuple[float, float, float]:
    """Logit position and its interval, as `position` describes them.

    Parameters
    ----------
    hits, sizes : array of shape (occasions,)
        Statements in favor, and statements that take a position, in each of one or more occasions.
    level : float
        Confidence; of one occasion there is no interval.
    """
    n, favor = float(sizes.sum()), float(hits.sum())
    estimate = log((favor + 0.5) / (n - favor + 0.5))
    if len(sizes) == 1:
        return estimate, NAN, NAN
    size = effective_size(hits, sizes, level=level)
    low, _ = jeffreys_interval(favor / n, size, level=level)
    # The upper end from the share against, so that both ends keep their digits near 0 and 1 and
    # turning the issue round turns the interval round.
    against, _ = jeffreys_interval(1 - favor / n, size, level=level)
    ends = log(low) - np.log1p(-low), np.log1p(-against) - log(against)
    return estimate, min(float(ends[0]), estimate), max(float(ends[1]), estimate)


def _note(favor: int, n: int, occasions: int) -> str:
    if occasions == 1:
        return ONE_OCCASION
    return "unanimous: the outer end rests on the prior" if favor in (0, n) else ""
