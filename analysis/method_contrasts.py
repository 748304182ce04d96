"""Which differences between speakers hold under every sentiment method, and which depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.clusters import require_options
from analysis.contrasts import holm
from analysis.errors import InputError, require_columns
from analysis.methods import require_methods
from analysis.robustness import score_tables
from analysis.scoring import METHODS
from analysis.specified import ALL_ROWS, compare_specifications
from analysis.verdicts import field_name, said, tally

PAIR = ["speaker_a", "speaker_b"]
COLUMNS = [
    *PAIR, "on", "method", "difference", "ci_low", "ci_high", "p", "p_adjusted", "apart",
    "direction", "effect_size", "effect_low", "effect_high", "n_a", "n_b", "n", "n_occasions",
    "note",
]  # fmt: skip
CONCLUSIONS = [*PAIR, "conclusion", "direction", "n_apart", "n_compared",
               "n_intervals", "n_leaning", "apart_in", "not_apart_in"]  # fmt: skip


def contrast_by_method(
    statements: pd.DataFrame,
    *,
    on: str | Sequence[str] = ("quote", "text"),
    methods: Sequence[str] = METHODS,
    pairs: Iterable[tuple[str, str]] | None = None,
    same_statements: bool = False,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Difference in tone between speakers, by every method and on every text.

    Parameters
    ----------
    statements : DataFrame
        One row a statement, with ``speaker``, `cluster` and the columns of `on`.
    on : str or sequence of str
        Texts to score, each by itself.
    methods : sequence of str
        Of :func:`analysis.score_sentiment`.
    pairs : iterable of (a, b), optional
        Pairs of speakers; all by default.
    same_statements : bool, default False
        Keep only statements that every method scores on every text, so that a difference between
        methods cannot come from which statements they leave out.
    cluster, level, resamples, permutations, seed
        See :func:`analysis.contrast`.

    Returns
    -------
    DataFrame
        One row a pair, text and method: ``speaker_a``, ``speaker_b``, ``on``, ``method``,
        ``difference`` in mean polarity (a minus b) with ``ci_low``, ``ci_high``; ``p``,
        ``p_adjusted``; ``apart`` (the interval leaves out 0 and p_adjusted is below 1 - level),
        ``direction`` ("Witkoff more positive" or "not apart"); ``effect_size`` (Hedges' g) with
        ``effect_low``, ``effect_high``; ``n_a``, ``n_b``, ``n``, ``n_occasions`` and ``note``.

    Raises
    ------
    InputError
        As for :func:`analysis.contrast` and :func:`analysis.score_sentiment`.

    Notes
    -----
    p is adjusted (Holm 1979) for all rows of the table together: every row shown is a chance to
    find something. That is strict, as the rows are correlated. Intervals are not adjusted.

    The methods' scales differ, so compare signs, `apart` and effect sizes, not differences. The
    ends of the effect size are those of the difference over the same pooled standard deviation,
    whose own uncertainty they leave out; NaN where the difference is exactly 0.
    """
    require_options(level, resamples, seed)
    fields = list(dict.fromkeys([on] if isinstance(on, str) else on))
    if not fields:
        raise InputError("contrast_by_method: on names no column of texts")
    chosen = require_methods(methods, where="contrast_by_method")
    require_columns(statements, ["speaker", cluster, *fields], where="contrast_by_method")
    scored = score_tables(statements, fields, chosen)
    if same_statements:
        missing = np.any([table["polarity"].isna() for table in scored.values()], axis=0)
        scored = {
            key: table.assign(polarity=table["polarity"].mask(missing))
            for key, table in scored.items()
        }
    table = compare_specifications(
        {(method, field, ALL_ROWS): data for (field, method), data in scored.items()},
        leave_out=(), pairs=pairs, cluster=cluster, level=level, resamples=resamples,
        permutations=permutations, seed=seed,
    ).rename(columns={"words": "on"})  # fmt: skip
    table["p_adjusted"] = holm(table["p"].to_numpy(dtype=float))
    clear = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    table["apart"] = clear & (table["p_adjusted"] < 1 - level)
    ahead = table["speaker_a"].where(table["difference"] > 0, table["speaker_b"])
    table["direction"] = (ahead.astype(str) + " more positive").where(table["apart"], "not apart")
    return table[COLUMNS]


def conclusions(table: pd.DataFrame) -> pd.DataFrame:
    """Which differences between speakers do not depend on the method or the text scored.

    Parameters
    ----------
    table : DataFrame
        As `contrast_by_method` returns it.

    Returns
    -------
    DataFrame
        One row a pair of speakers, in the order of the table:

        ``conclusion``
            ``"holds"``: every row finds the two apart, the same one more positive; ``"holds in 4
            of 6"``: that many do, none finds the opposite; ``"depends: opposite answers"``: some
            rows find one more positive, some the other; ``"never apart"``; ``"not tested"``.
        ``direction``
            "Witkoff more positive"; empty where there is none or they are opposite.
        ``n_apart``, ``n_compared``
            Rows that find them apart, and rows with a test.
        ``n_intervals``
            Rows whose interval, not adjusted for their number, leaves out 0.
        ``n_leaning``
            Rows, clear or not, whose difference has the sign of most.
        ``apart_in``, ``not_apart_in``
            Which: "vader on own words, news on reported text".

    Raises
    ------
    InputError
        A column is missing, or a pair has two rows for a text and method.

    Notes
    -----
    "Never apart" is no proof that two speakers sound alike: see the intervals. Nor do methods that
    agree make a finding true; they may share an error.
    """
    needed = [*PAIR, "on", "method", "difference", "ci_low", "ci_high", "p", "apart", "direction"]
    remedy = "pass what contrast_by_method returns"
    require_columns(table, needed, where="conclusions", remedy=remedy)
    if table.duplicated([*PAIR, "on", "method"]).any():
        raise InputError("conclusions: a pair has two rows for one text and method")
    rows = []
    for pair, part in table.groupby(PAIR, sort=False):
        tested = part[part["p"].notna()]
        apart = tested["apart"].astype(bool)
        directions = list(dict.fromkeys(tested.loc[apart, "direction"]))
        count, of = int(apart.sum()), len(tested)
        opposite = len(directions) > 1
        answer = said(count - opposite, int(opposite), of)
        counts = tally(tested)
        intervals = counts.clear + counts.opposite
        leaning = max(counts.same, int((np.sign(tested["difference"]) == -counts.sign).sum()))
        direction = directions[0] if len(directions) == 1 else ""
        where = (_cells(tested[apart]), _cells(tested[~apart]))
        rows.append((*pair, answer, direction, count, of, intervals, leaning, *where))
    return pd.DataFrame(rows, columns=CONCLUSIONS)


def _cells(rows: pd.DataFrame) -> str:
    pairs = zip(rows["method"], rows["on"], strict=True)
    return ", ".join(f"{method} on {field_name(on)}" for method, on in pairs)
