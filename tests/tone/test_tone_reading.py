"""The tone network reads every word once, and knows which are the target's."""

from __future__ import annotations

from analysis.encoder import bundled_words
from analysis.tone.reading import MARK, PLAIN, TARGET, WINDOW, read

WORDS = bundled_words()


def test_target_and_marks() -> None:
    text = "Moscow welcomed Brussels’ plan."
    (window,) = read([text], WORDS.tokenizer, targets=[[(16, 24)]])
    assert window.features[0] == window.features[-1] == MARK
    named = window.features == TARGET
    assert [text[a:b] for a, b in zip(window.starts[named], window.ends[named], strict=True)] == [
        "Brussels"
    ]
    assert (window.features[1:-1][~named[1:-1]] == PLAIN).all()


def test_words_of_two_fields_have_numbers_of_their_own() -> None:
    (window,) = read(["He said yes.", "yes"], WORDS.tokenizer)
    assert window.words.tolist() == [-1, 0, 1, 2, 3, -1, 4, -1]
    assert window.fields.tolist() == [-1, 0, 0, 0, 0, -1, 1, -1]


def test_long_texts_take_several_windows() -> None:
    windows = read(["The talks went on for a long time in the old town. " * 30], WORDS.tokenizer)
    assert len(windows) > 2
    assert all(len(w) <= WINDOW for w in windows)


def test_no_words_no_windows() -> None:
    assert read(["", " \n"], WORDS.tokenizer) == []
