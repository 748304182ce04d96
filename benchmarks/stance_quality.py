"""How well the machine's stance codes agree with the labels, overall and in parts.

Usage: ``python benchmarks/stance_quality.py``

The cues of the codebook were written while looking at some of the statements. The statements in
``stance_unseen.txt`` were not looked at: only their figures say what to expect of new text.
The peer in the same run is the simplest coder that people use: an issue's terms, and the sign of
VADER for the position.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import (
    code_stance,
    confusion,
    label_agreement,
    load_codebook,
    load_labels,
    load_statements,
    load_tone_labels,
    score_sentiment,
    validate,
)

UNSEEN = Path(__file__).with_name("stance_unseen.txt").read_text(encoding="utf-8").split()
SHOWN = ["precision", "recall", "f1", "ci_low", "ci_high", "n", "n_occasions"]


def terms_and_vader(statements: pd.DataFrame) -> pd.DataFrame:
    """Floor: an issue is at stake where a term stands; VADER's sign is the position."""
    words = statements["text"] + " " + statements["quote"]
    tone = score_sentiment(statements.assign(words=words), on="words", method="vader")
    rows = [
        (row.statement_id, row.speaker, issue.name, "favor" if row.polarity > 0 else "against")
        for issue in load_codebook().issues
        for row in tone[tone["sentiment"].isin(["positive", "negative"])].itertuples()
        if issue.terms.search(row.words)
    ]
    return pd.DataFrame(rows, columns=["statement_id", "speaker", "issue", "stance"])


def main() -> None:
    """Print the tables."""
    statements, labels = load_statements(), load_labels()
    unseen = statements[statements["statement_id"].isin(UNSEEN)]
    seen = statements.drop(unseen.index)
    coders = {
        "codebook cues": code_stance(statements),
        "terms + VADER": terms_and_vader(statements),
    }
    parts = {"all": statements, "looked at": seen, "not looked at": unseen}
    overall = pd.concat(
        {
            (coder, part): validate(stances, labels, rows)
            for coder, stances in coders.items()
            for part, rows in parts.items()
        },
        names=["coder", "statements"],
    )
    pd.options.display.float_format = "{:.3f}".format
    pd.options.display.width = 140
    print("Micro-averaged over (statement, issue, stance), 95% bootstrap intervals over occasions")
    print(overall.droplevel(-1)[SHOWN].to_string(), "\n")
    for by in ("issue", "speaker", "stance"):
        table = validate(coders["codebook cues"], labels, unseen, by=by)
        print(f"By {by}, statements not looked at")
        print(table[[by, *SHOWN]].to_string(index=False), "\n")
    print(
        "Confusion over (statement, issue), statements not looked at: rows labeled, columns coded"
    )
    print(confusion(coders["codebook cues"], labels, unseen).to_string(), "\n")
    print("Krippendorff's alpha between the two coders of the labels")
    print(label_agreement(labels, load_tone_labels(), statements).to_string(index=False))


if __name__ == "__main__":
    main()
