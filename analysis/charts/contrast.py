"""Differences between two speakers as a forest plot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.layout import close_slot, draw_interval, open_slot, right_column, value_axis
from analysis.charts.style import GREY, INK, SMALL_SIZE, styled
from analysis.charts.tables import checked, rows_of, unique_rows, usual_order
from analysis.charts.words import (
    count,
    has_interval,
    interval,
    interval_words,
    listing,
    number,
    p_value,
    percent,
    remember,
    wrapped,
)

ROW = 0.4  # inches a pair
NUMERIC = ["difference", "ci_low", "ci_high", "p_adjusted", "effect_size", "n_a", "n_b"]
MORE = {"polarity": "more positive", "subjectivity": "more subjective"}


@styled
def plot_contrasts(
    contrasts: pd.DataFrame,
    *,
    value: str | None = None,
    more: str | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw pairwise differences, each between the names of its two speakers.

    A mark lies toward the speaker whose value is higher.

    Parameters
    ----------
    contrasts : DataFrame
        What `analysis.contrast` returns: speaker_a, speaker_b, difference (a minus b), ci_low,
        ci_high, p_adjusted, effect_size, n_a, n_b.
    value : str, optional
        The measure to draw; needed where the table holds several.
    more : str, optional
        What a higher value means, such as "more positive", the default for polarity.
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
        If a column is missing, or a pair has two rows.
    """
    table = checked(
        contrasts, ["speaker_a", "speaker_b", *NUMERIC], source="contrast(...)", numeric=NUMERIC
    )
    if "measure" in table and value is not None:
        table = table[table["measure"] == value]
    table = checked(table, NUMERIC, source=f"contrast(...) with measure {value}")
    unique_rows(table, ["speaker_a", "speaker_b"], chart="plot_contrasts")
    measure = value or (str(table["measure"].iloc[0]) if "measure" in table else "value")
    meaning = more or MORE.get(measure, f"higher {measure}")
    ranks = {name: i for i, name in enumerate(usual_order([*table.speaker_a, *table.speaker_b]))}
    table = table.assign(a=table.speaker_a.map(ranks), b=table.speaker_b.map(ranks))
    rows = rows_of(table.sort_values(["a", "b"]))

    slot = open_slot(ax, body=ROW * len(rows) + 0.1)
    ax = slot.ax
    ends = table[["difference", "ci_low", "ci_high"]].to_numpy().ravel()
    edge = 1.08 * float(np.nanmax(np.abs(ends), initial=0.0)) or 1.0
    for y, row in enumerate(rows):
        if has_interval(row):
            draw_interval(ax, y, row.ci_low, row.ci_high, color=INK, lw=2, cap=0.12)
        fill = INK if has_interval(row) else "white"
        ax.plot(row.difference, y, "D", ms=6, mec=INK, mfc=fill, zorder=4, label="_estimate")
    ax.axvline(0, color=GREY, lw=1, zorder=1)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    value_axis(ax, -edge, edge, label=f"difference in {measure}", parts=5)
    ax.set_yticks(range(len(rows)), [wrapped(row.speaker_b, 22) for row in rows])
    _sides(ax, meaning)
    end = right_column(
        ax, [(y, wrapped(row.speaker_a, 22)) for y, row in enumerate(rows)], size=9.0, offset=6
    )
    for header, write in (
        (f"difference\n[{percent(level)} interval]", _difference),
        ("adjusted p,\neffect size", _test),
        ("n of right,\nof left", _counts),
    ):
        texts = [(y, write(row)) for y, row in enumerate(rows)]
        end = right_column(ax, texts, header=header, offset=end + 14)

    pairs = {(row.speaker_a, row.speaker_b) for row in rows}
    shown = f"Who is {meaning}: difference in {measure} between " + (
        "two speakers" if len(pairs) == 1 else "each two speakers"
    )
    remember(
        ax,
        f"Forest plot. {title or shown}.",
        listing([_words(row, meaning, level) for row in rows], rest="pairs"),
    )
    return close_slot(
        slot,
        title=title or shown,
        subtitle=f"A mark lies toward the speaker who is {meaning}; {percent(level)} "
        "intervals over occasions; p adjusted for the number of pairs",
        source=source,
    )


def _sides(ax: Axes, meaning: str) -> None:
    """Say at the two ends of the axis whose side it is."""
    for x, text, side in ((0, f"◄ name at left {meaning}", "left"), (1, "", "right")):
        text = text or f"name at right {meaning} ►"
        ax.annotate(
            text.replace(f" {meaning}", f"\n{meaning}"), xy=(x, 1), xycoords="axes fraction",
            xytext=(0, 5), textcoords="offset points", ha=side, va="bottom", size=SMALL_SIZE,
            color=GREY, annotation_clip=False,
        )  # fmt: skip


def _difference(row: Any) -> str:
    return f"{number(row.difference, sign=True)} {interval(row)}"


def _test(row: Any) -> str:
    return f"{p_value(row.p_adjusted)}, {number(row.effect_size, sign=True)}"


def _counts(row: Any) -> str:
    return f"{int(row.n_a)}, {int(row.n_b)}"


def _words(row: Any, meaning: str, level: float) -> str:
    tests = f"{interval_words(row, level=level)}; adjusted {p_value(row.p_adjusted)}"
    size = f"effect size {number(row.effect_size, sign=True)}"
    first, second = row.speaker_a, row.speaker_b
    if np.isnan(row.difference):
        return f"{first} and {second}: no difference known"
    clear = row.ci_low > 0 or row.ci_high < 0
    counts = f"n = {count(row.n_a, 'statement')} and {int(row.n_b):,}"
    return (
        f"{first} minus {second} {number(row.difference, sign=True)} "
        f"({tests}; {size}; {counts})"
        + (f", {first if row.difference > 0 else second} {meaning}" if clear else "")
    )
