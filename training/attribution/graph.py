"""The attribution network as two ONNX graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from training.graph import MICROSOFT, Graph, encoder_body, window_inputs

if TYPE_CHECKING:
    import onnx


def encoder_graph(w: dict[str, np.ndarray], *, positions: int, head: int) -> onnx.ModelProto:
    """words, features -> cue probabilities, hidden states (one window, no padding)."""
    g = Graph("encoder")
    x = encoder_body(g, w, positions=positions, head=head)
    g.add("Div", *g.powers(g.linear(x, w["cue.weight"], w["cue.bias"], exact=True)), out="cue")
    g.add("Identity", x, out="hidden")
    whole, width = [1, "length"], w["words.weight"].shape[1]
    return g.model(
        window_inputs(width),
        [("cue", [*whole, 3]), ("hidden", [*whole, width])],
    )


def pair_graph(w: dict[str, np.ndarray]) -> onnx.ModelProto:
    """hidden (1 x length), cues (mean hidden of each), buckets -> tag probabilities, acceptance."""
    g = Graph("pairs")
    hidden, width = w["token.weight"].shape[1], len(w["token.bias"])

    def linear(x: str, name: str, *, exact: bool = False) -> str:
        return g.linear(x, w[name + ".weight"], w[name + ".bias"], exact=exact)

    one = g.weight(np.ones(1, dtype=np.int64))
    anchor = g.add("Unsqueeze", linear("cues", "anchor", exact=True), one)
    add, times = g.split(anchor, [width] * 2)
    far = g.add("Gather", g.weight(w["distance.weight"]), "buckets")
    match = g.add("Mul", linear("hidden", "match"), times)
    z = g.add("Add", g.add("Add", linear("hidden", "token"), add), g.add("Add", match, far))
    z = g.add("Gelu", z, domain=MICROSOFT)
    for i, d in enumerate((1, 2, 4)):
        y = g.neighbors(z, d)
        kernel = w[f"mix.{i}.weight"]  # out x in x place
        flat = kernel.transpose(0, 2, 1).reshape(len(kernel), -1)
        y = g.add("Gelu", g.linear(y, flat, w[f"mix.{i}.bias"]), domain=MICROSOFT)
        z = g.add("Add", z, y)
    z = g.add("LayerNormalization", z, g.weight(w["pair_norm.weight"]),
              g.weight(w["pair_norm.bias"]))  # fmt: skip
    g.add("Div", *g.powers(linear(z, "tag", exact=True)), out="tags")
    best = g.add("ReduceMax", z, axes=[1], keepdims=0)
    g.add("Sigmoid", linear(best, "accept", exact=True), out="accepted")
    whole = ["count", "length"]
    return g.model(
        [("hidden", TensorProto.FLOAT, [1, "length", hidden]),
         ("cues", TensorProto.FLOAT, ["count", hidden]),
         ("buckets", TensorProto.INT64, whole)],
        [("tags", [*whole, 3]), ("accepted", ["count", 1])],
    )  # fmt: skip
