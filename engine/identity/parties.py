"""Who the names and unique ids seen on one identifier speak of: groups of them that are one person each.

Everything here is a function of sets, so the order of arrival cannot matter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from engine.identity.names import compare_names, is_surname, parse_name, telling
from engine.identity.rules import IdentityRules
from engine.model.identity import Observation


@dataclass(frozen=True, slots=True)
class Tag:
    """What one observation says of the person: a name or none, and unique ids (kind|namespace|value)."""

    name: str | None
    unique_ids: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Nothing is said: only time can place the observation."""
        return self.name is None and not self.unique_ids


@dataclass(frozen=True, slots=True)
class Party:
    """One person as an identifier's observations name them."""

    names: frozenset[str]
    unique_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parties:
    """The people on one identifier at one time. `fitting` gives the indexes that a tag may belong to."""

    all: tuple[Party, ...]
    by_name: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_unique_id: dict[str, int] = field(default_factory=dict)
    crowd: bool = False
    """More people than are worth keeping apart (`crowd_at`)."""

    def fitting(self, tag: Tag) -> tuple[int, ...]:
        """One index: that person. Several: the name fits each of them. None: nothing is known."""
        known = {self.by_unique_id[u] for u in tag.unique_ids if u in self.by_unique_id}
        if known:
            return tuple(sorted(known))[:1]
        return self.by_name.get(tag.name, ()) if tag.name is not None else ()


@lru_cache(maxsize=65_536)
def is_person(name: str | None) -> bool:
    """Whether this is a person's name (no placeholder, no firm)."""
    parsed = parse_name(name)
    return parsed is not None and not parsed.company


def tag_of(observation: Observation) -> Tag:
    """What the observation says of the person."""
    name = observation.name.strip() if observation.name and parse_name(observation.name) else None
    return Tag(name, tuple(sorted(observation.unique_ids)))


def group_names(names: Iterable[str], rules: IdentityRules) -> tuple[list[list[str]], dict[str, tuple[int, ...]]]:
    """Groups of person names that are one person each, and the groups that each name fits.

    The fullest names lead; a shorter one joins the group it agrees with best. One that agrees with several equally
    (Rahul, beside Rahul Sharma and Rahul Verma) joins none. Stops when there are more than `crowd_at` groups.
    """
    groups: list[list[str]] = []
    fits: dict[str, tuple[int, ...]] = {}
    for name in sorted(set(names), key=_fullness):
        bits = [max(compare_names(name, member).bits for member in telling(group)) for group in groups]
        best = max(bits, default=rules.contradiction_bits)
        if best <= rules.contradiction_bits:
            groups.append([name])
            fits[name] = (len(groups) - 1,)
            if len(groups) > rules.crowd_at:
                break
            continue
        fits[name] = tuple(i for i, b in enumerate(bits) if b == best)
        if len(fits[name]) == 1:
            groups[fits[name][0]].append(name)
    return groups, fits


def people(tags: Collection[Tag], rules: IdentityRules) -> Parties:
    """The people that these tags speak of.

    Names that contradict are different people; one unique id is one person, whatever the names; different unique
    ids of a namespace are different people unless the names agree.
    """
    groups, fits = group_names({t.name for t in tags if t.name is not None and is_person(t.name)}, rules)
    if len(groups) > rules.crowd_at:
        return Parties((), crowd=True)
    firms = {t.name for t in tags if t.name is not None and not is_person(t.name)}
    fits |= {firm: where for firm in firms if (where := _of_firm(firm, groups))}
    merged = _Groups(len(groups))
    holders = _by_unique_id(tags, fits, merged)
    unplaced = sorted({u for t in tags for u in t.unique_ids} - holders.keys())
    names = [set(group) for group in groups]
    _place_unnamed(unplaced, holders, merged)
    names += [set() for _ in range(merged.size - len(names))]
    parties = _collect(names, holders, merged)
    if len(parties.all) > rules.crowd_at:
        return Parties((), crowd=True)
    index = {root: n for n, root in enumerate(merged.roots())}
    by_name = {name: tuple(sorted({index[merged.of(i)] for i in where})) for name, where in fits.items()}
    return Parties(parties.all, by_name, parties.by_unique_id)


class _Groups:
    """A small union-find over group numbers; the lowest number stands for all."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    @property
    def size(self) -> int:
        return len(self._parent)

    def add(self) -> int:
        self._parent.append(self.size)
        return self.size - 1

    def of(self, i: int) -> int:
        while self._parent[i] != i:
            i = self._parent[i]
        return i

    def union(self, i: int, j: int) -> None:
        low, high = sorted((self.of(i), self.of(j)))
        self._parent[high] = low

    def roots(self) -> list[int]:
        return [i for i in range(self.size) if self.of(i) == i]


def _by_unique_id(tags: Collection[Tag], fits: dict[str, tuple[int, ...]], merged: _Groups) -> dict[str, int]:
    """The group of each unique id that was seen with a name; names seen with one id are one person's."""
    holders: dict[str, int] = {}
    for tag in sorted(tags, key=lambda t: (t.name or "", t.unique_ids)):
        mine = fits.get(tag.name, ()) if tag.name is not None else ()
        if len(mine) != 1:
            continue
        for unique_id in tag.unique_ids:
            if unique_id in holders:
                merged.union(holders[unique_id], mine[0])
            holders[unique_id] = merged.of(mine[0])
    return {u: merged.of(i) for u, i in holders.items()}


def _place_unnamed(unplaced: Iterable[str], holders: dict[str, int], merged: _Groups) -> None:
    """A unique id without a name is the only person's there, unless that one has another of the namespace."""
    sole = merged.roots()[0] if len(merged.roots()) == 1 else None
    named = {(i, namespace_of(u)) for u, i in holders.items()}
    for unique_id in unplaced:
        if sole is not None and (sole, namespace_of(unique_id)) not in named:
            holders[unique_id] = sole
            named.add((sole, namespace_of(unique_id)))
        else:
            holders[unique_id] = merged.add()


def namespace_of(unique_id: str) -> str:
    """Kind and namespace of a unique id written kind|namespace|value."""
    return unique_id.rsplit("|", 1)[0]


def _collect(names: list[set[str]], holders: dict[str, int], merged: _Groups) -> Parties:
    roots = merged.roots()
    index = {root: n for n, root in enumerate(roots)}
    together: list[set[str]] = [set() for _ in roots]
    for i, some in enumerate(names):
        together[index[merged.of(i)]] |= some
    ids: list[set[str]] = [set() for _ in roots]
    for unique_id, i in holders.items():
        ids[index[merged.of(i)]].add(unique_id)
    return Parties(
        tuple(Party(frozenset(n), frozenset(u)) for n, u in zip(together, ids, strict=True)),
        by_unique_id={u: index[merged.of(i)] for u, i in holders.items()},
    )


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
