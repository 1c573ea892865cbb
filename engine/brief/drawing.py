"""A buyer as nodes and edges with captions, ready to draw: what is theirs, what it rests on, and whom they meet where.

Holdings are drawn as the edge from an identifier to its holder, evidence as an edge to the interaction. Ids are those
of the graph; an identifier's gets a prefix, since it may be the same as a buyer's (both are minted by observations).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.brief.data import WORDS, Table
from engine.brief.phrases import (
    budget_phrase,
    concern_text,
    contact_text,
    person_text,
    promise_text,
    timeline_phrase,
)
from engine.brief.picture import Picture
from engine.brief.wording import channel_text, code_text, content_text, parsed_date, plain, preference_text, told
from engine.model.explored import MeetingPlace, Neighbours, Place
from engine.model.identity import IdentifierKey
from engine.model.recalled import RecalledEvidence, RecalledFact, RecalledInteraction

MOST = 300
_CAPTION = 120
_IS = ("Stakeholder", "Shared")
"""Places that are the number of a stakeholder of the buyer; `name` is then the stakeholder's id."""
_NAMED_BY = ("Shared", "Named")
"""Places at which the others are met because whoever is there has a part in their decision."""
_OVER = ("resolved", "kept", "cancelled")
_REFERENCES = {"projects": ("Project", "INTERESTED_IN"), "competitors": ("Competitor", "COMPARES")}


@dataclass(slots=True)
class Drawing:
    """Nodes by id in the order in which they were reached, and edges. Nodes beyond `MOST` are left out, and said so."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    truncated: bool = False

    def node(self, node_id: str, label: str, caption: str, **more: object) -> str | None:
        """Adds a node, or finds it; None when the drawing is full."""
        if node_id not in self.nodes:
            if len(self.nodes) >= MOST:
                self.truncated = True
                return None
            self.nodes[node_id] = {"id": node_id, "label": label, "caption": plain(caption, _CAPTION) or label}
        self.nodes[node_id].update(more)
        return node_id

    def edge(self, start: str | None, kind: str, end: str | None) -> None:
        """Adds an edge between two nodes that are drawn."""
        if start is not None and end is not None:
            self.edges[start, kind, end] = {"from": start, "to": end, "type": kind}

    def form(self) -> dict[str, Any]:
        """{"nodes", "edges", "truncated"} of CONTRACT.md section 4."""
        return {"nodes": list(self.nodes.values()), "edges": list(self.edges.values()), "truncated": self.truncated}


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of what a recalled buyer names by value only."""

    identifiers: Mapping[IdentifierKey, str]
    references: Mapping[tuple[str, str], str]
    """(slot, value) of a project or a competitor → its id."""


def identifier_node(identifier_id: str) -> str:
    """The id of an identifier's node."""
    return f"identifier:{identifier_id}"


def identifier_caption(kind: str, value: str, words: Table = WORDS) -> str:
    """phone +919839012345."""
    return f"{code_text(words['captions']['kinds'], kind)} {value}"


def draw(view: Picture, ids: Ids) -> Drawing:
    """What is one buyer's own."""
    recalled, drawing = view.recalled, Drawing()
    called = view.name or _nameless(view.words)
    buyer = drawing.node(recalled["buyer_id"], "Buyer", called, interactions=recalled["interactions"])
    for held in recalled["identifiers"]:
        known = ids.identifiers.get(IdentifierKey(held["kind"], held["namespace"], held["value"]))
        if known is not None:
            caption = identifier_caption(held["kind"], held["value"], view.words)
            node = drawing.node(identifier_node(known), "Identifier", caption, shared=held["shared"])
            drawing.edge(node, "HELD_AS", buyer)
    for node_id, label, kind, caption, _ in _owned(view):
        drawing.edge(buyer, kind, drawing.node(node_id, label, caption))
    for promise in recalled["promises"]:
        for concern in promise.get("led_from", ()):
            if {concern, promise["id"]} <= drawing.nodes.keys():
                drawing.edge(concern, "LED_TO", promise["id"])
    for slot, (label, kind) in _REFERENCES.items():
        for fact in view.slots.get(slot, ()):
            name = str(fact["value"].get("text") or "")
            drawing.edge(buyer, kind, drawing.node(ids.references[slot, name], label, name))
    return drawing


def rest_on(drawing: Drawing, view: Picture) -> None:
    """Adds the interactions behind what is drawn, then the newest ones, each tied to the buyer."""
    buyer = view.recalled["buyer_id"]
    lines = {line["id"]: line for line in view.recalled["recent"]}
    for node_id, _, _, _, evidence in _owned(view):
        for seen in evidence if node_id in drawing.nodes else ():
            line = lines.get(seen["interaction_id"])
            told = f"{channel_text(seen['channel'], view.words)}, {view.day(seen['at_ms'])}"
            caption = _line_caption(line, view) if line else told
            node = drawing.node(seen["interaction_id"], "Interaction", caption)
            drawing.edge(node_id, "BACKED_BY", node)
            drawing.edge(node, "FROM", buyer)
    for concern in view.recalled["objections"]:
        for visit in concern.get("led_from", ()) if concern["id"] in drawing.nodes else ():
            line = lines.get(visit)
            told = _line_caption(line, view) if line else view.words["captions"]["happenings"]["visit"]
            node = drawing.node(visit, "Interaction", told)
            drawing.edge(node, "LED_TO", concern["id"])
            drawing.edge(node, "FROM", buyer)
    for line in view.recalled["recent"]:
        drawing.edge(drawing.node(line["id"], "Interaction", _line_caption(line, view)), "FROM", buyer)


