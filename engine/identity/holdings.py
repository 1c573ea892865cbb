"""One identifier's observations → holdings: whose it was, from when to when, and whose at the same time.

`cut` is a pure function of the set of observations. `absorb.py` gives the same from the summaries alone where nothing
else can move.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity.parties import Parties, namespace_of, people, tag_of
from engine.identity.rules import IdentityRules
from engine.identity.sightings import NOTED, OWN, UNNAMED, by_log, counts, heeded, in_world, rank_of
from engine.identity.spans import Span, spans_of
from engine.identity.weights import is_direct
from engine.model.identity import Cut, Holding, Observation


def cut(observations: Sequence[Observation], rules: IdentityRules) -> tuple[Cut, ...]:
    """The holdings of one identifier, with their observations, earliest recorded first.

    First by time (`closes`, or a gap of 90 days with a contradicting name or unique id), then by party. The same
    for any order of `observations`, which must all be of one identifier.
    """
    cuts = [one for span in spans_of(observations, rules) for one in _share_out(span, rules)]
    return tuple(sorted(cuts, key=lambda c: (c.holding.recorded_at, c.holding.position, c.holding.id)))


def _share_out(span: Span, rules: IdentityRules) -> list[Cut]:
    """Cut by party: each observation to the person it names, the unnamed to whoever was there at the time."""
    counting = [o for o in span.observations if counts(o)]
    parties = people({tag_of(o) for o in counting}, rules)
    if parties.crowd:
        return [_summary(span, span.observations, frozenset(), 0, _Traits(generic=True, shared=True, floating=1))]
    placed = _place(span.observations, parties)
    members: dict[int, list[Observation]] = defaultdict(list)
    for observation, (party, _) in placed.items():
        members[party].append(observation)
    floating: dict[int, int] = defaultdict(int)
    anchored: dict[int, set[Observation]] = defaultdict(set)
    for observation, (party, floats) in placed.items():
        floating[party] = max(floating[party], floats)
        if not floats and counts(observation):
            anchored[party].add(observation)
    ranks = {p: max((rank_of(o) for o in anchored[p]), default=UNNAMED) for p in members}
    generic = _generic(span.observations[0].key.kind, parties, ranks, rules)
    order = sorted(members, key=lambda p: min(by_log(o) for o in members[p]))
    return [
        _summary(
            span,
            members[p],
            frozenset(anchored[p]),
            n,
            _Traits(generic=p in generic, shared=len(members) > 1, floating=floating[p], rank=ranks[p]),
        )
        for n, p in enumerate(order)
    ]


def _place(observations: Sequence[Observation], parties: Parties) -> dict[Observation, tuple[int, int]]:
    """Each observation's party, and whether it floats: 0 named, 1 unnamed, 2 what it says fits nobody alone."""
    placed: dict[Observation, tuple[int, int]] = {}
    floats: list[tuple[Observation, tuple[int, ...]]] = []
    anchors: dict[int, list[Observation]] = defaultdict(list)
    for observation in observations:
        fitting = parties.fitting(heeded(observation))
        if len(fitting) == 1:
            placed[observation] = fitting[0], 0
            if counts(observation):
                anchors[fitting[0]].append(observation)
        else:
            floats.append((observation, fitting))
    nearest = _Nearest(anchors)
    for observation, fitting in floats:
        placed[observation] = nearest(observation, fitting), 1 if heeded(observation).empty else 2
    return placed


class _Nearest:
    """The party of the named observation nearest in time, of those closest to the person."""

    SELF = -1
    """Who acts from an identifier that only notes put into several people's hands is none of them."""

    def __init__(self, anchors: dict[int, list[Observation]]) -> None:
        self._anchors = anchors
        self._lines: dict[tuple[int, ...], list[tuple[datetime, str, int, int]]] = {}

    def __call__(self, observation: Observation, fitting: tuple[int, ...]) -> int:
        among = fitting or tuple(sorted(self._anchors))
        if not among:
            return 0
        if len(among) == 1:
            return among[0]
        line, rank = self._line(among)
        if not fitting and rank == NOTED and is_direct(observation):
            return self.SELF
        i = bisect_left(line, (*in_world(observation), -1))
        near = line[max(0, i - 1) : i + 1]
        return min(near, key=lambda x: (abs(x[0] - observation.at), x))[3]

    def _line(self, among: tuple[int, ...]) -> tuple[list[tuple[datetime, str, int, int]], int]:
        rank = max(rank_of(o) for p in among for o in self._anchors[p])
        if among not in self._lines:
            self._lines[among] = sorted(
                (*in_world(o), p) for p in among for o in self._anchors[p] if rank_of(o) == rank
            )
        return self._lines[among], rank


def anchors_of(parties: Iterable[tuple[Iterable[str], Iterable[str]]]) -> int:
    """Distinct people on one identifier: (names, unique ids) of each party; two ids of a namespace count twice."""
    total = 0
    for names, unique_ids in parties:
        per_namespace: dict[str, int] = defaultdict(int)
        for unique_id in unique_ids:
            per_namespace[namespace_of(unique_id)] += 1
        total += max([*per_namespace.values(), 1 if any(names) else 0], default=0)
    return total


def _generic(kind: str, parties: Parties, ranks: dict[int, int], rules: IdentityRules) -> set[int]:
    """The parties whose holding binds nothing: all when there are too many, but for the one who acts from it."""
    limit = rules.of(kind).generic_at
    if limit is None or anchors_of((p.names, p.unique_ids) for p in parties.all) < limit:
        return set()
    return set(ranks) - set(owner(ranks))


def owner(ranks: dict[int, int]) -> list[int]:
    """The party that alone acts from the identifier itself, or alone types it where all others are noted."""
    closest = max(ranks.values(), default=UNNAMED)
    found = [p for p, rank in ranks.items() if rank == closest]
    return found if len(found) == 1 and closest >= OWN else []


@dataclass(frozen=True, slots=True)
class _Traits:
    generic: bool
    shared: bool
    floating: int
    rank: int = UNNAMED


def _summary(
    span: Span, members: Sequence[Observation], anchored: frozenset[Observation], party: int, traits: _Traits
) -> Cut:
    first = min(members, key=by_log)
    seen = [o.at for o in members if counts(o)]
    holding = Holding(
        id=first.minted_id,
        key=first.key,
        recorded_at=first.recorded_at,
        position=first.position,
        party=party,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        first_at=min(o.at for o in members),
        last_at=max(o.at for o in members),
        last_recorded_at=max(o.recorded_at for o in members),
        names=_distinct(anchored, lambda o: [n] if (n := tag_of(o).name) else []),
        cities=_distinct(anchored, lambda o: [o.city.strip()] if o.city and o.city.strip() else []),
        unique_ids=_distinct(anchored, lambda o: o.unique_ids),
        generic=traits.generic,
        seen_at=max(seen, default=None),
        rank=traits.rank,
        floating=traits.floating,
        shared=traits.shared,
    )
    return Cut(holding, frozenset((o.interaction_id, o.position) for o in members))


def _distinct(observations: Iterable[Observation], values: Callable[[Observation], Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({value for o in observations for value in values(o)}))
