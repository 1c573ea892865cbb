"""The tables of names.toml, and how one written token is looked up in them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


def _lists(file: str) -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))


_LISTS, _MORE, _SHORT = _lists("names.toml"), _lists("more_names.toml"), _lists("short_forms.toml")

FILLERS = frozenset(_LISTS["fillers"])
FIRST_FILLERS = frozenset(_LISTS["first_fillers"])
HONORIFICS = frozenset(_LISTS["honorifics"])
WOMEN_HONORIFICS = frozenset(_LISTS["women_honorifics"])
MEN_HONORIFICS = frozenset(_LISTS["men_honorifics"])
SUFFIXES = tuple(_LISTS["suffixes"])
COMPANY_WORDS = frozenset(_LISTS["company_words"])
JUNK_WORDS = frozenset(_LISTS["junk_words"])
RELATIONS = frozenset(_LISTS["relations"])
NAMES_OF_GOD = frozenset(_LISTS["names_of_god"])
SAYING_WORDS = frozenset(_LISTS["saying_words"])
SAYINGS = frozenset(tuple(saying.split()) for saying in _LISTS["sayings"])

_LONG, _WORN, _TELLING = 7, 6, 4
_INNER_A = re.compile("(?<=[aeiou])([b-df-hj-np-tv-z])a(?=[b-df-hj-np-tv-z]+[aeiou])")
# Regular differences of spelling, in order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"dny|jny|gny|[jg]n(?=[aeiou])", "gy"), (r"que$", "k"), (r"deo$", "dev"), (r"y(?=[b-df-hj-np-tv-z])", "i"),
        (r"(?<=[a-z]{3})ao$", "av"), (r"ez$", "es"),
        (r"(?<=nd)(?:er|ar|ra|ir|ro)$", "r"), (r"[ei]ndr$", "indr"), (r"[ei]sh?[wv]ar", "esvar"),
        (r"ow(?=[^aeiouy]|$)", "o"),
        (r"chh", "c"), (r"ck", "k"), (r"ksh", "ks"), (r"x", "ks"), (r"ph", "f"), (r"sch|sh", "s"), (r"ch", "c"),
        (r"c(?=[aourkltsd]|$)", "k"), (r"q", "k"), (r"th", "t"), (r"dh", "d"), (r"bh", "b"), (r"kh", "k"), (r"gh", "g"),
        (r"jh", "j"), (r"z", "j"), (r"w", "v"), (r"aa+", "a"), (r"ee+|ei|ie", "i"), (r"oo+", "u"),
        (r"au|ou", "o"), (r"ey$", "e"), (r"y$", "i"),
        (r"(?<=[aeiou])y(?=[aeiou])", "y"), (r"iy(?=a)", "i"), (r"(.)\1+", r"\1"), (r"iam$", "ian"),
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def sound(token: str) -> str:
    """The token with regular differences of spelling taken out: Geeta and Gita, Vikas and Wikaas."""
    for pattern, to in _SOUNDS:
        token = pattern.sub(to, token)
    return token


_COUSINS = str.maketrans({"b": "v", "o": "a"})


@lru_cache(maxsize=65_536)
def cousin(token: str) -> str:
    """The sound without what differs by region: Bengal's o (Subroto), the south's last a (Nagaraja) and voice."""
    plain = sound(token).translate(_COUSINS)
    plain = plain.removesuffix("a") if len(token) >= _LONG else plain
    plain = plain.replace("nt", "nd").replace("nk", "ng").replace("mp", "mv")
    return re.sub("n(?=[bvpf])", "m", re.sub(r"(.)\1+", r"\1", _without_inner_a(plain)))


@lru_cache(maxsize=65_536)
def worn(token: str) -> str:
    """The sound without the inner a that speech drops (Nirupama, Nirupma), and b for v (Birendra, Virendra)."""
    return _without_inner_a(sound(token).replace("b", "v"))


def _without_inner_a(plain: str) -> str:
    return _INNER_A.sub(r"\1", plain) if len(plain) >= _WORN else plain


@dataclass(frozen=True, slots=True)
class Entry:
    """What the tables know of a token: the rows it stands in, and what those rows are."""

    rows: frozenset[int]
    surname: bool
    man: bool
    woman: bool
    spellings: frozenset[str]


def _build() -> tuple[dict[str, Entry], dict[str, Entry], dict[str, Entry]]:
    """Rows by exact spelling, by sound and by cousin; a name may stand in several lists."""
    exact: dict[str, Entry] = {}
    by_sound: dict[str, Entry] = {}
    by_cousin: dict[str, Entry] = {}
    rows = (
        (line, title == "surnames", title.endswith("men") and not title.endswith("women"), title.endswith("women"))
        for lists in (_LISTS, _MORE, _SHORT)
        for title in ("men", "women", "surnames", "household_men", "household_women")
        for line in lists.get(title, ())
    )
    for row, (line, surname, man, woman) in enumerate(rows):
        entry = Entry(frozenset({row}), surname, man, woman, frozenset(line.split()))
        for spelling in entry.spellings:
            exact[spelling] = _joined(exact.get(spelling), entry)
        for key in {sound(spelling) for spelling in entry.spellings}:
            by_sound[key] = _joined(by_sound.get(key), entry)
        for key in {cousin(spelling) for spelling in entry.spellings}:
            by_cousin[key] = _joined(by_cousin.get(key), entry)
    return exact, by_sound, by_cousin


def _joined(known: Entry | None, new: Entry) -> Entry:
    if known is None:
        return new
    return Entry(
        known.rows | new.rows,
        known.surname or new.surname,
        known.man or new.man,
        known.woman or new.woman,
        known.spellings | new.spellings,
    )


_EXACT, _BY_SOUND, _BY_COUSIN = _build()


def spelling(token: str) -> str:
    """One spelling for all spellings of a name."""
    known = entry(token)
    return min(known.spellings) if known else sound(token)


@lru_cache(maxsize=65_536)
def entry(token: str) -> Entry | None:
    """What is known of a token: by its spelling, else by its sound or its region's; None when nothing."""
    known = _EXACT.get(token) or _BY_SOUND.get(sound(token))
    return known or (_BY_COUSIN.get(cousin(token)) if len(token) >= _TELLING else None)


