"""A name in any Indian script → plain lower-case Latin letters, as it is usually spelt in Latin."""

import re
import unicodedata
from functools import cache

from indic_transliteration import sanscript

# (first, last) code point of a Unicode block and the scheme that reads it.
_BLOCKS = (
    (0x0900, 0x097F, sanscript.DEVANAGARI),
    (0x0980, 0x09FF, sanscript.BENGALI),
    (0x0A00, 0x0A7F, sanscript.GURMUKHI),
    (0x0A80, 0x0AFF, sanscript.GUJARATI),
    (0x0B00, 0x0B7F, sanscript.ORIYA),
    (0x0B80, 0x0BFF, sanscript.TAMIL),
    (0x0C00, 0x0C7F, sanscript.TELUGU),
    (0x0C80, 0x0CFF, sanscript.KANNADA),
    (0x0D00, 0x0D7F, sanscript.MALAYALAM),
)
_WITHOUT_SCHWA_LOSS = frozenset({sanscript.TAMIL, sanscript.TELUGU, sanscript.KANNADA, sanscript.MALAYALAM})
_NUKTAS = re.compile("[\u093c\u09bc\u0a3c\u0abc\u0b3c]")
_CONSONANT = "[b-df-hj-np-tv-zṅñṭḍṇśṣḷṛḥ]"
_VOWEL = "[aeiouāīūēōôĕŏ]"
_MEDIAL = re.compile(f"(?<={_VOWEL})({_CONSONANT}h?)a(?={_CONSONANT}h?{_VOWEL})")
_FINAL = re.compile(f"(?<=[^\\W\\d_])(?<!{_VOWEL})a(?=\\b)")
_TAMIL_STOPS = str.maketrans({"g": "k", "ḍ": "t", "d": "t", "b": "p"})  # voice is not written
_VOICED = {"k": "g", "c": "j", "s": "j", "t": "d", "p": "b"}
_AFTER_NASAL = re.compile("(?<=[nmṅñṇ])[kcstp]")
_BETWEEN_VOWELS = re.compile(f"(?<={_VOWEL})[ktp](?={_VOWEL})")
_FIRST = re.compile("^[kcstp]")
_CHILLUS = str.maketrans({"ർ": "ര്", "ൻ": "ന്", "ൽ": "ല്", "ൾ": "ള്", "ൺ": "ണ്", "ൿ": "ക്"})
_VOCALIC_R = re.compile("r\u0325|ṛ(?=[^aeiouāīūēō]|$)")
_REPLACED = str.maketrans({"ṃ": "n", "ṁ": "n", "ṅ": "n", "ñ": "n", "ḻ": "zh", "ś": "sh", "ṣ": "sh", "c": "ch"})


def readings(word: str) -> tuple[str, ...]:
    """The ways to write a word in lower-case ASCII letters, the likeliest first; other scripts' letters are lost.

    Scripts leave open which inherent vowels are spoken, Tamil also which stops are voiced.
    """
    scheme = _scheme(word)
    ways = (word,) if scheme is None else _indic(word, scheme)
    return tuple(dict.fromkeys(_ascii(way) for way in ways))


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isascii())


def _indic(word: str, scheme: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", _NUKTAS.sub("", unicodedata.normalize("NFKD", word))).translate(_CHILLUS)
    iso = unicodedata.normalize("NFC", sanscript.transliterate(plain, scheme, sanscript.ISO))
    iso = _VOCALIC_R.sub("ri", iso)
    if scheme == sanscript.BENGALI:
        iso = iso.replace("v", "b")
    without = _FINAL.sub("", iso)
    if scheme == sanscript.TAMIL:
        ways = _tamil(iso)
    elif scheme in _WITHOUT_SCHWA_LOSS:
        ways = (iso, without)
    else:
        ways = (_MEDIAL.sub(r"\1", without), without, _MEDIAL.sub(r"\1", iso), iso)
    return tuple(way.translate(_REPLACED) for way in ways)


def _tamil(iso: str) -> tuple[str, ...]:
    """Voice is not written: it is heard after a nasal, often between vowels, and where a borrowed name begins."""
    flat = iso.replace("jh", "s").translate(_TAMIL_STOPS).replace("kh", "k").replace("th", "t").replace("ph", "p")
    flat = re.sub("[ṁṃ]$", "m", flat)
    flat = re.sub("[tṭ][cs](?=[uai])", "ksh", flat).replace("kshum", "kshm").replace("kiru", "kri")
    flat = flat.replace("ppir", "br")
    soft = _AFTER_NASAL.sub(_voiced, flat)
    softer = _BETWEEN_VOWELS.sub(_voiced, soft)
    hard = re.sub("^s", "ch", flat)
    return (soft, flat, softer, hard, _FIRST.sub(_voiced, soft), _FIRST.sub(_voiced, softer), _FIRST.sub(_voiced, flat))


def _voiced(match: re.Match[str]) -> str:
    return _VOICED[match[0]]


@cache
def _scheme_of(letter: str) -> str | None:
    code = ord(letter)
    return next((scheme for first, last, scheme in _BLOCKS if first <= code <= last), None)


def _scheme(word: str) -> str | None:
    if word.isascii():
        return None
    return next((scheme for letter in word if (scheme := _scheme_of(letter)) is not None), None)
