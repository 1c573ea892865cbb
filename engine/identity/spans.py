"""One identifier's observations cut by time: where it was given up, and where a long gap ends with somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity.names import compare_sets
from engine.identity.parties import group_names, is_person, namespace_of, tag_of
from engine.identity.rules import IdentityRules
from engine.identity.sightings import closes, counts, in_world
from engine.model.identity import Observation


@dataclass(frozen=True, slots=True)
class Span:
    """The observations between two cuts in time, in world order."""

    observations: tuple[Observation, ...]
    valid_from: datetime | None
    valid_to: datetime | None


def spans_of(observations: Iterable[Observation], rules: IdentityRules) -> list[Span]:
    """Cut by time: first where the identifier was given up, then at long gaps where somebody else appears."""
    segments: list[list[Observation]] = [[]]
    edges: list[datetime] = []
    for observation in sorted(observations, key=in_world):
        segments[-1].append(observation)
        if closes(observation):
            segments.append([])
            edges.append(observation.at)
    spans: list[Span] = []
    bounds = [None, *edges, None]
    for segment, start, end in zip(segments, bounds, bounds[1:], strict=False):
        spans += _split_at_gaps(segment, start, end, rules) if segment else []
    return spans


def _split_at_gaps(
    segment: Sequence[Observation], start: datetime | None, end: datetime | None, rules: IdentityRules
) -> list[Span]:
    firsts = _first_of_another(segment, rules)
    spans: list[Span] = []
    members: list[Observation] = []
    since = start
    for observation in segment:
        if observation in firsts:
            spans.append(Span(tuple(members), since, observation.at))
            members, since = [], observation.at
        members.append(observation)
    return [*spans, Span(tuple(members), since, end)]


def _first_of_another(segment: Sequence[Observation], rules: IdentityRules) -> set[Observation]:
    """The first observations after a long gap beyond which somebody else has the identifier."""
    blocks: list[list[Observation]] = []
    for observation in filter(counts, segment):
        if blocks and observation.at - blocks[-1][-1].at < rules.gap:
            blocks[-1].append(observation)
        else:
            blocks.append([observation])
    found: set[Observation] = set()
    names: set[str] = set()
    ids: set[str] = set()
    for block in blocks:
        tags = [tag_of(o) for o in block]
        new_names = {t.name for t in tags if t.name is not None and is_person(t.name)}
        new_ids = {u for t in tags for u in t.unique_ids}
        if contradicts((names, ids), (new_names, new_ids), rules):
            found.add(block[0])
            names, ids = set(), set()
        names |= new_names
        ids |= new_ids
    return found


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
