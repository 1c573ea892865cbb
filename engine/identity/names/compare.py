"""How likely two written names are one person's, in bits."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from engine.identity.names.parse import ParsedName, parse_name
from engine.identity.names.tables import FILLERS, Entry, entry, sound

# Bits by what agrees or differs: log2(m/u) for Indian full names, clamped to -8..+6 (notes/identity.md §3.2).
_FULL = 6.0  # given and family name agree
_ONE = 5.0  # the only name given agrees
_INITIALS = 3.0  # at least two initials agree
_SURNAME_ONLY = 2.0
_FILLER_ONLY = 1.0
_UNKNOWN = 0.0
_MARRIED = -1.0
_OTHER_SURNAME = -5.0
_OTHER_INITIALS = -3.0
_OTHER_INITIAL = -6.0  # the family name agrees, the given name's initial does not
_OTHER_PERSON = -8.0

_SAME, _NEAR, _SHORT, _NONE = 1.0, 0.9, 0.6, 0.0
_LONG_ENOUGH = 5
_NEAR_SOUND = 0.94
_SHORTEST_PET_NAME = 3


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Bits for (positive) or against (negative) one person, -8 to +6, and why in a few words."""

    bits: float
    why: str


_NOTHING = NameEvidence(_UNKNOWN, "no name")


@lru_cache(maxsize=262_144)
def compare_names(a: str | None, b: str | None) -> NameEvidence:
    """The evidence of two written names. What is no name (placeholders, firms) is no evidence: 0 bits."""
    left, right = parse_name(a), parse_name(b)
    if left is None or right is None:
        return _NOTHING
    if left.company or right.company:
        return _of_company(left, right)
    return _of_people(left, right)


def compare_sets(a: Collection[str], b: Collection[str]) -> NameEvidence:
    """The evidence of two people's names as written so far: the pair of names that agrees best."""
    if not a or not b:
        return _NOTHING
    real = (compare_names(x, y) for x in telling(a) for y in telling(b))
    told = [evidence for evidence in real if evidence is not _NOTHING]
    return max(told, key=lambda e: e.bits) if told else _NOTHING


def telling(names: Collection[str]) -> list[str]:
    """The people's names among them that tell most: given and family name, else one of them, else initials."""
    classes: dict[int, list[str]] = {}
    for name in sorted(names):
        parsed = parse_name(name)
        if parsed is not None and not parsed.company:
            classes.setdefault(min(len(parsed.fulls), 2), []).append(name)
    return classes[max(classes)] if classes else []


def _of_company(a: ParsedName, b: ParsedName) -> NameEvidence:
    """A firm may carry a person's name; that it carries another's says nothing."""
    shared = any(_likeness(x, y) >= _NEAR for x in a.fulls for y in b.fulls)
    if a.company and b.company:
        return NameEvidence(_ONE if shared else _UNKNOWN, "one firm" if shared else "two firms")
    return NameEvidence(_SURNAME_ONLY if shared else _UNKNOWN, "a firm of that name" if shared else "a firm")


def _of_people(a: ParsedName, b: ParsedName) -> NameEvidence:
    if _of_two_sexes(a, b) or _of_two_sexes(b, a):
        return NameEvidence(_OTHER_PERSON, "a woman's title and a man's name")
    if a.letters and (a.letters == b.letters or _slipped(a.letters, b.letters)):
        return NameEvidence(_FULL if len(a.fulls) > 1 or len(b.fulls) > 1 else _ONE, "same letters")
    pairs, left, right = _aligned(a.fulls, b.fulls)
    matched = [(x, y, likeness) for x, y, likeness in pairs if x not in FILLERS or y not in FILLERS]
    left = [t for t in left if t not in FILLERS]
    right = [t for t in right if t not in FILLERS]
    short_left, left = _take_initials(left, b.initials)
    short_right, right = _take_initials(right, a.initials)
    shortened = short_left + short_right
    if left and right:
        return _differ(matched, left, right, a, b)
    return _agree(pairs, matched, shortened, left + right, a, b)


def _agree(
    pairs: list[tuple[str, str, float]],
    matched: list[tuple[str, str, float]],
    shortened: int,
    over: list[str],
    a: ParsedName,
    b: ParsedName,
) -> NameEvidence:
    """Nothing contradicts: how much agrees?"""
    given = [m for m in matched if not _is_surname_only(m[0])]
    if matched and not given and over and _spare_initials(a, b) > shortened:
        return NameEvidence(_OTHER_INITIAL, "another initial in the family")
    if len(matched) >= 2 or (given and shortened):
        return NameEvidence(_FULL, "given and family name agree")
    if matched and matched[0][2] == _SHORT:
        return NameEvidence(_SURNAME_ONLY, "a short form")
    if matched and (given or not over):
        return NameEvidence(_ONE, "the name given agrees")
    if matched:
        return NameEvidence(_INITIALS if shortened else _SURNAME_ONLY, "family name agrees")
    return _by_initials(pairs, shortened, a, b)


