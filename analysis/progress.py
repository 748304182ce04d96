"""A progress line on the terminal; silent where nobody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TextIO, TypeVar

Item = TypeVar("Item")

WIDTH = 30
PAUSE = 0.1
"""Seconds between two drawings, so that drawing never is the work."""


def track(
    items: Sequence[Item], *, label: str = "", stream: TextIO | None = None
) -> Iterator[Item]:
    """Go through items and show on a terminal how many are done.

    Parameters
    ----------
    items : sequence
        What to go through.
    label : str
        What stands before the bar.
    stream : file, optional
        Where to draw; standard error by default. Where it is no terminal, nothing is drawn.

    Yields
    ------
    object
        Each of the items.
    """
    out = sys.stderr if stream is None else stream
    if not items or not out.isatty():
        yield from items
        return
    drawn = 0.0
    try:
        for done, item in enumerate(items):
            if (now := time.monotonic()) - drawn >= PAUSE:
                drawn = now
                out.write(f"\r{bar(done, len(items), label=label)}")
                out.flush()
            yield item
    finally:
        # Carriage return and "erase to the end of the line": the summary starts on a clean one.
        out.write("\r\x1b[K")
        out.flush()


def bar(done: int, total: int, *, label: str = "") -> str:
    """Draw a bar.

    Examples
    --------
    >>> bar(1, 2, label="Reading")
    'Reading [###############               ] 1/2'
    """
    filled = WIDTH * done // total
    return f"{label} [{'#' * filled:{WIDTH}}] {done:,}/{total:,}".lstrip()
