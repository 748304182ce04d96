"""Whether a method is as often right as it is sure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from analysis.charts.layout import close_slot, open_slot, value_axis
from analysis.charts.style import BAND, FAINT, GREY, INK, SMALL_SIZE, TEXT_SIZE, styled
from analysis.charts.tables import checked, rows_of, unique_rows
from analysis.charts.words import count, has_interval, listing, percent, remember

BODY = 4.4  # inches
NUMERIC = ["probability", "estimate", "ci_low", "ci_high", "n"]


@styled
def plot_calibration(
    calibration: pd.DataFrame,
    *,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw the share right against the probability, beside the line where both are equal.

    Parameters
    ----------
    calibration : DataFrame
        What `analysis.calibration` returns: bin, probability, estimate (share right), ci_low,
        ci_high, n.
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
        If a column is missing, or a bin has two rows.
    """
    table = checked(calibration, ["bin", *NUMERIC], source="calibration(...)", numeric=NUMERIC)
    unique_rows(table, ["bin"], chart="plot_calibration")
    rows = rows_of(table.sort_values("probability", kind="stable"))

    slot = open_slot(ax, body=BODY)
    ax = slot.ax
    least = float(np.nanmin(table[["probability", "estimate", "ci_low"]].to_numpy()))
    low = max(0.0, np.floor(least * 10 - 0.5) / 10)
    _plane(ax, low)
    for row in rows:
        solid = has_interval(row)
        if solid:
            ax.vlines(row.probability, row.ci_low, row.ci_high, color="white", lw=4.4, zorder=3)
            ax.vlines(
                row.probability, row.ci_low, row.ci_high, color=INK, lw=2, zorder=3.1,
                label="_interval",
            )  # fmt: skip
        ax.plot(
            row.probability, row.estimate, "o", ms=7, mec=INK, mfc=INK if solid else "white",
            zorder=4, clip_on=False, label="_estimate",
        )  # fmt: skip
    shown = title or "Is the method right as often as it is sure?"
    remember(
        ax, f"Reliability chart. {shown}{'' if shown.endswith('?') else '.'}",
        listing([_words(row, level) for row in rows], rest="groups of statements"),
    )  # fmt: skip
    hollow = "" if all(map(has_interval, rows)) else "; hollow: no interval"
    close_slot(
        slot,
        title=shown,
        subtitle=f"Each mark: {_sizes(table['n'])} of which the method was about equally sure\n"
        f"Bar: {percent(level)} interval over occasions{hollow}; where it crosses the dashed line, "
        "the data cannot tell the two apart",
        source=source,
    )
    _counts(ax, rows)  # last: where they find room depends on the size of the axes
    return ax


def _plane(ax: Axes, low: float) -> None:
    """Axes of equal range, the line of equality and what lies on either side of it."""
    value_axis(ax, low, 1.0, label="how sure: mean probability of the class chosen", parts=7)
    ticks = ax.get_xticks()
    names = [f"{tick:.0%}" for tick in ticks]
    ax.set_xticks(ticks, names)
    ax.set_yticks(ticks, names)
    ax.tick_params(axis="y", labelsize=SMALL_SIZE, labelcolor=GREY)
    ax.set_ylabel("how right: share of classes as labeled", size=SMALL_SIZE, color=GREY)
    for tick in ticks:
        ax.axhline(tick, color=FAINT, lw=0.7, zorder=0)
    ax.set_xlim(low, 1.0)
    ax.set_ylim(low, 1.0)
    ax.fill_between([low, 1], [low, 1], low, color=BAND, lw=0, zorder=-1)
    ax.plot([low, 1], [low, 1], color=GREY, lw=1.2, ls=(0, (4, 3)), zorder=1, label="_equal")
    ax.annotate(
        "as sure\nas right", xy=(1, 1), xycoords="axes fraction", xytext=(6, 0),
        textcoords="offset points", ha="left", va="center", size=TEXT_SIZE, color=GREY,
    )  # fmt: skip
    for text, x, y, dx, side, base in (
        ("less sure than right", 0, 1, 8, "left", "top"),
        ("more sure than right", 1, 0, -8, "right", "bottom"),
    ):
        ax.annotate(
            text, xy=(x, y), xycoords="axes fraction", xytext=(dx, -dx), ha=side, va=base,
            textcoords="offset points", size=TEXT_SIZE + 1, color=GREY, style="italic",
        )  # fmt: skip


def _counts(ax: Axes, rows: list[Any]) -> None:
    """Print n beside the marks, each on the first side where it covers nothing.

    If one of them has no such side, none is printed: the subtitle says how many there are.
    """
    scale = ax.figure.get_figure(root=True).dpi / 72
    room = ax.get_window_extent()
    taken = [text.get_window_extent() for text in ax.texts]
    for row in rows:
        ends = [row.estimate, row.ci_low, row.ci_high] if has_interval(row) else [row.estimate]
        spots = ax.transData.transform([(row.probability, end) for end in ends])
        (left, bottom), (right, top) = spots.min(axis=0), spots.max(axis=0)
        reach = 5 * scale
        taken.append(Bbox.from_extents(left - reach, bottom - reach, right + reach, top + reach))
    printed: list[Annotation] = []
    for row in rows:
        text: Annotation = ax.annotate(
            f"n = {int(row.n):,}", xy=(row.probability, row.estimate), va="center", xytext=(0, 0),
            textcoords="offset points", size=SMALL_SIZE, color=INK, zorder=5,
        )  # fmt: skip
        printed.append(text)
        # First away from the line of equality, which no count should stand on.
        turn = 1 if row.estimate >= row.probability else -1
        for dx, dy in [(-turn, turn), (turn, turn), (-turn, -turn), (turn, -turn), (0, 0)]:
            if not dx:
                for each in printed:
                    each.remove()
                return
            text.set_position((7 * dx, 7 * dy))
            text.set_horizontalalignment("left" if dx > 0 else "right")
            box = text.get_window_extent()
            inside = room.x0 <= box.x0 and box.x1 <= room.x1 and room.y0 <= box.y0
            inside = inside and box.y1 <= room.y1
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break


def _sizes(n: pd.Series) -> str:
    """How many statements the bins have: "73 statements", "18 to 19 statements"."""
    least, most = int(n.min()), int(n.max())
    return count(least, "statement") if least == most else f"{least:,} to {most:,} statements"


def _words(row: Any, level: float) -> str:
    interval = "no interval"
    if has_interval(row):
        interval = f"{percent(level)} interval {row.ci_low:.0%} to {row.ci_high:.0%}"
    counted = count(row.n, "statement")
    return f"{row.probability:.0%} sure, {row.estimate:.0%} right ({interval}; {counted})"
