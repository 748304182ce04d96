"""The rows of a selection: which statements and positions it keeps, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.codebook import Codebook
from analysis.errors import InputError, require_columns
from analysis.evidence import StanceEvidence
from analysis.stance_tables import positions_taken

SCORES = ["polarity", "subjectivity", "sentiment", "probability", "evidence", "unscored"]
CODES = ["statement_id", "issue", "stance", "conditional", "score", "evidence"]
VALUES = {"favor": 1.0, "against": -1.0}


Day = dt.date | str | None


def require_known(name: str, names: Iterable[str], what: str) -> None:
    """Refuse a name that is not among those there are."""
    if name not in (held := list(names)):
        raise InputError(f"no {what} {name!r}; there are {', '.join(held)}")


def chosen_rows(
    rows: pd.DataFrame, *, speakers: Sequence[str], media: Sequence[str], first: Day, last: Day
) -> tuple[pd.DataFrame, int]:
    """The statements by speaker, medium and day; how many are left out for want of a day."""
    if speakers:
        rows = rows[rows["speaker"].isin(speakers)]
    if media:
        rows = rows[rows["medium"].fillna("").isin(media)]
    if first is None and last is None:
        return rows, 0
    undated = int(rows["said_on"].isna().sum())
    if first is not None:
        rows = rows[rows["said_on"] >= _day(first)]
    if last is not None:
        rows = rows[rows["said_on"] <= _day(last)]
    return rows[rows["said_on"].notna()], undated


def _day(value: dt.date | str) -> pd.Timestamp:
    try:
        return pd.Timestamp(value)
    except ValueError:
        raise InputError(f"{value!r} is no day; write it as 2025-03-18") from None


def taken_rows(
    stances: pd.DataFrame | None,
    chosen: pd.DataFrame,
    *,
    issues: Sequence[str],
    codebook: Codebook,
) -> pd.DataFrame:
    """The positions that the chosen statements take on these issues, or on any, with evidence."""
    if stances is None:
        raise InputError(
            "view_selection needs stances= for positions, shares and issues: pass code_stance(...)"
        )
    require_columns(stances, ["statement_id", "issue", "conditional"], where="view_selection")
    taken = positions_taken(stances, where="view_selection")
    for name in issues:
        require_known(name, dict.fromkeys([*codebook.names, *taken["issue"].astype(str)]), "issue")
    taken = taken[taken["statement_id"].isin(chosen["statement_id"])]
    if issues:
        taken = taken[taken["issue"].isin(issues)]
    taken = taken[[column for column in CODES if column in taken]]
    return taken if "evidence" in taken else _with_terms(taken, chosen, codebook)


def _with_terms(taken: pd.DataFrame, chosen: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Evidence for codes that came without: where the codebook's terms of the issue stand."""
    terms = {issue.name: issue.terms for issue in codebook.issues}
    texts = {
        str(field): dict(zip(chosen["statement_id"], chosen[field].fillna(""), strict=True))
        for field in ("text", "quote")
        if field in chosen
    }
    found = [
        [
            StanceEvidence(field, *match.span(), match[0], "issue")
            for field, by_id in texts.items()
            for match in (terms[issue].finditer(by_id[statement]) if issue in terms else ())
        ]
        for statement, issue in zip(taken["statement_id"], taken["issue"], strict=True)
    ]
    return taken.assign(evidence=pd.Series(found, index=taken.index, dtype=object))


def with_positions(chosen: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """A row for each position taken, with the columns of its statement."""
    shown = taken.merge(_without(chosen, CODES[1:]), on="statement_id")
    return shown.assign(_value=shown["stance"].map(VALUES).astype(float))


def with_scores(chosen: pd.DataFrame, scored: pd.DataFrame | None) -> pd.DataFrame:
    """The chosen statements with their scores."""
    if scored is None:
        raise InputError("view_selection needs scored= for tone: pass score_sentiment(...)")
    require_columns(scored, ["statement_id", "polarity"], where="view_selection")
    added = [column for column in SCORES if column in scored]
    kept = _without(chosen, added)
    shown = kept.merge(scored[["statement_id", *added]], on="statement_id", how="left")
    return shown.assign(_value=shown["polarity"])


def _without(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of an earlier scoring or export make way for those asked for now."""
    return table.drop(columns=[column for column in columns if column in table])


def ordered(shown: pd.DataFrame, order: str) -> pd.DataFrame:
    """Sorted by day or value, ties by the newer day and the statement, missing ones last."""
    keys, ways = ["said_on", "statement_id"], [order == "oldest first", True]
    if order in ("highest first", "lowest first"):
        keys, ways = ["_value", *keys], [order == "lowest first", *ways]
    rows = shown.sort_values(keys, ascending=ways, kind="stable", ignore_index=True)
    return rows.drop(columns="_value")
