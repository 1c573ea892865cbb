"""The drawing of a buyer: captions that a person reads, edges in the graph's direction, and its limits."""

import re
from zoneinfo import ZoneInfo

import pytest

from engine.brief.data import words_of
from engine.brief.drawing import MOST, Drawing, Ids, draw, fact_caption, go_on, meet, rest_on
from engine.brief.picture import Picture, picture_of
from engine.model.explored import MeetingPlace, Neighbours, Place
from engine.model.identity import IdentifierKey
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot
from tests.signal_makers import budget, day, recalled, signal, text
from tests.stories import FARIDABAD_NOW, LUCKNOW_NOW, faridabad, lucknow, lucknow_timeline

PHONE = IdentifierKey("phone", "", "+919839012345")
PROJECT = Place(id="p1", kind=None, value=None, name="Gomti Heights")


class AnyReference(dict[tuple[str, str], str]):
    def __missing__(self, key: tuple[str, str]) -> str:
        return f"{key[0]}/{key[1]}"


def view(signals: list[Signal], **more: object) -> Picture:
    read = recalled(signals, **{"now": day(1), **more})  # type: ignore[arg-type]
    return picture_of(read, now=more.get("now", day(1)), zone=ZoneInfo("Asia/Kolkata"), vertical="real_estate")  # type: ignore[arg-type]


def drawn(picture: Picture) -> Drawing:
    return draw(picture, Ids({PHONE: "b1"}, AnyReference()))


def captions(drawing: Drawing, label: str) -> set[str]:
    return {n["caption"] for n in drawing.nodes.values() if n["label"] == label}


def test_meera_is_readable() -> None:
    drawing = drawn(view(lucknow(), now=LUCKNOW_NOW, recent=lucknow_timeline()))
    assert captions(drawing, "Buyer") == {"Meera"}
    assert captions(drawing, "Identifier") == {"phone +919839012345"}
    assert captions(drawing, "Fact") >= {
        "wants: 3BHK", "where: Gomti Nagar", "budget: 60 to 65 lakh", "by: October 2026", "wish: ready to move",
        "saw: tower launch video", "came via: portal-may",
    }  # fmt: skip
    assert captions(drawing, "Objection") == {"concern: parking"}


def test_rahuls_people_promises_and_rivals() -> None:
    drawing = drawn(view(faridabad(), now=FARIDABAD_NOW))
    assert captions(drawing, "Stakeholder") == {"mother-in-law must visit first"}
    assert captions(drawing, "Promise") == {"we call back by 6 March 2026 (overdue)"}
    assert captions(drawing, "Competitor") == {"Skyline Greens"}
    assert {e["type"] for e in drawing.edges.values()} == {
        "HELD_AS", "HAS_FACT", "RAISED", "DECIDES_WITH", "AGREED", "COMPARES", "LED_TO",
    }  # fmt: skip


def test_in_hindi_captions_are_hindi() -> None:
    """All that is ours: what buyers and providers wrote, names and codes stay as they are."""
    done = signal(Slot.OBJECTIONS, day(60), Value(category="parking", status="resolved"), quote="theek hai")
    read = recalled([*lucknow(), *faridabad(), done], now=FARIDABAD_NOW, recent=lucknow_timeline())
    hindi = picture_of(
        read, now=FARIDABAD_NOW, zone=ZoneInfo("Asia/Kolkata"), vertical="real_estate", words=words_of("hi")
    )
    drawing = drawn(hindi)
    rest_on(drawing, hindi)
    theirs = {
        "BHK", "Gomti", "Nagar", "portal", "may", "tower", "launch", "video", "hinglish", "Meera", "Rahul", "Skyline",
        "Greens", "school", "admission", "deadline",
    }  # fmt: skip
    for label in ("Buyer", "Identifier", "Fact", "Objection", "Stakeholder", "Promise", "Interaction"):
        found = captions(drawing, label)
        assert found, label
        latin = {word for caption in found for word in re.findall(r"[A-Za-z]+", caption)} - theirs
        assert latin == set(), label
    assert "फ़ोन +919839012345" in captions(drawing, "Identifier")


def test_an_identifier_is_not_its_buyer_though_their_ids_are_the_same() -> None:
    drawing = drawn(view([budget(day(0), 60, 65)]))
    assert drawing.edges["identifier:b1", "HELD_AS", "b1"] == {"from": "identifier:b1", "to": "b1", "type": "HELD_AS"}


def test_what_it_rests_on() -> None:
    picture = view(lucknow(), now=LUCKNOW_NOW, recent=lucknow_timeline())
    drawing = drawn(picture)
    rest_on(drawing, picture)
    assert captions(drawing, "Interaction") == {
        "call, 14 May 2026", "WhatsApp choice, 15 May 2026", "email click, 16 May 2026", "CRM note, 14 May 2026",
    }  # fmt: skip
    rests = [(e["from"], e["to"]) for e in drawing.edges.values() if e["type"] == "BACKED_BY"]
    labels = {(drawing.nodes[a]["label"], drawing.nodes[b]["label"]) for a, b in rests}
    assert labels == {("Fact", "Interaction"), ("Objection", "Interaction")}


def test_those_met_are_named_up_to_a_limit_and_the_rest_counted() -> None:
    drawing = drawn(view([budget(day(0), 60, 65)]))
    row = Neighbours(label="Project", place=PROJECT, met=[{"id": "b2", "name": "Imran"}], others=41)
    assert meet(drawing, "b1", [row]) == ["b2"]
    assert drawing.nodes["p1"] == {"id": "p1", "label": "Project", "caption": "Gomti Heights", "more": 40}
    assert set(drawing.edges) >= {("b1", "INTERESTED_IN", "p1"), ("b2", "INTERESTED_IN", "p1")}
    assert drawing.truncated
    go_on(drawing, [
        MeetingPlace(buyer_id="b2", type="HELD_AS", label="Identifier",
                     place=Place(id="x9", kind="phone", value="+911", name=None)),
        MeetingPlace(buyer_id="stranger", type="COMPARES", label="Competitor", place=PROJECT),
    ])  # fmt: skip
    assert drawing.edges["identifier:x9", "HELD_AS", "b2"]["type"] == "HELD_AS"
    assert "stranger" not in drawing.nodes


def test_a_full_drawing_says_so_and_has_no_loose_edge() -> None:
    picture = view([text(Slot.LOCATIONS, day(0), f"Sector {n}", turn_n=n) for n in range(MOST + 20)])
    drawing = drawn(picture)
    rest_on(drawing, picture)
    form = drawing.form()
    assert (len(form["nodes"]), form["truncated"]) == (MOST, True)
    assert {e[end] for e in form["edges"] for end in ("from", "to")} <= set(drawing.nodes)


@pytest.mark.parametrize(
    ("slot", "value", "caption"),
    [
        (Slot.INTENT, Value(text="not_now"), "intent: not now"),
        (Slot.CONTACT, Value(prefer="whatsapp", after="19:00"), "contact: prefers WhatsApp, after 19:00"),
        (Slot.STAGE, Value(text="Site visit"), "stage: Site visit"),
        (Slot.OUTCOME, Value(text="lost", reason="price"), "outcome: lost"),
        (Slot.NAME, Value(text="<b>Meera</b>\u202e"), "name: b Meera /b"),
    ],
)
def test_captions(slot: Slot, value: Value, caption: str) -> None:
    picture = view([signal(slot, day(0), value, quote="said")])
    (fact,) = picture.recalled["facts"]
    assert fact_caption(fact) == caption
