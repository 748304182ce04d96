from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.boilerplate import boilerplate_rule, drop_boilerplate, is_byline

FURNITURE = {
    "advertisement": ["Advertisement", "ADVERTISEMENT", "Story continues below advertisement"],
    "syndication": [
        "This article was originally published by The Paper on 5 March. Read it here.",
        "This piece first appeared in The Paper.",
        "The story was first published at The Paper.",
        "Read the original article here.",
    ],
    "copyright": ["© 2025 The Paper. All rights reserved.", "(c) 2025 An Agency", "Copyright 2025"],
    "read more": ["Read more: Talks in Geneva", "READ MORE", "Related: what we know", "See also:"],
    "newsletter": [
        "Sign up for our newsletter",
        "Sign up for our daily newsletter and get the news first.",
        "Subscribe to our podcast here.",
    ],
    "cookies": [
        "We use cookies to improve your experience. By going on you accept our policy.",
        "This website uses cookies.",
        "Accept all cookies",
    ],
    "share bar": [
        "Share on Facebook / X / Email",
        "Share Tweet Email",
        "Copy link",
        "Follow us on Telegram",
        "12 comments",
        "3 min read",
        "* * *".replace(" ", ""),
    ],
    "time stamp": ["Last updated: March 5, 2025 at 10:15 GMT", "Published 5 March 2025"],
    "agency credit": [
        "Reporting by A. Reporter; Editing by B. Editor",
        "(Reporting by Olena Petrenko in Kyiv; Editing by Bill Brown)",
        "Jane Doe contributed to this report.",
        "With files from The Agency",
    ],
    "credit": ["(Photo: Someone/Agency)", "Photo: Some One/AP", "Image source, Getty Images"],
}

PROSE = [
    "Photos by Maxar show tanks near the border.",
    "Photos, videos and documents show the damage.",
    "Video by the Ukrainian army showed smoke.",
    "Image is everything to the president.",
    "Written by Trump, the letter says talks are over.",
    "Reporting by Axios suggests that the plan changed.",
    "With reporting from Kyiv, the picture is grim.",
    "Donald Trump contributed to the collapse of the talks.",
    "Published on Monday, the 28-point plan foresees a pause.",
    "The report published on Monday shows that five points remain.",
    "This report was published by the ministry, which said that five had died.",
    "The post appeared on Sunday.",
    "By continuing the strikes, Moscow shows its hand.",
    "We use force where it is needed.",
    "Peskov: We are ready.",
    "X said it would not comment.",
    "Follow the money",
    "PESKOV: Read more of what I said.",
    "Subscribing to a plan is not the same as signing it.",
    "Copyright law is not on the table.",
]

STATEMENTS = [
    "Read more: “We are close,” Witkoff said.",
    "Advertisement, he called it: “nothing but an advertisement.”",
    "This article was originally published by him, and he wrote: 'We are close.'",
    "Photo: “We stand here,” Zelensky said, Kyiv",
    "(c) 2025, she said, “is the year of peace”",
    "Reporting by Agency told: «We are close»",
]


@pytest.mark.parametrize(("rule", "line"), [(r, t) for r, ts in FURNITURE.items() for t in ts])
def test_furniture_is_named(rule, line):
    assert boilerplate_rule(line) == rule
    assert drop_boilerplate(["Before it was said.", line, "And after."]) == [
        "Before it was said.",
        "And after.",
    ]


@pytest.mark.parametrize("line", PROSE + STATEMENTS)
def test_prose_and_statements_stay(line):
    assert boilerplate_rule(line) == ""
    assert not is_byline(line)
    assert drop_boilerplate([line]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "By John Smith",
        "By John Smith, Reuters",
        "By JOHN SMITH and Jane Doe | March 5, 2025",
        "By Jane O’Neill in Kyiv",
        "By Ann Lee, chief diplomatic correspondent",
    ],
)
def test_bylines(line):
    assert is_byline(line)
    assert drop_boilerplate([line, "Talks went on."]) == ["Talks went on."]


@pytest.mark.parametrize(
    "line",
    [
        "By Sunday",
        "By Sunday Evening",
        "By March 5, 2025",
        "By Monday evening the talks had ended",
        "By Kyiv Standards, a calm night",
        "By John Smith.",
        "By all accounts",
        "By John Smith, “the envoy”",
    ],
)
def test_what_only_begins_like_a_byline(line):
    assert not is_byline(line)


def test_a_byline_amid_the_article_stays():
    body = [f"Paragraph {n} of the article says something." for n in range(12)]
    assert drop_boilerplate([*body[:6], "By John Smith", *body[6:]]) == [
        *body[:6],
        "By John Smith",
        *body[6:],
    ]


def test_a_dateline_stays():
    line = "KYIV, March 5 (Agency) - The talks went on, officials said."
    assert drop_boilerplate([line]) == [line]


def test_long_paragraphs_are_prose():
    assert boilerplate_rule("We use cookies. " + "And more of it. " * 40) == ""


@given(st.lists(st.text(max_size=200), max_size=12))
def test_what_stays_is_unchanged_and_in_order(paragraphs):
    kept = drop_boilerplate(paragraphs)
    rest = iter(paragraphs)
    assert all(any(one == other for other in rest) for one in kept)


@given(
    st.sampled_from([line for lines in FURNITURE.values() for line in lines]),
    st.sampled_from(["he said", "she told reporters", "according to him", "he added"]),
    st.sampled_from(["“{}”", '"{}"', "«{}»", "‘{}’"]),
)
def test_no_quotation_with_an_attribution_is_dropped(line, cue, marks):
    sentence = f"{line} {marks.format('We are close')}, {cue}"
    assert drop_boilerplate([sentence]) == [sentence]


def test_time_does_not_depend_on_the_wording():
    hostile = ["share " * 66, "by A" * 99, "Reporting by " + "A and " * 60, "photo " * 66]
    hostile += ["published 1 " * 33, "this article was " * 23, "(c) " * 99, "a, " * 133]
    began = time.perf_counter()
    drop_boilerplate(hostile * 20)
    assert time.perf_counter() - began < 1.0
