"""Who is meant by a mention."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.resolution import Resolution, resolve


def found(marked: str, published: dt.date | None = dt.date(2025, 9, 1)) -> list[Resolution]:
    """Resolutions of all [mentions] marked in a text."""
    text, spans, start = "", [], 0
    for letter in marked:
        if letter == "[":
            start = len(text)
        elif letter == "]":
            spans.append((start, len(text)))
        else:
            text += letter
    return resolve(spans, text, published=published)


def names(marked: str) -> list[str]:
    return [resolution.name for resolution in found(marked)]


@pytest.mark.parametrize(
    "mention",
    [
        "Zelensky", "Mr. Zelensky", "Zelenskyy", "Volodymyr Zelensky", "President Zelensky",
        "the Ukrainian leader", "Ukrainian President Volodymyr Zelensky",
        "Volodymyr Zelensky, the president of Ukraine,",
    ],
)  # fmt: skip
def test_the_registry_knows_him_by_every_name(mention: str) -> None:
    assert names(f"[{mention}] said no.") == ["Zelensky"]


def test_somebody_unknown_gets_his_fullest_printed_name() -> None:
    text = "Hugh Hill, a doctor, said no. [Hill] said yes. [Dr. Hill] left."
    assert names(text) == ["Hugh Hill", "Hugh Hill"]


def test_two_of_one_surname_stay_open_unless_named_in_full() -> None:
    text = "Ann Stone met Paul Stone. [Ann Stone] agreed. [Stone] said no."
    assert names(text) == ["Ann Stone", ""]
    assert found(text)[1].candidates == ("Ann Stone", "Paul Stone")


def test_pronouns_take_the_last_source_that_fits() -> None:
    text = "[Hugh Hill] said no. [He] said yes. [Ms. Ash] agreed. [She] left."
    assert names(text) == ["Hugh Hill", "Hugh Hill", "Ash", "Ash"]
    assert names("[Peskov] said no. Kallas objected. [She] said yes.")[1] == "Kallas"


def test_a_pronoun_is_never_a_body() -> None:
    assert names("[The Kremlin] said no. [He] agreed.")[1] != "Kremlin"


def test_nobody_to_point_at_is_nobody() -> None:
    assert found("[He] said no.") == [Resolution("", (), "none")]
    assert resolve([None], "x") == [Resolution("", (), "none")]


def test_two_who_may_be_meant_are_listed_not_guessed() -> None:
    text = "At noon came Paul Stone and Hugh Hill. At one o'clock it rained. [He] said no."
    (resolution,) = found(text)
    assert resolution == Resolution("", ("Hugh Hill", "Paul Stone"), "ambiguous")


def test_descriptions_point_back_to_the_person_so_described() -> None:
    text = "Hugh Hill, an economist, came. [The economist] said no."
    assert names(text) == ["Hugh Hill"]
    text = "U.S. envoy Steve Witkoff came. [The envoy] said no."
    assert names(text) == ["Witkoff"]


def test_a_role_that_two_hold_stays_open() -> None:
    text = "Paul Stone, an economist, met Hugh Hill, an economist, there. [The economist] said no."
    (resolution,) = found(text)
    assert resolution == Resolution("", ("Hugh Hill", "Paul Stone"), "ambiguous")


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("a U.S. official", "U.S. official"),
        ("A European diplomat who asked not to be named", "European diplomat"),
        ("two people familiar with the matter", "two people familiar with the matter"),
        ("a Kremlin official", "Kremlin official"),
    ],
)
def test_unnamed_sources_keep_their_description(mention: str, name: str) -> None:
    assert found(f"[{mention}] said no.") == [Resolution(name, (), "description")]


@pytest.mark.parametrize(("mention", "name"), [("the Kremlin", "Kremlin"), ("Kyiv", "Kyiv")])
def test_institutions_and_countries_are_sources(mention: str, name: str) -> None:
    assert names(f"[{mention}] said no.") == [name]


def test_the_owner_of_a_person_is_not_the_person() -> None:
    assert names("Paul Stone came. [Zelensky's adviser Paul Stone] said no.") == ["Paul Stone"]
    assert names("[Zelensky] came. [His statement] said no.")[1] == "Zelensky"


def test_same_answer_whatever_comes_after() -> None:
    text = "[Hugh Hill] said no. [He] said yes."
    assert names(text) == names(text + " It rained for three days.")


@given(
    st.text(alphabet="AbHe .,’“”\n[]"), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)))
)
def test_any_text_and_spans_resolve(text: str, starts: list[tuple[int, int]]) -> None:
    spans = sorted((a, a + n) for a, n in starts)
    out = resolve(spans, text)
    assert len(out) == len(spans)
    assert all(not (r.name and r.candidates) for r in out)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[A spokesman for Putin] said no.", "spokesman for Putin"),
        ("[An aide to Zelensky] said no.", "aide to Zelensky"),
        ("[A senior adviser to Mr. Trump, Mary Oak,] said no.", "Mary Oak"),
        ("[Zelensky and Trump] said no.", "Zelensky and Trump"),
    ],
)
def test_a_source_is_not_the_one_he_serves(text: str, name: str) -> None:
    assert names(text) == [name]


def test_either_of_two_subjects_stays_open() -> None:
    (resolution,) = found("Putin and Zelensky met. [He] said no.")
    assert resolution == Resolution("", ("Putin", "Zelensky"), "ambiguous")
