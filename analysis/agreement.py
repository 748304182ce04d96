"""Agreement between coders: Krippendorff's alpha."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from analysis.clusters import occasion_codes, require_cluster, require_options
from analysis.errors import InputError, require_columns
from analysis.resampling import Array, bootstrap_sums, expanded_interval, generator
from analysis.stance_tables import unique_statements

LEVELS = ("nominal", "ordinal", "interval")
STANCE_VALUES = ["against", "none", "favor"]
TONE_VALUES = ["negative", "neutral", "positive"]
COLUMNS = [
    "measure", "issue", "estimate", "ci_low", "ci_high", "agreement", "n", "n_occasions", "note",
]  # fmt: skip
NAN = float("nan")


def krippendorff_alpha(ratings: pd.DataFrame, *, level: str = "nominal") -> float:
    """Krippendorff's alpha: agreement between coders beyond chance.

    Parameters
    ----------
    ratings : DataFrame
        A row a unit, a column a coder, NaN or None where a coder did not rate. Numbers, or text
        for ``"nominal"``; for ``"ordinal"`` ordered categories as well.
    level : {"nominal", "ordinal", "interval"}
        What the values mean: names, ranks, or amounts.

    Returns
    -------
    float
        1 for perfect agreement, 0 for that of chance, below 0 for worse; NaN where no unit has two
        ratings or all ratings are the same, since alpha is not defined there.

    Raises
    ------
    InputError
        Unknown level, or values without the order or the distances that it needs.

    Notes
    -----
    Krippendorff (2011), "Computing Krippendorff's alpha-reliability"; (2019), Content Analysis, 4th
    edition, chapter 12.
    """
    if level not in LEVELS:
        raise InputError(f"level must be one of {', '.join(LEVELS)}; it is {level!r}")
    values = _values_in_order(ratings, level)
    cells = [ratings.iloc[:, c].astype(object) for c in range(ratings.shape[1])]
    counts = np.zeros((len(ratings), len(values)))
    for v, value in enumerate(values):
        for coder in cells:
            counts[:, v] += (coder == value).fillna(False).to_numpy(dtype=float)
    amounts = np.array(values, dtype=float) if level == "interval" else np.arange(len(values))
    return float(_alpha(_coincidences(counts).sum(axis=0), level, amounts))


def label_agreement(
    labels: pd.DataFrame,
    tone_labels: pd.DataFrame,
    statements: pd.DataFrame | None = None,
    *,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Agreement of the two coders of the labels on stance, issue by issue, and on tone.

    Parameters
    ----------
    labels, tone_labels : DataFrame
        As :func:`analysis.load_labels` and :func:`analysis.load_tone_labels` return them.
    statements : DataFrame, optional
        Gives the occasions for the intervals; where given, other statements are left out.
    cluster : str
        What was sampled.
    level : float
        Confidence of the intervals.
    resamples, seed : int
        Of the bootstrap over occasions.

    Returns
    -------
    DataFrame
        ``measure`` (``stance``: nominal, of favor, against and none; ``tone``: ordinal), ``issue``
        (``""`` for all together), ``estimate`` (Krippendorff's alpha), ``ci_low``, ``ci_high`` (NaN
        without `statements`), ``agreement`` (share of units coded alike), ``n`` (units),
        ``n_occasions`` and ``note``.

    Raises
    ------
    InputError
        A column is missing, or a coder's value is unknown.

    Notes
    -----
    Units are the double-coded statements (those where `tone_labels` has both coders), times the
    issues of `labels` for stance: most units are none and none, and alpha allows for that.
    """
    require_options(level, resamples, seed)
    coders = ["coder_a", "coder_b"]
    where = "label_agreement"
    require_columns(labels, ["statement_id", "issue", *coders], where=where)
    tones = unique_statements(tone_labels, where=where)
    require_columns(tones, coders, where=where)
    both = np.logical_and.reduce([_filled(tones[c]) for c in coders])
    tones = tones.loc[both, ["statement_id", *coders]]
    tones["occasion"] = ""
    if statements is not None:
        require_cluster(statements, cluster, where=where)
        occasions = unique_statements(statements, where=where).set_index("statement_id")[cluster]
        tones = tones[tones["statement_id"].isin(occasions.index)]
        tones["occasion"] = tones["statement_id"].map(occasions)
    issues = sorted(labels["issue"].unique())
    grid = tones[["statement_id", "occasion"]].merge(pd.DataFrame({"issue": issues}), how="cross")
    cells = labels.reset_index(drop=True)[["statement_id", "issue", *coders]]
    units = grid.merge(cells, on=["statement_id", "issue"], how="left")
    for coder in coders:
        units[coder] = units[coder].where(_filled(units[coder]), "none")
    parts = [("stance", "", units)]
    parts += [("stance", str(name), part) for name, part in units.groupby("issue", sort=True)]
    rows = [
        (*name, *_two_coders(part, name, statements is not None, level, resamples, seed))
        for *name, part in [*parts, ("tone", "", tones)]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _two_coders(
    units: pd.DataFrame, name: list[str], intervals: bool, level: float, resamples: int, seed: int
) -> tuple[float, float, float, float, int, int, str]:
    tone = name[0] == "tone"
    values, scale = (TONE_VALUES, "ordinal") if tone else (STANCE_VALUES, "nominal")
    codes = [
        pd.Index(values).get_indexer(pd.Index(units[coder])) for coder in ("coder_a", "coder_b")
    ]
    if units.empty:
        return NAN, NAN, NAN, NAN, 0, 0, "no double-coded statements"
    if min(int(c.min()) for c in codes) < 0:
        raise InputError(f"label_agreement: {name[0]} must be one of {', '.join(values)}")
    counts = sum(np.eye(len(values))[c] for c in codes)
    pairs = _coincidences(np.asarray(counts))
    numbers, occasions = occasion_codes(units["occasion"])
    clusters = np.zeros((occasions, pairs[0].size))
    np.add.at(clusters, numbers, pairs.reshape(len(pairs), -1))
    amounts = np.arange(len(values))
    alpha = float(_alpha(pairs.sum(axis=0), scale, amounts))
    same = float((codes[0] == codes[1]).mean())
    low, high, note = NAN, NAN, ""
    if np.isnan(alpha):
        note = "all codes are the same: alpha is not defined"
    elif not intervals:
        occasions, note = 0, "no statements given: no interval"
    elif occasions < 2:
        note = "one occasion: no interval"
    else:
        rng = generator(seed, "agreement", *name)
        sums = bootstrap_sums(clusters, resamples=resamples, rng=rng)
        draws = _alpha(sums.reshape(-1, *pairs.shape[1:]), scale, amounts)
        widen = (occasions / (occasions - 1)) ** 0.5
        low, high = expanded_interval(draws, level=level, df=occasions - 1, widen=widen)
        note = "no disagreement: the interval has no width" if same == 1 else ""
    return alpha, low, high, same, len(units), occasions, note


def _coincidences(counts: Array) -> Array:
    """Coincidence matrix of each unit, from how many coders gave it each value."""
    raters = counts.sum(axis=1)
    # A unit that one coder rated alone is compared with nothing.
    weights = np.where(raters > 1, 1 / np.maximum(raters - 1, 1), 0.0)
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    return pairs * weights[:, None, None]


def alpha_of_counts(pairs: Array, *, level: str = "nominal") -> Array:
    """Alpha from coincidence matrices of two coders.

    Parameters
    ----------
    pairs : array of shape (..., values, values)
        How often one coder gave the row's value and the other the column's, each unit counted in
        both directions.
    level : {"nominal", "ordinal", "interval"}
        What the values mean: names, ranks, or amounts 0, 1, 2 and so on.
    """
    return _alpha(pairs, level, np.arange(pairs.shape[-1]))


def _alpha(pairs: Array, level: str, amounts: np.ndarray) -> Array:
    """Alpha from coincidence matrices, shape (..., values, values); NaN where not defined."""
    totals = pairs.sum(axis=-1)
    n = totals.sum(axis=-1)
    if level == "nominal":
        distance = 1.0 - np.eye(len(amounts))
    elif level == "interval":
        distance = (amounts[:, None] - amounts[None, :]) ** 2.0
    else:
        # Ranks: all ratings between two values, and half of those at either.
        middles = np.cumsum(totals, axis=-1) - totals / 2
        distance = (middles[..., :, None] - middles[..., None, :]) ** 2
    observed = (pairs * distance).sum(axis=(-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * distance).sum(axis=(-2, -1))
    defined = expected > 0
    ratio = (n - 1) * observed / np.where(defined, expected, 1.0)
    return np.where(defined, 1 - ratio, np.nan)


def _values_in_order(ratings: pd.DataFrame, level: str) -> list[object]:
    columns = [ratings.iloc[:, c] for c in range(ratings.shape[1])]
    found = {value for column in columns for value in column.dropna().unique()}
    if level == "nominal":
        return sorted(found, key=lambda value: (type(value).__name__, str(value)))
    scale = columns[0].dtype if columns else None
    if isinstance(scale, pd.CategoricalDtype):
        if level == "ordinal" and scale.ordered and all(c.dtype == scale for c in columns):
            return [value for value in scale.categories if value in found]
    elif all(is_numeric_dtype(c.infer_objects()) or c.isna().all() for c in columns):
        return sorted(found)
    kinds = "numbers or the same ordered categories" if level == "ordinal" else "numbers"
    raise InputError(f"krippendorff_alpha: level {level!r} needs {kinds} in every column")


def _filled(values: pd.Series) -> np.ndarray:
    return (values.notna() & (values.astype(object) != "")).to_numpy()
