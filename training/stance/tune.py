"""Choose the temperature and write the settings: ``python -m training.stance.tune``.

The logits are divided by the temperature that makes the labels of the bundled corpus likeliest. It
is the one number that is fitted there, and no decision depends on it: a statement takes the
likeliest of no position, favor and against. Writes ``config.json`` beside the exported graphs.
"""

from __future__ import annotations

import json

import numpy as np

from analysis import load_codebook, load_speakers
from analysis.encoder import MODELS
from analysis.stance.decide import read
from analysis.stance.examples import softmax
from analysis.stance.network import MODEL
from training.stance.corpus import corpus_statements

TEMPERATURES = [1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0]


def logits_and_labels() -> tuple[np.ndarray, np.ndarray]:
    """Of each statement and issue of the corpus: logits (rows x 3), and the label (0 is none)."""
    codebook, registry = load_codebook(), load_speakers()
    logits, labels = [], []
    for one in corpus_statements():
        found = read(one.texts, one.speaker, one.side, codebook=codebook, registry=registry)
        logits.append(found.answers[0].stances.astype(float))
        labels += [one.stances.get(name, (0, False))[0] for name in codebook.names]
    return np.concatenate(logits), np.array(labels)


def write_settings(temperature: float) -> None:
    """What the coder must know of the network."""
    config = {
        "base": "all-MiniLM-L6-v2",
        "fitted": {issue.name: issue.proposition for issue in load_codebook().issues},
        "settings": {"temperature": temperature, "condition": 0.5},
    }
    text = json.dumps(config, indent=1) + "\n"
    (MODELS / MODEL / "config.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Command line."""
    write_settings(1.0)
    logits, labels = logits_and_labels()
    rows = np.arange(len(labels))
    losses = {t: -np.log(softmax(logits / t)[rows, labels]).mean() for t in TEMPERATURES}
    for temperature, loss in losses.items():
        print(f"temperature {temperature}: log loss {loss:.4f}")
    write_settings(min(losses, key=losses.__getitem__))


if __name__ == "__main__":
    main()
