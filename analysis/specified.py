"""Differences between speakers in each of several tables, with any one outlet left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.clusters import require_cluster, require_options
from analysis.contrasts import contrast
from analysis.errors import InputError, require_columns
from analysis.leave_out import COUNTS, contrasts_without

Pairs = Iterable[tuple[str, str]]
Key = str | tuple[str, str, str]
Compare = Callable[[pd.DataFrame, list[tuple[str, str]] | None], pd.DataFrame]

FINDING = ["measure", "speaker_a", "speaker_b"]
CHOICES = ["method", "words", "rows"]
EFFECT = ["effect_size", "effect_low", "effect_high"]
COLUMNS = [
    *FINDING, *CHOICES, "left_out", "without", "difference", "ci_low", "ci_high", "p", "p_adjusted",
    *EFFECT, *COUNTS, "note",
]  # fmt: skip
ALL_ROWS = "all"


def compare_specifications(
    tables: Mapping[Key, pd.DataFrame],
    value: str = "polarity",
    *,
    leave_out: Sequence[str] | None = None,
    pairs: Pairs | None = None,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Difference between speakers in a score, in each of several tables of scored statements.

    Parameters
    ----------
    tables : mapping
        Scored statements by the name of the specification, which becomes its ``method``; or by
        (method, words, rows).
    value : str
        The score; every table has this column, ``speaker`` and `cluster`.
    leave_out, pairs, cluster, level, resamples, permutations, seed
        See `specifications`.

    Returns
    -------
    DataFrame
        As `specifications`, with `value` as ``measure``.

    Raises
    ------
    InputError
        As for :func:`analysis.contrast`; or `tables` is no mapping or empty.
    """
    where = "compare_specifications"
    require_tables(tables, where)
    require_options(level, resamples, seed)
    for table in tables.values():
        require_columns(table, ["speaker", value], where=where)
        require_cluster(table, cluster, where=where)

    def one(table: pd.DataFrame, wanted: list[tuple[str, str]] | None) -> pd.DataFrame:
        units = columns_left_out(leave_out, table, cluster, where)
        found = contrast(
            table, value, cluster=cluster, pairs=wanted, level=level, resamples=resamples,
            permutations=permutations, seed=seed,
        )  # fmt: skip
        parts = [found.assign(left_out="", without="")] + [
            contrasts_without(found, table, value, unit, cluster=cluster, level=level).assign(
                left_out=unit
            )
            for unit in units
        ]
        # In units of the standard deviation of all rows, corrected as Hedges' g is.
        per_unit = found["effect_size"] / found["difference"].where(found["difference"] != 0)
        rows = stacked(parts).merge(
            found[FINDING[1:]].assign(per_unit=per_unit), on=FINDING[1:], how="left"
        )
        for name, source in zip(EFFECT, ("difference", "ci_low", "ci_high"), strict=True):
            scaled = rows[source] * rows["per_unit"]
            rows[name] = rows[name].where(rows["without"] == "", scaled) if name in rows else scaled
        return rows.assign(measure=value)

    return compare_each(tables, one, pairs, where)


def compare_each(
    tables: Mapping[Any, pd.DataFrame],
    one: Compare,
    pairs: Pairs | None,
    where: str,
) -> pd.DataFrame:
    """The rows of every specification, one finding after the other."""
    wanted = None if pairs is None else list(dict.fromkeys(pairs))
    speakers = {key: set(table["speaker"]) for key, table in tables.items()}
    _require_speakers(wanted, speakers.values(), where)
    parts = []
    for key, table in tables.items():
        # A selection may leave a speaker without rows; the other pairs are compared all the same.
        here = wanted and [pair for pair in wanted if speakers[key].issuperset(pair)]
        if wanted and not here:
            continue
        choices = dict(
            zip(CHOICES, (key, "", ALL_ROWS) if isinstance(key, str) else key, strict=True)
        )
        parts.append(one(table, here).assign(**choices))
    table = pd.concat(parts, ignore_index=True)
    finding = table.groupby(FINDING, sort=False).ngroup()
    table = table.loc[np.argsort(finding.to_numpy(), kind="stable")]
    return table.reindex(columns=COLUMNS).reset_index(drop=True)


def stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables one under the other; empty ones add nothing but their columns."""
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def columns_left_out(
    leave_out: Sequence[str] | None, table: pd.DataFrame, cluster: str, where: str
) -> list[str]:
    """The columns whose values are left out."""
    if leave_out is None:
        return [name for name in dict.fromkeys(("publisher", cluster)) if name in table]
    names = list(dict.fromkeys([leave_out] if isinstance(leave_out, str) else leave_out))
    require_columns(table, names, where=where)
    return names


def require_tables(tables: object, where: str) -> None:
    """Refuse what is no mapping of names to tables."""
    if not isinstance(tables, Mapping) or not tables:
        raise InputError(f"{where}: pass tables by name, such as {{'mine': table}}")


def _require_speakers(
    pairs: list[tuple[str, str]] | None, speakers: Iterable[set[str]], where: str
) -> None:
    there = set().union(*speakers)
    for name in (name for pair in pairs or [] for name in pair):
        if name not in there:
            known = ", ".join(sorted(map(str, there)))
            raise InputError(f"{where}: no statements of {name!r}; there are {known}")
