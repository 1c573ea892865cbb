"""What a person should decide next: pairs of buyers that may be one person, the strongest first.

The graph gives the pairs and what tells how strong they are; what to think of each is derived from the log.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from engine import configuration, history
from engine.explain import edge_form
from engine.history import Identity
from engine.identity import explain
from engine.identity.alike import alike, first_pair, held_bits, time_bits, two_records
from engine.identity.edges import strength
from engine.identity.explain import Proposal
from engine.identity.names import compare_sets
from engine.identity.rules import IdentityRules
from engine.model.identity import Holding
from engine.store import buyers as buyer_store
from engine.store.buyers import Doubt, HowDoubtful
from engine.store.session import Store

Json = dict[str, Any]
After = tuple[float, str, str]
"""The bits and the two holdings of a pair: the next page begins after it."""
START: After = (inf, "", "")
AT_ONCE = 20
"""Pairs whose components are derived together."""
MOST_LOOKED_AT = 1000
PAGE = 10_000
"""Holdings in which one query looks for pairs."""
Ends = tuple[str, str]


async def review(store: Store, *, after: After = START, limit: int) -> tuple[list[Json], After | None]:
    """A page of what a person should decide, and the pair after which the next one begins (None: there is no more).

    In the order of bits, then of ids: what is found or decided between two pages hides and repeats no other pair.
    """
    configured = await configuration.newest(store)
    doubts = await _strongest(store, after, configured.rules)
    items: list[Json] = []
    for start in range(0, len(doubts), AT_ONCE):
        some = doubts[start : start + AT_ONCE]
        keys = {end.key for _, doubt in some for end in (doubt.a, doubt.b)}
        identity = await history.identity_of(store, keys, configured)
        proposals = dict(_proposals(identity, [doubt for _, doubt in some], configured.rules))
        for rank, doubt in some:
            if len(items) == limit:
                return await _named(store, items), after
            after = rank
            proposal = proposals.get((doubt.a.id, doubt.b.id))
            if proposal is not None:
                items.append(_form(proposal, identity))
    return await _named(store, items), after if len(doubts) == MOST_LOOKED_AT else None


async def _strongest(store: Store, after: After, rules: IdentityRules) -> list[tuple[After, Doubt]]:
    """The pairs that come next, of those strong enough to be shown."""
    found: list[tuple[After, Doubt]] = []
    async for doubt in buyer_store.list_doubts(store, page=PAGE):
        rank = _bits(doubt, rules), doubt.a.id, doubt.b.id
        if rank[0] >= rules.review_bits and _order(rank) > _order(after):
            found.append((rank, doubt))
        if len(found) >= 2 * MOST_LOOKED_AT:
            found = _first(found)
    return _first(found)


def _first(found: Sequence[tuple[After, Doubt]]) -> list[tuple[After, Doubt]]:
    return heapq.nsmallest(MOST_LOOKED_AT, found, key=lambda one: _order(one[0]))


def _order(rank: After) -> After:
    return -rank[0], rank[1], rank[2]


def _bits(doubt: Doubt, rules: IdentityRules) -> float:
    """What the proposal of a pair will say, from what is stored of it."""
    a, b = doubt.a, doubt.b
    names = compare_sets(a.names, b.names)
    if doubt.how is HowDoubtful.SEEN:
        return strength(doubt.bits, doubt.sources, names, rules)
    if doubt.how is HowDoubtful.RECORDS:
        return held_bits(a.key.kind, a.verified and b.verified, names, rules)
    return rules.name_max + rules.alike_bits + time_bits(a.spell, b.spell, rules)


def _proposals(identity: Identity, doubts: Sequence[Doubt], rules: IdentityRules) -> Iterator[tuple[Ends, Proposal]]:
    """What is proposed of each pair of buyers: by evidence between them, else as two records or as namesakes; nothing
    where somebody has judged them.
    """
    partition, judgements = identity.partition, identity.judged()
    by_evidence = explain.review(partition, list(identity.holdings.values()), judgements, rules)
    settled = explain.judged_apart(partition, judgements)
    for proposal in by_evidence:
        yield (proposal.edge.a, proposal.edge.b), proposal
        settled.add(frozenset(_buyers(proposal.edge.a, proposal.edge.b, partition.buyer_of)))
    for doubt in doubts:
        ends = doubt.a.id, doubt.b.id
        buyers = _buyers(*ends, partition.buyer_of)
        if doubt.how is HowDoubtful.SEEN or len(set(buyers)) < 2 or frozenset(buyers) in settled:
            continue
        mine, theirs = ([h for h in identity.holdings.values() if partition.buyer_of[h.id] == b] for b in buyers)
        found = _unseen(doubt, mine, theirs, rules)
        if found is not None:
            yield ends, found


def _buyers(a: str, b: str, buyer_of: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(buyer_of[end] for end in (a, b) if end in buyer_of)


def _unseen(doubt: Doubt, mine: Sequence[Holding], theirs: Sequence[Holding], rules: IdentityRules) -> Proposal | None:
    """What is proposed of two buyers that no interaction names together, under one of their pairs alone."""
    if doubt.how is HowDoubtful.NAMESAKES:
        return alike(mine, theirs, rules) if first_pair(mine, theirs) == (doubt.a.id, doubt.b.id) else None
    found = two_records(mine, theirs, rules)
    return found if found and (found.edge.a, found.edge.b) == (doubt.a.id, doubt.b.id) else None


def _form(proposal: Proposal, identity: Identity) -> Json:
    edge = edge_form(proposal.edge, proposal.edge.a, identity, proposal.bits)
    buyer_of = identity.partition.buyer_of
    return {
        **edge,
        "a": {**edge["a"], "buyer_id": buyer_of[proposal.edge.a]},
        "b": {**edge["b"], "buyer_id": buyer_of[proposal.edge.b]},
        "why": proposal.why,
        "proposal": proposal.proposal,
    }


async def _named(store: Store, items: list[Json]) -> list[Json]:
    """Review items with what the two buyers are called."""
    ids = sorted({item[end]["buyer_id"] for item in items for end in ("a", "b")})
    names = await buyer_store.list_names(store, ids=ids) if ids else {}
    for item in items:
        for end in ("a", "b"):
            item[end]["name"] = names.get(item[end]["buyer_id"])
    return items
