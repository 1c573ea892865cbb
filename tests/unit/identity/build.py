"""Short ways to write observations in tests of identity."""

from datetime import UTC, datetime, timedelta

from engine.identity.resolve import Derived, derive
from engine.identity.rules import default_rules
from engine.ids import derive as derive_id
from engine.ids import minted_buyer_id
from engine.model.identity import IdentifierKey, Judgement, Observation
from graph_schema.vocabulary import Channel, Direction, Kind, Role

DAY_ONE = datetime(2024, 5, 2, 4, 32, tzinfo=UTC)
_DEFAULTS = {
    "whatsapp": (Channel.WHATSAPP, Kind.MESSAGE, Direction.INBOUND),
    "call": (Channel.VOICE, Kind.CALL, Direction.INBOUND),
    "email": (Channel.EMAIL, Kind.MESSAGE, Direction.INBOUND),
    "form": (Channel.WEB_FORM, Kind.FORM, Direction.INBOUND),
    "visit": (Channel.WEB_VISIT, Kind.VISIT, Direction.INBOUND),
    "portal": (Channel.PORTAL, Kind.FORM, Direction.INBOUND),
    "app": (Channel.APP, Kind.VISIT, Direction.INBOUND),
    "note": (Channel.CRM_NOTE, Kind.NOTE, Direction.INTERNAL),
    "touch": (Channel.WHATSAPP, Kind.MESSAGE, Direction.OUTBOUND),
    "assignment": (Channel.CRM, Kind.ASSIGNMENT, Direction.INTERNAL),
    "wrong number": (Channel.CRM, Kind.OUTCOME, Direction.INTERNAL),
    "number change": (Channel.WHATSAPP, Kind.NUMBER_CHANGE, Direction.INBOUND),
    "merge": (Channel.CRM, Kind.MERGE, Direction.INTERNAL),
}


def key(written: str) -> IdentifierKey:
    """`phone:+91…`, `crm_id@hubspot:7`."""
    kind, _, value = written.partition(":")
    kind, _, namespace = kind.partition("@")
    return IdentifierKey(kind, namespace, value)


def seen(
    how: str,
    *identifiers: str,
    day: float = 0,
    name: str | None = None,
    city: str | None = None,
    source: str | None = None,
    ref: str | None = None,
    recorded: datetime | None = None,
    verified: bool = False,
) -> list[Observation]:
    """One interaction of a kind (`whatsapp`, `form`, `note`, …) on a day after the first; recorded in that order."""
    channel, kind, direction = _DEFAULTS[how]
    at = DAY_ONE + timedelta(days=day)
    keys = [key(i) for i in identifiers]
    iid = derive_id("seen", how, ref or "", day, *identifiers, name or "")
    ends = how in {"number change", "merge"}
    return [
        Observation(
            interaction_id=iid,
            position=position,
            key=one,
            given_kind=one.kind,
            role=(Role.FROM, Role.TO)[position] if ends and position < 2 else Role.SELF,
            verified=verified,
            minted_id=minted_buyer_id("t", iid, position),
            recorded_at=recorded or at,
            at=at,
            source=source or how,
            channel=channel,
            kind=kind,
            direction=direction,
            name=name,
            city=city,
            unique_ids=tuple(sorted("|".join(k) for k in keys if k.kind == "crm_id")),
            outcome="wrong_number" if how == "wrong number" else None,
        )
        for position, one in enumerate(keys)
    ]


def resolve(*events: list[Observation], judged: list[Judgement] | None = None) -> Derived:
    return derive([o for some in events for o in some], judged or [], default_rules())


def buyers(derived: Derived) -> dict[str, set[str]]:
    """Identifier as written in the tests → its buyers."""
    found: dict[str, set[str]] = {}
    for one in derived.cuts:
        kind, namespace, value = one.holding.key
        written = f"{kind}@{namespace}:{value}" if namespace else f"{kind}:{value}"
        found.setdefault(written, set()).add(derived.partition.buyer_of[one.holding.id])
    return found


def same(derived: Derived, a: str, b: str) -> bool:
    return bool(buyers(derived)[a] & buyers(derived)[b])
