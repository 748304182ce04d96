"""The face of the stance coding: what it promises of every statement, and of another coder."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import code_stance, explain_abstentions, load_codebook, load_speakers, load_statements
from analysis.errors import InputError
from analysis.stance import code, decide
from analysis.stance.code import COLUMNS, NEAR
from analysis.stance.decide import NONE, findings, read
from analysis.stance.reading import WINDOW

REFUSAL = "We do not want a ceasefire."
CODEBOOK = load_codebook()


def statement(text: object = "", *, speaker: object = "Peskov", **more: object) -> pd.DataFrame:
    row = {"statement_id": "a", "speaker": speaker, "text": text, **more}
    return pd.DataFrame([row], dtype=object)  # other columns cannot hold lone surrogates


def plainly(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(table[["issue", "stance", "conditional", "score"]].itertuples(index=False))


def coded(text: str, **more: object) -> dict[str, str]:
    table = code_stance(statement(text, **more))
    return dict(zip(table["issue"], table["stance"], strict=True))


def check_offsets(table: pd.DataFrame, texts: dict[str, str]) -> None:
    for evidence in table["evidence"]:
        assert evidence
        for e in evidence:
            assert texts[e.field][e.start : e.end] == e.words != ""
        places = [(e.field == "quote", e.start, e.end) for e in evidence]
        assert places == sorted(places)


# What is clear to everyone


@pytest.mark.parametrize(
    ("text", "issue", "stance"),
    [
        (REFUSAL, "ceasefire", "against"),
        ("He flatly rejected the ceasefire.", "ceasefire", "against"),
        ("We do not want a ceasefire.", "ceasefire", "against"),
        ("The talks were constructive and productive.", "progress", "favor"),
        ("There was no progress at all in the talks.", "progress", "against"),
    ],
)
def test_clear_cases(text: str, issue: str, stance: str) -> None:
    assert coded(text)[issue] == stance
    assert coded("", quote=text)[issue] == stance


def test_whose_land_it_is_depends_on_the_side() -> None:
    words = "We will never give up our land."
    assert coded(words, speaker="Zelensky")["territory"] == "against"


def test_a_statement_about_something_else_takes_no_position() -> None:
    assert coded("The weather in the city was mild and dry on that day.") == {}


# Where the words stand


@pytest.mark.parametrize(
    "text",
    [
        "He said “we don’t want a ceasefire”, and that’s that.",
        "🙂🙂 We reject any ceasefire 🕊️. 👩‍👩‍👧 𝐓ruce? We reject any ceasefire!",
        "Zürich, İstanbul ẞ ﬁ é: we reject any ceasefire.",
        "\ud800 We reject\u00a0any\u200b ceasefire.\r\n\tWe reject any ceasefire.",
        "<b>We reject</b> any ceasefire & \x00 any truce.",
    ],
)
def test_evidence_stands_where_it_says(text: str) -> None:
    table = code_stance(statement(text, quote=f"№ {text}"))
    assert len(table)
    check_offsets(table, {"text": text, "quote": f"№ {text}"})


def test_curly_apostrophe_reads_as_a_straight_one() -> None:
    curly, straight = (
        "It wasn’t constructive. We don’t want talks.",
        "It wasn't constructive. We don't",
    )
    one, other = code_stance(statement(curly)), code_stance(statement(f"{straight} want talks."))
    assert plainly(one) == plainly(other)


def test_text_over_several_windows_is_coded() -> None:
    text = f"{REFUSAL} " * 100
    found = read({"text": text}, "Peskov", "russia", codebook=CODEBOOK, registry=load_speakers())
    assert len(found.readings) >= 3
    assert all(len(window) <= WINDOW for window in found.readings)
    table = code_stance(statement(text, quote=text))
    assert dict(zip(table["issue"], table["stance"], strict=True))["ceasefire"] == "against"
    check_offsets(table, {"text": text, "quote": text})


WORDS = [
    "he", "not", "no", "talks", "truce,", "ceasefire;", "peace.", "Moscow", "Kyiv", "we", "if",
    "welcome", "reject", "denied", "Peskov", "isn’t", "“sanctions”", "—", "territory", "🙂", "Київ",
    "guarantees", "𝐓", "é",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=12)


@settings(max_examples=25, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["Zelensky", "Witkoff", "Peskov", "X", ""]))
def test_any_text_is_coded_and_explained(text: str, quote: str, speaker: str) -> None:
    row = statement(text, speaker=speaker, quote=quote)
    table, left = code_stance(row), explain_abstentions(row)
    assert set(table["stance"]) <= {"favor", "against"}
    assert table["score"].between(0, 1).all()
    check_offsets(table, {"text": text, "quote": quote})
    assert not set(table["issue"]) & set(left["issue"])
    for e in left["evidence"].explode().dropna():
        assert {"text": text, "quote": quote}[e.field][e.start : e.end] == e.words


# Who speaks


NAMED = [
    "{} said that he rejects any ceasefire.",
    "A ceasefire, {}'s office said, is out of the question; {} called the talks pointless.",
    "Asked about {}, he denied progress. “{} will never give up land,” said {}.",
]


@pytest.mark.parametrize("form", NAMED)
@pytest.mark.parametrize("pair", [("Peskov", "Lavrov"), ("Witkoff", "Rubio")])
def test_the_speakers_name_changes_nothing(form: str, pair: tuple[str, str]) -> None:
    registry = load_speakers()
    assert len({registry[name].side for name in pair}) == 1
    found = []
    for name in pair:
        for spelling in (name, registry[name].full_name):
            text = form.replace("{}", spelling)
            found.append(plainly(code_stance(statement(text, speaker=name, quote=text))))
    assert found[0]
    assert all(other == found[0] for other in found[1:])


def test_the_name_of_an_unknown_speaker_changes_nothing() -> None:
    one = code_stance(statement("Smith rejects any ceasefire.", speaker="John Smith"))
    other = code_stance(statement("Brzezinska rejects any ceasefire.", speaker="Ewa Brzezinska"))
    assert plainly(one) == plainly(other)
    assert dict(zip(one["issue"], one["stance"], strict=True))["ceasefire"] == "against"


@pytest.fixture
def read_as(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Speaker and side of each statement that is read."""
    seen: list[tuple[str, str]] = []

    def noting(texts: Any, speaker: str, side: str, **more: Any) -> Any:
        seen.append((speaker, side))
        return read(texts, speaker, side, **more)

    monkeypatch.setattr(code, "read", noting)
    return seen


