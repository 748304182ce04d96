"""Attributions as a whole: what the rules hold over any engine, and what the bundled one finds."""

from __future__ import annotations

import random
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.attribution import Attribution, attribute, find_quotations

MODEL = Path(analysis.__file__).parent / "models" / "attribution" / "model.onnx"


def nothing(text):
    return []


def fixed(*rows, confidence=0.9, kind="speech"):
    """An engine that proposes (source, cue, contents) given as words of the text."""

    def propose(text):
        found = []
        for source, cue, *contents in rows:
            spans = [
                [(text.index(w), text.index(w) + len(w)) for w in words if w]
                for words in ([source], [cue], contents)
            ]
            found.append(Attribution(*spans, "indirect", kind, confidence))
        return found

    return propose


def shown(text, **options):
    return [
        (
            " ".join(text[s:e] for s, e in a.source),
            " ".join(text[s:e] for s, e in a.cue),
            [text[s:e] for s, e in a.content],
        )
        for a in attribute(text, **options)
    ]


def rules(text):
    return shown(text, propose=nothing)


# What holds for every text and every engine ------------------------------------------------------


def faults(text, found):
    """What is wrong with the attributions of a text; nothing should be."""
    wrong = []
    covered = bytearray(len(text))
    for a in found:
        spans = [*a.source, *a.cue, *a.content]
        if not a.content or any(not 0 <= s < e <= len(text) for s, e in spans):
            wrong.append(("span", a))
            continue
        for part in (a.source, a.cue, a.content):
            if any(one[1] > two[0] for one, two in pairwise(part)):
                wrong.append(("order of spans", a))
        if not a.source and not a.cue and a.confidence == 0 and a.mode != "direct":
            wrong.append(("unattributed", a))
        if a.mode not in ("direct", "indirect", "mixed") or not 0 <= a.confidence <= 1:
            wrong.append(("field", a))
        for s, e in a.content:
            covered[s:e] = b"\1" * (e - s)
    if found != sorted(found, key=lambda a: (a.content, a.source, a.cue)):
        wrong.append(("order", found))
    if len({str(a) for a in found}) != len(found):
        wrong.append(("twice", found))
    for q in find_quotations(text):
        inner = [(max(s, q.inner_start), min(e, q.inner_end)) for s, e in q.parts]
        lost = [i for s, e in inner for i in range(s, e) if not covered[i] and text[i].strip()]
        size = sum(e - s for s, e in inner)
        if lost and (q.closed or 2 * len(lost) > size):
            wrong.append(("lost", [text[s:e] for s, e in q.parts], q.closed))
    return wrong


def guessing(seed, kinds=("speech", "other")):
    """An engine that proposes anything anywhere, some of it outside the text."""

    def propose(text):
        chance = random.Random(seed)

        def spans(most):
            found = []
            for _ in range(chance.randint(0, most)):
                start = chance.randint(0, max(0, len(text)))
                found.append((start, start + chance.randint(0, 40)))
            return found

        return [
            Attribution(
                spans(2), spans(1), spans(3), "mixed", chance.choice(kinds), chance.random()
            )
            for _ in range(chance.randint(0, 6))
        ]

    return propose


FRAMES = [
    '"{a}," {x} said. "{b}."',
    "“{a},” said {x}, a doctor, “{b}.”",
    "{x} told reporters: “{a}.”",
    "{x} was blunt. “{a}.”",
    "“{a}.\n\n“{b},” {x} added.",
    "{x} called it “{w}” and ‘{w}’.",
    "Q: {a}?\nA: {b}.\nQ: {b}?",
    "MR. {X}: {a}. “{w}”\n\n{b}.",
    "“{a}.”\n— {x}, envoy",
    "From Chairwoman {x}: “{a}.”",
    "{x}’s ‘{w}’ of the ’90s, 6'2\" tall, isn't “{a}",
    '{x} reports:\n\n"{a}.\n\n"{b}."',
    "According to {x}, “{a}.”",
    "«{a}», {x} said. „{b}“",
    "'{a},' {x} wrote. 'It's {w}.'",
    '"{X}: {a}?\n"Q: {b} “{w}”.\n"(CROSSTALK.)\n"{b}.\n"{X}: {a}.\n"{b}',
    "“{X}: {a}.”\n\n“Q: ‘{w}’?”\n\n“{b},” {x} added.",
]
CLAUSES = ["We don't agree", "Talks go on", "No one can be forced to sign it", "Peace is “near”"]
NAMES = ["Volodymyr Zelensky", "Mr. Peskov", "she", "the Kremlin", "Hugh Hill"]
SPLINTERS = [*"\"“”„«»‘’'`—-:.,\n\t \0\ud800é中", "\n\n", '"', "Q: ", " said ", "''", "‏"]


