"""Which version of an interaction counts, and what it observed (DESIGN.md section 1, REVISES)."""

from collections.abc import Sequence
from datetime import datetime

from engine.model.identity import Observation
from engine.model.log import Seen, Version
from graph_schema.vocabulary import Kind

_EDITS = (Kind.EDIT, Kind.DELETE)


def _rank(version: Version) -> tuple[bool, datetime, datetime, str]:
    """An edit or deletion event outranks, by its own time; else the last recorded counts."""
    if version.kind in _EDITS:
        return True, version.at, version.recorded_at, version.id
    return False, version.recorded_at, version.recorded_at, version.id


def counting(versions: Sequence[Version]) -> Version:
    """The version that counts. `versions` are all of one interaction, at least one, in any order."""
    return max(versions, key=_rank)


def effective_at(versions: Sequence[Version]) -> datetime:
    """The time at which the interaction counts: the first's; before the first has come, the counting version's."""
    first = next((v for v in versions if v.revises is None), None)
    return (first or counting(versions)).at


def effective(versions: Sequence[Version], *, unique_kinds: frozenset[str]) -> tuple[Observation, ...]:
    """The observations that count, in the order of position; their `interaction_id` is that of the first.

    A deletion keeps what stood before it. Where the first version names the same identifier, its minted id and log
    time stand, so that a revision changes no id.
    """
    speaking = [v for v in versions if v.kind is not Kind.DELETE] or list(versions)
    version = counting(speaking)
    first = next((v for v in versions if v.revises is None), None)
    at = effective_at(versions)
    origin = {seen.key: seen for seen in first.observed} if first else {}
    unique = tuple(sorted("|".join(seen.key) for seen in version.observed if seen.key.kind in unique_kinds))
    return tuple(
        _observation(version, seen, origin.get(seen.key), first, at, unique)
        for seen in sorted(version.observed, key=lambda s: s.position)
    )


def _observation(
    version: Version, seen: Seen, origin: Seen | None, first: Version | None, at: datetime, unique: tuple[str, ...]
) -> Observation:
    stands = first if origin and first else version
    minted = origin or seen
    return Observation(
        interaction_id=version.first_id,
        position=minted.position,
        key=seen.key,
        given_kind=seen.given_kind,
        role=seen.role,
        verified=seen.verified,
        minted_id=minted.minted_id,
        recorded_at=stands.recorded_at,
        at=at,
        source=version.source,
        channel=version.channel,
        kind=version.kind,
        direction=version.direction,
        name=version.name,
        city=version.city,
        unique_ids=unique,
        outcome=version.outcome,
    )
