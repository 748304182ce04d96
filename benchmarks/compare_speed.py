"""Speed of comparing speakers: `python -m benchmarks.compare_speed`, from the project's folder.

100,000 statements of three speakers, in 30,000 and in 45,000 occasions; `estimate` and `contrast`
as they come, with 2,000 resamples and 9,999 permutations for each of the three pairs. The peer is
`scipy.stats.permutation_test` over the occasions of one pair, with the same statistic; it is timed
with 500 permutations, and what three times 9,999 would take is worked out from that.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.contrasts import contrast
from analysis.estimates import estimate

STATEMENTS, PEER = 100_000, 500


def statements(occasions: int) -> pd.DataFrame:
    """Statements with a polarity, many of them 0, alike within an occasion."""
    rng = np.random.default_rng(0)
    occasion = np.sort(rng.integers(0, occasions, STATEMENTS))
    speaker = np.array(["Zelensky", "Peskov", "Witkoff"])[rng.integers(0, 3, occasions)]
    tone = rng.normal(0.1, 0.3, STATEMENTS) + rng.normal(0, 0.1, occasions)[occasion]
    polarity = np.where(rng.random(STATEMENTS) < 0.4, 0, tone.clip(-1, 1).round(4))
    names = [f"occasion {number}" for number in occasion]
    return pd.DataFrame({"speaker": speaker[occasion], "occasion": names, "polarity": polarity})


def studentized(a: np.ndarray, b: np.ndarray, axis: int) -> np.ndarray:
    """Difference in means over its cluster-robust standard error; sums and sizes are complex."""
    means, variances = [], []
    for side in (np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)):
        total, count = side.imag.sum(-1), side.shape[-1]
        mean = side.real.sum(-1) / total
        off = side.real - mean[..., None] * side.imag
        means.append(mean)
        variances.append(count / (count - 1) * (off**2).sum(-1) / total**2)
    return (means[0] - means[1]) / np.sqrt(variances[0] + variances[1])


def seconds_of_peer(data: pd.DataFrame) -> float:
    sums = data.groupby(["speaker", "occasion"])["polarity"].agg(["sum", "size"])
    pair = [(sums.loc[name, "sum"] + 1j * sums.loc[name, "size"]) for name in ("Peskov", "Witkoff")]
    start = time.perf_counter()
    stats.permutation_test(
        [side.to_numpy() for side in pair], studentized, vectorized=True, n_resamples=PEER,
        batch=50, rng=1,
    )  # fmt: skip
    return time.perf_counter() - start


def measure() -> pd.DataFrame:
    rows = []
    for occasions in (30_000, 45_000):
        data = statements(occasions)
        start = time.perf_counter()
        estimate(data)
        between = time.perf_counter()
        contrast(data)
        end = time.perf_counter()
        peer = seconds_of_peer(data) * 3 * 9_999 / PEER
        rows.append((data["occasion"].nunique(), between - start, end - between, peer))
    return pd.DataFrame(rows, columns=["occasions", "estimate_s", "contrast_s", "peer_s"])


if __name__ == "__main__":
    found = measure()
    print(f"{STATEMENTS:,} statements, 3 speakers, one core; seconds")
    print(found.round(1).to_string(index=False))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
