"""Transcripts, sign-offs, "From X:"."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.attribution.formats import introduced_blocks, sign_offs
from analysis.attribution.quotes import find_quotations
from analysis.attribution.spans import paragraphs
from analysis.attribution.transcripts import find_turns, transcript_turns


def shown(text, found):
    return [
        ("".join(text[s:e] for s, e in a.source), [text[s:e] for s, e in a.content]) for a in found
    ]


def turns(text):
    return shown(text, transcript_turns(text, paragraphs(text)))


def signed(text):
    return shown(text, sign_offs(text, paragraphs(text), find_quotations(text)))


def blocks(text):
    return shown(text, introduced_blocks(text, paragraphs(text), find_quotations(text)))


def test_questions_and_answers_run_to_the_next_name():
    text = "Q: Will you go?\n\nA: Yes.\n\nWe will go.\n\nQ: When?"
    assert turns(text) == [
        ("Q", ["Will you go?"]),
        ("A", ["Yes.", "We will go."]),
        ("Q", ["When?"]),
    ]


def test_names_in_capitals_with_titles_and_remarks():
    text = (
        "ZELENSKY (through interpreter): Peace first.\n(Applause.)\nThank you.\n"
        "MR. PESKOV: We wait.\nREPORTER: How long?"
    )
    assert turns(text) == [
        ("ZELENSKY", ["Peace first.", "Thank you."]),
        ("MR. PESKOV", ["We wait."]),
        ("REPORTER", ["How long?"]),
    ]


def test_the_mark_after_q_may_be_missing():
    text = "Q    Thank you.\n\nMR. WITKOFF:  Yes.\n\nQ    And then?"
    assert [name for name, _ in turns(text)] == ["Q", "MR. WITKOFF", "Q"]


def test_ordinary_letters_need_a_second_turn():
    text = "Zelensky: We want peace.\nPeskov: So do we.\nZelensky: Do you?\nPeskov: We do."
    assert [name for name, _ in turns(text)] == ["Zelensky", "Peskov", "Zelensky", "Peskov"]
    assert turns("Zelensky: We want peace.\n\nHe left.") == []


def test_one_turn_with_a_title_counts_and_does_not_run_on():
    text = "MR. PESKOV: We wait.\n\nThe Kremlin published the text."
    assert turns(text) == [("MR. PESKOV", ["We wait."])]


def test_prose_between_turns_is_not_part_of_them():
    text = "MR. PESKOV: We wait.\nThe envoy said “no” to that.\nMR. WITKOFF: We go."
    assert turns(text) == [("MR. PESKOV", ["We wait."]), ("MR. WITKOFF", ["We go."])]


def test_a_name_on_its_own_line():
    text = "MR. PESKOV:\nWe wait.\nMR. WITKOFF:\nWe go."
    assert turns(text) == [("MR. PESKOV", ["We wait."]), ("MR. WITKOFF", ["We go."])]


@pytest.mark.parametrize(
    "text",
    [
        "10:30: arrival\n11:30: talks\n12:30: lunch",
        "Update: the talks ended.\nUpdate: they go on.",
        "BREAKING: Envoys land.\nBREAKING: They talk.",
        "WHO: the envoys\nWHAT: talks\nWHEN: Monday",
        "UKRAINE: what we know so far",
        "Editor's note: this was changed.\nEditor's note: and again.",
        "The envoy said on Monday: they talk.\nThe envoy said on Tuesday: they rest.",
        "Ukraine war: what now?",
        "https://example.org: a page\nhttps://example.org: a page",
    ],
)
def test_what_is_no_transcript(text):
    assert turns(text) == []


MARKS = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'"), ("``", "''")]


@pytest.mark.parametrize(("opening", "closing"), [*MARKS, ("''", "''"), ("« ", " »")])
def test_turns_behind_marks_of_every_kind(opening, closing):
    lines = ["HILL: Will she go?", "PENNY: No.", "(CROSSTALK.)", "But soon.", "HILL: When?", "Say."]
    never = "\n\n".join(opening + line for line in lines)
    again = opening + "But soon."
    expected = [
        ("HILL", ["Will she go?"]),
        ("PENNY", ["No.", again]),
        ("HILL", ["When?", opening + "Say."]),
    ]
    assert turns(never) == expected
    expected[-1] = ("HILL", ["When?", opening + "Say." + closing])
    assert turns(never + closing) == expected
    # Closed in each paragraph the last turn does not run on: nothing says that it is his still.
    each = "\n".join(opening + line + closing for line in lines)
    assert turns(each) == [
        ("HILL", ["Will she go?"]),
        ("PENNY", ["No.", again + closing]),
        ("HILL", ["When?"]),
    ]


def test_marks_inside_a_turn_stay_with_its_words():
    text = '"HILL: She saw "The Hour" and “Tank.” But no.\n\n"PENNY: Did she see "it"?"'
    assert turns(text) == [
        ("HILL", ['She saw "The Hour" and “Tank.” But no.']),
        ("PENNY", ['Did she see "it"?']),
    ]


def test_a_turn_behind_a_mark_ends_with_its_marks():
    text = (
        "“Hill: We go.”\n\nThe two shook hands.\n\n“Penny: So do we.\n\n“Soon,” he said.\n\n"
        "“Hill: When?\n\n“Penny: Now.\n\n“Now.\n\n“Yes.”\n\n“No more,” she said."
    )
    assert turns(text) == [
        ("Hill", ["We go."]),
        ("Penny", ["So do we."]),
        ("Hill", ["When?"]),
        ("Penny", ["Now.", "“Now.", "“Yes.”"]),
    ]


def test_what_reports_inside_the_marks_is_part_of_the_turn():
    text = '"Q: Why?\n\n"A: He told me.\n\n"He said “no” to me.\n\n"Q: So?'
    assert turns(text)[1] == ("A", ["He told me.", '"He said “no” to me.'])


def test_names_behind_marks_on_lines_of_their_own():
    text = "“HILL:\n“We go.\n“PENNY:\nWe stay.\n“HILL:\n(Laughter)\n“PENNY: Well.”"
    assert turns(text) == [("HILL", ["“We go."]), ("PENNY", ["We stay."]), ("PENNY", ["Well."])]


@pytest.mark.parametrize(
    "text",
    [
        "“Remember: we won,” she said.\n\n“Remember: they lost,” she said.",
        "“Remember: we won.”\n\n“Remember: they lost.”",
        "“Remember: we won.\n\n“Look: I know.\n\n“Remember: they lost.”",
        '"Note: the talks ended."\n\n"Note: they go on."',
        '"TRUMP: THE BEST," one sign read.\n\n"HILL: THE WORST," another did.',
        '"PRESIDENT HILL: WE WON."\n\nHe left.',
        "Q: Who?\n\n“Remember: we won,” she said.",
        '"PENNY: We go."\n\nA.\n\nB.\n\nC.\n\n"HILL: We stay."',
    ],
)
def test_a_quotation_that_begins_with_a_name_is_no_transcript(text):
    assert turns(text) == []
    assert all(q.inner_start > q.start for q in find_quotations(text))


def test_turns_are_certain_speech_in_the_speakers_own_words():
    (first, _) = transcript_turns(text := "Q: Go?\nA: Yes.", paragraphs(text))
    assert (first.mode, first.kind) == ("direct", "speech")
    assert first.confidence > 0.9
    assert [text[s:e] for s, e in first.cue] == [":"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ('"Peace must last." - Volodymyr Zelensky', "Volodymyr Zelensky"),
        ('"Peace must last." -Volodymyr Zelensky', "Volodymyr Zelensky"),
        ("“We wait.”\n— Dmitry Peskov, Kremlin spokesman", "Dmitry Peskov, Kremlin spokesman"),
        ("“We wait.”—Dmitry Peskov", "Dmitry Peskov"),
        ("• “We wait.” – The Kremlin", "The Kremlin"),
        ("“We wait.\n\n“And wait.”\n\n― Dmitry Peskov (Kremlin)", "Dmitry Peskov (Kremlin)"),
    ],
)
def test_sign_offs(text, who):
    ((name, content),) = signed(text)
    assert name == who
    assert content == [text[s:e] for q in find_quotations(text) for s, e in q.parts]


def test_a_list_of_signed_quotations():
    text = (
        "“It was a long evening for all of us who had to listen to it until the end.” ― Anna Bo\n"
        "”It was not long enough for those of us who came from far away to be there.”― Jo Li.\n"
        "“No.”\xa0― Al Ko\xa0\n"
    )
    assert [who for who, _ in signed(text)] == ["Anna Bo", "Jo Li", "Al Ko"]


@pytest.mark.parametrize(
    "text",
    [
        '"We wait," he said - Moscow was silent.',
        'He called it "peace" - Moscow',
        '"We wait." - and so on',
        '"We wait." - Moscow was silent',
        '"We wait.',
    ],
)
def test_what_is_no_sign_off(text):
    assert signed(text) == []


def test_from_a_name_introduces_a_quotation_or_a_block():
    who = "Chairwoman Jane Doe"
    assert blocks(f'From {who}: "We will vote."') == [(who, ['"We will vote."'])]
    assert blocks(f"From {who}:\n\n“We will.\n\n“Soon.”") == [(who, ["“We will.", "“Soon.”"])]
    assert blocks(f"From {who}: We will vote.") == [(who, ["We will vote."])]
    assert blocks("From Berlin: nothing new") == []
    assert blocks(f"From {who}:") == []


LINES = st.lists(
    st.sampled_from(
        [
            "Q: Go?",
            "A: No.",
            "MR. X: Yes",
            "Name: so",
            '"We go."',
            '"Q: Go?',
            "“A: No.”",
            '"MR. X: "Yes',
            "“(Laughter.)",
            '"And so',
            "- Jo Bo",
            "From Mr. Bo:",
            "said",
        ]
    )
    | st.text(max_size=12),
    max_size=9,
)


@given(LINES)
def test_any_lines_give_valid_spans(lines):
    text = "\n".join(lines)
    places = paragraphs(text)
    quotations = find_quotations(text)
    for found in (
        transcript_turns(text, places),
        sign_offs(text, places, quotations),
        introduced_blocks(text, places, quotations),
    ):
        for attribution in found:
            for s, e in [*attribution.source, *attribution.cue, *attribution.content]:
                assert 0 <= s < e <= len(text)
                assert text[s:e] == text[s:e].strip()


@given(LINES)
def test_a_quotation_lies_in_a_turn_behind_a_mark_or_outside_of_it(lines):
    text = "\n".join(lines)
    places = paragraphs(text)
    quotations = [span for q in find_quotations(text) for span in q.parts]
    for turn in find_turns(text, places):
        if not turn.quoted:
            continue
        first, last = places[turn.paragraphs[0]][0], places[turn.paragraphs[-1]][1]
        for start, end in quotations:
            outside = end <= first or start >= last
            assert outside or any(s <= start and end <= e for s, e in turn.content)
        for start, end in turn.content[:1]:
            if start < places[turn.paragraphs[0]][1] and any(map(str.isalnum, text[start:end])):
                assert (start, end) in quotations


@pytest.mark.parametrize("unit", ['"Q: a\n', '"Q: a\n"A: b\n"c\n', '"A B: c\n"(d)\n', '"A B '])
def test_time_is_linear_in_the_length(unit):
    def spent(size):
        text = unit * (size // len(unit))
        places = paragraphs(text)
        return min(_clock(text, places) for _ in range(3))

    assert spent(100_000) < 40 * max(spent(10_000), 0.002)


def _clock(text, places):
    start = time.perf_counter()
    transcript_turns(text, places)
    return time.perf_counter() - start
