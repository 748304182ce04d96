"""Quality and speed of the stance coding: ``python -m benchmarks.stance [PATH]``.

The bundled corpus was no part of the fit: every occasion, speaker and month of it is held out.
Beside the shipped coder stand the same without the speaker's side, and two floors: the codebook's
cues, and its terms with VADER's sign. The cues were written while looking at some statements; those
in ``stance_unseen.txt`` were not looked at. What the cues do there is what to expect of an issue
that has just been added to the codebook; for networks fitted without an issue, and with twenty
labeled examples of it, see ``training.stance.new_issue``.

PATH is a folder with ``plv.train.jsonl``, and ``plv.test.jsonl`` where there is one (sentences with
``text`` and ``quad``; Zero-Shot-PLOVER): verbal cooperation (1) against verbal conflict (3), as a
check on other conflicts. There the coder gets one proposition, with and without labeled examples.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import (
    code_by_cues,
    code_stance,
    coder_quality,
    label_agreement,
    labeled_stances,
    load_codebook,
    load_labels,
    load_statements,
    load_tone_labels,
    score_sentiment,
    validate,
)
from analysis.speakers import load_speakers
from analysis.stance.decide import read, settings
from analysis.stance.examples import clues, fit_examples, softmax

MEASURES = ["f1", "f_avg", "conditional_f1", "alpha"]
LATE = pd.Timestamp("2025-12-01")
SHIPPED = "the shipped coder"
FOLDS = 5
UNSEEN = Path(__file__).with_name("stance_unseen.txt").read_text(encoding="utf-8").split()
NEW = "a new issue: cues alone, unseen"
CAMEO = "CAMEO verb dictionary (published)"


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


def corpus_tables() -> None:
    """Print what is measured on the bundled corpus."""
    statements, labels = load_statements(), load_labels()
    truth = labeled_stances(labels, statements)
    coded, cues = code_stance(statements), code_by_cues(statements)
    late, unseen = statements["said_on"] >= LATE, statements["statement_id"].isin(UNSEEN)
    judged = {
        SHIPPED: (coded, statements),
        "  the side not told": (code_stance(statements.assign(side="other")), statements),
        "  from December 2025 on": (coded, statements[late]),
        "  statements not looked at": (coded, statements[unseen]),
        "floor: codebook cues": (cues, statements),
        NEW: (cues, statements[unseen]),
        "floor: terms and VADER": (terms_and_vader(statements), statements),
    }
    rows = {}
    for name, (stances, asked) in judged.items():
        found = coder_quality(stances, truth, asked).set_index("measure")
        cells = found.apply(_cell, axis=1)
        worst = validate(stances, truth, asked, by="speaker").sort_values("f1").iloc[0]
        rows[name] = [*cells[MEASURES], f"{worst['f1']:.3f} {worst['speaker']}"]
    print(
        "Corpus, 365 statements; F1 over (statement, issue, stance), 95% intervals over occasions"
    )
    print(pd.DataFrame(rows, index=[*MEASURES, "worst speaker"]).T.to_string(), "\n")
    print(f"{coded['decisive'].mean():.0%} of the positions change without their evidence")
    for by in ("issue", "speaker", "stance"):
        print(f"\nBy {by}, {SHIPPED}")
        table = validate(coded, truth, statements, by=by)
        shown = [by, "precision", "recall", "f1", "ci_low", "ci_high", "n", "n_occasions"]
        print(table[shown].round(3).to_string(index=False))
    print("\nAgreement of the labels' two coders (Krippendorff's alpha)")
    agreement = label_agreement(labels, load_tone_labels(), statements)
    print(agreement.round(3).to_string(index=False))


def _cell(row: pd.Series) -> str:
    if np.isnan(row["estimate"]):
        return "-"
    return f"{row['estimate']:.3f} [{row['ci_low']:.3f}, {row['ci_high']:.3f}]"


def speed() -> None:
    """Print statements a second on all issues, evidence and all."""
    statements = load_statements()
    code_stance(statements.head(5))
    start = time.process_time()
    code_stance(statements)
    seconds = time.process_time() - start
    print(f"\ncode_stance, ten issues, with evidence: {len(statements) / seconds:.0f} statements/s")


def cooperation(path: Path) -> None:
    """Print macro-F1 of verbal cooperation against verbal conflict."""
    known = _sentences(path / "plv.train.jsonl")
    rows, own, true = _asked(known)
    fold = np.random.default_rng(0).permutation(len(known)) % FOLDS
    learned = np.zeros(len(known), dtype=int)
    for k in range(FOLDS):
        weights = fit_examples(rows[fold != k], true[fold != k])
        learned[fold == k] = _choose(rows[fold == k] @ weights)
    print(f"\n{path}: cooperation against conflict, macro-F1")
    print(f"  one proposition, no examples: {_macro(_choose(own), true):.3f} ({len(known)})")
    print(f"  with examples, {FOLDS} folds: {_macro(learned, true):.3f}")
    for method in ("textblob", "vader"):
        tone = score_sentiment(pd.DataFrame({"quote": [text for text, _ in known]}), method=method)
        sign = np.where(tone["polarity"].fillna(0) >= 0, 1, 2)
        print(f"  {method}, sign: {_macro(sign, true):.3f}")
    print(f"  {CAMEO}: 0.72")
    if (path / "plv.test.jsonl").exists():
        far, _, far_true = _asked(_sentences(path / "plv.test.jsonl"))
        moved = _choose(far @ fit_examples(rows, true))
        print(f"  test part, with examples: {_macro(moved, far_true):.3f}")


def _sentences(path: Path) -> list[tuple[str, int]]:
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [(r["text"], {1: 1, 3: 2}[r["quad"]]) for r in records if r["quad"] in (1, 3)]


def _asked(sentences: Sequence[tuple[str, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is known of each sentence, the network's logits, labels (1 cooperation, 2 conflict)."""
    whole = load_codebook()
    issue = replace(
        whole.issues[0],
        name="cooperation",
        proposition="The two sides in the text work with each other.",
        favor_means="Agree, meet, promise, praise, help.",
        against_means="Accuse, reject, demand, threaten, disapprove.",
        **{key: _never() for key in ("terms", "favor", "against")},
    )
    codebook = replace(whole, issues=(issue,))
    found = [
        read({"text": text}, "", "", codebook=codebook, registry=load_speakers()).answers[0]
        for text, _ in sentences
    ]
    logits = np.stack([answer.stances[0] for answer in found]).astype(float)
    chances = softmax(logits / settings().temperature)
    rows = [clues("", False, c, a.answers[0]) for c, a in zip(chances, found, strict=True)]
    return np.stack(rows), logits, np.array([label for _, label in sentences])


def _never() -> re.Pattern[str]:
    return re.compile(r"(?!)")


def _choose(logits: np.ndarray) -> np.ndarray:
    """Cooperation or conflict: here there is no third."""
    return np.where(logits[:, 1] >= logits[:, 2], 1, 2)


def _macro(found: np.ndarray, true: np.ndarray) -> float:
    each = [
        2 * ((found == k) & (true == k)).sum() / max(1, (found == k).sum() + (true == k).sum())
        for k in (1, 2)
    ]
    return float(np.mean(each))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?")
    args = parser.parse_args()
    pd.options.display.width = 200
    corpus_tables()
    speed()
    if args.path:
        cooperation(args.path)


if __name__ == "__main__":
    main()
