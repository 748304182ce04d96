"""Reads the registry of people, institutions and countries: names, roles, side and pronoun.

Who is in it is data (``data/speakers.toml``). Which of several candidates a mention means in an
article is not decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.registry import KINDS, PRONOUNS, SIDES, Registry, Role, Speaker, fold
from analysis.tables import data_path
from analysis.toml_files import TomlReader, read_toml

__all__ = ["Registry", "Role", "Speaker", "load_speakers"]

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "name": (), "full_name": (), "kind": KINDS, "side": SIDES, "pronoun": PRONOUNS,
}  # fmt: skip
_KEYS = (*_TEXTS, "aliases", "roles")


def load_speakers(path: str | Path | None = None) -> Registry:
    """Read a registry of speakers.

    Parameters
    ----------
    path : path, optional
        A TOML file in the form of the bundled ``data/speakers.toml``, which is the default.

    Returns
    -------
    Registry

    Raises
    ------
    InputError
        Lists every missing or unknown key, unknown kind, side or pronoun, name that stands twice
        and alias that two entries claim, with file and key.
    """
    file = Path(path) if path is not None else data_path("speakers.toml")
    raw = read_toml(file, what="registry")
    reader = _Reader(file.name)
    registry = reader.registry(raw)
    if reader.faults:
        counted = len(reader.faults)
        raise InputError(f"{file}: {counted} fault(s) in the registry", reader.faults)
    return registry


class _Reader(TomlReader):
    """Reads the keys of a registry."""

    def registry(self, raw: Mapping[str, Any]) -> Registry:
        titles = self.texts(raw, "titles", "titles")
        terms = {}
        sides = raw.get("sides")
        for side, content in (sides if isinstance(sides, dict) else {}).items():
            self.one_of(side, SIDES, f"sides.{side}")
            if isinstance(content, dict):
                lists = [
                    self.texts(content, k, f"sides.{side}.{k}") for k in ("terms", "adjectives")
                ]
                terms[side] = (*lists[0], *lists[1])
            else:
                self.fault(f"sides.{side}", "is not a table", "add terms and adjectives to it")
        entries = raw.get("speaker")
        if not isinstance(entries, list) or not entries:
            self.fault("speaker", "there is no [[speaker]]", "add at least one [[speaker]] table")
            entries = []
        speakers = [self.speaker(entry, n) for n, entry in enumerate(entries, 1)]
        self.check_names(speakers)
        return Registry(tuple(speakers), titles, terms)

    def speaker(self, entry: Any, number: int) -> Speaker:
        if not isinstance(entry, dict):
            self.fault(f"speaker.{number}", "is not a table", "write [[speaker]]")
            entry = {}
        where = f"speaker.{entry.get('name') or number}"
        for key in entry:
            if key not in _KEYS:
                self.fault(f"{where}.{key}", "unknown key", f"the keys are {', '.join(_KEYS)}")
        texts = {k: self.text(entry, k, f"{where}.{k}") for k in _TEXTS}
        for key, words in _TEXTS.items():
            if words and texts[key]:
                self.one_of(texts[key], words, f"{where}.{key}")
        aliases = self.texts(entry, "aliases", f"{where}.aliases")
        raw_roles = entry.get("roles", [])
        if not isinstance(raw_roles, list):
            self.fault(f"{where}.roles", "is not a list", "write roles = ['...', '...']")
            raw_roles = []
        roles = tuple(self.role(role, f"{where}.roles") for role in raw_roles)
        return Speaker(**texts, aliases=aliases, roles=roles)

    def role(self, raw: Any, where: str) -> Role:
        if isinstance(raw, str) and raw.strip():
            return Role(raw)
        text = raw.get("text") if isinstance(raw, dict) else None
        if not isinstance(text, str) or not text.strip():
            self.fault(where, f"{raw!r} is not a role", "write a text, or { text = '...' }")
            return Role("?")
        since, until = raw.get("from"), raw.get("until")
        for day in (since, until):
            if day is not None and type(day) is not dt.date:
                self.fault(
                    where, f"{day!r} of {text!r} is not a day", "write 2025-01-20, no quotes"
                )
                return Role(text)
        if unknown := set(raw) - {"text", "from", "until"}:
            self.fault(
                where, f"unknown key {sorted(unknown)[0]!r}", "text, from and until are known"
            )
        if since and until and until < since:
            self.fault(where, f"{text!r} ends before it begins", "swap from and until")
        return Role(text, since, until)

    def one_of(self, value: str, words: tuple[str, ...], where: str) -> None:
        if value not in words:
            self.fault(where, f"unknown value {value!r}", f"write one of: {', '.join(words)}")

    def texts(self, raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = raw.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value):
            return tuple(value)
        self.fault(where, "is not a list of texts", f"write {key} = ['...', '...']")
        return ()

    def check_names(self, speakers: list[Speaker]) -> None:
        seen: set[str] = set()
        owner: dict[str, str] = {}
        for speaker in speakers:
            if speaker.name and speaker.name in seen:
                self.fault(f"speaker.{speaker.name}", "the name stands twice", "rename one entry")
            seen.add(speaker.name)
            for spelling in filter(None, speaker.spellings):
                first = owner.setdefault(fold(spelling), speaker.name)
                if first != speaker.name:
                    problem = f"{spelling!r} is a name of {first!r} already"
                    remedy = "leave it to one of them, or make it a role of both"
                    self.fault(f"speaker.{speaker.name}.aliases", problem, remedy)
