"""Preparing training articles: labels stand on the right word pieces. Needs no torch."""

from __future__ import annotations

import random

import numpy as np

from analysis.encoder import bundled_encoder
from training.attribution.data import batches, examples, prepare, split

TEXT = "“We will rebuild,” Ana Ruiz said. According to the mayor, work starts in May.\n\n" * 30


def _record() -> dict[str, object]:
    def at(*words: str) -> list[list[int]]:
        return [[TEXT.index(w), TEXT.index(w) + len(w)] for w in words]

    return {
        "doc_id": "a",
        "text": TEXT,
        "attributions": [
            {"source": at("Ana Ruiz"), "cue": at("said"), "content": at("“We will rebuild,”")},
            {
                "source": at("the mayor"),
                "cue": at("According to"),
                "content": at("work starts in May."),
            },
            {"source": [], "cue": [], "content": at("May")},
        ],
    }


def _words(document: object, numbers: np.ndarray) -> str:
    pieces = document.pieces  # type: ignore[attr-defined]
    return " ".join(TEXT[pieces.starts[i] : pieces.ends[i]] for i in numbers)


def test_labels_stand_on_the_words() -> None:
    document = prepare(_record(), bundled_encoder("attribution").tokenizer)
    first, second = document.attributions
    assert _words(document, first.cue) == "said"
    assert _words(document, first.source) == "Ana Ruiz"
    assert _words(document, first.content) == "“ We will rebuild , ”"
    assert _words(document, second.cue) == "According to"
    assert _words(document, np.flatnonzero(document.cues == 1)) == "said According"
    assert _words(document, np.flatnonzero(document.cues == 2)) == "to"
    assert document.roles[first.source, 0].all()
    assert not document.roles[first.source, 1].any()


def test_windows_and_batches_hold_everything_once() -> None:
    document = prepare(_record(), bundled_encoder("attribution").tokenizer)
    found = examples(document, 60)
    assert sum(e.last - e.first for e in found) == len(document.pieces)
    assert sum(len(e.attributions) for e in found) == 2
    made = batches(found, pieces=200, rng=random.Random(1))
    assert sorted(e.first for b in made for e in b) == [e.first for e in found]
    assert all(len(b) * max(map(len, b)) <= 200 for b in made)


def test_the_same_articles_are_held_out_in_any_order() -> None:
    records = [{"doc_id": str(i)} for i in range(60)]
    fitted, held = split(records)
    again = split(records[::-1])
    assert (fitted, held) == again
    assert len(held) == 40
    assert not {r["doc_id"] for r in fitted} & {r["doc_id"] for r in held}
