"""Quality of the sentiment methods: ``python -m benchmarks.sentiment [PATH]``.

The bundled corpus, whose tone labels no method has seen: macro-F1 on the quote, the reported text
and both. PATH is a folder with ``newsmtsc.dev.jsonl`` or ``newsmtsc.test.jsonl`` (one record a line
with ``text``, ``target``, ``label`` and ``split``; NewsMTSC, Hamborg & Donnay 2021): news sentences
with a target, on whose training part the method "news" was fitted. TextBlob and VADER score the
sentence, for they know no target.

Intervals resample occasions (corpus) or sentences (NewsMTSC). Speed is that of one core, warm.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis import load_statements, load_tone_labels, score_sentiment
from analysis.sentiment import CLASSES, METHODS

DRAWS = 1000
FIELDS = {"quote": "quote", "text": "text", "text + quote": ["text", "quote"]}


def macro_f1(told: np.ndarray, gold: np.ndarray) -> float:
    """Mean F1 of the three classes."""
    hits = [((told == c) & (gold == c)).sum() for c in range(3)]
    sizes = [(told == c).sum() + (gold == c).sum() for c in range(3)]
    return float(np.mean([2 * h / s if s else 0.0 for h, s in zip(hits, sizes, strict=True)]))


def measured(scored: pd.DataFrame, gold: np.ndarray, clusters: pd.Series) -> dict[str, str]:
    """Macro-F1 with its interval, that of the scored alone, and Spearman's correlation.

    A text without a score counts as neutral, as it would with the methods' own libraries.
    """
    told = scored["sentiment"].cat.codes.to_numpy()
    known = told >= 0
    told = np.where(known, told, CLASSES.index("neutral"))
    rng = np.random.default_rng(0)
    groups = [np.flatnonzero(clusters == name) for name in clusters.unique()]
    draws = []
    for _ in range(DRAWS):
        rows = np.concatenate([groups[i] for i in rng.integers(0, len(groups), len(groups))])
        draws.append(macro_f1(told[rows], gold[rows]))
    low, high = np.percentile(draws, [2.5, 97.5])
    rank = stats.spearmanr(scored["polarity"].fillna(0.0), gold).statistic
    return {
        "macro-F1": f"{100 * macro_f1(told, gold):.1f} [{100 * low:.1f}, {100 * high:.1f}]",
        "of the scored": f"{100 * macro_f1(told[known], gold[known]):.1f}",
        "Spearman": f"{rank:.2f}",
        "n": str(len(gold)),
        "unscored": str(int((~known).sum())),
    }


def corpus_rows() -> list[dict[str, str]]:
    """Methods on the bundled corpus, all statements and each speaker's."""
    statements = load_statements()
    tones = load_tone_labels()[["statement_id", "tone"]]
    statements = statements.merge(tones, on="statement_id")
    gold = np.array([CLASSES.index(tone) for tone in statements["tone"]])
    rows = []
    for field, on in FIELDS.items():
        for method in METHODS:
            scored = score_sentiment(statements, on=on, method=method)
            found = measured(scored, gold, statements["occasion"])
            rows.append({"set": f"corpus, {field}", "method": method, **found})
            if method == "news" and field == "text + quote":
                for speaker in sorted(set(statements["speaker"])):
                    own = (statements["speaker"] == speaker).to_numpy()
                    parts = scored[own], gold[own], statements.loc[own, "occasion"]
                    rows.append({"set": f"  {speaker}", "method": method, **measured(*parts)})
    return rows


def news_rows(folder: Path) -> list[dict[str, str]]:
    """Methods on the news sentences of each split."""
    rows = []
    for path in sorted(folder.glob("newsmtsc.*.jsonl")):
        if "train" in path.name:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        table = pd.DataFrame([json.loads(line) for line in lines])
        for split, part in table.groupby("split"):
            part = part.reset_index(drop=True)
            gold = np.array([CLASSES.index(label) for label in part["label"]])
            for method in METHODS:
                aim = "target" if method == "news" else None
                scored = score_sentiment(part, on="text", method=method, target=aim)
                found = measured(scored, gold, pd.Series(range(len(part))))
                rows.append({"set": f"NewsMTSC {split}", "method": method, **found})
    return rows


def speed_rows() -> list[dict[str, str]]:
    """Statements a second, each statement's text and quote."""
    statements = load_statements()
    rows = []
    for method in METHODS:
        for field, on in FIELDS.items():
            score_sentiment(statements.head(5), on=on, method=method)
            start = time.perf_counter()
            score_sentiment(statements, on=on, method=method)
            took = time.perf_counter() - start
            rate = f"{len(statements) / took:,.0f}"
            rows.append({"method": method, "on": field, "statements/s": rate})
    return rows


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?", help="folder with newsmtsc.*.jsonl")
    args = parser.parse_args()
    rows = corpus_rows() + (news_rows(args.path) if args.path else [])
    print(pd.DataFrame(rows).to_string(index=False))
    print()
    print(pd.DataFrame(speed_rows()).to_string(index=False))


if __name__ == "__main__":
    main()
