"""Who is who, with reasons: why two identifiers are one buyer or not, what a buyer consists of.

Every answer is derived from the log around the identifiers it is about; no reason is stored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import configuration, history
from engine.clock import rfc3339
from engine.configuration import Configured
from engine.errors import NotFound
from engine.history import Identity, is_open
from engine.identity import explain
from engine.identity.cluster import standing_judgements
from engine.identity.edges import score
from engine.identity.gaps import Gap, gaps
from engine.identity.normalise import normalise
from engine.identity.rules import IdentityRules
from engine.model.event import GivenIdentifier
from engine.model.identity import (
    Edge,
    Holding,
    IdentifierKey,
    NormalisedIdentifier,
    Observation,
    Rejection,
)
from engine.store import briefs
from engine.store import buyers as buyer_store
from engine.store.session import Store
from graph_schema.vocabulary import Verdict

Json = dict[str, Any]
_UNBOUND = {
    "no_evidence": "nothing connects them: no interaction names both, directly or through others",
    "not_same": "a person said that they are not the same",
    "same_identifier": "several people hold it, one after the other or at once",
    "unheld": "nobody holds it, or not this buyer: it is one of the seller's own, or only a receipt names it",
}


async def why(
    store: Store,
    a: GivenIdentifier,
    b: GivenIdentifier,
    *,
    whose: tuple[str | None, str | None] = (None, None),
    now: datetime,
) -> Json:
    """Why two identifiers are one buyer's or not; of one that several hold, `whose` (any id of the buyer) is meant.

    Raises NotFound for an identifier that was never observed, or an id that was never handed out.
    """
    configured = await configuration.newest(store)
    ends = [_normalised(given, configured) for given in (a, b)]
    blocked = next((end for end in ends if end.blocked is not None), None)
    if blocked is not None:
        return _apart("blocked", f"{blocked.key.kind}: {blocked.blocked}; it can bind nobody")
    keys = [end.key for end in ends]
    known = await buyer_store.list_identifier_ids(store, keys=keys)
    if any(key not in known for key in keys):
        raise NotFound("One of these identifiers was never observed.")
    minted = [await _minted(store, buyer_id) for buyer_id in whose]
    identity = await history.identity_of(store, {*keys, *(m[0] for m in minted if m)}, configured)
    buyer_of = identity.partition.buyer_of
    left, right = (_of_buyer(_held(identity, key, now), m, identity) for key, m in zip(keys, minted, strict=True))
    if not left or not right:
        return _apart("unheld", _UNBOUND["unheld"])
    pair = next(((x, y) for x in left for y in right if buyer_of[x.id] == buyer_of[y.id]), None)
    if keys[0] == keys[1] and len({buyer_of[h.id] for h in (*left, *right)}) > 1:
        return _apart("same_identifier", _UNBOUND["same_identifier"])
    if pair is None:
        return _why_not(identity, left, right, configured.rules)
    found = explain.why(identity.partition, list(identity.holdings.values()), pair[0].id, pair[1].id, configured.rules)
    steps = _steps(found.path, pair[0].id, identity)
    return {"same": True, "buyer_id": buyer_of[pair[0].id], "path": steps, "blocked_by": None}


async def consists_of(store: Store, buyer_id: str, *, now: datetime) -> Json:
    """The holdings of a buyer, and the links that make them one person, strongest first. Raises NotFound."""
    configured = await configuration.newest(store)
    start = await briefs.find_observation(store, buyer_id=buyer_id)
    identity = await history.identity_of(store, [start[0]], configured) if start else None
    standing = identity.standing(start[1], start[0]) if identity and start else []
    if identity is None or not standing:
        raise NotFound("There is no buyer with this id.")
    partition, holdings = identity.partition, identity.holdings
    owner = partition.buyer_of[standing[0].id]
    mine = [h for h in holdings.values() if partition.buyer_of[h.id] == owner]
    links = explain.links(partition, list(holdings.values()), owner, configured.rules)
    return {
        "buyer_id": owner,
        "holdings": [_holding_form(h, identity, now) for h in sorted(mine, key=lambda h: (h.key, h.first_at))],
        "links": [_link_form(link, link.edge.a, identity) for link in links],
    }


def _normalised(given: GivenIdentifier, configured: Configured) -> NormalisedIdentifier:
    region, rules = configured.settings.region, configured.rules
    (only,) = normalise([given], source=given.namespace or "", region=region, rules=rules)
    return only


def _held(identity: Identity, key: IdentifierKey, now: datetime) -> list[Holding]:
    """The holdings of an identifier, those of now first, then the newest."""
    mine = [h for h in identity.holdings.values() if h.key == key]
    return sorted(mine, key=lambda h: (is_open(h, now), h.last_at, h.id), reverse=True)


async def _minted(store: Store, buyer_id: str | None) -> tuple[IdentifierKey, str] | None:
    """For which identifier, and by which interaction, an id was handed out."""
    if buyer_id is None:
        return None
    found = await briefs.find_observation(store, buyer_id=buyer_id)
    if found is None:
        raise NotFound("There is no buyer with this id.")
    return found


def _of_buyer(held: list[Holding], minted: tuple[IdentifierKey, str] | None, identity: Identity) -> list[Holding]:
    """Those in the hands of the buyer to whom an id leads today."""
    if minted is None:
        return held
    buyer_of = identity.partition.buyer_of
    buyers = {buyer_of[h.id] for h in identity.standing(minted[1], minted[0])}
    return [h for h in held if buyer_of[h.id] in buyers]


def _why_not(identity: Identity, left: Sequence[Holding], right: Sequence[Holding], rules: IdentityRules) -> Json:
    """A person's word first; then the best evidence between the two, direct or by others; else that there is none."""
    holdings, buyer_of = dict(identity.holdings), identity.partition.buyer_of
    sides = {buyer_of[h.id] for h in left}, {buyer_of[h.id] for h in right}
    for judgement in standing_judgements(identity.judged()):
        ends = buyer_of[judgement.a], buyer_of[judgement.b]
        across = (ends[0] in sides[0] and ends[1] in sides[1]) or (ends[1] in sides[0] and ends[0] in sides[1])
        if judgement.verdict is Verdict.NOT_SAME and across:
            return _apart("not_same", _UNBOUND["not_same"], judgement_id=judgement.id)
    pairs = [(x, y) for x in left for y in right]
    direct = [explain.why(identity.partition, list(holdings.values()), x.id, y.id, rules).blocked_by for x, y in pairs]
    refused = max((r for r in direct if r), key=lambda r: score(r.edge, holdings, rules), default=None)
    narrowest = refused or _narrowest(identity, sides[0], sides[1], rules)
    if narrowest is None:
        return _apart("no_evidence", _UNBOUND["no_evidence"])
    if isinstance(narrowest, Gap):
        step = _step_form((narrowest.a, narrowest.b), 0.0, identity)
        return _apart(narrowest.rule, narrowest.detail, step if step["interaction_ids"] else None)
    edge = edge_form(narrowest.edge, narrowest.edge.a, identity, score(narrowest.edge, holdings, rules))
    return _apart(narrowest.rule, narrowest.detail, edge)


