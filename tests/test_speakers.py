"""The registry of speakers: what it holds, looks up and refuses."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from analysis.errors import InputError
from analysis.speakers import load_speakers
from analysis.statements import load_statements

NAMED = [
    "Zelensky", "Peskov", "Witkoff", "Putin", "Trump", "Lavrov", "Rubio", "Kushner", "Ushakov",
    "Umerov", "Yermak", "Sybiha", "Klitschko", "Macron", "Merz", "Starmer", "Vance", "Hegseth",
    "Kellogg", "Dmitriev", "Medinsky", "Budanov", "Rutte", "Kallas", "Zakharova", "Erdogan",
    "Kremlin", "Kyiv", "Moscow", "Washington", "NATO",
]  # fmt: skip

GOOD = """
titles = ["Mr.", "Foreign Minister"]
[sides.russia]
terms = ["Russia"]
adjectives = ["Russian"]
[[speaker]]
name = "Lavrov"
full_name = "Sergei Lavrov"
kind = "person"
side = "russia"
pronoun = "he"
aliases = ["Sergey Lavrov", "Лавров"]
roles = ["the foreign minister", { text = "acting chief", from = 2025-01-01, until = 2025-02-01 }]
[[speaker]]
name = "Sybiha"
full_name = "Andrii Sybiha"
kind = "person"
side = "ukraine"
pronoun = "he"
roles = ["the foreign minister", "Ukraine's foreign minister"]
"""


@pytest.fixture
def registry_from(tmp_path):
    def load(text):
        (tmp_path / "speakers.toml").write_text(text, encoding="utf-8")
        return load_speakers(tmp_path / "speakers.toml")

    return load


@pytest.fixture(scope="module")
def bundled():
    return load_speakers()


def names(speakers):
    return [speaker.name for speaker in speakers]


def test_whom_the_bundled_registry_knows(bundled):
    assert set(NAMED) <= set(bundled.names)
    others = {
        "von der Leyen", "White House", "European Union", "Institute for the Study of War",
        "Coalition of the Willing",
    }  # fmt: skip
    assert others <= set(bundled.names)
    assert set(load_statements()["speaker"]) <= set(bundled.names)
    assert len(bundled) == len(set(bundled.names)) == len(list(bundled))


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Zelenskyy", "Zelensky"),
        ("ZELENSKIY", "Zelensky"),
        ("President Volodymyr Zelenskyy", "Zelensky"),
        ("Володимир Зеленський", "Zelensky"),
        ("Владимир Зеленский", "Zelensky"),
        ("the Ukrainian leader", "Zelensky"),
        ("Ukraine’s president", "Zelensky"),
        ("Dmitry Peskov", "Peskov"),
        ("Mr. Peskov's", "Peskov"),
        ("Дмитрий Песков", "Peskov"),
        ("The Kremlin spokesman", "Peskov"),
        ("Steven Witkoff", "Witkoff"),
        ("Special Envoy Steve Witkoff", "Witkoff"),
        ("Kiev", "Kyiv"),
        ("the US", "Washington"),
        ("ISW", "Institute for the Study of War"),
        ("European Commission President Ursula von der Leyen", None),
        ("somebody", None),
        ("", None),
        ("the", None),
    ],
)
def test_lookup(bundled, mention, name):
    assert names(bundled.lookup(mention)) == ([name] if name else [])


def test_roles_of_several_return_all(bundled):
    assert {"Zelensky", "Putin", "Trump", "Macron"} <= set(names(bundled.lookup("the president")))
    assert {"Lavrov", "Sybiha"} <= set(names(bundled.lookup("the foreign minister")))
    assert {"Witkoff", "Kellogg", "Dmitriev"} <= set(names(bundled.lookup("the envoy")))
    assert names(bundled.lookup("the U.S. envoy")) == names(bundled.lookup("the US envoy"))


def test_roles_change_hands(bundled):
    role = "Zelensky's chief of staff"
    assert names(bundled.lookup(role, on=dt.date(2025, 3, 1))) == ["Yermak"]
    assert names(bundled.lookup(role, on=dt.date(2026, 2, 1))) == ["Budanov"]
    assert names(bundled.lookup(role)) == ["Yermak", "Budanov"]
    assert names(bundled.lookup("the U.S. president", on=dt.date(2024, 12, 1))) == ["Biden"]
    assert names(bundled.lookup("Yermak", on=dt.date(2026, 2, 1))) == ["Yermak"]


def test_both_ends_of_a_role_are_its_own(registry_from):
    registry = registry_from(GOOD)
    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 2, 2)]
    held = [bool(registry.lookup("the acting chief", on=day)) for day in days]
    assert held == [False, True, True, False]


def test_access_by_name(bundled):
    assert bundled["Zelensky"].full_name == "Volodymyr Zelensky"
    assert bundled["Zakharova"].pronoun == "she" and bundled["Kremlin"].pronoun == "it"
    assert bundled.get("nobody") is None and "nobody" not in bundled and "Putin" in bundled
    assert bundled.side_of("Peskov") == "russia" and bundled.side_of("nobody") == ""
    with pytest.raises(KeyError):
        bundled["nobody"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        bundled["Putin"].side = "us"


def test_wording_that_stands_for_a_side(bundled):
    russia = bundled.terms_of("russia")
    for term in (
        "Russia",
        "Russian",
        "Russians",
        "Moscow",
        "Kremlin",
        "Putin",
        "Kremlin spokesman",
    ):
        assert term in russia
    owners: dict[str, str] = {}
    for side in bundled.sides:
        for term in bundled.terms_of(side):
            assert owners.setdefault(term.lower(), side) == side
            # What is searched for without regard to case must not be a word of everyday use.
            assert term.lower() not in {"us", "president", "the president", "mayor", "envoy"}
    assert owners["the us"] == owners["u.s."] == "us"


def test_shared_roles_stand_for_no_side(registry_from):
    registry = registry_from(GOOD)
    assert registry.terms_of("ukraine") == [
        "Ukraine's foreign minister", "Andrii Sybiha", "Sybiha",
    ]  # fmt: skip
    assert "foreign minister" not in registry.terms_of("russia")
    assert registry.terms_of("us") == []


def test_titles_are_data(registry_from):
    registry = registry_from(GOOD)
    assert names(registry.lookup("Foreign Minister Mr. Sergey Lavrov")) == ["Lavrov"]
    assert registry.lookup("Comrade Lavrov") == ()


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('side = "ukraine"', 'side = "mars"', "speaker.Sybiha.side", "unknown value 'mars'"),
        ('kind = "person"', 'kind = "robot"', "speaker.Lavrov.kind", "unknown value 'robot'"),
        ('pronoun = "he"\n', "", "speaker.Lavrov.pronoun", "missing key"),
        ('pronoun = "he"', "pronoun = 3", "speaker.Lavrov.pronoun", "not a text"),
        ('name = "Lavrov"\n', "", "speaker.1.name", "missing key"),
        ('name = "Sybiha"', 'name = "Lavrov"', "speaker.Lavrov", "stands twice"),
        ('"Andrii Sybiha"', '"sergey lavrov"', "speaker.Sybiha.aliases", "a name of 'Lavrov'"),
        ('aliases = ["Sergey Lavrov"', 'alias = ["x"', "speaker.Lavrov.alias", "unknown key"),
        ('["Sergey Lavrov", "Лавров"]', '"Sergey"', "speaker.Lavrov.aliases", "not a list"),
        ("from = 2025-01-01", 'from = "May"', "speaker.Lavrov.roles", "is not a day"),
        ("until = 2025-02-01", "until = 2024-02-01", "speaker.Lavrov.roles", "ends before"),
        ("until = ", "to = ", "speaker.Lavrov.roles", "unknown key 'to'"),
        ('text = "acting chief", ', "", "speaker.Lavrov.roles", "is not a role"),
        ("[sides.russia]", "[sides.mars]", "sides.mars", "unknown value 'mars'"),
        ('terms = ["Russia"]', "terms = [1]", "sides.russia.terms", "not a list of texts"),
    ],
)
def test_faults_name_file_and_key(registry_from, old, new, key, said):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        registry_from(GOOD.replace(old, new, 1))
    fault = next(fault for fault in caught.value.faults if fault.column == key)
    assert fault.file == "speakers.toml" and said in fault.problem and fault.remedy


def test_all_faults_at_once(registry_from):
    with pytest.raises(InputError) as caught:
        registry_from(GOOD.replace('side = "', 'side = "x').replace('kind = "', 'kind = "x'))
    assert len(caught.value.faults) == 4


def test_files_that_are_no_registry(registry_from, tmp_path):
    with pytest.raises(InputError, match=r"speakers\.toml: not valid TOML: .*line"):
        registry_from("name = [unclosed\n\n=")
    with pytest.raises(InputError, match="there is no"):
        registry_from("")
    (tmp_path / "cp1251.toml").write_bytes("name = 'Песков'".encode("cp1251"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_speakers(tmp_path / "cp1251.toml")
    with pytest.raises(InputError, match="no such registry"):
        load_speakers(tmp_path / "nowhere.toml")
