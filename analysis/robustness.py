"""The same differences between speakers under many defensible choices, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, require_columns
from analysis.leave_out import positions_without
from analysis.methods import require_methods
from analysis.position_contrasts import contrast_positions, positions_of
from analysis.scoring import METHODS
from analysis.sentiment import score_sentiment
from analysis.specified import (
    ALL_ROWS,
    Key,
    Pairs,
    columns_left_out,
    compare_each,
    compare_specifications,
    require_tables,
    stacked,
)

Texts = str | Sequence[str]

JOINT = " + "
PROBABLE = 0.7


def specifications(
    statements: pd.DataFrame,
    *,
    on: Sequence[Texts] = ("quote", "text", ("text", "quote")),
    methods: Sequence[str] = METHODS,
    rows: Mapping[str, Any] | None = None,
    probable: float | None = PROBABLE,
    leave_out: Sequence[str] | None = None,
    pairs: Pairs | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Difference in tone between speakers under every method, text and selection of rows.

    Parameters
    ----------
    statements : DataFrame
        One row a statement, with ``speaker``, `cluster` and the columns of `on`.
    on : sequence of str or of sequences of str
        Texts to score: a column each, or several read as one text.
    methods : sequence of str
        Of :func:`analysis.score_sentiment`.
    rows : mapping, optional
        Selections beside all rows, by name: booleans, one a statement. By default those of
        `row_choices`: statements of high confidence, and those known to the day.
    probable : float, optional
        Where a method gives the probability of its class (``"news"``), a further selection keeps
        the statements whose probability is at least this; None for no such selection.
    leave_out : sequence of str, optional
        Columns whose values are left out one at a time, under every choice; ``()`` for none. By
        default ``publisher``, where there is one, and `cluster`.
    pairs, cluster, level, resamples, permutations, seed
        See :func:`analysis.contrast`.

    Returns
    -------
    DataFrame
        One row for each finding (two speakers) and specification:

        ``measure``, ``speaker_a``, ``speaker_b``
            The finding.
        ``method``, ``words``, ``rows``
            The choices: "news", "text + quote", "high confidence".
        ``left_out``, ``without``
            Empty where nothing is left out; else the column and the value: "publisher", "Babel".
        ``difference``, ``ci_low``, ``ci_high``, ``p``, ``p_adjusted``
            As :func:`analysis.contrast` gives them; p is adjusted for the pairs of one
            specification, not for the number of specifications.
        ``effect_size``, ``effect_low``, ``effect_high``
            Hedges' g with the ends of the difference over the same standard deviation: the scales
            of the methods differ, so compare these. NaN where the difference is exactly 0.
        ``n_a``, ``n_b``, ``n_occasions_a``, ``n_occasions_b``, ``n``, ``n_occasions``, ``note``
            Statements and their occasions.

    Raises
    ------
    InputError
        As for :func:`analysis.contrast` and :func:`analysis.score_sentiment`; or a selection of
        `rows` is no column of booleans.

    See Also
    --------
    verdict : Which findings hold, and on which outlet or occasion they hang.
    stance_specifications, compare_specifications : The same of positions, and of tables of yours.

    Notes
    -----
    A specification curve's table (Simonsohn, Simmons & Nelson 2020, "Specification curve
    analysis", Nature Human Behaviour 4). Each method scores each text once. The selections stand
    side by side and are not combined.

    Rows that leave something out have no p, and an interval without a bootstrap: that of all rows,
    moved to the new difference and stretched by as much as the linearized interval (Welch's t on
    cluster-robust variances) changes. Their effect size keeps the standard deviation of all rows.

    Statements whose class is probable are the more positive or the more negative ones, so that
    selection widens differences; read it for the sign.
    """
    chosen = require_methods(methods, where="specifications")
    fields = [_fields(each) for each in ([on] if isinstance(on, str) else on)]
    if not fields or not all(fields):
        raise InputError("specifications: on names no column of texts")
    needed = [name for field in fields for name in field]
    require_columns(statements, ["speaker", cluster, *needed], where="specifications")
    selections = _selections(statements, rows, where="specifications")
    tables: dict[Key, pd.DataFrame] = {}
    for (words, method), scored in score_tables(statements, fields, chosen).items():
        for name, kept in selections.items():
            tables[method, words, name] = scored[kept]
        sure = scored["probability"] >= (np.inf if probable is None else probable)
        if sure.any():
            tables[method, words, f"probability from {probable:g}"] = scored[sure]
    return compare_specifications(
        tables, leave_out=leave_out, pairs=pairs, cluster=cluster, level=level,
        resamples=resamples, permutations=permutations, seed=seed,
    )  # fmt: skip


