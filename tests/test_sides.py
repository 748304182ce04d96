"""Which side a piece of wording is about."""

from __future__ import annotations

import pytest

from analysis.sides import load_sides

SIDES = load_sides()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Moscow and Kyiv", ["russia", "ukraine"]),
        ("RUSSIA said", ["russia"]),
        ("the US envoy told us", ["us", "own"]),
        ("the Ukrainian side", ["ukraine"]),
        ("we and Washington", ["own", "us"]),
        ("nobody at all", []),
        ("prussian blue", []),
    ],
)
def test_mentions_in_order(words: str, named: list[str]) -> None:
    assert SIDES.mentioned(words, own="own") == named


def test_nearest_mention_decides_and_the_one_before_wins_a_tie() -> None:
    words = "Kyiv waits while Moscow stalls here"
    start = words.index("stalls")
    assert SIDES.nearest(words, start, start + 6, own="") == "russia"
    tie = "Kyiv xx Moscow"
    assert SIDES.nearest(tie, 5, 7, own="") == "ukraine"
    assert SIDES.nearest("nobody", 0, 6, own="") == ""


def test_side_of_a_speaker() -> None:
    assert SIDES.side_of("Peskov") == "russia"
    assert SIDES.side_of("Nobody Known") == ""
