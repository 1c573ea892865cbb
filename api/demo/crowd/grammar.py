"""What people say: a line of words.toml with its blanks filled, then typed as people type. A function of `chance`."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from random import Random

ENGLISH, HINGLISH, HINDI, SELLER = "english", "hinglish", "hindi", "seller"
_DATA = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
CHOICES: Mapping[str, list[str]] = _DATA["choices"]
_BLANK = re.compile(r"\{(, )?(\w+)(\?)?\}")
_NOW_AND_THEN = 0.4
_WORD = re.compile(r"[a-z]+")
_SMILES = ("🙏", "👍", "🙂", "..", "!!", "?", "ji")
_DEVANAGARI_ENDS = ("।", "", "")


def has(tongue: str, line: str) -> bool:
    """Whether a tongue, or the one it borrows from, has the line."""
    return line in _DATA[tongue] or line in _DATA[HINGLISH]


def say(chance: Random, tongue: str, line: str, facts: Mapping[str, str]) -> str:
    """A line in a tongue; blanks are `facts`, lines of the tongue, or one of the choices. KeyError: none of them."""

    def fill(blank: re.Match[str]) -> str:
        comma, name, maybe = blank.groups()
        if maybe and chance.random() > _NOW_AND_THEN:
            return ""
        if name in facts:
            words = facts[name]
        elif name in CHOICES:
            words = chance.choice(CHOICES[name])
        else:
            words = say(chance, tongue, name, facts)
        return (comma or "") + words

    lines = _DATA[tongue].get(line) or _DATA[HINGLISH][line]
    return " ".join(_BLANK.sub(fill, chance.choice(lines)).split())


def typed(chance: Random, text: str, tongue: str, haste: float) -> str:
    """The same as somebody types it who is in haste (0 to 1): small letters, other spellings, slips, smiles."""
    if chance.random() < haste:
        text = text[0].lower() + text[1:] if chance.random() < 0.5 else text.lower()
    if tongue != HINDI:
        text = _WORD.sub(lambda word: _spelt(chance, word[0], haste), text)
    if chance.random() < haste * 0.4:
        text = text.rstrip(".!")
    if chance.random() < haste * 0.15:
        text = f"{text} {chance.choice(_SMILES)}"
    elif tongue == HINDI:
        text += chance.choice(_DEVANAGARI_ENDS) if text[-1:].isalpha() else ""
    return text


def _spelt(chance: Random, word: str, haste: float) -> str:
    known = _DATA["typed"].get(word)
    if known and chance.random() < haste:
        return str(chance.choice(known))
    if len(word) > 4 and chance.random() < haste * 0.02:
        i = chance.randrange(1, len(word) - 2)
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    return word


def money(chance: Random, lakh: int) -> str:
    """An amount as people write it: 65 lakh, 65L, 1.2 cr, Rs 65,00,000."""
    if lakh >= 100:
        crore = f"{lakh / 100:.2f}".rstrip("0").rstrip(".")
        return chance.choice([f"{crore} cr", f"{crore} crore", f"{crore}cr", f"{lakh} lakh"])
    forms = [
        f"{lakh} lakh",
        f"{lakh} lakh",
        f"{lakh}L",
        f"{lakh} lacs",
        f"{lakh} lakhs",
        f"Rs {lakh},00,000",
        f"{lakh} L",
    ]
    return chance.choice(forms)
