"""The stance network as three ONNX graphs: the encoder, the propositions, and the asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from analysis.stance.reading import N_MARKS
from training.graph import MICROSOFT, Graph, encoder_body, window_inputs
from training.stance.network import ANSWER_WIDTH, LOOK_WIDTH, LOOKS
from training.transformer import HEAD, WIDTH

if TYPE_CHECKING:
    import onnx

Weights = dict[str, np.ndarray]


def encoder_graph(w: Weights, *, positions: int) -> onnx.ModelProto:
    """words, features -> hidden states (one window, no padding)."""
    g = Graph("encoder")
    g.add("Identity", encoder_body(g, w, positions=positions, head=HEAD), out="hidden")
    whole = [1, "length"]
    return g.model(
        window_inputs(WIDTH),
        [("hidden", [*whole, WIDTH])],
    )


def propositions_graph(w: Weights) -> onnx.ModelProto:
    """queries (two a proposition) -> what `ask_graph` needs of them, once a codebook."""
    g = Graph("propositions")

    def linear(x: str, name: str) -> str:
        return g.linear(x, w[name + ".weight"], w[name + ".bias"], exact=True)

    def shape(*sizes: int) -> str:
        return g.weight(np.array(sizes, dtype=np.int64))

    # The scale of the dot products belongs to one of the factors.
    scaled = g.add("Mul", linear("queries", "query"), g.weight(np.float32(LOOK_WIDTH**-0.5)))
    by_look = g.add("Reshape", scaled, shape(-1, LOOKS, LOOK_WIDTH))
    g.add("Transpose", by_look, perm=[1, 0, 2], out="wanted")
    g.add("Identity", linear("queries", "match"), out="matches")
    pairs = g.add("Reshape", "queries", shape(-1, 2 * WIDTH))
    g.add("Identity", pairs, out="pairs")
    g.add("Identity", linear(pairs, "asked"), out="asked")
    return g.model(
        [("queries", TensorProto.FLOAT, ["queries", WIDTH])],
        [("wanted", [LOOKS, "queries", LOOK_WIDTH]), ("matches", ["queries", WIDTH]),
         ("pairs", ["issues", 2 * WIDTH]), ("asked", ["issues", ANSWER_WIDTH])],
    )  # fmt: skip


def ask_graph(w: Weights) -> onnx.ModelProto:
    """hidden, marks and the propositions -> logits of stance and condition, answers, looks."""
    g = Graph("ask")

    def linear(x: str, name: str, *, exact: bool = False) -> str:
        return g.linear(x, w[name + ".weight"], w[name + ".bias"], exact=exact)

    def shape(*sizes: int) -> str:
        return g.weight(np.array(sizes, dtype=np.int64))

    def by_look(x: str, perm: list[int]) -> str:
        return g.add("Transpose", g.add("Reshape", x, shape(-1, LOOKS, LOOK_WIDTH)), perm=perm)

    keys, values = by_look(linear("hidden", "key"), [1, 2, 0]), linear("hidden", "value")
    values = by_look(values, [1, 0, 2])
    marked = g.add("MatMul", "marks", g.weight(w["mark_key"]))  # queries x pieces x looks
    marked = g.add("Transpose", marked, perm=[2, 0, 1])
    powers, sums = g.powers(g.add("Add", g.add("MatMul", "wanted", keys), marked))
    seen = g.add("Div", g.add("MatMul", powers, values), sums)
    looks = g.add("Div", powers, sums)
    g.add("ReduceMean", looks, axes=[0], keepdims=0, out="looks")
    wording = g.add("MatMul", g.add("Transpose", looks, perm=[1, 0, 2]), "marks")
    kinds = w["mark_value"].reshape(N_MARKS, LOOKS, LOOK_WIDTH).transpose(1, 0, 2)
    extra = g.add("MatMul", g.add("Transpose", wording, perm=[1, 0, 2]), g.weight(kinds))
    seen = g.add("Transpose", g.add("Add", seen, extra), perm=[1, 0, 2])
    seen = g.add("Reshape", seen, shape(-1, WIDTH))
    seen = g.add("Concat", seen, g.add("Mul", seen, "matches"), axis=-1)
    seen = g.add("Reshape", seen, shape(-1, 4 * WIDTH))
    pooled = g.add("ReduceMean", "hidden", axes=[1], keepdims=0)
    twice = g.add("Concat", pooled, pooled, axis=-1)
    times = g.add("Mul", "pairs", twice)
    # As many rows as there are issues: the pairs times nothing, plus the one row.
    issues = g.add("Concat", g.add("Shape", "pairs", start=0, end=1), shape(WIDTH), axis=0)
    whole = g.add("Expand", pooled, issues)
    answers = linear(g.add("Concat", seen, whole, times, axis=-1), "answer")
    answers = g.add("Gelu", g.add("Add", answers, "asked"), domain=MICROSOFT)
    norm = [g.weight(w[f"answer_norm.{k}"]) for k in ("weight", "bias")]
    g.add("LayerNormalization", answers, *norm, epsilon=1e-5, out="answers")
    stances, conditional = g.split(linear("answers", "score", exact=True), [3, 2])
    g.add("Identity", stances, out="stances")
    g.add("Identity", conditional, out="conditional")
    queries, issues_ = ["queries"], ["issues"]
    return g.model(
        [("hidden", TensorProto.FLOAT, [1, "length", WIDTH]),
         ("marks", TensorProto.FLOAT, [*queries, "length", N_MARKS]),
         ("wanted", TensorProto.FLOAT, [LOOKS, *queries, LOOK_WIDTH]),
         ("matches", TensorProto.FLOAT, [*queries, WIDTH]),
         ("pairs", TensorProto.FLOAT, [*issues_, 2 * WIDTH]),
         ("asked", TensorProto.FLOAT, [*issues_, ANSWER_WIDTH])],
        [("stances", [*issues_, 3]), ("conditional", [*issues_, 2]),
         ("answers", [*issues_, ANSWER_WIDTH]), ("looks", [*queries, "length"])],
    )  # fmt: skip
