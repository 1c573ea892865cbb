"""What a reader finds, before it becomes a Signal with an id and full evidence."""

from dataclasses import dataclass

from engine import ids
from engine.extraction.dialogue import Said
from engine.extraction.weigh import log_odds
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Evidence, Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing read in text[start:end] of one turn; start None: nothing in the text shows it.

    `by` tells who read it: rules, model, or both. `odds` are the log odds that the weights of its slot give it
    (weigh.py; None: they have no say). One that is `doubtful` is not sure enough by itself: it stands only where the
    second look finds it likely (values.py).
    """

    slot: Slot
    value: Value
    start: int | None
    end: int | None
    confidence: float = 0.8
    op: Op = Op.STATE
    origin: Origin | None = None
    target: Value | None = None
    by: str = "rules"
    odds: float | None = None
    doubtful: bool = False


SUREST = 0.95
"""No value is shown as surer than this."""
Found = tuple[Said, Draft]
"""A draft, with the turn that says it."""


def weighed(slot: Slot, value: Value, span: tuple[int, int], chance: float, least: float = 0.0) -> Draft:
    """The draft of a candidate that the weights give a chance, doubtful below the `least` one."""
    shown = round(min(chance, SUREST), 2)
    return Draft(slot, value, *span, shown, odds=log_odds(chance), doubtful=chance < least)


def text_signal(draft: Draft, interaction: Interaction, turn: Turn, reading_id: str) -> Signal:
    """The signal of a draft: origin said for a buyer's turn, note for the seller's, unless the draft says otherwise."""
    said = Origin.SAID if turn.speaker is Speaker.BUYER else Origin.NOTE
    quote = None if draft.start is None else turn.text[draft.start : draft.end]
    shown = draft.start is not None
    evidence = Evidence(
        interaction.id, interaction.channel, turn.at, turn.id if shown else None, draft.start, draft.end, quote
    )
    return Signal(
        id=signal_id(reading_id, draft, turn.id, draft.start, draft.end),
        slot=draft.slot,
        op=draft.op,
        origin=draft.origin or said,
        speaker=turn.speaker,
        value=draft.value,
        confidence=draft.confidence,
        at=turn.at,
        turn_n=turn.n,
        recorded_at=interaction.recorded_at,
        evidence=evidence,
        target=draft.target,
    )


def field_signal(
    draft: Draft, interaction: Interaction, field: str, value: str, reading_id: str, turn_n: int = 0
) -> Signal:
    """The signal of a draft that a field of a structured event says; `turn_n` places it among the turns."""
    speaker = Speaker.SELLER if draft.origin is Origin.NOTE or interaction.direction != "inbound" else Speaker.BUYER
    return Signal(
        id=signal_id(reading_id, draft, field, value, None),
        slot=draft.slot,
        op=draft.op,
        origin=draft.origin or Origin.FIELD,
        speaker=speaker,
        value=draft.value,
        confidence=draft.confidence,
        at=interaction.at,
        turn_n=turn_n,
        recorded_at=interaction.recorded_at,
        evidence=Evidence(interaction.id, interaction.channel, interaction.at, field=field, value=value),
        target=draft.target,
    )


def signal_id(reading_id: str, draft: Draft, *place: object) -> str:
    """UUIDv5 of the reading, what is said, and where."""
    value = ids.content_hash({k: str(v) for k, v in draft.value.given().items()})
    target = ids.content_hash({k: str(v) for k, v in draft.target.given().items()}) if draft.target else ""
    return ids.derive("signal", reading_id, draft.slot, draft.op, value, target, *place)
