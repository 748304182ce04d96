"""Positions of speakers on issues as a dot plot with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.groups import ROW, label_rows, place_rows, speaker_legend
from analysis.charts.layout import (
    close_slot,
    directions,
    draw_interval,
    open_slot,
    right_column,
    value_axis,
)
from analysis.charts.style import GREY, Look, speaker_looks, styled
from analysis.charts.tables import (
    INTERVAL,
    checked,
    label_of,
    order,
    rows_of,
    unique_rows,
    usual_order,
)
from analysis.charts.words import (
    count,
    has_interval,
    interval,
    listing,
    number,
    percent,
    remember,
)

NEEDED = ["speaker", "issue", *INTERVAL, "favor", "against"]
BEYOND = 0.8  # logits of room beyond the outermost estimate; longer intervals get an arrow


@styled
def plot_positions(
    positions: pd.DataFrame,
    *,
    issues: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    speakers: Sequence[str] | None = None,
    limit: float | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw each speaker's position on each issue with its interval.

    Parameters
    ----------
    positions : DataFrame
        What `analysis.position` returns: speaker, issue, estimate (logit), ci_low, ci_high, favor,
        against.
    issues, speakers : sequence of str, optional
        What to draw, in this order. By default all that the table has.
    labels : mapping, optional
        Names of the issues for readers, by issue; issues are drawn in its order.
    limit : float, optional
        Where the axis ends on both sides, in logits; by default a little beyond the outermost
        estimate. Arrows mark intervals that go on.
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
        If a column is missing, or a speaker has two rows for an issue.
    """
    table = checked(positions, NEEDED, source="position(...)", numeric=NEEDED[2:])
    unique_rows(table, ["speaker", "issue"], chart="plot_positions")
    looks = speaker_looks(table["speaker"])
    names = order(table["speaker"], speakers, what="speaker")
    topics = order(table["issue"], issues or usual_order(table["issue"], labels), what="issue")
    corrected = ""
    if "n_labeled" in table:
        unknown = int(table["estimate"].isna().sum())
        corrected = "; corrected by labels"
        corrected += f", {unknown} without any left out" if unknown else ""
    table = table[table["estimate"].notna()]
    cells = {(row.issue, row.speaker): row for row in rows_of(table)}
    rows = place_rows(set(cells), topics, names)
    drawn = [(y, cells[key]) for key, y in rows.places.items()]
    ends = [abs(row.estimate) for _, row in drawn]
    edge = limit or max([1.0, *ends]) + BEYOND

    slot = open_slot(ax, body=ROW * (rows.height + 0.8))
    ax = slot.ax
    for y, row in drawn:
        _dot(ax, y, row, looks[row.speaker], edge)
    ax.axvline(0, color=GREY, lw=1, zorder=1)
    label_rows(ax, rows, names, labels)
    value_axis(ax, -edge, edge, label="logit of statements in favor : against", parts=8)
    directions(ax, "against", "in favor")
    end = right_column(ax, [(y, _counts(row)) for y, row in drawn], header="favor : against")
    right_column(
        ax, [(y, _figures(row)) for y, row in drawn], header=f"logit [{percent(level)} interval]",
        offset=end + 14, color=GREY,
    )  # fmt: skip

    shown = "Where each speaker stands on each issue, with intervals"
    legend = speaker_legend(names, looks, bars=False)
    if any(not has_interval(row) for _, row in drawn):
        legend.append(
            Line2D([], [], ls="", marker="o", color=GREY, mfc="white", label="no interval")
        )
    said = sum(row.favor + row.against for _, row in drawn)
    remember(
        ax,
        f"Dot plot with intervals. {title or shown}, in logits with "
        f"{percent(level)} intervals, from statements in favor : against; above zero is in favor.",
        listing(
            [_words(topic, names, cells, labels) for topic in topics if topic in rows.groups],
            rest="issues",
        ),
    )
    return close_slot(
        slot,
        title=title or shown,
        subtitle=f"Bars: {percent(level)} intervals over occasions, arrows where they go beyond "
        f"the axis; {count(said, 'position')} counted{corrected}",
        source=source,
        legend=legend,
    )


def _dot(ax: Axes, y: float, row: Any, look: Look, edge: float) -> None:
    """A mark and its interval; hollow without one, an arrow where the axis cuts it."""
    if has_interval(row):
        low, high = max(row.ci_low, -edge), min(row.ci_high, edge)
        draw_interval(ax, y, low, high, color=look.color, lw=1.8, cap=0)
        for cut, x, turn in ((row.ci_low < -edge, -edge, -1), (row.ci_high > edge, edge, 1)):
            if cut:
                ax.annotate(
                    "", xy=(x, y), xytext=(x - turn * 0.06 * edge, y), annotation_clip=False,
                    arrowprops={
                        "arrowstyle": "-|>", "color": look.color, "shrinkA": 0, "shrinkB": 0,
                        "mutation_scale": 9,
                    },
                )  # fmt: skip
    if abs(row.estimate) <= edge:
        ax.plot(
            row.estimate, y, look.marker, ms=6, mew=1.2, zorder=4, mec=look.color,
            mfc=look.color if has_interval(row) else "white", label="_estimate",
        )  # fmt: skip


def _counts(row: Any) -> str:
    return f"{int(row.favor)} : {int(row.against)}"


def _figures(row: Any) -> str:
    return f"{number(row.estimate, digits=1, sign=True)} {interval(row, digits=1, sign=True)}"


def _words(
    topic: str,
    names: Sequence[str],
    cells: Mapping[Any, Any],
    labels: Mapping[str, str] | None,
) -> str:
    """One issue in words; with many speakers, its two ends."""
    said = [cells[topic, name] for name in names if (topic, name) in cells]
    named, between = said, ""
    if len(said) > 4:
        middle = np.argsort([row.estimate for row in said], kind="stable")
        named = [said[middle[0]], said[middle[-1]]]
        between = f", {len(said) - 2} speakers between"
    each = ", ".join(
        f"{row.speaker} {number(row.estimate, digits=1, sign=True)} "
        f"{interval(row, digits=1)} from {int(row.favor)} : {int(row.against)}"
        for row in named
    )
    return f"{label_of(topic, labels)}: {each}{between}"
