"""Which words make the difference: the evidence of many statements, added up."""

from __future__ import annotations

import pandas as pd

from analysis.errors import require_columns

COLUMNS = ["word", "polarity", "count", "n_statements"]


def scored_words(scored: pd.DataFrame, *, by: str = "speaker") -> pd.DataFrame:
    """Add up what each word or phrase contributed to the scores of each speaker.

    Parameters
    ----------
    scored : DataFrame
        As `score_sentiment` returns it, with the column `by`.
    by : str
        Whose words.

    Returns
    -------
    DataFrame
        One row a speaker and word: `by`, ``word`` (in lower case), ``polarity`` (the sum over
        its uses; a score is not this sum, since longer statements weigh each word less),
        ``count`` and ``n_statements``. Sorted by speaker and falling polarity.

    Raises
    ------
    InputError
        If a column is missing.
    """
    require_columns(scored, [by, "evidence"], where="scored_words")
    rows = [
        (who, statement, e.words.lower(), e.polarity)
        for statement, (who, evidence) in enumerate(
            zip(scored[by], scored["evidence"], strict=True)
        )
        for e in evidence
    ]
    table = pd.DataFrame(rows, columns=[by, "statement", "word", "polarity"])
    uses = table.groupby([by, "word"], sort=True)
    words = uses.agg(
        polarity=("polarity", "sum"),
        count=("polarity", "size"),
        n_statements=("statement", "nunique"),
    ).reset_index()
    # Sums of floats can differ in the last digit with the order of the rows.
    words["polarity"] = words["polarity"].round(10)
    words = words.sort_values([by, "polarity", "word"], ascending=[True, False, True])
    return words.reset_index(drop=True)[[by, *COLUMNS]]
