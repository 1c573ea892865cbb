"""Buyers of the crowd (api/demo/crowd) as a brief recalls them: read by the rules, folded in memory, no store."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from api.demo.crowd import CATALOGUE, crowd
from engine.channels.summary import summary_line
from engine.clock import parse_time, to_ms
from engine.extraction.fields import read_fields
from engine.extraction.text import read_text
from engine.ids import derive
from engine.memory.fold import fold
from engine.memory.recall_view import recalled_from
from engine.model.event import Event
from engine.model.interaction import Interaction, Turn
from engine.model.recalled import Recalled, RecalledInteraction
from engine.model.signal import Signal
from engine.store.configuration import Version, catalogue_of
from graph_schema.vocabulary import Kind
from tests.signal_makers import phone

NOW = parse_time("2026-11-01T00:00:00Z")
_UNREAD = (Kind.READ, Kind.DELIVERED)
_CATALOGUE = catalogue_of(Version(1, CATALOGUE, NOW))


@cache
def crowd_buyers(count: int = 200, seed: int = 7) -> tuple[Recalled, ...]:
    """So many buyers as recalled on 1 November 2026."""
    lives: dict[str, list[Event]] = defaultdict(list)
    for event in crowd(count, seed=seed, until=NOW):
        if event.kind not in _UNREAD:
            lives[event.ref.rpartition("-")[0]].append(event)
    return tuple(_recalled(name, events) for name, events in lives.items())


def _recalled(name: str, events: list[Event]) -> Recalled:
    signals = {s.id: s for e in events for s in _signals(e)}
    lines = [_line(e) for e in sorted(events, key=lambda e: e.at, reverse=True)]
    belief = fold(signals.values())
    return recalled_from(belief, signals, buyer_id=name, identifiers=[phone()], recent=lines, as_of=NOW)


def _signals(event: Event) -> Iterator[Signal]:
    turns = tuple(Turn(t.id or f"t{n}", n, t.speaker, t.at or event.at, t.text) for n, t in enumerate(event.turns))
    told = Interaction(
        derive("i", event.source, event.ref),
        "t",
        event.source,
        event.channel,
        event.kind,
        event.direction,
        event.at,
        event.at,
        turns,
        data=event.data,
        profile=event.profile,
        agent=event.agent,
        campaign=event.campaign,
    )
    yield from read_fields(told, _CATALOGUE, "r")
    yield from read_text(told, _CATALOGUE, "r", learned=lambda: None)


def _line(event: Event) -> RecalledInteraction:
    return RecalledInteraction(
        id=derive("i", event.source, event.ref),
        at_ms=to_ms(event.at),
        channel=event.channel.value,
        kind=event.kind.value,
        direction=event.direction.value,
        by=event.agent.name if event.agent else None,
        summary=summary_line(event),
    )
