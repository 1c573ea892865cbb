"""One identifier's observations → holdings: whose it was, from when to when, and whose at the same time.

`cut` is a pure function of the set of observations. `absorb.py` gives the same from the summaries alone where nothing
else can move.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from engine.identity.company import told_apart
from engine.identity.parties import Parties, Party, namespace_of, people
from engine.identity.placing import PLAIN, SAYING, Placed, place
from engine.identity.rules import IdentityRules
from engine.identity.sightings import OWN, UNNAMED, by_log, sightings_of
from engine.identity.spans import Span, spans_of
from engine.identity.weights import is_direct
from engine.model.identity import Cut, Holding, Observation, Traffic


def cut(observations: Sequence[Observation], rules: IdentityRules) -> tuple[Cut, ...]:
    """The holdings of one identifier, with their observations, earliest recorded first.

    First by time (`closes`, or a gap of 90 days with a contradicting name or unique id), then by party. The same
    for any order of `observations`, which must all be of one identifier.
    """
    cuts = [one for span in spans_of(sightings_of(observations), rules) for one in _share_out(span, rules)]
    return tuple(sorted(cuts, key=lambda c: (c.holding.recorded_at, c.holding.position, c.holding.id)))


def _share_out(span: Span, rules: IdentityRules) -> list[Cut]:
    """Cut by party: each sighting to the person it names, the unnamed to whoever was there at the time."""
    kind = span.sightings[0].observation.key.kind
    said = {s.said for s in span.sightings if s.counts}
    parties = told_apart(people(said, rules), said, kind, rules)
    if parties.crowd:
        everybody = [Placed(s, 0, PLAIN) for s in span.sightings]
        return [
            _summary(span, everybody, 0, rules, shared=True, generic=True, traffic=_traffic(span, everybody, rules))
        ]
    members: dict[int, list[Placed]] = defaultdict(list)
    for placed in place(span.sightings, parties):
        members[placed.party].append(placed)
    generic = _generic(kind, parties, {p: _rank(some) for p, some in members.items()}, rules)
    order = sorted(members, key=lambda p: min(by_log(m.sighting.observation) for m in members[p]))
    kept = {p: _traffic(span, some, rules) for p, some in members.items()} if generic else {}
    return [
        _summary(
            span,
            members[p],
            n,
            rules,
            shared=len(members) > 1,
            generic=p in generic,
            traffic=kept.get(p),
            company=_company(parties, p),
        )
        for n, p in enumerate(order)
    ]


def _rank(members: Iterable[Placed]) -> int:
    return max((m.sighting.rank for m in members if m.anchors), default=UNNAMED)


def _company(parties: Parties, party: int) -> tuple[str, ...]:
    return tuple(sorted(parties.all[party].company)) if 0 <= party < len(parties.all) else ()


def _anchors(parties: Iterable[Party]) -> int:
    """Distinct people on one identifier; two unique ids of a namespace count twice."""
    total = 0
    for party in parties:
        per_namespace: dict[str, int] = defaultdict(int)
        for unique_id in party.unique_ids:
            per_namespace[namespace_of(unique_id)] += 1
        total += max([*per_namespace.values(), 1 if party.names or party.company else 0], default=0)
    return total


def _generic(kind: str, parties: Parties, ranks: dict[int, int], rules: IdentityRules) -> set[int]:
    """The parties whose holding binds nothing: all when there are too many, but for the one who acts from it."""
    limit = rules.of(kind).generic_at
    if limit is None or _anchors(parties.all) < limit:
        return set()
    return set(ranks) - set(owner(ranks))


def owner(ranks: dict[int, int]) -> list[int]:
    """The party that alone acts from the identifier itself, or alone types it where all others are noted."""
    closest = max(ranks.values(), default=UNNAMED)
    found = [p for p, rank in ranks.items() if rank == closest]
    return found if len(found) == 1 and closest >= OWN else []


def ends(kind: str, given_up: datetime | None, seen_at: datetime, rules: IdentityRules) -> datetime | None:
    """When a holding ends: where the identifier was given up, or a window after its last sighting where it expires."""
    expiry = rules.expiry(kind)
    if expiry is None:
        return given_up
    return seen_at + expiry if given_up is None else min(given_up, seen_at + expiry)


def _summary(
    span: Span,
    members: Sequence[Placed],
    party: int,
    rules: IdentityRules,
    *,
    shared: bool,
    generic: bool,
    traffic: Traffic | None,
    company: tuple[str, ...] = (),
) -> Cut:
    observations = [m.sighting.observation for m in members]
    anchors = [m.sighting for m in members if m.anchors]
    first = min(observations, key=by_log)
    seen_at = max((m.sighting.at for m in members if m.sighting.counts), default=None)
    last_at = max(o.at for o in observations)
    cities = {s.observation.city.strip() for s in anchors if s.observation.city}
    holding = Holding(
        id=first.minted_id,
        key=first.key,
        recorded_at=first.recorded_at,
        position=first.position,
        party=party,
        valid_from=span.valid_from,
        valid_to=ends(first.key.kind, span.valid_to, seen_at or last_at, rules),
        first_at=min(o.at for o in observations),
        last_at=last_at,
        last_recorded_at=max(o.recorded_at for o in observations),
        names=tuple(sorted({s.said.name for s in anchors if s.said.name is not None})),
        cities=tuple(sorted(cities - {""})),
        unique_ids=tuple(sorted({u for s in anchors for u in s.said.unique_ids})),
        generic=generic,
        verified=any(o.verified or is_direct(o) for o in observations),
        seen_at=seen_at,
        rank=_rank(members),
        floating=max(m.floating for m in members),
        shared=shared,
        traffic=traffic,
        company=company,
    )
    return Cut(holding, frozenset((o.interaction_id, o.position) for o in observations))


def _traffic(span: Span, members: Sequence[Placed], rules: IdentityRules) -> Traffic:
    rank = _rank(members)
    named = [m.sighting.at for m in members if m.anchors and m.sighting.rank == rank]
    adrift = [m.sighting.at for m in members if m.floating and not is_direct(m.sighting.observation)]
    known = {u for m in members if m.anchors for u in m.sighting.said.unique_ids}
    hovering = {m.sighting.said.name for m in members if m.floating == SAYING and m.sighting.said.name is not None}
    seen = [s.at for s in span.sightings if s.counts]
    return Traffic(
        named_from=min(named, default=None),
        named_to=max(named, default=None),
        adrift_at=max(adrift, default=None),
        hovering=tuple(sorted(hovering)),
        hinting=any(not known.issuperset(m.sighting.said.unique_ids) for m in members),
        unbroken=all(b - a < rules.silence(span.sightings[0].observation.key.kind) for a, b in pairwise(seen)),
    )
