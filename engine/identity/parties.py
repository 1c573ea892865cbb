"""Who the names and unique ids seen on one identifier speak of: groups of them that are one person each.

Everything here is a function of sets, so the order of arrival cannot matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from engine.identity.names import compare_names, is_surname, parse_name, telling
from engine.identity.rules import IdentityRules
from engine.model.identity import Observation

_NOBODY = float("-inf")
_ONE_NAME = 6.0
"""The bits of names that are the same in all their parts (`name_max`)."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What one observation says of the person: a name or none, and unique ids (kind|namespace|value); `company` are
    what came beside it, by which company.py tells apart those of whom nothing is said.
    """

    name: str | None
    unique_ids: tuple[str, ...]
    company: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing is said: only time can place the observation."""
        return self.name is None and not self.unique_ids


@dataclass(frozen=True, slots=True)
class Party:
    """One person as an identifier's observations name them."""

    names: frozenset[str]
    unique_ids: frozenset[str]
    company: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parties:
    """The people on one identifier at one time. `fitting` gives the indexes that a tag may belong to."""

    all: tuple[Party, ...]
    by_name: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_unique_id: dict[str, int] = field(default_factory=dict)
    crowd: bool = False
    """More people than are worth keeping apart (`crowd_at`)."""
    by_company: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def fitting(self, tag: Tag) -> tuple[int, ...]:
        """One index: that person. Several: it fits each of them. None: nothing is known."""
        known = {self.by_unique_id[u] for u in tag.unique_ids if u in self.by_unique_id}
        if known:
            return tuple(sorted(known))
        if tag.name is not None:
            return self.by_name.get(tag.name, ())
        return tuple(sorted({i for number in tag.company for i in self.by_company.get(number, ())}))


@lru_cache(maxsize=65_536)
def is_person(name: str | None) -> bool:
    """Whether this is a person's name (no placeholder, no firm)."""
    parsed = parse_name(name)
    return parsed is not None and not parsed.company


def tag_of(observation: Observation) -> Tag:
    """What the observation says of the person."""
    name = observation.name.strip() if observation.name and parse_name(observation.name) else None
    return Tag(name, tuple(sorted(observation.unique_ids)), observation.company)


def group_names(
    names: Iterable[str], rules: "IdentityRules | _Bounds"
) -> tuple[list[list[str]], dict[str, tuple[int, ...]]]:
    """Groups of person names that are one person each, and the groups that each name fits.

    The fullest names lead; a shorter one joins the group whose fullest names it agrees with best. One that agrees with
    several equally (Rahul, beside Rahul Sharma and Rahul Verma) joins none; one as full as theirs makes them one, as
    slips of it (Abhilash aRapati, Abhilasha Rapatee). Stops beyond `crowd_at` groups.
    """
    groups: list[list[str]] = []
    heads: list[list[str]] = []
    fits: dict[str, tuple[int, ...]] = {}
    for name in sorted(set(names), key=_fullness):
        bits = [max((compare_names(name, member).bits for member in head), default=_NOBODY) for head in heads]
        best = max(bits, default=rules.contradiction_bits)
        if best <= rules.contradiction_bits:
            fits[name] = (len(groups),)
            groups.append([name])
            heads.append([name])
            if len(groups) > rules.crowd_at:
                break
            continue
        where = tuple(i for i, b in enumerate(bits) if b == best)
        first, others = where[0], where[1:]
        if best >= _ONE_NAME and all(_as_full(name, head) for i in where for head in heads[i]):
            for i in others:
                groups[first] += groups[i]
                heads[first] += heads[i]
                groups[i], heads[i] = [], []
            fits = {n: tuple(sorted({first if i in others else i for i in at})) for n, at in fits.items()}
            where = (first,)
        fits[name] = where
        if len(where) == 1:
            groups[first].append(name)
            heads[first] = telling([*heads[first], name])
    index = {i: n for n, i in enumerate(i for i, group in enumerate(groups) if group)}
    return [groups[i] for i in index], {name: tuple(index[i] for i in at) for name, at in fits.items()}


def _as_full(name: str, other: str) -> bool:
    """Both of as many whole parts, two at least, and no initials."""
    a, b = parse_name(name), parse_name(other)
    return a is not None and b is not None and 2 <= len(a.fulls) == len(b.fulls) and not (a.initials or b.initials)


def people(tags: Iterable[Tag], rules: IdentityRules) -> Parties:
    """The people that these tags speak of.

    Names that contradict are different people; one unique id is one person, whatever the names; different unique
    ids of a namespace are different people unless the names agree.
    """
    return people_of(frozenset(tags), _Bounds(rules.contradiction_bits, rules.crowd_at))


