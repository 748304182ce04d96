"""Sentiment methods side by side: where they disagree, and which conclusions survive the choice."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from analysis.contrasts import contrast
from analysis.errors import InputError, require_columns
from analysis.sentiment import score_sentiment

METHODS = ("textblob", "vader", "news")
WORDS = 3
"""Words named for each score."""
LEAST = 0.05
"""Share of a word, in polarity, from which the network's words are named."""
ALPHA = 0.05


def compare_methods(
    statements: pd.DataFrame,
    *,
    on: str | Sequence[str] = "quote",
    methods: Sequence[str] = METHODS,
    explain: bool = True,
) -> pd.DataFrame:
    """Score each statement by every method, and name the words that made each say so.

    Parameters
    ----------
    statements : DataFrame
        One row a text, with the columns `on`.
    on : str or sequence of str, default "quote"
        As for `score_sentiment`.
    methods : sequence of str
        Two or more.
    explain : bool, default True
        Whether to find the network's words, for statements on which the methods are opposed: a
        tenth of a second each.

    Returns
    -------
    DataFrame
        ``statement_id`` and ``speaker`` if there are any, the columns `on`; for each method its
        class (missing where unscored), polarity and words (``textblob``, ``textblob_polarity``,
        ``textblob_words``: the strongest, with what each counts for); and ``agreement``: ``all``
        (the same class), ``partly`` (one hears neutral where another does not), ``opposed`` (one
        hears positive, another negative), or ``fewer than two scores``.

    Raises
    ------
    InputError
        As for `score_sentiment`; or fewer than two methods, or one twice.
    """
    if len(methods) < 2 or len(set(methods)) < len(methods):
        raise InputError(
            f"compare_methods: methods is {list(methods)}; give two or more, each once"
        )
    names = [on] if isinstance(on, str) else list(on)
    scored = {m: score_sentiment(statements, on=on, method=m) for m in methods}
    classes = [table["sentiment"].astype(object).tolist() for table in scored.values()]
    agreement = [_agreement(heard) for heard in zip(*classes, strict=True)]
    if explain and "news" in scored:
        scored["news"] = _explained(scored["news"], agreement, on)
    kept = [name for name in ("statement_id", "speaker") if name in statements]
    columns: dict[str, Any] = {}
    for method, table in scored.items():
        columns[method] = table["sentiment"]
        columns[f"{method}_polarity"] = table["polarity"]
        columns[f"{method}_words"] = pd.array(list(map(_words, table["evidence"])), dtype="str")
    columns["agreement"] = pd.array(agreement, dtype="str")
    return statements[[*kept, *(n for n in names if n not in kept)]].assign(**columns)


def contrast_methods(
    statements: pd.DataFrame,
    *,
    on: Sequence[str] = ("quote", "text"),
    methods: Sequence[str] = METHODS,
    by: str = "speaker",
    seed: int = 0,
) -> pd.DataFrame:
    """Difference in mean polarity of each two speakers, by each method and in each column.

    Parameters
    ----------
    statements : DataFrame
        With the columns `on`, `by` and ``occasion``.
    on : sequence of str
        Columns scored one by one: the speaker's own words, the reported text.
    methods : sequence of str
    by : str
        Whose tone.
    seed : int
        Of the intervals and tests.

    Returns
    -------
    DataFrame
        The rows of :func:`analysis.contrast` with ``method`` and ``on`` before them. The scales of
        the methods differ: compare ``effect_size``, not ``difference``. ``p_adjusted`` (Holm) is
        over the pairs of one method and column.
    """
    found = []
    for column in on:
        for method in methods:
            scored = score_sentiment(statements, on=column, method=method)
            table = contrast(scored, by=by, seed=seed)
            table.insert(0, "on", column)
            table.insert(0, "method", method)
            found.append(table)
    return pd.concat(found, ignore_index=True)


def conclusions(contrasts: pd.DataFrame, *, alpha: float = ALPHA) -> pd.DataFrame:
    """Which conclusions about two speakers hold whatever the method and the column.

    Parameters
    ----------
    contrasts : DataFrame
        As `contrast_methods` returns it.
    alpha : float, default 0.05
        An adjusted p below it makes a difference.

    Returns
    -------
    DataFrame
        One row a pair: ``speaker_a``, ``speaker_b``, ``a_more_positive`` and ``b_more_positive``
        (in how many analyses), ``no_difference`` (in how many none was found), ``analyses``, and
        ``conclusion``: ``holds``, ``depends`` (found by some only), ``contradictory`` (both ways),
        or ``no difference found``.

    Raises
    ------
    InputError
        If a column is missing.
    """
    names = [c for c in contrasts.columns if c.endswith(("_a", "_b"))][:2]
    require_columns(contrasts, ["difference", "p_adjusted", "method"], where="conclusions")
    rows = []
    for pair, table in contrasts.groupby(names, sort=False):
        clear = table["p_adjusted"] < alpha
        more = int((clear & (table["difference"] > 0)).sum())
        less = int((clear & (table["difference"] < 0)).sum())
        rest = len(table) - more - less
        rows.append((*pair, more, less, rest, len(table), _conclusion(more, less, rest)))
    counts = ["a_more_positive", "b_more_positive", "no_difference", "analyses", "conclusion"]
    return pd.DataFrame(rows, columns=[*names, *counts])


def _conclusion(more: int, less: int, rest: int) -> str:
    if more and less:
        return "contradictory"
    if not more and not less:
        return "no difference found"
    return "depends" if rest else "holds"


def _agreement(heard: Sequence[Any]) -> str:
    told = {tone for tone in heard if isinstance(tone, str)}
    if sum(isinstance(tone, str) for tone in heard) < 2:
        return "fewer than two scores"
    if {"negative", "positive"} <= told:
        return "opposed"
    return "all" if len(told) == 1 else "partly"


def _explained(
    scored: pd.DataFrame, agreement: Sequence[str], on: str | Sequence[str]
) -> pd.DataFrame:
    wanted = np.array([one == "opposed" for one in agreement], dtype=bool)
    again = score_sentiment(scored[wanted], on=on, method="news", explain=True)
    evidence = scored["evidence"].to_numpy(copy=True)
    evidence[wanted] = again["evidence"].to_numpy()
    return scored.assign(evidence=evidence)


def _words(evidence: Sequence[Any]) -> str:
    """The words that counted most, each with what it counts for."""
    network = bool(evidence) and isnan(evidence[0].subjectivity)
    least = LEAST if network else 0.0
    strong = [item for item in evidence if abs(item.polarity) >= least and item.polarity]
    strong.sort(key=lambda item: (-abs(item.polarity), item.field, item.start))
    return ", ".join(f"{item.words} {item.polarity:+.2f}" for item in strong[:WORDS])
