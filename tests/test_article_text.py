from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.article_text import (
    decode,
    detect_encoding,
    join_paragraphs,
    parse_published,
    parse_text,
    split_paragraphs,
)

ENGLISH = "“It’s close,” the envoy said — after a café meeting with Mr. Müller."
RUSSIAN = "Песков заявил, что Москва готова. «Мы открыты», — сказал он."
UKRAINIAN = "Зеленський сказав, що мир має бути справедливим. «Ми хочемо миру», — додав він."


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, UKRAINIAN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_is_told_by_its_bytes(text, encoding):
    if encoding == "utf-16-le":
        text = "A plain English line, " + text[:1]  # without a mark, zero bytes must show
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN, "Дмитрий Песков", f"MOSCOW - {RUSSIAN}"])
def test_cyrillic_code_page(text):
    assert decode(text.encode("cp1251")) == text


@pytest.mark.parametrize("text", [ENGLISH, "It’s the land.", "« La sécurité de l’Europe »"])
def test_western_code_page(text):
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
        (b"%PDF-1.7 \x01\x02\x03\x04\x05 obj", "binary"),
        ("Песков заявил, что".encode()[:-1], "damaged"),
        (b"\xff\xfe\x00", "neither"),
        (b"the caf\x81 was open", "neither"),
    ],
)
def test_what_is_no_text(raw, reason):
    with pytest.raises(ValueError, match=reason):
        decode(raw)


@given(st.text())
def test_valid_utf8_is_never_taken_for_something_else(text):
    raw = text.encode("utf-8")
    if b"\0" not in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        assert detect_encoding(raw) == "utf-8"


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(raw):
    try:
        text = decode(raw)
    except ValueError as error:
        assert str(error)
    else:
        assert isinstance(text, str)


def test_paragraphs():
    text = "One. \r\n\r\nTwo,\u00a0e\u0301\r\n \t\rThree.\n\n\n\nFour.\n"
    # The combining accent stays two characters: nothing is normalized.
    assert split_paragraphs(text) == ["One.", "Two,\u00a0e\u0301", "Three.", "Four."]
    assert join_paragraphs(["One.", "Two."]) == "One.\n\nTwo."


def test_one_line_a_paragraph_without_blank_lines():
    text = "The talks went on for three days in the end.\nNobody signed a paper there.\nThe end."
    assert split_paragraphs(text) == text.split("\n")


def test_hard_wrapped_lines_are_joined():
    text = (
        "The envoy said on Saturday that the two sides had agreed on an exchange\n"
        "of prisoners, and that “the rest will follow in the days to come, when\n"
        "the leaders meet.”\n\nA second paragraph."
    )
    joined, second = split_paragraphs(text)
    assert joined == text.split("\n\n")[0].replace("\n", " ")
    assert second == "A second paragraph."


def test_transcripts_are_not_joined():
    text = (
        "PESKOV: We have always said that we are open to talks and that we remain\n"
        "QUESTION: Will there be a round this week, and who is going to lead it then?"
    )
    assert split_paragraphs(text) == text.split("\n")


@given(st.text(max_size=400))
def test_splitting_loses_nothing_but_blanks(text):
    joined = join_paragraphs(split_paragraphs(text))
    assert "".join(joined.split()) == "".join(text.split())
    assert split_paragraphs(joined) == split_paragraphs(text)


def test_title_and_header():
    parsed = parse_text(
        "Talks resume in Geneva\n\nPublished: 2025-03-18\nPublisher: The Paper\n\nThey met.\n"
    )
    assert parsed.fields == {
        "title": "Talks resume in Geneva",
        "published": "2025-03-18",
        "publisher": "The Paper",
    }
    assert parsed.paragraphs == ["They met."]


def test_header_before_everything():
    parsed = parse_text("Title: A\nDate: 5 March 2025\nLink: https://example.org/a\n\nThey met.")
    assert parsed.fields == {
        "title": "A",
        "published": "5 March 2025",
        "url": "https://example.org/a",
    }
    assert parsed.paragraphs == ["They met."]


@pytest.mark.parametrize(
    "first",
    [
        "They met on Sunday.",
        "“We are close,” he said.",
        "PESKOV: Will it last",
        "He said:",
        "A line that goes on and on " * 8,
    ],
)
def test_what_is_no_title(first):
    parsed = parse_text(f"{first}\n\nAnd then.")
    assert parsed.fields == {}
    assert parsed.paragraphs == [first.strip(), "And then."]


@pytest.mark.parametrize(
    "text",
    ["Just a line", "A headline\nwith no blank line behind it.", "Peskov: yes\nWitkoff: no\n\nSo."],
)
def test_without_title_nothing_is_taken(text):
    parsed = parse_text(text)
    assert parsed.fields == {}
    assert "".join(" ".join(parsed.paragraphs).split()) == "".join(text.split())


def test_a_transcript_is_not_a_header():
    parsed = parse_text("Date: 2025-03-18\nPeskov: We are ready.\n\nSo he said.")
    assert parsed.fields == {}
    assert len(parsed.paragraphs) == 3


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-18",
        "2025-03-18T23:30:00-05:00",
        "2025-03-18 08:00",
        "2025/03/18",
        "20250318",
        "20250318T081500Z",
        "18.03.2025",
        "18/03/2025",
        "3/18/2025",
        "18 March 2025",
        "March 18, 2025",
        "Mar. 18, 2025, 10:15 a.m. EDT",
        "Tue, 18 Mar 2025 10:00:00 GMT",
        "Tuesday 18th March 2025",
        "18-Mar-2025",
    ],
)
def test_days(text):
    assert parse_published(text) == dt.date(2025, 3, 18)


@pytest.mark.parametrize(
    "text",
    ["", "03/04/2025", "2025-03", "2025-02-30", "March 2025", "yesterday", "1742256000",
     "18 March 2025 and 19 March 2025", "2025-03-18x", "31 Feb 2025", "x" * 100],
)  # fmt: skip
def test_what_is_no_certain_day(text):
    assert parse_published(text) is None


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_iso_days_come_back(day):
    assert parse_published(day.isoformat()) == day
    assert parse_published(f"{day.day} {day:%B} {day.year}") == day


@given(st.text(max_size=100))
def test_any_text_is_a_day_or_none(text):
    assert parse_published(text) is None or isinstance(parse_published(text), dt.date)
