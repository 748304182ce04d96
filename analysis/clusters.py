"""Statements gathered by group and occasion: what every estimate and interval starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_complex_dtype, is_numeric_dtype

from analysis.errors import InputError, require_columns
from analysis.resampling import MANY_CLUSTERS, Array
from analysis.studentized import bell_mccaffrey, bootstrap_t, t_reach

FEW_OCCASIONS = 8  # below this the bootstrap's draws are too few and coarse
FEW_FOR_MEAN = 16  # below this they say too little about skewness: see ratio_interval


SCALES = {"polarity": (-1.0, 1.0), "subjectivity": (0.0, 1.0)}
"""Least and greatest value of the scores whose scale is known: no interval goes beyond."""


class Group(NamedTuple):
    """The statements of one group, in an order that does not depend on the table's.

    Attributes
    ----------
    key : tuple
        The group's values of the columns that it is made by.
    values : array of shape (n,)
        Scored values.
    sums, sizes : array of shape (n_occasions,)
        Sum of the values and their number in each occasion.
    unscored : int
        Rows without a value.
    """

    key: tuple[object, ...]
    values: Array
    sums: Array
    sizes: Array
    unscored: int


def as_list(by: str | Sequence[str]) -> list[str]:
    """Column names as a list, of one or several."""
    return [by] if isinstance(by, str) else list(by)


def require_options(level: float, resamples: int = 1, seed: int = 0) -> None:
    """Refuse a confidence level, a number of resamples or a seed that has no meaning."""
    if not 0 < level < 1:
        raise InputError(f"level must lie between 0 and 1, such as 0.95; it is {level}")
    if resamples < 1:
        raise InputError(f"The number of resamples must be 1 or more; it is {resamples}")
    if seed < 0:
        raise InputError(f"seed must be 0 or more; it is {seed}")


def require_cluster(table: pd.DataFrame, cluster: str, *, where: str) -> None:
    """Refuse a table without occasions, or with a row that has none."""
    advice = "or pass cluster='statement_id' to treat every statement as independent"
    require_columns(table, [cluster], where=where, remedy=f"add one {advice}")
    missing = int(_missing(table[cluster]).sum())
    if missing:
        raise InputError(f"{where}: {missing} rows have no {cluster}; fill it in {advice}")


def named_rows(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Rows whose group is known, with a plain index: the unnamed are no group of their own."""
    known = np.ones(len(table), dtype=bool)
    for column in by:
        known &= ~_missing(table[column]).to_numpy()
    return table[known].reset_index(drop=True)


def occasion_codes(occasions: pd.Series) -> tuple[np.ndarray, int]:
    """Number the occasions in the order of their names; the numbers and how many there are."""
    codes, names = pd.factorize(occasions.astype(str), sort=True)
    return codes, len(names)


def occasion_sums(codes: np.ndarray, count: int, values: pd.Series | Array | None = None) -> Array:
    """Sum of `values` in each occasion, or the number of rows where not given."""
    weights = None if values is None else np.asarray(values, dtype=float)
    return np.asarray(np.bincount(codes, weights=weights, minlength=count), dtype=float)


def numeric(values: pd.Series, *, where: str) -> pd.Series:
    """Values as floats, NaN where missing.

    Raises
    ------
    InputError
        If they are neither numbers nor booleans, or one is infinite.
    """
    found = values.infer_objects() if values.dtype == object else values
    if found.isna().all():
        return pd.Series(np.nan, index=values.index)
    if not is_numeric_dtype(found) or is_complex_dtype(found):
        raise InputError(
            f"{where} needs numbers or booleans in the column {values.name}; it holds "
            f"{found.dtype}; convert it or pass another value="
        )
    floats = pd.Series(found.to_numpy(dtype=float, na_value=np.nan), index=values.index)
    if np.isinf(floats).any():
        raise InputError(f"{where}: the column {values.name} holds infinite values; mend them")
    return floats


