"""How well the machine's coding agrees with the labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.layout import close_slot, draw_interval, open_slot, right_column, value_axis
from analysis.charts.style import GREY, INK, Look, speaker_looks, styled
from analysis.charts.tables import checked, label_of, rows_of, unique_rows, usual_order
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
from analysis.errors import InputError

ROW = 0.36  # inches
NUMERIC = ["precision", "recall", "f1", "ci_low", "ci_high", "n"]


@styled
def plot_validation(
    validation: pd.DataFrame,
    *,
    by: str | None = None,
    labels: Mapping[str, str] | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw F1 with its interval, precision and recall, for each issue or speaker.

    Parameters
    ----------
    validation : DataFrame
        What `analysis.validate` returns: the column `by`, precision, recall, f1, ci_low, ci_high
        (of F1) and n (labels counted).
    by : str, optional
        The column that names the rows: by default "issue" or "speaker", whichever is there, else
        the first.
    labels : mapping, optional
        Names for readers, by the values of `by`; rows are drawn in its order.
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
        If a column is missing, or one name has two rows.
    """
    table = checked(validation, NUMERIC, source="validate(...)", numeric=NUMERIC)
    by = by or next(name for name in ("issue", "speaker", table.columns[0]) if name in table)
    if by not in table or by in NUMERIC:
        raise InputError(f"The table has no column {by} that names its rows: pass by=")
    unique_rows(table, [by], chart="plot_validation")
    table = table.assign(name=table[by].map(str))
    names = usual_order(table["name"], labels)
    rows = rows_of(table.set_index("name", drop=False).loc[names])
    looks = speaker_looks(names) if by == "speaker" else {}

    slot = open_slot(ax, body=ROW * len(rows) + 0.1)
    ax = slot.ax
    for y, row in enumerate(rows):
        _row(ax, y, row, looks.get(row.name, Look(INK, "o")))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks(range(len(rows)), [wrapped(label_of(name, labels), 32) for name in names])
    value_axis(ax, 0, 1.0, label="F1, precision, recall (1 = as labeled)", parts=5)
    right_column(
        ax,
        [(y, _figures(row)) for y, row in enumerate(rows)],
        header=f"F1 [{percent(level)} interval], n",
    )
    shown = f"How well the machine's coding agrees with the labels, by {by}"
    remember(
        ax, f"Dot plot with intervals. {title or shown}.",
        listing([_words(row, label_of(row.name, labels), level) for row in rows], rest="rows"),
    )  # fmt: skip
    return close_slot(
        slot,
        title=title or shown,
        subtitle=f"Bar: {percent(level)} interval of F1 over occasions; n: labels of the row",
        source=source,
        legend=[
            Line2D([], [], ls="", marker="o", color=INK, label="F1"),
            Line2D(
                [], [], ls="", marker=2, ms=7, mew=1.6, color=GREY, label="precision (tick above)"
            ),
            Line2D([], [], ls="", marker=3, ms=7, mew=1.6, color=GREY, label="recall (tick below)"),
        ],
    )


def _row(ax: Axes, y: int, row: Any, look: Look) -> None:
    """Precision above the line, recall below it, F1 on it."""
    for value, tick, name in ((row.precision, 2, "_precision"), (row.recall, 3, "_recall")):
        # A tick stands off the middle, so that equal values stay apart.
        shift = -0.14 if tick == 2 else 0.14
        ax.plot(value, y + shift, marker=tick, ms=7, mew=1.6, color=GREY, zorder=2, label=name)
    if has_interval(row):
        draw_interval(ax, y, row.ci_low, row.ci_high, color=look.color, lw=2, cap=0)
    fill = look.color if has_interval(row) else "white"
    ax.plot(
        row.f1, y, look.marker, ms=7, mec=look.color, mfc=fill, zorder=4, clip_on=False, label="_f1"
    )


def _figures(row: Any) -> str:
    f1 = "no F1" if np.isnan(row.f1) else f"{number(row.f1)} {interval(row)}"
    return f"{f1}, n = {int(row.n):,}"


def _words(row: Any, name: str, level: float) -> str:
    if np.isnan(row.f1):
        return f"{name}: no F1 (n = {int(row.n):,})"
    return (
        f"{name} F1 {number(row.f1)} ({interval_words(row, level=level)}; precision "
        f"{number(row.precision)}, recall {number(row.recall)}, {count(row.n, 'label')})"
    )