@pytest.mark.parametrize(
    ("speaker", "more", "expected"),
    [
        ("Peskov", {}, ("Peskov", "russia")),
        ("Peskov", {"side": "ukraine"}, ("Peskov", "ukraine")),
        ("Peskov", {"side": ""}, ("Peskov", "russia")),
        ("Peskov", {"side": None}, ("Peskov", "russia")),
        ("Peskov", {"side": float("nan")}, ("Peskov", "russia")),
        ("Nobody Known", {}, ("Nobody Known", "")),
        ("Nobody Known", {"side": "us"}, ("Nobody Known", "us")),
        (None, {}, ("", "")),
        (float("nan"), {}, ("", "")),
    ],
)
def test_side_is_that_of_the_column_or_of_the_registry(
    read_as: list[tuple[str, str]], speaker: object, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    table = code_stance(statement(REFUSAL, speaker=speaker, **more))
    assert read_as == [expected]
    assert "against" in set(table.loc[table["issue"] == "ceasefire", "stance"])


def test_a_side_column_reads_as_the_side_of_the_registry() -> None:
    text = "We will never give up our land, and we want the talks to go on."
    own = code_stance(statement(text, speaker="Zelensky"))
    given_ = code_stance(statement(text, speaker="Nobody Known", side="ukraine"))
    assert plainly(own) == plainly(given_)


def test_a_side_named_at_great_length_does_no_harm() -> None:
    table = code_stance(statement(f"{REFUSAL} " * 40, side="delegation of the mediators " * 100))
    assert len(table)


# Rows


def test_a_row_is_coded_as_if_it_stood_alone() -> None:
    statements = load_statements().head(12)
    together = code_stance(statements)
    alone = [code_stance(statements.iloc[[n]]) for n in reversed(range(len(statements)))]
    found = [table for table in alone[::-1] if len(table)]
    pd.testing.assert_frame_equal(pd.concat(found, ignore_index=True), together)


def test_the_input_is_left_alone() -> None:
    table = statement(REFUSAL, quote=None, side="russia", note=[["kept"]][0]).set_index(
        pd.Index([7])
    )
    before = table.copy(deep=True)
    code_stance(table)
    explain_abstentions(table)
    code_stance(table, coder=lambda s, codebook: s.drop(s.index).assign(issue="", stance=""))
    pd.testing.assert_frame_equal(table, before)


def test_no_rows_give_empty_tables_of_the_same_form() -> None:
    full, empty = code_stance(statement(REFUSAL)), code_stance(statement(REFUSAL).iloc[:0])
    assert list(empty.columns) == list(full.columns) == COLUMNS
    assert empty.empty
    assert empty["conditional"].dtype == bool
    assert empty["score"].dtype == float
    left = explain_abstentions(statement(REFUSAL).iloc[:0])
    assert list(left.columns) == ["statement_id", "speaker", "issue", "reason", "score", "evidence"]


def test_one_field_is_enough_and_both_are_read() -> None:
    only_quote = statement(quote=REFUSAL).drop(columns="text")
    assert "ceasefire" in set(code_stance(only_quote)["issue"])
    assert coded("The talks were constructive and productive.", quote=REFUSAL).keys() >= {
        "progress", "ceasefire",
    }  # fmt: skip


def test_track_sees_every_statement() -> None:
    seen: list[Any] = []

    def track(records: list[Any]) -> Any:
        seen.extend(records)
        return records

    statements = load_statements().head(3)
    tracked = code_stance(statements, track=track)
    assert [record["statement_id"] for record in seen] == statements["statement_id"].tolist()
    pd.testing.assert_frame_equal(tracked, code_stance(statements))


def test_scores_are_probabilities_and_positions_are_likelier_than_none() -> None:
    statements = load_statements().head(20)
    stances = code_stance(statements).set_index(["statement_id", "issue"])
    registry = load_speakers()
    positions = 0
    for row in statements.to_dict("records"):
        texts = {field: row[field] for field in ("text", "quote")}
        side = registry.side_of(row["speaker"])
        found = read(texts, row["speaker"], side, codebook=CODEBOOK, registry=registry)
        for name, finding in zip(CODEBOOK.names, findings(found, CODEBOOK), strict=True):
            key = (row["statement_id"], name)
            taken = finding.probabilities[NONE] < finding.probabilities[1:].max()
            assert (key in stances.index) == taken
            if taken:
                score = stances.loc[key, "score"]
                assert score == pytest.approx(finding.probabilities[1:].max(), abs=1e-4)
                assert 1 / 3 - 1e-4 <= score <= 1
                positions += 1
    assert positions == len(stances) > 0


# Where no position was found


@pytest.mark.parametrize(
    ("nothing", "reason"),
    [
        ("", "no words"),
        (None, "no words"),
        (float("nan"), "no words"),
        (pd.NA, "no words"),
        ("🙂", "no words"),
        (" … — !\n\x00\u200b", "no words"),
        ("Мы отвергаем любое перемирие.", "not English"),
        ("Wir lehnen einen Waffenstillstand entschieden ab.", "not English"),
    ],
)
def test_text_that_cannot_be_read_says_why(nothing: object, reason: str) -> None:
    row = statement(nothing, quote=nothing)
    assert code_stance(row).empty
    (left,) = explain_abstentions(row).to_dict("records")
    assert (left["statement_id"], left["speaker"], left["issue"]) == ("a", "Peskov", "")
    assert left["reason"] == reason
    assert math.isnan(left["score"])
    assert left["evidence"] == []


def test_mention_without_a_position_has_a_reason_with_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decide, "decide", lambda chances: NONE)
    monkeypatch.setattr(code, "NEAR", 1.01)
    text = "The 🙂 truce lasted three days."
    assert code_stance(statement(text)).empty
    left = explain_abstentions(statement(text)).set_index("issue").loc["ceasefire"]
    assert left["reason"] == "issue mentioned, no position found"
    assert 0 <= left["score"] <= 1
    (evidence,) = left["evidence"]
    assert tuple(evidence) == ("text", 6, 11, "truce", "issue")
    assert text[6:11] == "truce"


