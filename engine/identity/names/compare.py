"""How likely two written names are one person's, in bits."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from engine.identity.names.parse import ParsedName, parse_name
from engine.identity.names.tables import FILLERS, FIRST_FILLERS, entry
from engine.identity.names.tokens import (
    NEAR,
    PERHAPS,
    SHORT,
    aligned,
    is_family_name,
    is_given_name,
    is_man,
    is_surname,
    is_woman,
    likeness,
    may_be_family_name,
    may_be_woman,
    of_the_house,
    of_two_parts,
    slipped,
    take_initials,
)


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Bits for (positive) or against (negative) one person, -8 to +6, and why in a few words."""

    bits: float
    why: str


# log2(m/u) by what agrees or differs, within -8..+6 (notes/identity.md §3.2); checked by tests/data/names/pairs.tsv.
NOTHING = NameEvidence(0, "no name")
_LETTERS = NameEvidence(6, "the same name")
_FULL = NameEvidence(6, "given and family name agree")
_ONE = NameEvidence(5, "the name given agrees")
_INITIALS = NameEvidence(3, "initials agree")
_SHORT_FULL = NameEvidence(3, "a short form, and the family name agrees")
_FAMILY_INITIAL = NameEvidence(3, "family name and an initial agree")
_FAMILY = NameEvidence(2, "family name agrees")
_SHORT = NameEvidence(2, "a short form")
_LITTLE = NameEvidence(1, "little in common")
_TWO_PARTS = NameEvidence(0, "a given name and a family name")
_MISSED = NameEvidence(0, "the given name agrees, an initial does not")
_PERHAPS = NameEvidence(0, "a slip, or another name")
_HOUSEHOLD = NameEvidence(0, "a name of the house")
_MARRIED = NameEvidence(-1, "another family name, of a woman")
_OTHER_INITIALS = NameEvidence(-3, "other initials")
_NO_INITIAL = NameEvidence(-5, "no initial in common")
_OTHER_FAMILY = NameEvidence(-5, "another family name")
_OTHER_INITIAL = NameEvidence(-6, "another initial")
_OTHER_GIVEN = NameEvidence(-8, "another given name in the family")
_OTHER = NameEvidence(-8, "other names")
_TWO_SEXES = NameEvidence(-8, "a woman's title and a man's name")


@lru_cache(maxsize=262_144)
def compare_names(a: str | None, b: str | None) -> NameEvidence:
    """The evidence of two written names. What is no name (placeholders, firms) is no evidence: 0 bits."""
    left, right = parse_name(a), parse_name(b)
    if left is None or right is None:
        return NOTHING
    if left.company or right.company:
        return _of_firms(left, right)
    if _of_two_sexes(left, right) or _of_two_sexes(right, left):
        return _TWO_SEXES
    return _of_people(left, right)


def _of_firms(a: ParsedName, b: ParsedName) -> NameEvidence:
    """A firm may carry a person's name; that it carries another's says nothing."""
    shared = any(likeness(x, y) >= NEAR for x in a.fulls for y in b.fulls)
    if not shared:
        return NameEvidence(0, "a firm")
    return NameEvidence(5, "one firm") if a.company and b.company else NameEvidence(2, "a firm of that name")


def _by_title(a: ParsedName, b: ParsedName) -> bool:
    """A title before one name alone makes it a family name (Mr Dubey), if it is not known as a given name alone."""
    return a.titled and not b.titled and len(a.fulls) == 1 and _family_by_title(a.fulls[0])


def _family_by_title(token: str) -> bool:
    return is_surname(token) or not is_given_name(token)


