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
_TAMIL_STOPS = str.maketrans({"g": "k", "j": "s", "ḍ": "t", "d": "t", "b": "p"})  # voice is not written
_CHILLUS = str.maketrans({"ർ": "ര്", "ൻ": "ന്", "ൽ": "ല്", "ൾ": "ള്", "ൺ": "ണ്", "ൿ": "ക്"})
_VOCALIC_R = re.compile("r\u0325|ṛ(?=[^aeiouāīūēō]|$)")
_REPLACED = str.maketrans({"ṃ": "n", "ṁ": "n", "ṅ": "n", "ñ": "n", "ḻ": "zh", "ś": "sh", "ṣ": "sh", "c": "ch"})


def to_latin(text: str) -> str:
    """The text in lower-case ASCII letters, apostrophes, dots and spaces; letters of other scripts are lost."""
    latin = text if text.isascii() else " ".join(_word(word) for word in text.split())
    folded = unicodedata.normalize("NFKD", latin).casefold()
    return "".join(c for c in folded if c.isascii())


def _word(word: str) -> str:
    scheme = _scheme(word)
    if scheme is None:
        return word
    plain = _NUKTAS.sub("", unicodedata.normalize("NFKD", word)).translate(_CHILLUS)
    iso = unicodedata.normalize("NFC", sanscript.transliterate(plain, scheme, sanscript.ISO))
    iso = _VOCALIC_R.sub("ri", iso)
    if scheme == sanscript.TAMIL:
        iso = iso.translate(_TAMIL_STOPS).replace("kh", "k").replace("sh", "s").replace("th", "t").replace("ph", "p")
    if scheme not in _WITHOUT_SCHWA_LOSS:
        iso = _MEDIAL.sub(r"\1", _FINAL.sub("", iso))
    return iso.translate(_REPLACED)


@cache
def _scheme_of(letter: str) -> str | None:
    code = ord(letter)
    return next((scheme for first, last, scheme in _BLOCKS if first <= code <= last), None)


def _scheme(word: str) -> str | None:
    if word.isascii():
        return None
    return next((scheme for letter in word if (scheme := _scheme_of(letter)) is not None), None)