class _Bounds(NamedTuple):
    """The rules that decide parties; hashable, so that an identifier's people need not be worked out again."""

    contradiction_bits: float
    crowd_at: int


@lru_cache(maxsize=4096)
def people_of(tags: frozenset[Tag], rules: _Bounds) -> Parties:
    """`people` of a set, remembered."""
    names = {t.name for t in tags if t.name is not None and is_person(t.name)}
    if max(len({parse_name(n) for n in names}), len({u for t in tags for u in t.unique_ids})) > rules.crowd_at:
        return Parties((), crowd=True)  # of a set that only grows, so that a crowd stays one
    groups, fits = group_names(names, rules)
    firms = {t.name for t in tags if t.name is not None and not is_person(t.name)}
    fits |= {firm: where for firm in firms if (where := _of_firm(firm, groups))}
    unique_ids = sorted({u for t in tags for u in t.unique_ids})
    node = {u: len(groups) + n for n, u in enumerate(unique_ids)}
    merged = _Groups(len(groups) + len(unique_ids))
    _tie(tags, fits, node, merged)
    _place_unnamed(len(groups), node, merged)
    return _parties(groups, fits, node, merged)


def _parties(
    groups: Sequence[Sequence[str]],
    fits: Mapping[str, tuple[int, ...]],
    node: Mapping[str, int],
    merged: "_Groups",
) -> Parties:
    roots = {root: n for n, root in enumerate(merged.roots())}
    names: list[set[str]] = [set() for _ in roots]
    ids: list[set[str]] = [set() for _ in roots]
    for i, group in enumerate(groups):
        names[roots[merged.of(i)]].update(group)
    by_unique_id = {u: roots[merged.of(i)] for u, i in node.items()}
    for unique_id, n in by_unique_id.items():
        ids[n].add(unique_id)
    found = tuple(Party(frozenset(n), frozenset(u)) for n, u in zip(names, ids, strict=True))
    by_name = {name: tuple(sorted({roots[merged.of(i)] for i in where})) for name, where in fits.items()}
    return Parties(found, by_name, by_unique_id)


class _Groups:
    """A small union-find over group numbers; the lowest number stands for all."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, i: int) -> int:
        while self._parent[i] != i:
            i = self._parent[i]
        return i

    def union(self, i: int, j: int) -> None:
        low, high = sorted((self.of(i), self.of(j)))
        self._parent[high] = low

    def roots(self) -> list[int]:
        return [i for i in range(len(self._parent)) if self.of(i) == i]


def _tie(tags: Iterable[Tag], fits: dict[str, tuple[int, ...]], node: dict[str, int], merged: _Groups) -> None:
    """What one observation names together is one person: a name and its unique ids, and these among them."""
    for tag in tags:
        mine = fits.get(tag.name, ()) if tag.name is not None else ()
        together = [*(mine if len(mine) == 1 else ()), *(node[u] for u in tag.unique_ids)]
        for other in together[1:]:
            merged.union(together[0], other)


def _place_unnamed(named: int, node: dict[str, int], merged: _Groups) -> None:
    """A unique id without a name is the only person's there, unless that one has another of the namespace."""
    people_named = {merged.of(i) for i in range(named)}
    if len(people_named) != 1:
        return
    sole = people_named.pop()
    taken = {namespace_of(u) for u, i in node.items() if merged.of(i) == sole}
    apart: dict[int, set[str]] = {}
    for unique_id, i in sorted(node.items()):
        if merged.of(i) != sole:
            apart.setdefault(merged.of(i), set()).add(namespace_of(unique_id))
    for root, namespaces in apart.items():
        if not namespaces & taken:
            merged.union(sole, root)
            taken |= namespaces


def namespace_of(unique_id: str) -> str:
    """Kind and namespace of a unique id written kind|namespace|value."""
    return unique_id.rsplit("|", 1)[0]


def _of_firm(firm: str, groups: list[list[str]]) -> tuple[int, ...]:
    """The one person whose name the firm carries, if there is one."""
    bits = [max(compare_names(firm, name).bits for name in group) for group in groups]
    best = max(bits, default=0.0)
    where = tuple(i for i, b in enumerate(bits) if b == best and b > 0)
    return where if len(where) == 1 else ()


def _fullness(name: str) -> tuple[int, bool, int, str]:
    """Sorts the names that tell most first; a family name alone tells less than a given name."""
    parsed = parse_name(name)
    return (-len(parsed.fulls), is_surname(name), -len(parsed.letters), name) if parsed else (0, False, 0, name)
