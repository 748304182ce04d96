"""The tone of each statement and the words that made it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from math import nan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import Fault, InputError, require_columns
from analysis.language import is_english
from analysis.lexicons import Scored

CLASSES = ["negative", "neutral", "positive"]
EMPTY, NOT_ENGLISH, NO_SCORED_WORDS = "empty", "not_english", "no_scored_words"


# Each engine's module has `make_scorer(field)` and `THRESHOLD`, where its neutral band ends.
METHODS = {
    "textblob": "analysis.lexicons.textblob_fast",
    "vader": "analysis.lexicons.vader",
}


def score_sentiment(
    statements: pd.DataFrame, *, on: str = "quote", method: str = "textblob"
) -> pd.DataFrame:
    """Score the tone of each statement.

    Parameters
    ----------
    statements : DataFrame
        One row a text. Only the column `on` is needed.
    on : str, default "quote"
        The column scored: ``"quote"`` for the speaker's own words, ``"text"`` for the reported
        speech, or any other column of texts.
    method : {"textblob", "vader"}, default "textblob"
        ``"textblob"``: polarity and subjectivity equal to ``TextBlob(text).sentiment``; the class
        is the sign of the polarity. ``"vader"``: polarity is VADER's compound score (Hutto &
        Gilbert 2014) with curly quotation marks and apostrophes read as straight ones, the classes
        are its authors' (+-0.05), and subjectivity is NaN.

    Returns
    -------
    DataFrame
        A copy with five more columns:

        ``polarity``
            float, -1 (negative) to 1 (positive); NaN where unscored, never a silent 0.
        ``subjectivity``
            float, 0 to 1; NaN where unscored.
        ``sentiment``
            ordered categorical, ``negative < neutral < positive``; missing where unscored.
        ``evidence``
            list of :class:`~analysis.evidence.SentimentEvidence`: every word or phrase that
            counted. TextBlob's polarity is the mean of theirs.
        ``unscored``
            empty, or the reason: ``"empty"``, ``"not_english"`` or ``"no_scored_words"``.

    Raises
    ------
    InputError
        If the column is missing or holds something other than text, or the method is unknown.
    """
    require_columns(
        statements, [on], where="score_sentiment", remedy="name a column of texts by on=..."
    )
    if method not in METHODS:
        raise InputError(f"no sentiment method {method!r}; there are {', '.join(METHODS)}")
    texts = _texts(statements[on], on)
    engine = import_module(METHODS[method])  # only now, for engines are slow to load
    score = engine.make_scorer(on)
    rows = [_score_one(text, score) for text in texts]
    polarity = np.array([row[0] for row in rows], dtype="float64")
    return statements.assign(
        polarity=polarity,
        subjectivity=np.array([row[1] for row in rows], dtype="float64"),
        sentiment=_classes(polarity, engine.THRESHOLD),
        evidence=pd.Series([row[2] for row in rows], dtype=object).to_numpy(),
        unscored=pd.array([row[3] for row in rows], dtype="str"),
    )


def _score_one(text: str, score: Callable[[str], Scored]) -> tuple[float, float, list[Any], str]:
    if not text or text.isspace():
        return nan, nan, [], EMPTY
    if not is_english(text):
        return nan, nan, [], NOT_ENGLISH
    polarity, subjectivity, evidence = score(text)
    if not evidence:
        return nan, nan, [], NO_SCORED_WORDS
    return polarity, subjectivity, evidence, ""


def _classes(polarity: npt.NDArray[np.float64], threshold: float) -> pd.Categorical[str]:
    if threshold:
        signs = (polarity >= threshold).astype(int) - (polarity <= -threshold).astype(int)
    else:
        signs = np.sign(np.nan_to_num(polarity)).astype(int)
    signs[np.isnan(polarity)] = -2
    return pd.Categorical.from_codes(signs + 1, categories=pd.Index(CLASSES), ordered=True)


def _texts(column: pd.Series, name: str) -> list[str]:
    """Give the texts of a column, missing ones empty; complain of all that are no texts."""
    faults = []
    texts = []
    for number, (value, missing) in enumerate(zip(column, column.isna(), strict=True), start=1):
        texts.append("" if missing else value)
        if not missing and not isinstance(value, str):
            problem = f"{value!r} is {type(value).__name__}, not text"
            remedy = "turn it into text or leave it empty"
            faults.append(Fault("table", number, name, problem, remedy, unit="record"))
    if faults:
        count = f"{len(faults)} cells are" if len(faults) > 1 else "1 cell is"
        raise InputError(f"score_sentiment: {count} not text", faults)
    return texts
