"""Take the least useful inner units out of a fitted network's layers.

Two thirds of a layer's work is its inner units. A unit's worth is how much the loss would change to
first order if it were silent: the sum over pieces of its value times the loss's gradient, squared
and averaged over batches (Molchanov et al. 2019, "Importance estimation for neural network
pruning"). A fit afterwards mends what the cut has broken; it goes further where the network must
also come back to the hidden states that it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional as F

if TYPE_CHECKING:
    from training.transformer import Transformer


def slim(network: Transformer, losses: Iterable[torch.Tensor], *, inner: int) -> None:
    """Keep the `inner` most useful units of each layer, in place.

    Parameters
    ----------
    network : Transformer
    losses : iterable of tensor
        Losses of some training batches, each computed when it is asked for.
    inner : int
        Units kept.
    """
    values: dict[int, torch.Tensor] = {}
    worth = [torch.zeros(layer.up.out_features) for layer in network.layers]

    def watch(number: int) -> torch.utils.hooks.RemovableHandle:
        def keep(module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            inputs[0].retain_grad()
            values[number] = inputs[0]

        return network.layers[number].down.register_forward_pre_hook(keep)

    handles = [watch(number) for number in range(len(network.layers))]
    for loss in losses:
        network.zero_grad()
        loss.backward()
        for number, value in values.items():
            change = (value.detach().float() * value.grad.float()).flatten(0, -2).sum(0)
            worth[number] += change**2
    for handle in handles:
        handle.remove()
    network.zero_grad(set_to_none=True)
    for layer, found in zip(network.layers, worth, strict=True):
        keep_units(layer, found.topk(inner).indices.sort().values)


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


@torch.no_grad()
def keep_units(layer: nn.Module, units: torch.Tensor) -> None:
    """Cut a layer's inner units down to those numbered."""
    for linear, name, axis in ((layer.up, "weight", 0), (layer.up, "bias", 0),
                               (layer.down, "weight", 1)):  # fmt: skip
        setattr(linear, name, nn.Parameter(getattr(linear, name).index_select(axis, units).clone()))
    layer.up.out_features = layer.down.in_features = len(units)
