"""The same comparison by every sentiment method, to see whether its outcome hangs on the method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.layout import close_slot, draw_interval, open_slot, right_column, value_axis
from analysis.charts.style import BAND, GREY, INK, SMALL_SIZE, styled
from analysis.charts.tables import checked, rows_of, unique_rows
from analysis.charts.words import listing, number, p_value, percent, remember, wrapped

ROW = 0.23  # inches an analysis
GAP = 1.9  # rows between two pairs, with the pair's name in them
NUMERIC = ["difference", "ci_low", "ci_high", "p_adjusted", "effect_size", "n"]
KEYS = ["speaker_a", "speaker_b", "method", "on"]
COLUMNS = {"quote": "own words", "text": "reported text"}


@styled
def plot_methods(
    contrasts: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    alpha: float = 0.05,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw each pair's standardized difference by every method and column.

    Parameters
    ----------
    contrasts : DataFrame
        What `analysis.contrast_methods` returns.
    labels : mapping, optional
        Names of methods and columns for readers.
    alpha : float
        A mark is filled where the adjusted p is below it.
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
        If a column is missing, or an analysis is there twice.

    Notes
    -----
    The methods' scales differ, so each interval is divided by what turns its difference into
    Hedges' g: the pooled standard deviation of the statements.
    """
    table = checked(contrasts, [*KEYS, *NUMERIC], source="contrast_methods(...)", numeric=NUMERIC)
    unique_rows(table, KEYS, chart="plot_methods")
    scale = (table["effect_size"] / table["difference"]).where(table["difference"] != 0)
    table = table.assign(low=table["ci_low"] * scale, high=table["ci_high"] * scale)
    names = {**COLUMNS, **(labels or {})}
    pairs = list(dict.fromkeys(zip(table["speaker_a"], table["speaker_b"], strict=True)))
    each = table.groupby(["speaker_a", "speaker_b"]).size().max()
    slot = open_slot(ax, body=ROW * len(pairs) * (each + GAP))
    ax = slot.ax
    ends = table[["effect_size", "low", "high"]].to_numpy().ravel()
    edge = 1.1 * float(np.nanmax(np.abs(ends), initial=0.0)) or 1.0

    y, ticks, figures, heads = 0.0, [], [], []
    for a, b in pairs:
        rows = rows_of(table[(table["speaker_a"] == a) & (table["speaker_b"] == b)])
        heads.append((y - 1.0, a, b))
        ax.axhspan(y - 0.5, y + len(rows) - 0.5, color=BAND, lw=0, zorder=-1)
        for row in rows:
            _mark(ax, y, row, clear=row.p_adjusted < alpha)
            ticks.append((y, f"{names.get(row.on, row.on)}, {names.get(row.method, row.method)}"))
            figures.append((y, f"{number(row.effect_size, sign=True)}, {p_value(row.p_adjusted)}"))
            y += 1
        y += GAP
    ax.set_ylim(y - GAP - 0.4, -1.6)
    ax.set_yticks([at for at, _ in ticks], [text for _, text in ticks])
    ax.tick_params(axis="y", labelsize=SMALL_SIZE)
    value_axis(ax, -edge, edge, label="standardized difference (Hedges' g)", parts=6)
    ax.axvline(0, color=GREY, lw=1, zorder=1)
    for at, a, b in heads:
        for x, side, text in ((-edge, "left", f"◄ {b} more positive"),
                              (edge, "right", f"{a} more positive ►")):  # fmt: skip
            ax.text(x, at, wrapped(text, 40), ha=side, va="center", size=SMALL_SIZE, color=INK,
                    weight="bold")  # fmt: skip
    right_column(ax, figures, header="difference,\nadjusted p")

    shown = "Does it hang on the method who sounds more positive?"
    remember(
        ax,
        f"Forest plot. {title or shown}",
        listing([_words(row, names) for row in rows_of(table)], rest="analyses"),
    )
    return close_slot(
        slot,
        title=title or shown,
        subtitle=f"Each mark is one analysis of the same statements; bar: {percent(level)} "
        "interval over occasions; p adjusted for the pairs of one analysis",
        source=source,
        legend=[_key(INK, f"adjusted p below {alpha:g}"), _key("white", "no difference found")],
    )


def _key(fill: str, label: str) -> Line2D:
    return Line2D([], [], ls="", marker="D", ms=6, mec=INK, mfc=fill, label=label)


def _mark(ax: Axes, y: float, row: Any, *, clear: bool) -> None:
    if np.isfinite(row.low) and np.isfinite(row.high):
        draw_interval(ax, y, row.low, row.high, color=INK, lw=1.8, cap=0)
    fill = INK if clear else "white"
    ax.plot(row.effect_size, y, "D", ms=5, mec=INK, mfc=fill, zorder=4, label="_estimate")


def _words(row: Any, names: Mapping[str, str]) -> str:
    what = f"{names.get(row.on, row.on)} by {names.get(row.method, row.method)}"
    return (
        f"{row.speaker_a} minus {row.speaker_b}, {what}: {number(row.effect_size, sign=True)} "
        f"({number(row.low, sign=True)} to {number(row.high, sign=True)}; adjusted "
        f"{p_value(row.p_adjusted)}; {int(row.n):,} statements)"
    )
