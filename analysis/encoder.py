"""A small text encoder that runs anywhere: ONNX graphs from one folder, and the words' vectors.

Nothing is downloaded and no deep-learning framework is needed. One window of text is one batch,
without padding, on one thread: the answer for a window depends on nothing but the window. All
bundled models were fitted on the same word vectors, which are therefore stored once.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODELS = Path(__file__).parent / "models"
"""Folder of the bundled models, one folder each."""
WORDS = MODELS / "words"
"""Folder of the tokenizer and the word vectors that all models share."""

# One character for one, so that offsets stay true. The marks are printed in many forms, and the
# base model knows the typewriter ones best.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂″", '"'),
        **dict.fromkeys("‘’‚‛ʼ′‹›`´", "'"),
        **dict.fromkeys("\u00a0\u2009\u200a\u202f\u2002\u2003", " "),
        **dict.fromkeys("‐‑", "-"),
        **dict.fromkeys("\u2028\u2029\u0085\v\f", "\n"),
    }
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The text with typewriter marks and spaces, character for character.

    Lone surrogates, which cannot be encoded, become the replacement character.
    """
    text = text.translate(_PLAIN)
    if text.isascii():
        return text
    return _SURROGATE.sub("\ufffd", text)


class Tokens(NamedTuple):
    """Word pieces of a text; all arrays have one entry a piece."""

    ids: np.ndarray
    """Vocabulary numbers."""
    starts: np.ndarray
    """First character."""
    ends: np.ndarray
    """Character after the last."""
    words: np.ndarray
    """Number of the word (or mark) that the piece belongs to."""


def tokenize(text: str, tokenizer: Tokenizer) -> Tokens:
    """Word pieces of any string, without end marks.

    Parameters
    ----------
    text : str
        May hold anything, lone surrogates too.
    tokenizer : tokenizers.Tokenizer
        Of the model that will read the pieces.
    """
    encoded = tokenizer.encode(plain(text), add_special_tokens=False)
    offsets = np.asarray(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.asarray([-1 if w is None else w for w in encoded.word_ids], dtype=np.int64)
    return Tokens(np.asarray(encoded.ids, dtype=np.int64), offsets[:, 0], offsets[:, 1], words)


class Words:
    """The tokenizer and the vectors of its word pieces.

    Parameters
    ----------
    folder : str or Path
        Holds ``tokenizer.json``, ``vectors.npy`` (pieces x width, bytes) and ``scales.npy`` (one
        float a piece).

    Raises
    ------
    FileNotFoundError
        If a file is missing, with its name.
    """

    def __init__(self, folder: str | Path) -> None:
        from tokenizers import Tokenizer

        files = [Path(folder) / name for name in ("tokenizer.json", "vectors.npy", "scales.npy")]
        for file in files:
            _require(file)
        self.tokenizer = Tokenizer.from_file(str(files[0]))
        # Mapped, not read: processes that work side by side share the memory.
        self._vectors = np.load(files[1], mmap_mode="r")
        self._scales = np.load(files[2])

    def vectors(self, ids: np.ndarray) -> np.ndarray:
        """Vectors of word pieces, with one axis more than ``ids``; 32-bit floats."""
        return self._vectors[ids].astype(np.float32) * self._scales[ids][..., None]


class Encoder:
    """The graphs of one model.

    Parameters
    ----------
    folder : str or Path
        Holds ``config.json`` and one or more ``.onnx`` files.
    threads : int
        Threads for one window. The answer does not depend on it; more than one rarely pays for
        windows of this size.

    Attributes
    ----------
    config : dict
        ``config.json``.
    tokenizer : tokenizers.Tokenizer

    Raises
    ------
    FileNotFoundError
        If a file is missing, with its name.
    """

    def __init__(self, folder: str | Path, *, threads: int = 1) -> None:
        self.folder = Path(folder)
        self._threads = threads
        config = self.folder / "config.json"
        _require(config)
        self.config: dict[str, Any] = json.loads(config.read_text(encoding="utf-8"))
        self._words = bundled_words()
        self.tokenizer = self._words.tokenizer
        self._sessions: dict[str, Any] = {}

    def read(
        self, ids: np.ndarray, features: np.ndarray, **further: np.ndarray
    ) -> list[np.ndarray]:
        """Run ``model.onnx`` on one window: the numbers of its pieces and their features."""
        vectors = self._words.vectors(ids[None])
        return self.run("model", words=vectors, features=features[None], **further)

    def run(self, graph: str, **inputs: np.ndarray) -> list[np.ndarray]:
        """Run ``<graph>.onnx`` on named arrays; returns its outputs in their order."""
        if graph not in self._sessions:
            self._sessions[graph] = self._open(graph)
        return self._sessions[graph].run(None, inputs)

    def _open(self, graph: str) -> Any:
        import onnxruntime

        path = self.folder / f"{graph}.onnx"
        _require(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        # The graphs are written with fused operators where these are faster; the runtime's own
        # fusions would put slower ones in (SkipLayerNormalization) and differ between versions.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _require(path: Path) -> None:
    if not path.is_file():
        raise FileNotFoundError(f"{path}: missing file of the model")


@cache
def bundled_words() -> Words:
    """The words that all bundled models share, loaded once."""
    return Words(WORDS)


@cache
def bundled_encoder(name: str) -> Encoder:
    """The bundled model of that name, loaded once."""
    return Encoder(MODELS / name)
