"""From logits to decisions, by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis import load_codebook, load_speakers
from analysis.codebook import Codebook
from analysis.stance import decide as module
from analysis.stance.cues import Decision
from analysis.stance.decide import (
    FAVORS,
    NONE,
    OPPOSES,
    Read,
    Settings,
    chance,
    decide,
    findings,
    read,
    settings,
    unfitted,
)
from analysis.stance.network import Answer, ask
from analysis.stance.reading import N_MARKS, TERM

CODEBOOK = load_codebook()
Fix = Callable[..., None]


@pytest.fixture
def fix(monkeypatch: pytest.MonkeyPatch) -> Fix:
    def fixed(**values: float) -> None:
        monkeypatch.setattr(module, "settings", lambda: Settings(**values))

    return fixed


def test_shipped_settings_make_sense() -> None:
    assert settings().temperature > 0
    assert 0 < settings().condition < 1


@pytest.mark.parametrize(
    ("chances", "stance"),
    [
        ([0.32, 0.35, 0.33], FAVORS),
        ([0.32, 0.33, 0.35], OPPOSES),
        ([0.40, 0.35, 0.25], NONE),
        ([0.50, 0.50, 0.00], NONE),
        ([0.20, 0.40, 0.40], FAVORS),
        ([0.00, 0.00, 1.00], OPPOSES),
    ],
)
def test_the_likeliest_is_taken(chances: list[float], stance: int) -> None:
    assert decide(np.array(chances)) == stance


NOTHING = Read([], [np.zeros((len(CODEBOOK.issues), 1, N_MARKS))], [], {})


def test_chance_of_a_fitted_issue_by_hand(fix: Fix) -> None:
    fix(temperature=2.0)
    powers = np.exp([0.0, 1.0, -1.0])
    logits = np.array([0.0, 2.0, -2.0], dtype=np.float32)
    found = chance(NOTHING, 0, logits, np.zeros(4), 0, CODEBOOK)
    assert found == pytest.approx(powers / powers.sum())
    assert logits.tolist() == [0, 2, -2]


def test_chance_bears_great_logits(fix: Fix) -> None:
    fix()
    found = chance(NOTHING, 0, np.array([1e4, -1e4, 0.0]), np.zeros(1), 0, CODEBOOK)
    assert found.tolist() == [1, 0, 0]


def new_proposition(number: int) -> Codebook:
    issues = list(CODEBOOK.issues)
    issues[number] = replace(issues[number], proposition="It should rain.")
    return replace(CODEBOOK, issues=tuple(issues))


def test_the_bundled_issues_are_those_that_were_fitted() -> None:
    assert unfitted(CODEBOOK) == frozenset()
    assert unfitted(new_proposition(3)) == {3}
    renamed = replace(CODEBOOK.issues[0], name="other")
    assert unfitted(replace(CODEBOOK, issues=(*CODEBOOK.issues, renamed))) == {10}


@pytest.mark.parametrize(
    ("stance", "scores"), [("favor", [3, 4, 0]), ("against", [3, 0, 4]), ("", [3, 0, 0])]
)
def test_an_unfitted_issue_follows_its_cues(stance: str, scores: list[float]) -> None:
    votes = {2: Decision(stance, False, 0.75, [])} if stance else {}
    found = chance(
        NOTHING._replace(votes=votes), 0, np.array([0.0, 9.0, -9.0]), np.ones(4), 2,
        new_proposition(2),
    )  # fmt: skip
    assert found == pytest.approx(np.exp(scores) / np.exp(scores).sum())
    assert decide(found) == (NONE if not stance else FAVORS if stance == "favor" else OPPOSES)


def test_chance_with_weights_of_examples_by_hand(fix: Fix, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(temperature=2.0)
    weights = np.arange(24, dtype=float).reshape(8, 3) / 50
    monkeypatch.setattr(module, "learned", lambda codebook: {2: weights})
    marked = np.zeros((len(CODEBOOK.issues), 4, N_MARKS))
    marked[2, 1, TERM] = 1
    own = np.exp([0.0, 1.0, -1.0]) / np.exp([0.0, 1.0, -1.0]).sum()
    row = [0.0, 1.0, 1.0, own[1], own[2], 1.0, 5.0, -7.0]
    powers = np.exp(np.array(row) @ weights)
    found = Read([], [marked], [], {2: Decision("against", False, 0.75, [])})
    said = (np.array([0.0, 2.0, -2.0]), np.array([5.0, -7.0]))
    assert chance(found, 0, *said, 2, new_proposition(2)) == pytest.approx(powers / powers.sum())


def answer(stances: list[list[float]], conditional: list[list[float]]) -> Answer:
    number = len(stances)
    looks = np.zeros((number, 2, 1))
    return Answer(np.array(stances), np.array(conditional), np.zeros((number, 3)), looks)


def test_the_window_that_is_surest_of_a_position_decides(fix: Fix) -> None:
    fix()
    rest = [[9.0, 0, 0]] * (len(CODEBOOK.issues) - 2)
    flags = [[-9.0, 9.0], [9.0, -9.0]] + [[9.0, 9.0]] * len(rest)
    one = answer([[0, 3.0, 0], [2.0, 0, 0], *rest], flags)
    two = answer([[0, 0, 4.0], [3.0, 0, 0], *rest], flags)
    first, second, *others = findings(Read([], [], [one, two], {}), CODEBOOK)
    assert (first.stance, first.window, first.conditional) == (OPPOSES, 1, True)
    assert first.probabilities == pytest.approx(np.exp([0, 0, 4]) / np.exp([0, 0, 4]).sum())
    assert (second.stance, second.window, second.conditional) == (NONE, 0, False)
    assert {(f.stance, f.conditional) for f in others} == {(NONE, False)}
    (alone, *_) = findings(Read([], [], [one], {}), CODEBOOK)
    assert (alone.stance, alone.window, alone.conditional) == (FAVORS, 0, False)


def test_the_condition_has_its_own_threshold(fix: Fix) -> None:
    logit = float(np.log(0.7 / 0.3))
    one = answer([[0, 9.0, 0]] * len(CODEBOOK.issues), [[logit, -9.0]] * len(CODEBOOK.issues))
    for least, expected in ((0.69, True), (0.71, False)):
        fix(condition=least)
        assert {f.conditional for f in findings(Read([], [], [one], {}), CODEBOOK)} == {expected}


def test_asking_about_one_issue_is_asking_about_all() -> None:
    texts = {"text": "We reject any ceasefire.", "quote": "Talks go on, if they stop."}
    found = read(texts, "Peskov", "russia", codebook=CODEBOOK, registry=load_speakers())
    (whole,) = found.answers
    for number in range(len(CODEBOOK.issues)):
        one = ask(found.readings[0], found.marks[0], CODEBOOK, only=number)
        for part, all_ in zip(one, whole, strict=True):
            assert part.shape == (1, *all_.shape[1:])
        np.testing.assert_allclose(one.looks[0], whole.looks[number], atol=1e-5)
        # Not closer: the graph rounds the answers to 8 bits by the range of all that are asked.
        chances = [
            chance(found, 0, said.stances[n], said.answers[n], number, CODEBOOK)
            for said, n in ((one, 0), (whole, number))
        ]
        np.testing.assert_allclose(*chances, atol=0.02)
    assert whole.looks.shape == (len(CODEBOOK.issues), 2, len(found.readings[0]))
    np.testing.assert_allclose(whole.looks.sum(2), 1, atol=1e-4)
    assert (whole.looks >= 0).all()
