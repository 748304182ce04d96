"""Speech in a noun, by the wording alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.attribution import attribute
from analysis.attribution.noun_cues import CONFIDENCE, noun_cues, with_noun_cues
from analysis.attribution.spans import Attribution


def shown(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[slice(*a.source[0])], text[slice(*a.cue[0])], text[slice(*a.content[0])])
        for a in noun_cues(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Few were moved by the minister's repeated claim that the bridge would hold.",
            ("the minister", "claim", "the bridge would hold"),
        ),
        (
            "Reporters laughed at Mrs. Oduya’s remark that rain was on its way. It was June.",
            ("Mrs. Oduya", "remark", "rain was on its way"),
        ),
        (
            "He repeated his warning that Mr. Lund would leave - a threat nobody believed.",
            ("his", "warning", "Mr. Lund would leave"),
        ),
        (
            "Despite the Jacobs' assurances that all was well; nobody came.",
            ("the Jacobs", "assurances", "all was well"),
        ),
        (
            "It followed their demand that troops leave the U.S.",
            ("their", "demand", "troops leave the U.S."),
        ),
    ],
)  # fmt: skip
def test_a_noun_of_speech_after_a_preposition_or_a_verb(
    text: str, found: tuple[str, str, str]
) -> None:
    assert shown(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The minister's claim that the bridge would hold drew laughter.",
        "They talked about the minister's claim on Monday.",
        "They talked about claims that the bridge would hold.",
        "They talked about the minister's house that burned down.",
        "They talked about the minister's claim that",
    ],
)
def test_other_wordings_are_left_alone(text: str) -> None:
    assert shown(text) == []


TEXT = "Envoys were puzzled by Orlov's claim that snow was falling."
CLAIM = next(noun_cues(TEXT))


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def other(kind: str, content: str) -> Attribution:
    cue = [span("were puzzled by")]
    return Attribution([span("Envoys")], cue, [span(content)], "indirect", kind, 0.9)


def test_a_deed_about_the_claim_gives_way_and_speech_does_not() -> None:
    deed, speech = (other(kind, "claim that snow was falling") for kind in ("other", "speech"))
    assert with_noun_cues(TEXT, [deed], []) == [CLAIM]
    assert with_noun_cues(TEXT, [speech], []) == [speech]
    assert with_noun_cues(TEXT, [], [speech]) == []


def test_what_does_not_touch_the_phrase_stays() -> None:
    apart = other("other", "Envoys")
    assert with_noun_cues(TEXT, [apart], []) == [apart, CLAIM]


def test_it_is_part_of_the_whole() -> None:
    assert CLAIM in attribute(TEXT, propose=lambda text: [])
    assert CLAIM.confidence == CONFIDENCE


@given(st.text(alphabet="ab 'sby.hi\n’-", max_size=80))
def test_spans_lie_inside_any_text(noise: str) -> None:
    text = f"{noise} by Orlov's claim that {noise}"
    for found in noun_cues(text):
        for start, end in [*found.source, *found.cue, *found.content]:
            assert 0 <= start < end <= len(text)
            assert not text[start].isspace() and not text[end - 1].isspace()


def test_time_is_linear() -> None:
    assert len(shown("by his claim that x. " * 20_000)) == 20_000
    assert shown("by the a b c d e " * 20_000) == []