def stance_specifications(
    coders: Mapping[str, pd.DataFrame],
    statements: pd.DataFrame,
    *,
    issues: Sequence[str] | None = None,
    rows: Mapping[str, Any] | None = None,
    leave_out: Sequence[str] | None = None,
    pairs: Pairs | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Difference in position between speakers on each issue, by every coder and selection of rows.

    Parameters
    ----------
    coders : mapping
        Stances by the name of who coded them: ``{"labels": labeled_stances(...), "machine":
        code_stance(...)}``.
    statements : DataFrame
        With ``statement_id``, ``speaker``, `cluster` and what is left out.
    issues : sequence of str, optional
        All by default.
    rows, leave_out, pairs, cluster, level, permutations, seed
        See `specifications`.

    Returns
    -------
    DataFrame
        As `specifications`: ``measure`` is the issue, ``method`` the coder, ``words`` empty,
        ``difference`` one of logit positions (:func:`analysis.contrast_positions`, whose p is
        adjusted over all pairs and issues of a specification); the effect sizes are NaN, as
        logits have one scale.

    Raises
    ------
    InputError
        As for :func:`analysis.contrast_positions`.
    """
    where = "stance_specifications"
    require_tables(coders, where)
    require_columns(statements, ["statement_id", "speaker", cluster], where=where)
    selections = _selections(statements, rows, where=where)
    units = columns_left_out(leave_out, statements, cluster, where)
    tables = {}
    for (coder, stances), (name, kept) in product(coders.items(), selections.items()):
        own = stances[["statement_id", "issue", "stance"]]
        if issues is not None:
            own = own[own["issue"].isin(list(issues))]
        columns = list(dict.fromkeys([cluster, *units]))
        tables[coder, "", name] = positions_of(own, statements[kept], columns, where=where)

    def one(taken: pd.DataFrame, wanted: list[tuple[str, str]] | None) -> pd.DataFrame:
        found = contrast_positions(
            taken, pairs=wanted, cluster=cluster, level=level, permutations=permutations, seed=seed
        )
        parts = [found.assign(left_out="", without="")] + [
            positions_without(found, taken, unit, cluster=cluster, level=level).assign(
                left_out=unit
            )
            for unit in units
        ]
        return stacked(parts).rename(columns={"issue": "measure"})

    return compare_each(tables, one, pairs, where)


def row_choices(statements: pd.DataFrame) -> dict[str, pd.Series]:
    """Selections of statements that an analyst could defend, as far as the table knows them.

    Parameters
    ----------
    statements : DataFrame
        ``confidence`` ("high" and others) and ``said_on_precision`` ("day" and others), if there.

    Returns
    -------
    dict of str to Series of bool
        ``"high confidence"`` and ``"known to the day"``; a selection that keeps all rows or none
        is left out, since it is no other specification.
    """
    asked = {
        "high confidence": ("confidence", "high"),
        "known to the day": ("said_on_precision", "day"),
    }
    found = {
        name: (statements[column] == wanted).fillna(False).astype(bool)
        for name, (column, wanted) in asked.items()
        if column in statements
    }
    return {name: kept for name, kept in found.items() if kept.any() and not kept.all()}


def score_tables(
    statements: pd.DataFrame, fields: Iterable[Texts], methods: Iterable[str]
) -> dict[tuple[str, str], pd.DataFrame]:
    """The statements with ``polarity`` and ``probability`` of each text by each method.

    The keys are the text ("quote", "text + quote") and the method; each is scored once.
    """
    tables = {}
    for field, method in product([_fields(each) for each in fields], methods):
        scored = score_sentiment(statements[field], on=field, method=method)
        added = {name: scored[name].to_numpy() for name in ("polarity", "probability")}
        tables[JOINT.join(field), method] = statements.assign(**added)
    return tables


def _selections(
    statements: pd.DataFrame, rows: Mapping[str, Any] | None, *, where: str
) -> dict[str, np.ndarray]:
    """All rows, and those of each selection, as booleans in the order of the statements."""
    found = {ALL_ROWS: np.ones(len(statements), dtype=bool)}
    for name, kept in (row_choices(statements) if rows is None else rows).items():
        mask = np.asarray(kept)
        if mask.dtype != bool or mask.shape != (len(statements),):
            raise InputError(
                f"{where}: the selection {name!r} must hold a boolean for each of the "
                f"{len(statements)} statements"
            )
        found[name] = mask
    return found


def _fields(texts: Texts) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)
