"""Structured events: answers, clicks, stages, owners, outcomes, opt-outs, campaigns, corrections."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.extraction.fields import read_fields
from engine.model.event import Profile
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Signal
from engine.model.tenant import Catalogue, Project, TeamMember
from graph_schema.vocabulary import Channel, Direction, Kind, Op, Origin, Slot, Speaker
from tests.unit.extraction.said import AT

CATALOGUE = Catalogue(1, "real_estate", (Project("Tulip Towers"),), team=(TeamMember("rep-7", "Asha"),))


def read(kind: Kind, data: dict[str, Any], direction: Direction = Direction.INBOUND, **more: Any) -> list[Signal]:
    event = Interaction("e1", "t", "test", Channel.WEB_FORM, kind, direction, AT, AT, data=data, **more)
    return list(read_fields(event, CATALOGUE, "r"))


@pytest.mark.parametrize(
    ("label", "value", "slot", "expected"),
    [
        ("Budget", "under 65", Slot.BUDGET, {"amount_max": 6_500_000.0, "currency": "INR"}),
        ("Budget", "50 L - 75 L", Slot.BUDGET, {"amount_min": 5e6, "amount_max": 7.5e6, "currency": "INR"}),
        ("choice", "1 Cr - 1.5 Cr", Slot.BUDGET, {"amount_min": 1e7, "amount_max": 1.5e7, "currency": "INR"}),
        ("Configuration", "2 BHK", Slot.PRODUCTS, {"text": "2BHK"}),
        ("Preferred area", "Aliganj", Slot.LOCATIONS, {"text": "Aliganj"}),
        ("When", "before October", Slot.TIMELINE, {"date": date(2026, 10, 1)}),
        ("Planning to buy", "Immediately", Slot.TIMELINE, {"date": date(2026, 5, 16)}),
        ("Facing", "East", Slot.PREFERENCES, {"name": "facing", "text": "east"}),
        ("Home loan required", "Yes", Slot.PREFERENCES, {"name": "financing", "text": "loan"}),
        ("Project", "tulip towers", Slot.PROJECTS, {"text": "Tulip Towers"}),
        ("Full name", "Meera Nair", Slot.NAME, {"text": "Meera Nair"}),
        ("City", "Kochi", Slot.CITY, {"text": "Kochi"}),
    ],
)
def test_an_answer_is_read_by_its_label(label: str, value: str, slot: Slot, expected: dict[str, Any]) -> None:
    (signal,) = read(Kind.FORM, {"answers": {label: value}})
    assert (signal.slot, signal.value.given()) == (slot, expected)
    assert (signal.evidence.field, signal.evidence.value) == (label, value)
    assert (signal.origin, signal.speaker) == (Origin.FIELD, Speaker.BUYER)


def test_several_places_in_one_answer() -> None:
    assert [s.value.text for s in read(Kind.FORM, {"answers": {"Area": "Hazratganj / Aliganj"}})] == [
        "Hazratganj",
        "Aliganj",
    ]


@pytest.mark.parametrize("answers", [{}, {"x": None}, {"x": ["", {}]}, "text", ["list"], {"Agree": True}, {"Age": 31}])
def test_answers_that_say_nothing(answers: Any) -> None:
    assert read(Kind.FORM, {"answers": answers}) == []


def test_a_look_at_a_project_is_seen_and_hints_at_interest() -> None:
    seen, project = read(Kind.VISIT, {"content": "Tulip Towers floor plans", "dwell_s": 95})
    assert (seen.slot, seen.value.dwell_s, seen.origin) == (Slot.SEEN, 95.0, Origin.FIELD)
    assert (project.slot, project.value.text, project.origin) == (Slot.PROJECTS, "Tulip Towers", Origin.INFERRED)
    assert project.confidence < seen.confidence


@pytest.mark.parametrize(
    ("kind", "data", "slot", "expected"),
    [
        (Kind.STAGE_CHANGE, {"stage": "negotiation"}, Slot.STAGE, {"text": "negotiation"}),
        (Kind.ASSIGNMENT, {"agent_id": "rep-7"}, Slot.OWNER, {"text": "rep-7", "name": "Asha"}),
        (Kind.OUTCOME, {"outcome": "lost", "reason": "price"}, Slot.OUTCOME, {"text": "lost", "reason": "price"}),
    ],
)  # fmt: skip
def test_what_the_crm_sets(kind: Kind, data: dict[str, Any], slot: Slot, expected: dict[str, Any]) -> None:
    (signal,) = read(kind, data, Direction.INTERNAL)
    assert (signal.slot, signal.value.given(), signal.speaker) == (slot, expected, Speaker.SELLER)


def test_unsubscribe_is_an_opt_out() -> None:
    (signal,) = read(Kind.UNSUBSCRIBE, {})
    assert signal.value.opt_out is True


def test_the_ad_and_what_it_promised() -> None:
    referral = {"headline": "3BHK from 60 lakh", "source_id": "ad-9"}
    (signal,) = read(Kind.MESSAGE, {"referral": referral}, campaign="tower-launch")
    assert signal.value.given() == {"name": "tower-launch", "text": "3BHK from 60 lakh"}


def test_the_profile() -> None:
    read_of = read(Kind.MESSAGE, {}, profile=Profile("Meera", "Lucknow", "hi"))
    assert {(s.slot, s.value.text) for s in read_of} == {("name", "Meera"), ("city", "Lucknow"), ("language", "hi")}


SIXTY = {"amount_min": 6e6, "amount_max": 6.5e6, "currency": "INR"}
PRICE, WIFE, CALL = {"category": "price"}, {"relation": "wife"}, {"action": "callback", "owner": "seller"}
LOW = {"name": "floor", "text": "low"}


@pytest.mark.parametrize(
    ("data", "op", "value", "target"),
    [
        ({"slot": "budget", "value": {"min": 6e6, "max": 6.5e6}}, Op.STATE, SIXTY, None),
        ({"slot": "budget", "value": "60 se 65 lakh"}, Op.STATE, SIXTY, None),
        ({"slot": "budget", "wrong": True, "target": SIXTY}, Op.REMOVE, {}, SIXTY),
        ({"slot": "timeline", "value": "2026-10-01"}, Op.STATE, {"date": date(2026, 10, 1)}, None),
        ({"slot": "objections", "target": PRICE, "value": "resolved"}, Op.STATE, PRICE | {"status": "resolved"}, PRICE),
        (
            {"slot": "stakeholders", "target": WIFE, "value": WIFE | {"role": "veto"}},
            Op.STATE,
            WIFE | {"role": "veto"},
            WIFE,
        ),
        ({"slot": "promises", "target": CALL, "value": "kept"}, Op.STATE, CALL | {"status": "kept"}, CALL),
        ({"slot": "preferences", "target": LOW, "value": "high"}, Op.STATE, {"name": "floor", "text": "high"}, LOW),
        ({"slot": "products", "value": "3BHK", "reason": "asked again"}, Op.STATE, {"text": "3BHK"}, None),
    ],
)
def test_a_correction(data: dict[str, Any], op: Op, value: dict[str, Any], target: dict[str, Any] | None) -> None:
    (signal,) = read(Kind.CORRECTION, data, Direction.INTERNAL)
    assert (signal.op, signal.origin, signal.value.given()) == (op, Origin.CORRECTION, value)
    assert (signal.target and signal.target.given()) == target


def test_a_correction_is_shown_as_it_was_written() -> None:
    (word,) = read(Kind.CORRECTION, {"slot": "budget", "value": "60 se 65 lakh"}, Direction.INTERNAL)
    (thing,) = read(Kind.CORRECTION, {"slot": "budget", "value": {"min": 6000000, "max": None}}, Direction.INTERNAL)
    assert (word.evidence.value, thing.evidence.value) == ("60 se 65 lakh", '{"min":6000000,"max":null}')


def test_a_corrected_list_replaces_what_stood() -> None:
    both = read(Kind.CORRECTION, {"slot": "locations", "value": ["Aliganj", "Mahanagar"]}, Direction.INTERNAL)
    assert [(s.op, s.value.text) for s in both] == [(Op.REPLACE, "Aliganj"), (Op.STATE, "Mahanagar")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["answers", "content", "dwell_s", "stage", "agent_id", "outcome", "reason", "referral", "value", "target", "wrong"]
)


@given(st.sampled_from(Kind), st.dictionaries(KEYS, JSON, max_size=4), st.sampled_from([*Slot, "nonsense"]))
def test_odd_data_never_breaks_the_reader(kind: Kind, data: dict[str, Any], slot: str) -> None:
    for signal in read(kind, {"slot": slot, **data}):
        assert signal.evidence.field
        assert signal.evidence.turn is None


def shown(
    kind: Kind,
    data: dict[str, Any],
    direction: Direction,
    channel: Channel = Channel.VOICE,
    text: str | None = None,
    speaker: Speaker = Speaker.SELLER,
    campaign: str | None = None,
) -> list[tuple[str | None, ...]]:
    """What the event itself keeps or calls off: (action, owner, status, field)."""
    turns = (Turn("t1", 0, speaker, AT, text),) if text else ()
    event = Interaction("e1", "t", "test", channel, kind, direction, AT, AT, turns=turns, data=data, campaign=campaign)
    found = [s for s in read_fields(event, CATALOGUE, "r") if s.slot is Slot.PROMISES]
    assert all(s.turn_n < 0 for s in found)
    return [(s.value.action, s.value.owner, s.value.status, s.evidence.field) for s in found]


OUT, IN, INTERNAL = Direction.OUTBOUND, Direction.INBOUND, Direction.INTERNAL


@pytest.mark.parametrize(
    ("data", "more", "expected"),
    [
        ({}, {}, [("callback", "seller", "kept", "kind")]),
        ({"duration_s": 184}, {}, [("callback", "seller", "kept", "duration_s")]),
        ({"status": "completed"}, {"text": "Namaste ji"}, [("callback", "seller", "kept", "status")]),
        ({"status": "no-answer"}, {}, []),
        ({"ended_reason": "customer-did-not-answer"}, {}, []),
        ({"ended_reason": "voicemail", "duration_s": 40}, {}, []),
        ({"status": "COMPLETED", "duration_s": 0}, {}, []),
        ({"disposition": "BUSY"}, {}, []),
        ({"missed": True}, {}, []),
        ({}, {"text": "Called, no answer. Will try on Monday."}, []),
        ({}, {"text": "phone nahi uthaya"}, []),
        (
            {"duration_s": 5},
            {"text": "haan boliye", "speaker": Speaker.BUYER},
            [("callback", "seller", "kept", "duration_s")],
        ),
    ],
)
def test_our_call_is_the_one_we_promised_when_it_reached_somebody(
    data: dict[str, Any], more: dict[str, Any], expected: list[Any]
) -> None:
    assert shown(Kind.CALL, data, OUT, **more) == expected


@pytest.mark.parametrize(
    ("kind", "data", "direction", "more", "expected"),
    [
        (Kind.CALL, {"duration_s": 60}, IN, {}, [("callback", "buyer", "kept", "duration_s")]),
        (Kind.VISIT, {}, IN, {"channel": Channel.IN_PERSON}, [("visit", None, "kept", "channel")]),
        (Kind.VISIT, {}, IN, {"channel": Channel.IN_PERSON, "text": "no show"}, []),
        (Kind.VISIT, {"content": "brochure"}, IN, {"channel": Channel.WEB_VISIT}, []),
        (Kind.OUTCOME, {"outcome": "site_visit_done"}, INTERNAL, {}, [("visit", None, "kept", "outcome")]),
        (Kind.OUTCOME, {"outcome": "visit_cancelled"}, INTERNAL, {}, [("visit", None, "cancelled", "outcome")]),
        (Kind.OUTCOME, {"outcome": "no_show"}, INTERNAL, {}, []),
        (Kind.STAGE_CHANGE, {"stage": "Site Visit Done"}, INTERNAL, {}, [("visit", None, "kept", "stage")]),
        (Kind.STAGE_CHANGE, {"stage": "site visit scheduled"}, INTERNAL, {}, []),
        (
            Kind.MESSAGE,
            {"media": {"type": "document", "filename": "Tulip_brochure.pdf"}},
            OUT,
            {"channel": Channel.WHATSAPP},
            [("send_information", "seller", "kept", "media")],
        ),
        (
            Kind.MESSAGE,
            {"media": {"type": "document"}},
            OUT,
            {"channel": Channel.WHATSAPP, "campaign": "diwali"},
            [],
        ),
        (Kind.MESSAGE, {"media": {"type": "audio"}}, OUT, {"channel": Channel.WHATSAPP}, []),
        (
            Kind.MESSAGE,
            {"attachments": ["image001.png", "cost sheet.pdf"]},
            OUT,
            {"channel": Channel.EMAIL},
            [("send_information", "seller", "kept", "attachments")],
        ),
        (
            Kind.MESSAGE,
            {"media": {"type": "image"}},
            IN,
            {"channel": Channel.WHATSAPP},
            [("send_documents", "buyer", "kept", "media")],
        ),
    ],
)
def test_what_an_event_itself_shows(
    kind: Kind, data: dict[str, Any], direction: Direction, more: dict[str, Any], expected: list[Any]
) -> None:
    assert shown(kind, data, direction, **more) == expected
