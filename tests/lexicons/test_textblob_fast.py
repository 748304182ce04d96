import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from textblob._text import ABBREVIATIONS, EMOTICONS
from textblob.en import sentiment as textblob_lexicon

from analysis.lexicons import textblob_fast
from analysis.statements import load_statements

FACES = sorted(face for faces in EMOTICONS.values() for face in faces)
NEGATIONS = """
    no not never n't don't isn't can't won't Not NEVER cannot isn’t ain't hadn't didn't've 'not'
"""
MODIFIERS = "very really extremely much real definitely lively barely Hardly VERY"
OTHERS = """
    a an the I to of war peace Kremlin U.S. Mr. e.g. p.m. T. it's we'll they're I'd we've
    END-OF-SENTENCE END-OF-SENTENCES http://a.b/c?x=1 www.x.com me@x.org 3.5 1,000 50% $5
    8 (8) (June Слава Україні «так» 😀 👍🏽 ♥ é İstanbul ﬁne ß x/y and/or O D o X p P s c b
    3 ) ( n t 't 8- word.. a.. ...good .... !. ?! !!! (!) (! !) no. not. -- — – - _ ~ `
    `` '' ' " “ ” ‘ ’ * ** [ ] { } | = < > \\ / : ; -. ^ \u200b
"""
PHRASES = ["\u00a0", "June 8)", "( ! )", "(! )", "n 't", "not :( a", "very ♥ good", "not ♥ bad"]
AFTER = """
    . , ! ? ... !! ; : ) " ' ” 's .... ." !) .) ?!
"""
BEFORE = """
    ( " ' “ ‘ - # @ ... [ $
"""
SPACES = [" "] * 40 + ["  ", "\n", "\n\n", "\r\n\r\n", "\t", "\u2003", "", "", "", "\x1c", "\x85"]


def varied_texts(count: int, seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    len(textblob_lexicon)
    words = sorted(dict.keys(textblob_lexicon))
    pools = [words] * 6 + [MODIFIERS.split()] * 3 + [NEGATIONS.split()] * 3
    pools += [[*OTHERS.split(), *PHRASES]] * 5
    pools += [sorted(ABBREVIATIONS), FACES]
    for _ in range(count):
        # Half of the texts have no emoticon: those go the short way.
        chosen = pools if rng.random() < 0.5 else pools[:12]
        text = ""
        for _ in range(rng.choice([1, 2, 3, 5, 8, 12, 20])):
            word = rng.choice(rng.choice(chosen))
            change = rng.random()
            if change < 0.15:
                word = word.capitalize() if change < 0.1 else word.upper()
            elif change < 0.25:
                word += rng.choice(AFTER.split())
            elif change < 0.3:
                word = rng.choice(BEFORE.split()) + word
            text += word + rng.choice(SPACES)
        yield text


def differences(texts: list[str]) -> list[str]:
    score = textblob_fast.make_scorer("quote")
    return [text for text in texts if score(text)[:2] != tuple(TextBlob(text).sentiment)]


def test_the_installed_textblob_is_scored_by_the_fast_way():
    assert textblob_fast._installed() in textblob_fast.VERIFIED


def test_equals_textblob_on_the_corpus():
    statements = load_statements()
    texts = [text for name in ("quote", "text") for text in statements[name].dropna()]
    assert len(texts) > 700
    assert differences(texts) == []


def test_equals_textblob_on_20000_varied_texts():
    texts = list(varied_texts(20_000, seed=1))
    engine = textblob_fast.Engine(textblob_lexicon)
    whole = sum(map(engine.may_join, texts))
    assert 2_000 < whole < 10_000, "both ways through the engine are tried"
    assert differences(texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "(June 8)",
        "He said: p",
        "FOX D great",
        "good ( ! )",
        "good (\n!\n)",
        "great\n\ngreat",
        "END-OF-SENTENCE very END-OF-SENTENCE good",
        "very -END-OF-SENTENCE good",
        "not a good idea, isn't a bad idea, really not good, very no good",
        "very\u00a0good\x1cnot\x85bad",
        "good" + " x" * 50 + "!" * 7,
        "good " * 20_000,
        "!" * 5_000,
        "'" * 5_000,
        ":" * 500 + ")",
    ],
)
def test_equals_textblob_on_its_peculiarities(text):
    assert differences([text]) == []


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("ond't :()8!.DXxo_O=\n\"’ é😀-3PpcsgGty")), max_size=40)
)
def test_equals_textblob_on_any_text(text):
    assert differences([text]) == []


