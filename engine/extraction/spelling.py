"""One spelling for the many that people type: "nhi", "nahin" and the Devanagari form become the same word.

Devanagari goes to Latin letters by `indic-transliteration`, loses its unspoken schwas and is then folded like
anything typed in Latin letters, so that every rule is written once, in everyday Hinglish.
"""

import re
import unicodedata
from functools import lru_cache

from engine.extraction.files import read_toml

_DATA = read_toml("spelling")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_VOWELS = "aeiou"
_ITRANS = tuple((old, new) for old, new in _DATA["itrans"])
_FOLDS = tuple((re.compile(old), new) for old, new in _DATA["folds"])


def has_devanagari(text: str) -> bool:
    """Whether any letter or digit is Devanagari."""
    return _DEVANAGARI.search(text) is not None


@lru_cache(maxsize=20_000)
def romanise(word: str) -> str:
    """A Devanagari word in Latin letters as it is spoken: चलता is chalta, गोमती is gomtii (long vowels doubled)."""
    from indic_transliteration import sanscript  # noqa: PLC0415 - slow to import, and most texts have no Devanagari

    plain = unicodedata.normalize("NFC", word).replace("\u093c", "").replace("ॉ", "ो").replace("ॅ", "े").replace("ँ", "ं")
    plain = "".join(_NUKTA.get(c, c) for c in plain)
    if plain.endswith("ं") and len(plain) > 1:
        plain = plain[:-1]
    latin = str(sanscript.transliterate(plain, "devanagari", "itrans"))
    for old, new in _ITRANS:
        latin = latin.replace(old, new)
    latin = re.sub(r"[^a-z0-9]", "", latin.lower())
    return _drop_schwas(re.sub(r"n(?=[pb])", "m", latin))


_NUKTA = {"क़": "क", "ख़": "ख", "ग़": "ग", "ज़": "ज", "ड़": "ड", "ढ़": "ढ", "फ़": "फ", "य़": "य"}


def _drop_schwas(latin: str) -> str:
    """Deletes the inherent vowels that Hindi does not speak: the last one, and those in V C _ C V, from the right."""
    units = re.findall(r"aa|ii|uu|ai|au|[aeiou]|[kgcjtdpbs]h|.", latin)
    if len(units) > 2 and units[-1] == "a" and units[-2][0] not in _VOWELS:
        units.pop()
    i = len(units) - 2
    while i >= 2:
        around = units[i - 1][0] not in _VOWELS and units[i + 1][0] not in _VOWELS
        if (
            units[i] == "a"
            and around
            and units[i - 2][0] in _VOWELS
            and i + 2 < len(units)
            and units[i + 2][0] in _VOWELS
        ):
            del units[i]
            i -= 1
        i -= 1
    return "".join(units)


def _fold(word: str) -> str:
    for pattern, plain in _FOLDS:
        word = pattern.sub(plain, word)
    return word


def _latin(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^\w]|_", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


_VARIANTS: dict[str, str] = {v: _fold(k) for k, vs in _DATA["variants"].items() for v in vs}
_SHORT = 3
"""A variant no longer than this counts only as written: "nov" is November, but "now", folded alike, is not."""
_FOLDED_VARIANTS: dict[str, str] = {_fold(v): k for v, k in _VARIANTS.items() if len(v) > _SHORT}
HINDI: dict[str, str] = _DATA["devanagari"]


LETTERS: dict[str, str] = _DATA["letters"]
_LETTER = re.compile("|".join(sorted(LETTERS, key=len, reverse=True)))
_ACRONYM = re.compile(f"(?:{_LETTER.pattern}){{3,6}}")


def _acronym(word: str) -> str | None:
    """Letters spoken one by one: एमबीए is mba."""
    spoken = _ACRONYM.fullmatch(word)
    return "".join(LETTERS[letter] for letter in _LETTER.findall(word)) if spoken else None


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """The one spelling that rules are matched on: lower case, Latin letters, variants and doubled letters folded."""
    if has_devanagari(word):
        plain = unicodedata.normalize("NFC", word).replace("\u093c", "")
        word = HINDI.get(word) or HINDI.get(plain) or _acronym(plain) or romanise(word)
    word = _latin(word)
    if word in _VARIANTS:
        return _VARIANTS[word]
    folded = _fold(word)
    return _FOLDED_VARIANTS.get(folded, folded)
