"""Windows hold every piece once, in order, and never cut a word."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.encoder import bundled_words, tokenize
from analysis.windows import Piece, pack

HEAD, END = [Piece(101, 0), Piece(7, 0)], Piece(102, 0)


def _pieces(text: str, field: int, count: int) -> list[Piece]:
    rows = zip(*(x.tolist() for x in tokenize(text, bundled_words().tokenizer)), strict=True)
    return [Piece(i, 1, field, start, end, count + word) for i, start, end, word in rows]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("ab .!?\n”é", max_size=120), min_size=1, max_size=3), st.integers(12, 40))
def test_every_piece_stands_in_one_window(texts: list[str], longest: int) -> None:
    fields = [(text, _pieces(text, n, 1000 * n)) for n, text in enumerate(texts)]
    windows = pack(fields, head=HEAD, end=END, longest=longest)
    wanted = [(p.field, p.start, p.word) for _, pieces in fields for p in pieces]
    found = [
        row
        for w in windows
        for row in zip(w.fields.tolist(), w.starts.tolist(), w.words.tolist(), strict=True)
        if row[0] >= 0
    ]
    assert found == wanted
    for w in windows:
        assert len(w) <= longest
        assert w.ids[:2].tolist() == [101, 7]
        assert w.ids[-1] == 102


def test_sentences_stay_whole_where_they_fit() -> None:
    text = "One two three four. Five six seven eight. Nine."
    windows = pack([(text, _pieces(text, 0, 0))], head=HEAD, end=END, longest=14)
    parts = [text[w.starts[2] : w.ends[-2]] for w in windows]
    assert parts == ["One two three four. Five six seven eight.", "Nine."]


def test_fields_are_kept_apart() -> None:
    fields = [("a b.", _pieces("a b.", 0, 0)), ("c.", _pieces("c.", 1, 3))]
    (window,) = pack(fields, head=HEAD, end=END, longest=20)
    assert window.fields.tolist() == [-1, -1, 0, 0, 0, -1, 1, 1, -1]
    without = window.without([1])
    assert len(without) == len(window) - 1
    assert 1 not in np.asarray(without.words)


def test_no_words_no_window() -> None:
    assert pack([("", []), (" ", [])], head=HEAD, end=END, longest=9) == []
