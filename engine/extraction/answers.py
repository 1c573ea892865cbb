"""One answer of a form, or one choice: its label says what was asked, the value is read as if the buyer had said it."""

from collections.abc import Iterable
from dataclasses import replace

from engine.extraction.catalogue import find_mentions
from engine.extraction.dialogue import Dialogue, Said, prepare
from engine.extraction.drafts import Draft
from engine.extraction.facing import read_facings
from engine.extraction.files import read_toml
from engine.extraction.money import read_budgets
from engine.extraction.names import display
from engine.extraction.places import places_in
from engine.extraction.preferences import read_preferences
from engine.extraction.products import read_products
from engine.extraction.projects import read_projects
from engine.extraction.rules import build
from engine.extraction.timeline import read_timeline
from engine.extraction.words import read_words
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Value
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Channel, Op, Origin, Slot, Speaker

ZONE = "Asia/Kolkata"
_TOPICS = build({"topic": topic, "patterns": words} for topic, words in read_toml("fields")["topics"].items())
_OWN_WORDS = {"name": Slot.NAME, "city": Slot.CITY, "language": Slot.LANGUAGE}
_BARE = {"project", *_OWN_WORDS}
_SURE = 0.95
_UNASKED = 0.75
"""How sure of a sum we must be under a label that asks for none ("choice")."""


def read_answer(interaction: Interaction, label: str, value: str, catalogue: Catalogue) -> Iterable[Draft]:
    """What one answered field says; nothing for labels and values that no reader knows."""
    topics = frozenset(hit.says("topic") for hit in _TOPICS.find(read_words(label)))
    for topic, slot in _OWN_WORDS.items():
        if topic in topics and not topics - {topic} and not any(c.isdigit() for c in value):
            yield Draft(slot, Value(text=value), None, None, _SURE, origin=Origin.FIELD)
            return
    dialogue = _as_said(interaction, value, topics, catalogue.vertical)
    for draft in _read(dialogue, topics, catalogue):
        yield replace(draft, start=None, end=None, op=Op.STATE, confidence=_SURE, origin=Origin.FIELD)


def _as_said(interaction: Interaction, value: str, topics: frozenset[str], vertical: str) -> Dialogue:
    turn = Turn("answer", 0, Speaker.BUYER, interaction.at, value)
    spoken = replace(interaction, channel=Channel.WEB_FORM, turns=(turn,))
    said = prepare(spoken, vertical, ZONE).said[0]
    return Dialogue((replace(said, asked=topics),), vertical, Channel.WEB_FORM, ZONE)


def _read(dialogue: Dialogue, topics: frozenset[str], catalogue: Catalogue) -> Iterable[Draft]:
    said = dialogue.said[0]
    mentions = find_mentions(said.words, catalogue)
    yield from (d for _, d in read_products(dialogue))
    yield from (d for _, d in read_preferences(dialogue))
    yield from (d for _, d in read_facings(dialogue))
    yield from (d for _, d in read_projects(dialogue, {0: mentions}) if not d.doubtful)
    if not topics or topics & {"budget", "financing"}:
        yield from (d for _, d in read_budgets(dialogue) if topics or d.confidence > _UNASKED)
    if "location" in topics:
        yield from _places(said)
    if "timeline" in topics:
        yield from (d for _, d in read_timeline(dialogue))


def _places(said: Said) -> Iterable[Draft]:
    """Every place an answer lists, known or not: "Kadri / Bejai"."""
    found = places_in(said.words, frozenset())
    covered = {i for p in found for i in range(p.first, p.last + 1)}
    for place in found:
        yield Draft(Slot.LOCATIONS, Value(text=place.name), *said.words.span(place.first, place.last))
    if not covered and said.words.tokens:
        whole = display(said.words, 0, len(said.words.tokens) - 1)
        yield Draft(Slot.LOCATIONS, Value(text=whole), *said.words.span(0, len(said.words.tokens) - 1))
