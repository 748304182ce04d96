import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from textblob import TextBlob

from analysis.errors import InputError
from analysis.sentiment import CLASSES, METHODS, score_sentiment
from analysis.statements import load_statements

ADDED = [
    "polarity", "subjectivity", "sentiment", "probability", "evidence", "language", "unscored",
]  # fmt: skip


def texts(*values: object, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"quote": list(values), **columns})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("on", ["quote", "text"])
def test_corpus(method, on):
    statements = load_statements()
    before = statements.copy(deep=True)
    scored = score_sentiment(statements, on=on, method=method)
    assert_frame_equal(statements, before)
    assert_frame_equal(scored[before.columns], before)
    assert list(scored.columns[-7:]) == ADDED
    known = scored["unscored"] == ""
    assert known.sum() > 150
    assert scored.loc[known, "polarity"].between(-1, 1).all()
    assert scored.loc[known, "evidence"].map(len).gt(0).all() == (method != "news")
    assert scored.loc[known, "probability"].notna().all() == (method == "news")
    assert (scored.loc[scored["unscored"] != "empty", "language"] == "en").all()
    assert scored.loc[~known, ["polarity", "subjectivity", "sentiment"]].isna().all().all()
    assert scored.loc[~known, "evidence"].map(len).eq(0).all()
    assert not scored["unscored"].eq("not_english").any()
    for row in scored[known].to_dict("records"):
        for item in row["evidence"]:
            assert item.field == on
            assert row[on][item.start : item.end] == item.words
    if method == "textblob":
        expected = [TextBlob(text).sentiment for text in scored.loc[known, on]]
        assert scored.loc[known, "polarity"].tolist() == [one[0] for one in expected]
        assert scored.loc[known, "subjectivity"].tolist() == [one[1] for one in expected]
        assert (
            np.sign(scored["polarity"][known]) == scored["sentiment"][known].cat.codes - 1
        ).all()
        unknown = scored.loc[~known & (scored["unscored"] != "empty"), on]
        assert {TextBlob(text).polarity for text in unknown} <= {0.0}
    else:
        assert scored["subjectivity"].isna().all()


@pytest.mark.parametrize("method", METHODS)
def test_reasons(method):
    scored = score_sentiment(
        texts(
            None, np.nan, "", " \n\t", "Мы готовы к хорошим переговорам", "a table", "a great day"
        ),
        method=method,
    )
    unknown = "" if method == "news" else "no_scored_words"
    assert scored["unscored"].tolist() == [*["empty"] * 4, "not_english", unknown, ""]
    assert scored["language"].tolist() == [*[""] * 4, "ru", "en", "en"]
    assert scored["polarity"].isna().tolist() == [True] * 5 + [method != "news", False]
    assert scored["sentiment"].tolist()[-1] == "positive"


def test_classes_of_textblob_are_the_sign():
    scored = score_sentiment(texts("a great day", "a terrible day", "what a plan (!)"))
    assert scored["sentiment"].tolist() == ["positive", "negative", "neutral"]
    assert scored["sentiment"].dtype == pd.CategoricalDtype(CLASSES, ordered=True)
    assert scored["polarity"][2] == 0


def test_classes_of_vader_are_its_authors():
    scored = score_sentiment(load_statements(), on="text", method="vader")
    known = scored["polarity"].notna()
    expected = scored["polarity"].map(
        lambda p: "positive" if p >= 0.05 else "negative" if p <= -0.05 else "neutral"
    )
    assert (scored["sentiment"].astype(str)[known] == expected[known]).all()


@pytest.mark.parametrize("method", METHODS)
def test_any_table_of_texts_in_any_order(method):
    table = pd.DataFrame(
        {"words": ["a good day", "a bad day", None], "polarity": [9, 9, 9], "mine": [1, 2, 3]},
        index=[7, 7, 2],
    )
    scored = score_sentiment(table, on="words", method=method)
    assert scored.index.tolist() == [7, 7, 2]
    assert scored["mine"].tolist() == [1, 2, 3]
    backwards = score_sentiment(table[::-1], on="words", method=method)[::-1]
    assert_frame_equal(scored, backwards)
    assert table["polarity"].tolist() == [9, 9, 9]


