"""Whose an identifier is when nobody is named: told apart by the numbers that come with it.

A portal's lead id binds its own payload's identifiers only, and a mailbox that forms name beside ever new numbers is an
agent's or a kiosk's. So what names nobody is told apart by what its own payload names beside, once there are as many
people as `apart_at` of the kind says; below that it is whoever is there. A function of sets, as parties.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from engine.identity.parties import Parties, Party, Tag
from engine.identity.roots import Roots
from engine.identity.rules import IdentityRules


def told_apart(parties: Parties, tags: Collection[Tag], kind: str, rules: IdentityRules) -> Parties:
    """The people on an identifier (`parties`, of the same `tags`) with those of whom only their numbers are known."""
    at_least = rules.apart_at.get(kind)
    unnamed = [t for t in tags if t.empty and t.company]
    if at_least is None or not unnamed or parties.crowd:
        return parties
    if len({number for t in unnamed for number in t.company}) > rules.crowd_at:
        return Parties((), crowd=True)  # of a set that only grows, so that a crowd stays one
    known = _known(parties, tags)
    groups = _together(unnamed)
    strangers = [g for g in groups if known.keys().isdisjoint(g)]
    if not strangers or len(parties.all) + len(strangers) < at_least:
        return parties
    by_company = {number: tuple(sorted(whose)) for number, whose in known.items()}
    for group in groups:
        whose = sorted({i for number in group for i in by_company.get(number, ())})
        by_company |= {number: tuple(whose) for number in group if whose and number not in by_company}
    for n, group in enumerate(strangers, len(parties.all)):
        by_company |= dict.fromkeys(group, (n,))
    mine: dict[int, set[str]] = defaultdict(set)
    for number, where in by_company.items():
        for i in where if len(where) == 1 else ():
            mine[i].add(number)
    everybody = (*parties.all, *(Party(frozenset(), frozenset()) for _ in strangers))
    found = tuple(replace(party, company=frozenset(mine[i])) for i, party in enumerate(everybody))
    return Parties(found, parties.by_name, parties.by_unique_id, by_company=by_company)


def _known(parties: Parties, tags: Iterable[Tag]) -> dict[str, set[int]]:
    """The numbers that came with somebody who is known, and with whom."""
    known: dict[str, set[int]] = defaultdict(set)
    for tag in tags:
        whose = parties.fitting(tag) if not tag.empty else ()
        if len(whose) == 1:
            for number in tag.company:
                known[number].add(whose[0])
    return known


def _together(tags: Iterable[Tag]) -> Sequence[tuple[str, ...]]:
    """Numbers that payloads name together, directly or through others; each group sorted, in order."""
    roots = Roots()
    numbers = sorted({number for tag in tags for number in tag.company})
    for tag in tags:
        for number in tag.company[1:]:
            one, other = sorted((roots.of(tag.company[0]), roots.of(number)))
            if one != other:
                roots.put(other, under=one)
    groups: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        groups[roots.of(number)].append(number)
    return [tuple(groups[root]) for root in sorted(groups)]
