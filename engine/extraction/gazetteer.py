"""Places known by name: Indian cities and localities, and countries abroad, in any script and usual spelling."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import JaroWinkler, Levenshtein

from engine.extraction.files import read_toml
from engine.extraction.names import COMMON, is_capitalised, is_cased, skeleton, with_r
from engine.extraction.numbers import small
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, read_words

_DATA: Mapping[str, Any] = read_toml("gazetteer")
_SHORTEST, _LONG, _SOUND, _MOST_WORDS = 4, 6, 4, 3
_CLOSE, _ACROSS = 0.86, 0.78
"""How alike the letters must be where the sounds are the same: vowels of another script are written more freely."""
_LONG_ACROSS = 8
_ACROSS_SCRIPTS = (("x", "ks"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("ay", "ae"), ("y", "i"), ("h", ""))
_PAIR = 2
_SPELT_OUT = ("UK", "US")
_SLIPS = 2
"""How many letters of a name in Latin letters may be wrong; the last one counts twice."""
_PLACED = frozenset(canonical(w) for w in ("me", "side", "branch", "area", "centre", "wali", "wala", "ki", "taraf"))
_NEVER_BARE = frozenset(
    canonical(w)
    for w in (
        "gaya",
        "mango",
        "us",
        "sus",
        "pal",
        "camp",
        "diva",
        "ara",
        "amer",
        "khanna",
        "baddi",
        "sambhal",
        "orr",
        "saddu",
        "mowa",
        "kundli",
        "mandi",
        "hassan",
        "sonari",
        "pala",
        "surat",
    )
)


def _listed() -> Iterator[str]:
    for names in (*_DATA["cities"].values(), _DATA["abroad"], *_DATA["localities"].values()):
        yield from (name.strip() for name in names.split(","))


def _forms(names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Token sequences to names: as written, of more than one word run together, initials letter by letter."""
    told: dict[tuple[str, ...], str] = {}
    for name in names:
        told.setdefault(read_words(name).tokens, name)
        if " " in name and not any(c.isdigit() for c in name):
            told.setdefault((canonical("".join(name.split())),), name)
        first, *rest = name.split()
        if first.isupper() and first.isalpha() and (rest or len(first) > _PAIR or first in _SPELT_OUT):
            told.setdefault((*first.lower(), *read_words(" ".join(rest)).tokens), name)
    for alias, name in _DATA["aliases"].items():
        told.setdefault(read_words(alias).tokens, name)
    return told


_KNOWN = _forms(_listed())
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _tokens, _name in sorted(_KNOWN.items(), key=lambda item: -len(item[0])):
    _BY_FIRST.setdefault(_tokens[0], []).append((_tokens, _name))
_SOUNDS: dict[str, list[tuple[str, str]]] = {}
for _tokens, _name in _KNOWN.items():
    if sum(map(len, _tokens)) >= _LONG:
        _SOUNDS.setdefault(" ".join(skeleton(t) for t in _tokens), []).append((_name, "".join(_tokens)))
_SOUND_STARTS = frozenset(" ".join(s.split()[:n]) for s in _SOUNDS for n in range(1, _MOST_WORDS + 1))
"""How the first words of known places sound: most words of a text begin no place."""
_SECOND: dict[str, set[str]] = {}
"""By the sound of a first word, how those sound that may follow it."""
for _first, _second in (start.split() for start in _SOUND_STARTS if start.count(" ") == 1):
    _SECOND.setdefault(_first, set()).add(_second)
_WHATEVER = ("",)
"""What may follow a word that may be a place by itself."""
_END: tuple[str, Collection[str]] = (".", ())
_KINDS = {
    name.strip(): kind
    for kind, lists in (
        ("locality", _DATA["localities"].values()),
        ("city", _DATA["cities"].values()),
        ("abroad", [_DATA["abroad"]]),
    )
    for names in lists
    for name in names.split(",")
}
_AMBIGUOUS = frozenset(_DATA["ambiguous"]["names"])
_WORDS = frozenset(read_words(name).tokens[0] for name in _AMBIGUOUS if " " not in name) | frozenset(
    map(canonical, _DATA["ambiguous"]["no_slips"])
)
"""Names that are words too: where such a word names no place, it is no slip of another place's name either."""
_SIDES = {canonical(w): w for w in ("East", "West", "Cantt", "Extension")} | {
    canonical(w): "Extension" for w in ("extn", "ext")
}
_ROADS = {canonical(w): w for w in ("Road", "Bypass", "Highway", "Expressway")}
_HALVES = {"E": "East", "W": "West", "(E)": "East", "(W)": "West"}
_PHASE, _STAGE = canonical("phase"), canonical("stage")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_OR = frozenset(canonical(w) for w in ("ya", "or", "/", "aur", "and"))
_MEASURED = frozenset(
    canonical(w) for w in ("bhk", "lakh", "lac", "crore", "cr", "sqft", "gaj", "bedroom", "kamre", "l")
)
_SHORT_BUT_CLEAR = ("Goa", "Mhow", "HSR", "BTM Layout", "OMR", "ECR", "Noida")
_ABBREVIATED = frozenset(read_words(alias).tokens for alias in _DATA["aliases"] if len(alias) < _SHORTEST)
""" "lko", "blr": nothing else is written so."""


