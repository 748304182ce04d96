"""Fit the tone network: ``python -m training.tone.train NEWS --out CHECKPOINT``.

NEWS is a JSONL file of news sentences with a target and a label (see ``data.news_examples``); the
statements of ``training/stance`` are added, whose tone is that of the whole. ``--dev FILE`` prints
figures after each epoch.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from training.base import base_folder, base_tokenizer
from training.fitting import Pace, fit
from training.padding import pad
from training.tone.data import Example, batches, news_examples, statement_examples
from training.tone.network import ToneNetwork

SMOOTHING = 0.05


def scores(network: ToneNetwork, batch: Sequence[Example]) -> torch.Tensor:
    """Logits of a batch."""
    ids, mask = pad([e.reading.ids for e in batch])
    features, _ = pad([e.reading.features for e in batch])
    return network(ids, features, mask).float()


def loss_of(network: ToneNetwork, batch: Sequence[Example]) -> torch.Tensor:
    """Cross-entropy with smoothed labels."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = scores(network, batch)
    labels = torch.tensor([e.label for e in batch])
    return F.cross_entropy(found, labels, label_smoothing=SMOOTHING)


@torch.no_grad()
def macro_f1(network: ToneNetwork, examples: Sequence[Example]) -> float:
    """Mean F1 of the three classes, in percent."""
    network.eval()
    told = np.array([int(scores(network, [e]).argmax()) for e in examples])
    network.train()
    gold = np.array([e.label for e in examples])
    hits = [((told == c) & (gold == c)).sum() for c in range(3)]
    return float(np.mean([200 * h / ((told == c).sum() + (gold == c).sum())
                          for c, h in enumerate(hits)]))  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer = base_tokenizer()
    news = news_examples(args.news, tokenizer)
    network = ToneNetwork()
    network.load_base(base_folder())
    plan = [
        batches([*news, *statement_examples(tokenizer, rng=rng)], pieces=1280, rng=rng)
        for _ in range(args.epochs)
    ]
    others = sum(map(len, plan[0])) - len(news)
    print(f"{len(news)} news sentences, {others} statements", flush=True)
    dev = news_examples(args.dev, tokenizer) if args.dev else []

    def after_epoch(epoch: int) -> None:
        torch.save(network.state_dict(), args.out)
        for part in sorted({e.part for e in dev}):
            found = macro_f1(network, [e for e in dev if e.part == part])
            print(f"{part}: macro-F1 {found:.1f}", flush=True)

    pace = Pace(args.rate, args.head_rate, average=0.998)
    fit(network, plan, lambda batch: loss_of(network, batch), pace, after_epoch=after_epoch)


if __name__ == "__main__":
    main()
