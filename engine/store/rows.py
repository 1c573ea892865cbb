"""Rows to values and values to property maps. Times come as epoch microseconds; hot writes send them as text."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.clock import EPOCH, MICROSECOND, sent, sent_or_none
from engine.model.identity import Edge, Holding, IdentifierKey, Traffic
from engine.model.log import Seen, Version
from engine.model.recalled import RecalledEvidence
from engine.model.signal import Value
from graph_schema.vocabulary import Channel, Direction, Kind, Role

Row = dict[str, Any]

_VALUE_FIELDS = tuple(Value.__dataclass_fields__)
_NUMBERS = ("amount_min", "amount_max", "dwell_s")


def at_us(micros: int) -> datetime:
    """The aware UTC datetime of epoch microseconds."""
    return EPOCH + timedelta(microseconds=micros)


def at_us_or_none(micros: int | None) -> datetime | None:
    """The same, or None."""
    return None if micros is None else at_us(micros)


def micros(at: datetime) -> int:
    """Epoch microseconds of an aware datetime."""
    return (at.astimezone(UTC) - EPOCH) // MICROSECOND


def key_of(row: Row) -> IdentifierKey:
    """The identifier key of a row with kind, namespace, value."""
    return IdentifierKey(row["kind"], row["namespace"], row["value"])


def spoken_of(row: Row) -> RecalledEvidence:
    """That the holder of a stakeholder's number spoke, as evidence: whose number it was, not what they said, since that
    is theirs."""
    return RecalledEvidence(
        interaction_id=row["interaction_id"],
        channel=row["channel"],
        at_ms=row["at_ms"],
        turn=None,
        start=None,
        end=None,
        quote=None,
        field="identifiers",
        value=row["number"],
    )


def key_map(key: IdentifierKey) -> Row:
    """A key as a parameter map."""
    return {"kind": key.kind, "namespace": key.namespace, "value": key.value}


def holding_of(row: Row) -> Holding:
    """A holding from a row of identity/read_component or log/open_events."""
    return Holding(
        id=row["id"],
        key=key_of(row),
        recorded_at=at_us(row["recorded_us"]),
        position=row["position"],
        party=row["party"],
        valid_from=at_us_or_none(row["from_us"]),
        valid_to=at_us_or_none(row["to_us"]),
        first_at=at_us(row["first_us"]),
        last_at=at_us(row["last_us"]),
        last_recorded_at=at_us(row["last_recorded_us"]),
        names=tuple(row["names"]),
        cities=tuple(row["cities"]),
        unique_ids=tuple(row["unique_ids"]),
        generic=row["generic"],
        verified=row["verified"],
        seen_at=at_us_or_none(row["seen_us"]),
        rank=row["rank"],
        floating=row["floating"],
        shared=row["shared"],
        traffic=_traffic_of(row) if row["unbroken"] is not None else None,
        company=tuple(row["company"] or ()),
    )


def _traffic_of(row: Row) -> Traffic:
    return Traffic(
        named_from=at_us_or_none(row["named_from_us"]),
        named_to=at_us_or_none(row["named_to_us"]),
        adrift_at=at_us_or_none(row["adrift_us"]),
        hovering=tuple(row["hovering"]),
        hinting=row["hinting"],
        unbroken=row["unbroken"],
    )


def holding_row(tenant_id: str, holding: Holding, name_key: str | None) -> Row:
    """A holding as {id, kind, namespace, value, properties}; `name_key` is what its namesakes are found by."""
    properties = {
        "tenant_id": tenant_id,
        "id": holding.id,
        "recorded_at": sent(holding.recorded_at),
        "position": holding.position,
        "party": holding.party,
        "valid_from": sent_or_none(holding.valid_from),
        "valid_to": sent_or_none(holding.valid_to),
        "first_at": sent(holding.first_at),
        "last_at": sent(holding.last_at),
        "last_recorded_at": sent(holding.last_recorded_at),
        "names": list(holding.names),
        "name_key": name_key,
        "cities": list(holding.cities),
        "unique_ids": list(holding.unique_ids),
        "generic": holding.generic,
        "verified": holding.verified,
        "seen_at": sent_or_none(holding.seen_at),
        "rank": holding.rank,
        "floating": holding.floating,
        "shared": holding.shared,
        **_traffic_row(holding.traffic),
        **({"company": list(holding.company)} if holding.company else {}),
    }
    return {"id": holding.id, **key_map(holding.key), "properties": properties}


def _traffic_row(traffic: Traffic | None) -> Row:
    if traffic is None:
        return {}
    return {
        "named_from": sent_or_none(traffic.named_from),
        "named_to": sent_or_none(traffic.named_to),
        "adrift_at": sent_or_none(traffic.adrift_at),
        "hovering": list(traffic.hovering),
        "hinting": traffic.hinting,
        "unbroken": traffic.unbroken,
    }


def edge_of(row: Row) -> Edge:
    """An evidence edge from a row."""
    return Edge(
        a=row["a"],
        b=row["b"],
        bits=row["bits"],
        n=row["n"],
        first_at=at_us(row["first_us"]),
        last_at=at_us(row["last_us"]),
        sources=tuple(row["sources"]),
        hard=row["hard"],
    )


def edge_row(edge: Edge) -> Row:
    """An edge as {a, b, properties}."""
    properties = {
        "bits": edge.bits,
        "n": edge.n,
        "first_at": sent(edge.first_at),
        "last_at": sent(edge.last_at),
        "sources": list(edge.sources),
        "hard": edge.hard,
    }
    return {"a": edge.a, "b": edge.b, "properties": properties}


def version_of(row: Row) -> Version:
    """A version of an interaction from a row of log/open_events or identity/read_component."""
    return Version(
        id=row["id"],
        revises=row["revises"],
        content_hash=row["hash"],
        kind=Kind(row["kind"]),
        channel=Channel(row["channel"]),
        direction=Direction(row["direction"]),
        source=row["source"],
        at=at_us(row["at_us"]),
        recorded_at=at_us(row["recorded_us"]),
        observed=tuple(sorted((_seen(o) for o in row["observations"]), key=lambda s: s.position)),
        name=row["name"],
        city=row["city"],
        outcome=row["outcome"],
    )


def _seen(row: Row) -> Seen:
    return Seen(
        position=row["position"],
        key=key_of(row),
        given_kind=row["given_kind"],
        role=Role(row["role"]),
        verified=row["verified"],
        minted_id=row["buyer_id"],
    )


def value_properties(value: Value) -> Row:
    """The fields of a Value as graph properties: null where absent, lists as lists."""
    found = ((name, getattr(value, name)) for name in _VALUE_FIELDS)
    return {
        name: list(field) if isinstance(field, tuple) else field for name, field in found if field not in (None, ())
    }


def value_of(row: Row) -> Value:
    """A Value from a node's properties, or from JSON; numbers are floats, as they are when they come from a fold."""
    found: Row = {name: given for name in _VALUE_FIELDS if (given := row.get(name)) is not None}
    for name in _NUMBERS:
        if name in found:
            found[name] = float(found[name])
    if "avoid" in found:
        found["avoid"] = tuple(found["avoid"])
    day = found.get("date")
    if isinstance(day, str):
        found["date"] = date.fromisoformat(day)
    elif day is not None and not isinstance(day, date):
        found["date"] = day.to_native()
    return Value(**found)