def test_evidence_stands_in_the_text_and_averages_to_the_score():
    score = textblob_fast.make_scorer("quote")
    scored = 0
    for text in varied_texts(2_000, seed=2):
        polarity, subjectivity, evidence = score(text)[:3]
        assessed = textblob_lexicon(text).assessments
        assert [(e.polarity, e.subjectivity) for e in evidence] == [a[1:3] for a in assessed]
        for item in evidence:
            assert text[item.start : item.end] == item.words != ""
            assert item.field == "quote"
        if evidence:
            scored += 1
            mean = sum(item.polarity for item in evidence) / len(evidence)
            assert polarity == pytest.approx(mean)
            assert subjectivity == pytest.approx(
                sum(item.subjectivity for item in evidence) / len(evidence)
            )
    assert scored > 1_000


@pytest.mark.parametrize(
    ("text", "words", "polarity", "negation", "intensifier"),
    [
        ("A good idea", "good", 0.7, "", ""),
        ("That is NOT a good idea", "NOT a good", -0.35, "not", ""),
        ("a “very good” idea", "very good", 0.91, "", "very"),
        ("furthermore, more", "more", 0.5, "", ""),
        ("a good idea!", "good", 0.875, "", "!"),
        ("It is good!", "good!", 0.875, "", "!"),
        ("on (June 8) already", "8)", 0.5, "", ""),
        ("peace : ) at last", ": )", 0.5, "", ""),
    ],
)
def test_evidence_names_what_was_scored(text, words, polarity, negation, intensifier):
    evidence = textblob_fast.make_scorer("text")(text)[2][0]
    assert evidence.words == words
    assert evidence.polarity == pytest.approx(polarity)
    assert (evidence.negation, evidence.intensifier) == (negation, intensifier)


def test_a_word_that_the_user_adds_to_textblob_counts():
    score = textblob_fast.make_scorer("quote")
    assert score("a ceasefireish plan")[2] == []
    try:
        textblob_lexicon.annotate("ceasefireish", "JJ", 0.5, 0.5, 1.0)
        polarity, _, evidence = textblob_fast.make_scorer("quote")("a ceasefireish plan")[:3]
        assert (polarity, evidence[0].words) == (0.5, "ceasefireish")
    finally:
        dict.pop(textblob_lexicon, "ceasefireish", None)
    assert textblob_fast.make_scorer("quote")("a ceasefireish plan")[2] == []


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(textblob_fast, "CACHE_LIMIT", 100)
    engine = textblob_fast.Engine(textblob_lexicon)
    for number in range(500):
        engine.score(f"good{number} {'long' * 20}{number}")
    assert 0 < len(engine) <= 100
    assert max(map(len, engine)) <= textblob_fast.LONGEST_CACHED


def test_an_unverified_version_is_asked_itself(monkeypatch):
    monkeypatch.setattr(textblob_fast, "VERIFIED", ())
    monkeypatch.setattr(textblob_fast, "Engine", None)  # any use of it would fail
    score = textblob_fast.make_scorer("quote")
    texts = [*varied_texts(500, seed=3), "We want Peace, not a bad deal!", "talks"]
    for text in texts:
        polarity, subjectivity, evidence = score(text)[:3]
        assert (polarity, subjectivity) == tuple(TextBlob(text).sentiment)
        assert all(text[item.start : item.end] == item.words for item in evidence)
    item = score("That is not bad!")[2][0]
    assert (item.words, item.negation, item.intensifier) == ("not bad!", "not", "!")
