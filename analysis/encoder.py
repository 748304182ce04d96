"""A small text encoder that runs anywhere: ONNX graphs and a tokenizer from one folder.

Nothing is downloaded and no deep-learning framework is needed. One window of text is one batch,
without padding, on one thread: the answer for a window depends on nothing but the window.
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


class Encoder:
    """The graphs and the tokenizer of one model.

    Parameters
    ----------
    folder : str or Path
        Holds ``tokenizer.json``, ``config.json`` and one or more ``.onnx`` files.
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
        from tokenizers import Tokenizer

        self.folder = Path(folder)
        self._threads = threads
        for name in ("tokenizer.json", "config.json"):
            if not (self.folder / name).is_file():
                raise FileNotFoundError(f"{self.folder / name}: missing file of the model")
        self.config: dict[str, Any] = json.loads(
            (self.folder / "config.json").read_text(encoding="utf-8")
        )
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self._sessions: dict[str, Any] = {}

    def run(self, graph: str, **inputs: np.ndarray) -> list[np.ndarray]:
        """Run ``<graph>.onnx`` on named arrays; returns its outputs in their order."""
        if graph not in self._sessions:
            self._sessions[graph] = self._open(graph)
        return self._sessions[graph].run(None, inputs)

    def _open(self, graph: str) -> Any:
        import onnxruntime

        path = self.folder / f"{graph}.onnx"
        if not path.is_file():
            raise FileNotFoundError(f"{path}: missing file of the model")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        # The graphs are written with fused operators where these are faster; the runtime's own
        # fusions would put slower ones in (SkipLayerNormalization) and differ between versions.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def bundled_encoder(name: str) -> Encoder:
    """The bundled model of that name, loaded once."""
    return Encoder(MODELS / name)
