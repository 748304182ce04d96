import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.evidence import SentimentEvidence, StanceEvidence, highlight
from analysis.evidence_table import show_evidence
from analysis.sentiment import score_sentiment
from analysis.statements import load_statements


def tone(text: str, words: str, polarity: float, **more: str) -> SentimentEvidence:
    start = text.index(words)
    return SentimentEvidence("quote", start, start + len(words), words, polarity, 0.5, **more)


class Reader(HTMLParser):
    """Checks that tags are closed in order and gives back the text without the raised labels."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.marked = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "sup" not in self.open:
            self.text += data
            self.marked += data if "mark" in self.open else "\0" * len(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_highlight_shows_number_and_sign_without_color():
    text = "a good day, not a bad war"
    marks = highlight(text, [tone(text, "good", 0.7), tone(text, "bad", -0.35, negation="not")])
    assert 'class="parley-positive"' in marks and "solid" in marks
    assert 'class="parley-negative"' in marks and "dashed" in marks
    assert "<sup>+0.70</sup>" in marks and "<sup>-0.35</sup>" in marks
    assert 'title="polarity -0.35, subjectivity 0.50, negated by not"' in marks


def test_highlight_escapes_everything():
    text = "<script>alert(\"good\")</script> & 'more' for $5 and $6"
    html = highlight(text, [tone(text, '"good"', 0.7, intensifier='<b>"')])
    assert "<script" not in html and "<b>" not in html
    assert read(html).text == text
    assert read(html).tags == {"mark", "sup", "span"}


def test_roles_look_different():
    text = "we would support it"
    looks = [
        re.search(r'style="[^"]*"', highlight(text, [StanceEvidence("text", 0, 2, "we", role)]))
        for role in ("issue", "favor", "against", "negation", "condition", "side")
    ]
    assert len({look.group() for look in looks}) == 6


span = st.tuples(st.integers(-5, 60), st.integers(-5, 60))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab <>&\"'$é😀\n", max_size=40), st.lists(span, max_size=8))
def test_any_spans_give_whole_tags_and_mark_exactly_their_words(text, spans):
    evidence = [
        SentimentEvidence("quote", start, end, "w", 0.1 * (number - 3), 0.5)
        for number, (start, end) in enumerate(spans)
    ]
    reader = read(highlight(text, evidence))
    assert reader.text == text
    covered = {at for start, end in spans for at in range(max(start, 0), min(end, len(text)))}
    assert reader.marked == "".join(c if at in covered else "\0" for at, c in enumerate(text))
    assert highlight(text, evidence[::-1]).count("<mark") == highlight(text, evidence).count(
        "<mark"
    )


def test_long_texts_are_marked_in_time():
    text = "good " * 20_000
    html = highlight(
        text,
        [SentimentEvidence("quote", at, at + 4, "good", 0.7, 0.6) for at in range(0, len(text), 5)],
    )
    assert html.count("<mark") == 20_000


def test_show_scored_statements():
    scored = score_sentiment(load_statements())
    shown = show_evidence(scored, limit=5)
    html = shown._repr_html_()
    read(html)
    assert html.count("<tr>") == 6
    assert "<style" not in html
    assert "360 more not shown" in html and "360 more not shown" in repr(shown)
    assert 'rel="noopener noreferrer"' in html
    for quote in scored["quote"].dropna().head(5):
        assert quote in read(html).text
    again = show_evidence(score_sentiment(load_statements()), limit=5)
    assert (again._repr_html_(), repr(again)) == (html, repr(shown))
    assert "+0." in repr(show_evidence(scored[scored["polarity"] > 0]))


def test_show_stances_joined_with_statements():
    stances = pd.DataFrame(
        {
            "speaker": ["Peskov", "Peskov"],
            "said_on": [pd.Timestamp("2025-03-01"), pd.NaT],
            "issue": ["talks", "talks"],
            "stance": ["favor", "against"],
            "quote": ["ready for talks", None],
            "text": ["He is open", "He refuses talks"],
            "url": ["javascript:alert(1)", "https://x.org/?a=1&b=\"'"],
            "evidence": [
                [
                    StanceEvidence("quote", 0, 5, "ready", "favor"),
                    StanceEvidence("text", 6, 10, "open", "favor"),
                ],
                [StanceEvidence("text", 3, 10, "refuses", "against")],
            ],
        },
        index=[1, 1],
    )
    shown = show_evidence(stances)
    html = shown._repr_html_()
    read(html)
    assert html.count("<mark") == 3
    assert "javascript" not in html and 'href="https://x.org/?a=1&amp;b=&quot;&#x27;"' in html
    assert "2025-03-01" in html and "NaT" not in html + repr(shown)
    assert repr(shown).splitlines()[:3] == [
        "Peskov | 2025-03-01 | talks | favor",
        "    quote: [ready favor] for talks",
        "    text: He is [open favor]",
    ]


def test_a_script_in_a_statement_is_shown_escaped():
    table = pd.DataFrame({"speaker": ["<img src=x>"], "quote": ["<script>good</script>"]})
    html = show_evidence(score_sentiment(table))._repr_html_()
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html


def test_nothing_to_show():
    empty = score_sentiment(pd.DataFrame({"quote": pd.Series([], dtype="str")}))
    assert repr(show_evidence(empty)) == "no statements"
    assert show_evidence(empty)._repr_html_() == "<p>no statements</p>"
    unscored = show_evidence(score_sentiment(pd.DataFrame({"quote": ["a table", None]})))
    assert repr(unscored).count("no_scored_words") == 1


def test_faults_are_named():
    with pytest.raises(InputError, match="evidence"):
        show_evidence(pd.DataFrame({"quote": ["x"]}))
    with pytest.raises(InputError, match="mood"):
        show_evidence(score_sentiment(pd.DataFrame({"quote": ["x"]})), columns=["mood"])
    with pytest.raises(InputError, match="limit"):
        show_evidence(score_sentiment(pd.DataFrame({"quote": ["x"]})), limit=-1)
