"""Training sentences of the tone network: targets are marked, labels and texts kept. No torch."""

from __future__ import annotations

import json
import random
from pathlib import Path

from analysis.encoder import bundled_words
from analysis.sentiment import CLASSES
from analysis.tone.reading import TARGET, WINDOW
from training.stance.data import own_statements, topic_statements
from training.tone.data import batches, news_examples, statement_examples

TOKENIZER = bundled_words().tokenizer


def test_news_sentences_have_their_target_and_label(tmp_path: Path) -> None:
    long = "They spoke of many other things that day. " * 30
    texts = ["Ruiz praised the mayor.", long + "In the end Ruiz was blamed for it."]
    rows = [
        {
            "text": t,
            "from": t.index("Ruiz"),
            "to": t.index("Ruiz") + 4,
            "label": label,
            "split": "a",
        }
        for t, label in zip(texts, ("positive", "negative"), strict=True)
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = news_examples(path, TOKENIZER)
    assert [CLASSES[e.label] for e in found] == ["positive", "negative"]
    for example, text in zip(found, texts, strict=True):
        reading = example.reading
        assert len(reading) <= WINDOW
        named = reading.features == TARGET
        start, end = reading.starts[named].min(), reading.ends[named].max()
        assert text[start:end] == "Ruiz"


def test_own_statements_are_read_with_their_tone() -> None:
    found = statement_examples(TOKENIZER, rng=random.Random(0))
    written = [*own_statements(), *topic_statements()[0]]
    assert [e.label for e in found] == [one.tone for one in written]
    assert not any((e.reading.features == TARGET).any() for e in found)
    both = [e for e, one in zip(found, written, strict=True) if one.texts["quote"]]
    alone = sum(len(set(e.reading.fields.tolist()) - {-1}) == 1 for e in both)
    assert 0.25 < alone / len(both) < 0.35


def test_batches_hold_every_sentence_once() -> None:
    found = statement_examples(TOKENIZER, rng=random.Random(0))[:400]
    made = batches(found, pieces=600, rng=random.Random(1))
    assert sorted(id(e) for b in made for e in b) == sorted(map(id, found))
    assert all(len(b) * max(len(e.reading) for e in b) <= 600 for b in made)
