"""Sentiment by month: one panel a speaker, with the events of the time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.layout import close_slot, free_width, open_slot
from analysis.charts.style import FAINT, GREY, INK, Look, speaker_looks, styled
from analysis.charts.tables import (
    INTERVAL,
    checked,
    month_number,
    one_measure,
    order,
    rows_of,
    unique_rows,
)
from analysis.charts.timeline import (
    Event,
    draw_events,
    event_key,
    month_axis,
    month_name,
    panels,
    read_events,
)
from analysis.charts.words import (
    count,
    has_interval,
    listing,
    number,
    percent,
    remember,
    wrapped,
)

PANEL = 1.1  # inches a speaker
NAMES = 1.3  # inches that names and scale take at most
MOST_COUNTS = 40  # months; beyond, counts would run into each other


@styled
def plot_sentiment_over_time(
    estimates: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    value: str = "polarity",
    speakers: Sequence[str] | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw each speaker's mean month by month, with intervals, counts and events.

    Parameters
    ----------
    estimates : DataFrame
        One row a speaker and month: speaker, month ("2025-03", Period or Timestamp), estimate,
        ci_low, ci_high, n, n_occasions.
    events : DataFrame, optional
        date and name; end_date where an event took longer; date_precision ("day", or words such as
        "on or before", whose lines are dotted). All events are drawn.
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
        The axes of the months; the speakers' panels are its `child_axes`.

    Raises
    ------
    InputError
        If a column is missing, a month cannot be read, or a speaker has two rows for a month.
    """
    table = checked(
        estimates, ["speaker", "month", *INTERVAL, "n", "n_occasions"],
        source='estimate(..., by=["speaker", "month"])', numeric=[*INTERVAL, "n", "n_occasions"],
    )  # fmt: skip
    table = one_measure(table, value)
    names = order(table["speaker"], speakers, what="speaker")
    looks = speaker_looks(table["speaker"])
    table = table[table["speaker"].isin(names) & table["estimate"].notna()]
    table = table.assign(month=month_number(table["month"])).sort_values("month")
    unique_rows(table, ["speaker", "month"], chart="plot_sentiment_over_time")
    dated = read_events(events)

    slot = open_slot(ax, body=PANEL * len(names))
    ax = slot.ax
    places = [*table["month"], *(int(event.place) for event in dated)]
    first, last = (min(places), max(places)) if places else (660, 661)
    month_axis(ax, first, last, across=free_width(slot) - NAMES)
    reach = _reach(table)
    for name, panel in zip(names, panels(ax, names), strict=True):
        rows = table[table["speaker"] == name]
        _panel(panel, rows, looks[name], reach, counts=last - first < MOST_COUNTS)
        panel.set_ylabel(
            wrapped(name, 20), rotation=0, ha="right", va="center", color=INK, weight="bold"
        )
    numbered = draw_events(ax, dated, across=free_width(slot))

    shown = f"Mean {value} by month, one panel a speaker"
    beyond = (table["ci_low"] < -reach) | (table["ci_high"] > reach)
    cut = ", arrows where it goes on" if beyond.any() else ""
    parts = [
        f"{value.capitalize()} (vertical), bars: {percent(level)} interval over occasions{cut}",
        f"n = {count(table['n'].sum(), 'statement')}, "
        + ("counted under each mark" if last - first < MOST_COUNTS else "too many months to print"),
        _line_key(dated),
    ]
    subtitle = "; ".join(part for part in parts if part)
    most = 24 if len(names) <= 3 else 3
    remember(
        ax,
        f"Line chart with intervals, {month_name(first)} to {month_name(last)}. {title or shown}.",
        listing(
            [_words(name, table[table["speaker"] == name], most=most) for name in names],
            rest="speakers",
        ),
        _event_words(dated),
    )
    return close_slot(
        slot,
        title=title or shown,
        subtitle=subtitle,
        notes=event_key(dated) if numbered else "",
        source=source,
        legend=_legend(table),
    )


