"""The look that all charts share: speakers' colors and markers, type sizes, inks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import matplotlib as mpl

P = ParamSpec("P")
R = TypeVar("R")

WIDTH = 9.0  # inches: what a notebook shows without shrinking it
DPI = 110

INK = "#222222"
GREY = "#666666"
FAINT = "#DDDDDD"
BAND = "#F5F5F5"

TITLE_SIZE = 12.5
TEXT_SIZE = 9.0
SMALL_SIZE = 8.0

RC: Any = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib: the same picture on every machine
    "font.size": TEXT_SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a name is a dollar sign
    "text.usetex": False,
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.grid": False,
    "axes.labelcolor": GREY,
    "axes.labelsize": TEXT_SIZE,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "figure.facecolor": "white",
    "figure.dpi": DPI,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "hatch.linewidth": 1.0,
    "legend.fontsize": TEXT_SIZE,
    "lines.solid_capstyle": "butt",
    "savefig.dpi": DPI,
    "savefig.bbox": None,
    "savefig.facecolor": "white",
    "savefig.transparent": False,
    "svg.hashsalt": "parley",  # else the ids in an SVG differ from run to run
    "xtick.color": GREY,
    "xtick.labelsize": SMALL_SIZE,
    "xtick.bottom": False,
    "ytick.color": INK,
    "ytick.labelsize": TEXT_SIZE,
    "ytick.left": False,
}


class Look(NamedTuple):
    """How one speaker is drawn, in every chart."""

    color: str
    marker: str


FIXED = {
    "Zelensky": Look("#0072B2", "o"),
    "Peskov": Look("#D55E00", "s"),
    "Witkoff": Look("#009E73", "^"),
}

# What is left of Okabe and Ito's palette; its yellow is too pale for marks on white.
_COLORS = ("#CC79A7", "#E69F00", "#56B4E9", "#000000")
# Nine shapes and four colors have no common divisor: 36 pairs before one comes back.
_MARKERS = ("D", "v", "P", "X", "p", "<", "*", "h", ">")


def speaker_looks(names: Iterable[str]) -> dict[str, Look]:
    """Give each speaker a color and a marker.

    The three speakers of the bundled corpus have fixed ones. All others get theirs in the order
    of their names, so that neither the order of the rows nor the chart changes them: only another
    set of speakers does.

    Parameters
    ----------
    names : iterable of str
        Speakers' names, repeated or not.

    Returns
    -------
    dict of str to Look
    """
    looks = dict(FIXED)
    others = sorted(set(names) - set(FIXED))
    for place, name in enumerate(others):
        looks[name] = Look(_COLORS[place % len(_COLORS)], _MARKERS[place % len(_MARKERS)])
    return looks


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function under this module's settings, whatever the user's are."""

    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return inner
