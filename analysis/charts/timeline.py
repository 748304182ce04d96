"""The months' axis, panels over it, and events whose labels never collide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.style import FAINT, GREY, INK, SMALL_SIZE
from analysis.charts.tables import checked, month_place
from analysis.errors import InputError

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LANE = 12.0  # points between two rows of event labels
MOST_LANES = 5


class Event(NamedTuple):
    """A dated event; places are months since January 1970, with the day as the fraction."""

    place: float
    end: float
    name: str
    day: str
    exact: bool


def read_events(events: pd.DataFrame | None) -> list[Event]:
    """Check a table of events and put it in order of time.

    It has date and name, perhaps end_date, and date_precision ("day", or in words how the date is
    known, such as "on or before").
    """
    if events is None or (isinstance(events, pd.DataFrame) and events.empty):
        return []
    table = checked(events, ["date", "name"], source="load_events(...)")
    ends = table["end_date"] if "end_date" in table else table["date"]
    try:
        start = pd.to_datetime(table["date"])
        end = pd.to_datetime(ends).fillna(start)
    except (ValueError, TypeError) as error:
        raise InputError(f"The events' dates cannot be read: {error}") from None
    if start.isna().any():
        name = table.loc[start.isna(), "name"].iloc[0]
        raise InputError(f"The event {name!r} has no date: give it one or leave it out")
    known = (
        table["date_precision"].fillna("")
        if "date_precision" in table
        else pd.Series("", table.index)
    )
    exact = known.isin(["", "day"])
    days = known.where(~exact, "").add(" ").str.lstrip() + start.dt.strftime("%Y-%m-%d")
    rows = zip(
        month_place(start), month_place(end), table["name"].map(str), days, exact, strict=True
    )
    return sorted(Event(*row) for row in rows)


def month_name(month: int) -> str:
    """A month as "2025-03", from months since January 1970."""
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


def month_axis(ax: Axes, first: int, last: int, *, across: float) -> None:
    """Label the months from first to last at their middles, with the year where it begins.

    `across` is about how many inches there are: a label needs a third of one.
    """
    most = max(2, int(across / 0.36))
    months = last - first + 1
    step = next((step for step in (1, 2, 3, 6, 12, 60, 120) if months / step <= most), 600)
    shown = [month for month in range(first, last + 1) if month % step == 0 or step == 1]
    labels = []
    year = None
    for month in shown:
        label = MONTHS[month % 12]
        labels.append(f"{label}\n{1970 + month // 12}" if month // 12 != year else label)
        year = month // 12
    ax.set_xlim(first, last + 1)
    ax.set_xticks([month + 0.5 for month in shown], labels)
    for month in range(first, last + 2):
        if month % 12 == 0 and first < month <= last:
            ax.axvline(month, color=FAINT, lw=0.8, zorder=0)


def panels(host: Axes, names: Sequence[str], *, gap: float = 0.12) -> list[Axes]:
    """Divide axes into one panel a name, top to bottom, over the one axis of months."""
    host.set_yticks([])
    host.set_ylim(0, 1)
    height = 1 / len(names)
    made = []
    for place, name in enumerate(names):
        low = 1 - (place + 1) * height + gap * height / 2
        panel = host.inset_axes((0, low, 1, height * (1 - gap)), facecolor="none", label=name)
        panel.set_xlim(host.get_xlim())
        panel.set_xticks([])
        made.append(panel)
    return made


def draw_events(host: Axes, events: Sequence[Event], *, across: float) -> bool:
    """Draw a thin line for each event, with its name or number in a strip above.

    A label begins at its line and goes to the right, one row higher than every label whose line it
    would cross: so no two labels meet, and no line goes through a label. Where names would need
    too many rows, numbers stand for them; the caller then prints the key.

    Parameters
    ----------
    host : Axes
        The axes of the months.
    events : sequence of Event
        In order of time.
    across : float
        Inches that the axes and the labels beyond their right end will have together.

    Returns
    -------
    bool
        Whether numbers were used.
    """
    for event in events:
        host.axvline(
            event.place,
            color=GREY,
            lw=0.8,
            ls=(0, (4, 2) if event.exact else (1, 2)),
            zorder=0.5,
            label="_event",
        )
        if event.end > event.place:
            host.axvspan(event.place, event.end, color=FAINT, alpha=0.6, lw=0, zorder=0.2)
    names = [event.name for event in events]
    lanes = _lanes(host, events, names, across)
    numbered = max(lanes, default=0) >= MOST_LANES
    if numbered:
        names = [str(place + 1) for place in range(len(events))]
        lanes = _lanes(host, events, names, across)
    for event, name, lane in zip(events, names, lanes, strict=True):
        host.annotate(
            name, xy=(event.place, 1), xycoords=("data", "axes fraction"),
            xytext=(2.5, 3 + LANE * lane), textcoords="offset points", ha="left", va="bottom",
            size=SMALL_SIZE, color=INK, annotation_clip=False,
        )  # fmt: skip
        host.annotate(
            "", xy=(event.place, 1), xycoords=("data", "axes fraction"),
            xytext=(0, LANE * (lane + 1)), textcoords="offset points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.8, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
    return numbered


def event_key(events: Sequence[Event]) -> str:
    """The names behind the numbers, with their dates, as one text."""
    return "Events: " + "; ".join(
        f"{place} {event.name} ({event.day})" for place, event in enumerate(events, start=1)
    )


def _lanes(host: Axes, events: Sequence[Event], names: Sequence[str], across: float) -> list[int]:
    """The row of each label, from the last event to the first."""
    scale = host.figure.get_figure(root=True).dpi
    low, high = host.get_xlim()
    widths = []
    for name in names:
        text = host.text(0, 0, name, size=SMALL_SIZE)
        widths.append(text.get_window_extent().width / scale + 5 / 72)
        text.remove()
    # At worst the widest label begins where the axes end.
    months_an_inch = (high - low) / max(across - max(widths, default=0.0), 1.0)
    lanes = [0] * len(events)
    for place in range(len(events) - 1, -1, -1):
        reach = widths[place] * months_an_inch
        crossed = [
            lanes[later]
            for later in range(place + 1, len(events))
            if events[later].place < events[place].place + reach
        ]
        lanes[place] = max(crossed, default=-1) + 1
    return lanes
