"""The fit that all networks share: AdamW, cosine decay, and a running average of the weights."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import torch

from training.transformer import Transformer

Batch = TypeVar("Batch")


class Pace(NamedTuple):
    """How fast a fit goes."""

    rate: float
    """Of the layers; the highest, reached after the warm-up."""
    head_rate: float
    """Of what stands on the layers and is not from the base model."""
    average: float
    """Share of the running average that each step keeps."""
    warm: float = 0.06
    """Share of the steps in which the rates rise."""


def fit(
    network: Transformer,
    plan: Sequence[Sequence[Batch]],
    loss_of: Callable[[Batch], torch.Tensor],
    pace: Pace,
    *,
    after_epoch: Callable[[int], None] = lambda epoch: None,
) -> None:
    """Fit a network in place; it ends with the running average of its weights.

    Parameters
    ----------
    network : Transformer
        Weights that need no gradient stay.
    plan : sequence of sequences
        Batches of each epoch.
    loss_of : callable
        From a batch to its loss.
    pace : Pace
    after_epoch : callable, optional
        Called with the number of each epoch, from 1, while the network holds its average.
    """
    body, heads = [], []
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            inner = name.startswith(("layers", "positions", "norm."))
            (body if inner else heads).append(weight)
    weights = body + heads
    groups = [{"params": body, "lr": pace.rate}, {"params": heads, "lr": pace.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: height(step, sum(map(len, plan)), pace.warm)
    )
    average = [w.detach().clone() for w in weights]
    network.train()
    start, step = time.time(), 0
    for epoch, batches in enumerate(plan, 1):
        total = 0.0
        for number, batch in enumerate(batches, 1):
            loss = loss_of(batch)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            with torch.no_grad():
                kept = min(pace.average, step / (step + 10))
                torch._foreach_lerp_(average, [w.detach() for w in weights], 1 - kept)
            total += loss.item()
            if step in (20, 100) or step % 200 == 0:
                spent = time.time() - start
                print(f"step {step}: loss {total / number:.3f} {spent:.0f} s", flush=True)
        own = [w.detach().clone() for w in weights]
        _set(weights, average)
        spent = time.time() - start
        print(f"epoch {epoch}: loss {total / len(batches):.3f} {spent:.0f} s", flush=True)
        after_epoch(epoch)
        if epoch < len(plan):
            _set(weights, own)
    network.eval()


def height(step: int, steps: int, warm: float) -> float:
    """Share of the highest rate at a step: up in a line, down in half a cosine to a fiftieth."""
    risen = warm * steps
    if step < risen:
        return (step + 1) / risen
    share = min(1.0, (step - risen) / (steps - risen))
    return 0.02 + 0.49 * (1 + math.cos(math.pi * share))


@torch.no_grad()
def _set(weights: Sequence[torch.Tensor], values: Sequence[torch.Tensor]) -> None:
    for weight, value in zip(weights, values, strict=True):
        weight.copy_(value)
