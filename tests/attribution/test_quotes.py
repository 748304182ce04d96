"""Quotation marks paired into quotations."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.attribution.quotes import find_quotations
from analysis.attribution.spans import paragraphs


def quoted(text):
    return [[text[s:e] for s, e in q.parts] for q in find_quotations(text)]


def flat(text):
    return [part for parts in quoted(text) for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" to it.', ['"yes"']),
        ("“Peace,” he said. “Now.”", ["“Peace,”", "“Now.”"]),
        ("„Frieden“, sagte er. »Nein«, sie.", ["„Frieden“", "»Nein«"]),
        ("„Pokój”, rzekł.", ["„Pokój”"]),
        ("«Мир», сказал он. « Non », dit-il.", ["«Мир»", "« Non »"]),
        ("``So,'' he said. ''Then.''", ["``So,''", "''Then.''"]),
        ('“Hello” "mixed” “mixed"', ["“Hello”", '"mixed”', '“mixed"']),
        ("”Typed” wrong and “typed“ wrong.", ["”Typed”", "“typed“"]),
        ("said.“Hello,” he", ["“Hello,”"]),
        ("—“Hello”— and (“hi”) and [“ho”]", ["“Hello”", "“hi”", "“ho”"]),
        ('" Spaced ", he said', ['" Spaced "']),
        ('talks on "land"/"borders" and "peace"-talks', ['"land"', '"borders"', '"peace"']),
        ("the ‘deep’ and 'old' state", ["‘deep’", "'old'"]),
        ('"...and then," he said', ['"...and then,"']),
        ('He asked: "Why?"', ['"Why?"']),
    ],
)
def test_every_kind_of_mark(text, expected):
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'We don't agree,' said O'Brien.", ["'We don't agree,'"]),
        ("‘It’s the workers’ fight,’ he said.", ["‘It’s the workers’ fight,’"]),
        ("'Workers' rights are not for sale,' he said.", ["'Workers' rights are not for sale,'"]),
        ("He’s the players’ coach of the ’90s; ’tis said.", []),
        ("He's the players' coach; 'tis the '90s, give 'em that.", []),
        ("Rock 'n' roll in the '60s and '70s.", []),
        ("the ’90s were ‘tough’ for us", ["‘tough’"]),
        ("Russia's 'red lines' and Kyiv's 'no more'.", ["'red lines'", "'no more'"]),
        ("The senators' aides' view: 'No.'", ["'No.'"]),
    ],
)
def test_single_marks_beside_apostrophes(text, expected):
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        ("“He told me ‘no’ twice,” she said.", "“He told me ‘no’ twice,”", ["‘no’"]),
        ("‘He told me “no” twice,’ she said.", "‘He told me “no” twice,’", ["“no”"]),
        ("\"'No,' he said,\" she recalled.", "\"'No,' he said,\"", ["'No,'"]),
        ('"He said "no" to me," she said.', '"He said "no" to me,"', ['"no"']),
        ("“The ’90s were ‘hard’ years.”", "“The ’90s were ‘hard’ years.”", ["‘hard’"]),
    ],
)
def test_nested_quotations_belong_to_the_outer_one(text, outer, inner):
    (quotation,) = find_quotations(text)
    assert text[quotation.start : quotation.end] == outer
    assert [text[s:e] for s, e in quotation.nested] == inner


def test_an_unclosed_quotation_ends_with_its_paragraph_and_is_flagged():
    text = "“We will go, he said.\n\nNothing followed."
    (quotation,) = find_quotations(text)
    assert text[quotation.start : quotation.end] == "“We will go, he said."
    assert not quotation.closed


def test_an_unclosed_quotation_ends_where_the_next_one_opens():
    text = "“The first one. “Second,” he said."
    first, second = find_quotations(text)
    assert text[first.start : first.end] == "“The first one."
    assert (first.closed, second.closed) == (False, True)
    assert text[second.start : second.end] == "“Second,”"


def test_a_closing_mark_alone_still_yields_its_words():
    first, second = find_quotations("“A,” he said. It is over,” she said.")
    assert (first.closed, second.closed) == (True, False)
    assert flat("We agree,” he said.") == ["We agree,”"]
    assert flat("“A,” he said. It is over,” she said.")[1] == "It is over,”"


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")])
def test_a_quotation_opened_again_at_each_paragraph_is_one(opening, closing):
    text = f"{opening}One.\n\n{opening}Two.\n{opening}Three,{closing} he said."
    (quotation,) = find_quotations(text)
    assert [text[s:e] for s, e in quotation.parts] == [
        f"{opening}One.",
        f"{opening}Two.",
        f"{opening}Three,{closing}",
    ]
    assert quotation.closed
    assert text[quotation.inner_start : quotation.inner_end].startswith("One.")
    assert text[quotation.inner_end : quotation.end] == closing


def test_a_quotation_that_is_closed_in_the_next_paragraph_without_being_opened_there():
    text = "“One.\n\nTwo,” he said. “Three.”"
    assert quoted(text) == [["“One.", "Two,”"], ["“Three.”"]]


def test_closed_quotations_of_two_paragraphs_are_two():
    assert quoted('"One."\n\n"Two."') == [['"One."'], ['"Two."']]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")])
def test_turns_of_a_transcript_are_quotations_of_their_own(opening, closing):
    lines = ["HILL: One.", "(Laughter.)", "Two.", "PENNY: No."]
    text = "\n\n".join(opening + line for line in lines) + closing
    assert quoted(text) == [["One."], [f"{opening}Two."], ["No."]]
    first, second, third = find_quotations(text)
    assert (first.inner_start, first.inner_end) == (first.start, first.end)
    assert text[second.inner_start] == "T"
    assert not (first.closed or second.closed or third.closed)


def test_what_a_turn_quotes_is_nested_in_it():
    text = '"HILL: He saw “Tank.” And left.\n"PENNY: Who?'
    first, _ = find_quotations(text)
    assert [text[s:e] for s, e in first.nested] == ["“Tank.”"]


def test_a_quotation_before_a_transcript_does_not_go_on_in_it():
    text = '"So it began.\n\n"HILL: One.\n\n"PENNY: Two."\n\n"It ended," he said.'
    assert quoted(text) == [['"So it began.'], ["One."], ["Two."], ['"It ended,"']]


def test_text_wrapped_by_hand_keeps_its_quotation_together():
    text = (
        "The spokesman said that “nobody in the whole of the capital is going to\nsign it” today."
    )
    assert quoted(text) == [["“nobody in the whole of the capital is going to\nsign it”"]]
    assert quoted("He said “no\nmore” of it.") == [["“no\nmore”"]]


@pytest.mark.parametrize(
    "text",
    [
        "He is 6'2\" and 5' 10\" tall.",
        'A 12" pipe and a 7” single.',
        "They are 6’2” at most.",
        'Jan\t12\n"\t14\n"\t15',
        '" " "',
        "\"\" and “” and ''",
        "don't can't won't it’s",
        "",
        "   \n\n ",
    ],
)
def test_what_is_no_quotation(text):
    assert flat(text) == []


def test_feet_inside_a_quotation_do_not_close_it():
    assert flat('"He is 6\'2" tall," she said.') == ['"He is 6\'2" tall,"']


@pytest.mark.parametrize(
    "text", ["\ud800“a\udfff” x", "\0“a”\0", "‏“שלום”‏ אמר", "“a”\ufeff", "”" * 9, "“" * 9, "'" * 50]
)
def test_odd_characters(text):
    for q in find_quotations(text):
        assert 0 <= q.start < q.end <= len(text)


MARKS = "\"“”„«»‘’'`‚"
ANY = st.text(
    st.one_of(
        st.sampled_from(MARKS + " .,!?\n\r\t—(s6a"),
        st.characters(),
        st.characters(categories=["Cs"]),
    ),
    max_size=80,
)


@given(ANY)
def test_any_text_gives_valid_quotations_in_order(text):
    found = find_quotations(text)
    last = 0
    for q in found:
        assert q.start == q.parts[0][0]
        assert q.end == q.parts[-1][1]
        assert q.start <= q.inner_start <= q.inner_end <= q.end
        for start, end in q.parts:
            assert last <= start < end <= len(text)
            last = end
        assert all(q.start <= s < e <= q.end for s, e in q.nested)


@given(ANY)
def test_paragraphs_hold_everything_but_white_space(text):
    held = [text[s:e] for s, e in paragraphs(text)]
    assert "".join("".join(p.split()) for p in held) == "".join(text.split())
    assert all(p == p.strip() and p for p in held)


WORDS = st.lists(
    st.sampled_from(["peace", "talks", "isn't", "Kyiv’s", "now"]), min_size=1, max_size=4
)
PIECE = st.tuples(
    st.sampled_from([("“", "”"), ('"', '"'), ("«", "»"), ("„", "“")]),
    WORDS,
    st.sampled_from(",.!?"),
)


@given(st.lists(st.one_of(PIECE, WORDS), min_size=1, max_size=8))
def test_what_was_written_between_marks_is_found(pieces):
    text, expected = "", []
    for piece in pieces:
        if isinstance(piece, tuple):
            (opening, closing), words, stop = piece
            expected.append(opening + " ".join(words) + stop + closing)
            text += expected[-1] + " "
        else:
            text += " ".join(piece) + " "
    assert flat(text) == expected


@pytest.mark.parametrize(
    "unit", ["“", "”", '"', "'a ", "‘a’s ", '"a ', "“a” ", "“a\n", "“Q: a\n“A: b\n", "''", "\" '"]
)
def test_time_is_linear_in_the_length(unit):
    def spent(size):
        text = unit * (size // len(unit))
        return min(_clock(text) for _ in range(3))

    assert spent(200_000) < 40 * max(spent(20_000), 0.002)


def _clock(text):
    start = time.perf_counter()
    find_quotations(text)
    return time.perf_counter() - start
