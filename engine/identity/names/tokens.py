"""How alike two tokens of names are, and what kind of name a token is."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from engine.identity.names.tables import Entry, entry, sound

SAME, NEAR, SHORT, NONE = 1.0, 0.9, 0.6, 0.0
_LONG_ENOUGH = 5
_SHORTEST_PET_NAME = 3
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=262_144)
def likeness(a: str, b: str) -> float:
    """1 the same name, .9 a slip of the finger, .6 perhaps a short form, 0 another name.

    Two names that the tables know are the same or not; distance speaks only where one is unknown (Ramesh, Rakesh).
    """
    if a == b:
        return SAME
    known_a, known_b = entry(a), entry(b)
    if known_a is not None and known_b is not None:
        return SAME if known_a.rows & known_b.rows else NONE
    if sound(a) == sound(b):
        return SAME
    if any(slipped(x, y) for x in spellings(a, known_a) for y in spellings(b, known_b)):
        return NEAR
    short, long = sorted((a, b), key=len)
    return SHORT if len(short) >= _SHORTEST_PET_NAME and long.startswith(short) else NONE


def spellings(token: str, known: Entry | None) -> frozenset[str]:
    """The ways a known name is written; an unknown one and its sound."""
    return known.spellings | {token} if known else frozenset({token, sound(token)})


def slipped(a: str, b: str) -> bool:
    """Two neighbouring letters changed places, one was left out or doubled, or one vowel is another."""
    shorter = min(len(a), len(b))
    if shorter < _LONG_ENOUGH - 1 or OSA.distance(a, b, score_cutoff=1) > 1:
        return False
    wrong = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    if len(a) == len(b) and len(wrong) == 2:
        return True
    return shorter >= _LONG_ENOUGH and (len(a) != len(b) or all(x in _VOWELS and y in _VOWELS for x, y in wrong))


def aligned(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Pairs of tokens that are alike, the best first, and what is left on each side."""
    alike = sorted((-near, i, j) for i, x in enumerate(a) for j, y in enumerate(b) if (near := likeness(x, y)) > NONE)
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for minus, i, j in alike:
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((a[i], b[j], -minus))
    return pairs, [x for i, x in enumerate(a) if i not in used_a], [y for j, y in enumerate(b) if j not in used_b]


def take_initials(tokens: list[str], initials: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many of the tokens an initial stands for, and those for which none does."""
    if not initials:
        return 0, tokens
    letters = list(initials)
    rest = []
    for token in tokens:
        starts = {spelt[0] for spelt in spellings(token, entry(token))} | {sound(token)[0]}
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


def is_woman(token: str) -> bool:
    """Known as a woman's given name and as no man's."""
    known = entry(token)
    return known is not None and known.woman and not known.man


def is_man(token: str) -> bool:
    """Known as a man's given name, as no woman's and no family name."""
    known = entry(token)
    return known is not None and known.man and not known.woman and not known.surname


def of_two_parts(a: str, b: str) -> bool:
    """One is known as a family name, the other is known and none."""
    known_a, known_b = entry(a), entry(b)
    return known_a is not None and known_b is not None and known_a.surname != known_b.surname
