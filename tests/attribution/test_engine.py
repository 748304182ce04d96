"""The engine finds who said what, takes any text, and gives the same answer everywhere."""

from __future__ import annotations

import random
import time
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from analysis.attribution.cues import kind_of_cue
from analysis.attribution.engine import BLOCK, blocks, propose
from analysis.attribution.features import (
    CLOSED,
    N_FEATURES,
    OUTSIDE,
    SINGLE,
    UNCLOSED,
    quotation_states,
    read_pieces,
    windows,
)
from analysis.attribution.spans import Attribution
from analysis.encoder import bundled_encoder

ARTICLE = """\
Envoys meet in Geneva as ceasefire talks resume

The mayor of Riverton, Anna Holt, said on Monday that the bridge would stay closed until spring.

“We cannot put people at risk,” she told reporters. “The steel is worn.”

According to the transport ministry, repairs will cost 40 million euros.

Peter Lane, who leads the opposition, called the plan “a waste of money” and accused the mayor of \
hiding the figures.

The bridge was built in 1931. It has two lanes.
"""


def _texts(text: str, attribution: Attribution) -> tuple[str, str, str]:
    return tuple(
        " ".join(text[a:b] for a, b in part)
        for part in (attribution.source, attribution.cue, attribution.content)
    )  # type: ignore[return-value]


def test_finds_direct_indirect_and_mixed_speech() -> None:
    found = {cue: (source, content) for source, cue, content in
             (_texts(ARTICLE, a) for a in propose(ARTICLE))}  # fmt: skip
    said = next(v for k, v in found.items() if k.startswith("said"))
    assert "Anna Holt" in said[0]
    assert "the bridge would stay closed until spring" in said[1]
    told = next(v for k, v in found.items() if k.startswith("told"))
    assert told[0] == "she"
    assert "We cannot put people at risk" in told[1]
    assert "The steel is worn" in told[1]
    according = next(v for k, v in found.items() if k.lower().startswith("according"))
    assert "transport ministry" in according[0]
    assert "40 million euros" in according[1]
    called = next(v for k, v in found.items() if k.startswith("called"))
    assert "Peter Lane" in called[0]
    assert "a waste of money" in called[1]


def test_modes_confidence_and_order() -> None:
    found = propose(ARTICLE)
    modes = {_texts(ARTICLE, a)[1].split()[0].lower(): a.mode for a in found}
    assert modes["said"] == "indirect"
    assert modes["told"] == "direct"
    assert modes["called"] == "mixed"
    assert all(0.0 < a.confidence <= 1.0 for a in found)
    places = [a.cue[0] for a in found]
    assert places == sorted(places)


def test_plain_prose_says_nothing() -> None:
    assert propose("The bridge was built in 1931. It has two lanes.") == []


def test_same_answer_twice_and_beside_other_text() -> None:
    alone = propose(ARTICLE)
    assert propose(ARTICLE) == alone
    for other in ("Nothing happened.", ARTICLE * 3):
        propose(other)
        assert propose(ARTICLE) == alone


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00",
        "“",
        '"' * 3000,
        "a" * 100_000,
        "\ud800 said that \udfff",
        "👍🏽" * 2000,
        "he said " * 2000,
        "." * 5000,
        "\n" * 5000,
        "Слава Україні, сказав він.",
        "e\u0301" * 3000,
    ],
)
def test_takes_any_text(text: str) -> None:
    for attribution in propose(text):
        for start, end in attribution.source + attribution.cue + attribution.content:
            assert 0 <= start < end <= len(text)


def test_offsets_stay_inside_mutated_texts() -> None:
    rng = random.Random(5)
    pool = "\u00a0\u2028\r\n\"“”‘’«»'`\x00\ud83d👍é\t. "
    for _ in range(25):
        letters = list(ARTICLE)
        for _ in range(rng.randrange(60)):
            letters[rng.randrange(len(letters))] = rng.choice(pool)
        text = "".join(letters)
        for a in propose(text):
            assert a.cue
            assert a.content
            for start, end in a.source + a.cue + a.content:
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip()