def written(chance):
    """A text of a few frames, mostly mutated."""
    text = chance.choice(["\n", "\n\n"]).join(
        chance.choice(FRAMES).format(
            a=chance.choice(CLAUSES),
            b=chance.choice(CLAUSES),
            w=chance.choice(["red line", "no"]),
            x=(name := chance.choice(NAMES)),
            X=name.upper(),
        )
        for _ in range(chance.randint(1, 5))
    )
    for _ in range(chance.choice([0, 1, 1, 2, 4, 9])):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(SPLINTERS) + text[at + chance.choice([0, 0, 1, 3]) :]
    return text


def check_written(first, last):
    for seed in range(first, last):
        text = written(random.Random(seed))
        for engine in (nothing, guessing(seed)):
            assert faults(text, attribute(text, propose=engine)) == [], (seed, text)


def test_no_quotation_is_lost_in_thousands_of_generated_and_mutated_texts():
    check_written(0, 2000)


@settings(max_examples=150)
@given(
    st.text(st.one_of(st.sampled_from("\"“”‘’'«» .,:\nQA—ah"), st.characters()), max_size=90),
    st.integers(0, 9999),
)
def test_any_text_and_any_proposals_hold(text, seed):
    assert faults(text, attribute(text, propose=guessing(seed))) == []


def test_the_same_answer_twice():
    text = written(random.Random(7))
    assert attribute(text, propose=guessing(7)) == attribute(text, propose=guessing(7))


def test_an_empty_text_has_none():
    assert attribute("", propose=nothing) == []
    assert attribute(" \n\0", propose=nothing) == []


# Formats and proposals ---------------------------------------------------------------------------


def test_a_turn_takes_precedence_over_what_is_proposed_inside_it():
    text = "Q: Did Peskov say that they wait?\nA: Peskov said that they wait."
    found = shown(text, propose=fixed(("Peskov", "said", "that they wait.")))
    assert [row[0] for row in found] == ["Q", "A"]


def test_turns_win_over_the_quotation_that_runs_over_them():
    text = (
        'He spoke on "The Hour":\n\n"HILL: Will she go?\n\n"PENNY: Look, this is "America."\n\n'
        '"(CROSSTALK.)\n\n"But the envoy said no.\n\n"HILL: Thanks."'
    )
    found = shown(text, propose=fixed(("the envoy", "said", "no", "HILL: Thanks")))
    assert found[1:] == [
        ("HILL", ":", ["Will she go?"]),
        ("PENNY", ":", ['Look, this is "America."', '"But the envoy said no.']),
        ("HILL", ":", ["Thanks."]),
    ]
    turns = attribute(text, propose=nothing)[1:]
    assert {a.mode for a in turns} == {"direct"}
    assert [q.parts[0] for q in find_quotations(text)[1:]] == [s for a in turns for s in a.content]


def test_a_quotation_that_begins_with_a_name_and_a_colon_has_the_speaker_beside_it():
    text = "“Remember: we won,” Anna Hill said.\n\n“Remember: they lost,” Anna Hill said."
    assert rules(text) == [
        ("Anna Hill", "said", ["“Remember: we won,”"]),
        ("Anna Hill", "said", ["“Remember: they lost,”"]),
    ]


def test_a_content_is_extended_to_the_marks_of_a_quotation():
    text = "“We will not trade land,” he said."
    engine = fixed(("he", "said", "We will not trade"))
    assert shown(text, propose=engine) == [("he", "said", ["“We will not trade land,”"])]
    assert attribute(text, propose=engine)[0].mode == "direct"


def test_a_content_that_the_speaker_himself_cites_is_not_extended():
    text = "“He said that they would never sign this treaty,” she recalled."
    engine = fixed(("He", "said", "that they would never sign this treaty"))
    assert ("He", "said", ["that they would never sign this treaty"]) in shown(text, propose=engine)


