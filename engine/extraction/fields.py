"""Reads structured events: answers to forms and choices, clicks, stages, owners, outcomes, opt-outs, campaigns."""

from collections.abc import Callable, Iterable, Mapping

from engine.extraction.answers import ZONE, read_answer
from engine.extraction.catalogue import find_mentions
from engine.extraction.corrections import read_correction
from engine.extraction.drafts import Draft, field_signal
from engine.extraction.shown import BEFORE, read_shown
from engine.extraction.words import read_words
from engine.model.interaction import Interaction
from engine.model.signal import Signal, Value
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Direction, Kind, Origin, Slot

Found = tuple[str, str, Draft]
"""(field, value as shown, what it says)."""

_SEEN = 0.9
_GLIMPSE = 0.5
_LONGEST = 2_000


def read_fields(
    interaction: Interaction, catalogue: Catalogue, reading_id: str, zone: str = ZONE
) -> tuple[Signal, ...]:
    """The signals of an event's profile and data, each with field and value as evidence. Never fails on odd data."""
    found: list[Found] = []
    for reader in (_profile, _campaign, _answers, _by_kind):
        found += reader(interaction, catalogue)
    signals = (field_signal(draft, interaction, name, value, reading_id) for name, value, draft in found)
    shown = (
        field_signal(d, interaction, name, text, reading_id, BEFORE) for name, text, d in read_shown(interaction, zone)
    )
    return tuple({signal.id: signal for signal in (*signals, *shown)}.values())


def _text(value: object) -> str | None:
    """A scalar as text without surrounding space, None for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).strip()[:_LONGEST] if isinstance(value, str | int | float) else ""
    return text or None


def _draft(slot: Slot, value: Value, confidence: float = 0.95, origin: Origin = Origin.FIELD) -> Draft:
    return Draft(slot, value, None, None, confidence, origin=origin)


def _profile(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:  # noqa: ARG001 - one shape for all
    profile = interaction.profile
    for slot, value in ((Slot.NAME, profile.name), (Slot.CITY, profile.city), (Slot.LANGUAGE, profile.language)):
        text = _text(value)
        if text:
            yield slot.value, text, _draft(slot, Value(text=text))


def _campaign(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:  # noqa: ARG001
    """The campaign or ad that brought the buyer, with what it promised (its headline, else its text)."""
    referral = interaction.data.get("referral")
    shown = referral if isinstance(referral, Mapping) else {}
    promise = next((t for key in ("headline", "body", "promise") if (t := _text(shown.get(key)))), None)
    name = _text(interaction.campaign) or _text(shown.get("source_id"))
    if (name or promise) and interaction.direction is Direction.INBOUND:
        field = "campaign" if _text(interaction.campaign) else "referral"
        yield field, name or promise or "", _draft(Slot.CAMPAIGN, Value(name=name, text=promise))


def _answers(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:
    answers = interaction.data.get("answers")
    for label, given in answers.items() if isinstance(answers, Mapping) else ():
        for item in given if isinstance(given, list | tuple) else [given]:
            text = _text(item)
            if text:
                yield from ((str(label), text, d) for d in read_answer(interaction, str(label), text, catalogue))


def _by_kind(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:
    reader = _KINDS.get(interaction.kind)
    if reader is not None:
        yield from reader(interaction, catalogue)
    if interaction.kind not in (Kind.STAGE_CHANGE, Kind.ASSIGNMENT, Kind.CORRECTION):
        yield from _stage(interaction, catalogue)
        yield from _owner(interaction, catalogue)


def _seen(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:
    """What was looked at, and the catalogue's projects that its title names."""
    content = _text(interaction.data.get("content"))
    if content is None:
        return
    dwell = interaction.data.get("dwell_s")
    seconds = float(dwell) if isinstance(dwell, int | float) and not isinstance(dwell, bool) else None
    yield "content", content, _draft(Slot.SEEN, Value(text=content, dwell_s=seconds), _SEEN)
    for mention in find_mentions(read_words(content), catalogue):
        if mention.kind == "project":
            yield "content", content, _draft(Slot.PROJECTS, Value(text=mention.name), _GLIMPSE, Origin.INFERRED)


def _stage(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:  # noqa: ARG001
    stage = _text(interaction.data.get("stage"))
    if stage:
        yield "stage", stage, _draft(Slot.STAGE, Value(text=stage))


def _owner(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:
    agent = _text(interaction.data.get("agent_id"))
    if agent:
        name = next((member.name for member in catalogue.team if member.id == agent), None)
        reason = _text(interaction.data.get("reason"))
        yield "agent_id", agent, _draft(Slot.OWNER, Value(text=agent, name=name, reason=reason))


def _outcome(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:  # noqa: ARG001
    outcome = _text(interaction.data.get("outcome"))
    if outcome:
        reason = _text(interaction.data.get("reason"))
        yield "outcome", outcome, _draft(Slot.OUTCOME, Value(text=outcome, reason=reason))


def _unsubscribe(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:  # noqa: ARG001
    yield "unsubscribe", interaction.channel.value, _draft(Slot.CONTACT, Value(opt_out=True))


def _correction(interaction: Interaction, catalogue: Catalogue) -> Iterable[Found]:
    yield from read_correction(interaction.data, catalogue.vertical)


_KINDS: dict[Kind, Callable[[Interaction, Catalogue], Iterable[Found]]] = {
    Kind.CLICK: _seen,
    Kind.OPEN: _seen,
    Kind.VISIT: _seen,
    Kind.STAGE_CHANGE: _stage,
    Kind.ASSIGNMENT: _owner,
    Kind.OUTCOME: _outcome,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.CORRECTION: _correction,
}
