"""What labeled examples add, and a codebook with new issues that needs no Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import fsolve
from scipy.special import log_softmax, softmax

from analysis import code_stance, explain_abstentions, load_codebook, load_speakers
from analysis.codebook import Codebook
from analysis.stance.decide import FAVORS, NONE, OPPOSES, findings, learned, read
from analysis.stance.examples import CLUES, RIDGE, RIDGE_ANSWERS, clues, fit_examples, start

SHARED = r"""
version = "test"
[cues]
favor = ['welcom\w+', 'ready for']
against = ['reject\w*', 'no']
[negation]
near = ['not', 'never']
wide = ['denied']
[conditions]
markers = ['if']
"""
TRUCE = """
[[issue]]
name = "{name}"
label = "A ceasefire"
proposition = "There should be a ceasefire."
favor_means = "Calls for a ceasefire or a truce, or agrees to one."
against_means = "Rejects a ceasefire or a truce."
terms = ['ceasefire', 'truce']
favor = ['ready for a ceasefire']
against = ['reject any ceasefire']
"""
PRISONERS = """
[[issue]]
name = "prisoners"
label = "Prisoners should be exchanged"
proposition = "The sides should exchange prisoners of war."
favor_means = "Wants, agrees to or praises an exchange of prisoners."
against_means = "Refuses or suspends an exchange of prisoners."
terms = ['prisoners?(?: of war)?', 'exchange', 'captives']
favor = ['bring home all captives']
against = ['no exchange']
"""
EXAMPLE = '[[issue.example]]\ntext = "{}"\nstance = "{}"\nside = "{}"\n'
SWAP = "The swap of captives was discussed at length."


def codebook(folder: Path, *parts: str) -> Codebook:
    path = folder / "own.toml"
    path.write_text(SHARED + "".join(parts), encoding="utf-8")
    return load_codebook(path)


def statement(text: str) -> pd.DataFrame:
    return pd.DataFrame([{"statement_id": "a", "speaker": "Peskov", "text": text}])


def chances(text: str, book: Codebook) -> list[np.ndarray]:
    found = read({"text": text}, "Peskov", "russia", codebook=book, registry=load_speakers())
    return [finding.probabilities for finding in findings(found, book)]


# The regression


def random_examples(seed: int, count: int = 12, width: int = 9) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=(count, width)), random.integers(0, 3, count)


def loss(weights: np.ndarray, rows: np.ndarray, stances: np.ndarray) -> float:
    """The same as the package's, written another way."""
    fit = -log_softmax(rows @ weights, axis=1)[np.arange(len(stances)), stances].sum()
    away = (weights - start(rows.shape[1])) ** 2
    return float(fit + RIDGE * away[:CLUES].sum() / 2 + RIDGE_ANSWERS * away[CLUES:].sum() / 2)


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_is_zero_at_the_solution(seed: int) -> None:
    rows, stances = random_examples(seed)
    weights = fit_examples(rows, stances)
    assert weights.shape == (rows.shape[1], 3)
    step = 1e-5
    for place in np.ndindex(weights.shape):
        moved = [weights.copy(), weights.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        up, down = (loss(w, rows, stances) for w in moved)
        assert abs(up - down) / (2 * step) < 2e-2


def test_the_logits_are_pulled_to_the_examples() -> None:
    for seed in range(4):
        rows, stances = random_examples(seed)
        here = np.arange(len(stances))
        before = log_softmax(rows @ start(rows.shape[1]), axis=1)[here, stances].sum()
        after = log_softmax(rows @ fit_examples(rows, stances), axis=1)[here, stances].sum()
        assert after > before


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_constants_alone_by_hand(count: int) -> None:
    rows = np.stack([clues("", False, np.zeros(3), np.zeros(4))] * count)
    weights = fit_examples(rows, [FAVORS] * count)
    first = start(10)
    others = np.arange(10) != CLUES - 1
    assert weights[others] == pytest.approx(first[others], abs=1e-9)

    # Where the ridge pulls as hard as the examples do: by favor's and against's distance alone,
    # for the three distances come to 0.
    def pulls(away: np.ndarray) -> np.ndarray:
        chances = softmax([3 - away.sum(), *away])[1:]
        return RIDGE * away - count * (np.array([1, 0]) - chances)

    favor, against = fsolve(pulls, [1.0, -0.5])
    expected = [3 - favor - against, favor, against]
    assert weights[CLUES - 1] == pytest.approx(expected, abs=1e-3)


def test_no_examples_leave_the_start() -> None:
    assert (fit_examples(np.zeros((0, 9)), []) == start(9)).all()


@pytest.mark.parametrize(("vote", "stance"), [("favor", 1), ("against", 2), ("", 0)])
def test_without_examples_the_cues_decide(vote: str, stance: int) -> None:
    for chances in ([0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.9, 0.05, 0.05]):
        row = clues(vote, True, np.array(chances), np.ones(4))
        assert row.tolist()[:CLUES] == [vote == "favor", vote == "against", 1, *chances[1:], 1]
        found = softmax(row @ start(len(row)))
        assert found.argmax() == stance
        assert found[stance] > 0.5


def test_clues_are_laid_out_as_they_are_named() -> None:
    row = clues("favor", True, np.array([0.5, 0.3, 0.2]), np.array([7.0, 8.0]))
    assert row.tolist() == [1, 0, 1, 0.3, 0.2, 1, 7, 8]
    row = clues("against", False, np.array([0.5, 0.3, 0.2]), np.array([7.0, 8.0]))
    assert row.tolist() == [0, 1, 0, 0.3, 0.2, 1, 7, 8]
    assert clues("", False, np.zeros(3), np.zeros(0)).tolist() == [0, 0, 0, 0, 0, 1]


# The codebook


def test_learned_is_empty_without_examples(tmp_path: Path) -> None:
    assert learned(load_codebook()) == {}
    assert learned(codebook(tmp_path, TRUCE.format(name="truce"), PRISONERS)) == {}


@pytest.mark.parametrize(
    ("stance", "number"), [("none", NONE), ("favor", FAVORS), ("against", OPPOSES)]
)
def test_examples_pull_their_issue_and_no_other(tmp_path: Path, stance: str, number: int) -> None:
    truce = TRUCE.format(name="truce")
    bare = codebook(tmp_path, truce, PRISONERS)
    taught = codebook(tmp_path, truce, PRISONERS, EXAMPLE.format(SWAP, stance, "russia") * 8)
    assert list(learned(taught)) == [1]
    before, after = chances(SWAP, bare), chances(SWAP, taught)
    assert after[1][number] > before[1][number]
    np.testing.assert_allclose(after[0], before[0], atol=1e-6)


def test_a_new_issue_is_coded_from_its_file_alone(tmp_path: Path) -> None:
    text = "We reject any ceasefire. 🙂 We reject any exchange of prisoners."
    examples = [
        EXAMPLE.format("We refuse to exchange prisoners.", "against", "russia"),
        EXAMPLE.format("We want all prisoners exchanged.", "favor", "ukraine"),
        EXAMPLE.format("The prisoners were mentioned.", "none", ""),
    ]
    for parts in ([], examples):
        book = codebook(tmp_path, PRISONERS, *parts, TRUCE.format(name="truce"))
        table, left = (
            code_stance(statement(text), codebook=book),
            explain_abstentions(statement(text), codebook=book),
        )
        assert dict(zip(table["issue"], table["stance"], strict=True))["truce"] == "against"
        # The terms of both stand in the text: each issue is coded or explained, and no other is.
        assert sorted([*table["issue"], *left["issue"]]) == ["prisoners", "truce"]
        for evidence in [*table["evidence"], *left["evidence"]]:
            assert all(text[e.start : e.end] == e.words for e in evidence)


def test_rows_follow_the_codebooks_order(tmp_path: Path) -> None:
    names = ["zebra", "alpha", "middle"]
    book = codebook(tmp_path, *(TRUCE.format(name=name) for name in names))
    table = code_stance(statement("We reject any ceasefire."), codebook=book)
    assert table["issue"].tolist() == names == list(book.labels)
    assert set(table["stance"]) == {"against"}
    np.testing.assert_allclose(table["score"], table["score"].iloc[0], atol=2e-4)


def test_examples_longer_than_a_window_are_read(tmp_path: Path) -> None:
    long = "We will not exchange prisoners. " * 60
    book = codebook(tmp_path, PRISONERS, EXAMPLE.format(long, "against", ""))
    assert np.isfinite(learned(book)[0]).all()


def test_examples_may_overrule_the_cues_and_their_words(tmp_path: Path) -> None:
    text = "We reject any ceasefire."
    book = codebook(
        tmp_path, TRUCE.format(name="truce"), EXAMPLE.format(text, "favor", "russia") * 40
    )
    (row,) = code_stance(statement(text), codebook=book).to_dict("records")
    assert row["stance"] == "favor"
    assert row["evidence"]
    assert "against" not in {e.role for e in row["evidence"]}


def test_the_cues_own_words_are_the_evidence(tmp_path: Path) -> None:
    book = codebook(tmp_path, TRUCE.format(name="truce"))
    (row,) = code_stance(statement("🙂 We reject any ceasefire."), codebook=book).to_dict("records")
    (evidence,) = row["evidence"]
    assert tuple(evidence) == ("text", 5, 25, "reject any ceasefire", "against")
