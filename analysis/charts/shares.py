"""Shares of statements in favor of and against each issue, with the conditional part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.charts.groups import MOST_IN_LEGEND, ROW, label_rows, place_rows, speaker_legend
from analysis.charts.layout import close_slot, directions, open_slot, right_column
from analysis.charts.style import FAINT, GREY, INK, SMALL_SIZE, speaker_looks, styled
from analysis.charts.tables import checked, label_of, order, rows_of, unique_rows, usual_order
from analysis.charts.words import count, listing, percent, remember

NUMERIC = ["count", "estimate", "ci_low", "ci_high", "n"]


class Side(NamedTuple):
    """One bar: all statements of a speaker that take one side of an issue."""

    share: float
    conditional: float
    amount: int
    amount_conditional: int
    low: float
    high: float


@styled
def plot_shares(
    shares: pd.DataFrame,
    *,
    totals: pd.DataFrame | None = None,
    issues: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    speakers: Sequence[str] | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw the share of each speaker's statements for and against each issue.

    Bars to the right are in favor, to the left against; their hatched ends are the statements that
    name a condition.

    Parameters
    ----------
    shares : DataFrame
        What `analysis.shares` returns: speaker, issue, stance, conditional, count, estimate,
        ci_low, ci_high, n (the speaker's statements). Its intervals are drawn where only
        conditional or only unconditional statements make a bar: they are then the whole bar's.
    totals : DataFrame, optional
        The same without the distinction, `shares(stances.assign(conditional=False), ...)`: the
        intervals of all bars.
    issues, speakers : sequence of str, optional
        What to draw, in this order. By default all that the table has.
    labels : mapping, optional
        Names of the issues for readers, by issue; issues are drawn in its order.
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
        If a column is missing, or two rows stand for one part of a bar.
    """
    needed = ["speaker", "issue", "stance", "conditional", *NUMERIC]
    table = checked(shares, needed, source="shares(...)", numeric=NUMERIC)
    unique_rows(table, needed[:4], chart="plot_shares")
    looks = speaker_looks(table["speaker"])
    names = order(table["speaker"], speakers, what="speaker")
    topics = order(table["issue"], issues or usual_order(table["issue"], labels), what="issue")
    whole = _whole_intervals(totals)
    sides: dict[Any, Side] = {
        key: _side(part, whole.get(key))
        for key, part in table.groupby(["issue", "speaker", "stance"], sort=False, observed=True)
    }
    sides = {key: side for key, side in sides.items() if side.amount}
    rows = place_rows({(key[0], key[1]) for key in sides}, topics, names)

    slot = open_slot(ax, body=ROW * (rows.height + 0.8))
    ax = slot.ax
    farthest = 0.05
    for (topic, name), y in rows.places.items():
        for stance, turn in (("favor", 1), ("against", -1)):
            side = sides.get((topic, name, stance))
            if side is not None:
                farthest = max(farthest, _bar(ax, y, side, turn, looks[name].color))
    label_rows(ax, rows, names, labels)
    edge = 1.16 * farthest  # room for the counts at the ends of the bars
    _axis(ax, edge)
    directions(ax, "against", "in favor")
    sizes = {name: int(table.loc[table["speaker"] == name, "n"].max()) for name in names}
    if len(names) > MOST_IN_LEGEND:
        marks = [(y, f"of {sizes[name]:,}") for (_, name), y in rows.places.items()]
        right_column(ax, marks, header="statements", color=GREY)

    shown = "Share of each speaker's statements in favor of and against each issue"
    hatched = Patch(facecolor="white", edgecolor=GREY, hatch="//////", label="with a condition")
    legend = speaker_legend(names, looks, bars=True)
    for patch, name in zip(legend, names, strict=False):
        patch.set_label(f"{name} (n = {count(sizes[name], 'statement')})")
    remember(
        ax,
        f"Diverging bars. {title or shown}.",
        listing(
            [_words(topic, names, sides, labels) for topic in topics if topic in rows.groups],
            rest="issues",
        ),
    )
    return close_slot(
        slot,
        title=title or shown,
        subtitle="Percent of the speaker's statements; numbers: statements, in brackets those with "
        f"a condition; whiskers: {percent(level)} intervals over occasions, where known",
        source=source,
        legend=[*legend, hatched],
    )


