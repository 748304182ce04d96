"""Methods side by side: what each says and why, and how often they say the same."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import compare_methods, krippendorff_alpha, method_agreement
from analysis.errors import InputError
from analysis.evidence import SentimentEvidence
from analysis.methods import words_of

QUOTES = {
    "praise": "A wonderful and generous offer, thank you.",
    "turned": "More of this terrible war, and more cruelty for the families of our dead.",
    "words": "We meet in the old hall on Tuesday.",
    "bare": "",
}
LEXICONS = ("textblob", "vader")


def statements() -> pd.DataFrame:
    table = pd.DataFrame({"statement_id": list(QUOTES), "quote": list(QUOTES.values()), "x": 1})
    return table.assign(speaker="A", occasion="o", text=table["quote"]).iloc[::-1]


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    return compare_methods(statements())


def test_a_row_a_statement_in_the_order_of_the_input(compared: pd.DataFrame) -> None:
    assert compared.index.tolist() == [3, 2, 1, 0]
    parts = ("", "_polarity", "_words")
    told = [f"{method}{part}" for method in ("textblob", "vader", "news") for part in parts]
    kept = ["statement_id", "speaker", "occasion", "quote", "agree"]
    assert list(compared.columns) == kept + told


def test_classes_polarity_and_words(compared: pd.DataFrame) -> None:
    row = compared.set_index("statement_id").loc["praise"]
    assert (row["textblob"], row["vader"], row["news"]) == ("positive",) * 3
    assert row["agree"] == "all"
    assert row["textblob_words"] == "wonderful +1.00"
    assert row["textblob_polarity"] == pytest.approx(1.0)
    assert "generous" in row["vader_words"]


def test_the_network_is_explained_where_asked(compared: pd.DataFrame) -> None:
    found = compared.set_index("statement_id")
    differing = found["agree"].isin(["some", "opposed"])
    assert 0 < differing.sum() < len(found)
    assert ((found["news_words"] != "") == differing).all()
    every = compare_methods(statements(), explain="all").set_index("statement_id")
    assert (every["news_words"] != "").equals(every["news"].notna())
    none = compare_methods(statements(), explain="none")
    assert not [name for name in none if name.endswith("_words")]
    kept = [name for name in none if not name.endswith("_words")]
    pd.testing.assert_frame_equal(none[kept], compared[kept])


def test_agreement_of_each_statement() -> None:
    table = pd.DataFrame({"quote": ["more of the war", "a good day", "an old hall", "A wonderful"]})
    table = table.assign(statement_id=range(4), speaker="A")
    found = compare_methods(table, methods=LEXICONS)
    assert found["agree"].tolist()[:2] == ["opposed", "all"]
    assert found["agree"].tolist()[2] == "one scored"
    assert "occasion" not in found
    empty = compare_methods(table.assign(quote=""), methods=LEXICONS)
    assert set(empty["agree"]) == {"none scored"}


def test_words_are_the_strongest_each_once() -> None:
    def item(words: str, polarity: float, start: int) -> SentimentEvidence:
        return SentimentEvidence("quote", start, start + len(words), words, polarity, 0.0)

    items = [item("old", 0.001, 0), item("War,", -0.2, 4), item("war", -0.6, 9), item("a", 0.1, 13),
             item("good", 0.7, 15), item("bad", -0.7, 20), item("so", 0.05, 24)]  # fmt: skip
    assert words_of(items) == "good +0.70, bad -0.70, war -0.60, a +0.10"
    assert words_of(items, most=1) == "good +0.70"
    # What rounds to nothing is not named, nor is a comma part of a word.
    assert words_of(items[:2]) == "War -0.20"
    assert words_of([]) == ""


def test_bad_input_gets_one_clear_line() -> None:
    table = statements()
    for options, said in (
        ({"methods": ["vader"]}, "two methods or more"),
        ({"methods": ["vader", "vader"]}, "two methods or more"),
        ({"methods": ["vader", "afinn"]}, "no sentiment method 'afinn'"),
        ({"methods": []}, "no method is named"),
        ({"explain": "some"}, "none, disagreements, all"),
        ({"on": "words"}, "words"),
    ):
        with pytest.raises(InputError, match=said):
            compare_methods(table, **options)
    with pytest.raises(InputError, match="compare_methods returns"):
        method_agreement(table)


def classes(size: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(3)
    codes = random.integers(-1, 3, (size, 3))
    codes[::2, 1] = codes[::2, 0]
    table = pd.DataFrame({"occasion": [f"o{i % 20}" for i in range(size)]})
    for place, method in enumerate(("vader", "textblob", "news")):
        names = ["negative", "neutral", "positive"]
        table[method] = pd.Categorical.from_codes(codes[:, place], names, ordered=True)
        table[f"{method}_polarity"] = 0.0
    return table


def test_agreement_of_pairs_and_of_all_is_that_of_coders() -> None:
    table = classes()
    found = method_agreement(table).set_index(["methods", "measure"])
    assert found.index.get_level_values(0).unique().tolist() == [
        "vader, textblob", "vader, news", "textblob, news", "vader, textblob, news",
    ]  # fmt: skip
    for label in found.index.get_level_values(0).unique():
        part = table[label.split(", ")]
        rows = part[part.notna().sum(axis=1) > 1]
        alpha = found.loc[(label, "alpha")]
        assert alpha["estimate"] == pytest.approx(krippendorff_alpha(part, level="ordinal"))
        text = rows.astype(object)
        told = [set(row.dropna()) for _, row in text.iterrows()]
        same = found.loc[(label, "same_class")]
        assert same["estimate"] == pytest.approx(np.mean([len(t) == 1 for t in told]))
        opposed = np.mean([{"negative", "positive"} <= t for t in told])
        assert found.loc[(label, "opposed"), "estimate"] == pytest.approx(opposed)
        assert (found.loc[label, "n"] == len(rows)).all()
    assert (found["ci_low"] < found["estimate"]).all()
    assert (found["estimate"] < found["ci_high"]).all()
    assert found["n_occasions"].between(15, 20).all()


def test_agreement_does_not_depend_on_the_order_of_rows() -> None:
    table = classes()
    mixed = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(method_agreement(table), method_agreement(mixed))


def test_agreement_without_occasions_or_classes_says_so() -> None:
    bare = method_agreement(classes().drop(columns="occasion"))
    assert bare[["ci_low", "ci_high"]].isna().all(axis=None)
    assert (bare["n_occasions"] == 0).all()
    assert set(bare["note"]) == {"no occasions given: no interval"}
    single = method_agreement(classes().assign(occasion="o"))
    assert set(single["note"]) == {"one occasion: no interval"}
    none = method_agreement(classes().iloc[:0])
    assert (none["n"] == 0).all() and none["estimate"].isna().all()
