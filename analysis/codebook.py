"""The codebook: propositions, and the wording that takes a position on each, as data.

An analyst edits ``data/codebook.toml``; nothing here knows the name of an issue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.registry import SIDES
from analysis.tables import data_path
from analysis.toml_files import TomlReader, read_toml

ISSUE_TEXTS = ("name", "label", "proposition", "favor_means", "against_means")
ISSUE_LISTS = ("terms", "favor", "against")
SHARED_LISTS = {
    "cues": ("favor", "against"),
    "negation": ("near", "wide"),
    "conditions": ("markers",),
}
REACH = ("nearest", "statement")
EXAMPLE_STANCES = ("favor", "against", "none")
SPEAKING = ("", *SIDES)
ABOUT = ("", "own", "russia", "ukraine", "us", "europe")


@dataclass(frozen=True)
class Example:
    """A labeled statement of an issue: ``favor``, ``against`` or ``none``."""

    text: str
    stance: str
    side: str


@dataclass(frozen=True)
class Issue:
    """One proposition of the codebook with its compiled wording."""

    name: str
    label: str
    proposition: str
    favor_means: str
    against_means: str
    terms: re.Pattern[str]
    favor: re.Pattern[str]
    against: re.Pattern[str]
    about: str
    reach: str
    general: bool
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, eq=False)
class Codebook:
    """The issues in their order, and the cues that they share.

    Compared by identity, so that what is prepared for a codebook is looked up at no cost.
    """

    version: str
    issues: tuple[Issue, ...]
    favor: re.Pattern[str]
    against: re.Pattern[str]
    negation_near: re.Pattern[str]
    negation_wide: re.Pattern[str]
    conditions: re.Pattern[str]

    @property
    def names(self) -> list[str]:
        """Names of the issues, in the codebook's order."""
        return [issue.name for issue in self.issues]

    @property
    def labels(self) -> dict[str, str]:
        """From the name of an issue to the label that charts print."""
        return {issue.name: issue.label for issue in self.issues}


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Read a codebook and compile its patterns.

    Parameters
    ----------
    path : path, optional
        A TOML file in the form of the bundled ``data/codebook.toml``, which is the default.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        Lists every missing key, wrong type and bad regular expression with file and key.
    """
    return _bundled() if path is None else _read(Path(path))


@lru_cache(maxsize=1)
def _bundled() -> Codebook:
    return _read(data_path("codebook.toml"))


def _read(file: Path) -> Codebook:
    raw = read_toml(file, what="codebook")
    reader = _Reader(file.name)
    codebook = reader.codebook(raw)
    if reader.faults:
        raise InputError(f"{file}: the codebook has {len(reader.faults)} faults", reader.faults)
    return codebook


class _Reader(TomlReader):
    """Reads the keys of a codebook."""

    def codebook(self, raw: Mapping[str, Any]) -> Codebook:
        shared = {}
        for table, keys in SHARED_LISTS.items():
            content = raw.get(table)
            content = content if isinstance(content, dict) else {}
            shared[table] = [self.patterns(content, key, f"{table}.{key}") for key in keys]
        entries = raw.get("issue")
        if not isinstance(entries, list) or not entries:
            self.fault("issue", "there is no [[issue]]", "add at least one [[issue]] table")
            entries = []
        issues = tuple(self.issue(entry, number) for number, entry in enumerate(entries, start=1))
        for name in sorted({i.name for i in issues if [j.name for j in issues].count(i.name) > 1}):
            self.fault(f"issue.{name}", "the name stands twice", "give every issue its own name")
        return Codebook(
            str(raw.get("version", "")), issues, *shared["cues"], *shared["negation"],
            *shared["conditions"],
        )  # fmt: skip

    def issue(self, entry: Mapping[str, Any], number: int) -> Issue:
        where = f"issue.{entry.get('name', number)}"
        fields: dict[str, Any] = {
            key: self.text(entry, key, f"{where}.{key}") for key in ISSUE_TEXTS
        } | {key: self.patterns(entry, key, f"{where}.{key}") for key in ISSUE_LISTS}
        known = (*ISSUE_TEXTS, *ISSUE_LISTS, "about", "reach", "general", "example")
        for key in entry:
            if key not in known:
                self.fault(f"{where}.{key}", "unknown key", f"the keys are {', '.join(known)}")
        about, general = entry.get("about", ""), entry.get("general", True)
        reach = entry.get("reach", "nearest")
        if about not in ABOUT:
            self.fault(f"{where}.about", f"unknown side {about!r}", f"one of {ABOUT[1:]}")
        if reach not in REACH:
            self.fault(f"{where}.reach", f"unknown reach {reach!r}", f"one of {REACH}")
        if not isinstance(general, bool):
            self.fault(f"{where}.general", f"{general!r} is no truth value", "write true or false")
        examples = self.examples(entry.get("example", []), where)
        return Issue(**fields, about=about, reach=reach, general=bool(general), examples=examples)

    def examples(self, raw: Any, where: str) -> tuple[Example, ...]:
        if not isinstance(raw, list):
            self.fault(f"{where}.example", "is not a list", "write [[issue.example]] for each")
            return ()
        found = []
        for number, entry in enumerate(raw, start=1):
            place = f"{where}.example.{number}"
            if not isinstance(entry, dict):
                self.fault(place, "is not a table", "write [[issue.example]]")
                continue
            for key in entry:
                if key not in ("text", "stance", "side"):
                    self.fault(f"{place}.{key}", "unknown key", "the keys are text, stance, side")
            text, stance = (self.text(entry, key, f"{place}.{key}") for key in ("text", "stance"))
            if text and not any(map(str.isalnum, text)):
                self.fault(f"{place}.text", f"{text!r} has no words", "write a statement")
            if stance and stance not in EXAMPLE_STANCES:
                self.fault(
                    f"{place}.stance", f"unknown stance {stance!r}", f"one of {EXAMPLE_STANCES}"
                )
            side = entry.get("side", "")
            if side not in SPEAKING:
                self.fault(f"{place}.side", f"unknown side {side!r}", f"one of {SPEAKING[1:]}")
            found.append(Example(text, stance, side))
        return tuple(found)

    def patterns(self, raw: Mapping[str, Any], key: str, where: str) -> re.Pattern[str]:
        value = raw.get(key)
        if not isinstance(value, list) or not all(isinstance(p, str) and p for p in value):
            problem = "missing key" if value is None else "not a list of texts"
            self.fault(where, problem, f"add {key} = ['...', '...']")
            value = []
        for pattern in value:
            try:
                empty = re.compile(pattern).search("")
            except re.error as error:
                problem = f"bad regular expression {pattern!r}: {error}"
                self.fault(where, problem, "mend the pattern")
                return re.compile(r"(?!)")
            if empty:
                self.fault(where, f"{pattern!r} matches the empty text", "make it match a word")
        # Longest first, so that "ruled out" is not cut to "ruled" by an earlier alternative.
        ordered = sorted(value, key=lambda p: (-len(p), p))
        alternatives = "|".join(f"(?:{p})" for p in ordered) or r"(?!)"
        return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
