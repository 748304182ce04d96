"""A choice of statements, and what follows from it: the rows, their numbers, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

import pandas as pd

from analysis.codebook import Codebook, load_codebook
from analysis.errors import require_columns
from analysis.estimates import estimate
from analysis.positions import position, shares
from analysis.selection_rows import (
    Day,
    chosen_rows,
    ordered,
    require_known,
    taken_rows,
    with_positions,
    with_scores,
)
from analysis.stance_tables import unique_statements

MEASURES = ("tone", "positions", "shares")
ORDERS = ("newest first", "oldest first", "highest first", "lowest first")


@dataclass(frozen=True)
class Selection:
    """What to look at; a choice that names nothing leaves nothing out.

    Attributes
    ----------
    measure : {"tone", "positions", "shares"}
        Mean polarity; logit positions; shares of statements that take a side.
    speakers, issues, media : tuple of str
        Those to keep, all where empty; ``""`` is a medium that is not given. With issues, tone is
        that of the statements that take a position on one of them; shares stay shares of all of
        the speaker's statements.
    first, last : date or ISO text, optional
        First and last day. Statements without a day are left out where either is given.
    order : {"newest first", "oldest first", "highest first", "lowest first"}
        Of the statements: by day, or by polarity or stance (favor is high, against is low).
    """

    measure: str = "tone"
    speakers: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    first: Day = None
    last: Day = None
    order: str = "newest first"

    def __str__(self) -> str:
        """The choice as code, without what is left at its default."""
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                shown = str(value) if isinstance(value, dt.date) else value
                parts.append(f"{field.name}={shown!r}")
        return f"Selection({', '.join(parts)})"


@dataclass(frozen=True, eq=False)
class View:
    """What a selection shows; made by `view_selection`.

    Attributes
    ----------
    selection : Selection
    statements : DataFrame
        The rows behind the chart, in the order asked for: scored statements, or for positions and
        shares one row for each statement and issue with ``issue``, ``stance`` and ``conditional``.
    numbers : DataFrame
        What the chart draws, one row an estimate with its interval and counts.
    parts : DataFrame
        Of shares, those with and without a condition apart; else empty.
    marked : str
        Which words the evidence marks; empty where it marks none.
    summary : str
        How many statements these are, in a sentence; where there is nothing to draw, why.
    """

    selection: Selection
    statements: pd.DataFrame
    numbers: pd.DataFrame
    parts: pd.DataFrame
    marked: str
    summary: str


def view_selection(
    statements: pd.DataFrame,
    selection: Selection,
    *,
    scored: pd.DataFrame | None = None,
    stances: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
) -> View:
    """Take from a table of statements what a selection names, and estimate what it measures.

    Parameters
    ----------
    statements : DataFrame
        As `load_statements` returns them.
    selection : Selection
    scored : DataFrame, optional
        As `score_sentiment` returns it for these statements; needed for tone.
    stances : DataFrame, optional
        Long stances of these statements; needed for positions, shares, and the choice of issues.
    codebook : Codebook, optional
        Where `stances` has no evidence, its terms of the issue are marked; the bundled one by
        default.

    Returns
    -------
    View
        Without any row in `numbers` where nothing fits; `summary` says so.

    Raises
    ------
    InputError
        A column or table is missing, or the selection names what there is not.
    """
    rows = unique_statements(statements, where="view_selection")
    needed = ["speaker", "said_on", "medium", "occasion"]
    require_columns(rows, needed, where="view_selection", remedy="load it with load_statements")
    _check(selection, rows)
    named = rows[rows["speaker"].fillna("") != ""]
    chosen, undated = chosen_rows(
        named,
        speakers=selection.speakers,
        media=selection.media,
        first=selection.first,
        last=selection.last,
    )
    left_out = {"a speaker's name": len(rows) - len(named), "a day": undated}
    tone = selection.measure == "tone"
    taken = None
    if selection.issues or not tone:
        book = codebook or load_codebook()
        taken = taken_rows(stances, chosen, issues=selection.issues, codebook=book)
    if tone:
        if taken is not None:
            chosen = chosen[chosen["statement_id"].isin(taken["statement_id"])]
        shown = with_scores(chosen, scored)
        numbers, parts = estimate(shown), pd.DataFrame()
    else:
        assert taken is not None
        numbers, parts = _stance_numbers(taken, chosen, selection.measure)
        shown = with_positions(chosen, taken)
    summary = _summary(selection, chosen, shown, len(rows), left_out)
    shown = ordered(shown, selection.order)
    return View(selection, shown, numbers, parts, _marked(shown, stances, tone=tone), summary)


def _check(selection: Selection, rows: pd.DataFrame) -> None:
    require_known(selection.measure, MEASURES, "measure")
    require_known(selection.order, ORDERS, "order")
    for name in selection.speakers:
        require_known(name, sorted(map(str, rows["speaker"].dropna().unique())), "speaker")


def _marked(shown: pd.DataFrame, stances: pd.DataFrame | None, *, tone: bool) -> str:
    if "evidence" not in shown or not any(isinstance(e, list) and e for e in shown["evidence"]):
        return ""
    if tone:
        return "the words that were scored"
    if stances is not None and "evidence" in stances:
        return "the words that weighed most"
    return "the codebook's terms of the issue; these codes do not say which words weighed"


def _stance_numbers(
    taken: pd.DataFrame, chosen: pd.DataFrame, measure: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if measure == "positions":
        return position(taken, chosen), pd.DataFrame()
    keys = ["speaker", "issue", "stance"]
    parts = shares(taken, chosen)
    totals = shares(taken.assign(conditional=False), chosen)
    totals = totals[~totals["conditional"].astype(bool)].drop(columns="conditional")
    named = parts[parts["conditional"].astype(bool)].set_index(keys)["count"]
    of_them = named.reindex(pd.MultiIndex.from_frame(totals[keys])).to_numpy()
    at = list(totals.columns).index("count") + 1
    totals.insert(at, "conditional", of_them)
    return totals.reset_index(drop=True), parts


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _summary(
    selection: Selection,
    chosen: pd.DataFrame,
    shown: pd.DataFrame,
    total: int,
    left_out: dict[str, int],
) -> str:
    without = "".join(f"; {n:,} without {what} left out" for what, n in left_out.items() if n)
    if chosen.empty:
        return f"No statement fits these choices{without}: take one back."
    who = chosen["speaker"].value_counts()
    named = ", ".join(f"{name} {n}" for name, n in sorted(who.items(), key=lambda s: (-s[1], s[0])))
    named = named if len(who) <= 6 else _count(len(who), "speaker")
    said = f"{len(chosen):,} of {_count(total, 'statement')} chosen ({named}), from "
    said += _count(chosen.groupby("speaker")["occasion"].nunique().sum(), "occasion") + without
    if selection.measure == "tone":
        unscored = int(shown["polarity"].isna().sum())
        return f"{said}; {unscored} without a score." if unscored else f"{said}."
    if shown.empty:
        return f"{said}. None of them takes a position on these issues."
    holders = shown["statement_id"].nunique()
    return f"{said}; {_count(len(shown), 'position')} in {_count(holders, 'statement')}."
