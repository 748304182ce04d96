"""What the tone network says of a text. See ``analysis/models/tone/MODEL_CARD.md``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.encoder import Encoder, bundled_encoder
from analysis.tone.reading import TARGET
from analysis.windows import Reading

MODEL = "tone"


def probabilities(reading: Reading) -> np.ndarray:
    """Probabilities of negative, neutral and positive for one window, calibrated.

    The logits are divided by a temperature that was fitted on sentences which the network had not
    seen (Guo et al. 2017).
    """
    encoder = bundled_encoder(MODEL)
    scaled = logits(reading, encoder) / encoder.config["temperature"]
    powers = np.exp(scaled - scaled.max())
    return powers / powers.sum()


def logits(reading: Reading, encoder: Encoder) -> np.ndarray:
    """What the network gives the three classes, for one window."""
    target = reading.features == TARGET
    views = np.zeros((3, len(reading)), dtype=np.float32)
    views[0, 0] = 1
    views[1] = 1 / len(reading)
    views[2] = target / target.sum() if target.any() else views[1]
    (found,) = encoder.read(reading.ids, reading.features, views=views[None])
    return found[0].astype(float)


def tone(readings: Sequence[Reading]) -> np.ndarray:
    """Probabilities for all windows of a text, each by its number of words.

    Where some windows name the target, only these count.
    """
    named = [r for r in readings if (r.features == TARGET).any()] or list(readings)
    weights = np.array([max(1, len(set(r.words.tolist()) - {-1})) for r in named])
    return weights @ np.stack([probabilities(r) for r in named]) / weights.sum()


def polarity(found: np.ndarray) -> float:
    """Probability of positive minus that of negative: -1 to 1."""
    return float(found[2] - found[0])
