"""Take the least useful inner units and attention heads out of a fitted network's layers.

The worth of either is how much the loss would change to first order if it were silent: the sum over
pieces of its value times the loss's gradient, squared and averaged over batches (Molchanov et al.
2019, "Importance estimation for neural network pruning"; for heads Michel et al. 2019, "Are sixteen
heads really better than one?"). A fit afterwards mends what the cut has broken; it goes further
where the network must also come back to the hidden states that it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional as F

from training.transformer import HEAD, Shape

if TYPE_CHECKING:
    from training.transformer import Layer, Transformer


def slim(network: Transformer, losses: Iterable[torch.Tensor], shape: Shape) -> None:
    """Keep the most useful inner units and heads of each layer, in place.

    Parameters
    ----------
    network : Transformer
    losses : iterable of tensor
        Losses of some training batches, each computed when it is asked for.
    shape : Shape
        How many are kept.
    """
    values: dict[nn.Module, torch.Tensor] = {}

    def watch(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        inputs[0].retain_grad()
        values[module] = inputs[0]

    # What goes into `out` are the heads' answers, into `down` those of the inner units.
    parts = [(module, width) for layer in network.layers
             for module, width in ((layer.out, HEAD), (layer.down, 1))]  # fmt: skip
    worth = {module: torch.zeros(module.in_features // width) for module, width in parts}
    handles = [module.register_forward_pre_hook(watch) for module, _ in parts]
    for loss in losses:
        network.zero_grad()
        loss.backward()
        for module, width in parts:
            change = (values[module].detach().float() * values[module].grad.float()).flatten(0, -2)
            worth[module] += change.sum(0).view(-1, width).sum(1) ** 2
    for handle in handles:
        handle.remove()
    network.zero_grad(set_to_none=True)
    for layer in network.layers:
        keep_heads(layer, best(worth[layer.out], shape.heads))
        keep_units(layer, best(worth[layer.down], shape.inner))


def best(worth: torch.Tensor, count: int) -> torch.Tensor:
    """Numbers of the `count` highest, in order."""
    return worth.topk(count).indices.sort().values


def distance(
    hidden: torch.Tensor,
    teacher: Transformer,
    ids: torch.Tensor,
    features: torch.Tensor,
    mask: torch.Tensor,
) -> torch.Tensor:
    """Mean squared distance from a teacher's hidden states, as a share of their variance."""
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        wanted = teacher.encode(ids, features, mask).float()[mask]
    return F.mse_loss(hidden.float()[mask], wanted) / wanted.var()


def keep_units(layer: Layer, units: torch.Tensor) -> None:
    """Cut a layer down to the inner units numbered."""
    cut(layer.up, units, 0)
    cut(layer.down, units, 1)


def keep_heads(layer: Layer, heads: torch.Tensor) -> None:
    """Cut a layer down to the attention heads numbered."""
    places = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    width = layer.out.in_features
    cut(layer.qkv, torch.cat([places, places + width, places + 2 * width]), 0)
    cut(layer.out, places, 1)


@torch.no_grad()
def cut(linear: nn.Linear, kept: torch.Tensor, axis: int) -> None:
    """Keep those rows (axis 0) or columns (1) of a linear map."""
    linear.weight = nn.Parameter(linear.weight.index_select(axis, kept).clone())
    if axis == 0:
        linear.bias = nn.Parameter(linear.bias.index_select(0, kept).clone())
    linear.out_features, linear.in_features = linear.weight.shape
