"""People named in one article: full names, genders by title, and what they are described as."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from analysis.registry import Registry

_PARTICLE = r"(?:de|da|del|van|von|der|den|al|bin|ibn|la|le|di|dos|ter)"
_CAPITAL = r"(?:[A-Z][\w]*(?:['’\-][A-Z]?[\w]+)*|[A-Z]\.)"
NAME = re.compile(rf"{_CAPITAL}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{_CAPITAL})*")
TITLES = {
    "mr": "he", "sir": "he", "lord": "he", "king": "he", "prince": "he", "ms": "she", "mrs": "she",
    "miss": "she", "lady": "she", "queen": "she", "princess": "she", "dr": "", "prof": "",
    "professor": "", "sen": "", "senator": "", "rep": "", "representative": "", "gov": "",
    "governor": "", "president": "", "minister": "", "prime": "", "vice": "", "chancellor": "",
    "secretary": "", "general": "", "gen": "", "col": "", "colonel": "", "lt": "", "captain": "",
    "capt": "", "judge": "", "justice": "", "mayor": "", "ambassador": "", "spokesman": "he",
    "spokeswoman": "she", "spokesperson": "", "chairman": "he", "chairwoman": "she", "chief": "",
    "director": "", "envoy": "", "deputy": "", "foreign": "", "officer": "", "attorney": "",
    "press": "", "congressman": "he", "congresswoman": "she", "former": "", "chair": "",
    "coach": "", "rabbi": "", "pope": "he", "bishop": "", "reverend": "", "rev": "", "the": "",
    "commissioner": "", "premier": "", "speaker": "", "head": "", "us": "", "american": "",
    "executive": "", "lawyer": "", "analyst": "", "author": "", "activist": "", "academic": "",
}  # fmt: skip
# Offices that stand within a printed name ("Polish Foreign Minister Hugh Hill").
OFFICES = frozenset(
    [
        "president",
        "minister",
        "chancellor",
        "secretary",
        "ambassador",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "premier",
        "mayor",
        "governor",
        "senator",
        "envoy",
        "director",
        "chairman",
        "chairwoman",
        "commissioner",
        "adviser",
        "advisor",
    ]
)
# Words that are capitalized for their place in the sentence or name no person.
COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "in",
        "on",
        "at",
        "for",
        "from",
        "to",
        "of",
        "by",
        "with",
        "and",
        "but",
        "or",
        "as",
        "if",
        "when",
        "while",
        "after",
        "before",
        "since",
        "this",
        "that",
        "these",
        "those",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "his",
        "her",
        "their",
        "its",
        "our",
        "there",
        "then",
        "also",
        "both",
        "according",
        "such",
        "some",
        "many",
        "most",
        "all",
        "no",
        "not",
        "now",
        "however",
        "meanwhile",
        "last",
        "next",
        "one",
        "two",
        "three",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mr",
        "mrs",
        "ms",
    ]
)
# A name that ends in one of these is a body's, not a person's.
BODIES = frozenset(
    [
        "office",
        "ministry",
        "department",
        "agency",
        "council",
        "committee",
        "commission",
        "party",
        "union",
        "university",
        "college",
        "institute",
        "institution",
        "bank",
        "court",
        "senate",
        "congress",
        "parliament",
        "house",
        "kremlin",
        "government",
        "association",
        "federation",
        "league",
        "club",
        "company",
        "corporation",
        "corp",
        "inc",
        "ltd",
        "group",
        "foundation",
        "organization",
        "organisation",
        "service",
        "services",
        "bureau",
        "center",
        "centre",
        "church",
        "army",
        "navy",
        "force",
        "forces",
        "police",
        "times",
        "post",
        "news",
        "journal",
        "herald",
        "tribune",
        "guardian",
        "press",
        "state",
        "states",
        "republic",
        "kingdom",
        "nations",
        "city",
        "town",
        "street",
        "avenue",
        "river",
        "airport",
        "stadium",
        "hospital",
        "school",
        "act",
        "treaty",
        "agreement",
        "summit",
        "conference",
        "forum",
        "cup",
        "championship",
        "war",
        "day",
        "week",
        "month",
        "year",
        "street",
        "tower",
        "building",
    ]
)
# Words for what people are and do, by which a later "the envoy" points back.
HEAD = re.compile(
    r"\b(?:spokes(?:man|woman|person)|envoy|minister|president|leader|chancellor|premier|secretary|"
    r"ambassador|official|officer|director|chief|chair(?:man|woman)?|mayor|governor|senator|general|"
    r"adviser|advisor|aide|analyst|lawyer|attorney|professor|coach|doctor|teacher|negotiator|"
    r"diplomat|commander|author|activist|historian|economist|expert|judge|manager|head|"
    r"representative|commissioner|editor|scientist|researcher|founder|owner|victim|witness|"
    r"resident|mother|father|son|daughter|brother|sister|wife|husband|agency|ministry|institute|"
    r"group|company|office|think[ -]tank|organi[sz]ation|party|union|council|committee|court|"
    r"police|newspaper|journalist|reporter|candidate|lawmaker|negotiators?|delegation|chancellery)\b",
    re.IGNORECASE,
)  # fmt: skip


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

    def canonical(self, name: str) -> str:
        """The registry's name, else the fullest one printed here; empty for what is no person."""
        hits = self.registry.lookup(name)
        if len(hits) == 1:
            return hits[0].name
        full = self.full.get(name.split()[-1], set())
        if len(full) > 1:
            # "Hill" for "Hugh Hill" and "Hugh J. Hill": one of them holds all words of the other.
            longest = max(sorted(full), key=len)
            if all(set(other.split()) <= set(longest.split()) for other in full):
                full = {longest}
        if name in full and len(full) > 1:
            return name
        if len(full) == 1:
            one = next(iter(full))
            again = self.registry.lookup(one)
            return again[0].name if len(again) == 1 else one
        return ""

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
        for place in reversed(self.places[:last]):
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