def kind_of(name: str) -> str:
    """What a known place is: city, locality or abroad; tail, one that only its last word tells."""
    return _KINDS.get(name, "tail")


def may_be_place(name: str) -> bool:
    """Whether a name is that of a place and also an everyday word or somebody's name."""
    return name in _AMBIGUOUS


def known_at(words: Words, i: int) -> tuple[str, int] | None:
    """(name, last token) of the known place that begins at token i."""
    return known_in(words)[i]


@lru_cache(maxsize=128)
def known_in(words: Words) -> tuple[tuple[str, int] | None, ...]:
    """What known place begins at each token: many readers ask it of the same words."""
    latin, numbered = words.text.isascii(), "sector" in words.vocabulary
    heard = [*(map(_LATIN.__getitem__, words.tokens) if latin else map(_begins, words.tokens, words.raws)), _END]
    tokens = (*words.tokens, ".")
    places: list[tuple[str, int] | None] = [None] * len(words.tokens)
    for i, after in enumerate(tokens[1:]):
        following = heard[i][1]
        begins = following is _WHATEVER or (following and (after in following or heard[i + 1][0] in following))
        if begins or (numbered and tokens[i].isdigit()):
            places[i] = _place_at(words, i)
    return tuple(places)


def _place_at(words: Words, i: int) -> tuple[str, int] | None:
    for tokens, name in _BY_FIRST.get(words.tokens[i], ()):
        if words.tokens[i : i + len(tokens)] == tokens and _certain(words, i, tokens, name):
            return _with_side(words, name, i + len(tokens) - 1)
    return _sector(words, i) or (None if words.tokens[i] in _WORDS else _by_sound(words, i))


def _sector(words: Words, i: int) -> tuple[str, int] | None:
    """ "sector 150", "sec 37D"; of "sector 62 ya 63" the second as well."""
    if i > _PAIR and words.tokens[i - 3] == "sector" and words.tokens[i - 2].isdigit() and words.tokens[i - 1] in _OR:
        following = words.tokens[i + 1] if i + 1 < len(words.tokens) else "."
        alone = words.tokens[i].isdigit() and not (following.isdigit() or following in _MEASURED)
        return (f"Sector {words.tokens[i]}", i) if alone else None
    if words.tokens[i] != "sector" and not _ranged(words, i):
        return None
    if words.tokens[i].isdigit():
        return f"Sector {words.tokens[i]}", i
    number = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if not number.isdigit():
        spoken = int(small(number) or 0)
        return (f"Sector {spoken}", i + 1) if spoken > 1 else None
    letter = words.tokens[i + 2] if i + 2 < len(words.tokens) and words.starts[i + 2] == words.ends[i + 1] else ""
    lettered = len(letter) == 1 and letter.isalpha()
    return (f"Sector {number}{letter.upper()}", i + 2) if lettered else (f"Sector {number}", i + 1)


def _ranged(words: Words, i: int) -> bool:
    """Whether token i is a later number of "sector 75-76-77"."""
    first = i
    while first > 1 and words.tokens[first].isdigit() and words.tokens[first - 1] == "-":
        first -= 2
    joined = words.text[words.starts[first] : words.ends[i]] if first < i else " "
    return first < i and " " not in joined and words.tokens[first].isdigit() and words.tokens[first - 1] == "sector"


def _with_side(words: Words, name: str, last: int) -> tuple[str, int]:
    """ "Virar West", "Ambala Cantt": the part of town that is said with it."""
    following = words.tokens[last + 1] if last + 1 < len(words.tokens) else ""
    if following in _ROADS and not name.endswith(_ROADS[following]):
        return f"{name} {_ROADS[following]}", last + 1
    if (numbered := _numbered(words, last)) and kind_of(name) == "locality" and not name[-1].isdigit():
        return f"{name} {numbered[0]}", numbered[1]
    side = _SIDES.get(following) or _half(words, last)
    facing = last + 2 < len(words.tokens) and words.tokens[last + 2] in ("facing", "mukhi")
    return (f"{name} {side}", last + 1) if side and not facing and not name.endswith(side) else (name, last)


def _half(words: Words, last: int) -> str | None:
    """The E of "Kandivali E", the W of "Thane W"."""
    raw = words.raw(last + 1) if last + 1 < len(words.tokens) else ""
    spelt = last + 2 < len(words.tokens) and len(words.tokens[last + 2]) == 1 and words.tokens[last + 2].isalpha()
    return None if spelt else _HALVES.get(raw)


