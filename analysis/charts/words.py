"""Numbers as printed in charts, and the alt text that each chart carries."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes

from analysis.errors import InputError

MINUS = "\N{MINUS SIGN}"
LIMIT = 12  # items named in an alt text before it sums up

# Kept beside the Axes, not on them: matplotlib has no place for a text that is not drawn.
_ALT: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def number(value: float, *, digits: int = 2, sign: bool = False) -> str:
    """Print a number: a true minus, never "-0.00", "n/a" for NaN."""
    if math.isnan(value):
        return "n/a"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def p_value(p: float) -> str:
    """Print a p value with its relation: "p = 0.012", "p < 0.001"."""
    if math.isnan(p):
        return "p n/a"
    if p < 0.001:
        return "p < 0.001"
    return f"p = {p:.3f}" if p < 0.995 else "p > 0.99"


def count(amount: float, singular: str, plural: str | None = None) -> str:
    """Print a count with its noun: "1 statement", "1,204 statements"."""
    return f"{int(amount):,} {singular if amount == 1 else plural or singular + 's'}"


def has_interval(row: Any) -> bool:
    """Whether both ends of a row's interval are known."""
    return not (math.isnan(row.ci_low) or math.isnan(row.ci_high))


def missing_interval(row: Any) -> str:
    """Say why a row has no interval."""
    if getattr(row, "n_occasions", 0) == 1:
        return "one occasion"
    note = getattr(row, "note", "")
    return note if isinstance(note, str) and note else "no interval"


def interval(row: Any, *, digits: int = 2, sign: bool = False) -> str:
    """Print a row's interval in brackets, or why there is none."""
    if not has_interval(row):
        return f"({missing_interval(row)})"
    low = number(row.ci_low, digits=digits, sign=sign)
    return f"[{low}, {number(row.ci_high, digits=digits, sign=sign)}]"


def interval_words(row: Any, *, level: float, digits: int = 2) -> str:
    """Say a row's interval as in a sentence, or why there is none."""
    if not has_interval(row):
        return f"no interval: {missing_interval(row)}"
    low, high = (number(end, digits=digits) for end in (row.ci_low, row.ci_high))
    return f"{percent(level)} interval {low} to {high}"


def percent(level: float) -> str:
    """Print a confidence level: 0.95 as "95%"."""
    return f"{100 * level:g}%"


def wrapped(text: str, width: int) -> str:
    """Break a label into lines of at most `width` characters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def listing(items: Sequence[str], *, limit: int = LIMIT, rest: str = "more") -> str:
    """Join items to one sentence; beyond `limit`, say how many are not named."""
    named = "; ".join(items[:limit])
    left = len(items) - limit
    return f"{named}; and {left} {rest}." if left > 0 else f"{named}."


def remember(ax: Axes, *parts: str) -> None:
    """Store the alt text of a chart."""
    _ALT[ax] = " ".join(part.strip() for part in parts if part)


def describe(ax: Axes) -> str:
    """Return the alt text of a chart.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a `plot_` function returned.

    Returns
    -------
    str
        The kind of chart, what it shows, and its estimates with their numbers.

    Raises
    ------
    InputError
        If no `plot_` function drew on these axes.
    """
    if ax not in _ALT:
        raise InputError("These axes hold no chart of this package: draw one with a plot_ function")
    return _ALT[ax]
