"""The codebook loader: what it compiles, and how it speaks of a codebook that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook import load_codebook
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
