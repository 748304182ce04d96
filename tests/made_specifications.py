"""Made-up scored statements for the tests of specifications and verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd


def scored(*, seed: int = 0, occasions: int = 10, shift: float = 0.0) -> pd.DataFrame:
    """Statements of A, B and C, two or three an occasion, from six outlets."""
    random = np.random.default_rng(seed)
    rows = []
    for speaker, mean in (("A", shift), ("B", 0.0), ("C", 0.0)):
        for place in range(occasions):
            for _ in range(2 + place % 2):
                outlet = f"Outlet {random.integers(6)}"
                value = round(float(np.clip(random.normal(mean, 0.2), -1, 1)), 3)
                rows.append((speaker, f"{speaker}{place:02}", outlet, value))
    return pd.DataFrame(rows, columns=["speaker", "occasion", "publisher", "polarity"])


def hanging() -> pd.DataFrame:
    """A and B sound alike, but for what one outlet, "Herald", prints of A on half the occasions."""
    table = scored(seed=3, occasions=16)
    table["polarity"] = table["polarity"].where(table["speaker"] == "C", 0.0)
    # The same in both, save for a ripple that gives the intervals a width.
    ripple = np.tile([0.05, -0.05], len(table))[: len(table)]
    table["polarity"] += ripple * (table["speaker"] != "C")
    printed = (table["speaker"] == "A") & table["occasion"].str[1:].astype(int).mod(2).eq(0)
    table.loc[printed, "publisher"], table.loc[printed, "polarity"] = "Herald", 0.9
    return table


def stances(*, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stances on two issues, and the statements that take them."""
    random = np.random.default_rng(seed)
    statements = scored(seed=seed).drop(columns="polarity")
    statements["statement_id"] = [f"s{i:03}" for i in range(len(statements))]
    taken = statements[["statement_id"]].merge(
        pd.DataFrame({"issue": ["talks", "territory"]}), how="cross"
    )
    lean = np.where(taken.index % 4 == 0, 0.8, 0.4)
    taken["stance"] = np.where(random.random(len(taken)) < lean, "favor", "against")
    taken.loc[random.random(len(taken)) < 0.4, "stance"] = "none"
    return taken, statements
