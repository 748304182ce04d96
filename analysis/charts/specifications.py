"""One finding under every specification: a curve of estimates over the choices that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.charts.layout import close_slot, open_slot, right_column
from analysis.charts.specification_rows import (
    Finding,
    Line,
    choice_lines,
    one_finding,
    reach,
)
from analysis.charts.specification_words import answer, points, range_words, shares
from analysis.charts.style import BAND, FAINT, GREY, INK, SMALL_SIZE, styled
from analysis.charts.tables import label_of, rows_of
from analysis.charts.words import (
    count,
    has_interval,
    listing,
    number,
    percent,
    remember,
)

CURVE, COUNTS, BETWEEN = 2.7, 0.3, 0.3  # inches: the curve, the counts, and what is between
ROW = 0.19
RANGE = "#F2C48D"  # what leaving out does: no speaker's color, seen beside black and grey
HANGS = "#E08A1E"
NARROW = 0.06  # width of a column, as a part of the whole, where there are few
COLUMN = "#BBBBBB"


@styled
def plot_specifications(
    table: pd.DataFrame,
    *,
    pair: tuple[str, str] | None = None,
    measure: str | None = None,
    labels: Mapping[str, str] | None = None,
    more: str | None = None,
    level: float = 0.95,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw a finding under every specification, sorted, over the choices that made each of them.

    Filled marks: the interval leaves out 0; colored ones no longer do when some outlet or occasion
    is left out. The bar behind a mark reaches from the least to the greatest value that it takes
    when any one of these is left out.

    Parameters
    ----------
    table : DataFrame
        What `analysis.specifications`, `stance_specifications` or `compare_specifications` returns.
    pair : (str, str), optional
        The two speakers; the first is ahead where marks lie above 0. Needed where the table has
        several pairs. By default the one who is ahead in most specifications comes first.
    measure : str, optional
        The measure or issue; needed where the pair has several.
    labels : mapping, optional
        Names for readers, of the measure and of the values of `method`, `words` and `rows`.
    more : str, optional
        What a higher value means; by default "more positive" for polarity, "more in favor" for
        positions.
    level : float
        The intervals' confidence level, for the wording only.
    ax : Axes, optional
        Where to draw; by default a new figure.
    title, source : str, optional
        Title instead of the default one; what the source line names.

    Returns
    -------
    matplotlib.axes.Axes
        Its `child_axes` are the curve, the numbers of statements and the choices.

    Raises
    ------
    InputError
        If a column is missing, the table does not have the finding or has several and none is
        named, no specification has a difference, or one is there twice.

    Notes
    -----
    Simonsohn, Simmons & Nelson (2020), "Specification curve analysis", Nature Human Behaviour 4.
    """
    finding = one_finding(table, pair, measure)
    rows, marks = finding.rows, rows_of(finding.rows)
    more = more or {"polarity": "more positive"}.get(
        finding.measure, "more in favor" if finding.unit == "logits" else "higher"
    )
    lines, height = choice_lines(finding, labels)
    size = float(np.clip(190 / len(marks), 2.6, 6.0))

    body = CURVE + BETWEEN + COUNTS + (BETWEEN / 2 + ROW * height if lines else 0)
    slot = open_slot(ax, body=body)
    ax = slot.ax
    curve, bars, matrix = _panels(ax, len(marks), body, ROW * height)
    _curve(curve, marks, finding, reach(rows), size)
    for y, sign, name, up in ((1, "▲", finding.first, 4), (0, "▼", finding.second, -4)):
        curve.annotate(
            f"{sign} {name} {more}", xy=(0, y), xycoords="axes fraction", xytext=(0, up),
            textcoords="offset points", ha="left", va="bottom" if y else "top", size=SMALL_SIZE,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
    _counts(bars, rows["n"])
    _matrix(matrix, marks, lines, height, size)
    if lines:
        texts = [(line.y, share) for line, share in shares(rows, lines)]
        right_column(matrix, texts, header="intervals\nwithout 0")

    topic = "" if finding.measure == "polarity" else f" on {label_of(finding.measure, labels)}"
    question = f"Is {finding.first} {more} than {finding.second}{topic}?"
    heading = title or f"{question} {answer(rows)}"
    above, below = int((rows["estimate"] > 0).sum()), int((rows["estimate"] < 0).sum())
    signs = f"{finding.first} ahead in {above}, {finding.second} in {below}"
    many = count(len(marks), "analysis", "analyses")
    lacking = f"; {finding.unknown} without a difference" if finding.unknown else ""
    remember(
        ax,
        f"Specification curve. {heading}, in {finding.unit}. {signs} of {many}{lacking}.",
        listing(points(marks, level, labels)),
        listing(
            [f"{row.text} without 0 in {share}" for row, share in shares(rows, lines)],
            rest="choices",
        )
        if lines
        else "",
        range_words(rows),
    )
    return close_slot(
        slot,
        title=heading,
        subtitle=f"{many} sorted by difference, {signs}{lacking}; "
        f"lines: {percent(level)} intervals over occasions",
        source=source,
        legend=_legend(rows),
    )


def _panels(host: Axes, many: int, body: float, lines: float) -> tuple[Axes, Axes, Axes]:
    """The curve over the counts over the choices, with one column a specification."""
    host.set_xticks([])
    host.set_yticks([])
    top, made = body, []
    for tall, space in ((CURVE, BETWEEN), (COUNTS, BETWEEN / 2), (lines, 0.0)):
        top -= tall
        panel = host.inset_axes((0, top / body, 1, tall / body), facecolor="none")
        panel.set_xlim(0, many)
        panel.set_xticks([])
        top -= space if lines else min(space, top)
        made.append(panel)
    return made[0], made[1], made[2]


def _curve(
    curve: Axes, marks: Sequence[Any], finding: Finding, ends: tuple[float, float], size: float
) -> None:
    low, high = ends
    curve.set_ylim(low, high)
    ticks = np.asarray(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    ticks = ticks[(ticks > low) & (ticks < high)]
    digits = next((d for d in (0, 1) if np.allclose(ticks, np.round(ticks, d))), 2)
    curve.set_yticks(ticks, [number(tick, digits=digits, sign=True) for tick in ticks])
    curve.tick_params(axis="y", labelsize=SMALL_SIZE, labelcolor=GREY)
    curve.set_ylabel(_UNITS.get(finding.unit, finding.unit), size=SMALL_SIZE)
    for tick in ticks:
        curve.axhline(tick, color=FAINT, lw=0.7, zorder=0)
    curve.axhline(0, color=GREY, lw=1.2, zorder=1)
    wide = min(0.8, NARROW * len(marks))
    for place, row in enumerate(marks):
        x, color = place + 0.5, INK if row.clear else GREY
        if not np.isnan(row.least):
            curve.bar(
                x, row.greatest - row.least, bottom=row.least, width=wide, color=RANGE, lw=0,
            )  # fmt: skip
        if has_interval(row):
            curve.vlines(
                x, max(row.ci_low, low), min(row.ci_high, high), color=color, lw=size / 4 + 0.2,
                zorder=3, label="_interval",
            )  # fmt: skip
            for end, turn, cut in ((high, 6, row.ci_high > high), (low, 7, row.ci_low < low)):
                if cut:
                    curve.plot(x, end, marker=turn, ms=size, color=color, mew=0, label="_cut")
        curve.plot(
            x, row.estimate, "o", ms=size, mew=1, mec=color, mfc=_fill(row), zorder=4,
            label="_estimate",
        )  # fmt: skip


_UNITS = {"Hedges' g": "difference (Hedges' g)", "logits": "difference (logits)"}


def _counts(bars: Axes, n: pd.Series) -> None:
    """How many statements each specification rests on, as columns from 0."""
    bars.bar(np.arange(len(n)) + 0.5, n, width=min(0.7, NARROW * len(n)), color=COLUMN, lw=0)
    bars.set_ylim(0, float(n.max()) or 1)
    ends = sorted({int(n.min()), int(n.max())})
    bars.set_yticks([float(n.max()) / 2], [f"n = {' to '.join(f'{end:,}' for end in ends)}"])
    bars.tick_params(axis="y", labelsize=SMALL_SIZE)


def _matrix(
    matrix: Axes, marks: Sequence[Any], lines: Sequence[Line], height: float, size: float
) -> None:
    """A dot where a specification makes a choice, black where its interval leaves out 0."""
    matrix.set_ylim(max(height, 0.1), 0)
    matrix.set_yticks([line.y for line in lines], [line.text for line in lines])
    for label, line in zip(matrix.get_yticklabels(), lines, strict=True):
        label.set(size=SMALL_SIZE, weight="normal" if line.value is not None else "bold")
        label.set_linespacing(1.05)
    values = [line for line in lines if line.value is not None]
    for line in values[::2]:
        matrix.axhspan(line.y - 0.5, line.y + 0.5, color=BAND, lw=0, zorder=-1)
    for line in values:
        for place, row in enumerate(marks):
            if getattr(row, line.choice) == line.value:
                matrix.plot(
                    place + 0.5, line.y, "o", ms=min(size, 4.5), mew=0.9, mfc=_fill(row),
                    mec=INK if row.clear else GREY, label=f"_{line.choice} {line.value}",
                )  # fmt: skip


def _fill(row: Any) -> str:
    return HANGS if row.hangs else INK if row.clear else "white"


def _legend(rows: pd.DataFrame) -> list[Any]:
    marks = [(INK, INK, "interval without 0"), (GREY, "white", "interval with 0")]
    if rows["hangs"].any():
        marks.insert(1, (INK, HANGS, "only with every outlet and occasion"))
    keys: list[Any] = [
        Line2D([], [], ls="", marker="o", ms=6, mec=mec, mfc=fill, label=text)
        for mec, fill, text in marks
    ]
    if rows["least"].notna().any():
        keys.append(
            Patch(
                color=RANGE,
                lw=0,
                label="range when one is left out"
                if rows["hangs"].any()
                else "range when one outlet or occasion is left out",
            )
        )
    return keys
