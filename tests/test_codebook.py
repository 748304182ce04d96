"""The codebook loader: what it compiles, and how it speaks of a codebook that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook import Example, load_codebook
from analysis.errors import InputError

SMALL = r"""
version = "test"
[cues]
favor = ['welcom\w+']
against = ['reject\w*']
[negation]
near = ['not']
wide = ['denied']
[conditions]
markers = ['if']
[[issue]]
name = "talks"
label = "Talks"
proposition = "Talks should go on."
favor_means = "for"
against_means = "against"
terms = ['talks']
favor = ['ready to talk']
against = ['no point in talks']
"""

ISSUES = [
    "talks", "progress", "compromise", "territory", "ceasefire", "guarantees", "pressure",
    "us_role", "russia_good_faith", "ukraine_good_faith",
]  # fmt: skip


def write(folder: Path, text: str) -> Path:
    path = folder / "codebook.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        load_codebook(write(folder, text))
    assert "codebook.toml" in str(caught.value)
    return [(fault.column, fault.problem) for fault in caught.value.faults]


def test_bundled_codebook_holds_the_ten_propositions_in_order() -> None:
    codebook = load_codebook()
    assert codebook.names == ISSUES
    assert all(codebook.labels[name] for name in ISSUES)
    assert all(issue.proposition.endswith(".") for issue in codebook.issues)


def test_patterns_match_whole_words_without_regard_to_case(tmp_path: Path) -> None:
    issue = load_codebook(write(tmp_path, SMALL)).issues[0]
    assert issue.terms.search("TALKS resume")
    assert not issue.terms.search("stalks")


def test_longer_alternatives_win(tmp_path: Path) -> None:
    text = SMALL.replace("['ready to talk']", "['ready', 'ready to talk']")
    match = load_codebook(write(tmp_path, text)).issues[0].favor.search("we are ready to talk")
    assert match is not None
    assert match.group() == "ready to talk"


def test_missing_keys_are_all_named(tmp_path: Path) -> None:
    text = SMALL.replace('label = "Talks"\n', "").replace("near = ['not']\n", "")
    found = faults_of(tmp_path, text)
    assert ("issue.talks.label", "missing key") in found
    assert ("negation.near", "missing key") in found
    assert len(found) == 2


def test_bad_regular_expression_names_file_and_key(tmp_path: Path) -> None:
    found = faults_of(tmp_path, SMALL.replace("'ready to talk'", "'ready (to'"))
    assert [key for key, _ in found] == ["issue.talks.favor"]
    assert "bad regular expression 'ready (to'" in found[0][1]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("terms = ['talks']", "terms = 'talks'", "issue.talks.terms"),
        ("terms = ['talks']", "terms = [3]", "issue.talks.terms"),
        ("'no point in talks'", "'x*'", "issue.talks.against"),
        ('label = "Talks"', 'label = ""', "issue.talks.label"),
        ('label = "Talks"', 'label = "Talks"\nabout = "mars"', "issue.talks.about"),
        ('label = "Talks"', 'label = "Talks"\nreach = "far"', "issue.talks.reach"),
        ('label = "Talks"', 'label = "Talks"\ngeneral = "no"', "issue.talks.general"),
        ('label = "Talks"', 'label = "Talks"\ncolour = "red"', "issue.talks.colour"),
    ],
)
def test_each_fault_names_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert [column for column, _ in faults_of(tmp_path, SMALL.replace(old, new))] == [key]


EXAMPLES = """
[[issue.example]]
text = "We are glad to talk."
stance = "favor"
side = "us"
[[issue.example]]
text = "They spoke."
stance = "none"
"""


def test_examples_are_read_in_their_order(tmp_path: Path) -> None:
    codebook = load_codebook(write(tmp_path, SMALL + EXAMPLES))
    assert codebook.issues[0].examples == (
        Example("We are glad to talk.", "favor", "us"),
        Example("They spoke.", "none", ""),
    )


def test_examples_belong_to_the_issue_above_them(tmp_path: Path) -> None:
    other = SMALL[SMALL.index("[[issue]]") :].replace('"talks"', '"other"')
    issues = load_codebook(write(tmp_path, SMALL + EXAMPLES + other)).issues
    assert [(issue.name, len(issue.examples)) for issue in issues] == [("talks", 2), ("other", 0)]


def test_an_issue_needs_no_examples(tmp_path: Path) -> None:
    assert load_codebook(write(tmp_path, SMALL)).issues[0].examples == ()
    none = SMALL.replace('label = "Talks"', 'label = "Talks"\nexample = []')
    assert load_codebook(write(tmp_path, none)).issues[0].examples == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('"favor"', '"for"', "example.1.stance", "unknown stance 'for'"),
        ('"none"', '""', "example.2.stance", "not a text, or an empty one"),
        ('stance = "none"\n', "", "example.2.stance", "missing key"),
        ('"us"', '"mars"', "example.1.side", "unknown side 'mars'"),
        ('"us"', "3", "example.1.side", "unknown side 3"),
        ('text = "They spoke."\n', "", "example.2.text", "missing key"),
        ('"They spoke."', "7", "example.2.text", "not a text, or an empty one"),
        ('"They spoke."', '"…\u200b"', "example.2.text", "has no words"),
        ('"They spoke."', '"They."\nspeaker = "x"', "example.2.speaker", "unknown key"),
    ],
)
def test_each_fault_of_an_example_names_its_key(
    tmp_path: Path, old: str, new: str, key: str, problem: str
) -> None:
    ((column, said),) = faults_of(tmp_path, SMALL + EXAMPLES.replace(old, new))
    assert column == f"issue.talks.{key}"
    assert problem in said


@pytest.mark.parametrize(
    ("example", "key"), [("'favor'", "example"), ("['We talk.']", "example.1")]
)
def test_examples_that_are_no_tables(tmp_path: Path, example: str, key: str) -> None:
    text = SMALL.replace('label = "Talks"', f'label = "Talks"\nexample = {example}')
    assert [column for column, _ in faults_of(tmp_path, text)] == [f"issue.talks.{key}"]


def test_name_given_twice(tmp_path: Path) -> None:
    twice = SMALL + SMALL[SMALL.index("[[issue]]") :]
    assert faults_of(tmp_path, twice) == [("issue.talks", "the name stands twice")]


def test_no_issue_at_all(tmp_path: Path) -> None:
    assert ("issue", "there is no [[issue]]") in faults_of(
        tmp_path, SMALL[: SMALL.index("[[issue]]")]
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version = ", "not valid TOML"),
        ("version = 'тест'".encode("cp1251"), "not UTF-8"),
    ],
)
def test_unreadable_file_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        load_codebook(path)
    assert "\n" not in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml: there is no such codebook"):
        load_codebook(tmp_path / "none.toml")
