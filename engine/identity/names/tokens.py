"""How alike two tokens of names are, and what kind of name a token is."""

from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from engine.identity.names.tables import Entry, alike, entry, firm, household, listed, sound, stands_for

SAME, NEAR, SHORT, PERHAPS, NONE = 1.0, 0.9, 0.6, 0.3, 0.0
_LONG_ENOUGH = 5
_LONG_NAME = 7
_SHORTEST_PET_NAME = 3
_VOWELS = frozenset("aeiou")
_ONE_LETTER = frozenset("vw")
"""One sound in every Indian script: W. Sahni is Viresh Sahni too."""


@lru_cache(maxsize=262_144)
def likeness(a: str, b: str) -> float:
    """1 the same name, .9 a slip of the finger, .6 perhaps a short form, .3 a slip or another name, 0 another name.

    Two names that the tables know are the same or not; distance speaks only where one is unknown (Ramesh, Rakesh).
    """
    if alike(a, b):
        return SAME
    if stands_for(a, b) or stands_for(b, a):
        return SHORT
    known_a, known_b = entry(a), entry(b)
    if firm(a) and firm(b):
        return NEAR if swapped(a, b) and not (listed(a) and listed(b)) else NONE
    slip = max(_slip(x, y) for x in spellings(a, known_a) for y in spellings(b, known_b))
    return slip or (SHORT if _shortened(*sorted((a, b), key=len)) else NONE)


def spellings(token: str, known: Entry | None) -> frozenset[str]:
    """The ways a known name is written; an unknown one and its sound."""
    return known.spellings | {token} if known else frozenset({token, sound(token)})


def swapped(a: str, b: str) -> bool:
    """Two neighbouring letters changed places, and nothing else is different."""
    at = [i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    return len(a) == len(b) and len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]


def slipped(a: str, b: str) -> bool:
    """Two neighbouring letters changed places, one was left out or doubled, or one vowel is another."""
    return _slip(a, b) >= NEAR


def _slip(a: str, b: str) -> float:
    """NEAR for a slip, PERHAPS where a name of its own could be meant, NONE for anything else.

    Nobody slips on the first letter (Manish, Anish), and the last vowel tells a woman's name (Sunil, Sunila).
    """
    short, long = sorted((a, b), key=len)
    if len(short) < _LONG_ENOUGH - 1 or OSA.distance(a, b, score_cutoff=1) > 1:
        return NONE
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(a) == len(b):
        if sum(x != y for x, y in zip(a, b, strict=True)) > 1:
            return NEAR
        vowels = len(short) >= _LONG_ENOUGH and at < len(short) - 1 and short[at] in _VOWELS and long[at] in _VOWELS
        return NEAR if vowels else NONE
    if len(short) < _LONG_ENOUGH or at == 0 or (at == len(short) and long[-1] in _VOWELS):
        return NONE
    lost = long[at]
    harmless = lost in _VOWELS or lost == "h" or lost == long[at - 1] or len(long) > _LONG_NAME
    return NEAR if harmless else PERHAPS


def _shortened(short: str, long: str) -> bool:
    """A beginning of the name, perhaps with a pet's ending (Viju), but not a man's name that a woman's grew out of."""
    stem = short if firm(short) else short.rstrip("uiys")
    if len(short) < _SHORTEST_PET_NAME or len(stem) < _SHORTEST_PET_NAME or not sound(long).startswith(sound(stem)):
        return False
    return not (is_man(short) and long[-1] in "ai")


Pair = tuple[str, str, float]


def aligned(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[Pair], list[str], list[str]]:
    """Pairs of tokens that are alike, the best first, and what is left on each side.

    Two tokens beside each other may be one of the other name (Ram Kumar, Ramkumar).
    """
    b, a = _joined(b, a), _joined(a, b)
    all_pairs = ((-likeness(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b))
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for minus, i, j in sorted(p for p in all_pairs if p[0] < NONE):
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((a[i], b[j], -minus))
    return pairs, [x for i, x in enumerate(a) if i not in used_a], [y for j, y in enumerate(b) if j not in used_b]


def _joined(tokens: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The tokens, two neighbours made one where the other name writes them so."""
    for i, (x, y) in enumerate(pairwise(tokens)):
        if any(len(o) > max(len(x), len(y)) and likeness(o, x + y) >= NEAR for o in other):
            return (*tokens[:i], x + y, *tokens[i + 2 :])
    return tokens


def take_initials(tokens: list[str], initials: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many of the tokens an initial stands for, and those for which none does."""
    if not initials:
        return 0, tokens
    letters = list(initials)
    rest = []
    for token in tokens:
        starts = {spelt[0] for spelt in spellings(token, entry(token))} | {sound(token)[0]}
        starts |= _ONE_LETTER if starts & _ONE_LETTER else frozenset()
        first = next((c for c in letters if c in starts), None)
        if first is None:
            rest.append(token)
        else:
            letters.remove(first)
    return len(initials) - len(letters), rest


def is_family_name(token: str) -> bool:
    """Known as a family name and as no given name."""
    known = entry(token)
    return known is not None and known.surname and not known.man and not known.woman


def is_given_name(token: str) -> bool:
    """Known as a given name."""
    known = entry(token)
    return known is not None and (known.man or known.woman)


def may_be_family_name(token: str) -> bool:
    """Not known as a given name alone."""
    known = entry(token)
    return known is None or known.surname


def is_surname(token: str) -> bool:
    """Known as a family name, whatever else."""
    known = entry(token)
    return known is not None and known.surname


def is_woman(token: str) -> bool:
    """Known as a woman's given name and as no man's."""
    known = entry(token)
    return known is not None and known.woman and not known.man and firm(token)


def may_be_woman(token: str) -> bool:
    """Known as a woman's given name alone, or unknown and with the ending of one."""
    return is_woman(token) or (not firm(token) and token[-1] in "ai")


def is_man(token: str) -> bool:
    """Known as a man's given name, as no woman's and no family name."""
    known = entry(token)
    return known is not None and known.man and not known.woman and not known.surname and firm(token)


def of_two_parts(a: str, b: str) -> bool:
    """One is known as a family name only, the other as a given name only."""
    return (is_family_name(a) and is_only_given(b)) or (is_family_name(b) and is_only_given(a))


def is_only_given(token: str) -> bool:
    """Known as a given name and as no family name."""
    known = entry(token)
    return known is not None and not known.surname


def of_the_house(a: str, b: str) -> bool:
    """One is a name of the house (Guddu), the other none, and nothing says a man and a woman."""
    (man_a, woman_a), (man_b, woman_b) = household(a), household(b)
    if (man_a or woman_a) == (man_b or woman_b):
        return False
    pet, man, woman = (b, man_b, woman_b) if man_b or woman_b else (a, man_a, woman_a)
    full = a if pet == b else b
    return not ((is_woman(full) and not woman) or (is_man(full) and not man))
