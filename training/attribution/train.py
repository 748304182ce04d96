"""Fit the attribution network: ``python -m training.attribution.train DATA --out CHECKPOINT``.

DATA is a JSONL file of articles with their attributions (see ``data.read_records``). Forty articles
are held out for the choice of thresholds. Six epochs take 44 minutes on two cores of 2023.
``--start CHECKPOINT --slim UNITS HEADS --teacher CHECKPOINT`` makes a fitted network narrower and
fits it on, beside what it was.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional as F

from training.attribution.data import batches, examples, prepare, read_records, split
from training.attribution.network import Network, distance_buckets
from training.base import CLS, SEP, base_folder, base_tokenizer
from training.fitting import Pace, fit
from training.slim import distance, slim
from training.transformer import Shape, load_checkpoint

if TYPE_CHECKING:
    from training.attribution.data import Document, Example

WINDOWS = (126, 158, 190)
"""Sizes of windows; each article takes one at random in each epoch, so that contexts vary."""
SLIM_BATCHES = 150
"""Batches on which the worth of inner units and heads is measured."""


def collate(batch: list[Example]) -> tuple[torch.Tensor, ...]:
    """ids, features, mask, cue labels (-100 where none), role labels."""
    length = max(map(len, batch))
    ids = np.zeros((len(batch), length), dtype=np.int64)
    features = np.zeros_like(ids)
    mask = np.zeros(ids.shape, dtype=bool)
    cues = np.full_like(ids, -100)
    roles = np.zeros((*ids.shape, 2), dtype=np.float32)
    for i, example in enumerate(batch):
        here, inside = slice(example.first, example.last), slice(1, len(example) - 1)
        pieces = example.document.pieces
        ids[i, 0], ids[i, inside], ids[i, len(example) - 1] = CLS, pieces.ids[here], SEP
        features[i, inside] = pieces.features[here]
        mask[i, : len(example)] = True
        cues[i, inside] = example.document.cues[here]
        roles[i, inside] = example.document.roles[here]
    return tuple(torch.from_numpy(x) for x in (ids, features, mask, cues, roles))


def pairs(
    batch: list[Example], cue_scores: torch.Tensor, length: int, negatives: float
) -> list[tuple[int, int, int, np.ndarray, int]]:
    """(row, first, last, tags, 1 if gold) for every gold cue and for false cues that tempt."""
    found = []
    likely = (torch.softmax(cue_scores.detach(), -1)[..., 0] < 1 - negatives).numpy()
    for row, example in enumerate(batch):
        used = np.zeros(length, dtype=bool)
        for item in example.attributions:
            tags = np.full(length, -100)
            tags[1 : len(example) - 1] = 0
            for value, numbers in ((2, item.content), (1, item.source), (0, item.cue)):
                near = numbers[(numbers >= example.first) & (numbers < example.last)]
                tags[near - example.first + 1] = value
            first = int(item.cue[0]) - example.first + 1
            last = min(int(item.cue[-1]) - example.first + 2, len(example) - 1)
            used[max(0, first - 1) : last + 1] = True
            found.append((row, first, last, tags, 1))
        false = likely[row] & ~used
        false[0] = False
        false[len(example) - 1 :] = False
        edges = np.flatnonzero(np.diff(np.concatenate([[0], false, [0]])))
        for first, last in edges.reshape(-1, 2):
            tags = np.full(length, -100)
            tags[1 : len(example) - 1] = 0
            found.append((row, int(first), int(last), tags, 0))
    return found


def loss_of(
    network: Network,
    batch: list[Example],
    *,
    teacher: Network | None = None,
    negatives: float = 0.25,
) -> torch.Tensor:
    """Cue loss + roles loss + tag loss of each cue + acceptance loss.

    With a teacher also how far the hidden states are from its.
    """
    ids, features, mask, cues, roles = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network.encode(ids, features, mask)
        cue_scores, role_scores = network.cue(hidden).float(), network.roles(hidden).float()
    loss = F.cross_entropy(cue_scores.flatten(0, 1), cues.flatten(), ignore_index=-100)
    inside = F.binary_cross_entropy_with_logits(role_scores, roles, reduction="none")
    loss = loss + 0.3 * (inside * mask[..., None]).sum() / mask.sum() / 2
    if teacher is not None:
        loss = loss + distance(hidden, teacher, ids, features, mask)
    found = pairs(batch, cue_scores, ids.shape[1], negatives)
    if not found:
        return loss
    rows = torch.tensor([f[0] for f in found])
    tags = torch.from_numpy(np.stack([f[3] for f in found]))
    gold = torch.tensor([float(f[4]) for f in found])
    buckets = torch.stack([distance_buckets(ids.shape[1], f[1], f[2]) for f in found])
    mean = torch.zeros(len(found), 1, ids.shape[1])
    for i, (_, first, last, _, _) in enumerate(found):
        mean[i, 0, first:last] = 1 / (last - first)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        anchor = torch.bmm(mean.to(torch.bfloat16), network.anchor(hidden)[rows]).squeeze(1)
        tag_scores, accepted = network.pair(
            network.token(hidden)[rows],
            network.match(hidden)[rows],
            anchor,
            buckets,
            mask[rows],
        )
    weight = torch.tensor([1.0, 2.0, 1.0])
    each = F.cross_entropy(
        tag_scores.float().flatten(0, 1),
        tags.flatten(),
        weight=weight,
        ignore_index=-100,
        reduction="none",
    ).view(tags.shape)
    # False cues teach that they have no content, but must not drown the true ones.
    scale = torch.where(gold > 0, 1.0, 0.3)[:, None]
    amount = (torch.where(tags >= 0, weight[tags.clamp(min=0)], 0.0) * scale).sum()
    loss = loss + 2 * (each * scale).sum() / amount
    return loss + 0.4 * F.binary_cross_entropy_with_logits(accepted.float(), gold)


def plan_of(
    documents: list[Document], *, epochs: int, rng: random.Random, pieces: int = 1024
) -> list[list[list[Example]]]:
    """Batches of each epoch, the windows cut anew for each."""

    def one_epoch() -> list[list[Example]]:
        found = [e for d in documents for e in examples(d, rng.choice(WINDOWS))]
        return batches(found, pieces=pieces, rng=rng)

    return [one_epoch() for _ in range(epochs)]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--slim", type=int, nargs=2, metavar=("UNITS", "HEADS"),
                        help="inner units and attention heads to keep of a layer")  # fmt: skip
    parser.add_argument("--teacher", type=Path, help="checkpoint whose hidden states to imitate")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    tokenizer = base_tokenizer()
    fitted, _ = split(read_records(args.data))
    documents = [prepare(record, tokenizer) for record in fitted]
    if args.start:
        network = load_checkpoint(Network, args.start)
    else:
        network = Network()
        network.load_base(base_folder())
    print(
        f"{len(documents)} articles, {sum(len(d.pieces) for d in documents)} pieces, "
        f"{sum(len(d.attributions) for d in documents)} attributions",
        flush=True,
    )
    plan = plan_of(documents, epochs=args.epochs, rng=random.Random(args.seed))
    teacher = load_checkpoint(Network, args.teacher).eval() if args.teacher else None
    if args.slim:
        tried = plan[0][:SLIM_BATCHES]
        slim(network, (loss_of(network, batch) for batch in tried), Shape(*args.slim))
    fit(
        network,
        plan,
        lambda batch: loss_of(network, batch, teacher=teacher),
        Pace(args.rate, args.head_rate, average=0.998),
        after_epoch=lambda epoch: torch.save(network.state_dict(), args.out.with_suffix(".pt")),
    )


if __name__ == "__main__":
    main()