def test_a_quotation_that_two_proposals_share_goes_to_the_cue_beside_it():
    text = "“Every time,” Tester said. “Why is this not proof that it is too big?” Vitter demanded."
    engine = fixed(
        ("Tester", "said", "“Every time,”", "“Why is this not proof that it is"),
        ("Vitter", "demanded", "too big?”"),
    )
    assert shown(text, propose=engine) == [
        ("Tester", "said", ["“Every time,”"]),
        ("Vitter", "demanded", ["“Why is this not proof that it is too big?”"]),
    ]


def test_modes():
    text = "He called it “a trap” today. She said that it was no trap. “It is,” he said."
    engine = fixed(
        ("He", "called", "it “a trap"),
        ("She", "said", "that it was no trap"),
        ("he", "said.", "“It is,”"),
    )
    assert [a.mode for a in attribute(text, propose=engine)] == ["mixed", "indirect", "direct"]


def test_a_quotation_over_paragraphs_is_completed():
    text = "“One is first.\n\n“Two is next.\n\n“Three,” he said."
    engine = fixed(("he", "said", "“Three,”"))
    assert shown(text, propose=engine) == [
        ("he", "said", ["“One is first.", "“Two is next.", "“Three,”"])
    ]


def test_equal_proposals_become_one_and_the_surer_stays():
    text = "He said that it rains."
    one = fixed(("He", "said", "that it rains"), confidence=0.4)(text)
    two = fixed(("He", "said", "that it rains"), confidence=0.8)(text)
    (only,) = attribute(text, propose=lambda t: one + two)
    assert only.confidence == 0.8


def test_the_kind_of_a_proposal_survives():
    text = "He wants peace."
    (only,) = attribute(text, propose=fixed(("He", "wants", "peace"), kind="other"))
    assert only.kind == "other"


@pytest.mark.parametrize(
    "cue",
    [
        "declined to say",
        "has declined to comment",
        "refused to answer",
        "showed no sign",
        "stopped short of",
        "did not immediately respond",
        "gave no indication",
    ],
)
def test_what_was_not_said_is_no_statement(cue):
    text = f"Peskov {cue} when the talks would start."
    content = "when the talks would start"
    assert attribute(text, propose=fixed(("Peskov", cue, content))) == []
    assert attribute(text, propose=fixed(("Peskov", cue.split(" to ")[0], content))) == []


@pytest.mark.parametrize(
    "cue", ["refused", "declined an offer, saying", "said", "did not say that"]
)
def test_what_was_said_stays(cue):
    text = f"Peskov {cue} the talks would start."
    assert len(attribute(text, propose=fixed(("Peskov", cue, "the talks would start")))) == 1


# Leftover quotations -----------------------------------------------------------------------------


def test_a_split_quotation_is_one_attribution_with_two_contents():
    text = "“We agreed,” she said on Monday, “and then he left.”"
    expected = [("she", "said", ["“We agreed,”", "“and then he left.”"])]
    assert shown(text, propose=fixed(("she", "said", "“We agreed,”"))) == expected
    assert rules(text) == expected


def test_a_bare_quotation_after_an_attributed_one_is_the_same_speakers():
    text = "“We agreed,” Peskov said. “It took long.”\n\n“Now we wait.”\n\nNobody came."
    expected = [("Peskov", "said", ["“We agreed,”", "“It took long.”", "“Now we wait.”"])]
    assert shown(text, propose=fixed(("Peskov", "said", "“We agreed,”"))) == expected
    assert rules(text) == expected


def test_a_bare_quotation_after_reported_speech_is_the_same_speakers():
    text = "Peskov said that talks would go on. “We are ready for it.”"
    found = attribute(text, propose=fixed(("Peskov", "said", "that talks would go on")))
    assert len(found) == 1
    assert found[0].mode == "mixed"


@pytest.mark.parametrize(
    "text",
    [
        "“We agreed,” Peskov said.\n\n“We did not,” Zelensky said.",  # a cue of its own
        "“We agreed,” Peskov said. The word “peace” was his.",  # no sentence
        "“We agreed,” Peskov said.\n\nIt rained.\n\n“Now we wait.”",  # a paragraph between
        "“We agreed,” Peskov said. It rained in the city all day. “Now we wait.”",  # a sentence
    ],
)
def test_where_the_speaker_does_not_carry_over(text):
    assert rules(text)[0] == ("Peskov", "said", ["“We agreed,”"])


