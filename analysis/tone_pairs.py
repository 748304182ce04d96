"""Statements whose tone is both labeled and scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.agreement import TONE_VALUES
from analysis.clusters import named_rows
from analysis.errors import InputError, require_columns
from analysis.stance_tables import unique_statements

NO_SCORE = len(TONE_VALUES)


class ToneRows(NamedTuple):
    """Labeled statements beside what a method says of them, in the order of their ids.

    Attributes
    ----------
    table : DataFrame
        The scored statements, with a plain index.
    label, tone : array of shape (n,)
        Places in negative, neutral, positive; `NO_SCORE` in `tone` where the method gives none.
    """

    table: pd.DataFrame
    label: np.ndarray
    tone: np.ndarray


def labeled_tones(
    scored: pd.DataFrame,
    tone_labels: pd.DataFrame,
    *,
    columns: Sequence[str] = (),
    by: Sequence[str] = (),
    where: str,
) -> ToneRows:
    """Bring scores and labels together; what is not in both tables is left out.

    Parameters
    ----------
    scored : DataFrame
        ``statement_id``, ``sentiment``, and the other columns named.
    tone_labels : DataFrame
        ``statement_id`` and ``tone``.
    columns : sequence of str
        More columns that `scored` must have.
    by : sequence of str
        The same; rows that have no value there are left out.
    where : str
        The caller, for messages.

    Raises
    ------
    InputError
        A column is missing, a tone is unknown, a statement is there twice, or none has a label.
    """
    rows = unique_statements(scored, where=where)
    needed = ["sentiment", *columns, *by]
    require_columns(rows, needed, where=where, remedy="pass what score_sentiment returns")
    labels = unique_statements(tone_labels, where=f"{where}: tone_labels")
    require_columns(labels, ["tone"], where=f"{where}: tone_labels")
    rows = named_rows(rows, by)
    # By id, so that no figure depends on the order of the rows.
    rows = rows.sort_values("statement_id", key=lambda ids: ids.astype(str), ignore_index=True)
    places = _places(labels["tone"], where=f"{where}: tone_labels")
    known = dict(zip(labels["statement_id"], places, strict=True))
    label = np.array([known.get(name, NO_SCORE) for name in rows["statement_id"]], dtype=int)
    kept = label != NO_SCORE
    if not kept.any():
        raise InputError(f"{where}: no statement has a tone label; compare the statement_ids")
    tone = _places(rows["sentiment"], where=where)
    return ToneRows(rows[kept].reset_index(drop=True), label[kept], tone[kept])


def _places(tones: pd.Series, *, where: str) -> np.ndarray:
    """Places in the order of the tones, `NO_SCORE` where there is none."""
    names = tones.astype(object).where(tones.notna(), "")
    places = pd.Index([*TONE_VALUES, ""]).get_indexer(pd.Index(names))
    if (places < 0).any():
        found, known = names[places < 0].iloc[0], ", ".join(TONE_VALUES)
        raise InputError(f"{where}: a tone is one of {known}, or missing; here is {found!r}")
    return places
