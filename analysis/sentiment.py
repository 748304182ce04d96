"""The tone of each statement and the words that made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import Fault, InputError, require_columns
from analysis.scoring import METHODS, Row, english, make_score, score_row, threshold

CLASSES = ["negative", "neutral", "positive"]


def score_sentiment(
    statements: pd.DataFrame,
    *,
    on: str | Sequence[str] = "quote",
    method: str = "textblob",
    target: str | None = None,
    explain: bool = False,
) -> pd.DataFrame:
    """Score the tone of each statement.

    Parameters
    ----------
    statements : DataFrame
        One row a text. Only the columns named by `on` and `target` are needed.
    on : str or sequence of str, default "quote"
        The column scored: ``"quote"`` for the speaker's own words, ``"text"`` for the reported
        speech, or any other column of texts. Several columns are read as one text.
    method : {"textblob", "vader", "news"}, default "textblob"
        ``"textblob"``: polarity and subjectivity equal to ``TextBlob(text).sentiment``; the class
        is the sign of the polarity. ``"vader"``: polarity is VADER's compound score (Hutto &
        Gilbert 2014) with curly quotation marks and apostrophes read as straight ones, the classes
        are its authors' (+-0.05), and subjectivity is NaN. ``"news"``: a small encoder fine-tuned
        on news sentences (Hamborg & Donnay 2021) and on statements of our own; polarity is the
        probability of positive less that of negative, the class is the most probable one.
    target : str, optional
        Column that names whom or what the tone is toward, for ``"news"`` only: "Trump" is found
        under all names that the registry of speakers has for him. Without it the tone of the
        statement as a whole is scored.
    explain : bool, default False
        For ``"news"``: find each word's share in the polarity, a tenth of a second or more a
        statement. The lexicons always tell.

    Returns
    -------
    DataFrame
        A copy with more columns:

        ``polarity``
            float, -1 (negative) to 1 (positive); NaN where unscored, never a silent 0.
        ``subjectivity``
            float, 0 to 1, of TextBlob; NaN where unscored.
        ``sentiment``
            ordered categorical, ``negative < neutral < positive``; missing where unscored.
        ``probability``
            float: of the class, calibrated, by ``"news"``; NaN for the lexicons, which have none.
        ``evidence``
            list of :class:`~analysis.evidence.SentimentEvidence`: every word or phrase that
            counted. TextBlob's polarity is the mean of theirs; that of ``"news"`` their sum (with
            `explain`) plus ``baseline``, one more column then: the polarity of no words at all.
        ``language``
            ISO 639-1 code. Of a mixed text only the English part is scored: ``"en+uk"``.
        ``unscored``
            empty, or the reason: ``"empty"``, ``"not_english"``, ``"no_scored_words"``, or
            ``"no_target"`` where the text does not name the target.

    Raises
    ------
    InputError
        If a column is missing or holds something other than text, the method is unknown, or a
        lexicon is asked for the tone toward a target.

    See Also
    --------
    analysis.score_doubts : What the method is known to miss in each text.
    """
    names = [on] if isinstance(on, str) else list(on)
    wanted = [*names, *([target] if target else [])]
    require_columns(
        statements, wanted, where="score_sentiment", remedy="name a column of texts by on=..."
    )
    if method not in METHODS:
        raise InputError(f"no sentiment method {method!r}; there are {', '.join(METHODS)}")
    if target and method != "news":
        raise InputError(f"method {method!r} knows no target; use method='news'")
    columns = [_texts(statements[name], name) for name in names]
    aims = _texts(statements[target], target) if target else [None] * len(statements)
    score = make_score(names, method, explain=explain)
    # One stage after the other: taking turns would cost an eighth more time.
    read = [english(texts) for texts in map(list, zip(*columns, strict=True))]
    rows = [score_row(row, aim, score) for row, aim in zip(read, aims, strict=True)]
    return statements.assign(**_columns(rows, method, baseline=explain and method == "news"))


def _columns(rows: list[Row], method: str, *, baseline: bool) -> dict[str, Any]:
    polarity = np.array([row.scored.polarity for row in rows], dtype="float64")
    if method == "news":
        codes = np.array([row.scored.category for row in rows], dtype="int64")
    else:
        codes = _signs(polarity, threshold(method))
    sentiment = pd.Categorical.from_codes(codes, categories=pd.Index(CLASSES), ordered=True)
    columns = {
        "polarity": polarity,
        "subjectivity": np.array([row.scored.subjectivity for row in rows], dtype="float64"),
        "sentiment": sentiment,
        "probability": np.array([row.scored.probability for row in rows], dtype="float64"),
        "evidence": pd.Series([row.scored.evidence for row in rows], dtype=object).to_numpy(),
        "language": pd.array([row.language for row in rows], dtype="str"),
        "unscored": pd.array([row.unscored for row in rows], dtype="str"),
    }
    if baseline:
        columns["baseline"] = np.array([row.scored.baseline for row in rows], dtype="float64")
    return columns


def _signs(polarity: npt.NDArray[np.float64], threshold: float) -> npt.NDArray[np.int64]:
    """Numbers in `CLASSES`, -1 where there is no polarity."""
    if threshold:
        signs = (polarity >= threshold).astype(int) - (polarity <= -threshold).astype(int)
    else:
        signs = np.sign(np.nan_to_num(polarity)).astype(int)
    signs[np.isnan(polarity)] = -2
    return signs + 1


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
