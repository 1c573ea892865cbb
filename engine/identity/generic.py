"""One more observation of an identifier that is generic already, from the summaries alone. Pure.

Its holdings bind nobody, and more observations take no people away. So a new person beside those that are there, one of
them again, or nobody in particular moves nothing else, unless time or a name that fits several may: then the
observations must be read. Held to `cut` by the same property tests as `absorb`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.identity.holdings import cut
from engine.identity.names import compare_names, parse_name
from engine.identity.parties import Tag, is_person
from engine.identity.placing import NAMED, PLAIN, SAYING
from engine.identity.rules import IdentityRules
from engine.identity.sightings import DIRECT, NOTED, OWN, by_log, counts, heeded, rank_of
from engine.identity.weights import is_direct
from engine.model.identity import Holding, Observation, Traffic

Found = tuple[Holding, int]
"""The holding into which it falls (a new one has only this observation), and how it floats there."""


def among_many(
    present: Sequence[Holding], span: Sequence[Holding], observation: Observation, tag: Tag, rules: IdentityRules
) -> Found | None:
    """Where an observation falls among the holdings of now (`span`, of all `present`), one of them generic at least.

    None when something may move.
    """
    if any(h.traffic is None for h in span):
        return None  # written before traffic was kept
    if by_log(observation) <= max((h.recorded_at, h.position, h.id) for h in span):
        return None
    unbroken = all(h.traffic.unbroken for h in span if h.traffic)
    saying = counts(observation) and not tag.empty
    if (saying and not unbroken) or not _without_gap(span, observation, unbroken, rules):
        return None
    outside = [h for h in present if h not in span]
    if len(span) == 1 and span[0].shared:
        return None if saying and not _apart(outside, tag, rules) else (span[0], PLAIN)
    if tag.empty:
        found = _in_time(span, observation)
        return None if found is None else (found, PLAIN)
    return _named(span, outside, observation, tag, rules)


def _named(
    span: Sequence[Holding], outside: Sequence[Holding], observation: Observation, tag: Tag, rules: IdentityRules
) -> Found | None:
    """To whom it names, somebody there or somebody new."""
    whose = _whose(span, tag, rules)
    if len(whose) > 1 or (whose and not _knows(whose[0], tag)):
        return None
    if not counts(observation):
        return (whose[0], NAMED) if whose else None
    if (not whose and not _is_new(span, outside, tag, rules)) or _moves(span, whose, observation, tag, rules):
        return None
    return (whose[0] if whose else _newcomer(span, observation, rules)), NAMED


def _without_gap(span: Sequence[Holding], observation: Observation, unbroken: bool, rules: IdentityRules) -> bool:
    """Whether no long gap can open or close before it."""
    if not counts(observation):
        return True
    seen = [h.seen_at for h in span if h.seen_at is not None]
    if not seen:
        return False
    return abs(observation.at - max(seen)) < rules.silence(observation.key.kind) and (
        unbroken or observation.at >= max(seen)
    )


def _in_time(span: Sequence[Holding], observation: Observation) -> Holding | None:
    """Whose what says nothing is: see placing.place."""
    closest, top = _closest(span)
    if closest < NOTED or (closest == NOTED and is_direct(observation)):
        return None
    if len(top) == 1:
        return top[0]
    first_known = closest < DIRECT and is_direct(observation)
    if first_known:
        times = [(h.traffic.named_from, h) for h in top if h.traffic and h.traffic.named_from]
        at = min((t for t, _ in times), default=None)
    else:
        times = [(h.traffic.named_to, h) for h in top if h.traffic and h.traffic.named_to]
        at = max((t for t, _ in times), default=None)
        if at is None or observation.at <= at:
            return None  # between two that are named, or before
    found = [h for t, h in times if t == at]
    return found[0] if len(found) == 1 else None


def _closest(span: Sequence[Holding]) -> tuple[int, list[Holding]]:
    closest = max(h.rank for h in span)
    return closest, [h for h in span if h.rank == closest]


def _whose(span: Sequence[Holding], tag: Tag, rules: IdentityRules) -> list[Holding]:
    """The holdings of whom it may be."""
    return [h for h in span if _fits(h.names, tag, rules) or not set(tag.unique_ids).isdisjoint(h.unique_ids)]


def _fits(names: Iterable[str], tag: Tag, rules: IdentityRules) -> bool:
    return tag.name is not None and any(_agree(tag.name, name, rules) for name in names)


def _agree(a: str, b: str, rules: IdentityRules) -> bool:
    """Whether two names may be one person's, or a firm's and its owner's."""
    least = rules.contradiction_bits if is_person(a) and is_person(b) else 0.0
    return a == b or compare_names(a, b).bits > least or compare_names(b, a).bits > least