def is_yes_no(values: pd.Series) -> bool:
    """Whether a column holds booleans only."""
    found = values.dropna().infer_objects() if values.dtype == object else values
    return bool(is_bool_dtype(found) and found.notna().any())


def scored_groups(
    data: pd.DataFrame, value: str, by: Sequence[str], cluster: str, *, where: str
) -> Iterator[Group]:
    """Gather the values of each group, sorted by the group's name.

    Rows whose group is NaN or empty are left out. Occasions are nested in the group: one that two
    speakers share counts once for each.
    """
    require_columns(data, [value, *by], where=where)
    require_cluster(data, cluster, where=where)
    rows = named_rows(data, by)
    # Positions for names, so that no column of the caller's can clash with another.
    table = pd.DataFrame({i: rows[column] for i, column in enumerate(by)})
    table["occasion"], _ = occasion_codes(rows[cluster])
    table["value"] = numeric(rows[value], where=where)
    # By value as well: the sum of floats depends on their order.
    table = table.sort_values(["occasion", "value"])
    keys = list(range(len(by)))
    parts = table.groupby(keys, sort=True, observed=True) if keys else [((), table)]
    for key, part in parts:
        found = part["value"].to_numpy()
        scored = ~np.isnan(found)
        values = found[scored]
        names, codes = np.unique(part["occasion"].to_numpy()[scored], return_inverse=True)
        count = len(names)
        sums, sizes = occasion_sums(codes, count, values), occasion_sums(codes, count)
        yield Group(tuple(key), values, sums, sizes, len(part) - len(values))


def ratio_variance(sums: Array, sizes: Array) -> float:
    """Cluster-robust variance of sum(sums) / sum(sizes), by linearization; two or more clusters."""
    count, total = len(sums), sizes.sum()
    residuals = sums - sums.sum() / total * sizes
    return float(count / (count - 1) * (residuals**2).sum() / total**2)


def ratio_interval(
    sums: Array, sizes: Array, *, level: float, resamples: int, rng: np.random.Generator
) -> tuple[float, float, str]:
    """Interval of a ratio of sums (such as a mean) over clusters, and a note on it.

    Parameters
    ----------
    sums, sizes : array of shape (clusters,)
        Numerator and denominator in each cluster.
    level, resamples, rng
        See `analysis.studentized.bootstrap_t`.

    Notes
    -----
    The bootstrap-t, with Bell & McCaffrey's standard error. Below 16 clusters, which say too
    little about the skewness of a score, and above 1000, where skewness no longer matters, it is
    Student's t with the same standard error. `benchmarks/coverage.py` measures both.
    """
    count = len(sums)
    if count < 2:
        return float("nan"), float("nan"), "one occasion: no interval"
    ratio = float(sums.sum() / sizes.sum())
    if ratio_variance(sums, sizes) <= 1e-20 * max(1.0, ratio**2):
        return ratio, ratio, "no spread between occasions: the interval has no width"
    if FEW_FOR_MEAN <= count <= MANY_CLUSTERS:
        return *bootstrap_t(sums, sizes, level=level, resamples=resamples, rng=rng), ""
    variance, df = bell_mccaffrey(sums, sizes)
    reach = t_reach(df, level=level) * variance**0.5
    note = f"few occasions ({count}): t interval" if count < FEW_FOR_MEAN else ""
    return ratio - reach, ratio + reach, note


def scale_of(value: str, groups: Iterable[Group]) -> tuple[float, float]:
    """Least and greatest value that a measure can have; infinite where that is not known.

    A column that only bears the name of a known score, with values beyond its scale, is none.
    """
    low, high = SCALES.get(value, (-np.inf, np.inf))
    within = all(((group.values >= low) & (group.values <= high)).all() for group in groups)
    return (low, high) if within else (-np.inf, np.inf)


def _missing(values: pd.Series) -> pd.Series:
    return values.isna() | (values.astype(object) == "")