def test_quotations_may_be_given() -> None:
    first = ARTICLE.index("“We")
    given = [(first, ARTICLE.index("”", first) + 1)]
    told = [a for a in propose(ARTICLE, given) if _texts(ARTICLE, a)[1].startswith("told")]
    assert told
    assert "We cannot put people at risk" in _texts(ARTICLE, told[0])[2]


def test_blocks_cover_the_text() -> None:
    for text in ("", "x", "x" * 50_001, ("word " * 1000 + "\n") * 30):
        found = list(blocks(text))
        assert "".join(text[a:b] for a, b in found) == text
        assert all(0 < b - a <= BLOCK for a, b in found)


def test_windows_cover_the_pieces_and_keep_quotations_together() -> None:
    tokenizer = bundled_encoder("attribution").tokenizer
    text = "Filler words go here. " * 6 + "\n\n“It begins here.\n\n“It goes on,” he said.\n\n"
    pieces = read_pieces(text * 12, tokenizer)
    found = windows(pieces, 100)
    assert found[0][0] == 0
    assert found[-1][1] == len(pieces)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(0 < b - a <= 100 for a, b in found)
    assert not any(pieces.together[a] for a, _ in found)
    assert pieces.together.sum() == 12
    assert pieces.features.min() >= 0
    assert pieces.features.max() < N_FEATURES


@pytest.mark.parametrize(
    ("text", "inside", "state"),
    [
        ("He said “yes” and left", "“yes”", CLOSED),
        ('He said "yes" and left', '"yes"', CLOSED),
        ("He said ``yes'' and left", "``yes''", CLOSED),
        ("«Oui», he said", "«Oui»", CLOSED),
        ("“It goes on", "“It goes on", UNCLOSED),
        ('"Not closed, he said. "But this is," she said.', '"But this is,"', CLOSED),
        ("‘Yes,’ he said", "‘Yes,’", SINGLE),
        ("The players' union met", "The players' union met", OUTSIDE),
        ("Don't, he said, can't", "Don't, he said, can't", OUTSIDE),
    ],
)
def test_quotation_states(text: str, inside: str, state: int) -> None:
    states = quotation_states(text)
    start = text.index(inside)
    assert set(states[start : start + len(inside)]) == {state}
    if state in (CLOSED, SINGLE):
        assert not states[start + len(inside) :].any() or text.count(inside[0]) > 2


@pytest.mark.parametrize(
    ("cue", "kind"),
    [
        ("said", "speech"),
        ("told reporters on Monday", "speech"),
        ("according to", "speech"),
        (":", "speech"),
        ("has repeatedly denied", "speech"),
        ("admitted", "speech"),
        ("wants", "other"),
        ("believes", "other"),
        ("refused to say", "other"),
        ("didn’t say", "other"),
        ("hopes to tell", "other"),
        ("plans", "other"),
    ],
)
def test_kind_of_cue(cue: str, kind: str) -> None:
    assert kind_of_cue(cue) == kind


def test_time_and_memory_grow_no_faster_than_the_text() -> None:
    propose(ARTICLE)

    def seconds(text: str) -> float:
        start = time.process_time()
        propose(text)
        return time.process_time() - start

    short, long = ARTICLE * 10, ARTICLE * 100
    assert seconds(long) < 25 * max(seconds(short), 0.02)
    tracemalloc.start()
    propose(long)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6


def test_features_of_a_long_line_are_linear() -> None:
    tokenizer = bundled_encoder("attribution").tokenizer
    start = time.process_time()
    for text in ("‘a " * 100_000, '"' * 300_000, "``" * 150_000):
        quotation_states(text)
    assert time.process_time() - start < 5
    assert len(read_pieces("x" * 100_000, tokenizer)) < 10
    assert np.all(quotation_states("no marks") == OUTSIDE)
