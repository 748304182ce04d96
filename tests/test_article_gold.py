"""The articles of our own and their gold file hold together, and with the tables they rest on."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import chain, pairwise

import pytest

from analysis.articles import find_duplicates, read_articles
from analysis.speakers import load_speakers
from analysis.statements import load_statements
from analysis.tables import data_path

MARKS = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘(?:[^’]|’(?=\w))*’")
UNNAMED = {"QUESTION", "U.S. official", "Ukrainian officials", "European diplomat"} | {
    "member of one delegation"
}


@pytest.fixture(scope="module")
def articles():
    return read_articles(data_path("articles"), errors="raise").set_index("article_id")


@pytest.fixture(scope="module")
def gold():
    lines = data_path("articles_gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def statements():
    return load_statements().set_index("statement_id")


def tokens(text):
    return re.findall(r"[\w%]+(?:'\w+)?", text.replace("’", "'").lower())


def pieces(gold):
    for article in gold:
        for attribution in article["attributions"]:
            yield article["article_id"], attribution


def covered(spans, start, end):
    return any(s <= start and end <= e for s, e in spans)


def test_every_article_has_its_gold(articles, gold):
    assert [article["article_id"] for article in gold] == list(articles.index)
    assert len(articles) == 8
    assert articles["published"].notna().all()
    assert set(articles["publisher"]) == {"Parley examples"}
    assert set(articles["language"]) == {"en"}
    assert (articles["title"] != "").all()
    assert find_duplicates(articles.reset_index()) == {}


def test_articles_are_short(articles):
    assert articles["text"].str.split().map(len).between(150, 350).all()


def test_page_furniture_is_gone(articles):
    page = articles.loc["2025-08-18_after-alaska.html", "text"]
    for furniture in ("cookie", "Share on", "Read more", "newsletter", "Advertisement", "Photo"):
        assert furniture not in page
    assert page.startswith("WASHINGTON (Parley examples) - ")
    assert page.endswith("No paper was signed in Alaska.")


def test_offsets_hold_the_words_listed(articles, gold):
    for article_id, attribution in pieces(gold):
        text = articles.loc[article_id, "text"]
        for part in ("source", "cue", "content"):
            assert [text[s:e] for s, e in attribution[part]] == attribution["words"][part]
            assert attribution[part] == sorted(attribution[part])
    for article in gold:
        text = articles.loc[article["article_id"], "text"]
        assert [text[s:e] for s, e in article["unattributed"]] == article["unattributed_words"]


def test_parts_of_an_attribution_do_not_overlap(gold):
    for article_id, attribution in pieces(gold):
        spans = sorted(attribution["source"] + attribution["cue"] + attribution["content"])
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start, (article_id, attribution["words"])


def test_contents_do_not_overlap_and_stand_in_order(gold):
    for article in gold:
        spans = [span for a in article["attributions"] for span in a["content"]]
        spans = sorted(spans + article["unattributed"])
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        starts = [attribution["content"][0][0] for attribution in article["attributions"]]
        assert starts == sorted(starts)


def test_spans_are_trimmed(gold):
    for _, attribution in pieces(gold):
        for words in chain.from_iterable(attribution["words"].values()):
            assert words == words.strip()
            assert "\n" not in words


def test_every_quotation_is_covered(articles, gold):
    counted = 0
    for article in gold:
        text = articles.loc[article["article_id"], "text"]
        spans = [span for a in article["attributions"] for span in a["content"]]
        spans += article["unattributed"]
        for quotation in MARKS.finditer(text):
            counted += 1
            inside = [s for s in spans if s[0] < quotation.end() and quotation.start() < s[1]]
            # A quotation over two paragraphs has a content in each.
            assert inside, quotation[0]
            assert min(s for s, _ in inside) <= quotation.start()
            assert max(e for _, e in inside) >= quotation.end()
        for mark in re.finditer(r"[“”\"‘«»]", text):
            assert covered(spans, *mark.span()), text[mark.start() - 20 : mark.end() + 20]
    assert counted > 40


def own_words(attribution):
    whole = "\n".join(attribution["words"]["content"])
    if attribution["words"]["cue"] == [":"]:
        return whole
    quoted = MARKS.findall(whole)
    return " ".join(quoted)


def test_quotes_are_the_corpus_own_words(gold, statements):
    checked = 0
    for article_id, attribution in pieces(gold):
        ids = attribution["statement_ids"]
        words = tokens(own_words(attribution))
        if not words or attribution["speaker"] == "QUESTION":
            continue
        checked += 1
        assert ids, (article_id, attribution["words"])
        quotes = [tokens(statements.loc[i, "quote"]) for i in ids]
        joined = " ".join(chain.from_iterable(quotes))
        assert f" {' '.join(words)} " in f" {joined} ", (words, joined)
        assert len(words) <= 15 * len(ids)
        assert all(len(quote) <= 16 for quote in quotes)  # "7–10" is one word, two tokens
    assert checked > 35


def test_speakers_and_days_agree_with_the_corpus(gold, statements):
    names = set(load_speakers().names)
    principals = {"Zelensky", "Peskov", "Witkoff"}
    for article_id, attribution in pieces(gold):
        speaker, ids = attribution["speaker"], attribution["statement_ids"]
        assert speaker in names | UNNAMED | {""}
        if speaker in principals:
            assert ids
            assert set(statements.loc[ids, "speaker"]) == {speaker}
        if attribution["said_on"] and ids:
            said = dt.date.fromisoformat(attribution["said_on"])
            for day in statements.loc[ids, "said_on"].dt.date:
                room = {"day": 0, "week": 6, "month": 30}[attribution["said_on_precision"]]
                assert said <= day <= said + dt.timedelta(days=room), (article_id, ids)


def test_nothing_is_said_after_publication(articles, gold, statements):
    for article_id, attribution in pieces(gold):
        published = articles.loc[article_id, "published"]
        if attribution["said_on"]:
            assert dt.datetime.fromisoformat(attribution["said_on"]) <= published
        assert (statements.loc[attribution["statement_ids"], "said_on"] <= published).all()


def test_vocabulary(gold):
    for _, attribution in pieces(gold):
        assert attribution["mode"] in ("direct", "indirect", "mixed")
        assert attribution["kind"] in ("speech", "other")
        assert (attribution["said_on"] == "") == (attribution["said_on_precision"] == "")
        precision, day = attribution["said_on_precision"], attribution["said_on"]
        assert precision in ("", "day", "week", "month")
        if precision == "week":
            assert dt.date.fromisoformat(day).isoweekday() == 1
        if precision == "month":
            assert day.endswith("-01")


def test_mode_follows_the_quotation_marks(gold):
    for article_id, attribution in pieces(gold):
        if attribution["words"]["cue"] == [":"]:
            assert attribution["mode"] == "direct"
            continue
        whole = "\n".join(attribution["words"]["content"])
        if article_id == "2025-08-18_after-alaska.html" and whole.startswith("“We agreed"):
            assert attribution["mode"] == "direct"  # unclosed in its first paragraph
            continue
        left = tokens(MARKS.sub(" ", whole))
        wanted = "direct" if not left else "mixed" if MARKS.search(whole) else "indirect"
        assert attribution["mode"] == wanted, whole


def test_phenomena_are_there(gold):
    everything = [attribution for _, attribution in pieces(gold)]
    assert {a["mode"] for a in everything} == {"direct", "indirect", "mixed"}
    assert {a["said_on_precision"] for a in everything} == {"", "day", "week", "month"}
    assert any(not a["source"] for a in everything)
    assert any(a["source"] and not a["cue"] for a in everything)
    assert any(a["kind"] == "other" for a in everything)
    assert sum(len(a["content"]) > 1 for a in everything) >= 8
    assert any(article["unattributed"] for article in gold)
    assert any(not article["attributions"] for article in gold)
    # Inverted: the cue stands before its source.
    assert sum(a["cue"] < a["source"] for a in everything if a["cue"] and a["source"]) >= 4
