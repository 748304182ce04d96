"""The tone network: MiniLM-L6 and one linear layer over what it says of text and target (torch)."""

from __future__ import annotations

import torch
from torch import nn

from analysis.tone.reading import N_FEATURES, TARGET
from training.transformer import WIDE, WIDTH, Shape, Transformer


class ToneNetwork(Transformer):
    """Encoder and head."""

    def __init__(self, *, dropout: float = 0.1, shape: Shape = WIDE) -> None:
        super().__init__(N_FEATURES, dropout=dropout, positions=512, shape=shape)
        self.tone = nn.Linear(3 * WIDTH, 3)

    def forward(
        self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Logits of negative, neutral and positive, batch x 3, for windows batch x pieces."""
        hidden = self.encode(ids, features, mask)
        target = features == TARGET
        target = torch.where(target.any(1, keepdim=True), target, mask)
        views = [hidden[:, 0], mean(hidden, mask), mean(hidden, target)]
        return self.tone(self.dropout(torch.cat(views, -1)))


def mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the pieces where the mask is true."""
    kept = mask[..., None].to(hidden.dtype)
    return (hidden * kept).sum(1) / kept.sum(1)
