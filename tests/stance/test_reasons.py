"""Evidence is what its removal shows: the decision is another one without the words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from analysis import load_codebook, load_speakers, load_statements
from analysis.evidence import StanceEvidence
from analysis.stance.decide import NONE, Finding, Read, chance, decide, findings, read
from analysis.stance.network import ask
from analysis.stance.reading import CONDITION, FIELDS, TERM
from analysis.stance.reasons import WORDS, _by_look, deciding_words, mentions

CODEBOOK = load_codebook()
ROLES = {"favor", "against", "issue", "negation", "condition"}
Case = tuple[Read, Finding, int, dict[str, str]]


def asked(texts: dict[str, str], speaker: str = "Peskov") -> Read:
    registry = load_speakers()
    side = registry.side_of(speaker)
    return read(texts, speaker, side, codebook=CODEBOOK, registry=registry)


def positions(rows: list[dict[Any, Any]]) -> Iterator[Case]:
    for row in rows:
        texts = {field: row[field] for field in FIELDS}
        found = asked(texts, row["speaker"])
        for number, finding in enumerate(findings(found, CODEBOOK)):
            if finding.stance != NONE:
                yield found, finding, number, texts


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    statements = load_statements()
    chosen = statements.iloc[:: len(statements) // 40].head(40)
    return list(positions(chosen.to_dict("records")))


def words_in(found: Read, finding: Finding, evidence: list[StanceEvidence]) -> list[int]:
    """Words of the deciding window that lie in the evidence."""
    window = found.readings[finding.window]
    spans = [(FIELDS.index(e.field), e.start, e.end) for e in evidence]
    rows = zip(window.words, window.fields, window.starts, window.ends, strict=True)
    return sorted(
        {
            int(word)
            for word, field, start, end in rows
            if any(field == f and a <= start and end <= b for f, a, b in spans)
        }
    )


def decision_without(case: Case, words: list[int]) -> int:
    found, finding, issue, _ = case
    window, marked = found.readings[finding.window], found.marks[finding.window]
    kept = ~np.isin(window.words, words)
    again = ask(window.without(words), marked[:, kept], CODEBOOK, only=issue)
    said = (again.stances[0], again.answers[0])
    return decide(chance(found, finding.window, *said, issue, CODEBOOK))


def test_without_its_evidence_the_decision_is_another_one(cases: list[Case]) -> None:
    assert cases
    count = 0
    for case in cases:
        found, finding, issue, texts = case
        assert decision_without(case, []) == finding.stance
        evidence, changed = deciding_words(found, finding, issue, texts, CODEBOOK)
        words = words_in(found, finding, evidence)
        assert (decision_without(case, words) != finding.stance) == changed
        count += changed
    assert count


def test_evidence_is_sound(cases: list[Case]) -> None:
    for found, finding, issue, texts in cases:
        evidence, _ = deciding_words(found, finding, issue, texts, CODEBOOK)
        assert evidence
        places = [(FIELDS.index(e.field), e.start, e.end) for e in evidence]
        assert places == sorted(places)
        for e in evidence:
            assert e.role in ROLES - (
                {"against", "favor"} - {("", "favor", "against")[finding.stance]}
            )
            assert texts[e.field][e.start : e.end] == e.words != ""
        for one, other in pairwise(evidence):
            assert one.field != other.field or one.end <= other.start
        marked = found.marks[finding.window][issue]
        conditions = set(found.readings[finding.window].words[marked[:, CONDITION] > 0].tolist())
        limit = WORDS + finding.conditional * len(conditions)
        assert len(words_in(found, finding, evidence)) <= limit


def test_a_condition_is_shown_where_the_position_hangs_on_one() -> None:
    text = "We are ready for a ceasefire if the attacks end."
    found = asked({"text": text})
    issue = CODEBOOK.names.index("ceasefire")
    finding = Finding(1, np.array([0.1, 0.8, 0.1]), True, 0)
    evidence, _ = deciding_words(found, finding, issue, {"text": text}, CODEBOOK)
    assert ("if", "condition") in [(e.words, e.role) for e in evidence]
    plain = finding._replace(conditional=False)
    evidence, _ = deciding_words(found, plain, issue, {"text": text}, CODEBOOK)
    assert "condition" not in {e.role for e in evidence}


def test_a_refusal_of_one_word_has_evidence() -> None:
    for text in ("Truce", "No.", "the", "🙂 x"):
        found = asked({"text": text})
        finding = Finding(2, np.array([0.1, 0.1, 0.8]), False, 0)
        evidence, _ = deciding_words(found, finding, 0, {"text": text}, CODEBOOK)
        assert evidence
        assert all(text[e.start : e.end] == e.words for e in evidence)


def test_mentions_are_the_terms_of_the_first_window_that_has_any() -> None:
    texts = {"text": "It rained. " * 60 + "A truce, 🙂 no ceasefire.", "quote": "The truce"}
    issue = CODEBOOK.names.index("ceasefire")
    found = asked(texts)
    assert len(found.readings) > 1
    assert not found.marks[0][issue, :, TERM].any()
    evidence = mentions(found, issue, texts)
    assert [(e.field, e.words, e.role) for e in evidence][:2] == [
        ("text", "truce", "issue"), ("text", "ceasefire", "issue"),
    ]  # fmt: skip
    assert all(texts[e.field][e.start : e.end] == e.words for e in evidence)
    assert mentions(found, CODEBOOK.names.index("pressure"), texts) == []


def test_words_of_no_content_come_last_and_are_judged_whole() -> None:
    text = "The forgo of it, Hasbro"  # for + ##go, has + ##bro
    (window,) = asked({"text": text}).readings
    look = np.zeros(len(window))
    look[window.words == 0] = 0.9
    assert (window.words == 1).sum() > 1
    ranked = _by_look(window, look, {"text": text})
    assert sorted(ranked) == sorted(set(window.words[window.words >= 0].tolist()))
    assert ranked == [1, 5, 0, 2, 3, 4]
