"""Methods side by side: what they hear, why, and what survives the choice of one."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import compare_methods, conclusions, contrast_methods
from analysis.errors import InputError

TEXTS = {
    "praise": "A wonderful and generous offer, thank you.",
    "turned": "A great disaster, and more cruelty for the families of our dead.",
    "bare": "",
    "dull": "We meet in the old hall on Tuesday.",
}


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    table = pd.DataFrame({"statement_id": list(TEXTS), "quote": list(TEXTS.values()), "x": 1})
    return compare_methods(table).set_index("statement_id")


def test_classes_polarities_and_words(compared: pd.DataFrame) -> None:
    row = compared.loc["praise"]
    assert (row["textblob"], row["vader"], row["news"]) == ("positive",) * 3
    assert row["agreement"] == "all"
    assert row["textblob_words"] == "wonderful +1.00"
    assert "generous" in row["vader_words"]
    assert row["news_words"] == ""
    assert row["news_polarity"] > 0.5
    assert "x" not in compared


def test_opposed_methods_are_explained(compared: pd.DataFrame) -> None:
    row = compared.loc["turned"]
    assert row["textblob"] == "positive"
    assert row["news"] == "negative"
    assert row["agreement"] == "opposed"
    assert row["textblob_words"].startswith("great +0.80")
    first, share = row["news_words"].split(", ")[0].rsplit(" ", 1)
    assert first in TEXTS["turned"]
    assert abs(float(share)) >= 0.05


def test_what_cannot_be_compared(compared: pd.DataFrame) -> None:
    assert compared.loc[["bare", "dull"], "agreement"].tolist()[0] == "fewer than two scores"
    assert compared["textblob"].isna()["bare"]


def test_two_methods_are_the_fewest() -> None:
    table = pd.DataFrame({"quote": ["We have a good table and first of all a new chair."]})
    found = compare_methods(table, methods=["textblob", "vader"])
    assert found["textblob"][0] == found["vader"][0] == "positive"
    found = compare_methods(
        pd.DataFrame({"quote": ["more of the war"]}), methods=("textblob", "vader")
    )
    assert found["agreement"][0] == "opposed"
    for methods in (["vader"], ["vader", "vader"]):
        with pytest.raises(InputError, match="two or more, each once"):
            compare_methods(table, methods=methods)


def _contrasts(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    columns = ["speaker_a", "speaker_b", "difference", "p_adjusted"]
    return pd.DataFrame(rows, columns=columns).assign(method="m")


@pytest.mark.parametrize(
    ("differences", "expected", "counts"),
    [
        ([(0.2, 0.01), (0.1, 0.04)], "holds", [2, 0, 0]),
        ([(0.2, 0.01), (0.1, 0.06)], "depends", [1, 0, 1]),
        ([(0.2, 0.01), (-0.1, 0.01)], "contradictory", [1, 1, 0]),
        ([(0.2, 0.3), (-0.1, 0.9)], "no difference found", [0, 0, 2]),
    ],
)
def test_conclusions(
    differences: list[tuple[float, float]], expected: str, counts: list[int]
) -> None:
    table = conclusions(_contrasts(*[("A", "B", *row) for row in differences]))
    assert table["conclusion"].tolist() == [expected]
    names = ["a_more_positive", "b_more_positive", "no_difference"]
    assert table[names].iloc[0].tolist() == counts
    assert table["analyses"][0] == len(differences)


def test_contrasts_of_each_method_and_column() -> None:
    good, bad = "a good day of theirs", "a bad day of theirs"
    table = pd.DataFrame(
        {
            "speaker": ["A"] * 9 + ["B"] * 9,
            "occasion": [f"o{i}" for i in range(18)],
            "quote": [good] * 8 + [bad] + [bad] * 8 + [good],
            "text": [good, bad] * 9,
        }
    )
    found = contrast_methods(table, methods=("textblob", "vader"))
    keys = list(zip(found["on"], found["method"], strict=True))
    assert keys == [(on, m) for on in ("quote", "text") for m in ("textblob", "vader")]
    assert (found.loc[found["on"] == "quote", "difference"] > 0.3).all()
    assert conclusions(found)["conclusion"].tolist() == ["depends"]
