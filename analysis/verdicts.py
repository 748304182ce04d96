"""Which differences hold under every specification, and on which outlet or occasion they hang."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import InputError, require_columns
from analysis.robustness import JOINT
from analysis.specified import CHOICES, FINDING

LEFT_OUT = ["left_out", "without"]
RESULT = ["difference", "ci_low", "ci_high"]
NAMES = {"quote": "own words", "text": "reported text"}
INFLUENCE = [
    *FINDING, *LEFT_OUT, "n_specifications", "n_same_sign", "n_intervals", "n_turned", "n_lost",
    "shift",
]  # fmt: skip
VERDICT = [
    "verdict", "ahead", "n_specifications", "n_same_sign", "n_tested", "n_intervals", "n_opposite",
    "least", "greatest", "n_left_out", "n_turned", "n_lost", "weakest_without", "shift",
    "n_hanging", "hangs_on",
]  # fmt: skip


class Tally(NamedTuple):
    """How many rows of a finding say what.

    Attributes
    ----------
    sign : int
        Of most differences; 0 where as many are above 0 as below.
    known, same : int
        Rows with a difference, and those of them that have this sign.
    clear, opposite : int
        Rows whose interval leaves out 0 on the side of this sign, and on the other side.
    """

    sign: int
    known: int
    same: int
    clear: int
    opposite: int


def verdict(table: pd.DataFrame, *, by: str | Sequence[str] = ()) -> pd.DataFrame:
    """Say of each finding in how many specifications it stays, and on what it hangs.

    Parameters
    ----------
    table : DataFrame
        As `specifications`, `stance_specifications` or `compare_specifications` returns it.
    by : str or sequence of str
        Choices (``"method"``, ``"words"``, ``"rows"``) to judge one by one.

    Returns
    -------
    DataFrame
        One row a finding, in the order of the table: ``measure``, ``speaker_a``, ``speaker_b``,
        the columns `by`, and

        ``verdict``
            ``"holds"``: every interval leaves out 0 on the same side; ``"holds in 20 of 30"``: that
            many of those tested do, none on the other side; ``"depends: opposite answers"``;
            ``"never apart"``; ``"not tested"``: no specification has an interval.
        ``ahead``
            The speaker who is higher in most specifications; empty where that is half of them.
        ``n_specifications``, ``n_same_sign``
            Specifications with a difference, and those that have `ahead` ahead.
        ``n_tested``, ``n_intervals``, ``n_opposite``
            Those that have an interval (of one occasion there is none); those whose interval
            leaves out 0 with `ahead` ahead, and with the other ahead.
        ``least``, ``greatest``
            Of the effect sizes (of the differences where there are none), a minus b.
        ``n_left_out``, ``n_turned``, ``n_lost``
            Rows that leave something out; of these, rows whose difference has another sign than
            with it, and whose interval no longer leaves out 0 though with it it does.
        ``weakest_without``, ``shift``, ``n_hanging``
            The outlet or occasion that tells most ("publisher Babel": the first of `influence`),
            by how much its absence changes the difference (see there), and how many intervals are
            lost without it.
        ``hangs_on``
            The same, where half of the intervals or more are lost without it, "and 2 more" where
            others cost as many; else empty.

    Raises
    ------
    InputError
        A column is missing, `by` names no choice, or a finding has two rows for a specification.

    See Also
    --------
    influence : Every outlet and occasion, not only the one that tells most.

    Notes
    -----
    Counts of specifications are no test: specifications share their statements, and one that fits
    badly counts as much as one that fits well. "Never apart" is no proof that two speakers are
    alike; see the intervals.
    """
    data = _checked(table, "verdict")
    asked = [by] if isinstance(by, str) else list(by)
    unknown = [name for name in asked if name not in CHOICES]
    if unknown:
        raise InputError(f"verdict: no choice {unknown[0]!r}; there are {', '.join(CHOICES)}")
    rows = []
    for key, part in data.groupby([*FINDING, *asked], sort=False):
        whole = part[part["without"] == ""]
        counts, sizes = tally(whole), _sizes(whole)
        tested = int((whole["ci_low"].notna() & whole["ci_high"].notna()).sum())
        ahead = {1: str(key[1]), -1: str(key[2])}.get(counts.sign, "")
        rows.append(
            (*key, said(counts.clear, counts.opposite, tested), ahead, counts.known, counts.same,
             tested, counts.clear, counts.opposite, sizes.min(), sizes.max(),
             len(part) - len(whole), *_hanging(influence(part), counts.clear + counts.opposite))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[*FINDING, *asked, *VERDICT])


def influence(table: pd.DataFrame) -> pd.DataFrame:
    """What each outlet and each occasion means to each finding.

    Parameters
    ----------
    table : DataFrame
        As for `verdict`, with rows that leave something out.

    Returns
    -------
    DataFrame
        One row for each finding and each outlet or occasion left out, the most telling first:
        ``measure``, ``speaker_a``, ``speaker_b``, ``left_out``, ``without``;
        ``n_specifications``: in how many it has a part; ``n_same_sign``: in how many the sign stays
        without it; ``n_intervals``: in how many the interval leaves out 0 with it; ``n_turned``,
        ``n_lost``: in how many its absence turns the sign, or lets in 0; ``shift``: by how much its
        absence strengthens (above 0) or weakens the difference, on average, in effect sizes (in the
        units of the difference where there are none).

    Raises
    ------
    InputError
        As for `verdict`.
    """
    data = _checked(table, "influence")
    data["size"], data["side"] = _sizes(data), _sides(data)
    whole = data.loc[data["without"] == "", [*FINDING, *CHOICES, "difference", "size", "side"]]
    rows = data[data["without"] != ""].merge(
        whole, on=[*FINDING, *CHOICES], suffixes=("", "_whole"), validate="many_to_one"
    )
    rows["n_specifications"] = 1
    rows["n_intervals"] = rows["side_whole"] != 0
    rows["n_lost"] = rows["n_intervals"] & (rows["side"] != rows["side_whole"])
    signs = np.sign(rows["difference"]), np.sign(rows["difference_whole"])
    rows["n_same_sign"] = signs[0] == signs[1]
    rows["n_turned"] = signs[0] * signs[1] < 0
    rows["shift"] = signs[1] * (rows["size"] - rows["size_whole"])
    # A finding's place in the table comes first, then what tells most.
    rows["place"] = rows.groupby(FINDING, sort=False).ngroup()
    counts = dict.fromkeys(
        ["n_specifications", "n_same_sign", "n_intervals", "n_turned", "n_lost"], "sum"
    )
    found = rows.groupby(["place", *FINDING, *LEFT_OUT], as_index=False, sort=True).agg(
        {**counts, "shift": "mean"}
    )
    # Rounded, so that what is equal but for the order of its sums stays in the order of the names.
    found["weakens"] = found["shift"].round(9)
    order = ["place", "n_lost", "weakens", *LEFT_OUT]
    found = found.sort_values(order, ascending=[True, False, True, True, True], kind="stable")
    return found[INFLUENCE].reset_index(drop=True)


def tally(rows: pd.DataFrame) -> Tally:
    """Count the rows of one finding; they have ``difference``, ``ci_low`` and ``ci_high``."""
    signs, sides = np.sign(rows["difference"]), _sides(rows)
    sign = int(np.sign(signs.sum()))
    same = int((signs == sign).sum()) if sign else int((signs > 0).sum())
    side = sign or 1
    clear, opposite = int((sides == side).sum()), int((sides == -side).sum())
    return Tally(sign, int(signs.notna().sum()), same, clear, opposite)


def said(clear: int, opposite: int, of: int) -> str:
    """A finding in words, from the specifications that find it, its opposite, and that test it."""
    if of == 0:
        return "not tested"
    if clear and opposite:
        return "depends: opposite answers"
    count = max(clear, opposite)
    if count == 0:
        return "never apart"
    return "holds" if count == of else f"holds in {count} of {of}"


def field_name(words: str) -> str:
    """Texts scored as readers know them: "quote" as "own words"."""
    return " and ".join(NAMES.get(w, w.replace("_", " ")) for w in str(words).split(JOINT))


def _sides(rows: pd.DataFrame) -> pd.Series:
    """On which side of 0 an interval lies: 1 above, -1 below, 0 where it holds 0 or is missing."""
    return (rows["ci_low"] > 0).astype(int) - (rows["ci_high"] < 0).astype(int)


def _sizes(rows: pd.DataFrame) -> pd.Series:
    """Effect sizes; the differences of a measure that has none."""
    known = rows["effect_size"].notna().groupby(rows["measure"]).transform("any")
    return rows["effect_size"].where(known, rows["difference"])


def _hanging(effects: pd.DataFrame, clear: int) -> tuple[int, int, str, float, int, str]:
    """What the leave-one-outs of one finding come to; `clear` intervals leave out 0."""
    turned, lost = int(effects["n_turned"].sum()), int(effects["n_lost"].sum())
    if effects.empty:
        return turned, lost, "", nan, 0, ""
    first = effects.iloc[0]
    name, most = f"{first['left_out']} {first['without']}", int(first["n_lost"])
    alike = int((effects["n_lost"] == most).sum()) - 1
    hangs = name + (f" and {alike} more" if alike else "")
    hangs = hangs if most and 2 * most >= clear else ""
    return turned, lost, name, float(first["shift"]), most, hangs


def _checked(table: pd.DataFrame, where: str) -> pd.DataFrame:
    needed = [*FINDING, *CHOICES, *LEFT_OUT, *RESULT, "effect_size"]
    require_columns(table, needed, where=where, remedy="pass what specifications returns")
    if table.duplicated([*FINDING, *CHOICES, *LEFT_OUT]).any():
        raise InputError(f"{where}: a finding has two rows for one specification")
    return table.copy()
