import random

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.lexicons import vader
from analysis.lexicons.vader import STRAIGHT
from analysis.statements import load_statements

ANALYZER = SentimentIntensityAnalyzer()
GLUE = """
    never so this without doubt least at very but no or nor kind of sort not isn't VERY the a
    peace 😁 💘 🔥x ! ?? to die for bus stop yeah right kiss death shit bad ass just enough
"""


def varied_texts(count: int) -> list[str]:
    rng = random.Random(4)
    lexicon = sorted(ANALYZER.lexicon)
    return [
        " ".join(
            rng.choice(rng.choice([lexicon, GLUE.split(), GLUE.split()]))
            for _ in range(rng.randint(1, 15))
        )
        for _ in range(count)
    ]


def test_equals_vader():
    statements = load_statements()
    texts = [text for name in ("quote", "text") for text in statements[name].dropna()]
    texts += varied_texts(5_000)
    texts += ["", "  ", " \u2003good 😁", "never so good 😂great", "GOOD but bad", "no no good"]
    score = vader.make_scorer("quote")
    assert [
        t
        for t in texts
        if score(t)[0] != ANALYZER.polarity_scores(t.translate(STRAIGHT))["compound"]
    ] == []


def test_curly_marks_are_read_as_straight_ones():
    score = vader.make_scorer("quote")
    compound, _, evidence = score("“Good talks,” he said. It isn’t bad.")[:3]
    assert compound == ANALYZER.polarity_scores('"Good talks," he said. It isn\'t bad.')["compound"]
    assert [e.words for e in evidence] == ["Good", "bad"]


def test_evidence_stands_in_the_text():
    score = vader.make_scorer("quote")
    found = 0
    for text in varied_texts(2_000):
        polarity, subjectivity, evidence = score(text)[:3]
        assert subjectivity != subjectivity
        assert polarity == 0 or evidence
        found += len(evidence)
        for item in evidence:
            assert text[item.start : item.end] == item.words != ""
            assert -1 <= item.polarity <= 1
    assert found > 2_000


def test_one_word_alone_has_the_polarity_of_the_text():
    polarity, _, (item,) = vader.make_scorer("quote")("a terrible thing of theirs")[:3]
    assert item.polarity == pytest.approx(polarity, abs=1e-4)
    assert item.words == "terrible"


@pytest.mark.parametrize(
    ("text", "words", "negation", "intensifier"),
    [
        ("That is not good.", "good", "not", ""),
        ("A very good day", "good", "", "very"),
        ("Peace 😀!", "😀", "", ""),
    ],
)
def test_evidence_names_negation_and_booster(text, words, negation, intensifier):
    items = {item.words.strip("!"): item for item in vader.make_scorer("quote")(text)[2]}
    assert (items[words].negation, items[words].intensifier) == (negation, intensifier)


def test_no_word_known():
    assert vader.make_scorer("quote")("a table of rows")[2] == []
