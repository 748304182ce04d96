import time

import pytest

from analysis import language
from analysis.language import is_english
from analysis.statements import load_statements


def test_no_text_of_the_corpus_is_refused():
    statements = load_statements()
    texts = [text for name in ("quote", "text") for text in statements[name].dropna()]
    assert [text for text in texts if not is_english(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Wir wollen einen gerechten Frieden für die Ukraine.",
        "Das war eine gute Nachricht für uns alle",
        "Nous voulons une paix juste et durable pour l'Ukraine.",
        "Il faut plus de pression sur Moscou",
        "El presidente dijo que no hay alternativa a las negociaciones",
        "Queremos una paz justa y duradera para Ucrania.",
        "Rosja jest gotowa do rozmów z całym światem",
        "Ukrayna için adil ve kalıcı bir barış istiyoruz.",
        "We willen een rechtvaardige vrede voor Oekraïne",
        "Vogliamo una pace giusta e duratura per l'Ucraina",
        "Мы готовы к переговорам",
        "Ми хочемо миру",
        "мир",
        "نحن نريد السلام",
        "我们希望和平",
        "Путин said да, мы готовы и ждем ответа",
    ],
)
def test_other_languages_are_refused(text):
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "😀",
        "serious progress",
        "Volodymyr Zelensky",
        "Steve Witkoff, Jared Kushner, Marco Rubio",
        "Donald Trump, Vladimir Putin, Emmanuel Macron, Friedrich Merz",
        "Kyiv, Moscow, Washington, Istanbul, Abu Dhabi, Jeddah",
        'Zelensky said "Слава Україні" and thanked the troops for everything',
        "“Nein” means no",
        "Security guarantees, reconstruction funds, frozen assets",
    ],
)
def test_english_names_and_what_is_too_short_to_tell_pass(text):
    assert is_english(text)


def test_running_english_never_loads_the_identifier(monkeypatch):
    monkeypatch.setattr(language, "_identifier", None)  # calling it would fail
    assert is_english("We are ready to talk to them about the end of the war.")


def test_long_texts_take_bounded_time():
    is_english("Wir wollen einen gerechten Frieden für die Ukraine.")  # loads the identifier
    start = time.perf_counter()
    for text in ("я " * 50_000, "peace " * 20_000, "x" * 100_000, "Frieden für " * 9_000):
        is_english(text)
    assert time.perf_counter() - start < 1
    assert not is_english("я " * 50_000)