def test_a_speaker_cited_in_between_stops_the_carrying_over():
    text = "“We agreed,” Peskov said, though Witkoff said that they had not.\n\n“Now we wait.”"
    engine = fixed(("Peskov", "said", "“We agreed,”"), ("Witkoff", "said that", "they had not"))
    assert ("", "", ["“Now we wait.”"]) in shown(text, propose=engine)


def test_a_colon_introduces_quoted_paragraphs():
    text = "Peskov told reporters on Monday:\n\n“We wait.\n\n“We have time.”"
    assert rules(text) == [("Peskov", "told", ["“We wait.", "“We have time.”"])]


def test_a_single_quoted_word_without_a_source_is_returned():
    text = "It was a “deal” of sorts."
    (only,) = attribute(text, propose=nothing)
    assert only == Attribution([], [], [(9, 15)], "direct", "speech", 0.0)


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("“We wait,” said Dmitry Peskov.", "Dmitry Peskov", "said"),
        ("“We wait,” Dmitry Peskov said.", "Dmitry Peskov", "said"),
        ("“Do we wait?” he asked.", "he", "asked"),
        ("“We wait,” the Kremlin spokesman later added.", "the Kremlin spokesman", "later added"),
        ("“We wait,” according to the Kremlin.", "the Kremlin", "according to"),
        ("According to the Kremlin, “they wait.”", "the Kremlin", "According to"),
        (
            "Kremlin spokesman Dmitry Peskov said: “We wait.”",
            "Kremlin spokesman Dmitry Peskov",
            "said",
        ),
        ("Peskov said on Monday, “We wait.”", "Peskov", "said"),
    ],
)
def test_wordings_beside_a_quotation(text, source, cue):
    ((found, by, _),) = rules(text)
    assert (found, by) == (source, cue)


# Ten things that users of other tools complain of ------------------------------------------------


def test_complaint_1_curly_marks_lose_no_quotation():
    text = "“It’s over,” Mr. O’Neil said. ‘Not yet,’ said Ms. D’Arcy."
    assert [row[2] for row in rules(text)] == [["“It’s over,”"], ["‘Not yet,’"]]


def test_complaint_2_unmatched_marks_neither_raise_nor_lose():
    text = "“It is over, he said. “It is not,” she said.\n\nSo it ended.”"
    contents = [words for row in rules(text) for words in row[2]]
    assert contents == ["“It is over, he said.", "“It is not,”", "So it ended.”"]


def test_complaint_3_quotations_over_paragraphs_are_not_lost():
    text = '"One.\n\n"Two.\n\n"Three."\n\nIt rained.'
    assert [row[2] for row in rules(text)] == [['"One.', '"Two.', '"Three."']]


def test_complaint_4_from_a_named_person():
    text = 'From Chairwoman Jane Doe: "We will vote."'
    assert rules(text) == [("Chairwoman Jane Doe", "From :", ['"We will vote."'])]


def test_complaint_5_a_trailing_name():
    text = '"We will vote." -Jane Doe'
    assert rules(text) == [("Jane Doe", "-", ['"We will vote."'])]


def test_complaint_6_an_apposition_does_not_break_the_speaker():
    text = "“They slept,” Hugh Hill, a doctor, said. Anna Bo, who lives in Kyiv, said: “I left.”"
    assert [row[:2] for row in rules(text)] == [("Hugh Hill", "said"), ("Anna Bo", "said")]


def test_complaint_8_a_quotation_over_paragraphs_has_one_speaker():
    text = "“We began early,” Olha Bondar said. “It was cold.\n\n“Then we left.”"
    assert [row[0] for row in rules(text)] == ["Olha Bondar"]


def test_complaint_10_a_bare_quotation_after_a_sentence_that_names_somebody():
    text = "Olha Bondar was furious. “Nobody asked us.”"
    assert rules(text) == [("Olha Bondar", "", ["“Nobody asked us.”"])]


# With the bundled engine -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine():
    """The bundled engine: once its code is here, its model must be too."""
    if find_spec("analysis.attribution.engine") is None:
        pytest.skip("the engine is not written yet")
    assert MODEL.exists(), f"{MODEL} is missing: the engine cannot run without its weights"
    return attribute


