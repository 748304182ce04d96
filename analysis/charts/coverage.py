"""How many statements there are: by month, medium or outlet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.groups import ROW, label_rows, place_rows, speaker_legend
from analysis.charts.layout import Slot, close_slot, free_width, open_slot
from analysis.charts.style import INK, SMALL_SIZE, Look, speaker_looks, styled
from analysis.charts.tables import checked, month_number, order
from analysis.charts.timeline import month_axis, month_name, panels
from analysis.charts.words import count, listing, remember, wrapped
from analysis.errors import InputError

PANEL = 0.8  # inches a speaker, by month
NAMES = 1.3  # inches that names take at most
MOST_COUNTS = 40  # months; beyond, counts would run into each other
OTHERS = "all others"
UNKNOWN = "not stated"


@styled
def plot_coverage(
    statements: pd.DataFrame,
    *,
    by: str = "month",
    top: int = 12,
    speakers: Sequence[str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Axes:
    """Draw how many statements each speaker has in each month, or of each category.

    Parameters
    ----------
    statements : DataFrame
        The statements: speaker, and said_on for months, else the column `by`.
    by : str
        "month", or a column such as "medium" or "publisher".
    top : int
        How many categories to name, from the largest; the rest are added up in a line below.
    speakers : sequence of str, optional
        Speakers to draw, in this order. By default all.
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
        If a column is missing, or no statement has a date.
    """
    column = "said_on" if by == "month" else by
    table = checked(statements, ["speaker", column], source="load_statements(...)")
    looks = speaker_looks(table["speaker"])
    names = order(table["speaker"], speakers, what="speaker")
    table = table[table["speaker"].isin(names)]
    shown = title or f"Number of statements of each speaker, by {by}"
    if by == "month":
        return _by_month(table, names, looks, open_slot(ax, body=PANEL * len(names)), shown, source)
    if top < 1:
        raise InputError(f"top must be at least 1, not {top}")

    kinds = table[column].astype(object)
    kinds = kinds.where(kinds.notna() & (kinds != ""), UNKNOWN).map(str)
    # By size, then by name: the same whatever the order of the rows.
    sizes = kinds.value_counts().rename_axis("kind").reset_index(name="size")
    sizes = sizes.sort_values(["size", "kind"], ascending=[False, True])
    kept = list(sizes["kind"][:top])
    left = len(sizes) - len(kept)
    kinds = kinds.where(kinds.isin(kept), OTHERS)
    sums = Counter(kinds)
    counts = Counter(zip(kinds, table["speaker"], strict=True))

    labels = {kind: f"{kind}:\N{NO-BREAK SPACE}{sums[kind]:,}" for kind in kept}
    rows = place_rows(set(counts), kept, names)
    slot = open_slot(ax, body=ROW * (rows.height + 0.8))
    for (kind, name), y in rows.places.items():
        amount = counts[kind, name]
        slot.ax.barh(y, amount, height=0.78, color=looks[name].color, zorder=2, gid="bar")
        slot.ax.annotate(
            f"{amount:,}", xy=(amount, y), xytext=(3, 0), textcoords="offset points", va="center",
            size=SMALL_SIZE - 1, color=INK, annotation_clip=False,
        )  # fmt: skip
    label_rows(slot.ax, rows, names, labels)
    slot.ax.set_xlim(0, 1.02 * max(counts[key] for key in rows.places))
    slot.ax.set_xticks([])
    each = [f"{kind} {sums[kind]:,} ({_split(kind, counts, names)})" for kind in kept]
    # No bars for the rest: added up they would dwarf every single category.
    rest = ""
    if left:
        rest = f"Not drawn: {left:,} more with {sums[OTHERS]:,} statements in all"
        rest += f" ({_split(OTHERS, counts, names)})."
    remember(slot.ax, f"Grouped bars. {shown}.", listing(each, limit=24, rest="categories"), rest)
    total = Counter(table["speaker"])
    legend = speaker_legend(names, looks, bars=True)
    for patch, name in zip(legend, names, strict=False):
        patch.set_label(f"{name} (n = {total[name]:,})")
    return close_slot(
        slot,
        title=shown,
        subtitle=f"Statements; n = {len(table):,} in {count(len(sizes), 'category', 'categories')}"
        + (f", the {len(kept)} largest drawn" if left else ""),
        notes=rest,
        source=source,
        legend=legend,
    )


def _by_month(
    table: pd.DataFrame,
    names: list[str],
    looks: dict[str, Look],
    slot: Slot,
    title: str,
    source: str | None,
) -> Axes:
    """One panel a speaker, one bar a month."""
    dates = pd.to_datetime(table["said_on"])
    dated = table.assign(month=dates)[dates.notna()]
    if dated.empty:
        raise InputError("No statement has a date in said_on: there are no months to draw")
    numbers = [int(month) for month in month_number(dated["month"])]
    counts = Counter(zip(dated["speaker"], numbers, strict=True))
    first, last = min(numbers), max(numbers)
    month_axis(slot.ax, first, last, across=free_width(slot) - NAMES)
    items = []
    for name, panel in zip(names, panels(slot.ax, names, gap=0.1), strict=True):
        own = {month: counts[name, month] for month in sorted(set(numbers)) if counts[name, month]}
        total = sum(own.values())
        places = [month + 0.5 for month in own]
        panel.bar(places, list(own.values()), width=0.8, color=looks[name].color)
        panel.set_ylim(0, 1.35 * max(counts.values()))
        panel.set_yticks([])
        panel.axhline(0, color=INK, lw=0.8)
        panel.set_ylabel(
            f"{wrapped(name, 20)}\nn = {total:,}", rotation=0, ha="right", va="center", color=INK
        )
        for month, amount in own.items() if last - first < MOST_COUNTS else ():
            panel.annotate(
                f"{amount}", xy=(month + 0.5, amount), xytext=(0, 2), ha="center", va="bottom",
                textcoords="offset points", size=7.5,
            )  # fmt: skip
        months = [f"{month_name(month)} {amount}" for month, amount in own.items()]
        if own and (len(names) > 3 or len(months) > 24):
            peak = max(own, key=own.__getitem__)
            months = [f"most in {month_name(peak)} ({own[peak]})"]
        items.append(f"{name} {count(total, 'statement')}: {', '.join(months) or 'none dated'}")
    undated = len(table) - len(dated)
    without = f"{count(undated, 'statement')} without a date left out" if undated else ""
    range_shown = f"Statements a month; n = {len(dated):,}, " + " to ".join(
        month_name(month) for month in (first, last)
    )
    remember(slot.ax, f"Bars by month. {title}.", listing(items, rest="speakers"), without)
    return close_slot(
        slot,
        title=title,
        subtitle="; ".join(part for part in (range_shown, without) if part),
        source=source,
    )


def _split(kind: str, counts: Mapping[tuple[str, str], int], names: Sequence[str]) -> str:
    """How a category divides: all speakers, or the largest of many."""
    parts = [(name, counts[kind, name]) for name in names if (kind, name) in counts]
    if len(parts) > 4:
        name, amount = max(parts, key=lambda part: part[1])
        return f"most of them {name} {amount:,}"
    return ", ".join(f"{name} {amount:,}" for name, amount in parts)