def _narrowest(identity: Identity, left: set[str], right: set[str], rules: IdentityRules) -> Rejection | Gap | None:
    """The weakest refused edge on the widest way between two sides: with it taken last, they would be connected. Where
    refused edges do not connect them, what is no evidence at all, and why.
    """
    holdings, buyer_of = dict(identity.holdings), identity.partition.buyer_of
    group = {buyer: buyer for buyer in buyer_of.values()}
    for start in sorted(left):
        _join(group, start, min(left))
    for start in sorted(right):
        _join(group, start, min(right))
    ranked = sorted(identity.partition.rejected, key=lambda r: (-score(r.edge, holdings, rules), r.edge.a, r.edge.b))
    for rejection in ranked:
        _join(group, buyer_of[rejection.edge.a], buyer_of[rejection.edge.b])
        if _root(group, min(left)) == _root(group, min(right)):
            return rejection
    for gap in gaps(_events(identity), rules):
        _join(group, buyer_of[gap.a], buyer_of[gap.b])
        if _root(group, min(left)) == _root(group, min(right)):
            return gap
    return None


def _events(identity: Identity) -> Iterator[tuple[Sequence[Observation], dict[IdentifierKey, Holding]]]:
    """Each interaction's observations, and the holdings in which they lie."""
    for place in identity.places:
        if place.from_id is not None:
            inside = [identity.holdings[h] for h in (place.from_id, *(h for h, _ in place.also))]
            yield identity.groups[place.first_id].observations, {h.key: h for h in inside}


def _root(group: Mapping[str, str], buyer: str) -> str:
    while group[buyer] != buyer:
        buyer = group[buyer]
    return buyer


def _join(group: dict[str, str], a: str, b: str) -> None:
    group[_root(group, a)] = _root(group, b)


def _apart(rule: str, detail: str, edge: Json | None = None, **more: str) -> Json:
    blocked_by = {"rule": rule, "detail": detail, "edge": edge, **more}
    return {"same": False, "buyer_id": None, "path": [], "blocked_by": blocked_by}


def _steps(path: Iterable[explain.Link], start: str, identity: Identity) -> list[Json]:
    """The path from a to b, each step in the direction of the way."""
    steps = []
    for link in path:
        steps.append(_link_form(link, start, identity))
        start = link.edge.b if link.edge.a == start else link.edge.a
    return steps


def _link_form(link: explain.Link, start: str, identity: Identity) -> Json:
    return {**edge_form(link.edge, start, identity, link.bits), "why": link.why}


def edge_form(edge: Edge, start: str, identity: Identity, bits: float) -> Json:
    """An edge as it is told, from the end `start`, with the interactions that name both of its ends."""
    return _step_form((edge.a, edge.b) if edge.a == start else (edge.b, edge.a), bits, identity)


def _step_form(ends: tuple[str, str], bits: float, identity: Identity) -> Json:
    return {
        "a": _identifier_form(identity.holdings[ends[0]].key),
        "b": _identifier_form(identity.holdings[ends[1]].key),
        "bits": round(bits, 2),
        "interaction_ids": [p.id for p in identity.places if set(ends) <= {p.from_id, *(h for h, _ in p.also)}],
    }


def _identifier_form(key: IdentifierKey) -> Json:
    return {"kind": key.kind, "namespace": key.namespace, "value": key.value}


def _holding_form(holding: Holding, identity: Identity, now: datetime) -> Json:
    buyer_of = identity.partition.buyer_of
    others = any(
        h.key == holding.key and buyer_of[h.id] != buyer_of[holding.id] and is_open(h, now)
        for h in identity.holdings.values()
    )
    return {
        **_identifier_form(holding.key),
        "from": rfc3339(holding.valid_from) if holding.valid_from else None,
        "to": rfc3339(holding.valid_to) if holding.valid_to else None,
        "shared": holding.generic or holding.shared or (others and is_open(holding, now)),
        "verified": holding.verified,
        "holding_id": holding.id,
        "first_at": rfc3339(holding.first_at),
        "last_at": rfc3339(holding.last_at),
    }
