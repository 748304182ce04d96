"""Fit the stance network: ``python -m training.stance.train --out CHECKPOINT``.

Fits on the statements of this folder, not on the bundled corpus, whose labels thereby stay a test
of what was learned. ``--leave-out talks progress`` leaves out the labels of some issues, to see how
well they are coded when the codebook has just been given them.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

from analysis.codebook import load_codebook
from analysis.stance.reading import N_MARKS, query_texts, read_proposition
from training.base import base_folder, base_tokenizer
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

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class Settings(NamedTuple):
    """Of the fit."""

    epochs: int = 5
    seed: int = 0
    batch: int = 24
    rate: float = 1.5e-4
    head_rate: float = 8e-4
    position_weight: float = 1.5
    """Of favor and against; none has 1."""
    hidden_marks: float = 0.3
    """Share of statements whose codebook marks are hidden, so that the words must do."""
    tone: float = 0.3
    warm: float = 0.06
    average: float = 0.995


class Batch(NamedTuple):
    """Examples of one topic, padded."""

    ids: torch.Tensor
    features: torch.Tensor
    mask: torch.Tensor
    marks: torch.Tensor
    stances: torch.Tensor
    conditional: torch.Tensor
    tone: torch.Tensor


def pad(rows: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of different length as one tensor, and which places are real."""
    length = max(map(len, rows))
    out = np.zeros((len(rows), length), dtype=np.int64)
    mask = np.zeros(out.shape, dtype=bool)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
        mask[i, : len(row)] = True
    return torch.from_numpy(out), torch.from_numpy(mask)


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
) -> torch.Tensor:
    """Stance loss of each statement, with those of the condition and of the tone."""
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


def fit(
    examples: Sequence[Example],
    topics: Mapping[str, Sequence[Proposition]],
    tokenizer: Tokenizer,
    settings: Settings,
    *,
    start: Path | None = None,
) -> StanceNetwork:
    """Fit a network, from the base or a checkpoint; its weights are the running average."""
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    network = StanceNetwork()
    network.load_base(base_folder())
    if start:
        network.load_state_dict(torch.load(start))
    queries = {topic: query_batch(issues, tokenizer) for topic, issues in topics.items()}
    body, heads = [], []
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            inner = name.startswith(("layers", "positions", "norm."))
            (body if inner else heads).append(weight)
    rates = [
        {"params": body, "lr": settings.rate},
        {"params": heads, "lr": settings.head_rate},
    ]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01, fused=True)
    plan = [batches(examples, settings.batch, rng) for _ in range(settings.epochs)]
    steps = sum(map(len, plan))

    def pace(step: int) -> float:
        warm = settings.warm * steps
        if step < warm:
            return (step + 1) / warm
        return 0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, (step - warm) / (steps - warm))))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, pace)
    average = [w.detach().clone() for w in body + heads]
    network.train()
    start, step = time.time(), 0
    for epoch, found in enumerate(plan, 1):
        total = 0.0
        for rows in found:
            loss = loss_of(network, collate(rows), queries[rows[0].labeled.topic], settings)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            with torch.no_grad():
                kept = min(settings.average, step / (step + 10))
                torch._foreach_lerp_(average, [w.detach() for w in body + heads], 1 - kept)
            total += loss.item()
        print(
            f"epoch {epoch}: loss {total / len(found):.3f} {time.time() - start:.0f} s", flush=True
        )
    with torch.no_grad():
        for weight, mean in zip(body + heads, average, strict=True):
            weight.copy_(mean)
    return network.eval()


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
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="ISSUE")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer = base_tokenizer()
    examples, topics = load_examples(tokenizer, args.leave_out)
    print(f"{len(examples)} statements, {sum(map(len, topics.values()))} propositions", flush=True)
    settings = Settings(epochs=args.epochs, seed=args.seed)
    network = fit(examples, topics, tokenizer, settings)
    torch.save(network.state_dict(), args.out)


if __name__ == "__main__":
    main()
