"""How well a stream of our own making was decided: B3 by situation, pairs, and what each kind of error costs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations


def scores(
    gold: dict[str, str], told: dict[str, str], tags: dict[str, set[str]]
) -> Iterator[tuple[str, int, float, float]]:
    """Situation, its events, B3 precision and recall; "all" first."""
    people: dict[str, set[str]] = {}
    buyers: dict[str, set[str]] = {}
    for event, person in gold.items():
        people.setdefault(person, set()).add(event)
        buyers.setdefault(told[event], set()).add(event)
    for tag in ("all", *sorted({t for some in tags.values() for t in some})):
        mine = [e for e in gold if tag == "all" or tag in tags[e]]
        both = {e: len(people[gold[e]] & buyers[told[e]]) for e in mine}
        precision = sum(both[e] / len(buyers[told[e]]) for e in mine) / len(mine)
        recall = sum(both[e] / len(people[gold[e]]) for e in mine) / len(mine)
        yield tag, len(mine), precision, recall


def pairwise(gold: dict[str, str], told: dict[str, str]) -> float:
    """F1 of pairs of events that are one person's."""

    def pairs(groups: Iterator[tuple[str, ...]]) -> int:
        sizes: dict[tuple[str, ...], int] = {}
        for group in groups:
            sizes[group] = sizes.get(group, 0) + 1
        return sum(n * (n - 1) // 2 for n in sizes.values())

    right = pairs((gold[e], told[e]) for e in gold)
    return 2 * right / (pairs((p,) for p in gold.values()) + pairs((told[e],) for e in gold))


def largest(gold: dict[str, str], told: dict[str, str]) -> int:
    """The most people whom one buyer holds."""
    people: dict[str, set[str]] = defaultdict(set)
    for event, person in gold.items():
        people[told[event]].add(person)
    return max(len(some) for some in people.values())


def costs(
    gold: dict[str, str], told: dict[str, str], tags: dict[str, set[str]], situations: Iterable[str]
) -> tuple[Counter[str], Counter[str]]:
    """Pairs of events wrongly merged, by the situations of the two people, and wrongly split, by the person's."""
    names = frozenset(situations)
    lives = {person: "+".join(sorted(tags[event] & names)) for event, person in gold.items() if tags[event] & names}
    by_buyer: dict[str, Counter[str]] = defaultdict(Counter)
    by_person: dict[str, Counter[str]] = defaultdict(Counter)
    for event, person in gold.items():
        by_buyer[told[event]][person] += 1
        by_person[person][told[event]] += 1
    merged: Counter[str] = Counter()
    split: Counter[str] = Counter()
    for people in by_buyer.values():
        for (p, n), (q, m) in combinations(people.items(), 2):
            merged["/".join(sorted({lives[p], lives[q]}))] += n * m
    for person, buyers in by_person.items():
        for n, m in combinations(buyers.values(), 2):
            split[lives[person]] += n * m
    return merged, split
