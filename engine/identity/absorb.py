"""One more observation → the holding it falls into, from the summaries alone, where nothing else can move.

Every answer that is not None is the holding that `cut` of all observations would give, and `cut` would leave the
others as they are: a property test holds the two together. None means that the observations must be read.
"""

from collections.abc import Sequence
from dataclasses import replace

from engine.identity.generic import among_many, busier
from engine.identity.holdings import ends
from engine.identity.parties import Parties, Tag, group_names, is_person, namespace_of, people
from engine.identity.placing import NAMED, PLAIN, SAYING
from engine.identity.rules import IdentityRules
from engine.identity.sightings import NOTED, by_log, closes, counts, heeded, rank_of
from engine.identity.weights import is_direct
from engine.model.identity import Holding, Observation


def absorb(holdings: Sequence[Holding], observation: Observation, rules: IdentityRules) -> Holding | None:
    """The updated holding of an identifier after one more observation (a new one for somebody new among many on a
    generic identifier), or None when something may move.

    `holdings` are all present ones of that identifier; the observation must not be among those they summarise.
    """
    span = _span(holdings, observation, rules)
    if closes(observation) or not span:
        return None
    tag = heeded(observation)
    if _tells_company_apart(span, observation, tag, rules):
        return None
    if any(h.generic for h in span):
        joined = among_many(holdings, span, observation, tag, rules)
        new = joined is None or joined[0] not in span
        return joined and (joined[0] if new else _joined(joined[0], observation, tag, joined[1], rules))
    if counts(observation) and not tag.empty and not _in_time(span, observation, rules):
        return None
    found = _party(span, observation, tag, rules)
    if found is None or by_log(observation) < (found[0].recorded_at, found[0].position, found[0].id):
        return None
    holding, floating = found
    return _joined(holding, observation, tag, floating, rules)


def _tells_company_apart(span: Sequence[Holding], observation: Observation, tag: Tag, rules: IdentityRules) -> bool:
    """Whether those of whom nothing is said are told apart here by what came beside them, or may be after it."""
    if observation.key.kind not in rules.apart_at or (len(span) == 1 and span[0].generic and span[0].shared):
        return False
    if any(h.company for h in span):
        return True
    if tag.empty:
        return bool(tag.company) and counts(observation)
    few = len(span) < rules.apart_at[observation.key.kind]
    return few and any(h.floating for h in span) and not (len(span) == 1 and _plain(span[0], tag))


def _span(holdings: Sequence[Holding], observation: Observation, rules: IdentityRules) -> list[Holding]:
    """The holdings of now, if the observation falls among them; of what expires, those of its last time."""
    expiry = rules.expiry(observation.key.kind)
    if expiry is None:
        return [h for h in holdings if h.valid_to is None and (h.valid_from is None or observation.at > h.valid_from)]
    since = max((h.valid_from for h in holdings if h.valid_from), default=None)
    last = [h for h in holdings if h.valid_from == since]
    seen = [h.seen_at for h in last if h.seen_at is not None]
    late = counts(observation) and (not seen or abs(observation.at - max(seen)) >= expiry)
    return [] if late or (since is not None and observation.at <= since) else last


def _in_time(span: Sequence[Holding], observation: Observation, rules: IdentityRules) -> bool:
    """No gap can open or close before it: it is the newest, or all lies within less than one gap."""
    seen = [h.seen_at for h in span if h.seen_at is not None]
    if not seen or observation.at >= max(seen):
        return True
    first = min(observation.at, *(h.first_at for h in span))
    last = max(observation.at, *(h.last_at for h in span))
    return last - first < rules.gap


def _after_gap(span: Sequence[Holding], observation: Observation, rules: IdentityRules) -> bool:
    seen = [h.seen_at for h in span if h.seen_at is not None]
    return bool(seen) and observation.at - max(seen) >= rules.gap