def test_near_position_is_named_with_its_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = code_stance(statement(REFUSAL)).query("issue == 'ceasefire'").to_dict("records")
    monkeypatch.setattr(decide, "decide", lambda chances: NONE)
    assert code_stance(statement(REFUSAL)).empty
    left = explain_abstentions(statement(REFUSAL)).set_index("issue").loc["ceasefire"]
    none, against = re.fullmatch(r"too unsure: none (.*), against (.*)", left["reason"]).groups()
    assert against == f"{row['score']:.2f}"
    assert float(none) == pytest.approx(1 - left["score"], abs=0.006)
    assert [e.words for e in left["evidence"]] == ["ceasefire"]


def test_abstentions_and_stances_make_up_what_was_read() -> None:
    statements = load_statements().head(40)
    stances, left = code_stance(statements), explain_abstentions(statements)
    keys = [set(zip(t["statement_id"], t["issue"], strict=True)) for t in (stances, left)]
    assert not keys[0] & keys[1]
    assert len(keys[1]) == len(left)
    texts = statements.set_index("statement_id")
    for row in left.itertuples():
        mentioned = row.reason == "issue mentioned, no position found"
        assert mentioned or row.reason.startswith("too unsure: ")
        assert (row.score < NEAR + 1e-4) if mentioned else (row.score >= NEAR - 1e-4)
        assert row.evidence or not mentioned
        for e in row.evidence:
            assert e.role in ("issue", "negation")
            assert texts.loc[row.statement_id, e.field][e.start : e.end] == e.words
    # Every issue whose terms stand in the text is in one table or the other.
    for number, issue in enumerate(CODEBOOK.issues):
        for key, text in texts["text"].items():
            if issue.terms.search(text):
                assert (key, CODEBOOK.names[number]) in keys[0] | keys[1]


