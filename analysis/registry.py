"""Speakers and how to find them by what an article prints."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

KINDS = ("person", "institution", "country")
SIDES = ("ukraine", "russia", "us", "europe", "other")
PRONOUNS = ("he", "she", "it", "they")


@dataclass(frozen=True)
class Role:
    """A description that stands for a speaker, and the days on which it does (both included)."""

    text: str
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Whether the role is the speaker's on a day; without a day, whether it ever is."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Speaker:
    """One entry of the registry; `name` is what stands in the column ``speaker``."""

    name: str
    full_name: str
    kind: str
    side: str
    pronoun: str
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Name, full name and aliases."""
        return (self.name, self.full_name, *self.aliases)


@dataclass(frozen=True)
class Registry:
    """All speakers in the order of the file, to look up by name or by what an article prints."""

    speakers: tuple[Speaker, ...]
    titles: tuple[str, ...] = ()
    side_terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_name: Mapping[str, Speaker] = field(init=False, repr=False, compare=False)
    _by_mention: Mapping[str, tuple[tuple[Speaker, Role | None], ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        mentions: dict[str, list[tuple[Speaker, Role | None]]] = {}
        for speaker in self.speakers:
            for spelling in speaker.spellings:
                mentions.setdefault(fold(spelling), []).append((speaker, None))
            for role in speaker.roles:
                mentions.setdefault(fold(role.text), []).append((speaker, role))
        object.__setattr__(self, "_by_name", {s.name: s for s in self.speakers})
        object.__setattr__(self, "_by_mention", {k: tuple(v) for k, v in mentions.items()})

    def __iter__(self) -> Iterator[Speaker]:
        return iter(self.speakers)

    def __len__(self) -> int:
        return len(self.speakers)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Speaker:
        return self._by_name[name]

    def get(self, name: str) -> Speaker | None:
        """Return the speaker of that canonical name, or None."""
        return self._by_name.get(name)

    @property
    def names(self) -> list[str]:
        """Canonical names, in the order of the file."""
        return list(self._by_name)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that a speaker can be on."""
        return SIDES

    def side_of(self, name: str) -> str:
        """Return the side of the speaker of that canonical name; ``""`` where not known."""
        speaker = self.get(name)
        return speaker.side if speaker else ""

    def lookup(self, mention: str, *, on: dt.date | None = None) -> tuple[Speaker, ...]:
        """Return all speakers whom a mention can stand for.

        Parameters
        ----------
        mention : str
            A name in any listed spelling, or a role, as an article prints it. Case, a leading
            "the", titles and a closing 's do not matter.
        on : date, optional
            Only roles held on that day count. Names always do.

        Returns
        -------
        tuple of Speaker
            In the order of the registry; empty where nobody is known by that mention.
        """
        key = fold(mention)
        found = self._candidates(key, on)
        while not found and (shorter := self._without_title(key)) != key:
            key = shorter
            found = self._candidates(key, on)
        return found

    def terms_of(self, side: str) -> list[str]:
        """Return all wording that stands for one side and no other.

        That is the side's terms and adjectives in the registry, and the names, aliases and roles
        of its speakers, without a leading "the". Roles that two sides share stand for neither, nor
        do those that name nobody and no country ("the mayor"): that the registry knows only one
        mayor does not make every mayor his.
        """
        wording = [*self.side_terms.get(side, ())]
        for speaker in self.speakers:
            if speaker.side == side:
                naming = [role.text for role in speaker.roles if role.text != role.text.lower()]
                wording += [*speaker.spellings, *naming]
        terms: dict[str, str] = {}
        for term in wording:
            owners = {speaker.side for speaker, _ in self._by_mention.get(fold(term), ())}
            # Bare "US" would be the pronoun to whoever searches without regard to case.
            if owners <= {side} and term.lower() != "us":
                bare = re.sub(r"(?i)^the (?!us$)", "", term)
                terms.setdefault(bare.lower(), bare)
        return sorted(terms.values(), key=lambda term: (-len(term), term))

    def _candidates(self, key: str, on: dt.date | None) -> tuple[Speaker, ...]:
        found = self._by_mention.get(key, ())
        holders = [s for s, role in found if role is None or role.holds(on)]
        return tuple(dict.fromkeys(holders))

    def _without_title(self, key: str) -> str:
        for title in sorted(map(fold, self.titles), key=len, reverse=True):
            if key.startswith(title + " "):
                return key[len(title) + 1 :]
        return key


def fold(mention: str) -> str:
    """Fold what does not tell two mentions apart: case, spaces, dots, a leading "the", final 's."""
    folded = " ".join(mention.replace("\u2019", "'").replace(".", "").casefold().split())
    return folded.removeprefix("the ").removesuffix("'s")