def _party(
    span: Sequence[Holding], observation: Observation, tag: Tag, rules: IdentityRules
) -> tuple[Holding, int] | None:
    """The holding of the person that it names, or of whoever is there alone; with how it floats."""
    if len(span) == 1 and _plain(span[0], tag):
        return span[0], PLAIN if tag.empty else NAMED
    people_now = _people_of(span, rules)
    if people_now is None:
        return None
    if not counts(observation) or tag.empty:
        return _placed(span, observation, tag, people_now)
    people_then = _with(span, people_now, tag, observation, rules)
    if people_then is None:
        return None
    found = _placed(span, observation, tag, people_then)
    return None if found is None or (not found[1] and _moves_others(span, found[0], observation)) else found


def _placed(span: Sequence[Holding], observation: Observation, tag: Tag, found: Parties) -> tuple[Holding, int] | None:
    fitting = found.fitting(tag)
    return (span[fitting[0]], NAMED) if len(fitting) == 1 else _floated(span, observation, tag, fitting)


def _plain(holding: Holding, tag: Tag) -> bool:
    """Nothing is said, or only what has been said of the only person there: no need to compare."""
    if tag.empty:
        return True
    known = set(tag.unique_ids) <= set(holding.unique_ids)
    return known and (tag.name is None or (tag.name in holding.names and is_person(tag.name)))


def _people_of(span: Sequence[Holding], rules: IdentityRules) -> Parties | None:
    """The people on the identifier, one for each holding that names anybody, in that order; None if they are not
    what the summaries say (what ties their names together was not kept).
    """
    named = [i for i, h in enumerate(span) if h.names or h.unique_ids]
    found = people({tag for i in named for tag in _tags(span[i])}, rules)
    if found.crowd or len(found.all) != len(named):
        return None
    order = {}
    for i in named:
        at = [n for n, p in enumerate(found.all) if _says(p.names, p.unique_ids, span[i])]
        if len(at) != 1:
            return None
        order[at[0]] = i
    return Parties(
        found.all,
        {name: tuple(sorted(order[n] for n in where)) for name, where in found.by_name.items()},
        {unique_id: order[n] for unique_id, n in found.by_unique_id.items()},
    )


def _tags(holding: Holding) -> list[Tag]:
    return [Tag(name, holding.unique_ids) for name in holding.names] + [Tag(None, holding.unique_ids)]


def _says(names: frozenset[str], unique_ids: frozenset[str], holding: Holding) -> bool:
    return names == {n for n in holding.names if is_person(n)} and unique_ids == set(holding.unique_ids)


def _with(
    span: Sequence[Holding], now: Parties, tag: Tag, observation: Observation, rules: IdentityRules
) -> Parties | None:
    """The people after it, if they are the same ones; None if anybody else may be meant by what is there."""
    known_name = tag.name is None or tag.name in now.by_name
    new_ids = [u for u in tag.unique_ids if u not in now.by_unique_id]
    if known_name and not new_ids:
        return now if len({*now.fitting(tag), *now.fitting(Tag(tag.name, ()))}) <= 1 else None
    if any(h.floating == SAYING or h.valid_from is not None for h in span):
        return None  # it may place what floats, or be somebody from before the gap
    if new_ids and (len(span) > 1 or _after_gap(span, observation, rules) or not _first_ids(span[0], new_ids)):
        return None
    tied = len(span) > 1 or span[0].unique_ids
    if not known_name and tied and any(not is_person(n) for h in span for n in h.names):
        return None  # a firm's name may fit the new person as well, and what was tied by it comes apart
    if not known_name and tag.name is not None and is_person(tag.name) and not _joins(span, tag.name, rules):
        return None
    return _same_people(span, tag, rules)


def _first_ids(holding: Holding, new_ids: Sequence[str]) -> bool:
    """One new unique id, the first of its namespace there."""
    namespaces = {namespace_of(u) for u in holding.unique_ids}
    return len(new_ids) == 1 and namespace_of(new_ids[0]) not in namespaces


