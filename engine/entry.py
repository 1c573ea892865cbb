"""An event as the log will hold it: ids, normalised identifiers and property maps, all but the log time. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from engine.channels.api_event import event_to_json
from engine.channels.summary import summary_line
from engine.clock import sent
from engine.configuration import Configured
from engine.extraction.query import index_form
from engine.identity.normalise import normalise
from engine.ids import content_hash, derive, interaction_id, minted_buyer_id, revision_id
from engine.model.event import Event
from engine.model.identity import NormalisedIdentifier
from engine.model.log import Seen, Version
from graph_schema.vocabulary import Direction, Kind, TaskKind

EDITS = (Kind.EDIT, Kind.DELETE)
RECEIPTS = (Kind.SENT, Kind.DELIVERED, Kind.READ, Kind.FAILED)
_UNREAD = (*RECEIPTS, Kind.RING, Kind.DELETE, Kind.BRIEF_READ)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event made ready. `first_id` is the interaction that it is or revises; `identifiers` those with a node.

    `folded`: each turn's text as it is searched.
    """

    tenant_id: str
    event: Event
    received_at: datetime
    first_id: str
    is_edit: bool
    content_hash: str
    identifiers: tuple[NormalisedIdentifier, ...]
    folded: tuple[str, ...]
    configured: Configured

    def node_id(self, *, first: bool) -> str:
        """The id of the node: the interaction's own when it is the `first`, else a revision's."""
        if self.is_edit:
            return revision_id(self.first_id, f"{self.event.ref}\x1f{self.content_hash}")
        return self.first_id if first else revision_id(self.first_id, self.content_hash)

    def version(self, *, first: bool, recorded_at: datetime) -> Version:
        """The version that recording this entry adds."""
        event, node_id = self.event, self.node_id(first=first)
        return Version(
            id=node_id,
            revises=None if first else self.first_id,
            content_hash=self.content_hash,
            kind=event.kind,
            channel=event.channel,
            direction=event.direction,
            source=event.source,
            at=event.at,
            recorded_at=recorded_at,
            observed=tuple(
                Seen(
                    i.position,
                    i.key,
                    i.given_kind,
                    i.role,
                    i.verified,
                    minted_buyer_id(self.tenant_id, node_id, i.position),
                )
                for i in self.identifiers
            ),
            name=event.profile.name,
            city=event.profile.city,
            outcome=outcome_of(event),
        )


def prepare(tenant_id: str, event: Event, received_at: datetime, configured: Configured) -> Entry:
    """Make an event ready for the log under a version of the tenant's settings and catalogue."""
    region, rules = configured.settings.region, configured.rules
    given = normalise(event.identifiers, source=event.source, region=region, rules=rules)
    identifiers = tuple(i for i in given if i.blocked is None)
    is_edit = event.kind in EDITS and bool(event.data.get("of"))
    return Entry(
        tenant_id=tenant_id,
        event=event,
        received_at=received_at,
        first_id=interaction_id(tenant_id, event.source, event.data["of"] if is_edit else event.ref),
        is_edit=is_edit,
        content_hash=content_hash(event_to_json(event, received_at=received_at)),
        identifiers=identifiers,
        folded=tuple(index_form(turn.text) for turn in event.turns),
        configured=configured,
    )


def interaction_row(entry: Entry, version: Version) -> Row:
    """The property map of the interaction's node."""
    event = entry.event
    agent, handoff = event.agent, event.handoff
    of = event.data.get("of")
    row: Row = {
        "tenant_id": entry.tenant_id,
        "id": version.id,
        "revises": version.revises,
        "of_id": interaction_id(entry.tenant_id, event.source, of) if of and not entry.is_edit else None,
        "content_hash": entry.content_hash,
        "source": event.source,
        "ref": event.ref,
        "channel": event.channel,
        "kind": event.kind,
        "direction": event.direction,
        "occurred_at": sent(event.at),
        "received_at": sent(entry.received_at),
        "recorded_at": sent(version.recorded_at),
        "summary": summary_line(event),
        "profile_name": event.profile.name,
        "profile_city": event.profile.city,
        "profile_language": event.profile.language,
        "agent_id": agent.id if agent else None,
        "agent_name": agent.name if agent else None,
        "agent_kind": agent.kind if agent else None,
        "campaign": event.campaign,
        "persona": event.persona,
        "brief_id": event.brief_id,
        "permit_id": event.permit_id,
        "handoff_from": handoff.from_agent if handoff else None,
        "handoff_to": handoff.to_agent if handoff else None,
        "handoff_type": handoff.type if handoff else None,
        "outcome": outcome_of(event),
        "data": orjson.dumps(dict(event.data)).decode() if event.data else None,
    }
    return {name: value for name, value in row.items() if value is not None}


def turn_rows(entry: Entry, node_id: str) -> list[Row]:
    """The property maps of the turns."""
    return [
        {
            "tenant_id": entry.tenant_id,
            "id": derive("turn", node_id, n),
            "ref": turn.id or f"t{n + 1}",
            "n": n,
            "speaker": turn.speaker,
            "at": sent(turn.at or entry.event.at),
            "text": turn.text,
            "folded": folded,
        }
        for n, (turn, folded) in enumerate(zip(entry.event.turns, entry.folded, strict=True))
    ]


def payload_rows(entry: Entry, node_id: str, recorded_at: datetime) -> list[Row]:
    """The event's own part of the raw body, none or one."""
    if entry.event.payload is None:
        return []
    return [
        {
            "tenant_id": entry.tenant_id,
            "id": derive("payload", node_id),
            "body": entry.event.payload,
            "recorded_at": sent(recorded_at),
        }
    ]


def observation_rows(entry: Entry, version: Version) -> list[Row]:
    """The OBSERVED relationships."""
    raw = {(i.position, i.key): i.raw for i in entry.identifiers}
    return [
        {
            **seen.key._asdict(),
            "properties": {
                "tenant_id": entry.tenant_id,
                "position": seen.position,
                "role": seen.role,
                "raw": raw[seen.position, seen.key],
                "given_kind": seen.given_kind,
                "verified": seen.verified,
                "buyer_id": seen.minted_id,
            },
        }
        for seen in version.observed
    ]


def task_rows(entry: Entry, node_id: str, due_at: datetime) -> list[Row]:
    """The work that the entry owes: a reading, and the fetch that its notification asks for."""
    tasks: list[tuple[TaskKind, str | None]] = []
    if entry.event.kind not in _UNREAD:
        tasks.append((TaskKind.READ, None))
    if entry.event.fetch is not None:
        fetch = entry.event.fetch
        wanted = {"source": entry.event.source, "ref": entry.event.ref, **asdict(fetch)}
        tasks.append((TaskKind.FETCH, orjson.dumps(wanted).decode()))
    return [
        {"id": derive("task", kind, node_id), "kind": kind, "key": node_id, "due_at": sent(due_at), "data": data}
        for kind, data in tasks
    ]


def outcome_of(event: Event) -> str | None:
    """The outcome that an event states, or None."""
    data: Mapping[str, Any] = event.data
    outcome = data.get("outcome")
    return str(outcome) if event.kind is Kind.OUTCOME and outcome else None


def says_nothing(kind: Kind, direction: Direction) -> bool:
    """Whether an event of this kind observes, but nobody holds what it names: a receipt of our own message, or a call
    that rings (what comes of it is the call's own event).
    """
    return kind is Kind.RING or (kind in RECEIPTS and direction is not Direction.INBOUND)