@pytest.mark.parametrize("method", METHODS)
def test_empty_table(method):
    scored = score_sentiment(texts().astype("str"), method=method)
    assert scored.empty and list(scored.columns) == ["quote", *ADDED]
    assert scored["polarity"].dtype == "float64"


@pytest.mark.parametrize("method", METHODS)
def test_very_long_and_odd_texts(method):
    long = ("We want a good peace and not a bad war! " * 2_500)[:100_000]
    scored = score_sentiment(texts(long, "<script> good </script>", "x" * 9_999), method=method)
    assert scored["unscored"].tolist()[:2] == ["", ""]
    if method != "news":
        assert scored["unscored"][2] == "no_scored_words"
        assert 99_900 < scored["evidence"][0][-1].end <= 100_000


@pytest.mark.parametrize("method", METHODS)
def test_mixed_text_is_scored_on_its_english_part(method):
    english = "It was a brilliant answer, she said of what the minister had told them."
    mixed = f"«Ми не віддамо ні метра землі, це жахливо.» {english}"
    both = score_sentiment(texts(mixed, english), method=method)
    assert both["polarity"][0] == both["polarity"][1]
    assert both["language"].tolist() == ["en+uk", "en"]
    for item in both["evidence"][0]:
        assert mixed[item.start : item.end] == item.words


@pytest.mark.parametrize("method", METHODS)
def test_several_columns_are_read_as_one_text(method):
    table = pd.DataFrame(
        {"text": ["He called it great.", "", None], "quote": ["an awful thing", "good", " "]}
    )
    scored = score_sentiment(table, on=["text", "quote"], method=method, explain=True)
    assert scored["unscored"].tolist() == ["", "", "empty"]
    for row in scored.head(2).to_dict("records"):
        for item in row["evidence"]:
            assert row[item.field][item.start : item.end] == item.words
    fields = {item.field for item in scored["evidence"][0]}
    assert fields == {"text", "quote"}
    alone = score_sentiment(table, on="quote", method=method)
    assert scored["polarity"][1] == alone["polarity"][1]


def test_target_is_asked_of_a_column():
    table = texts(
        *["Zelenskyy's courage is admirable, and Moscow's cruelty an outrage."] * 3,
        who=["Zelensky", "Moscow", "Witkoff"],
    )
    scored = score_sentiment(table, method="news", target="who")
    assert scored["unscored"].tolist() == ["", "", "no_target"]
    assert scored["polarity"][0] > 0 > scored["polarity"][1]
    with pytest.raises(InputError, match="'vader' knows no target"):
        score_sentiment(table, method="vader", target="who")


def test_explained_scores_add_up():
    scored = score_sentiment(texts("We had a horrible day in Geneva."), method="news", explain=True)
    total = scored["baseline"][0] + sum(item.polarity for item in scored["evidence"][0])
    assert total == pytest.approx(scored["polarity"][0], abs=2e-3)


def test_missing_column_is_named():
    with pytest.raises(InputError, match=r"quote.*the table has text, words.*on="):
        score_sentiment(pd.DataFrame({"text": [], "words": []}))


def test_unknown_method_lists_the_methods():
    with pytest.raises(InputError, match=r"'bert'.*textblob, vader, news"):
        score_sentiment(texts("good"), method="bert")


def test_what_is_no_text_is_named_by_row_and_column():
    with pytest.raises(InputError, match="2 cells are not text") as caught:
        score_sentiment(texts("good", 3, None, ["bad"]))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "quote"),
        (4, "quote"),
    ]
    assert "3 is int" in str(caught.value)
