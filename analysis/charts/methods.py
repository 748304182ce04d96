"""Differences between speakers by every sentiment method: what depends on the method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.charts.layout import close_slot, draw_interval, open_slot, right_column, value_axis
from analysis.charts.style import BAND, GREY, INK, SMALL_SIZE, styled
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
from analysis.verdicts import field_name

ROW = 0.23  # inches
LINE = 0.62  # rows that a line of a block's heading takes
GAP = 0.45  # rows between two blocks
SIDE = 24  # characters in a line of what a side means
PLACE = ["speaker_a", "speaker_b", "on", "method"]
NUMERIC = ["effect_size", "effect_low", "effect_high", "p_adjusted", "n_a", "n_b"]
METHOD_NAMES = {"textblob": "TextBlob", "vader": "VADER", "news": "news network"}
MARKERS = ("o", "s", "D", "^", "v", "P")


class Block(NamedTuple):
    """A pair of speakers: names at the left and right, its rows, and where they stand."""

    left: str
    right: str
    rows: list[Any]
    top: float
    first: float


@styled
def plot_methods(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    more: str = "more positive",
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw each difference between two speakers under every method and on every text scored.

    A block a pair of speakers, a row a method and text; a mark lies toward the speaker whose words
    are more positive, and is filled where the two are apart.

    Parameters
    ----------
    table : DataFrame
        What `analysis.contrast_by_method` returns: speaker_a, speaker_b, on, method, effect_size
        (a minus b), effect_low, effect_high, p_adjusted, apart, n_a, n_b.
    labels : mapping, optional
        Names for readers, by the values of `method` and `on`.
    more : str
        What a higher value means.
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
        If a column is missing, or a pair has two rows for one method and text.

    Notes
    -----
    The methods' scales differ, so differences are standardized (Hedges' g). All ways of measuring
    stand side by side, as in a specification curve (Simonsohn, Simmons & Nelson 2020,
    "Specification curve analysis", Nature Human Behaviour 4).
    """
    data = checked(
        table, [*PLACE, "apart", *NUMERIC], source="contrast_by_method(...)", numeric=NUMERIC
    )
    data[["on", "method"]] = data[["on", "method"]].astype(str)
    data["apart"] = data["apart"].fillna(False).astype(bool)
    names = {**METHOD_NAMES, **{on: field_name(on) for on in data["on"]}, **(labels or {})}
    fields = list(dict.fromkeys(data["on"]))
    looks = {on: MARKERS[place % len(MARKERS)] for place, on in enumerate(fields)}
    blocks = _blocks(data, more)
    bottom = blocks[-1].first + len(blocks[-1].rows)

    slot = open_slot(ax, body=ROW * (bottom + 0.2))
    ax = slot.ax
    shown = [row for block in blocks for row in block.rows]
    ends = np.array([[row.effect_size, row.ci_low, row.ci_high] for row in shown], dtype=float)
    edge = 1.08 * float(np.nanmax(np.abs(ends), initial=0.0)) or 1.0
    ticks, figures = [], []
    for block in blocks:
        ax.axhspan(block.top, block.first - 0.1, color=BAND, lw=0, zorder=-1)
        middle = (block.top + block.first - 0.1) / 2
        _sides(ax, block, middle, edge, more)
        for y, row in enumerate(block.rows):
            at = block.first + y + 0.5
            _row(ax, at, row, looks[row.on])
            method = names.get(row.method, row.method)
            ticks.append((at, wrapped(f"{method}, {names[row.on]}", 36)))
            figures.append((at, row))
    ax.plot([0, 0], [0, bottom], color=GREY, lw=1, zorder=1)
    ax.set_ylim(bottom + 0.1, -0.1)
    value_axis(ax, -edge, edge, label="difference in standard deviations (Hedges' g)", parts=6)
    ax.set_yticks([at for at, _ in ticks], [text for _, text in ticks])
    end = 0.0
    for header, write in (
        (f"difference\n[{percent(level)} interval]", _difference),
        ("adjusted p", lambda row: p_value(row.p_adjusted)),
        ("n of left,\nof right", lambda row: f"{int(row.n_left):,}, {int(row.n_right):,}"),
    ):
        texts = [(at, write(row)) for at, row in figures]
        end = right_column(ax, texts, header=header, offset=end + 12)

    heading = title or f"Who is {more}, by every method and on every text scored"
    remember(
        ax,
        f"Forest plot in blocks, one for each two speakers. {heading}.",
        listing([_words(block, names, more, level) for block in blocks], rest="pairs"),
    )
    return close_slot(
        slot,
        title=heading,
        subtitle=f"A mark lies toward the speaker who is {more}; {percent(level)} intervals over "
        "occasions; p adjusted for all rows shown",
        source=source,
        legend=_legend(looks, names),
    )


