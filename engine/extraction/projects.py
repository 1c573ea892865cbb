"""Catalogue items the buyer shows interest in, and those they drop; rivals that the catalogue knows."""

from collections.abc import Iterable, Mapping, Sequence

from engine.extraction.catalogue import Mention
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import build
from engine.extraction.substitute import around
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot

_DROPPED = build([{"patterns": read_toml("catalogue")["dropped"]}])
_SLOTS = {"project": Slot.PROJECTS, "short": Slot.PROJECTS, "competitor": Slot.COMPETITORS}


def read_projects(dialogue: Dialogue, mentions: Mapping[int, Sequence[Mention]]) -> Iterable[tuple[Said, Draft]]:
    """Projects that the buyer names. A short form counts once the full name stands somewhere in the conversation."""
    full = {m.name for found in mentions.values() for m in found if m.kind == "project"}
    held: set[str] = set()
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        for mention in mentions[said.index]:
            slot = _SLOTS.get(mention.kind)
            if slot is None or (mention.kind == "short" and mention.name not in full):
                continue
            dropped = slot is Slot.PROJECTS and _dropped(said, mention)
            if dropped:
                held.discard(mention.name)
                yield said, _draft(said, mention, slot, Op.REMOVE)
            elif mention.name not in held:
                held.add(mention.name)
                yield said, _draft(said, mention, slot, Op.STATE)


def _dropped(said: Said, mention: Mention) -> bool:
    return _DROPPED.first(around(said.words, mention.first, mention.last, "x", 8)) is not None


def _draft(said: Said, mention: Mention, slot: Slot, op: Op) -> Draft:
    start, end = said.words.span(mention.first, mention.last)
    return Draft(slot, Value(text=mention.name), start, end, 0.95 if mention.whole else 0.8, op)
