"""Fit the stance network: ``python -m training.stance.train --out CHECKPOINT``.

Fits on the statements of this folder, not on the bundled corpus, whose labels thereby stay a test
of what was learned. ``--leave-out talks progress`` leaves out the labels of some issues, to see how
well they are coded when the codebook has just been given them. ``--start CHECKPOINT --slim UNITS
HEADS --teacher CHECKPOINT`` makes a fitted network narrower and fits it on, beside what it was.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

from analysis.codebook import load_codebook
from analysis.stance.reading import N_MARKS, query_texts, read_proposition
from training.base import base_folder, base_tokenizer
from training.fitting import Pace, fit
from training.padding import pad
from training.slim import distance, slim
from training.stance.data import (
    BASE,
    Example,
    Proposition,
    own_statements,
    prepare,
    propositions,
    topic_statements,
    without,
)
from training.stance.network import StanceNetwork
from training.transformer import Shape, load_checkpoint

if TYPE_CHECKING:
    from tokenizers import Tokenizer


SLIM_BATCHES = 150
"""Batches on which the worth of inner units and heads is measured."""


class Settings(NamedTuple):
    """Of the fit."""

    epochs: int = 5
    seed: int = 0
    batch: int = 24
    pace: Pace = Pace(1.5e-4, 8e-4, average=0.995)
    shape: Shape = Shape()
    """Of the layers; a checkpoint that has wider ones is made narrower first."""
    position_weight: float = 1.5
    """Of favor and against; none has 1."""
    hidden_marks: float = 0.3
    """Share of statements whose codebook marks are hidden, so that the words must do."""
    tone: float = 0.3


class Batch(NamedTuple):
    """Examples of one topic, padded."""

    ids: torch.Tensor
    features: torch.Tensor
    mask: torch.Tensor
    marks: torch.Tensor
    stances: torch.Tensor
    conditional: torch.Tensor
    tone: torch.Tensor


def collate(examples: Sequence[Example]) -> Batch:
    """One batch of examples of the same topic."""
    ids, mask = pad([e.reading.ids for e in examples])
    features, _ = pad([e.reading.features for e in examples])
    marks = np.zeros((len(examples), len(examples[0].marks), ids.shape[1], N_MARKS), np.float32)
    for i, e in enumerate(examples):
        marks[i, :, : len(e.reading)] = e.marks
    return Batch(
        ids,
        features,
        mask,
        torch.from_numpy(marks).repeat_interleave(2, 1),
        torch.from_numpy(np.stack([e.stances for e in examples])),
        torch.from_numpy(np.stack([e.conditional for e in examples])),
        torch.tensor([e.labeled.tone for e in examples]),
    )


def query_batch(
    issues: Sequence[Proposition], tokenizer: Tokenizer
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, features and mask of the propositions, two rows each: supporters', opponents'."""
    read = [
        read_proposition(text, tokenizer)
        for issue in issues
        for text in query_texts(issue.proposition, issue.favor_means, issue.against_means)
    ]
    ids, mask = pad([ids for ids, _ in read])
    features, _ = pad([features for _, features in read])
    return ids, features, mask


def loss_of(
    network: StanceNetwork,
    batch: Batch,
    queries: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    settings: Settings,
    teacher: StanceNetwork | None = None,
) -> torch.Tensor:
    """Stance loss of each statement, with those of the condition and of the tone.

    With a teacher also how far the statements' hidden states are from its.
    """
    hide = torch.rand(len(batch.ids), 1, 1, 1) > settings.hidden_marks
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = network.encode(batch.ids, batch.features, batch.mask)
        answers = network.ask(hidden, batch.mask, network.pool(*queries), batch.marks * hide)
    weight = torch.tensor([1.0, settings.position_weight, settings.position_weight])
    loss = F.cross_entropy(
        answers.stances.flatten(0, 1), batch.stances.flatten(), weight=weight, reduction="sum"
    )
    known = batch.conditional >= 0
    if known.any():
        taken = (batch.stances - 1).clamp(min=0)[..., None]
        flag = answers.conditional.gather(2, taken)[..., 0][known]
        loss = loss + 0.5 * F.binary_cross_entropy_with_logits(
            flag, batch.conditional[known].float(), reduction="sum"
        )
    if teacher is not None:
        parts = batch.ids, batch.features, batch.mask
        loss = loss + len(batch.ids) * distance(hidden, teacher, *parts)
    tone = F.cross_entropy(network.tone(answers.pooled.float()), batch.tone)
    return loss / len(batch.ids) + settings.tone * tone


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of statements of one topic and of about the same length, in random order."""
    topics: dict[str, list[Example]] = {}
    for example in examples:
        topics.setdefault(example.labeled.topic, []).append(example)
    found = []
    for rows in topics.values():
        rows = sorted(rows, key=lambda e: len(e.reading) + rng.random() * 12)
        found += [rows[i : i + size] for i in range(0, len(rows), size)]
    rng.shuffle(found)
    return found


def fitted(
    examples: Sequence[Example],
    topics: Mapping[str, Sequence[Proposition]],
    tokenizer: Tokenizer,
    settings: Settings,
    *,
    start: Path | None = None,
    teacher: Path | None = None,
) -> StanceNetwork:
    """Fit a network, from the base or a checkpoint; its weights are the running average."""
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    if start:
        network = load_checkpoint(StanceNetwork, start)
    else:
        network = StanceNetwork()
        network.load_base(base_folder())
    queries = {topic: query_batch(issues, tokenizer) for topic, issues in topics.items()}
    plan = [batches(examples, settings.batch, rng) for _ in range(settings.epochs)]

    wide = load_checkpoint(StanceNetwork, teacher).eval() if teacher else None

    def loss(rows: Sequence[Example]) -> torch.Tensor:
        return loss_of(network, collate(rows), queries[rows[0].labeled.topic], settings, wide)

    if network.layers[0].up.out_features > settings.shape.inner:
        slim(network, (loss(rows) for rows in plan[0][:SLIM_BATCHES]), settings.shape)
    fit(network, plan, loss, settings.pace)
    return network


def load_examples(
    tokenizer: Tokenizer, leave_out: Sequence[str] = ()
) -> tuple[list[Example], dict[str, list[Proposition]]]:
    """All statements of this folder, and the propositions that they are asked about."""
    codebook = load_codebook()
    others, topics = topic_statements()
    topics[BASE] = propositions(codebook)
    examples = prepare([*own_statements(), *others], topics, codebook, tokenizer)
    examples = without(examples, leave_out, codebook.names)
    topics[BASE] = [issue for issue in topics[BASE] if issue.name not in leave_out]
    return examples, topics


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--slim", type=int, nargs=2, metavar=("UNITS", "HEADS"),
                        help="inner units and attention heads to keep of a layer")  # fmt: skip
    parser.add_argument("--teacher", type=Path, help="checkpoint whose hidden states to imitate")
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="ISSUE")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer = base_tokenizer()
    examples, topics = load_examples(tokenizer, args.leave_out)
    print(f"{len(examples)} statements, {sum(map(len, topics.values()))} propositions", flush=True)
    settings = Settings(args.epochs, args.seed, shape=Shape(*args.slim or ()))
    network = fitted(examples, topics, tokenizer, settings, start=args.start, teacher=args.teacher)
    torch.save(network.state_dict(), args.out)


if __name__ == "__main__":
    main()
