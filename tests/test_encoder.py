"""The encoder reads any string and its weights cannot overflow on old processors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.encoder import MODELS, Encoder, Words, bundled_encoder, bundled_words, plain, tokenize

FOLDER = MODELS / "attribution"
GRAPHS = sorted(MODELS.glob("*/*.onnx"))
NAMES = [f"{path.parent.name}/{path.name}" for path in GRAPHS]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return bundled_encoder("attribution")


@pytest.mark.parametrize(
    "text", ["", "said", "“Yes,” «no»", "\ud800x", "a\x00b", "e\u0301a", "👍 ok"]
)
def test_offsets_point_into_the_text(encoder: Encoder, text: str) -> None:
    assert len(plain(text)) == len(text)
    tokens = tokenize(text, encoder.tokenizer)
    assert len(tokens.ids) == len(tokens.starts) == len(tokens.ends) == len(tokens.words)
    assert np.all(tokens.starts >= 0)
    assert np.all(tokens.starts < tokens.ends)
    assert np.all(tokens.ends <= len(text))


def test_words_of_a_sentence(encoder: Encoder) -> None:
    text = "Zelenskyy said “yes”."
    tokens = tokenize(text, encoder.tokenizer)
    assert "".join(text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)) == (
        "Zelenskyysaid“yes”."
    )
    assert tokens.words[-1] == 5


def test_marks_of_every_form_are_read_alike(encoder: Encoder) -> None:
    curly = tokenize("“It’s done,” he said", encoder.tokenizer)
    plain_marks = tokenize('"It\'s done," he said', encoder.tokenizer)
    assert curly.ids.tolist() == plain_marks.ids.tolist()


def test_a_window_gives_the_same_answer_on_any_number_of_threads(encoder: Encoder) -> None:
    ids = np.arange(2000, 2120, dtype=np.int64)
    one = encoder.read(ids, ids % 32)
    two = Encoder(FOLDER, threads=2).read(ids, ids % 32)
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)


def test_vectors_are_bytes_times_a_scale() -> None:
    ids = np.array([[101, 2054], [0, 30521]])
    vectors = bundled_words().vectors(ids)
    assert vectors.shape == (2, 2, 384)
    assert vectors.dtype == np.float32
    steps = vectors / np.abs(vectors).max(-1, keepdims=True) * 127
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-3)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"config\.json"):
        Encoder(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json"):
        Words(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"absent\.onnx"):
        Encoder(FOLDER).run("absent")


@pytest.mark.parametrize("path", GRAPHS, ids=NAMES)
def test_weights_stay_within_the_reduced_range(path: Path) -> None:
    """Sums of two products of a byte and a weight fit 16 bits: 2 x 255 x 64 < 32,768."""
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(path).graph
    weights = {w.name: onnx.numpy_helper.to_array(w) for w in graph.initializer}
    products = [n for n in graph.node if n.op_type == "DynamicQuantizeMatMul"]
    assert len(products) >= (24 if path.name == "model.onnx" else 0)
    for node in products:
        weight = weights[node.input[1]]
        assert weight.dtype == np.int8
        assert np.abs(weight.astype(int)).max() <= 64
        assert 2 * 255 * int(np.abs(weight.astype(int)).max()) < 2**15
    others = {n.op_type for n in graph.node} & {"MatMulInteger", "QLinearMatMul", "QAttention"}
    assert not others


_OPERATORS = (
    "Add Cast Concat Div DynamicQuantizeMatMul Exp Expand Gather Gelu Gemm Identity "
    "LayerNormalization MatMul Mul Pad ReduceMax ReduceMean ReduceSum Reshape Shape Sigmoid "
    "Slice Split Sub Transpose Unsqueeze"
)
SAME_EVERYWHERE = set(_OPERATORS.split())
"""Operators that were seen to give the same bits with AVX2 (emulated Haswell) and AVX-512."""


@pytest.mark.parametrize("path", GRAPHS, ids=NAMES)
def test_only_operators_that_agree_between_processors(path: Path) -> None:
    """Softmax and the fused attention add in another order with AVX-512."""
    onnx = pytest.importorskip("onnx")
    kinds = {n.op_type for n in onnx.load(path).graph.node}
    assert kinds <= SAME_EVERYWHERE, kinds - SAME_EVERYWHERE


def test_size() -> None:
    sizes = {f: sum(p.stat().st_size for p in f.iterdir()) for f in MODELS.iterdir()}
    assert sum(sizes.values()) <= 60e6
    assert sizes[MODELS / "words"] + sizes[FOLDER] <= 27e6
