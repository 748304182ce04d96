"""How well coded stances agree with the labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.agreement import krippendorff_alpha, label_agreement
from analysis.clusters import (
    as_list,
    named_rows,
    occasion_codes,
    occasion_sums,
    ratio_interval,
    require_cluster,
    require_options,
)
from analysis.errors import InputError, require_columns
from analysis.resampling import generator
from analysis.stance_tables import STANCES, positions_taken, unique_statements

__all__ = ["confusion", "krippendorff_alpha", "label_agreement", "validate"]

PAIR = ["statement_id", "issue", "stance"]
COLUMNS = [
    "tp", "fp", "fn", "precision", "recall", "f1", "ci_low", "ci_high", "n", "n_occasions", "note",
]  # fmt: skip
NAN = float("nan")


def validate(
    stances: pd.DataFrame,
    labels: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    by: str | Sequence[str] | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Precision, recall and F1 of coded stances against the labels.

    Parameters
    ----------
    stances : DataFrame
        Coded: long, with ``statement_id``, ``issue`` and ``stance``.
    labels : DataFrame
        The truth to hold them to, in the same form; rows with the stance ``none`` are left out.
    statements : DataFrame
        Statements that count, with ``statement_id`` and `cluster`; others are left out of both.
    by : str or sequence of str, optional
        ``"issue"``, ``"stance"``, or columns of `statements` such as ``"speaker"``; all pairs
        together (micro average) where not given.
    cluster : str
        What was sampled.
    level : float
        Confidence of the interval of F1.
    resamples, seed : int
        Of the bootstrap over occasions.

    Returns
    -------
    DataFrame
        One row a group with a coded or labeled pair (and one row in any case without `by`): the
        `by` columns, ``tp``, ``fp``, ``fn`` (counts of (statement, issue, stance); a position
        coded the wrong way round is one fp and one fn), ``precision``, ``recall``, ``f1``,
        ``ci_low``, ``ci_high`` (of F1), ``n`` (labeled pairs), ``n_occasions`` (with a coded or
        labeled pair) and ``note``. What is not defined is NaN, and the note says why.

    Raises
    ------
    InputError
        A column is missing, a stance is unknown or given twice, or a statement has no occasion.

    Notes
    -----
    F1 is a ratio of sums, 2 tp / (2 tp + fp + fn), so its interval is that of a mean: see
    :func:`analysis.estimate`; it is cut off at 0 and 1.
    """
    require_options(level, resamples, seed)
    columns = [] if by is None else as_list(by)
    rows = unique_statements(statements, where="validate")
    require_cluster(rows, cluster, where="validate")
    from_statements = [column for column in columns if column not in PAIR[1:]]
    require_columns(rows, from_statements, where="validate")
    added = [column for column in dict.fromkeys([*from_statements, cluster]) if column != PAIR[0]]
    coded = _pairs(stances, rows, where="validate: stances")
    labeled = _pairs(labels, rows, where="validate: labels")
    pairs = coded.merge(labeled, on=PAIR, how="outer", indicator="found")
    pairs = named_rows(pairs.merge(rows[[PAIR[0], *added]], on=PAIR[0], how="left"), columns)
    table = pd.DataFrame({i: pairs[column] for i, column in enumerate(columns)})
    table["occasion"] = pairs[cluster]
    for name, side in (("tp", "both"), ("fp", "left_only"), ("fn", "right_only")):
        table[name] = pairs["found"] == side
    keys = list(range(len(columns)))
    parts = table.groupby(keys, sort=True, observed=True) if keys else [((), table)]
    results = [
        (*key, *_scores(part, tuple(key), level=level, resamples=resamples, seed=seed))
        for key, part in parts
    ]
    return pd.DataFrame(results, columns=[*columns, *COLUMNS])


def confusion(
    stances: pd.DataFrame,
    labels: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    issue: str | None = None,
) -> pd.DataFrame:
    """Count what was coded against what was labeled.

    Parameters
    ----------
    stances, labels, statements : DataFrame
        As for `validate`; `statements` needs ``statement_id`` only.
    issue : str, optional
        Count this issue only; by default all that occur in `stances` or `labels`.

    Returns
    -------
    DataFrame
        Rows: the label (``favor``, ``against``, ``none``); columns: the coding. Counts of all
        (statement, issue) pairs.

    Raises
    ------
    InputError
        As for `validate`; or the issue is in neither table.
    """
    rows = unique_statements(statements, where="confusion")
    sides = {"label": labels, "coded": stances}
    found = {name: _pairs(t, rows, where=f"confusion: {name}") for name, t in sides.items()}
    issues = sorted({*stances["issue"], *labels["issue"]})
    if issue is not None:
        if issue not in issues:
            known = ", ".join(map(str, issues)) or "none"
            raise InputError(f"confusion: no issue {issue!r} in stances or labels, only {known}")
        issues = [issue]
    pairs = [t[t["issue"].isin(issues)].set_index(PAIR[:2])["stance"] for t in found.values()]
    both = pd.concat(pairs, axis=1, keys=list(found)).fillna("none")
    kinds = [*STANCES, "none"]
    counts = pd.crosstab(both["label"], both["coded"]).reindex(
        index=pd.Index(kinds, name="label"), columns=pd.Index(kinds, name="coded"), fill_value=0
    )
    # Neither table has a row where nobody saw a position.
    counts.loc["none", "none"] = len(rows) * len(issues) - len(both)
    return counts


def _pairs(table: pd.DataFrame, statements: pd.DataFrame, *, where: str) -> pd.DataFrame:
    require_columns(table, PAIR, where=where)
    taken = positions_taken(table, where=where)[PAIR]
    return taken[taken["statement_id"].isin(statements["statement_id"])]


def _scores(
    pairs: pd.DataFrame, key: tuple[object, ...], *, level: float, resamples: int, seed: int
) -> tuple[int, int, int, float, float, float, float, float, int, int, str]:
    tp, fp, fn = (int(pairs[name].sum()) for name in ("tp", "fp", "fn"))
    precision = tp / (tp + fp) if tp + fp else NAN
    recall = tp / (tp + fn) if tp + fn else NAN
    if pairs.empty:
        return 0, 0, 0, NAN, NAN, NAN, NAN, NAN, 0, 0, "nothing coded and nothing labeled"
    codes, occasions = occasion_codes(pairs["occasion"])
    hits = 2 * occasion_sums(codes, occasions, pairs["tp"])
    sizes = hits + occasion_sums(codes, occasions, ~pairs["tp"])
    rng = generator(seed, "validate", *key)
    low, high, note = ratio_interval(hits, sizes, level=level, resamples=resamples, rng=rng)
    undefined = {
        "no labels: recall is not defined": tp + fn,
        "nothing coded: no precision": tp + fp,
    }
    note = "; ".join([*(text for text, count in undefined.items() if not count), note]).strip("; ")
    f1 = 2 * tp / (2 * tp + fp + fn)
    low, high = (float(np.clip(end, 0.0, 1.0)) for end in (low, high))
    return tp, fp, fn, precision, recall, f1, low, high, tp + fn, occasions, note