def _by_initials(
    pairs: list[tuple[str, str, float]], shortened: int, a: ParsedName, b: ParsedName
) -> NameEvidence:
    if not a.fulls and not b.fulls:
        same = sorted(a.initials) == sorted(b.initials)
        return NameEvidence(_INITIALS if same else _OTHER_INITIALS, "initials")
    if not a.fulls or not b.fulls:
        initials = a.initials or b.initials
        if shortened >= 2:
            return NameEvidence(_INITIALS, "initials agree")
        return NameEvidence(_UNKNOWN if shortened >= len(initials) - 1 else _OTHER_INITIALS, "initials")
    return NameEvidence(_FILLER_ONLY if pairs else _UNKNOWN, "little in common")


def _differ(
    matched: list[tuple[str, str, float]], left: list[str], right: list[str], a: ParsedName, b: ParsedName
) -> NameEvidence:
    """Both have something that the other lacks."""
    if not matched:
        if _apart(left, right):
            if a.initials or b.initials:
                return NameEvidence(_OTHER_INITIAL, "another initial")
            return NameEvidence(_UNKNOWN, "given name and family name")
        return NameEvidence(_OTHER_PERSON, "other names")
    surnames = all(_may_be_surname(t) for t in left) and all(_may_be_surname(t) for t in right)
    if surnames and not all(_is_surname_only(m[0]) for m in matched):
        woman = a.woman or b.woman or any(_is_woman(m[0]) for m in matched)
        if woman:
            return NameEvidence(_MARRIED, "another family name, of a woman")
        return NameEvidence(_OTHER_SURNAME, "another family name")
    return NameEvidence(_OTHER_PERSON, "another given name in the family")


def _aligned(
    a: tuple[str, ...], b: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Pairs of tokens that are alike, the best first, and what is left on each side."""
    alike = sorted(
        ((-_likeness(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b) if _likeness(x, y) > _NONE)
    )
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for minus, i, j in alike:
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((a[i], b[j], -minus))
    return pairs, [x for i, x in enumerate(a) if i not in used_a], [y for j, y in enumerate(b) if j not in used_b]


def _take_initials(tokens: list[str], initials: tuple[str, ...]) -> tuple[int, list[str]]:
    """How many of the tokens an initial stands for, and those for which none does."""
    letters = list(initials)
    rest = []
    for token in tokens:
        first = next((c for c in letters if c == token[0] or sound(c) == sound(token)[0]), None)
        if first is None:
            rest.append(token)
        else:
            letters.remove(first)
    return len(initials) - len(letters), rest


@lru_cache(maxsize=262_144)
def _likeness(a: str, b: str) -> float:
    """1 the same name, .9 a slip of the finger, .6 perhaps a short form, 0 another name."""
    if a == b or sound(a) == sound(b):
        known_a, known_b = entry(a), entry(b)
        return _SAME if a == b or not _two_names(known_a, known_b) else _NONE
    known_a, known_b = entry(a), entry(b)
    if known_a and known_b and known_a.rows & known_b.rows:
        return _SAME
    if not (known_a and known_b) and (_slipped(a, b) or _sounds_near(a, b)):
        return _NEAR
    short, long = sorted((a, b), key=len)
    return _SHORT if len(short) >= _SHORTEST_PET_NAME and long.startswith(short) and len(long) > len(short) else _NONE


def _two_names(a: Entry | None, b: Entry | None) -> bool:
    return a is not None and b is not None and not a.rows & b.rows


def _slipped(a: str, b: str) -> bool:
    """Two neighbouring letters changed places, one was left out or doubled, or one vowel is another."""
    if min(len(a), len(b)) < _LONG_ENOUGH or OSA.distance(a, b, score_cutoff=1) > 1:
        return False
    if len(a) != len(b):
        return True
    wrong = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(wrong) == 2 or all(x in "aeiou" and y in "aeiou" for x, y in wrong)


def _sounds_near(a: str, b: str) -> bool:
    x, y = sound(a), sound(b)
    return (
        min(len(x), len(y)) >= _LONG_ENOUGH
        and x[0] == y[0]
        and JaroWinkler.similarity(x, y) >= _NEAR_SOUND
        and _slipped(x, y)
    )


def _spare_initials(a: ParsedName, b: ParsedName) -> int:
    return len(a.initials) + len(b.initials)


def _of_two_sexes(a: ParsedName, b: ParsedName) -> bool:
    """One has a woman's title and only a family name, the other a man's given name."""
    return a.woman and all(_is_surname_only(t) for t in a.fulls) and any(_is_man(t) for t in b.fulls)


def is_surname(name: str) -> bool:
    """Whether a name is only a family name (Mr Dubey)."""
    parsed = parse_name(name)
    return parsed is not None and bool(parsed.fulls) and all(_is_surname_only(t) for t in parsed.fulls)


def _is_surname_only(token: str) -> bool:
    known = entry(token)
    return known is not None and known.surname and not known.man and not known.woman


def _may_be_surname(token: str) -> bool:
    known = entry(token)
    return known is None or known.surname


def _is_woman(token: str) -> bool:
    known = entry(token)
    return known is not None and known.woman and not known.man


def _is_man(token: str) -> bool:
    known = entry(token)
    return known is not None and known.man and not known.woman and not known.surname


def _apart(left: list[str], right: list[str]) -> bool:
    """One side is only a given name, the other only a family name."""
    if len(left) != 1 or len(right) != 1:
        return False
    a, b = entry(left[0]), entry(right[0])
    return a is not None and b is not None and ((a.surname and not b.surname) or (b.surname and not a.surname))
