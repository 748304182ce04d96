"""How well an issue is coded that the network has never met: as if it had just been added.

``python -m training.stance.new_issue --network FILE ISSUE...``, once for each pair: each FILE is a
checkpoint of ``training.stance.train --leave-out ISSUE...``, which has not seen these issues'
labels, nor the bundled corpus. Prints F1 on the statements that were not looked at while the
codebook's cues were written: of the network alone, of the cues alone (as an added issue is coded),
and with twenty labeled examples (half of them with a position, drawn again and again).
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch

from analysis import code_by_cues, load_codebook, load_statements
from analysis.encoder import bundled_encoder
from analysis.stance.examples import clues, fit_examples, softmax, start
from analysis.stance.reading import TERM
from training.base import base_tokenizer
from training.stance.corpus import corpus_statements
from training.stance.data import BASE, Example, prepare, propositions
from training.stance.network import StanceNetwork
from training.stance.train import collate, query_batch
from training.transformer import load_checkpoint

EXAMPLES = 20
DRAWS = 20
UNSEEN = Path("benchmarks/stance_unseen.txt")


def counts(true: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """Right, coded and labeled positions."""
    found = logits.argmax(1)
    return np.array([((true == found) & (true > 0)).sum(), (found > 0).sum(), (true > 0).sum()])


def with_examples(rows: np.ndarray, true: np.ndarray, seed: int) -> np.ndarray:
    """Counts on the statements that are not among the drawn examples."""
    rng = random.Random(seed)
    taken, free = (np.flatnonzero(x).tolist() for x in (true > 0, true == 0))
    half = min(EXAMPLES // 2, len(taken) // 2)
    drawn = [*rng.sample(taken, half), *rng.sample(free, EXAMPLES - half)]
    rest = np.setdiff1d(np.arange(len(true)), drawn)
    return counts(true[rest], rows[rest] @ fit_examples(rows[drawn], true[drawn]))


@torch.no_grad()
def asked(
    network: StanceNetwork, examples: list[Example], queries: torch.Tensor
) -> tuple[np.ndarray, np.ndarray]:
    """Logits and what examples are learned by, statements x issues x 3 and x width."""
    logits, answers = [], []
    for example in examples:
        batch = collate([example])
        hidden = network.encode(batch.ids, batch.features, batch.mask)
        found = network.ask(hidden, batch.mask, queries, batch.marks)
        whole = found.pooled[:, None].expand(-1, found.answers.shape[1], -1)
        logits.append(found.stances)
        answers.append(torch.cat([found.answers, whole], -1))
    return torch.cat(logits).numpy(), torch.cat(answers).numpy()


def votes() -> dict[tuple[str, str], str]:
    """What the cues decide, by statement and issue."""
    coded = code_by_cues(load_statements())
    keys = zip(coded["statement_id"], coded["issue"], strict=True)
    return dict(zip(keys, coded["stance"], strict=True))


def f1(c: np.ndarray) -> float:
    """F1 from right, coded and labeled."""
    return float(2 * c[0] / max(1, c[1] + c[2]))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", nargs="+", action="append", required=True, metavar="FILE")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer, codebook = base_tokenizer(), load_codebook()
    temperature = bundled_encoder("stance").config["settings"]["temperature"]
    issues = propositions(codebook)
    unseen = set(UNSEEN.read_text(encoding="utf-8").split())
    labeled = [one for one in corpus_statements() if one.name in unseen]
    examples = prepare(labeled, {BASE: issues}, codebook, tokenizer)
    cues, total = votes(), np.zeros((3, 3))
    for file, *names in args.network:
        network = load_checkpoint(StanceNetwork, file).eval()
        with torch.no_grad():
            queries = network.pool(*query_batch(issues, tokenizer))
        logits, answers = asked(network, examples, queries)
        for name in names:
            n = codebook.names.index(name)
            true = np.array([e.stances[n] for e in examples])
            own = softmax(logits[:, n].astype(float) / temperature)
            rows = np.stack(
                [
                    clues(cues.get((e.labeled.name, name), ""), bool(e.marks[n, :, TERM].any()),
                          own[i], answers[i, n])
                    for i, e in enumerate(examples)
                ]
            )  # fmt: skip
            draws = [with_examples(rows, true, seed) for seed in range(DRAWS)]
            mine = [
                counts(true, logits[:, n]),
                counts(true, rows @ start(rows.shape[1])),
                np.mean(draws, axis=0),
            ]
            total += np.stack(mine)
            figures = "  ".join(f"{f1(c):.3f}" for c in mine)
            print(f"{name:20} network, cues, {EXAMPLES} examples: {figures}", flush=True)
    figures = "  ".join(f"{f1(c):.3f}" for c in total)
    print(f"{'all (micro)':20} network, cues, {EXAMPLES} examples: {figures}")


if __name__ == "__main__":
    main()
