import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evidence import SentimentEvidence
from analysis.lexicons import textblob_fast, vader
from analysis.sentiment_flags import flags

SCORERS = {
    "textblob": textblob_fast.make_scorer("quote"),
    "vader": vader.make_scorer("quote"),
}


def flagged(text, method="textblob", field="quote"):
    evidence = [item._replace(field=field) for item in SCORERS[method](text).evidence]
    return [(flag.kind, flag.words, flag.note) for flag in flags(text, evidence, field=field)]


@pytest.mark.parametrize(
    ("method", "text", "negation", "word"),
    [
        ("textblob", "This isn't a bad idea.", "isn't", "bad"),
        ("textblob", "This isn’t a bad idea.", "isn’t", "bad"),
        ("textblob", "They cannot be good partners.", "cannot", "good"),
        ("textblob", "Nobody here thinks that it is good.", "Nobody", "good"),
        ("textblob", "Never, in all those talks, was it honest.", "Never", "honest"),
        ("vader", "We will never, whatever the price may be, call it good.", "never", "good"),
        ("vader", "They failed to bring a just peace.", "failed to", "peace"),
    ],
)
def test_negations_that_the_method_missed(method, text, negation, word):
    assert ("negation_missed", negation, word) in flagged(text, method)


@pytest.mark.parametrize("method", SCORERS)
@pytest.mark.parametrize(
    "text",
    [
        "It was not good.",
        "It was never tried, but it is a good plan.",
        "They said no; the plan is good.",
        "There is no doubt that it is good.",
        "It is good.",
        "Not only he likes the good plan.",
    ],
)
def test_negations_counted_ended_or_none_are_not_missed(method, text):
    assert "negation_missed" not in [kind for kind, _, _ in flagged(text, method)]


def test_vader_knows_contractions():
    assert flagged("This isn't a bad idea.", "vader") == []


@pytest.mark.parametrize("method", SCORERS)
def test_negated_clause_without_a_scored_word(method):
    text = "The visit was great, but it was not a productive meeting. We left."
    assert flagged(text, method) == [("negation_unscored", "not a productive meeting", "")]


def test_third_parties_quoted_inside():
    found = flagged("Lavrov called it 'a disgrace', but we want a deal.", "vader")
    assert found == [("third_party", "'a disgrace'", "disgrace")]
    text = "The plan is “a good and honest one”, as Peskov put it."
    assert flagged(text) == [("third_party", "“a good and honest one”", "good")]
    wrapped = "“Lavrov called it ‘a terrible idea’ yesterday.”"
    assert flagged(wrapped) == [("third_party", "‘a terrible idea’", "terrible")]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("“This is a good day for us all.”", "quote"),
        ("We call it 'a good and honest plan'.", "quote"),
        ("I have said “a good and honest plan”.", "quote"),
        ("He called it “a good and honest plan”.", "text"),
        ("He called it “a table”.", "quote"),
        ("It's the leaders' good plan, and it's theirs.", "quote"),
    ],
)
def test_no_third_party(text, field):
    assert "third_party" not in [kind for kind, _, _ in flagged(text, field=field)]


@pytest.mark.parametrize(
    ("method", "text", "sign"),
    [
        ("vader", 'Their "peace" plan is a map of ruins.', '"peace"'),
        ("textblob", "This “great” offer came at night.", "“great”"),
        ("textblob", "The so-called referendum is over.", "so-called"),
        ("textblob", "Oh, great, one more round.", "Oh, great"),
        ("textblob", "They broke it. What a surprise.", "What a surprise"),
        ("textblob", "Thanks for nothing.", "Thanks for nothing"),
        ("textblob", "And that is a brilliant plan?!", "brilliant plan?!"),
    ],
)
def test_signs_of_sarcasm(method, text, sign):
    assert ("sarcasm", sign) in [(kind, words) for kind, words, _ in flagged(text, method)]


def test_plain_texts_have_no_flags():
    assert flagged("We had a great day and want a good peace.") == []
    assert flags("", []) == []


def test_only_evidence_of_the_column_counts():
    item = SentimentEvidence("text", 12, 15, "bad", -0.7, 0.6)
    assert [flag.kind for flag in flags("This is not bad", [item], field="text")] == [
        "negation_missed"
    ]
    assert [flag.kind for flag in flags("This is not bad", [item], field="quote")] == [
        "negation_unscored"
    ]


PIECES = st.sampled_from(
    ["isn't", "not", "never", "no", "good", "bad", "'", "“", "”", '"', ",", " but", ". ", "\n", "İ"]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES | st.sampled_from(["oh great", "?!", "he said ", " "]) | st.text(max_size=5))
)
def test_words_stand_where_the_flag_says(pieces):
    text = " ".join(pieces)
    for method in SCORERS:
        found = flags(text, SCORERS[method](text).evidence, field="quote")
        for flag in found:
            assert 0 <= flag.start < flag.end <= len(text)
            assert text[flag.start : flag.end] == flag.words
        assert [flag.start for flag in found] == sorted(flag.start for flag in found)


def test_long_texts_take_time_that_grows_with_their_length():
    start = time.perf_counter()
    for text in ("no " * 100_000, "'a " * 100_000, '"“«‘' * 50_000, "isn't good, " * 30_000):
        flags(text, [])
    assert time.perf_counter() - start < 2