def meet(drawing: Drawing, buyer_id: str, found: Iterable[Neighbours], words: Table = WORDS) -> list[str]:
    """Adds whom the buyer meets, and where; returns those added. What is not drawn of a place is counted on it."""
    kinds = dict(_REFERENCES.values())
    met: list[str] = []
    for row in found:
        kind = kinds.get(row["label"], "HELD_AS")
        more = row["others"] - len(row["met"])
        label = "Identifier" if kind == "HELD_AS" else row["label"]
        place = _place(drawing, label, row["place"], words, **({"more": more} if more > 0 else {}))
        drawing.truncated = drawing.truncated or more > 0
        if row["label"] in _IS:
            drawing.edge(row["place"]["name"], "IS", place)
        else:
            _tie(drawing, kind, place, buyer_id)
        for other in row["met"]:
            node = drawing.node(str(other["id"]), "Buyer", other["name"] or _nameless(words))
            if row["label"] in _NAMED_BY:
                drawing.edge(node, "DECIDES_WITH", place)
            else:
                _tie(drawing, kind, place, node)
            if node is not None:
                met.append(node)
    return list(dict.fromkeys(met))


def go_on(drawing: Drawing, found: Iterable[MeetingPlace], words: Table = WORDS) -> None:
    """Adds where those whom the buyer meets meet others in turn."""
    for row in found:
        if row["buyer_id"] in drawing.nodes:
            _tie(drawing, row["type"], _place(drawing, row["label"], row["place"], words), row["buyer_id"])


def _nameless(words: Table) -> str:
    return str(words["captions"]["nameless"])


def _place(drawing: Drawing, label: str, place: Place, words: Table, **more: object) -> str | None:
    if label != "Identifier":
        return drawing.node(place["id"], label, place["name"] or label, **more)
    caption = identifier_caption(place["kind"] or "", place["value"] or "", words)
    return drawing.node(identifier_node(place["id"]), label, caption, **more)


def _tie(drawing: Drawing, kind: str, place: str | None, buyer: str | None) -> None:
    """The edge between a place and a buyer, in the graph's direction."""
    start, end = (place, buyer) if kind == "HELD_AS" else (buyer, place)
    drawing.edge(start, kind, end)


def _owned(view: Picture) -> Iterator[tuple[str, str, str, str, list[RecalledEvidence]]]:
    """(id, label, relationship, caption, evidence) of everything that is believed of the buyer."""
    words, use = view.words, view.words["captions"]
    for fact in view.recalled["facts"]:
        yield fact["id"], "Fact", "HAS_FACT", fact_caption(fact, words), fact["evidence"]
    for objection in view.recalled["objections"]:
        caption = _with_state(use["concern"].format(concern_text(objection, words)), objection["status"], words)
        yield objection["id"], "Objection", "RAISED", caption, objection["evidence"]
    for person in view.people:
        yield person["id"], "Stakeholder", "DECIDES_WITH", person_text(person, words=words), person["evidence"]
    for promise in view.promises:
        caption = _with_state(promise_text(promise, words), promise["status"], words)
        yield promise["id"], "Promise", "AGREED", caption, promise["evidence"]
    for question in view.recalled["questions"]:
        yield question["id"], "Question", "ASKED", use["asked"].format(question["text"]), question["evidence"]


def _with_state(caption: str, state: str, words: Table) -> str:
    """The caption of something that is over says so."""
    use = words["captions"]
    return str(use["done"]).format(caption, use["states"][state]) if state in _OVER else caption


def _line_caption(line: RecalledInteraction, view: Picture) -> str:
    use = view.words["captions"]
    channel, kind = channel_text(line["channel"], view.words), code_text(use["happenings"], line["kind"])
    what = channel if kind in channel.casefold() else use["happened"].format(channel, kind)
    return f"{what}, {view.day(line['at_ms'])}"


def fact_caption(fact: RecalledFact, words: Table = WORDS) -> str:
    """budget: 60 to 65 lakh; intent: not now; saw: tower launch video."""
    slot, value, use = fact["slot"], fact["value"], words["captions"]
    text = plain(value.get("text"), _CAPTION)
    says = {
        "budget": lambda: budget_phrase(value.get("amount_min"), value.get("amount_max"), value.get("currency"), words),
        "timeline": lambda: timeline_phrase(parsed_date(str(value["date"])), told(value.get("cause")), words),
        "preferences": lambda: preference_text(str(value.get("name")), text, words),
        "contact": lambda: contact_text(value, words),
        "seen": lambda: content_text(text),
        "campaign": lambda: plain(value.get("name") or text, 60),
        "intent": lambda: code_text(use["states"], text),
        "tone": lambda: code_text(use["states"], text),
    }.get(slot)
    return str(use["said"]).format(code_text(use["slots"], slot), says() if says else text)