def _panel(panel: Axes, rows: pd.DataFrame, look: Look, reach: float, *, counts: bool) -> None:
    """One speaker's months: joined where they follow each other, hollow without an interval."""
    # Room below for the counts, so that no mark stands on one.
    panel.set_ylim(-1.8 * reach if counts else -1.2 * reach, 1.2 * reach)
    step = next(step for step in (1, 0.5, 0.25, 0.2, 0.1, 0.05) if step <= max(reach, 0.05))
    digits = 2 if step in (0.25, 0.05) else 1
    ticks = [number(tick, digits=digits, sign=True) for tick in (-step, 0, step)]
    panel.set_yticks([-step, 0, step], ticks)
    panel.tick_params(axis="y", labelsize=7, labelcolor=GREY)
    for tick, color in ((-step, FAINT), (0, GREY), (step, FAINT)):
        panel.axhline(tick, color=color, lw=0.7, zorder=0.6)
    marks = rows_of(rows)
    for row, after in pairwise(marks):
        if after.month == row.month + 1:
            ends = (row.estimate, after.estimate)
            panel.plot(
                (row.month + 0.5, after.month + 0.5), ends, color=look.color, lw=1, alpha=0.5
            )
    for row in marks:
        x = row.month + 0.5
        solid = has_interval(row)
        if solid:
            low, high = max(row.ci_low, -reach), min(row.ci_high, reach)
            panel.vlines(x, low, high, color=look.color, lw=1.8, label="_interval")
            for end, cut, turn in ((high, row.ci_high > reach, 6), (low, row.ci_low < -reach, 7)):
                if cut:
                    panel.plot(x, end, marker=turn, ms=5, color=look.color, label="_cut")
        panel.plot(
            x, row.estimate, look.marker, ms=6, mew=1.3, zorder=4, mec=look.color,
            mfc=look.color if solid else "white", label="_estimate",
        )  # fmt: skip
        if counts:
            panel.annotate(
                f"{int(row.n)}", xy=(x, 0), xycoords=("data", "axes fraction"), size=7, color=GREY,
                ha="center", va="bottom",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip


def _reach(table: pd.DataFrame) -> float:
    """How far the panels go: to the end of every interval, unless a few are many times the rest.

    The interval of a month with two or three occasions can be several times the scale, and would
    press all means to one line; such ends get arrows.
    """
    means = float(table["estimate"].abs().max()) if len(table) else 0.0
    ends = table[["ci_low", "ci_high"]].abs().max(axis=1).dropna()
    if ends.empty:
        return max(0.1, 1.25 * means)
    usual = max(0.1, 1.25 * means, float(ends.quantile(0.75)))
    longest = float(ends.max())
    return usual if longest > 2.5 * usual else max(usual, longest)


def _legend(table: pd.DataFrame) -> list[Line2D]:
    hollow = table["ci_low"].isna() | table["ci_high"].isna()
    if not hollow.any():
        return []
    return [
        Line2D([], [], ls="", marker="o", color=GREY, label="mean, with its interval"),
        Line2D(
            [], [], ls="", marker="o", color=GREY, mfc="white",
            label="hollow: no interval (one occasion in the month)",
        ),
    ]  # fmt: skip


def _words(name: str, rows: pd.DataFrame, *, most: int) -> str:
    """One speaker's months in words; beyond `most`, the lowest and the highest."""
    if rows.empty:
        return f"{name}: no scored statement"
    months: list[Any] = rows_of(rows)
    named, left = months, ""
    if len(months) > most:
        ends = [
            min(months, key=lambda row: row.estimate),
            max(months, key=lambda row: row.estimate),
        ]
        named = sorted({row.month: row for row in ends}.values(), key=lambda row: row.month)
        left = f", and {count(len(months) - len(named), 'month')} between these values"
    each = ", ".join(f"{month_name(row.month)} {number(row.estimate)}" for row in named)
    single = sum(not has_interval(row) for row in months)
    without = f", {count(single, 'month')} without interval" if single else ""
    return f"{name} ({count(rows['n'].sum(), 'statement')}{without}): {each}{left}"


def _line_key(dated: list[Event]) -> str:
    """What the lines are."""
    rough = any(not event.exact for event in dated)
    return ("dashed: events" + (", dotted: date not exact" if rough else "")) if dated else ""


def _event_words(dated: list[Event]) -> str:
    if not dated:
        return ""
    return "Events: " + listing([f"{event.name} {event.day}" for event in dated], rest="events")
