"""A specification curve in words: the answer, its shares, its outermost and middle differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.specification_rows import Line, value_name
from analysis.charts.words import count, interval_words, number
from analysis.specified import CHOICES
from analysis.verdicts import said


def shares(rows: pd.DataFrame, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """In how many of the specifications that make a choice the interval leaves out 0."""
    found = []
    for line in lines:
        if line.value is not None:
            made = rows[line.choice] == line.value
            found.append((line, f"{int((made & rows['clear']).sum())} of {int(made.sum())}"))
    return found


def answer(rows: pd.DataFrame) -> str:
    """The verdict in a few words; "yes" only where every specification says so."""
    tested = int((rows["ci_low"].notna() & rows["ci_high"].notna()).sum())
    above, below = int((rows["ci_low"] > 0).sum()), int((rows["ci_high"] < 0).sum())
    answer = said(above, below, tested)
    many = count(tested, "analysis", "analyses")
    if answer.startswith("holds"):
        part = above or below
        if part == tested:
            return f"{'Yes' if above else 'The reverse'}, in {'all ' if part > 1 else ''}{many}"
        return f"{'In' if above else 'The reverse in'} {part} of {many}"
    return {"never apart": f"Not clear in any of {many}", "not tested": "Not tested"}.get(
        answer, f"It depends: yes in {above}, the reverse in {below} of {many}"
    )


def points(marks: Sequence[Any], level: float, labels: Mapping[str, str] | None) -> list[str]:
    """The least, the middle and the greatest difference in words."""
    places = {0: "least", len(marks) // 2: "middle", len(marks) - 1: "greatest"}
    if len(marks) == 1:
        places = {0: "difference"}
    told = []
    for place, name in places.items():
        row = marks[place]
        choices = [value_name(c, getattr(row, c), labels) for c in CHOICES if getattr(row, c)]
        told.append(
            f"{name} {number(row.estimate, sign=True)} ({interval_words(row, level=level)}; "
            f"{', '.join(choices)}; n = {count(row.n, 'statement')})"
        )
    return told


def range_words(rows: pd.DataFrame) -> str:
    """What leaving out one outlet or occasion does; empty where nothing was left out."""
    if rows["least"].isna().all():
        return ""
    hangs = int(rows["hangs"].sum())
    gap = np.fmax(rows["greatest"] - rows["estimate"], rows["estimate"] - rows["least"]).max()
    lost = f" and lets 0 into {count(hangs, 'interval')}" if hangs else ""
    return (
        f"Leaving out one outlet or occasion moves no difference by more than {number(gap)}{lost}."
    )
