"""Which side of the talks a piece of wording is about: Ukraine, Russia, the US or Europe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.speakers import load_speakers

FIRST_PERSON = re.compile(r"(?<!\w)(?:[Ww]e|[Uu]s|[Oo]urs?|[Oo]urselves|I|[Mm]y)(?!\w)")


@dataclass(frozen=True)
class Sides:
    """Finds mentions of sides in a text, by the registry's names, roles and adjectives."""

    speaker_sides: dict[str, str]
    mentions: re.Pattern[str]
    side_of_term: dict[str, str]

    def side_of(self, speaker: object) -> str:
        """Side of a speaker of the registry, else an empty string."""
        return self.speaker_sides.get(str(speaker), "")

    def mentioned(self, words: str, *, own: str) -> list[str]:
        """Sides mentioned in `words`, in order; first persons stand for `own`."""
        return [side for _, side in sorted(self._mentions(words, own), key=lambda f: f[0].start())]

    def nearest(self, words: str, start: int, end: int, *, own: str) -> str:
        """Side mentioned nearest to ``words[start:end]``; first persons stand for ``own``."""
        found = self._mentions(words, own)
        return min(found, key=lambda f: _distance(f[0], start, end))[1] if found else ""

    def _mentions(self, words: str, own: str) -> list[tuple[re.Match[str], str]]:
        known = self.side_of_term
        named = [
            (m, known.get(m.group()) or known[m.group().lower()])
            for m in self.mentions.finditer(words)
        ]
        return named + [(m, own) for m in FIRST_PERSON.finditer(words)]


def _distance(mention: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """Characters between; what stands before wins over what stands as far behind."""
    if mention.end() <= start:
        return start - mention.end(), 0
    return max(mention.start() - end, 0), 1


@lru_cache(maxsize=1)
def load_sides() -> Sides:
    """Sides of the bundled registry of speakers."""
    registry = load_speakers()
    side_of_term = {
        _bare(term): side for side in registry.sides for term in registry.terms_of(side)
    }
    ordered = sorted(side_of_term, key=lambda term: (-len(term), term))
    # Acronyms are matched as printed: "US" is not "us".
    words = [re.escape(t) if t.isupper() else f"(?i:{re.escape(t)})" for t in ordered]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")
    return Sides({s.name: s.side for s in registry}, pattern, side_of_term)


def _bare(term: str) -> str:
    """Form of a term that is looked up: without its article, lower case unless an acronym."""
    bare = re.sub(r"(?i)^the ", "", term)
    return bare if bare.isupper() else bare.lower()