def _of_two_sexes(a: ParsedName, b: ParsedName) -> bool:
    """One has a title and only a family name; the other, the title or the given name of the other sex."""
    if a.woman == a.man or len(a.fulls) != 1 or not _family_by_title(a.fulls[0]):
        return False
    if a.woman:
        return any(is_man(t) for t in b.fulls) or (b.man and not b.woman and len(b.fulls) == 1)
    return any(is_woman(t) for t in b.fulls)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two names laid side by side: tokens that agree, and what each has alone (fillers set aside)."""

    pairs: list[tuple[str, str, float]]
    left: list[str]
    right: list[str]
    shortened: int
    """Tokens of one for which the other has an initial."""
    spare: int
    """Initials that stand for nothing in the other name."""
    at_odds: bool
    """Each name has an initial that the other has no place for."""

    @property
    def telling(self) -> list[tuple[str, str, float]]:
        """Pairs that are more than two fillers (Kumar, Singh, Devi)."""
        return [p for p in self.pairs if p[0] not in FILLERS or p[1] not in FILLERS]


def _of_people(a: ParsedName, b: ParsedName) -> NameEvidence:
    at_odds = bool(_beyond(a, b) and _beyond(b, a))
    if a.letters and not at_odds and (a.letters == b.letters or _slipped_over_space(a, b)):
        return _LETTERS if max(len(a.fulls), len(b.fulls)) > 1 else _ONE
    if not a.fulls and not b.fulls:
        if sorted(a.initials) == sorted(b.initials):
            return _INITIALS
        return _OTHER_INITIALS if set(a.initials) & set(b.initials) else _NO_INITIAL
    pairs, left, right = aligned(a.fulls, b.fulls)
    by_b, left = take_initials(_told(left, a), b.initials)
    by_a, right = take_initials(_told(right, b), a.initials)
    over_a, over_b = len(a.initials) - by_a, len(b.initials) - by_b
    sides = _Sides(pairs, left, right, by_a + by_b, over_a + over_b, at_odds and over_a > 0 and over_b > 0)
    if left and right:
        return _differ(sides, a, b)
    if sides.telling:
        return _agree(sides, a, b)
    return _barely(sides, a, b)


def _told(tokens: list[str], name: ParsedName) -> list[str]:
    """Without the fillers; one that leads a family name is the given name (Prasad Pahwa)."""
    lead, *others = name.fulls or ("",)
    leads = bool(others) and lead not in FIRST_FILLERS and all(is_family_name(t) for t in others)
    return [t for t in tokens if t not in FILLERS or (leads and t == lead)]


def _beyond(a: ParsedName, b: ParsedName) -> Counter[str]:
    """Initials of the one that the other lacks."""
    return Counter(a.initials) - Counter(b.initials)


def _slipped_over_space(a: ParsedName, b: ParsedName) -> bool:
    """A slip that moved a space too (Priy aDubey): some token is then no name."""
    apart = set(a.fulls) ^ set(b.fulls)
    moved = len(a.letters) == len(b.letters) and slipped(a.letters, b.letters)
    return moved and any(entry(token) is None for token in apart)


def _agree(sides: _Sides, a: ParsedName, b: ParsedName) -> NameEvidence:
    """Nothing contradicts and something agrees: how much?"""
    telling = sides.telling
    if sides.at_odds:
        return _OTHER_INITIAL
    weakest = min(near for *_, near in telling)
    if weakest <= SHORT:
        return _PERHAPS if weakest == PERHAPS else _SHORT_FULL if len(telling) > 1 else _SHORT
    return _agree_fully(sides, _stands_last(sides, max(a, b, key=lambda name: len(name.fulls))))


def _stands_last(sides: _Sides, name: ParsedName) -> bool:
    """What agrees is the last part of a name of several, and known as no given name: the family's, known or not."""
    last = name.fulls[-1]
    return len(name.fulls) > 1 and all(last in pair[:2] and not is_given_name(last) for pair in sides.telling)


def _agree_fully(sides: _Sides, family: bool) -> NameEvidence:
    """What agrees is written in full."""
    telling = sides.telling
    over = bool(sides.left or sides.right)
    given = any(not is_family_name(x) for x, *_ in telling)
    if len(telling) > 1 or (given and (sides.shortened or len(sides.pairs) > 1)):
        return _FULL
    if over and sides.spare:
        return _MISSED if given and not family else _OTHER_INITIAL
    if given or not over:
        return _ONE
    return _FAMILY_INITIAL if sides.shortened else _FAMILY


def _barely(sides: _Sides, a: ParsedName, b: ParsedName) -> NameEvidence:
    """No telling token in common, none that contradicts: initials, fillers."""
    if sides.at_odds and (a.fulls or b.fulls):
        return _OTHER_INITIAL
    if not a.fulls or not b.fulls:
        if sides.shortened >= 2:
            return _INITIALS
        bare, full = (b, a) if a.fulls else (a, b)
        if not sides.shortened and len(full.fulls) > 1:
            return _NO_INITIAL
        return _LITTLE if sides.shortened >= len(bare.initials) - 1 else _OTHER_INITIALS
    if bool(a.initials) != bool(b.initials) and not sides.shortened:
        return _OTHER_INITIAL
    return _LITTLE


def _by_place(sides: _Sides, a: ParsedName, b: ParsedName) -> bool:
    """What agrees is the family name by its place, where no table knows it."""
    if any(is_family_name(t) for t in (*sides.left, *sides.right)):
        return False
    return _stands_last(sides, a) and _stands_last(sides, b)


def _differ(sides: _Sides, a: ParsedName, b: ParsedName) -> NameEvidence:
    """Each has something that the other lacks."""
    left, right = ([t for t in some if not is_family_name(t)] for some in (sides.left, sides.right))
    if min(len(sides.left), len(sides.right)) == len(left) == len(right) == 1 and of_the_house(left[0], right[0]):
        return _HOUSEHOLD
    if not sides.telling:
        if len(sides.left) != 1 or len(sides.right) != 1:
            return _OTHER
        if of_two_parts(sides.left[0], sides.right[0]) or _by_title(a, b) or _by_title(b, a):
            return _OTHER_INITIAL if a.initials or b.initials else _TWO_PARTS
        return _OTHER
    families = all(may_be_family_name(t) for t in (*sides.left, *sides.right))
    if not families or all(is_family_name(x) for x, *_ in sides.telling) or _by_place(sides, a, b):
        return _OTHER_GIVEN
    woman = a.woman or b.woman or any(may_be_woman(x) for x, *_ in sides.telling)
    return _MARRIED if woman else _OTHER_FAMILY
