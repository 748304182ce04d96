"""What an estimate would be without any one outlet or occasion, from sums over occasions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from math import isnan, nan, sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analysis.clusters import (
    named_rows,
    numeric,
    occasion_codes,
    occasion_sums,
    ratio_variance,
    scale_of,
    scored_groups,
)
from analysis.position_contrasts import difference
from analysis.positions import logit_position
from analysis.resampling import Array

WHOLE = ""  # the name under which nothing is left out
PAIR = ["speaker_a", "speaker_b"]
COUNTS = ["n_a", "n_b", "n_occasions_a", "n_occasions_b", "n", "n_occasions"]
MEANS = [*PAIR, "without", "difference", "ci_low", "ci_high", *COUNTS, "note"]
POSITIONS = [*PAIR, "issue", *MEANS[2:]]
LINEARIZED = "linearized interval"


def contrasts_without(
    found: pd.DataFrame, table: pd.DataFrame, value: str, unit: str, *, cluster: str, level: float
) -> pd.DataFrame:
    """Differences between speakers in a mean, without each outlet or occasion.

    Parameters
    ----------
    found : DataFrame
        What :func:`analysis.contrast` says of `table`.
    table : DataFrame
        One row a statement, with ``speaker`` and the columns `value`, `cluster` and `unit`.
    unit : str
        What is left out: the rows of one of its values at a time. Rows without one always stay.
    level : float
        Confidence of the intervals of `found`.

    Returns
    -------
    DataFrame
        One row for each pair of `found` and each unit that either of the two has: ``speaker_a``,
        ``speaker_b``, ``without`` (the unit), ``difference``, ``ci_low``, ``ci_high``, counts and
        ``note``.

    Notes
    -----
    No bootstrap: the interval of all rows is moved to the new difference and stretched by as much
    as the linearized interval (Welch's t on cluster-robust variances) grows without the unit. So
    what leaves out nothing changes nothing.
    """
    groups = list(scored_groups(table, value, ["speaker"], cluster, where="contrasts_without"))
    least, greatest = scale_of(value, groups)
    parts = _parts(table, numeric(table[value], where="contrasts_without"), unit, cluster)
    means = {key: parts_without(rows, mean_and_variance) for key, rows in parts.items()}
    rows: list[tuple[Any, ...]] = []
    known: Iterable[Any] = found[found["difference"].notna()].itertuples()
    for whole in known:
        sides = means[whole.speaker_a], means[whole.speaker_b]
        reach = welch_reach(*(side[WHOLE] for side in sides), level=level)
        for name, a, b in _left(*sides):
            if not (a.figures and b.figures):
                rows.append((whole.speaker_a, whole.speaker_b, name, nan, nan, nan, *_counts(a, b)))
                continue
            gap, now = a.figures[0] - b.figures[0], welch_reach(a, b, level=level)
            below, above = now, now
            if reach > 0 and not isnan(whole.ci_low):
                below = now / reach * (whole.difference - whole.ci_low)
                above = now / reach * (whole.ci_high - whole.difference)
            ends = np.clip([gap - below, gap + above], least - greatest, greatest - least)
            rows.append((whole.speaker_a, whole.speaker_b, name, gap, *ends, *_counts(a, b)))
    return pd.DataFrame(rows, columns=MEANS)


def positions_without(
    found: pd.DataFrame, taken: pd.DataFrame, unit: str, *, cluster: str, level: float
) -> pd.DataFrame:
    """Differences between speakers in a position, without each outlet or occasion.

    Parameters
    ----------
    found : DataFrame
        What :func:`analysis.contrast_positions` says.
    taken : DataFrame
        One row a position taken: ``speaker``, ``issue``, ``favor`` and the columns `cluster` and
        `unit`.
    unit, level
        See `contrasts_without`.

    Returns
    -------
    DataFrame
        As `contrasts_without`, with ``issue``; the intervals are worked out anew.
    """
    rows: list[tuple[Any, ...]] = []
    measure = partial(logit_position, level=level)
    for issue, wholes in found.groupby("issue", sort=False):
        part = taken[taken["issue"] == issue]
        groups = _parts(part, part["favor"].astype(float), unit, cluster)
        logits = {key: parts_without(each, measure) for key, each in groups.items()}
        pairs: Iterable[Any] = wholes.itertuples()
        for whole in pairs:
            for name, a, b in _left(logits[whole.speaker_a], logits[whole.speaker_b]):
                both = a.figures and b.figures
                figures = difference(*a.figures, *b.figures) if both else (nan, nan, nan)
                place = (whole.speaker_a, whole.speaker_b, issue, name)
                rows.append((*place, *figures, *_counts(a, b)))
    return pd.DataFrame(rows, columns=POSITIONS)


class Part(NamedTuple):
    """What is left of a group: figures of it (none where nothing is left), and its counts."""

    figures: tuple[float, ...]
    n: int
    n_occasions: int


def parts_without(
    rows: pd.DataFrame, measure: Callable[[Array, Array], tuple[float, ...]]
) -> dict[str, Part]:
    """Figures of all rows, under the name "", and of those left without each unit.

    Parameters
    ----------
    rows : DataFrame
        The rows of one group: ``value`` (no NaN), ``occasion`` and ``unit`` (texts). Rows whose
        unit is empty are never left out.
    measure : callable
        From sums and sizes, each of shape (occasions,), to the figures.
    """
    return {
        name: Part(measure(sums, sizes) if len(sums) else (), int(sizes.sum()), len(sums))
        for name, sums, sizes in sums_without(rows)
    }


def sums_without(rows: pd.DataFrame) -> Iterator[tuple[str, Array, Array]]:
    """Sums and sizes of the occasions, of all rows and then without each unit.

    Parameters are those of `parts_without`.

    Yields
    ------
    name : str
        The unit left out, "" for none; in the order of the names.
    sums, sizes : array of shape (occasions left,)
    """
    # Sorted by value as well: the sum of floats depends on their order.
    rows = rows.sort_values(["unit", "occasion", "value"])
    values, (codes, count) = rows["value"].to_numpy(dtype=float), occasion_codes(rows["occasion"])
    units = rows["unit"].to_numpy(dtype=object)
    sums, sizes = occasion_sums(codes, count, values), occasion_sums(codes, count)
    yield WHOLE, sums, sizes
    ends = [*(np.flatnonzero(units[1:] != units[:-1]) + 1).tolist(), len(units)]
    for start, end in pairwise([0, *ends]):
        if start == end or units[start] == WHOLE:
            continue
        gone = slice(start, end)
        left = sizes - occasion_sums(codes[gone], count)
        rest = sums - occasion_sums(codes[gone], count, values[gone])
        yield str(units[start]), rest[left > 0], left[left > 0]


def mean_and_variance(sums: Array, sizes: Array) -> tuple[float, float]:
    """A group's mean and the variance of it between occasions; NaN of a single one."""
    variance = ratio_variance(sums, sizes) if len(sums) > 1 else nan
    return float(sums.sum() / sizes.sum()), variance


def welch_reach(a: Part, b: Part, *, level: float) -> float:
    """Half the width of Welch's t interval of the difference of two means.

    Parameters
    ----------
    a, b : Part
        Of `mean_and_variance`.
    level : float
        Confidence.
    """
    one, two = a.figures[1], b.figures[1]
    total = one + two
    if isnan(total) or total <= 0:
        return total
    df = total**2 / (one**2 / (a.n_occasions - 1) + two**2 / (b.n_occasions - 1))
    return float(-stdtrit(df, (1 - level) / 2)) * sqrt(total)


def _parts(
    table: pd.DataFrame, values: pd.Series, unit: str, cluster: str
) -> dict[str, pd.DataFrame]:
    """The scored rows of each speaker, with ``value``, ``occasion`` and ``unit``."""
    units = table[unit].astype(object)
    rows = pd.DataFrame(
        {
            "speaker": table["speaker"],
            "value": values,
            "occasion": table[cluster].astype(str),
            "unit": units.where(units.notna(), WHOLE).astype(str),
        }
    )
    rows = named_rows(rows, ["speaker"]).dropna(subset="value")
    return {str(name): part for name, part in rows.groupby("speaker", observed=True)}


def _left(a: dict[str, Part], b: dict[str, Part]) -> Iterator[tuple[str, Part, Part]]:
    """What is left of two groups without each unit that either has."""
    for name in sorted({*a, *b} - {WHOLE}):
        yield name, a.get(name, a[WHOLE]), b.get(name, b[WHOLE])


def _counts(a: Part, b: Part) -> tuple[int | str, ...]:
    """Counts and note."""
    occasions = (a.n_occasions, b.n_occasions)
    if min(occasions) == 0:
        note = "nothing left"
    else:
        note = "one occasion left: no interval" if min(occasions) == 1 else LINEARIZED
    return a.n, b.n, *occasions, a.n + b.n, sum(occasions), note
