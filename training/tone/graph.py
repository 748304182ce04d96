"""The tone network as one ONNX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from training.graph import Graph, encoder_body, window_inputs
from training.transformer import HEAD, WIDTH

if TYPE_CHECKING:
    import onnx

VIEWS = 3
"""Of a window: its first mark, the mean of all pieces, the mean of the target's."""


def tone_graph(w: dict[str, np.ndarray], *, positions: int) -> onnx.ModelProto:
    """words, features, views (how much each piece counts in each view) -> logits."""
    g = Graph("tone")
    hidden = encoder_body(g, w, positions=positions, head=HEAD)
    seen = g.add("Reshape", g.add("MatMul", "views", hidden),
                 g.weight(np.array([1, VIEWS * WIDTH], dtype=np.int64)))  # fmt: skip
    logits = g.linear(seen, w["tone.weight"], w["tone.bias"], exact=True)
    g.add("Identity", logits, out="logits")
    views = ("views", TensorProto.FLOAT, [1, VIEWS, "length"])
    return g.model([*window_inputs(WIDTH), views], [("logits", [1, 3])])
