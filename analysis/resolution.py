"""Who is meant: mentions of sources in one article, resolved to names.

By the registry and by what the article itself prints, in capitals and patterns; nothing is
guessed. Where several may be meant, the mention stays open and the candidates are listed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.mention_words import HEAD
from analysis.mentions import NAME, People, bare_name
from analysis.registry import Registry
from analysis.speakers import load_speakers

PRONOUNS = {
    "he": "he", "his": "he", "him": "he", "she": "she", "her": "she", "it": "it", "its": "it",
    "they": "they", "their": "they", "who": "", "himself": "he", "herself": "she", "i": "i",
    "we": "i", "us": "i", "me": "i",
}  # fmt: skip
NEAR = 1500
"""Characters back to the last source that a pronoun can stand for: a paragraph or two."""
_ARTICLE = re.compile(r"^(?:the|a|an|one|another|its|his|her|their|this|that)\s+", re.IGNORECASE)
# What an unnamed source says of itself is no part of its description.
_ASIDE = re.compile(r",\s|\s(?:who|speaking|which)\s")
_DEFINITE = re.compile(r"^(?:the|this|that|its)\s", re.IGNORECASE)


class Resolution(NamedTuple):
    """Who a mention stands for.

    Attributes
    ----------
    name : str
        Canonical name, fullest printed name, or description; empty where it stays open.
    candidates : tuple of str
        Who may be meant where that is open.
    how : str
        ``registry``, ``article``, ``pronoun``, ``role``, ``description``, ``ambiguous`` or
        ``none``.
    """

    name: str
    candidates: tuple[str, ...]
    how: str


NOBODY = Resolution("", (), "none")


def resolve(
    mentions: Sequence[tuple[int, int] | None],
    text: str,
    *,
    registry: Registry | None = None,
    published: dt.date | None = None,
) -> list[Resolution]:
    """Resolve the source mentions of one article.

    Parameters
    ----------
    mentions : sequence of (start, end) or None
        Where each source stands in `text`, in reading order; None where nobody is named.
    text : str
        The article.
    registry : Registry, optional
        Who is known; `load_speakers()` by default.
    published : date, optional
        The day on which roles must hold.

    Returns
    -------
    list of Resolution
        One for each mention. An unnamed source keeps its description ("U.S. official").
    """
    known = load_speakers() if registry is None else registry
    people = People(text, known)
    last: dict[str, tuple[int, Resolution]] = {}
    out = []
    for span in mentions:
        found = NOBODY if span is None else _one(text, span, people, last, published)
        out.append(found)
        if span is not None and found.name and found.how != "description":
            for pronoun in _fits(people, found.name):
                last[pronoun] = (span[1], found)
    return out


def _one(
    text: str,
    span: tuple[int, int],
    people: People,
    last: dict[str, tuple[int, Resolution]],
    published: dt.date | None,
) -> Resolution:
    mention = " ".join(text[span[0] : span[1]].split()).strip("“”\"'‘’,")
    if not mention:
        return NOBODY
    if mention.lower() in PRONOUNS and (mention == "I" or not mention.isupper()):
        return _pronoun(PRONOUNS[mention.lower()], span[0], people, last)
    owner = re.match(r"(?i)(his|her)\s", mention)
    if owner and not _named(mention, people) and not HEAD.search(mention):
        # "his statement" speaks for him; "his mother" does not.
        return _pronoun(PRONOUNS[owner[1].lower()], span[0], people, last)
    hits = people.registry.lookup(mention, on=published)
    if len(hits) == 1:
        how = "registry" if not HEAD.search(mention) else "role"
        return Resolution(hits[0].name, (), how)
    if len(hits) > 1:
        return _narrowed([hit.name for hit in hits], mention, people)
    name = _named(mention, people)
    if name:
        return Resolution(name, (), "registry" if name in people.registry else "article")
    namesakes = sorted(people.full.get(bare_name(mention)[0], ()))
    if len(namesakes) > 1:
        return Resolution("", tuple(namesakes), "ambiguous")
    if _DEFINITE.match(mention) and len(mention.split()) <= 4:
        described = people.described_as(mention)
        if described:
            return _narrowed(sorted(described), mention, people)
    plain = _ASIDE.split(_ARTICLE.sub("", mention))[0]
    return Resolution(plain, (), "description")


def _named(mention: str, people: People) -> str:
    """The person whose name a mention holds: its own, not one in an apposition to it."""
    parts = re.split(r",\s+", mention)
    for part in parts:
        # "A spokesman for Putin" is not Putin, nor "a Kremlin official" the Kremlin.
        head = re.split(r"\s(?:of|for|from|at|in|with|on|to)\s", part)[0]
        names = [bare_name(m.group())[0] for m in NAME.finditer(head)]
        found = [(n, people.canonical(n)) for n in names if n and not _owner(n, part)]
        known = [(n, who) for n, who in found if who]
        if len({who for _, who in known}) > 1 and re.search(r"\sand\s", head):
            return ""  # two speak as one: their description
        for name, who in reversed(known):
            entry = people.registry.get(who)
            body = entry is not None and entry.kind != "person"
            if not (body and HEAD.search(head.replace(name, ""))):
                return who
    first = parts[0]
    # "Ms. Ash", whose first name is nowhere printed.
    printed = bare_name(first)[0]
    capitals = NAME.fullmatch(first.replace(".", "")) is not None
    return printed if capitals and printed not in ("", first) else ""


def _owner(name: str, mention: str) -> bool:
    return re.search(re.escape(name) + r"['’]s\s+\w", mention) is not None


def _pronoun(
    pronoun: str, start: int, people: People, last: dict[str, tuple[int, Resolution]]
) -> Resolution:
    """The last source that fits, unless another person who fits was named since."""
    if not pronoun or pronoun == "they":
        return NOBODY
    if pronoun == "i":
        # Somebody inside a quotation: whoever is being quoted.
        at, source = max(last.values(), default=(-NEAR, NOBODY), key=lambda known: known[0])
        return Resolution(source.name, (), "pronoun") if start - at <= NEAR else NOBODY
    at, source = last.get(pronoun, (-NEAR, NOBODY))
    near = source.name if start - at <= NEAR else ""
    since = [
        place.name
        for place in people.before(start, reach=NEAR if not near else max(start - at, 0))
        if pronoun in _fits(people, place.name)
    ]
    # The last sentence's first name is most often its subject, and the pronoun goes on about it.
    fitting = list(dict.fromkeys(since))
    if near and (not fitting or fitting == [near]):
        return Resolution(near, (), "pronoun")
    if not near and len(fitting) == 1:
        return Resolution(fitting[0], (), "pronoun")
    subject = _subject(start, people, pronoun)
    if subject:
        return Resolution(subject, (), "pronoun")
    if near:
        return Resolution(near, (), "pronoun")
    return Resolution("", tuple(sorted(fitting)), "ambiguous") if fitting else NOBODY


def _subject(start: int, people: People, pronoun: str) -> str:
    """First fitting name of the sentence before, if that sentence begins with it."""
    # One letter more, for the capital that a sentence end is followed by.
    text = people.text[max(0, start - 400) : start + 1]
    ends = [m.end() for m in re.finditer(r"[.!?][\"”’]?\s+(?=[A-Z“\"])|\n\s*\n", text)]
    begin = ends[-2] if len(ends) > 1 else 0
    offset = max(0, start - 400)
    for place in reversed(people.before(start, reach=400)):
        if place.start >= offset + begin and pronoun in _fits(people, place.name):
            # "Ash and Hill met. He ..." may be either.
            joined = re.match(r"\s+and\s+[A-Z]", people.text[place.end : place.end + 10])
            early = place.start - offset - begin < 60
            return place.name if early and not joined else ""
    return ""


def _fits(people: People, name: str) -> tuple[str, ...]:
    pronoun = people.pronoun_of(name)
    if pronoun:
        return (pronoun,)
    entry = people.registry.get(name)
    return () if entry and entry.kind != "person" else ("he", "she")


def _narrowed(names: list[str], mention: str, people: People) -> Resolution:
    """One of several candidates if only one of them is named in the article."""
    here = [name for name in names if name in people.printed]
    if len(here) == 1:
        return Resolution(here[0], (), "role")
    if len(names) == 1:
        return Resolution(names[0], (), "role")
    return Resolution("", tuple(sorted(here or names)), "ambiguous")
