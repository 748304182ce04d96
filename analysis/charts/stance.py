"""Positions of speakers on issues as a heatmap."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from analysis.charts.layout import close_slot, open_slot
from analysis.charts.style import GREY, INK, SMALL_SIZE, styled
from analysis.charts.tables import INTERVAL, checked, label_of, rows_of, unique_rows, usual_order
from analysis.charts.words import has_interval, listing, number, percent, remember, wrapped
from analysis.errors import InputError

CELL = 0.46  # inches a row
MOST_COLUMNS = 8  # speakers; more stand in the rows
COLORS = "PuOr"  # orange to purple: apart for every kind of color vision, no speaker's color
NEEDED = ["speaker", "issue", *INTERVAL, "favor", "against"]
NUMERIC = [*INTERVAL, "favor", "against"]


@styled
def plot_stances(
    positions: pd.DataFrame,
    *,
    issues: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    speakers: Sequence[str] | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw where each speaker stands on each issue as colored cells with numbers.

    Up to eight speakers stand in the columns; more stand in the rows, where there is room for all.

    Parameters
    ----------
    positions : DataFrame
        What `analysis.position` returns: speaker, issue, estimate (logit), ci_low, ci_high, favor,
        against.
    issues, speakers : sequence of str, optional
        What to draw, in this order; those that the table lacks are drawn as empty cells. By
        default all that the table has.
    labels : mapping, optional
        Names of the issues for readers, by issue.
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
    table = checked(positions, NEEDED, source="position(...)", numeric=NUMERIC)
    unique_rows(table, ["speaker", "issue"], chart="plot_stances")
    names = list(dict.fromkeys(speakers if speakers is not None else usual_order(table["speaker"])))
    topics = list(
        dict.fromkeys(issues if issues is not None else usual_order(table["issue"], labels))
    )
    if not names or not topics:
        raise InputError("plot_stances needs at least one speaker and one issue")
    cells = {(row.speaker, row.issue): row for row in rows_of(table)}
    across = len(names) <= MOST_COLUMNS
    columns, rows = (names, topics) if across else (topics, names)
    size = max(1.0, float(np.ceil(2 * table["estimate"].abs().max(skipna=True)) / 2))
    size = 1.0 if np.isnan(size) else size
    shade = ScalarMappable(Normalize(-size, size), mpl.colormaps[COLORS])

    slot = open_slot(ax, body=CELL * len(rows))
    ax = slot.ax
    ax.set_xlim(0, len(columns))
    ax.set_ylim(len(rows), 0)
    for y, down in enumerate(rows):
        for x, over in enumerate(columns):
            key = (over, down) if across else (down, over)
            _cell(ax, x, y, cells.get(key), shade)
    readable = [[wrapped(label_of(each, labels), 24) for each in topics], [*names]]
    issue_names, speaker_names = readable
    heads = speaker_names if across else issue_names
    ax.xaxis.tick_top()
    _head(ax, [head.replace("\n", " ") for head in heads], across=across)
    sides = issue_names if across else [wrapped(name, 24) for name in speaker_names]
    ax.set_yticks([y + 0.5 for y in range(len(rows))], sides)
    ax.tick_params(axis="both", length=0)
    _bar(ax, shade, size, len(rows))
    drawn = [cells[name, topic] for topic in topics for name in names if (name, topic) in cells]
    shown = "Where each speaker stands on each issue"
    remember(
        ax,
        f"Heatmap. {title or shown}: logit position, then statements in favor to against.",
        listing([_words(topic, names, cells, labels) for topic in topics], rest="issues"),
    )
    said = int(sum(row.favor + row.against for row in drawn))
    return close_slot(
        slot,
        title=title or shown,
        subtitle=f"Logit of statements in favor : against (counts below each number; {said:,} in "
        f"all). Bold: the {percent(level)} interval leaves out zero; ○: it does not, or rests "
        "on one occasion. –: no position taken",
        source=source,
    )


def _cell(ax: Axes, x: int, y: int, row: Any, shade: ScalarMappable) -> None:
    """One cell: color, number and counts; hatched and with a dash where nothing was said."""
    empty = row is None or row.favor + row.against == 0 or np.isnan(row.estimate)
    color = "white" if empty else shade.to_rgba(row.estimate)
    ax.add_patch(
        Rectangle(
            (x, y), 1, 1, facecolor=color, edgecolor="#E4E4E4" if empty else "white", lw=2,
            hatch="///" if empty else None, gid="empty" if empty else "cell",
        )
    )  # fmt: skip
    place: Any = {"ha": "center", "va": "center"}
    if empty:
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(x + 0.5, y + 0.5, "–", color=GREY, size=SMALL_SIZE, bbox=box, **place)
        return
    light = np.dot([0.2126, 0.7152, 0.0722], np.asarray(color[:3]) ** 2.2)
    ink = INK if light > 0.2 else "white"  # about where both have the same contrast
    clear = has_interval(row) and (row.ci_low > 0 or row.ci_high < 0)
    estimate = number(row.estimate, digits=1, sign=True) + ("" if clear else " ○")
    ax.text(
        x + 0.5, y + 0.5, f"{estimate}\n{int(row.favor)} : {int(row.against)}", color=ink,
        size=SMALL_SIZE, weight="bold" if clear else "normal", linespacing=1.25, **place,
    )  # fmt: skip


def _head(ax: Axes, heads: Sequence[str], *, across: bool) -> None:
    """Names over the columns; upright where a word is wider than its column."""
    wide = max(6, int((88 if across else 104) / len(heads)))
    lines = [textwrap.wrap(head, wide, break_long_words=False) for head in heads]
    upright = any(len(line) > wide for head in lines for line in head)
    names = [wrapped(head, 24) for head in heads] if upright else ["\n".join(ls) for ls in lines]
    ax.set_xticks([x + 0.5 for x in range(len(heads))], names, rotation=90 if upright else 0)
    ax.tick_params(axis="x", labelsize=SMALL_SIZE + (1 if across else -0.5), labelcolor=INK)


def _bar(ax: Axes, shade: ScalarMappable, size: float, rows: int) -> None:
    """The key of the colors, beside the cells."""
    tall = min(1.0, 5 / rows)
    key = ax.inset_axes((1.02, (1 - tall) / 2, 0.018, tall), label="color bar")
    bar = ax.figure.colorbar(shade, cax=key)
    bar.outline.set_visible(False)
    bar.set_ticks(
        [-size, 0, size], labels=[number(s, digits=1, sign=True) for s in (-size, 0, size)]
    )
    bar.ax.tick_params(length=0, labelsize=SMALL_SIZE - 1, labelcolor=GREY)
    bar.set_label("against … favor (logit)", size=SMALL_SIZE, color=GREY)


def _words(
    topic: str, names: list[str], cells: Mapping[Any, Any], labels: Mapping[str, str] | None
) -> str:
    """One issue in words; with many speakers, its two ends."""
    said = [cells[name, topic] for name in names if (name, topic) in cells]
    said = [row for row in said if not np.isnan(row.estimate)]
    if not said:
        return f"{label_of(topic, labels)}: nothing said"
    named, between = said, ""
    if len(said) > 4:
        named = [min(said, key=lambda row: row.estimate), max(said, key=lambda row: row.estimate)]
        between = f", {len(said) - 2} speakers between"
    each = ", ".join(
        f"{row.speaker} {number(row.estimate, digits=1, sign=True)} "
        f"({int(row.favor)} to {int(row.against)})"
        for row in named
    )
    return f"{label_of(topic, labels)}: {each}{between}"
