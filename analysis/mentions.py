"""People named in one article: full names, genders by title, and what they are described as."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from analysis.mention_words import BODIES, COMMON, HEAD, OFFICES, TITLES
from analysis.registry import Registry

_PARTICLE = r"(?:de|da|del|van|von|der|den|al|bin|ibn|la|le|di|dos|ter)"
_CAPITAL = r"(?:[A-Z][\w]*(?:['’\-][A-Z]?[\w]+)*|[A-Z]\.)"
NAME = re.compile(rf"{_CAPITAL}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_CAPITAL})*")


class Named(NamedTuple):
    """A name where it is printed."""

    start: int
    end: int
    name: str


class People:
    """All persons and bodies named in an article."""

    def __init__(self, text: str, registry: Registry) -> None:
        self.text = text
        self.registry = registry
        self.places: list[Named] = []
        self.full: dict[str, set[str]] = {}
        self._fullest: dict[str, str] = {}
        self.pronouns: dict[str, str] = {}
        self.roles: dict[str, set[str]] = {}
        printed = [(m.start(), m.end(), *bare_name(m.group())) for m in NAME.finditer(text)]
        for _, _, name, pronoun in printed:
            if name and " " in name:
                self.full.setdefault(name.split()[-1], set()).add(name)
            if name and pronoun:
                self.pronouns.setdefault(name.split()[-1], pronoun)
        for start, end, name, _ in printed:
            who = self.canonical(name) if name else ""
            if who:
                self.places.append(Named(start, end, who))
                self._describe(start, end, who)
        self._ends = [place.end for place in self.places]
        self.printed = {place.name for place in self.places}

    def canonical(self, name: str) -> str:
        """The registry's name, else the fullest one printed here; empty for what is no person."""
        hits = self.registry.lookup(name)
        if len(hits) == 1:
            return hits[0].name
        full = self.full.get(name.split()[-1], set())
        if len(full) > 1:
            # "Hill" for "Hugh Hill" and "Hugh J. Hill": one of them holds all words of the other.
            longest = self._longest(name.split()[-1])
            if longest:
                full = {longest}
        if name in full and len(full) > 1:
            return name
        if len(full) == 1:
            one = next(iter(full))
            again = self.registry.lookup(one)
            return again[0].name if len(again) == 1 else one
        return ""

    def _longest(self, last: str) -> str:
        """The one printed name that holds all words of the others with that last name."""
        if last not in self._fullest:
            full = self.full[last]
            longest = max(sorted(full), key=len)
            words = set(longest.split())
            holds = all(set(other.split()) <= words for other in full)
            self._fullest[last] = longest if holds else ""
        return self._fullest[last]

    def pronoun_of(self, name: str) -> str:
        """Pronoun that fits a name; empty where it is not known."""
        entry = self.registry.get(name)
        if entry:
            return entry.pronoun
        last = name.split()[-1]
        return "it" if last.lower() in BODIES else self.pronouns.get(last, "")

    def before(self, position: int, *, reach: int) -> list[Named]:
        """Names that end before a position, the nearest first."""
        last = bisect_left(self._ends, position + 1)
        found = []
        for at in range(last - 1, -1, -1):
            place = self.places[at]
            if position - place.end > reach:
                break
            found.append(place)
        return found

    def described_as(self, description: str) -> set[str]:
        """Who is described in the article by the last word of a description."""
        heads = HEAD.findall(description)
        return set(self.roles.get(heads[-1].lower(), set())) if heads else set()

    def _describe(self, start: int, end: int, who: str) -> None:
        """Note "Kremlin spokesman NAME" and "NAME, the Kremlin spokesman," as what he is."""
        before = re.split(r"[,.;:\n“”\"]", self.text[max(0, start - 80) : start])[-1]
        for head in HEAD.findall(before)[-1:] + HEAD.findall(self.text[start:end])[:1]:
            self.roles.setdefault(head.lower(), set()).add(who)
        after = re.match(r",\s+([^,.;“”\"]{3,80}),", self.text[end : end + 90])
        if after:
            for head in HEAD.findall(after[1])[:1]:
                self.roles.setdefault(head.lower(), set()).add(who)


def bare_name(printed: str) -> tuple[str, str]:
    """A name without titles and capitalized small words, and the pronoun that a title tells."""
    pronoun = ""
    words = re.sub(r"['’]s$", "", printed).split()
    while words:
        word = words[0].rstrip(".").lower()
        if word in TITLES and (len(words) > 1 or word == "the"):
            pronoun = pronoun or TITLES[word]
        elif word not in COMMON:
            break
        words.pop(0)
    for at in range(len(words) - 2, -1, -1):
        if words[at].lower() in OFFICES:
            words = words[at + 1 :]
            break
    return " ".join(words), pronoun
