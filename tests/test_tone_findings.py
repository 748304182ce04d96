"""What README and notebooks say of tone, held against the numbers."""

from __future__ import annotations

import pandas as pd
import pytest
from documents import assert_says

import analysis as parley

SENTIMENT, VALIDATION = (f"notebooks/{name}.ipynb" for name in ("02_sentiment", "06_validation"))
METHODS = ("textblob", "vader", "news")


def with_interval(row: pd.Series) -> str:
    return f"{row['estimate']:.2f} [{row['ci_low']:.2f}, {row['ci_high']:.2f}]"


@pytest.fixture(scope="module")
def tones() -> pd.DataFrame:
    return parley.load_tone_labels()


@pytest.fixture(scope="module")
def toned() -> dict[str, pd.DataFrame]:
    """Text and quote by each method."""
    statements, both = parley.load_statements(), ["text", "quote"]
    return {m: parley.score_sentiment(statements, on=both, method=m) for m in METHODS}


def test_quality_of_the_methods(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    f1 = {
        name: parley.tone_quality(table, tones, unscored="neutral").set_index("measure").loc[
            "macro_f1"
        ]
        for name, table in toned.items()
    }  # fmt: skip
    textblob, vader = (f"{f1[name]['estimate']:.2f}" for name in ("textblob", "vader"))
    assert_says(
        VALIDATION,
        f"is {with_interval(f1['news'])} for the network, {textblob} for TextBlob and {vader} for "
        "VADER",
    )
    assert_says("README.md", f"F1 {with_interval(f1['news'])}; TextBlob {textblob}, VADER {vader}")


def test_quality_for_each_speaker(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    quality = parley.tone_quality(toned["news"], tones, by="speaker")
    f1 = quality[quality["measure"] == "macro_f1"].set_index("speaker")["estimate"]
    assert f1.idxmin() == "Witkoff"
    table = toned["news"].merge(tones[["statement_id", "tone"]], on="statement_id")
    his = table[table["speaker"] == "Witkoff"]
    assert_says(
        VALIDATION,
        f"It is worst for Witkoff ({f1['Witkoff']:.2f}), of whose {len(his)} statements the coders "
        f"found {(his['tone'] == 'negative').sum()} negative",
    )


def test_confusion_and_calibration(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    counts = parley.tone_confusion(toned["news"], tones)
    assert counts.loc["negative", "positive"] == 0
    turned = counts.loc["positive", "negative"]
    assert_says(
        VALIDATION, f"turned from negative to positive, and {turned} from positive to negative"
    )
    error = parley.calibration_error(toned["news"], tones).set_index("measure")
    over = error.loc["overconfidence"]
    assert over["estimate"] < 0 < over["ci_high"]
    assert_says(VALIDATION, f"too modest than too sure (by {-over['estimate']:.3f} on average")