ARTICLE = """\
Envoys meet in Geneva as fighting goes on

President Volodymyr Zelensky said on Monday that Ukraine would not give up land that it holds. \
“Our people will not accept that,” he told reporters in Kyiv. “They have paid too much for it.”

Kremlin spokesman Dmitry Peskov called the proposal “a step back” and said that Moscow needed \
time to study it.

“We are closer than we have ever been,” said Steve Witkoff, the American envoy. He added that \
the talks would resume next week.

According to a European official, the sides still disagree over guarantees. “It is hard to see a \
way round that,” the official said.

Peskov declined to say when the next round would start.

“Everybody wants the killing to stop,” Hugh Hill, a doctor in Kharkiv, said. “But not at any \
price.”
"""


def matching(text, found, source, content):
    return [
        a
        for a in found
        if any(source in text[s:e] for s, e in a.source)
        and any(content in text[s:e] for s, e in a.content)
    ]


def test_complaint_7_few_quotations_stay_unknown(engine):
    found = engine(ARTICLE)
    assert [a for a in found if not a.source] == []
    assert faults(ARTICLE, found) == []


def test_complaint_9_reported_speech(engine):
    text = "Steve Witkoff said that the talks in Geneva had gone well."
    (found,) = matching(text, engine(text), "Witkoff", "the talks in Geneva had gone well")
    assert (found.mode, found.kind) == ("indirect", "speech")


PHENOMENA = [
    (
        "The Kremlin spokesman told reporters that Russia was ready for talks.",
        "spokesman",
        "Russia was ready",
    ),
    (
        "According to Ukraine’s foreign ministry, three people were hurt.",
        "ministry",
        "three people were hurt",
    ),
    (
        "Envoys were surprised by Zelensky’s statement that Russia was stalling the talks.",
        "Zelensky",
        "Russia was stalling",
    ),
    (
        "The plan is not acceptable to Kyiv, said Andriy Yermak.",
        "Andriy Yermak",
        "The plan is not acceptable",
    ),
    (
        "Hugh Hill, a doctor who has worked in Kharkiv since 2022, said the wards were full.",
        "Hugh Hill",
        "the wards were full",
    ),
    (
        "Zelensky said Ukraine needed more air defense.",
        "Zelensky",
        "Ukraine needed more air defense",
    ),
    (
        "Peskov said that talks would continue and that Moscow was in no hurry.",
        "Peskov",
        "Moscow was in no hurry",
    ),
    ("Witkoff called the meeting encouraging.", "Witkoff", "encouraging"),
    (
        "Moscow repeated its claim that Ukraine had attacked the plant.",
        "Moscow",
        "Ukraine had attacked the plant",
    ),
    ("She said the offer was real. He said it was not.", "He", "it was not"),
    ("Ukraine said it had shot down forty drones.", "Ukraine", "had shot down forty drones"),
    ("U.S. officials said on Tuesday that a draft was ready.", "officials", "a draft was ready"),
    ("“We want peace,” Zelensky said.", "Zelensky", "“We want peace,”"),
    (
        "“We want peace,” Zelensky said, “but not at any price.”",
        "Zelensky",
        "“but not at any price.”",
    ),
    ("Peskov told reporters:\n\n“We wait for an answer.”", "Peskov", "“We wait for an answer.”"),
    ("ZELENSKY: We want peace.\nPESKOV: So do we.", "PESKOV", "So do we."),
]


@pytest.mark.parametrize(("text", "source", "content"), PHENOMENA)
def test_phenomena(engine, text, source, content):
    assert matching(text, engine(text), source, content)


def test_an_attribution_without_a_source(engine):
    text = "The envoys would meet in Berlin, it was reported on Monday."
    assert any(
        not a.source and any("envoys would meet in Berlin" in text[s:e] for s, e in a.content)
        for a in engine(text)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Peskov declined to say when the talks would start.",
        "The Kremlin showed no sign of yielding on territory.",
        "Witkoff did not respond to a request for comment.",
    ],
)
def test_what_the_reporter_says_about_a_speaker(engine, text):
    assert engine(text) == []


def test_beliefs_and_intentions_are_of_another_kind(engine):
    text = "Zelensky believes that the war will end this year. Zelensky said that he hoped so."
    kinds = {text[a.cue[0][0] : a.cue[0][1]]: a.kind for a in engine(text) if a.cue}
    assert kinds.get("believes") == "other"
    assert kinds.get("said") == "speech"


def test_the_bundled_engine_loses_no_quotation_either(engine):
    for seed in range(40):
        text = written(random.Random(seed))
        assert faults(text, engine(text)) == [], (seed, text)
