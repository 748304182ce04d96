"""How a statement is read: windows with every word once, masked names, the codebook's marks."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load_codebook, load_speakers
from analysis.encoder import bundled_encoder, plain, tokenize
from analysis.stance.decide import patterns
from analysis.stance.network import MODEL
from analysis.stance.reading import (
    CONDITION,
    FAVOR,
    FIELDS,
    MARK,
    N_MARKS,
    NEGATION,
    QUOTE,
    TERM,
    TEXT,
    WINDOW,
    Reading,
    marks,
    name_pattern,
    read_proposition,
    read_statement,
)

TOKENIZER = bundled_encoder(MODEL).tokenizer
CODEBOOK = load_codebook()
REGISTRY = load_speakers()


def pieces(reading: Reading) -> list[str]:
    return [TOKENIZER.id_to_token(number) for number in reading.ids.tolist()]


def words_of(windows: list[Reading]) -> list[tuple[int, int, int]]:
    """Field, start and end of every piece that is no mark."""
    return [
        (field, start, end)
        for w in windows
        for field, start, end in zip(
            w.fields.tolist(), w.starts.tolist(), w.ends.tolist(), strict=True
        )
        if field >= 0
    ]


def test_a_small_statement_piece_by_piece() -> None:
    (window,) = read_statement({"text": "No truce.", "quote": "We’ll"}, "us", None, TOKENIZER)
    first = ["[CLS]", "america", ":", "no", "truce", ".", "[SEP]", "we", "'", "ll", "[SEP]"]
    assert pieces(window) == first
    assert len(window) == len(first)
    assert window.features.tolist() == [MARK] * 3 + [TEXT] * 3 + [MARK] + [QUOTE] * 3 + [MARK]
    assert window.fields.tolist() == [-1] * 3 + [0] * 3 + [-1] + [1] * 3 + [-1]
    assert window.words.tolist() == [-1, -1, -1, 0, 1, 2, -1, 3, 4, 5, -1]
    assert window.starts.tolist() == [0, 0, 0, 0, 3, 8, 0, 0, 2, 3, 0]


@pytest.mark.parametrize(("side", "word"), [("russia", "russia"), ("", "other"), ("us", "america")])
def test_the_side_stands_first(side: str, word: str) -> None:
    (window,) = read_statement({"text": "Yes"}, side, None, TOKENIZER)
    assert pieces(window)[:3] == ["[CLS]", word, ":"]


@pytest.mark.parametrize("nothing", [{}, {"text": ""}, {"text": " \n\x00", "quote": "\u200b"}])
def test_no_words_no_windows(nothing: dict[str, str]) -> None:
    assert read_statement(nothing, "us", None, TOKENIZER) == []


WORDS = st.sampled_from(
    [
        "he", "we", "ceasefire", "unconstitutionally", "asbestosis", "Zaporizhzhia", "Peskov.",
        "no", "Dmitry Peskov", "isn’t", "“quote.”", "—", "🙂", "𝐓𝐫", "Київ", "é",
        "3.5;", "\n", "x" * 120, "?!", "...", "",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.integers(1, 60), st.sampled_from(["us", "a side of a great many words"]))
def test_windows_hold_every_word_once(text: str, quote: str, times: int, side: str) -> None:
    texts = {"text": f"{text} " * times, "quote": quote}
    windows = read_statement(texts, side, None, TOKENIZER)
    assert all(len(w) <= WINDOW for w in windows)
    assert all((w.fields >= 0).any() for w in windows)
    expected = []
    for number, field in enumerate(FIELDS):
        tokens = tokenize(texts[field], TOKENIZER)
        spans = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
        expected += [(number, start, end) for start, end in spans]
    assert words_of(windows) == expected
    seen = [set(w.words[w.words >= 0].tolist()) for w in windows]
    assert sum(map(len, seen)) == len(set().union(*seen))


@pytest.mark.parametrize("word", ["ceasefire", "unconstitutionally", "Zaporizhzhia", "x.y", "Б"])
def test_a_text_without_an_end_is_cut_between_words(word: str) -> None:
    windows = read_statement({"text": f"{word} " * 900}, "us", None, TOKENIZER)
    assert len(windows) > 3
    assert all(len(w) <= WINDOW for w in windows)
    seen = [set(w.words[w.words >= 0].tolist()) for w in windows]
    assert sum(map(len, seen)) == len(set().union(*seen))


def test_sentences_stay_whole_where_they_fit() -> None:
    text = "The delegation arrived at the hotel in the evening. " * 60
    for window in read_statement({"text": text}, "us", None, TOKENIZER):
        assert pieces(window)[3] == "the"
        assert pieces(window)[-2:] == [".", "[SEP]"]


def test_words_taken_out_are_gone_and_the_rest_is_as_it_was() -> None:
    (window,) = read_statement({"text": "No ceasefire now."}, "us", None, TOKENIZER)
    left = window.without([1])
    kept = window.words != 1
    assert pieces(left) == ["[CLS]", "america", ":", "no", "now", ".", "[SEP]"]
    for name in ("ids", "features", "fields", "starts", "ends", "words"):
        assert getattr(left, name).tolist() == getattr(window, name)[kept].tolist()
    assert window.without([]).ids.tolist() == window.ids.tolist()


# Names


@pytest.mark.parametrize("printed", ["Peskov", "Dmitry Peskov", "Песков"])
def test_a_name_in_any_spelling_is_one_masked_piece(printed: str) -> None:
    names = name_pattern("Peskov", REGISTRY)
    text = f"🙂 {printed}’s word: {printed} {printed}, no."
    (window,) = read_statement({"text": text}, "russia", names, TOKENIZER)
    masked = [n for n, piece in enumerate(pieces(window)) if piece == "speaker"]
    assert len(masked) == 3
    assert {text[window.starts[n] : window.ends[n]] for n in masked} == {printed}
    assert not {"pe", "##sko", "##v", "dmitry"} & set(pieces(window))
    covered = np.zeros(len(text), dtype=bool)
    for start, end in zip(window.starts, window.ends, strict=True):
        covered[start:end] = True
    assert all(covered[n] for n, letter in enumerate(text) if letter.isalnum())


def test_only_whole_names_are_masked() -> None:
    names = name_pattern("Trump", REGISTRY)
    assert names is not None
    assert not names.search("a trumpet; Trumpism; to trump")
    assert names.search("Trump’s")


@pytest.mark.parametrize(
    ("speaker", "masked", "left"),
    [
        ("John Smith", "Smith", "John"),
        ("Nobody (Known)", "", "Known"),
        ("Kremlin spokesman", "", "spokesman"),
        ("A+B", "A+B", "AAB"),
        ("", "", "speaker"),
        ("   ", "", "speaker"),
    ],
)
def test_an_unknown_speaker_is_masked_by_the_last_word(
    speaker: str, masked: str, left: str
) -> None:
    names = name_pattern(speaker, REGISTRY)
    assert (names.fullmatch(masked) is not None) if masked and names else not masked
    assert names is None or not names.fullmatch(left)


def test_bodies_and_countries_are_not_masked() -> None:
    other = [entry.name for entry in REGISTRY if entry.kind != "person"]
    assert other
    assert [name for name in other if name_pattern(name, REGISTRY)] == []


# Marks


MARKED = st.lists(
    st.sampled_from(
        [
            "not", "no", "isn’t", "if", "provided that", "truce", "Ceasefire", "talks", "ready to",
            "meet", "constructive", "never", "stalled,", "no point in", "reject", "land", ".",
            "“give", "up”", "🙂", "only after", "guarantees", "sanctions",
            "unprovided", "talksy",
        ]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


def expected_marks(window: Reading, texts: dict[str, str]) -> np.ndarray:
    """Marks by a look at every character of the whole text."""
    shared, own = patterns(CODEBOOK)
    found = np.zeros((len(own), len(window), N_MARKS))
    for issue, wording in enumerate(own):
        for mark, pattern in {**shared, **wording}.items():
            for number, field in enumerate(FIELDS):
                text = plain(texts[field])
                hit = [False] * len(text)
                for match in pattern.finditer(text):
                    hit[match.start() : match.end()] = [True] * len(match.group())
                for piece in np.flatnonzero(window.fields == number):
                    here = hit[window.starts[piece] : window.ends[piece]]
                    found[issue, piece, mark] = any(here)
    return found


@settings(max_examples=40, deadline=None)
@given(MARKED, MARKED)
def test_marks_are_what_the_patterns_match(text: str, quote: str) -> None:
    texts = {"text": text, "quote": quote}
    for window in read_statement(texts, "us", None, TOKENIZER):
        found = marks(window, texts, *patterns(CODEBOOK))
        assert found.dtype == np.float32
        assert np.array_equal(found, expected_marks(window, texts))
        assert not found[:, window.fields < 0].any()


def test_marks_of_every_window_of_a_long_text() -> None:
    texts = {"text": "We don’t want a truce if talks stall. " * 40, "quote": "No ceasefire. " * 40}
    windows = read_statement(texts, "us", None, TOKENIZER)
    assert len(windows) > 2
    for window in windows:
        found = marks(window, texts, *patterns(CODEBOOK))
        assert np.array_equal(found, expected_marks(window, texts))


def test_marks_by_hand() -> None:
    shared = {CONDITION: re.compile("if"), NEGATION: re.compile("not")}
    own = [{TERM: re.compile("truce")}, {FAVOR: re.compile("not a truce")}]
    texts = {"text": "not a truce if"}
    (window,) = read_statement(texts, "us", None, TOKENIZER)
    found = marks(window, texts, shared, own)[:, 3:-1]
    assert found.shape == (2, 4, N_MARKS)
    assert found[0].argmax(1).tolist() == [NEGATION, 0, TERM, CONDITION]
    assert found[0].sum(1).tolist() == [1, 0, 1, 1]
    assert found[1, :, FAVOR].tolist() == [1, 1, 1, 0]
    assert found[1, :, TERM].tolist() == [0, 0, 0, 0]


def test_a_mark_beside_a_match_does_not_belong_to_it() -> None:
    texts = {"text": "“truce”s"}
    (window,) = read_statement(texts, "us", None, TOKENIZER)
    found = marks(window, texts, {}, [{TERM: re.compile("truce")}])
    assert found[0, 3:-1, TERM].tolist() == [0, 1, 0, 0]


def test_a_proposition_has_end_marks_and_fits_a_window() -> None:
    ids, features = read_proposition("truce " * 500, TOKENIZER)
    assert len(ids) == len(features) == WINDOW
    assert [TOKENIZER.id_to_token(n) for n in (ids[0], ids[1], ids[-1])] == [
        "[CLS]",
        "truce",
        "[SEP]",
    ]
