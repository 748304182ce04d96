"""A six-layer text encoder with the shape of MiniLM-L6, and its published weights (torch)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, TypeVar

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

WIDTH = 384
LAYERS = 6
HEAD = 32
"""Width of an attention head."""


class Shape(NamedTuple):
    """How wide each layer is within; the base model's width unless told."""

    inner: int = 4 * WIDTH
    """Inner units."""
    heads: int = WIDTH // HEAD


WIDE = Shape()


class Norm(nn.LayerNorm):
    """Layer norm that keeps the type of its input under autocast."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        with torch.autocast("cpu", enabled=False):
            return F.layer_norm(
                x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps
            )


class Layer(nn.Module):
    """One transformer layer (post-norm, as BERT)."""

    def __init__(self, dropout: float, shape: Shape) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * shape.heads * HEAD)
        self.out = nn.Linear(shape.heads * HEAD, WIDTH)
        self.norm1 = Norm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, shape.inner)
        self.down = nn.Linear(shape.inner, WIDTH)
        self.norm2 = Norm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, -1, HEAD).unbind(2)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        # Spelled out, and kept from autocast's softmax in 32 bits: the fused kernel's backward pass
        # takes seven times as long on a CPU.
        with torch.autocast("cpu", enabled=False):
            scores = (q * HEAD**-0.5) @ k.transpose(2, 3)
            if mask is not None:
                scores = scores + mask.to(scores.dtype)
            y = torch.softmax(scores, -1) @ v
        y = y.transpose(1, 2).flatten(2)
        x = self.norm1(x + self.dropout(self.out(y)))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + self.dropout(y))


class Transformer(nn.Module):
    """Word, place and feature embeddings, then the layers. The word embeddings stay frozen.

    Parameters
    ----------
    features : int
        Surface features that a piece can have, one of them each.
    dropout : float
    positions : int
        Longest window.
    shape : Shape
        Of the layers.
    """

    def __init__(
        self,
        features: int,
        *,
        dropout: float = 0.1,
        positions: int = 512,
        shape: Shape = WIDE,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.words.weight.requires_grad = False
        self.positions = nn.Embedding(positions, WIDTH)
        self.features = nn.Embedding(features, WIDTH)
        self.norm = Norm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout, shape) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.features.weight, std=0.01)

    def encode(
        self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Hidden states, batch x length x WIDTH; ``mask`` is true at real pieces."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.features(features)
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.bfloat16)
        x = self.dropout(self.norm(x))
        if mask is not None:
            mask = torch.where(mask, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return self.dropout(x)

    def load_base(self, folder: Path) -> None:
        """Take the weights of a published BERT-shaped base model."""
        config = json.loads((folder / "config.json").read_text())
        if (config["hidden_size"], config["num_hidden_layers"]) != (WIDTH, len(self.layers)):
            raise ValueError(f"{folder}: not a six-layer model of width {WIDTH}")
        raw = {
            k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()
        }
        own = {
            "words.weight": raw["embeddings.word_embeddings.weight"],
            "positions.weight": raw["embeddings.position_embeddings.weight"]
            + raw["embeddings.token_type_embeddings.weight"][0],
        }
        names = {"norm": "embeddings.LayerNorm"}
        for i in range(len(self.layers)):
            far = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                own[f"layers.{i}.qkv.{kind}"] = torch.cat(
                    [raw[f"{far}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                )
            names |= {
                f"layers.{i}.out": far + "attention.output.dense",
                f"layers.{i}.norm1": far + "attention.output.LayerNorm",
                f"layers.{i}.up": far + "intermediate.dense",
                f"layers.{i}.down": far + "output.dense",
                f"layers.{i}.norm2": far + "output.LayerNorm",
            }
        for mine, theirs in names.items():
            for kind in ("weight", "bias"):
                own[f"{mine}.{kind}"] = raw[f"{theirs}.{kind}"]
        missing, unknown = self.load_state_dict(own, strict=False)
        if unknown or any(m.startswith(("layers", "words", "norm")) for m in missing):
            raise ValueError(f"{folder}: weights do not fit: {unknown or missing}")


Network = TypeVar("Network", bound=Transformer)


def load_checkpoint(kind: type[Network], path: Path) -> Network:
    """A network as it was saved, with layers as wide as they were then."""
    state = torch.load(path)
    heads = state["layers.0.out.weight"].shape[1] // HEAD
    network = kind(shape=Shape(len(state["layers.0.up.bias"]), heads))
    network.load_state_dict(state)
    return network
