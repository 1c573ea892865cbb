"""One identifier's observations cut by time: where it was given up, and where a long gap ends with somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity.names import compare_sets
from engine.identity.parties import group_names, is_person, namespace_of
from engine.identity.rules import IdentityRules
from engine.identity.sightings import Sighting, closes


@dataclass(frozen=True, slots=True)
class Span:
    """The sightings between two cuts in time, in world order."""

    sightings: tuple[Sighting, ...]
    valid_from: datetime | None
    valid_to: datetime | None


def spans_of(sightings: Iterable[Sighting], rules: IdentityRules) -> list[Span]:
    """Cut by time: first where the identifier was given up, then at long gaps where somebody else appears; one that
    expires, at every gap of its window.
    """
    segments: list[list[Sighting]] = [[]]
    edges: list[datetime] = []
    for sighting in sightings:
        segments[-1].append(sighting)
        if closes(sighting.observation) and not rules.expiry(sighting.observation.key.kind):
            segments.append([])
            edges.append(sighting.at)
    spans: list[Span] = []
    bounds = [None, *edges, None]
    for segment, start, end in zip(segments, bounds, bounds[1:], strict=False):
        spans += _split_at_gaps(segment, start, end, rules) if segment else []
    return spans


def _split_at_gaps(
    segment: Sequence[Sighting], start: datetime | None, end: datetime | None, rules: IdentityRules
) -> list[Span]:
    firsts = set(_first_of_another(segment, rules))
    spans: list[Span] = []
    members: list[Sighting] = []
    since = start
    for sighting in segment:
        if sighting in firsts:
            spans.append(Span(tuple(members), since, sighting.at))
            members, since = [], sighting.at
        members.append(sighting)
    return [*spans, Span(tuple(members), since, end)]


def _first_of_another(segment: Sequence[Sighting], rules: IdentityRules) -> list[Sighting]:
    """The first sightings after a long gap beyond which somebody else has the identifier."""
    found: list[Sighting] = []
    names: set[str] = set()
    ids: set[str] = set()
    blocks = _blocks(segment, rules)
    if rules.expiry(segment[0].observation.key.kind):
        return [block[0] for block in blocks[1:]]
    for block in blocks:
        new_names = {s.said.name for s in block if s.said.name is not None and is_person(s.said.name)}
        new_ids = {u for s in block for u in s.said.unique_ids}
        if contradicts((names, ids), (new_names, new_ids), rules):
            found.append(block[0])
            names, ids = set(), set()
        names |= new_names
        ids |= new_ids
    return found


def _blocks(segment: Sequence[Sighting], rules: IdentityRules) -> list[list[Sighting]]:
    """What counts, in runs without a long gap."""
    blocks: list[list[Sighting]] = []
    for sighting in segment:
        if not sighting.counts:
            continue
        silence = rules.silence(sighting.observation.key.kind)
        if blocks and sighting.at - blocks[-1][-1].at < silence:
            blocks[-1].append(sighting)
        else:
            blocks.append([sighting])
    return blocks


def contradicts(a: tuple[set[str], set[str]], b: tuple[set[str], set[str]], rules: IdentityRules) -> bool:
    """Whether the names and unique ids of two times are of different people: nobody of then is there now."""
    if a[1] & b[1]:
        return False
    bits = _best_bits(a[0], b[0], rules)
    if bits <= rules.contradiction_bits:
        return True
    namespaces = {namespace_of(u) for u in a[1]} & {namespace_of(u) for u in b[1]}
    return bool(namespaces) and bits < rules.agreement_bits


def _best_bits(a: set[str], b: set[str], rules: IdentityRules) -> float:
    """The evidence of the two people, one of each time, whose names agree best."""
    then, now = group_names(a, rules)[0], group_names(b, rules)[0]
    return max((compare_sets(x, y).bits for x in then for y in now), default=0.0)
