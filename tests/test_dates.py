"""When it was said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dates import WEEKDAYS, said_on

TUESDAY = dt.date(2025, 3, 18)


def found(marked: str, published: dt.date | None = TUESDAY) -> tuple[str, str]:
    """Day and precision for a text in which <the cue> and [the content] are marked."""
    text, spans, open_at = "", {"<": [], "[": []}, {}
    pairs = {">": "<", "]": "["}
    for letter in marked:
        if letter in spans:
            open_at[letter] = len(text)
        elif letter in pairs:
            spans[pairs[letter]].append((open_at[pairs[letter]], len(text)))
        else:
            text += letter
    said = said_on(text, cue=spans["<"], content=spans["["], published=published)
    if said.span:
        assert text[said.span[0] : said.span[1]].strip()
    return (said.date.isoformat() if said.date else "", said.precision)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("He <said> on Saturday that [talks would resume on Sunday].", "2025-03-15"),
        ("He <said> Tuesday that [it was over].", "2025-03-18"),
        ("[“Yes,”] he <said> late Thursday.", "2025-03-13"),
        ("On Monday evening, she <told> us [no].", "2025-03-17"),
        ("She <said> on Jan. 24 that [it was over].", "2025-01-24"),
        ("She <said> on Dec. 30 that [it was over].", "2024-12-30"),
        ("He <wrote> on 24 January 2024 that [he agreed].", "2024-01-24"),
        ("He <wrote> on March 5, 2025, that [he agreed].", "2025-03-05"),
        ("He <said> yesterday that [he agreed].", "2025-03-17"),
        ("He <said> earlier in the day that [he agreed].", "2025-03-18"),
        ("In an address to the nation on Sunday he <told> them [no].", "2025-03-16"),
        ("He <said> on Thursday last week that [he agreed].", "2025-03-13"),
        ("He <said> in a briefing on Sunday that [he agreed].", "2025-03-16"),
        ("He <said> last Tuesday that [he agreed].", "2025-03-11"),
        ("Mr. Ash met them. On Sunday Mr. Ash <said> that [he agreed].", "2025-03-16"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert found(text) == (day, "day")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He <said> last week in Geneva that [he agreed].", ("2025-03-10", "week")),
        ("He <said> earlier this week that [he agreed].", ("2025-03-17", "week")),
        ("He <said> in June that [he agreed].", ("2024-06-01", "month")),
        ("He <said> in June last year that [he agreed].", ("2024-06-01", "month")),
        ("In February 2025 he <said> that [he agreed].", ("2025-02-01", "month")),
        ("He <said> last month that [he agreed].", ("2025-02-01", "month")),
    ],
)
def test_weeks_and_months_are_not_dressed_as_days(text: str, said: tuple[str, str]) -> None:
    assert found(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "He <said> [talks would resume on Sunday].",
        "The envoy, who met them on Monday, <said> [no].",
        "He <said> after Monday's meeting that [he agreed].",
        "He <said> ahead of the summit that [he agreed].",
        "They met on Monday. He <said> [no].",
        "He <said> [no]. They met on Monday.",
        "He <said> after talks on Monday that [he agreed].",
        "He may have <said> [no].",
        "After meeting the envoy on Sunday, he <said> [no].",
        "He <said> [no] hours after Russia struck Kyiv on Friday.",
        "When they met on Friday he <said> [no].",
        "They met on Friday, and he <said> [no].",
        "Ash, arrested on Friday, <said> [no].",
        "Commenting on the strike on Saturday, he <said> [no].",
        "He <asked> about the Saturday strike.",
        "He <said> [no] and left on Sunday.",
        "He will <say> on Friday [why].",
        "He <said> on Feb. 30 that [he agreed].",
        "KYIV, March 16 (Agency) — He <said> [he agreed].",
        "[“Yes,”] he <added>, [“but later.”] On Monday they met.",
    ],
)
def test_other_times_are_none(text: str) -> None:
    assert found(text) == ("", "")


def test_without_a_day_of_publication_only_full_dates_resolve() -> None:
    assert found("He <said> on Saturday that [no].", None) == ("", "")
    assert found("He <said> in June that [no].", None) == ("", "")
    assert found("He <said> on March 5, 2025, that [no].", None) == ("2025-03-05", "day")


def test_the_time_nearest_to_the_cue_wins() -> None:
    assert found("On Sunday he <said> late Monday: [no].") == ("2025-03-17", "day")


@given(st.dates(dt.date(1990, 1, 8), dt.date(2100, 1, 1)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_last_one_up_to_publication(published: dt.date, name: str) -> None:
    said = said_on(f"He said on {name.title()}.", cue=[(3, 7)], published=published)
    assert said.date is not None
    assert 0 <= (published - said.date).days <= 6
    assert WEEKDAYS[said.date.weekday()] == name


@given(st.text(alphabet="Mondayn 0123456789,.JanMarch“” last week"), st.dates())
def test_never_after_publication_and_always_in_the_text(words: str, published: dt.date) -> None:
    text = f"He said {words}"
    said = said_on(text, cue=[(3, 7)], published=published)
    if said.date is None:
        assert (said.precision, said.span) == ("", None)
    else:
        assert said.date <= published
        assert 0 <= said.span[0] < said.span[1] <= len(text)
