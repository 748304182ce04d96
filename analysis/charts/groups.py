"""Rows grouped by issue, one a speaker: what the dot plot of positions and the bars share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.charts.style import BAND, INK, SMALL_SIZE, Look
from analysis.charts.tables import label_of
from analysis.charts.words import wrapped

ROW = 0.175  # inches
GAP = 0.9  # rows between two groups
LEAST = 1.6  # rows that a group needs for its label, even if it holds one
MOST_IN_LEGEND = 4  # speakers; more are named at their rows


class Rows(NamedTuple):
    """Where the rows stand: by (issue, speaker), the groups' ends, and the height of all."""

    places: dict[tuple[str, str], float]
    groups: dict[str, tuple[float, float]]
    height: float


def place_rows(pairs: set[tuple[str, str]], issues: Sequence[str], names: Sequence[str]) -> Rows:
    """Set one row for each (issue, speaker) of the table, group after group."""
    places: dict[tuple[str, str], float] = {}
    groups = {}
    y = 0.0
    for issue in issues:
        present = [name for name in names if (issue, name) in pairs]
        if not present:
            continue
        start = y
        room = max(float(len(present)), LEAST)
        y += (room - len(present)) / 2
        for name in present:
            places[issue, name] = y
            y += 1
        y = start + room
        groups[issue] = (start, y)
        y += GAP
    return Rows(places, groups, y - GAP)


def label_rows(
    ax: Axes, rows: Rows, names: Sequence[str], labels: Mapping[str, str] | None
) -> None:
    """Shade the groups, name them at the left, and name the speakers where they are many."""
    for start, end in rows.groups.values():
        ax.axhspan(start - 0.5 - 0.3, end - 0.5 + 0.3, color=BAND, lw=0, zorder=-1)
    ax.set_ylim(rows.height - 0.5 + 0.4, -0.5 - 0.4)
    ax.set_yticks([])
    indent = 8.0
    if len(names) > MOST_IN_LEGEND:
        texts = []
        for (_, name), y in rows.places.items():
            texts.append(
                ax.annotate(
                    name if len(name) <= 44 else f"{name[:43].rstrip()}…", xy=(0, y),
                    xycoords=("axes fraction", "data"), xytext=(-6, 0), va="center", ha="right",
                    textcoords="offset points", size=SMALL_SIZE - 1, annotation_clip=False,
                )
            )  # fmt: skip
        scale = ax.figure.get_figure(root=True).dpi
        indent += 8 + max(text.get_window_extent().width for text in texts) * 72 / scale
    for issue, (start, end) in rows.groups.items():
        ax.annotate(
            _fitted(label_of(issue, labels), end - start), xy=(0, (start + end - 1) / 2),
            xycoords=("axes fraction", "data"), xytext=(-indent, 0), va="center", ha="right",
            textcoords="offset points", weight="bold", color=INK, annotation_clip=False,
        )  # fmt: skip


def _fitted(label: str, rows: float) -> str:
    """Break a label into as many lines as its group has room for."""
    room = max(1, int((rows + GAP / 2) * ROW / 0.15))
    width = 22
    while wrapped(label, width).count("\n") >= room and width < len(label):
        width += 2
    return wrapped(label, width)


def speaker_legend(names: Sequence[str], looks: Mapping[str, Look], *, bars: bool) -> list[Any]:
    """Keys of the speakers, where they are not named at their rows."""
    if len(names) > MOST_IN_LEGEND:
        return []
    if bars:
        return [Patch(facecolor=looks[name].color, label=name) for name in names]
    return [
        Line2D([], [], ls="", marker=looks[name].marker, color=looks[name].color, label=name)
        for name in names
    ]