def _knows(holding: Holding, tag: Tag) -> bool:
    """Nothing is said that was not said of that person before."""
    named = tag.name is None or (tag.name in holding.names and is_person(tag.name))
    return named and set(tag.unique_ids) <= set(holding.unique_ids)


def _is_new(span: Sequence[Holding], outside: Sequence[Holding], tag: Tag, rules: IdentityRules) -> bool:
    """Whether it is somebody of whom nothing that was said before can speak, in a number of people that stays one to
    keep apart.
    """
    if tag.name is not None and not is_person(tag.name):
        return False
    names = {n for h in span for n in (*h.names, *_hovering(h)) if is_person(n)}
    ids = {u for h in span for u in h.unique_ids}
    if sum(any(is_person(n) for n in h.names) for h in span) < 2:  # unnamed ids are a sole person's
        return False
    if len({parse_name(n) for n in names}) >= rules.crowd_at or len(ids) + len(tag.unique_ids) > rules.crowd_at:
        return False
    return _apart(outside, tag, rules)


def _apart(outside: Sequence[Holding], tag: Tag, rules: IdentityRules) -> bool:
    """Whether it is nobody of those who had the identifier before."""
    if not outside:
        return True
    if any(h.floating == SAYING or (h.shared and h.generic) for h in outside):
        return False
    return not _whose(outside, tag, rules)


def _hovering(holding: Holding) -> tuple[str, ...]:
    return holding.traffic.hovering if holding.traffic else ()


def _moves(
    span: Sequence[Holding], whose: Sequence[Holding], observation: Observation, tag: Tag, rules: IdentityRules
) -> bool:
    """Whether one more named sighting may draw others to it, or change who alone acts from the identifier."""
    if not whose and tag.unique_ids and any(h.traffic and h.traffic.hinting for h in span):
        return True
    if _draws_named(span, whose, tag, rules):
        return True
    rank = rank_of(observation)
    closest, top = _closest(span)
    if rank != closest:
        return rank > closest
    if len(top) == 1 and closest >= OWN:
        return top != list(whose)
    return _draws_unnamed(span, top, whose, observation)


def _draws_named(span: Sequence[Holding], whose: Sequence[Holding], tag: Tag, rules: IdentityRules) -> bool:
    """Of those whose name fits no one party alone."""
    saying = [h for h in span if h.floating == SAYING]
    if not saying:
        return False
    mine = {n for h in whose for n in h.names} | ({tag.name} if tag.name else set())
    return any(_agree(a, b, rules) for a in mine for h in saying for b in _hovering(h))


def _draws_unnamed(
    span: Sequence[Holding], top: Sequence[Holding], whose: Sequence[Holding], observation: Observation
) -> bool:
    """Of those that lie where they lie because someone was named there nearest in time, or first."""
    kept = [h.traffic for h in top if h.traffic]
    starts = [t.named_from for t in kept if t.named_from]
    ends = [t.named_to for t in kept if t.named_to]
    if not starts or observation.at <= min(starts):
        return True
    if top[0].rank < DIRECT:
        adrift = [h.traffic.adrift_at for h in span if h.traffic and h.traffic.adrift_at]
    else:
        adrift = [h.last_at for h in span if h.floating]
    if not adrift:
        return False
    last, named = max(adrift), max(ends)
    if observation.at <= max(last, named):
        return True
    if last <= named or last - named <= observation.at - last:
        return False
    return [h for h in top if h.traffic and h.traffic.named_to == named] != list(whose)


def _newcomer(span: Sequence[Holding], observation: Observation, rules: IdentityRules) -> Holding:
    """A holding of its own, beside the others."""
    (only,) = cut([observation], rules)
    return replace(
        only.holding,
        party=len(span),
        valid_from=span[0].valid_from,
        shared=True,
        generic=True,
        traffic=Traffic(named_from=observation.at, named_to=observation.at, unbroken=True),
    )


def busier(before: Holding, observation: Observation, floating: int) -> Traffic | None:
    """What a holding of a generic identifier keeps after one more observation."""
    kept = before.traffic
    if kept is None:
        return None
    if not set(heeded(observation).unique_ids) <= set(before.unique_ids):
        kept = replace(kept, hinting=True)
    if floating:
        if is_direct(observation):
            return kept
        return replace(kept, adrift_at=max(kept.adrift_at or observation.at, observation.at))
    rank = rank_of(observation)
    if not counts(observation) or rank < before.rank:
        return kept
    same = [t for t in (kept.named_from, kept.named_to) if t is not None and rank == before.rank]
    return replace(kept, named_from=min([*same, observation.at]), named_to=max([*same, observation.at]))
