"""The network as ONNX graphs with 7-bit weights (numpy and onnx; no tracing).

Matrices are stored as signed bytes between -64 and 64, one scale a column. Processors without VNNI
add pairs of products in 16 bits: 2 x 255 x 64 = 32,640 fits, so nothing saturates and every
processor gives the same sums. Rounding to bytes would blow up the least difference between two
processors, so only operators are used that give the same bits with AVX2 and with AVX-512. Norms and
the last linear layers stay in 32-bit floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    import onnx

LIMIT = 64
"""Largest magnitude of a stored weight."""
MICROSOFT = "com.microsoft"


class Graph:
    """Collects nodes and weights of one graph."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.count = 0

    def add(
        self, kind: str, *inputs: str, out: str = "", domain: str = "", **options: object
    ) -> str:
        """Add a node with one output; returns its name."""
        self.count += 1
        out = out or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], domain=domain, **options))
        return out

    def split(self, x: str, sizes: list[int]) -> list[str]:
        """Cut the last axis."""
        self.count += 1
        outs = [f"split_{self.count}_{i}" for i in range(len(sizes))]
        size = self.weight(np.asarray(sizes, dtype=np.int64))
        self.nodes.append(helper.make_node("Split", [x, size], outs, axis=-1))
        return outs

    def weight(self, value: np.ndarray) -> str:
        """Add a constant; returns its name."""
        self.count += 1
        name = f"w_{self.count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def linear(self, x: str, matrix: np.ndarray, bias: np.ndarray, *, exact: bool = False) -> str:
        """``x @ matrix.T + bias``, in bytes unless ``exact``."""
        if exact:
            product = self.add("MatMul", x, self.weight(matrix.T.astype(np.float32)))
            return self.add("Add", product, self.weight(bias.astype(np.float32)))
        stored, scale = reduced(matrix)
        zero = self.weight(np.zeros(len(scale), dtype=np.int8))
        return self.add(
            "DynamicQuantizeMatMul", x, self.weight(stored.T), self.weight(scale), zero,
            self.weight(bias.astype(np.float32)), domain=MICROSOFT,
        )  # fmt: skip

    def neighbors(self, x: str, distance: int) -> str:
        """Each place of the middle axis beside those ``distance`` before and after."""
        pads = self.weight(np.array([0, distance, 0, 0, distance, 0], dtype=np.int64))
        wide = self.add("Pad", x, pads)
        axis = self.weight(np.ones(1, dtype=np.int64))

        def cut(start: int, end: int) -> str:
            ends = self.weight(np.array([end], dtype=np.int64))
            return self.add(
                "Slice", wide, self.weight(np.array([start], dtype=np.int64)), ends, axis
            )

        last = np.iinfo(np.int64).max
        before, after = cut(0, -2 * distance), cut(2 * distance, last)
        return self.add("Concat", before, x, after, axis=-1)

    def attention(self, q: str, k: str, v: str, heads: int, head: int) -> str:
        """Softmax of ``q @ k`` times ``v``, for one window.

        Spelled out, because the runtime's own softmax adds in another order on other processors.
        """
        inner = self.weight(np.array([-1, heads, head], dtype=np.int64))
        q = self.add("Transpose", self.add("Reshape", q, inner), perm=[1, 0, 2])
        k = self.add("Transpose", self.add("Reshape", k, inner), perm=[1, 2, 0])
        v = self.add("Transpose", self.add("Reshape", v, inner), perm=[1, 0, 2])
        powers, sums = self.powers(self.add("MatMul", q, k))
        y = self.add("Div", self.add("MatMul", powers, v), sums)
        y = self.add("Transpose", y, perm=[1, 0, 2])
        return self.add("Reshape", y, self.weight(np.array([1, -1, heads * head], dtype=np.int64)))

    def powers(self, x: str) -> tuple[str, str]:
        """Numerators of the softmax over the last axis and their sums."""
        most = self.add("ReduceMax", x, axes=[-1])
        powers = self.add("Exp", self.add("Sub", x, most))
        last = self.weight(np.array([-1], dtype=np.int64))
        return powers, self.add("ReduceSum", powers, last)

    def model(
        self, inputs: list[tuple[str, int, list]], outputs: list[tuple[str, list]]
    ) -> onnx.ModelProto:
        """The finished model; inputs are (name, type, shape), outputs (name, shape) of floats."""
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info(*i) for i in inputs],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs],
            self.weights,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def reduced(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as bytes within +-LIMIT, and the scale of each row."""
    scale = np.abs(matrix).max(1) / LIMIT
    scale[scale == 0] = 1.0
    stored = np.clip(np.rint(matrix / scale[:, None]), -LIMIT, LIMIT)
    return stored.astype(np.int8), scale.astype(np.float32)


def window_inputs(width: int) -> list[tuple[str, int, list]]:
    """Inputs of a graph that begins with :func:`encoder_body`."""
    return [
        ("words", TensorProto.FLOAT, [1, "length", width]),
        ("features", TensorProto.INT64, [1, "length"]),
    ]


def encoder_body(g: Graph, w: dict[str, np.ndarray], *, positions: int, head: int) -> str:
    """From inputs ``words`` and ``features`` (one window, no padding) to the hidden states.

    ``head`` is the width of an attention head.
    """
    length = g.add("Shape", "words", start=1, end=2)
    zero, one = g.weight(np.zeros(1, dtype=np.int64)), g.weight(np.ones(1, dtype=np.int64))
    places = g.add("Slice", g.weight(w["positions.weight"][:positions]), zero, length, zero, one)
    features = g.add("Gather", g.weight(w["features.weight"]), "features")
    x = g.add("Add", g.add("Add", "words", features), places)

    def part(name: str) -> tuple[np.ndarray, np.ndarray]:
        return w[name + ".weight"], w[name + ".bias"]

    def norm(x: str, name: str) -> str:
        # Not SkipLayerNormalization: its kernel is seven times slower than these two.
        return g.add("LayerNormalization", x, *map(g.weight, part(name)), epsilon=1e-12)

    x = norm(x, "norm")
    n_layers = 1 + max(int(k.split(".")[1]) for k in w if k.startswith("layers."))
    for i in range(n_layers):
        matrix, bias = (value.copy() for value in part(f"layers.{i}.qkv"))
        third = len(bias) // 3
        matrix[:third] *= head**-0.5
        bias[:third] *= head**-0.5
        y = g.attention(*g.split(g.linear(x, matrix, bias), [third] * 3), third // head, head)
        x = norm(g.add("Add", g.linear(y, *part(f"layers.{i}.out")), x), f"layers.{i}.norm1")
        y = g.add("Gelu", g.linear(x, *part(f"layers.{i}.up")), domain=MICROSOFT)
        x = norm(g.add("Add", g.linear(y, *part(f"layers.{i}.down")), x), f"layers.{i}.norm2")
    return x
