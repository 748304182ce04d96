from __future__ import annotations

import logging
import socket
import subprocess
import sys

import pytest

from analysis.article_html import decode_page, parse_html

PAGE = """<!DOCTYPE html><html><head>{head}<title>{title}</title></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<article><h1>Talks go on</h1>{body}</article>
<footer><p>Copyright 2019 The Paper</p></footer></body></html>"""


LINES = [
    f"The delegations met for three hours and parted without a paper after round {n}."
    for n in range(6)
]
WHOLE = "".join(f"<p>{line}</p>" for line in LINES)


def page(body=WHOLE, head="", title="Talks go on"):
    return PAGE.format(body=body, head=head, title=title).encode()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("tried to open a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_declared_fields():
    head = (
        '<meta property="og:site_name" content="The Paper">'
        '<meta property="article:published_time" content="2025-03-18T23:30:00-05:00">'
        '<link rel="canonical" href="https://example.org/talks">'
    )
    parsed = parse_html(page(head=head))
    assert parsed.fields == {
        "title": "Talks go on",
        "published": "2025-03-18",
        "publisher": "The Paper",
        "url": "https://example.org/talks",
    }
    assert [p for p in parsed.paragraphs if p != "Talks go on"] == LINES


def test_day_from_json_ld():
    head = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
        '"NewsArticle", "datePublished": "2027-03-18T10:00:00Z"}</script>'
    )
    # Also a day that lies ahead of the machine's clock: the answer is the same on any day.
    assert parse_html(page(head=head)).fields["published"] == "2027-03-18"


def test_no_day_is_guessed_from_the_text():
    body = WHOLE + "<p>A paper of March 5, 2021 was on the table, the officials added.</p>"
    assert parse_html(page(body=body)).fields["published"] == ""


def test_structure_is_kept():
    body = (
        WHOLE
        + "<p>“We are close,” he said, “and <em>close</em> is not <a href='/d'>done</a>.”</p>"
        + "<p>&ldquo;It took long.</p><p>&ldquo;But it ends,&rdquo; she said.</p>"
        + "<blockquote><p>The president is patient.</p></blockquote>"
    )
    paragraphs = parse_html(page(body=body)).paragraphs
    assert "“We are close,” he said, “and close is not done.”" in paragraphs
    at = paragraphs.index("“It took long.")
    assert paragraphs[at + 1] == "“But it ends,” she said."
    assert "The president is patient." in paragraphs


def test_no_quotation_is_lost_from_a_long_page():
    quotes = [f"“Round {n} was hard,” the envoy number {n} said." for n in range(300)]
    body = "".join(f"<p>{quote}</p>" for quote in quotes)
    assert [p for p in parse_html(page(body=body)).paragraphs if p in quotes] == quotes


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"just words", "no HTML"),
        (b"<html><head></head><body></body></html>", "no article"),
        (b"<html><body><script>var a = 1;</script></body></html>", "no article"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
    ],
)
def test_what_is_no_article(raw, reason, capfd):
    with pytest.raises(ValueError, match=reason):
        parse_html(raw)
    assert capfd.readouterr() == ("", "")


def test_a_parser_that_fails_is_a_reason(monkeypatch):
    import trafilatura

    def fail(*args, **kwargs):
        raise RecursionError("deep")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    with pytest.raises(ValueError, match="RecursionError"):
        parse_html(page())


def test_cut_off_and_broken_markup_still_reads():
    raw = page(body=WHOLE + "<p>Last <b>words")
    assert LINES[-1] in parse_html(raw[: raw.index(b"words")]).paragraphs


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "iso-8859-5"])
def test_declared_encodings(declared):
    text = f'<html><head><meta charset="{declared}"></head><body><p>Песков сказал</p></body></html>'
    assert decode_page(text.encode(declared)) == text


def test_utf8_wins_over_a_wrong_declaration():
    text = '<html><head><meta charset="windows-1251"></head><body>Песков — “yes”</body></html>'
    assert decode_page(text.encode("utf-8")) == text
    assert decode_page(text.encode("utf-8-sig")) == text
    assert decode_page(text.encode("utf-16")) == text


def test_latin_1_means_cp1252():
    text = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>“It’s”</p>'
    assert decode_page(text.encode("cp1252")) == text


def test_loggers_are_left_as_they_were():
    logger = logging.getLogger("trafilatura")
    logger.setLevel(logging.INFO)
    parse_html(page())
    assert logger.level == logging.INFO
    logger.setLevel(logging.NOTSET)


def test_the_extractor_is_imported_late():
    code = "import sys, analysis.articles; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