def _blocks(data: pd.DataFrame, more: str) -> list[Block]:
    """A block a pair, the later speaker of the usual order at the right whichever the table has."""
    order = usual_order([*data["speaker_a"], *data["speaker_b"]])
    rank = {name: place for place, name in enumerate(order)}
    turned = data["speaker_a"].map(rank) < data["speaker_b"].map(rank)
    # The table has a minus b, the chart right minus left.
    sign = np.where(turned, -1.0, 1.0)
    low, high = data["effect_low"] * sign, data["effect_high"] * sign
    data = data.assign(
        left=data["speaker_a"].where(turned, data["speaker_b"]),
        right=data["speaker_b"].where(turned, data["speaker_a"]),
        effect_size=data["effect_size"] * sign,
        ci_low=low.where(~turned, high),
        ci_high=high.where(~turned, low),
        n_left=data["n_a"].where(turned, data["n_b"]),
        n_right=data["n_b"].where(turned, data["n_a"]),
    )
    unique_rows(data, ["left", "right", "on", "method"], chart="plot_methods")
    cells = list(zip(data["on"], data["method"], strict=True))
    places = {cell: at for at, cell in enumerate(dict.fromkeys(cells))}
    data["place"] = [places[cell] for cell in cells]
    data["left_rank"], data["right_rank"] = data["left"].map(rank), data["right"].map(rank)
    data = data.sort_values(["left_rank", "right_rank", "place"])
    blocks, top = [], 0.0
    for (left, right), part in data.groupby(["left", "right"], sort=False):
        tall = max(_side(str(name), more).count("\n") + 1 for name in (left, right))
        first = top + LINE * tall + 0.4
        blocks.append(Block(str(left), str(right), rows_of(part), top, first))
        top = first + len(part) + GAP
    return blocks


def _side(name: str, more: str) -> str:
    return wrapped(f"{name} {more}", SIDE)


def _sides(ax: Axes, block: Block, y: float, edge: float, more: str) -> None:
    """Say in a block's heading whose side is which."""
    for name, x, side in ((block.left, -edge, "left"), (block.right, edge, "right")):
        text = _side(name, more)
        text = f"◄ {text}" if side == "left" else f"{text} ►"
        ax.annotate(
            text, xy=(x, y), xytext=(4 if side == "left" else -4, 0), textcoords="offset points",
            ha=side, va="center", size=SMALL_SIZE, weight="bold", color=INK, linespacing=1.2,
            annotation_clip=False,
        )  # fmt: skip


def _row(ax: Axes, y: float, row: Any, marker: str) -> None:
    color = INK if row.apart else GREY
    if has_interval(row):
        draw_interval(ax, y, row.ci_low, row.ci_high, color=color, lw=1.8, cap=0.14)
    fill = color if row.apart else "white"
    ax.plot(row.effect_size, y, marker, ms=5.5, mec=color, mfc=fill, zorder=4, label="_estimate")


def _legend(looks: Mapping[str, str], names: Mapping[str, str]) -> list[Line2D]:
    keys = [(marker, INK, "white", names[on]) for on, marker in looks.items()]
    # A shape that stands for no text, so that filling is read as filling.
    keys += [("h", INK, INK, "apart: interval and adjusted p"), ("h", GREY, "white", "not apart")]
    return [
        Line2D([], [], ls="", marker=marker, ms=6, mec=mec, mfc=fill, label=text)
        for marker, mec, fill, text in keys
    ]


def _difference(row: Any) -> str:
    if np.isnan(row.effect_size):
        return "not known"
    if not has_interval(row):
        return f"{number(row.effect_size, sign=True)} (no interval)"
    return f"{number(row.effect_size, sign=True)} {interval(row)}"


def _words(block: Block, names: Mapping[str, str], more: str, level: float) -> str:
    apart: Iterable[Any] = [row for row in block.rows if row.apart]
    said = []
    for row in block.rows:
        where = f"{names.get(row.method, row.method)} on {names[row.on]}"
        if np.isnan(row.effect_size):
            said.append(f"{where} not known")
            continue
        said.append(
            f"{where} {number(row.effect_size, sign=True)} ({interval_words(row, level=level)}; "
            f"adjusted {p_value(row.p_adjusted)}; "
            f"n = {count(row.n_left + row.n_right, 'statement')})"
        )
    ahead = dict.fromkeys(block.right if row.effect_size > 0 else block.left for row in apart)
    verdict = ", ".join(
        f"{name} {more} in {sum((r.effect_size > 0) == (name == block.right) for r in apart)} "
        f"of {len(block.rows)}"
        for name in ahead
    )
    return f"{block.right} minus {block.left}: {verdict or 'nowhere apart'}: {', '.join(said)}"
