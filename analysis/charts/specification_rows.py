"""One finding's rows for a specification curve: which way round, how sorted, by which choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.charts.methods import METHOD_NAMES
from analysis.charts.tables import checked, unique_rows
from analysis.charts.words import wrapped
from analysis.errors import InputError
from analysis.specified import ALL_ROWS, CHOICES, FINDING
from analysis.verdicts import field_name, tally

LOGITS = "logits"
GAP = 0.6  # rows between two choices
WIDE = 34  # characters in a line of a choice's name
HEADINGS = {"method": "Method", "words": "Words scored", "rows": "Statements"}
DIFFERENCE = ["difference", "ci_low", "ci_high"]
EFFECT = ["effect_size", "effect_low", "effect_high"]
ENDS = ["estimate", "ci_low", "ci_high"]
NEEDED = [*FINDING, *CHOICES, "left_out", "without", *DIFFERENCE, *EFFECT, "n"]


class Finding(NamedTuple):
    """A difference between two speakers under every specification.

    Attributes
    ----------
    first, second : str
        The speakers; values are of the first minus the second.
    measure : str
        Such as "polarity", or an issue.
    unit : str
        Of the values.
    rows : DataFrame
        One row a specification, sorted by ``estimate``: ``ci_low``, ``ci_high``, ``least``,
        ``greatest`` (of what it becomes with something left out), ``clear`` (the interval leaves
        out 0), ``hangs`` (but not without every outlet or occasion), ``n`` and the choices.
    unknown : int
        Specifications without a difference, which are not in `rows`.
    """

    first: str
    second: str
    measure: str
    unit: str
    rows: pd.DataFrame
    unknown: int


class Line(NamedTuple):
    """A line under the curve: a choice's value, or the name of a choice over its values."""

    y: float
    text: str
    choice: str
    value: str | None


def one_finding(table: pd.DataFrame, pair: tuple[str, str] | None, measure: str | None) -> Finding:
    """The finding asked for, turned so that the first speaker of the pair is ahead above 0."""
    numeric = [*DIFFERENCE, *EFFECT, "n"]
    data = checked(table, NEEDED, source="specifications(...)", numeric=numeric)
    texts = ["measure", *CHOICES, "left_out", "without"]
    data[texts] = data[texts].astype(str)
    if pair is not None:
        data = data[[set(both) == set(pair) for both in data[FINDING[1:]].to_numpy()]]
    if measure is not None:
        data = data[data["measure"] == measure]
    found = data[FINDING].drop_duplicates().to_numpy().tolist()
    if len(found) != 1:
        known = table[FINDING].drop_duplicates().astype(str).to_numpy().tolist()
        named = ", ".join(f"{a} and {b} ({about})" for about, a, b in known[:6])
        raise InputError(
            f"plot_specifications draws one finding: name its pair= and measure=; the table has "
            f"{named}{' and others' if len(known) > 6 else ''}"
        )
    about, a, b = found[0]
    unique_rows(data, [*CHOICES, "left_out", "without"], chart="plot_specifications")
    scaled = bool(data["effect_size"].notna().any())
    unit = "Hedges' g" if scaled else LOGITS if (data["words"] == "").all() else "difference"
    whole = data["without"] == ""
    turned = tally(data[whole]).sign < 0 if pair is None else pair[0] != a
    values = data[EFFECT if scaled else DIFFERENCE].to_numpy() * (-1 if turned else 1)
    data[ENDS] = values[:, [0, 2, 1]] if turned else values
    data["clear"] = (data["ci_low"] > 0) | (data["ci_high"] < 0)
    spans = (
        data[~whole]
        .groupby(CHOICES, as_index=False)
        .agg(least=("estimate", "min"), greatest=("estimate", "max"), always=("clear", "all"))
    )
    rows = data[whole & data["estimate"].notna()].merge(
        spans, on=CHOICES, how="left", validate="one_to_one"
    )
    rows["hangs"] = rows["clear"] & (rows["always"] == False)  # noqa: E712
    if rows.empty:
        raise InputError(f"plot_specifications: no difference between {a} and {b} is known")
    rows = rows.sort_values(["estimate", *CHOICES], ignore_index=True)
    names = (b, a) if turned else (a, b)
    return Finding(*names, about, unit, rows, int(whole.sum()) - len(rows))


def choice_lines(finding: Finding, labels: Mapping[str, str] | None) -> tuple[list[Line], float]:
    """The lines under the curve with their places, and how many rows they take in all.

    A choice that all specifications share is no choice, and has no line.
    """
    headings = {**HEADINGS, "method": "Coder"} if finding.unit == LOGITS else HEADINGS
    lines, y = [], 0.0
    for choice in CHOICES:
        values = sorted(finding.rows[choice].unique(), key=_place)
        if len(values) < 2:
            continue
        lines.append(Line(y + 0.5, headings[choice], choice, None))
        y += 1
        for value in values:
            text = wrapped(value_name(choice, value, labels), WIDE)
            tall = 1 + 0.75 * text.count("\n")
            lines.append(Line(y + tall / 2, text, choice, value))
            y += tall
        y += GAP
    return lines, max(y - GAP, 0.0)


def value_name(choice: str, value: str, labels: Mapping[str, str] | None) -> str:
    """A value of a choice as readers know it."""
    if value in (labels or {}):
        return (labels or {})[value]
    if choice == "words":
        return field_name(value)
    return "all" if value == ALL_ROWS else METHOD_NAMES.get(value, value)


def reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Where the axis ends: at the ends of the intervals, unless these are out of all proportion.

    Intervals of unanimous speakers go on and on, and would press all estimates to one line.
    """
    middle = rows["estimate"]
    inner = pd.concat([middle - rows["ci_low"], rows["ci_high"] - middle], axis=1).min(axis=1)
    beyond = np.nanmax([1.2 * middle.abs().max(), 2 * inner.median(), 0.1])
    low = max(np.nanmin([*rows["ci_low"], *rows["least"], rows["estimate"].min(), 0.0]),
              rows["estimate"].min() - beyond)  # fmt: skip
    high = min(np.nanmax([*rows["ci_high"], *rows["greatest"], rows["estimate"].max(), 0.0]),
               rows["estimate"].max() + beyond)  # fmt: skip
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    room = 0.06 * (high - low or 1.0)
    return low - room, high + room


def _place(value: str) -> tuple[int, str]:
    """How the values of a choice are ordered: known ones first, then by name."""
    known = [*METHOD_NAMES, ALL_ROWS, "quote", "text"]
    return (known.index(value) if value in known else len(known)), value