# Another coder


def coder_of(*rows: dict[str, Any]) -> Any:
    return lambda statements, *, codebook: pd.DataFrame(list(rows))


TWO = pd.concat([statement(REFUSAL), statement(speaker="Rubio").assign(statement_id="b")])


def test_another_coders_table_is_ordered_and_filled() -> None:
    rows = [
        {"statement_id": "b", "issue": "talks", "stance": "favor", "why": "x"},
        {"statement_id": "a", "issue": "ceasefire", "stance": "against", "why": "y"},
        {"statement_id": "a", "issue": "pressure", "stance": "none", "why": "z"},
        {"statement_id": "a", "issue": "talks", "stance": "against", "why": ""},
    ]
    table = code_stance(TWO, coder=coder_of(*rows))
    assert list(table.columns) == COLUMNS
    keys = list(zip(table["statement_id"], table["issue"], strict=True))
    assert keys == [("a", "talks"), ("a", "ceasefire"), ("b", "talks")]
    assert table["speaker"].tolist() == ["Peskov", "Peskov", "Rubio"]
    assert table["stance"].tolist() == ["against", "against", "favor"]
    assert table["conditional"].tolist() == [False] * 3
    assert table["score"].isna().all()
    assert table["score"].dtype == float
    assert table["evidence"].tolist() == [[], [], []]


def test_another_coders_score_flag_and_evidence_are_kept() -> None:
    given_ = code_stance(TWO)
    kept = code_stance(TWO, coder=lambda statements, *, codebook: given_.sample(frac=1))
    pd.testing.assert_frame_equal(kept, given_)
    row = {"statement_id": "a", "issue": "talks", "stance": "favor", "conditional": None}
    assert code_stance(TWO, coder=coder_of(row))["conditional"].tolist() == [False]


def test_another_coder_gets_a_copy_and_the_codebook() -> None:
    def coder(statements: pd.DataFrame, *, codebook: object) -> pd.DataFrame:
        assert codebook is CODEBOOK
        pd.testing.assert_frame_equal(statements, TWO)
        statements["text"] = "changed"
        return pd.DataFrame(columns=["statement_id", "issue", "stance"])

    before = TWO.copy(deep=True)
    assert list(code_stance(TWO, coder=coder).columns) == COLUMNS
    pd.testing.assert_frame_equal(TWO, before)


GOOD = {"statement_id": "a", "issue": "talks", "stance": "favor"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([GOOD | {"statement_id": "zz"}], "there is no statement_id 'zz'"),
        ([GOOD, GOOD | {"issue": "weather"}], "there is no issue 'weather'"),
        ([GOOD | {"stance": "maybe"}], "stance must be favor, against or none; found maybe"),
        ([GOOD, GOOD | {"stance": "against"}], "statement a has two stances on talks"),
        ([GOOD | {"conditional": "false"}], "conditional must hold booleans"),
        ([{"statement_id": "a", "stance": "favor"}], "needs the column issue"),
        ([], "needs the columns statement_id, issue, stance"),
    ],
)
def test_faults_of_another_coder_are_one_clear_line(rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(InputError) as caught:
        code_stance(TWO, coder=coder_of(*rows))
    assert said in str(caught.value)
    assert str(caught.value).startswith("code_stance: the coder's table")
    assert "\n" not in str(caught.value)
