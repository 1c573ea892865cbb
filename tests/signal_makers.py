"""Signals as readings yield them, for tests of memory and briefs: short to write, complete in shape."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.clock import to_ms
from engine.ids import derive
from engine.memory.fold import fold
from engine.memory.recall_view import recalled_from
from engine.model.recalled import Recalled, RecalledIdentifier, RecalledInteraction
from engine.model.signal import Evidence, Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker

DAY_0 = datetime(2026, 5, 2, 4, 30, tzinfo=UTC)


def day(n: float) -> datetime:
    """`n` days after 2 May 2026, 10:00 in India."""
    return DAY_0 + timedelta(days=n)


def signal(
    slot: Slot,
    at: datetime,
    value: Value,
    *,
    origin: Origin = Origin.SAID,
    speaker: Speaker | None = None,
    op: Op = Op.STATE,
    quote: str | None = None,
    turn_n: int = 0,
    interaction: str | None = None,
    channel: str = "whatsapp",
    confidence: float = 0.95,
    target: Value | None = None,
    recorded_at: datetime | None = None,
    field: str | None = None,
) -> Signal:
    """One signal; a quote makes text evidence, a field (the default of fields and corrections) structured evidence."""
    spoken = quote is not None or (field is None and origin in (Origin.SAID, Origin.NOTE, Origin.INFERRED))
    told_in = interaction or derive("i", at.isoformat(), channel)
    words = quote or str(value.text or value.category or value.action or slot)
    speakers = {Origin.SAID: Speaker.BUYER, Origin.INFERRED: Speaker.BUYER}
    by_field = Speaker.BUYER if channel in ("whatsapp", "web_form", "email") else Speaker.SELLER
    who = speaker or speakers.get(origin, by_field if origin is Origin.FIELD else Speaker.SELLER)
    evidence = Evidence(
        interaction_id=told_in,
        channel=channel,
        at=at,
        turn=f"t{turn_n + 1}" if spoken else None,
        start=0 if spoken else None,
        end=len(words) if spoken else None,
        quote=words if spoken else None,
        field=None if spoken else field or slot.value,
        value=None if spoken else words,
    )
    return Signal(
        id=derive("s", told_in, turn_n, slot, op, origin, value, target, words),
        slot=slot,
        op=op,
        origin=origin,
        speaker=who,
        value=value,
        confidence=confidence,
        at=at,
        turn_n=turn_n,
        recorded_at=recorded_at or at + timedelta(seconds=5),
        evidence=evidence,
        target=target,
    )


def budget(at: datetime, low: float | None, high: float | None, **more: Any) -> Signal:
    """A budget in lakh."""
    amounts = [None if x is None else x * 100_000.0 for x in (low, high)]
    return signal(Slot.BUDGET, at, Value(amount_min=amounts[0], amount_max=amounts[1], currency="INR"), **more)


def text(slot: Slot, at: datetime, words: str, **more: Any) -> Signal:
    """A signal whose value is a word."""
    return signal(slot, at, Value(text=words), **more)


def touch(
    at: datetime,
    channel: str,
    summary: str = "",
    *,
    kind: str = "message",
    direction: str = "inbound",
    by: str | None = None,
) -> RecalledInteraction:
    """One line of a timeline."""
    return RecalledInteraction(
        id=derive("i", at.isoformat(), channel),
        at_ms=to_ms(at),
        channel=channel,
        kind=kind,
        direction=direction,
        by=by,
        summary=summary,
    )


def phone(value: str = "+919839012345", shared: bool = False) -> RecalledIdentifier:
    """A phone of the buyer's."""
    return RecalledIdentifier(kind="phone", namespace="", value=value, verified=True, shared=shared)


def recalled(
    signals: Sequence[Signal],
    *,
    now: datetime,
    recent: Sequence[RecalledInteraction] = (),
    identifiers: Sequence[RecalledIdentifier] = (),
    buyer_id: str = "b1",
) -> Recalled:
    """What a brief reads after these signals; where no timeline is given, one line for each interaction told in."""
    lines = {s.evidence.interaction_id: s for s in sorted(signals, key=lambda s: s.at, reverse=True)}
    made = [
        RecalledInteraction(
            id=i,
            at_ms=to_ms(s.at),
            channel=s.evidence.channel,
            kind="message",
            direction="inbound" if s.speaker is Speaker.BUYER else "internal",
            by=None,
            summary=s.evidence.quote or "",
        )
        for i, s in lines.items()
    ]
    return recalled_from(
        fold(signals),
        {s.id: s for s in signals},
        buyer_id=buyer_id,
        identifiers=identifiers or [phone()],
        recent=recent or made,
        as_of=now,
    )