def _joins(span: Sequence[Holding], name: str, rules: IdentityRules) -> bool:
    """The name is another spelling of somebody there, or the first one."""
    persons = [n for h in span for n in h.names if is_person(n)]
    before = {frozenset(group) for group in group_names(persons, rules)[0]}
    groups, fits = group_names([*persons, name], rules)
    after = {frozenset(group) - {name} for group in groups}
    return len(fits[name]) == 1 and (not persons or after == before)


def _same_people(span: Sequence[Holding], tag: Tag, rules: IdentityRules) -> Parties | None:
    """The people with one more tag, if that leaves every holding whose it is."""
    named = [h for h in span if h.names or h.unique_ids]
    if len(named) < len(span) and len(span) > 1:
        return None
    after = people({*(t for h in named for t in _tags(h)), tag}, rules)
    if after.crowd or len(after.all) != max(1, len(named)):
        return None
    fitting = after.fitting(tag)
    if len(fitting) != 1:
        return None if len(span) > 1 else after
    order = {}
    for n, party in enumerate(after.all):
        extra_names = {tag.name} if n == fitting[0] else set()
        extra_ids = set(tag.unique_ids) if n == fitting[0] else set()
        same = [
            i
            for i, h in enumerate(span)
            if party.names - extra_names == {x for x in h.names if is_person(x)} - extra_names
            and party.unique_ids - extra_ids == set(h.unique_ids) - extra_ids
        ]
        if len(same) != 1:
            return None
        order[n] = same[0]
    mine = order[fitting[0]]
    return Parties(after.all, {tag.name: (mine,)} if tag.name else {}, dict.fromkeys(tag.unique_ids, mine))


def _floated(
    span: Sequence[Holding], observation: Observation, tag: Tag, fitting: tuple[int, ...]
) -> tuple[Holding, int] | None:
    """Who is there alone, or alone acts from the identifier itself."""
    floating = PLAIN if tag.empty else SAYING
    if len(span) == 1:
        return span[0], floating
    closest = max(h.rank for h in span)
    found = [h for h in span if h.rank == closest]
    if fitting or len(found) > 1 or (closest == NOTED and is_direct(observation)):
        return None
    return found[0], floating


def _moves_others(span: Sequence[Holding], mine: Holding, observation: Observation) -> bool:
    """Whether a named observation may draw unnamed ones to it, or change who alone acts from the identifier."""
    if len(span) == 1:
        return False
    rank, closest = rank_of(observation), max(h.rank for h in span)
    alone = [h for h in span if h.rank == closest] == [mine]
    if any(h.floating == SAYING for h in span):
        return True
    if rank < closest or (rank == closest and alone):
        return False
    return any(h.floating or h.generic for h in span)


def _joined(holding: Holding, observation: Observation, tag: Tag, floating: int, rules: IdentityRules) -> Holding:
    counting = counts(observation)
    seen = holding.seen_at
    if counting:
        seen = observation.at if seen is None else max(seen, observation.at)
    last_at = max(holding.last_at, observation.at)
    grown = replace(
        holding,
        valid_to=ends(holding.key.kind, None, seen or last_at, rules),
        first_at=min(holding.first_at, observation.at),
        last_at=last_at,
        last_recorded_at=max(holding.last_recorded_at, observation.recorded_at),
        seen_at=seen,
        floating=max(holding.floating, floating),
        verified=holding.verified or observation.verified or is_direct(observation),
        traffic=busier(holding, observation, floating),
    )
    if not counting or floating:
        return grown
    city = observation.city.strip() if observation.city else ""
    return replace(
        grown,
        names=_with_value(holding.names, tag.name),
        cities=_with_value(holding.cities, city),
        unique_ids=tuple(sorted({*holding.unique_ids, *tag.unique_ids})),
        rank=max(holding.rank, rank_of(observation)),
    )


def _with_value(values: tuple[str, ...], value: str | None) -> tuple[str, ...]:
    return tuple(sorted({*values, value})) if value else values
