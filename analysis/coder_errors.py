"""What a coder's errors look like, and whether a comparison survives them."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from analysis.errors import InputError, require_columns
from analysis.stance_tables import positions_taken, unique_statements

KEY = ["statement_id", "issue"]
ERRORS = [*KEY, "error", "label", "code"]
ORDERS = ["issue", "speaker_a", "speaker_b", "first", "second", "same", "apart"]


def disagreements(
    stances: pd.DataFrame, labels: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """List the pairs of statement and issue on which coder and label differ.

    Parameters
    ----------
    stances, labels : DataFrame
        As for :func:`analysis.validate`.
    statements : DataFrame
        Statements that count; its other columns, such as ``text`` and ``quote``, are kept.

    Returns
    -------
    DataFrame
        In the order of the statements: ``statement_id``, ``issue``, ``error`` (``"missed"``: the
        label has a position and the coder none; ``"added"``: the reverse; ``"turned"``: favor
        taken for against or the reverse), ``label`` and ``code`` (``favor``, ``against`` or
        ``none``), and the columns of `statements`.

    Raises
    ------
    InputError
        A column is missing, or a stance is unknown or given twice.
    """
    rows = unique_statements(statements, where="disagreements")
    sides = {}
    for name, table in (("label", labels), ("code", stances)):
        require_columns(table, KEY, where=f"disagreements: {name}s")
        taken = positions_taken(table, where=f"disagreements: {name}s")
        sides[name] = taken.set_index(KEY)["stance"]
    both = pd.concat(sides, axis=1).astype(object).fillna("none")
    both = both[both["label"] != both["code"]].reset_index()
    both["error"] = "turned"
    both.loc[both["code"] == "none", "error"] = "missed"
    both.loc[both["label"] == "none", "error"] = "added"
    found = rows.assign(_place=range(len(rows))).merge(both, on="statement_id")
    found = found.sort_values(["_place", "issue"], ignore_index=True)
    kept = [c for c in rows.columns if c not in ERRORS]
    return found[[*ERRORS, *kept]]


def same_order(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Compare the order in which two codings put each two speakers on each issue.

    Parameters
    ----------
    first, second : DataFrame
        Positions, as :func:`analysis.position` returns them: ``speaker``, ``issue``,
        ``estimate``, ``ci_low`` and ``ci_high``; say by labels, and by machine.

    Returns
    -------
    DataFrame
        One row for each issue and pair of speakers that have a position on it in both tables,
        sorted: ``issue``, ``speaker_a``, ``speaker_b``, ``first`` and ``second`` (position of a
        minus that of b), ``same`` (whether these have the same sign; a tie agrees with a tie only)
        and ``apart`` (whether the intervals of the two do not meet in `first`).

    Raises
    ------
    InputError
        A column is missing, or a speaker has two positions on an issue.
    """
    columns = ["estimate", "ci_low", "ci_high"]
    tables = {}
    for name, table in (("first", first), ("second", second)):
        require_columns(table, ["speaker", "issue", *columns], where=f"same_order: {name}")
        tables[name] = table.set_index(["issue", "speaker"])[columns].sort_index()
        if tables[name].index.has_duplicates:
            raise InputError(f"same_order: {name}: a speaker has two positions on an issue")
    both = pd.concat(tables, axis=1, join="inner").sort_index()
    rows = []
    for issue, part in both.groupby(level="issue"):
        places = part.droplevel("issue")
        for a, b in combinations(places.index, 2):
            differences = [
                float(places.loc[a, (name, "estimate")] - places.loc[b, (name, "estimate")])
                for name in tables
            ]
            same = (differences[0] > 0) == (differences[1] > 0) and (differences[0] < 0) == (
                differences[1] < 0
            )
            lower, upper = (b, a) if differences[0] > 0 else (a, b)
            ends = places.loc[lower, ("first", "ci_high")], places.loc[upper, ("first", "ci_low")]
            rows.append((issue, a, b, *differences, same, bool(ends[0] < ends[1])))
    return pd.DataFrame(rows, columns=ORDERS).astype({"same": bool, "apart": bool})