def _fulls() -> dict[str, frozenset[int]]:
    """Short form, by sound → the rows of the names that it may stand for."""
    found: dict[str, frozenset[int]] = {}
    for line in _SHORT["short_forms"]:
        short, _, fulls = line.partition(": ")
        known = [e.rows for full in fulls.split() if (e := entry(full)) is not None]
        found[sound(short)] = found.get(sound(short), frozenset()).union(*known)
    return found


_FULLS = _fulls()
_HOUSEHOLD = {
    sound(name): (name in _SHORT["household_men"], name in _SHORT["household_women"])
    for name in (*_SHORT["household_men"], *_SHORT["household_women"])
}


_APART = frozenset(frozenset(pair.split()) for pair in _LISTS["apart"])


def alike(a: str, b: str) -> bool:
    """Whether two spellings are one name by the tables or by their sound; for given names also as speech wears them."""
    if a == b:
        return True
    known_a, known_b = entry(a), entry(b)
    if known_a is not None and known_b is not None and known_a.rows & known_b.rows:
        return True
    if frozenset((a, b)) in _APART:
        return False
    if sound(a) == sound(b) or _without_inner_a(sound(a)) == _without_inner_a(sound(b)):
        return True
    if not (firm(a) and firm(b)):
        return cousin(a) == cousin(b)
    return worn(a) == worn(b) and all(k is not None and (k.man or k.woman) for k in (known_a, known_b))


def firm(token: str) -> bool:
    """Whether the tables know a token by its spelling or its sound, not by a region's alone."""
    return token in _EXACT or sound(token) in _BY_SOUND


def listed(token: str) -> bool:
    """Whether the tables have this very spelling."""
    return token in _EXACT


def stands_for(short: str, full: str) -> bool:
    """Whether the tables know the one as a short form of the other (Abhi, Abhishek)."""
    known = entry(full)
    return known is not None and not known.rows.isdisjoint(_FULLS.get(sound(short), ()))


def household(token: str) -> tuple[bool, bool]:
    """Whether it is a name of the house (Sonu, Guddi), of a man and of a woman."""
    return _HOUSEHOLD.get(sound(token), (False, False))
