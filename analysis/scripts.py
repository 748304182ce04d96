"""Which language is written in another script than Latin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

UNNAMED = "und"
"""ISO 639-2 code of a language that is surely not English and cannot be named."""

# Letters of each alphabet beyond those that all six share, and frequent words by which each is
# told from the others. Words that uk and ru both have ("не", "для", "на") are left out.
_SHARED = "абвгдежзклмнопрстуфхцчш"
_CYRILLIC = {
    "uk": (
        "ґєиіїйщьюя",
        """ми ви він вона вони це цей ця цього цьому що щоб як чи або але й та із зі з від є був
        буде бути ще вже дуже треба якщо тому після під між ніж бо зараз завжди ніколи разом навіть
        також теж може хочемо дякую коли де хто чому кожен жоден усе тут йому її їх його мене тебе
        немає можна потрібно нічого ніхто дякуємо""",
    ),
    "ru": (
        "ёийщъыьэюя",
        """мы вы он она они это этот эта этого что чтобы как или если но и с со к ко из от был была
        было были быть будет уже очень надо после под между потому сейчас всегда никогда вместе даже
        также тоже когда где кто почему каждый нет можно нужно его ее её их есть ещё еще здесь
        только хотим меня тебя бы же ли никто ничего нельзя спасибо""",
    ),
    "be": (
        "ёійыьэюяў",
        """мы вы ён яна яны гэта што як але з ад ёсць вельмі каб калі дзе хто трэба пасля ці няма
        ўжо""",
    ),
    "bg": (
        "ийщъьюя",
        """ние вие той тя това този тази тези че е са се ще с със към от и но как защото когато
        трябва няма много ли сме си какво след""",
    ),
    "sr": (
        "ђијљњћџ",
        "ми ви он она они ово то је смо сте су се ће и али да шта као од са када где или није још",
    ),
    "mk": (
        "ѓѕијљњќџ",
        "ние вие тој таа тие ова е сме се сум ќе и но дека што како од со кога каде или нема",
    ),
}
_WORDS = {code: frozenset(words.split()) for code, (_, words) in _CYRILLIC.items()}
_ALPHABETS = {code: frozenset(_SHARED + extra) for code, (extra, _) in _CYRILLIC.items()}

# The hard sign of Russian stands before these four vowels only, that of Bulgarian anywhere.
_NOT_RUSSIAN = re.compile("ъ(?![еёюя])")

# Endings of words that the other of the two lacks: -ння, -ський, -емо; -ует, -ется, -ение, -ский.
_ENDINGS = {
    "uk": re.compile(r"(?:(?:нн|тт)я|(?:[сцз]ьк|[вб])ий|[еи]мо|[аи]ти)$"),
    "ru": re.compile(r"(?:[уая]ет|ется|ени[еяй]|ск(?:ий|ого|ая|ой|ие|их|ую|ом))$"),
}

# Other scripts: their languages, in the order in which the scripts are tried (Japanese is written
# in Chinese characters too). Where there are several the identifier chooses among them.
_SCRIPTS = [
    (re.compile(f"[{letters}]"), codes.split())
    for letters, codes in [
        ("\u0400-\u052f", "uk ru be bg sr mk kk ky mn tg tt ba"),
        ("\u0370-\u03ff\u1f00-\u1fff", "el"),
        ("\u0530-\u058f", "hy"),
        ("\u0590-\u05ff", "he"),
        ("\u0600-\u06ff\u0750-\u077f", "ar fa ur ps ku ug"),
        ("\u0900-\u097f", "hi mr ne"),
        ("\u0980-\u09ff", "bn as"),
        ("\u0b80-\u0bff", "ta"),
        ("\u0e00-\u0e7f", "th"),
        ("\u10a0-\u10ff", "ka"),
        ("\u1200-\u137f", "am"),
        ("\u3040-\u30ff", "ja"),
        ("\uac00-\ud7af", "ko"),
        ("\u3400-\u9fff", "zh"),
    ]
]

SHORT = 6
"""Words up to which a phrase that several Cyrillic alphabets spell is Ukrainian or Russian."""

_WORD = re.compile(r"[^\W\d_]+")


def by_script(sample: str) -> str:
    """Name the language of a text in lower case, most of whose letters are not Latin."""
    counts = [len(letters.findall(sample)) for letters, _ in _SCRIPTS]
    most = counts.index(max(counts))
    if not counts[most]:
        return UNNAMED
    if most == 0:
        return _in_cyrillic(sample)
    if sum(counts[-3:]) and most >= len(counts) - 3 and counts[-3]:
        return "ja"  # Chinese characters among kana
    codes = _SCRIPTS[most][1]
    return codes[0] if len(codes) == 1 else _likeliest(sample, codes)


def _in_cyrillic(sample: str) -> str:
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    fit = {
        code: sum(map(_WORDS[code].__contains__, words))
        - 2 * sum(not alphabet.issuperset(word) for word in words)
        for code, alphabet in _ALPHABETS.items()
    }
    fit["ru"] -= 2 * len(_NOT_RUSSIAN.findall(sample))
    best = max(fit.values())
    if best < -len(words) / 2:  # an alphabet with letters that none of the six has
        return _likeliest(sample, _SCRIPTS[0][1][len(_CYRILLIC) :])
    tied = [code for code in fit if fit[code] == best]
    if len(words) <= SHORT and not {"uk", "ru"}.isdisjoint(tied):
        # Too little for the identifier to choose among six: the languages of this project's
        # speakers come first.
        tied = [code for code in tied if code in _ENDINGS]
    if set(tied) == set(_ENDINGS):
        ended = {code: sum(map(bool, map(_ENDINGS[code].search, words))) for code in tied}
        tied = [code for code in tied if ended[code] == max(ended.values())]
    return _likeliest(sample, tied)


def _likeliest(sample: str, codes: Iterable[str]) -> str:
    """Choose among languages by the identifier, whatever its probability."""
    among = list(codes)
    if len(among) == 1:
        return among[0]
    ranked = (code for code, _ in identifier().rank(sample) if code in among)
    return str(next(ranked, UNNAMED))


@lru_cache(maxsize=1)
def identifier() -> Any:
    """The trained identifier of py3langid (Lui & Baldwin 2012), loaded once."""
    # Imported late: the model costs half a second and 100 MB, and most tables never need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
