"""Where things stand on a chart: title, legend, axes and source, none over another.

Everything around the data is measured after it was drawn, and the axes get what room is left.
On a figure of its own, the room for the data has a fixed size and the figure grows around it; on
axes that the caller passed, everything stays inside the place that they had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from analysis.charts.style import FAINT, GREY, INK, SMALL_SIZE, TEXT_SIZE, TITLE_SIZE, WIDTH

PAD = 0.12  # inches between the parts and at the edges


@dataclass(frozen=True)
class Slot:
    """Axes, the place that the chart may fill, and the height of the data in inches."""

    ax: Axes
    box: Bbox
    body: float | None


def open_slot(ax: Axes | None, *, body: float) -> Slot:
    """Start a chart on given axes, or on a new figure whose data part is `body` inches high."""
    if ax is not None:
        return Slot(ax, ax.get_position(), None)
    _, ax = plt.subplots(figsize=(WIDTH, body + 1.5))
    return Slot(ax, Bbox.unit(), body)


def close_slot(
    slot: Slot,
    *,
    title: str,
    subtitle: str = "",
    source: str | None = None,
    notes: str = "",
    legend: Sequence[Any] = (),
) -> Axes:
    """Add title, subtitle, legend and source line, then fit the axes into what is left."""
    ax, figure = slot.ax, slot.ax.figure
    scale = figure.get_figure(root=True).dpi
    room = slot.box.width * figure.bbox.width / scale - 2 * PAD

    def add(text: str, **font: Any) -> Text:
        written = figure.text(0, 0, text, ha="left", va="top", linespacing=1.25, **font)
        _fit(written, room * scale)
        return written

    parts: list[Any] = [add(title, size=TITLE_SIZE, weight="bold", color=INK)]
    if subtitle:
        parts.append(add(subtitle, size=TEXT_SIZE, color=GREY))
    if legend:
        parts.append(_legend(ax, legend, room * scale))
    below = "\n".join(line for line in (notes, f"Source: {source}" if source else "") if line)
    foot = add(below, size=SMALL_SIZE, color=GREY) if below else None

    heights = [part.get_window_extent().height / scale for part in parts]
    head = sum(heights) + 0.6 * PAD * len(parts) + PAD
    tail = PAD + (foot.get_window_extent().height / scale + PAD if foot else 0)
    for _ in range(2):  # ticks may change with the size of the axes
        left, bottom, right, top = _overhang(ax, scale)
        if slot.body is not None:
            total = head + top + slot.body + bottom + tail
            figure.get_figure(root=True).set_size_inches(WIDTH, total)
        width, height = figure.bbox.width / scale, figure.bbox.height / scale
        low, high = slot.box.y0 * height, slot.box.y1 * height
        x0, x1 = slot.box.x0 * width + PAD + left, slot.box.x1 * width - PAD - right
        y0, y1 = low + tail + bottom, high - head - top
        across, up = max(x1 - x0, 0.3), max(y1 - y0, 0.3)
        ax.set_position((x0 / width, y0 / height, across / width, up / height))

    edge, level = slot.box.x0 * width + PAD, high - PAD
    for part, tall in zip(parts, heights, strict=True):
        if isinstance(part, Text):
            part.set_position((edge / width, level / height))
        else:
            part.set_bbox_to_anchor((edge / width, level / height), transform=figure.transSubfigure)
        level -= tall + 0.6 * PAD
    if foot:
        foot.set_position((edge / width, (low + tail - PAD) / height))
    return ax


def free_width(slot: Slot) -> float:
    """Inches from the left end of the axes to the right edge, once labels stand at the left."""
    figure: Any = slot.ax.figure
    scale = figure.get_figure(root=True).dpi
    return slot.box.width * figure.bbox.width / scale - 2 * PAD - _overhang(slot.ax, scale)[0]


def _fit(text: Text, room: float) -> None:
    """Break a text into lines no wider than `room` pixels."""
    lines: list[str] = []
    for line in text.get_text().split("\n"):
        lines.append("")
        for word in line.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            text.set_text(longer)
            if lines[-1] and text.get_window_extent().width > room:
                lines.append(word)
            else:
                lines[-1] = longer
    text.set_text("\n".join(lines))


def _legend(ax: Axes, handles: Sequence[Any], room: float) -> Any:
    """A legend without frame, outside the data, in as many columns as fit."""
    for columns in range(len(handles), 0, -1):
        legend = ax.legend(
            handles=list(handles), ncols=columns, loc="upper left", frameon=False, borderpad=0,
            borderaxespad=0, handletextpad=0.5, columnspacing=1.6, labelspacing=0.4,
            handlelength=1.5, bbox_to_anchor=(0, 1), bbox_transform=ax.figure.transSubfigure,
        )  # fmt: skip
        if legend.get_window_extent().width <= room:
            break
    return legend


def _overhang(ax: Axes, scale: float) -> tuple[float, float, float, float]:
    """Inches by which labels stick out of the axes: left, bottom, right, top."""
    legend = ax.get_legend()
    if legend is not None:
        legend.set_in_layout(False)  # has its own place
    inner, outer = ax.get_window_extent(), ax.get_tightbbox()
    if outer is None:
        return 0.0, 0.0, 0.0, 0.0
    ends = (inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1)
    left, bottom, right, top = (max(end, 0.0) / scale for end in ends)
    return left, bottom, right, top


def right_column(
    ax: Axes,
    rows: Sequence[tuple[float, str]],
    *,
    header: str = "",
    offset: float = 10.0,
    **font: Any,
) -> float:
    """Print texts beside the rows, to the right of the axes; return where they end, in points."""
    font = {"size": SMALL_SIZE, "color": INK, "linespacing": 1.3, **font}
    texts = [
        ax.annotate(
            text, xy=(1, y), xycoords=("axes fraction", "data"), xytext=(offset, 0),
            textcoords="offset points", va="center", ha="left", annotation_clip=False, **font,
        )
        for y, text in rows
    ]  # fmt: skip
    if header:
        texts.append(
            ax.annotate(
                header, xy=(1, 1), xycoords="axes fraction", xytext=(offset, 5),
                textcoords="offset points", va="bottom", ha="left", annotation_clip=False,
                **{**font, "color": GREY},
            )
        )  # fmt: skip
    scale = ax.figure.get_figure(root=True).dpi
    widest = max((text.get_window_extent().width for text in texts), default=0.0)
    return offset + widest * 72 / scale


def directions(ax: Axes, left: str, right: str, *, at: float = 0.0) -> None:
    """Say above the axes what lies on either side of `at` (in data units)."""
    for text, shift, side in ((f"◄ {left}", -8, "right"), (f"{right} ►", 8, "left")):
        ax.annotate(
            text, xy=(at, 1), xycoords=("data", "axes fraction"), xytext=(shift, 5),
            textcoords="offset points", ha=side, va="bottom", size=SMALL_SIZE, color=GREY,
            annotation_clip=False,
        )  # fmt: skip


def value_axis(ax: Axes, low: float, high: float, *, label: str, parts: int = 6) -> None:
    """A horizontal axis from low to high with faint lines at round values."""
    ticks = np.asarray(MaxNLocator(parts, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    ticks = ticks[(ticks >= low - 1e-9) & (ticks <= high + 1e-9)]
    ax.set_xlim(low, high)
    digits = 0 if np.allclose(ticks, np.round(ticks)) else 1
    digits = digits if np.allclose(ticks, np.round(ticks, digits)) else 2
    ax.set_xticks(ticks, [f"{tick:.{digits}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks])
    for tick in ticks:
        ax.axvline(tick, color=FAINT, lw=0.7, zorder=0)
    ax.set_xlabel(label, size=SMALL_SIZE, color=GREY)


def draw_interval(
    ax: Axes, y: float, low: float, high: float, *, color: str, lw: float = 2.4, cap: float = 0.14
) -> None:
    """A horizontal interval with ends that show beside a mark, haloed over what lies below."""
    ax.hlines(y, low, high, color="white", lw=lw + 2.4, zorder=3)
    ax.hlines(y, low, high, color=color, lw=lw, zorder=3.1, label="_interval")
    if cap:
        ax.vlines([low, high], y - cap, y + cap, color=color, lw=1.4, zorder=3.1)
