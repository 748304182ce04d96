"""Speed of scoring: `python benchmarks/sentiment_speed.py`, from the project's folder, one core.

All rows score the same texts in the same process, warm; the median of several runs is printed.
`ratio` compares with the row that the method's own library is called by.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.lexicons import textblob_fast, vader
from analysis.sentiment import score_sentiment
from analysis.statements import load_statements

RUNS = 5
# Endings that change a text, so that no two are the same, as in a table of real statements.
ENDINGS = ("", ", he said.", " in {n} days", " on all {n} points!", " (item {n})", " - not more")


def corpus_texts(copies: int = 6) -> pd.DataFrame:
    """Quotes and reported speech of the corpus, each `copies` times with another ending."""
    statements = load_statements()
    texts = [text for name in ("quote", "text") for text in statements[name].dropna() if text]
    return pd.DataFrame(
        {
            "text": [
                text + ENDINGS[copy % len(ENDINGS)].format(n=copy + at % 90)
                for copy in range(copies)
                for at, text in enumerate(texts)
            ]
        }
    )


def seconds(ways: list[Callable[[], object]]) -> list[float]:
    """Median time of each after a warm-up; they take turns, so that a busy spell hits them all."""
    for run in ways:
        run()
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(RUNS):
        for run, taken in zip(ways, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def measure() -> pd.DataFrame:
    """Texts per second of each way, and how many times the library's own loop that is."""
    table = corpus_texts()
    texts = table["text"].tolist()
    analyzer = SentimentIntensityAnalyzer()
    fast, tuned = textblob_fast.make_scorer("text"), vader.make_scorer("text")

    def two_lambdas() -> pd.DataFrame:
        return table.assign(
            polarity=table["text"].apply(lambda text: TextBlob(text).sentiment.polarity),
            subjectivity=table["text"].apply(lambda text: TextBlob(text).sentiment.subjectivity),
        )

    ways: list[tuple[str, str, Callable[[], object]]] = [
        ("textblob", "TextBlob(t).sentiment, loop", lambda: [TextBlob(t).sentiment for t in texts]),
        ("textblob", "the usual two lambdas", two_lambdas),
        ("textblob", "engine alone, with evidence", lambda: [fast(t) for t in texts]),
        ("textblob", "score_sentiment, whole", lambda: score_sentiment(table, on="text")),
        ("vader", "polarity_scores, loop", lambda: [analyzer.polarity_scores(t) for t in texts]),
        ("vader", "engine alone, with evidence", lambda: [tuned(t) for t in texts]),
        (
            "vader",
            "score_sentiment, whole",
            lambda: score_sentiment(table, on="text", method="vader"),
        ),
    ]
    rows = []
    base: dict[str, float] = {}
    for (method, way, _), took in zip(ways, seconds([run for *_, run in ways]), strict=True):
        base.setdefault(method, took)
        rows.append((method, way, round(len(texts) / took), round(base[method] / took, 1)))
    return pd.DataFrame(rows, columns=["method", "way", "texts_per_second", "ratio"])


if __name__ == "__main__":
    table = corpus_texts()
    words = table["text"].str.split().str.len().mean()
    print(f"{len(table):,} texts of {words:.0f} words on average, median of {RUNS} runs")
    print(measure().to_string(index=False))