def _numbered(words: Words, last: int) -> tuple[str, int] | None:
    """ "Phase 1", "Sector 16B", "4th Stage" after the name of a locality, and the last token of it."""
    tokens = words.tokens
    if last + 2 >= len(tokens):
        return None
    first, second = tokens[last + 1], tokens[last + 2]
    if first == "sector" and (told := _sector(words, last + 1)):
        return told
    if first == _PHASE and second.isdigit():
        return f"Phase {second}", last + 2
    stage = last + 3 < len(tokens) and first.isdigit() and second in _ORDINALS and tokens[last + 3] == _STAGE
    return (f"{first}{second} Stage", last + 3) if stage else None


def _certain(words: Words, i: int, tokens: tuple[str, ...], name: str) -> bool:
    """Whether the tokens mean the place: a short name in capitals, an everyday word with a capital or "x me"."""
    if len(tokens) == 1 and len(tokens[0]) < _SHORTEST and not words.raw(i).isupper():
        return tokens in _ABBREVIATED or (
            name in _SHORT_BUT_CLEAR
            and (not words.raw(i).isascii() or not is_cased(words) or len(words.tokens) < _SHORTEST)
        )
    if name not in _AMBIGUOUS:
        return True
    if words.raw(i).isascii() and is_cased(words):
        return words.raw(i)[:1].isupper() and (len(tokens) > 1 or is_capitalised(words, i))
    following = words.tokens[i + len(tokens)] if i + len(tokens) < len(words.tokens) else ""
    return following in _PLACED and tokens[0] not in _NEVER_BARE


@lru_cache(maxsize=50_000)
def _begins(token: str, raw: str) -> tuple[str, Collection[str]]:
    """How a token sounds, and the words that may follow, or how they sound, if a place begins with it: mostly none."""
    sound, foreign = _sound(token, raw), not raw.isascii()
    if (token,) in _KNOWN or token == "sector":
        return sound, _WHATEVER
    alike = _SOUNDS.get(sound, ()) if len(sound) >= (_SOUND - foreign) else ()
    heard = _heard(token, raw) if alike else ""
    if alike and heard not in COMMON and _likely(heard, alike, foreign=foreign):
        return sound, _WHATEVER
    return sound, frozenset((*_SECOND.get(sound, ()), *(tokens[1] for tokens, _ in _BY_FIRST.get(token, ()))))


_LATIN = Remembered[tuple[str, Collection[str]]](lambda token: _begins(token, token), 20_000)
"""The same of words in Latin letters."""


def _sound(token: str, raw: str) -> str:
    """How a word of a place sounds; "" where it is no word."""
    heard = _heard(token, raw) if token.isalpha() else ""
    return skeleton(heard) if heard.isalpha() else ""


def _heard(token: str, raw: str) -> str:
    """A token as places are written: the flapped letters of Devanagari with r ("Aligarh"), not with d."""
    return token if raw.isascii() else canonical(with_r(raw)) if with_r(raw) != raw else token


def _by_sound(words: Words, i: int) -> tuple[str, int] | None:
    """A place in Devanagari or with a slip of spelling."""
    if not words.tokens[i].isalpha():
        return None
    foreign = not words.raw(i).isascii()
    tokens: list[str] = []
    sounds = ""
    found: tuple[str, int] | None = None
    for n in range(i, min(i + _MOST_WORDS, len(words.tokens))):
        tokens.append(_heard(words.tokens[n], words.raw(n)))
        sounds = f"{sounds} {skeleton(tokens[-1])}".strip()
        if not tokens[-1].isalpha() or sounds not in _SOUND_STARTS:
            return found
        common = n == i and tokens[0] in COMMON
        alike = _SOUNDS.get(sounds, ()) if len(sounds) >= (_SOUND - foreign) and not common else ()
        if alike and (name := _likely("".join(tokens), alike, foreign=foreign)):
            found = _with_side(words, name, n)
    return found


@lru_cache(maxsize=20_000)
def _open(letters: str) -> str:
    """Letters with those alike that scripts write differently: Indaur is Indore, Gvaliyar Gwalior."""
    for old, new in _ACROSS_SCRIPTS:
        letters = letters.replace(old, new)
    return letters


def _likely(letters: str, alike: Iterable[tuple[str, str]], *, foreign: bool) -> str:
    """Of the places that sound like the letters the one that is written most like them; none where all differ much."""
    name, known = min(alike, key=lambda place: Levenshtein.distance(letters, place[1]))
    if foreign:
        same = _open(letters), _open(known)
        close = Levenshtein.distance(*same) <= (1 if len(same[0]) < _LONG_ACROSS else _SLIPS)
        return name if close and JaroWinkler.similarity(letters, known) >= _ACROSS else ""
    slips = Levenshtein.distance(letters, known) + (letters[-1] != known[-1])
    return name if slips <= _SLIPS and JaroWinkler.similarity(letters, known) >= _CLOSE else ""
