"""Fit the network further on labeled statements, or hold some of them out to test it.

``python -m training.stance.refine START --out CHECKPOINT`` goes on from a checkpoint of
``training.stance.train`` with the bundled corpus and writes the weights to ship.

``python -m training.stance.refine START --withhold occasion --out stances.csv`` leaves out, in
turn, a fifth of the occasions (or each ``speaker``, or the ``months`` from December 2025 on) and
writes how the statements left out are coded: figures for text that the network has not seen.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import torch

from analysis import labeled_stances, load_codebook, load_labels, load_statements, load_tone_labels
from analysis.sides import load_sides
from analysis.stance.reading import FIELDS
from training.base import base_tokenizer
from training.fitting import Pace
from training.stance.data import BASE, Example, Labeled, Proposition, prepare
from training.stance.network import StanceNetwork
from training.stance.train import Settings, collate, fitted, load_examples, query_batch

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDS = 5
LATE = pd.Timestamp("2025-12-01")
REFINING = Settings(epochs=3, pace=Pace(8e-5, 3e-4, average=0.98))
TIMES = 4
"""How often each corpus statement comes in an epoch."""
FITS = 2
"""Fits that are averaged."""
REPLAY = 1200
"""Statements of this folder that come with them, lest they be forgotten."""


def corpus() -> tuple[pd.DataFrame, list[Labeled]]:
    """The bundled statements and their labels."""
    statements = load_statements()
    labels = labeled_stances(load_labels(), statements)
    tones = load_tone_labels().set_index("statement_id")["tone"]
    sides = load_sides()
    by_statement: dict[str, dict[str, tuple[int, bool]]] = {}
    for row in labels.itertuples():
        stance = 1 if row.stance == "favor" else 2
        by_statement.setdefault(row.statement_id, {})[row.issue] = (stance, bool(row.conditional))
    names = ("negative", "neutral", "positive")
    found = [
        Labeled(
            row["statement_id"], BASE, sides.side_of(row["speaker"]), row["speaker"],
            {field: row[field] for field in FIELDS}, names.index(tones[row["statement_id"]]),
            by_statement.get(row["statement_id"], {}),
        )
        for row in statements.to_dict("records")
    ]  # fmt: skip
    return statements, found


def refine(
    start: Path,
    labeled: Sequence[Example],
    others: Sequence[Example],
    topics: dict[str, list[Proposition]],
    tokenizer: Tokenizer,
) -> StanceNetwork:
    """Go on from `start` with labeled statements and some of the others.

    The weights are the mean of `FITS` fits that differ in their seed alone: from one start they
    end near enough to each other to be averaged (Wortsman et al. 2022, "Model soups").
    """
    networks = []
    for seed in range(FITS):
        replayed = random.Random(seed).sample(list(others), min(REPLAY, len(others)))
        rows = [*labeled] * TIMES + replayed
        settings = REFINING._replace(seed=seed)
        networks.append(fitted(rows, topics, tokenizer, settings, start=start))
    weights = [network.state_dict() for network in networks]
    mean = {name: torch.stack([w[name] for w in weights]).mean(0) for name in weights[0]}
    networks[0].load_state_dict(mean)
    return networks[0]


def parts(statements: pd.DataFrame, withhold: str) -> dict[str, str]:
    """Which statements are left out together, by statement."""
    ids = statements["statement_id"]
    if withhold == "speaker":
        return dict(zip(ids, statements["speaker"], strict=True))
    if withhold == "months":
        late = statements["said_on"] >= LATE
        return dict(zip(ids, late.map({True: "late", False: ""}), strict=True))
    occasions = sorted(set(statements["occasion"]))
    random.Random(0).shuffle(occasions)
    number = {occasion: str(i % FOLDS) for i, occasion in enumerate(occasions)}
    return dict(zip(ids, statements["occasion"].map(number), strict=True))


@torch.no_grad()
def logits(
    network: StanceNetwork, examples: Sequence[Example], tokenizer: Tokenizer,
    issues: Sequence[Proposition],
) -> dict[str, tuple[np.ndarray, np.ndarray]]:  # fmt: skip
    """Logits of stance and condition of each statement, by its name."""
    queries = network.pool(*query_batch(issues, tokenizer))
    found = {}
    for example in examples:
        batch = collate([example])
        hidden = network.encode(batch.ids, batch.features, batch.mask)
        answers = network.ask(hidden, batch.mask, queries, batch.marks)
        pair = (answers.stances[0].numpy(), answers.conditional[0].numpy())
        found[example.labeled.name] = pair
    return found


def withheld(start: Path, withhold: str) -> pd.DataFrame:
    """Logits of every statement from a network that has not seen its part of the corpus.

    With ``"occasion"`` also, as ``"identity"``, those without the speaker's side.
    """
    tokenizer, codebook = base_tokenizer(), load_codebook()
    others, topics = load_examples(tokenizer)
    statements, labeled = corpus()
    examples = prepare(labeled, topics, codebook, tokenizer)
    unnamed = prepare([replace(one, side="") for one in labeled], topics, codebook, tokenizer)
    part = parts(statements, withhold)
    found = []
    for name in sorted(set(part.values()) - {""}):
        known = [e for e in examples if part[e.labeled.name] != name]
        network = refine(start, known, others, topics, tokenizer)
        for kind, rows in ((withhold, examples), ("identity", unnamed)):
            held = [e for e in rows if part[e.labeled.name] == name]
            if kind == withhold or withhold == "occasion":
                found.append(logits_table(kind, logits(network, held, tokenizer, topics[BASE])))
    return pd.concat(found, ignore_index=True)


def logits_table(
    kind: str, found: dict[str, tuple[np.ndarray, np.ndarray]], issues: Sequence[str] = ()
) -> pd.DataFrame:
    """What `logits` returns as a table, one row a statement and issue."""
    names = list(issues) or load_codebook().names
    rows = [
        (kind, statement, issue, *stances[n].round(4), *conditional[n].round(4))
        for statement, (stances, conditional) in sorted(found.items())
        for n, issue in enumerate(names)
    ]
    columns = ["withheld", "statement_id", "issue", "none", "favor", "against"]
    return pd.DataFrame(rows, columns=[*columns, "favor_if", "against_if"])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("start", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--withhold", choices=["occasion", "speaker", "months"])
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.withhold:
        withheld(args.start, args.withhold).to_csv(args.out, index=False, lineterminator="\n")
        return
    tokenizer = base_tokenizer()
    others, topics = load_examples(tokenizer)
    examples = prepare(corpus()[1], topics, load_codebook(), tokenizer)
    network = refine(args.start, examples, others, topics, tokenizer)
    torch.save(network.state_dict(), args.out)


if __name__ == "__main__":
    main()
