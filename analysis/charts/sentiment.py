"""Sentiment per speaker: the estimate over the statements behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.layout import (
    close_slot,
    directions,
    draw_interval,
    open_slot,
    right_column,
    value_axis,
)
from analysis.charts.style import GREY, INK, speaker_looks, styled
from analysis.charts.tables import INTERVAL, checked, one_measure, order, rows_of, unique_rows
from analysis.charts.words import (
    count,
    has_interval,
    interval,
    interval_words,
    listing,
    number,
    percent,
    remember,
    wrapped,
)
from analysis.clusters import SCALES

ROW = 0.62  # inches a speaker
ENDS = {"polarity": ("negative", "positive"), "subjectivity": ("objective", "subjective")}
Array = npt.NDArray[np.float64]
_GOLDEN = (5**0.5 - 1) / 2


@styled
def plot_sentiment(
    estimates: pd.DataFrame,
    *,
    points: pd.DataFrame | None = None,
    value: str = "polarity",
    speakers: Sequence[str] | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw each speaker's mean with its interval over the statements behind it.

    Parameters
    ----------
    estimates : DataFrame
        One row a speaker, as `analysis.estimate` returns: speaker, estimate, ci_low, ci_high, n,
        n_occasions, and n_unscored where known.
    points : DataFrame, optional
        Scored statements (speaker and the column `value`), drawn as faint points. Rows without a
        score are not drawn.
    value : str
        The measure; with several in `estimates`, the one to draw.
    speakers : sequence of str, optional
        Speakers to draw, in this order. By default all.
    level : float
        The intervals' confidence level, for the wording only.
    ax : Axes, optional
        Where to draw; by default a new figure.
    title, source : str, optional
        Title instead of the default one; what the source line names.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If a column is missing, or a speaker has two rows.
    """
    table = checked(
        estimates, ["speaker", *INTERVAL, "n", "n_occasions"],
        source="estimate(...)", numeric=[*INTERVAL, "n", "n_occasions"],
    )  # fmt: skip
    table = one_measure(table, value)
    unique_rows(table, ["speaker"], chart="plot_sentiment")
    names = order(table["speaker"], speakers, what="speaker")
    rows = rows_of(table.set_index("speaker", drop=False).loc[names])
    looks = speaker_looks(table["speaker"])
    cloud = _cloud(points, value, names)

    slot = open_slot(ax, body=ROW * len(rows) + 0.1)
    ax = slot.ax
    low, high = _limits(rows, value, cloud)
    for y, row in enumerate(rows):
        look = looks[row.speaker]
        if cloud is not None:
            own = cloud.loc[cloud["speaker"] == row.speaker, value]
            ax.scatter(
                *_spread(own, y), s=13, color=look.color, marker=look.marker, alpha=0.28,
                linewidth=0, zorder=2, gid=f"points {row.speaker}",
            )  # fmt: skip
        if np.isnan(row.estimate):
            continue
        if has_interval(row):
            draw_interval(ax, y, row.ci_low, row.ci_high, color=INK)
        ax.plot(
            row.estimate, y, look.marker, ms=7.5, color=look.color, mec="white", mew=1.0, zorder=4,
            gid=f"estimate {row.speaker}",
        )  # fmt: skip

    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(range(len(rows)), [wrapped(row.speaker, 24) for row in rows])
    value_axis(ax, low, high, label=value)
    if low < 0 < high:
        ax.axvline(0, color=GREY, lw=1, zorder=1)
        directions(ax, *ENDS.get(value, ("lower", "higher")))
    right_column(ax, [(y, _figures(row)) for y, row in enumerate(rows)], linespacing=1.4)

    shown = f"Mean {value} of each speaker's statements"
    unscored = int(table["n_unscored"].sum()) if "n_unscored" in table else 0
    bounds = SCALES.get(value)
    parts = [f"{value.capitalize()} {_range(bounds)}" if bounds else f"Unit: {value}"]
    parts.append(f"large mark: mean, bar: {percent(level)} interval over occasions")
    parts.append("faint marks: single statements" if cloud is not None else "")
    left_out = f"{count(unscored, 'statement')} without a score left out" if unscored else ""
    if "n_labeled" in table:  # corrected estimates are of all statements, scored or not
        left_out = f"corrected by {count(table['n_labeled'].sum(), 'labeled statement')}"
    parts.append(left_out)
    remember(
        ax,
        f"Dot plot with intervals. {title or shown}.",
        listing([_words(row, level) for row in rows], rest="speakers not named here"),
        f"{left_out.capitalize()}." if left_out else "",
    )
    return close_slot(
        slot,
        title=title or shown + (", with every statement behind it" if cloud is not None else ""),
        subtitle="; ".join(part for part in parts if part),
        source=source,
    )


def _cloud(points: pd.DataFrame | None, value: str, names: list[str]) -> pd.DataFrame | None:
    if points is None:
        return None
    table = checked(points, ["speaker", value], source="score_sentiment(...)", numeric=[value])
    return table[table[value].notna() & table["speaker"].isin(names)]


def _spread(values: pd.Series, row: float) -> tuple[Array, Array]:
    """Place points by value; multiples of the golden ratio keep equal ones apart, no dice."""
    x: Array = np.sort(values.to_numpy(dtype=float))
    y: Array = row + 0.66 * ((np.arange(len(x), dtype=float) * _GOLDEN) % 1 - 0.5)
    return x, y


def _limits(rows: list[Any], value: str, cloud: pd.DataFrame | None) -> tuple[float, float]:
    """The whole scale where statements are drawn, else what the intervals need and zero."""
    ends = [end for row in rows for end in (row.ci_low, row.ci_high, row.estimate)]
    if cloud is not None:
        ends += [*cloud[value], *SCALES.get(value, ())]
    ends = [end for end in ends if not np.isnan(end)] + [0.0]
    low, high = min(ends), max(ends)
    pad = 0.04 * (high - low) or 0.1
    return low - pad, high + pad


def _range(bounds: tuple[float, float]) -> str:
    return f"from {number(bounds[0], digits=0)} to {number(bounds[1], digits=0, sign=True)}"


def _figures(row: Any) -> str:
    counts = f"n = {count(row.n, 'statement')}, {count(row.n_occasions, 'occasion')}"
    if np.isnan(row.estimate):
        return f"{_missing(row)}\n{counts}"
    return f"{number(row.estimate)} {interval(row)}\n{counts}"


def _words(row: Any, level: float) -> str:
    counts = f"{count(row.n, 'statement')}, {count(row.n_occasions, 'occasion')}"
    if np.isnan(row.estimate):
        return f"{row.speaker}: {_missing(row)}"
    return f"{row.speaker} {number(row.estimate)} ({interval_words(row, level=level)}; {counts})"


def _missing(row: Any) -> str:
    return "no labels" if hasattr(row, "n_labeled") else "no score"
