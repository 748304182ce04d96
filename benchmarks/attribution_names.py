"""Score the canonical names of speakers, where the gold articles have them.

A gold attribution counts if somebody resolved its speaker by hand to a named person or body
(``speaker`` with ``entity`` and ``name``). A name is right if its words are among those of the gold
name, of its encyclopedia title, or of another mention of the same entity as a source, or hold all
of the gold name's: "Hamdullah Mohib" for "Afghan Ambassador Hamdullah Mohib". A bare description
("the agency") is right only if it is what the gold has.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from analysis.resolution import resolve
from benchmarks.attribution_score import content_pairs, items

Record = dict[str, Any]


class Names(NamedTuple):
    """Named speakers whose content was found, all of them, and those right by either reading."""

    found: int
    named: int
    right: int
    strict: int


def names_right(records: list[Record], predicted: list[list[Record]]) -> Names:
    """Count over articles; `strict` takes the gold name and title only, no other mention."""
    total = Names(0, 0, 0, 0)
    for record, mine in zip(records, predicted, strict=True):
        text, gold = record["text"], record["attributions"]
        known = [i for i, a in enumerate(gold) if (a.get("speaker") or {}).get("name")]
        answers = _resolved(text, mine)
        pairs = dict(content_pairs(items(text, gold), items(text, mine)))
        judged = [_judge(text, gold, gold[i], answers[pairs[i]]) for i in known if i in pairs]
        part = (len(judged), len(known), sum(a for a, _ in judged), sum(b for _, b in judged))
        total = Names(*(a + b for a, b in zip(total, part, strict=True)))
    return total


def _resolved(text: str, mine: list[Record]) -> list[str]:
    """Canonical name of each predicted source; resolved in reading order."""
    spans = [_extent(a["source"]) for a in mine]
    order = sorted(range(len(mine)), key=lambda i: (spans[i] or (len(text), 0), i))
    answers = resolve([spans[i] for i in order], text)
    return [a.name for _, a in sorted(zip(order, answers, strict=True), key=lambda x: x[0])]


def _judge(text: str, gold: list[Record], one: Record, name: str) -> tuple[bool, bool]:
    speaker, mine = one["speaker"], _words(name)
    if not mine:
        return False, False
    full = _words(speaker["name"])
    title = _words((speaker.get("wiki") or "").replace("_", " "))
    strict = mine <= full or full <= mine or (bool(title) and (mine <= title or title <= mine))
    same = [a for a in gold if (a.get("speaker") or {}).get("entity") == speaker["entity"]]
    mentions = [_words(text[slice(*span)]) for a in same if (span := _extent(a["source"]))]
    proper = any(word[:1].isupper() for word in name.split())
    return strict or (proper and any(mine <= words for words in mentions)), strict


def _extent(spans: list[list[int]]) -> tuple[int, int] | None:
    return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