def _whole_intervals(totals: pd.DataFrame | None) -> dict[Any, tuple[float, float]]:
    if totals is None:
        return {}
    columns = ["issue", "speaker", "stance", "count", "ci_low", "ci_high"]
    table = checked(totals, columns, source="shares(...)", numeric=columns[3:])
    table = table[table["count"] > 0]
    unique_rows(table, columns[:3], chart="plot_shares(totals=...)")
    return {
        (row.issue, row.speaker, row.stance): (row.ci_low, row.ci_high) for row in rows_of(table)
    }


def _side(part: pd.DataFrame, whole: tuple[float, float] | None) -> Side:
    """Add up the rows of one bar."""
    conditional = part[part["conditional"].astype(bool)]
    filled = part[part["count"] > 0]
    if whole is None and len(filled) == 1:
        whole = (filled["ci_low"].iloc[0], filled["ci_high"].iloc[0])
    return Side(
        float(part["estimate"].sum()), float(conditional["estimate"].sum()),
        int(part["count"].sum()), int(conditional["count"].sum()),
        *(whole or (np.nan, np.nan)),
    )  # fmt: skip


def _bar(ax: Axes, y: float, side: Side, turn: int, color: str) -> float:
    """Draw one bar with its count; return how far it reaches."""
    plain = side.share - side.conditional
    ax.barh(y, turn * plain, height=0.78, color=color, zorder=2, gid="bar")
    if side.conditional:
        ax.barh(
            y, turn * side.conditional, left=turn * plain, height=0.78, zorder=2, facecolor="white",
            edgecolor=color, hatch="//////", linewidth=1, gid="conditional bar",
        )  # fmt: skip
    end = side.share
    if not np.isnan(side.low):
        ax.hlines(y, turn * side.low, turn * side.high, color="white", lw=3, zorder=2.9)
        ax.hlines(
            y, turn * side.low, turn * side.high, color=INK, lw=1.2, zorder=3, label="_interval"
        )
        end = max(end, side.high)
    text = f"{side.amount}" + (f" ({side.amount_conditional})" if side.amount_conditional else "")
    ax.annotate(
        text, xy=(turn * end, y), xytext=(4 * turn, 0), textcoords="offset points", va="center",
        ha="left" if turn > 0 else "right", size=SMALL_SIZE - 1, color=INK, annotation_clip=False,
    )  # fmt: skip
    return end


def _axis(ax: Axes, edge: float) -> None:
    """Percent on both sides of zero."""
    step = next(step for step in (0.02, 0.05, 0.1, 0.2, 0.5) if edge / step <= 6)
    ticks = np.arange(-int(edge / step), int(edge / step) + 1) * step
    ax.set_xlim(-edge, edge)
    ax.set_xticks(ticks, [f"{abs(tick):.0%}" for tick in ticks])
    for tick in ticks:
        ax.axvline(tick, color=FAINT, lw=0.7, zorder=0)
    ax.axvline(0, color=GREY, lw=1, zorder=3)
    ax.set_xlabel("share of the speaker's statements", size=SMALL_SIZE, color=GREY)


def _words(
    topic: str, names: Sequence[str], sides: Mapping[Any, Side], labels: Mapping[str, str] | None
) -> str:
    """One issue in words; with many speakers, only how many took each side."""
    none = Side(0.0, 0.0, 0, 0, np.nan, np.nan)
    both = [
        (n, sides.get((topic, n, "favor"), none), sides.get((topic, n, "against"), none))
        for n in names
    ]
    both = [each for each in both if each[1].amount or each[2].amount]
    if len(both) > 4:
        pro, contra = sum(each[1].amount for each in both), sum(each[2].amount for each in both)
        said = f"{pro} statements of {len(both)} speakers in favor, {contra} against"
    else:
        said = ", ".join(
            f"{name} " + " and ".join(_parts(favor, against)) for name, favor, against in both
        )
    return f"{label_of(topic, labels)}: {said}"


def _parts(favor: Side, against: Side) -> list[str]:
    """The sides that a speaker takes, in words."""
    words = []
    for side, end in ((favor, "in favor"), (against, "against")):
        given = f", {side.amount_conditional} with a condition" if side.amount_conditional else ""
        interval = "" if np.isnan(side.low) else f", interval {side.low:.0%} to {side.high:.0%}"
        if side.amount:
            words.append(f"{side.share:.0%} {end} ({side.amount}{given}{interval})")
    return words
