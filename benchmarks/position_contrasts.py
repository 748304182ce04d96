"""How often the interval of a difference in position covers the truth, beside usual intervals.

Peers: the Wald interval of the log odds ratio with a half added to each count (Anscombe 1956),
which takes statements for independent, and the percentile bootstrap of whole occasions. Made-up
speakers: one to three statements an occasion, whose chance of being in favor varies between
occasions. Run: python -m benchmarks.position_contrasts
"""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pandas as pd

from analysis.position_contrasts import difference
from analysis.positions import logit_position
from analysis.resampling import bootstrap_sums

RUNS, RESAMPLES = 1000, 500
# Share in favor of either speaker, their occasions, and how much statements of one hang together.
CASES = [
    (0.5, 0.5, 10, 10, 0.0), (0.5, 0.5, 10, 10, 0.3), (0.8, 0.3, 10, 20, 0.3),
    (0.9, 0.6, 20, 20, 0.3), (0.95, 0.2, 8, 12, 0.2), (0.7, 0.7, 4, 10, 0.2),
    (0.5, 0.5, 30, 30, 0.5),
]  # fmt: skip


def clusters(
    share: float, occasions: int, together: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    sizes = rng.integers(1, 4, occasions)
    shares = np.full(occasions, share)
    if together:
        weight = (1 - together) / together
        shares = rng.beta(share * weight, (1 - share) * weight, occasions)
    return rng.binomial(sizes, shares).astype(float), sizes.astype(float)


def logits(hits: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    return np.log((hits + 0.5) / (sizes - hits + 0.5))


def wald(sides: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, float]:
    cells = [n for h, s in sides for n in (h.sum() + 0.5, s.sum() - h.sum() + 0.5)]
    middle = log(cells[0] / cells[1]) - log(cells[2] / cells[3])
    reach = 1.959964 * sqrt(sum(1 / n for n in cells))
    return middle - reach, middle + reach


def bootstrap(
    sides: list[tuple[np.ndarray, np.ndarray]], rng: np.random.Generator
) -> tuple[float, float]:
    drawn = [bootstrap_sums(np.column_stack(s), resamples=RESAMPLES, rng=rng) for s in sides]
    first, second = (logits(sums[:, 0], sums[:, 1]) for sums in drawn)
    low, high = np.quantile(first - second, [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for a, b, many_a, many_b, together in CASES:
        truth = log(a / (1 - a)) - log(b / (1 - b))
        ends: dict[str, list[tuple[float, float]]] = {"parley": [], "wald": [], "bootstrap": []}
        for _ in range(RUNS):
            sides = [clusters(a, many_a, together, rng), clusters(b, many_b, together, rng)]
            own = [logit_position(*side, level=0.95) for side in sides]
            ends["parley"].append(difference(*own[0], *own[1])[1:])
            ends["wald"].append(wald(sides))
            ends["bootstrap"].append(bootstrap(sides, rng))
        covered = {
            name: np.mean([low <= truth <= high for low, high in found])
            for name, found in ends.items()
        }
        rows.append((f"{a} {b}", f"{many_a} {many_b}", together, *covered.values()))
    columns = ["shares in favor", "occasions", "correlation", "parley", "wald", "bootstrap"]
    print("Coverage of 95 % intervals of a difference in logit positions")
    print(pd.DataFrame(rows, columns=columns).to_string(index=False))


if __name__ == "__main__":
    main()
