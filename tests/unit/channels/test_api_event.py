"""The public event body: defaults, checks with pointers, and the canonical content of an event."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.channels.api_event import event_from_json, event_to_json
from engine.errors import InvalidEvent
from engine.ids import content_hash
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker

NOW = datetime(2026, 5, 16, 5, 0, tzinfo=UTC)
PHONE = {"kind": "phone", "value": "098390 12345", "verified": True}
LEAST: dict[str, Any] = {
    "id": "e-1",
    "source": "wa-cloud",
    "channel": "whatsapp",
    "at": "2026-05-16T10:02:00+05:30",
    "identifiers": [PHONE],
}
FULL = LEAST | {
    "kind": "message",
    "direction": "inbound",
    "profile": {"name": "मीरा", "city": "Lucknow", "language": "hi"},
    "agent": {"id": "rep-7", "name": "Asha", "kind": "rep"},
    "campaign": "tower-launch",
    "persona": "site-team",
    "brief_id": "b-1",
    "permit_id": None,
    "handoff": {"from": "bot-1", "to": "rep-7", "type": "voice"},
    "turns": [{"id": "t1", "speaker": "buyer", "at": "2026-05-16T10:02:00+05:30", "text": "3BHK chahiye, 65 tak"}],
    "data": {},
    "what": "nobody knows",
}


def event(**changes: Any):
    return event_from_json(LEAST | changes, received_at=NOW)


def problems(body: object) -> list[str]:
    with pytest.raises(InvalidEvent) as caught:
        event_from_json(body, received_at=NOW)
    assert all(detail and "098390" not in detail for _, detail in caught.value.errors)
    return [pointer for pointer, _ in caught.value.errors]


def test_a_full_event() -> None:
    full = event_from_json(FULL, received_at=NOW)
    assert (full.ref, full.source, full.channel, full.kind) == ("e-1", "wa-cloud", Channel.WHATSAPP, Kind.MESSAGE)
    assert full.at == datetime(2026, 5, 16, 4, 32, tzinfo=UTC)
    assert full.identifiers[0].verified
    assert (full.profile.name, full.agent.name, full.handoff.to_agent) == ("मीरा", "Asha", "rep-7")
    assert full.turns[0].text == "3BHK chahiye, 65 tak"
    assert '"what":"nobody knows"' in full.payload


@pytest.mark.parametrize(
    ("channel", "kind", "direction"),
    [
        ("whatsapp", "message", "inbound"),
        ("voice", "call", "inbound"),
        ("email", "message", "inbound"),
        ("web_chat", "message", "inbound"),
        ("web_form", "form", "inbound"),
        ("web_visit", "visit", "inbound"),
        ("ad_form", "form", "inbound"),
        ("portal", "form", "inbound"),
        ("crm", "update", "internal"),
        ("crm_note", "note", "internal"),
        ("in_person", "visit", "inbound"),
        ("sms", "message", "inbound"),
        ("social", "message", "inbound"),
        ("app", "message", "inbound"),
    ],
)
def test_defaults_of_every_channel(channel, kind, direction) -> None:
    given_event = event(channel=channel)
    assert (given_event.kind, given_event.direction) == (kind, direction)


@pytest.mark.parametrize(
    ("changes", "speaker"),
    [
        ({}, Speaker.BUYER),
        ({"direction": "outbound"}, Speaker.SELLER),
        ({"channel": "crm_note"}, Speaker.SELLER),
        ({"channel": "crm_note", "direction": "inbound"}, Speaker.BUYER),
    ],
)
def test_text_is_one_turn_of_whom_the_direction_implies(changes, speaker) -> None:
    (turn,) = event(text="65 tak", **changes).turns
    assert (turn.id, turn.speaker, turn.text, turn.at) == ("t1", speaker, "65 tak", None)


def test_turn_ids_that_are_not_given_avoid_those_that_are() -> None:
    turns = event(turns=[{"text": "a"}, {"id": "t3", "text": "b"}, {"text": "c"}]).turns
    assert [turn.id for turn in turns] == ["t1", "t3", "t3_"]


def test_kept_though_nobody_is_named() -> None:
    assert event(identifiers=[]).identifiers == ()
    assert event(identifiers=[{"kind": "phone", "value": "   "}]).identifiers[0].value == "   "


def test_ends_of_a_number_change_are_identifiers_in_their_roles() -> None:
    new = {"kind": "phone", "value": "70070 12345"}
    moved = event(kind="number_change", data={"from": PHONE, "to": [new]})
    assert [(one.value, one.role) for one in moved.identifiers] == [
        ("098390 12345", Role.FROM),
        ("70070 12345", Role.TO),
    ]
    joined = event(
        channel="crm", kind="merge", identifiers=[], data={"from": {"kind": "crm_id", "value": "1"}, "to": new}
    )
    assert [one.role for one in joined.identifiers] == [Role.FROM, Role.TO]


def test_identifier_kinds_of_the_tenant() -> None:
    body = LEAST | {"identifiers": [{"kind": "passbook", "value": "P-1", "namespace": "lko"}]}
    assert problems(body) == ["/identifiers/0/kind"]
    told = event_from_json(body, received_at=NOW, identifier_kinds=frozenset({"passbook"}))
    assert (told.identifiers[0].kind, told.identifiers[0].namespace) == ("passbook", "lko")


WRONG: list[tuple[str, object, list[str]]] = [
    ("not an object", 5, [""]),
    ("a list", [LEAST], [""]),
    ("nothing", {}, ["/id", "/source", "/channel", "/at", "/identifiers"]),
    (
        "many at once",
        {"id": 7, "source": "", "channel": "fax", "at": "yesterday", "identifiers": [{"kind": "phone"}, 3]},
        ["/id", "/source", "/channel", "/at", "/identifiers/0/value", "/identifiers/1"],
    ),
    ("blank id", LEAST | {"id": "  "}, ["/id"]),
    ("kind", LEAST | {"kind": "sing"}, ["/kind"]),
    ("kind of the log alone", LEAST | {"kind": "correction"}, ["/kind"]),
    ("kind of a wrong type", LEAST | {"kind": ["message"]}, ["/kind"]),
    ("direction", LEAST | {"direction": "up"}, ["/direction"]),
    ("no offset", LEAST | {"at": "2026-05-16T10:02:00"}, ["/at"]),
    ("a number as time", LEAST | {"at": 1778905920}, ["/at"]),
    ("next year", LEAST | {"at": "2027-05-16T10:02:00Z"}, ["/at"]),
    ("before all time", LEAST | {"at": "0001-01-01T00:00:00+05:30"}, ["/at"]),
    ("a turn ahead", LEAST | {"turns": [{"text": "x", "at": "2026-05-18T10:02:00Z"}]}, ["/turns/0/at"]),
    ("speaker", LEAST | {"turns": [{"text": "x", "speaker": "bot"}]}, ["/turns/0/speaker"]),
    ("turn without text", LEAST | {"turns": [{"id": "t1"}]}, ["/turns/0/text"]),
    ("a turn id twice", LEAST | {"turns": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, ["/turns/1/id"]),
    ("ten megabytes", LEAST | {"text": "x" * 10_000_000}, ["/text"]),
    ("a long turn", LEAST | {"turns": [{"text": "x" * 200_001}]}, ["/turns/0/text"]),
    ("text and turns", LEAST | {"text": "x", "turns": [{"text": "y"}]}, ["/text"]),
    ("null byte", LEAST | {"text": "a\x00b"}, ["/text"]),
    ("null byte in a name", LEAST | {"profile": {"name": "a\x00"}}, ["/profile/name"]),
    ("lone surrogate", LEAST | {"turns": [{"text": "a\ud83d"}]}, ["/turns/0/text"]),
    ("surrogate in an ignored field", LEAST | {"x": {"a/b": ["\udc00"]}}, ["/x/a~1b/0"]),
    ("a key with a null byte", LEAST | {"data": {"a\x00": 1}}, ["/data"]),
    ("endless number", LEAST | {"data": {"x": float("inf")}}, ["/data/x"]),
    ("huge number", LEAST | {"data": {"x": 2**70}}, ["/data/x"]),
    ("too many identifiers", LEAST | {"identifiers": [PHONE] * 101}, ["/identifiers"]),
    ("verified as text", LEAST | {"identifiers": [PHONE | {"verified": "yes"}]}, ["/identifiers/0/verified"]),
    ("identifiers null", LEAST | {"identifiers": None}, ["/identifiers"]),
    ("profile as text", LEAST | {"profile": "Meera"}, ["/profile"]),
    ("agent kind", LEAST | {"agent": {"id": "a", "kind": "robot"}}, ["/agent/kind"]),
    ("handoff", LEAST | {"handoff": {"from": "a"}}, ["/handoff/to"]),
    ("data as a list", LEAST | {"kind": "form", "data": []}, ["/data"]),
    ("data too large", LEAST | {"data": {"x": "y" * 200_001}}, ["/data"]),
    ("stage", LEAST | {"kind": "stage_change"}, ["/data/stage"]),
    ("agent_id", LEAST | {"kind": "assignment", "data": {"agent_id": ""}}, ["/data/agent_id"]),
    ("outcome", LEAST | {"kind": "outcome", "data": {"reason": 5}}, ["/data/outcome", "/data/reason"]),
    ("edit of nothing", LEAST | {"kind": "edit"}, ["/data/of"]),
    ("delete of a number", LEAST | {"kind": "delete", "data": {"of": 5}}, ["/data/of"]),
    ("dwell", LEAST | {"kind": "visit", "data": {"dwell_s": -1}}, ["/data/dwell_s"]),
    ("answers", LEAST | {"kind": "form", "data": {"answers": {"a": {"b": 1}}}}, ["/data/answers/a"]),
    ("one end", LEAST | {"kind": "number_change", "data": {"from": PHONE}}, ["/data/to"]),
    ("a broken end", LEAST | {"kind": "merge", "data": {"from": {"kind": "x"}, "to": []}},
     ["/data/from/kind", "/data/from/value", "/data/to"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pointers"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_and_where(body, pointers) -> None:
    assert problems(body) == pointers


@pytest.mark.parametrize(
    "data",
    [
        ("click", {"content": "brochure", "dwell_s": 4}),
        ("open", {}),
        ("visit", {"content": "tower", "dwell_s": 61.5}),
        ("form", {"answers": {"Budget": "65 lakh", "Homes": ["2BHK", "3BHK"], "Loan": True, "No": None}}),
        ("choice", {"answers": {"Ready?": "yes"}}),
        ("stage_change", {"stage": "negotiation"}),
        ("assignment", {"agent_id": "rep-9"}),
        ("outcome", {"outcome": "wrong_number"}),
        ("read", {"of": "m-1"}),
        ("forward", {}),
        ("edit", {"of": "m-1"}),
        ("ring", {}),
        ("unsubscribe", {}),
        ("sent", {"of": "m-1"}),
    ],
)
def test_data_of_kinds(data) -> None:
    kind, fields = data
    assert event(kind=kind, data=fields).data == fields


def test_content_is_canonical() -> None:
    first = event_from_json(FULL, received_at=NOW)
    again = event_from_json(dict(reversed(FULL.items())), received_at=datetime(2026, 5, 17, tzinfo=UTC))
    assert content_hash(event_to_json(first)) == content_hash(event_to_json(again))
    other = event_from_json(FULL | {"campaign": "x"}, received_at=NOW)
    assert content_hash(event_to_json(first)) != content_hash(event_to_json(other))
    assert event_from_json(event_to_json(first), received_at=NOW).turns == first.turns


def test_a_time_that_the_source_did_not_tell_is_no_content() -> None:
    told = event(at="2026-05-16T05:00:00Z")
    assert "at" not in event_to_json(told, received_at=NOW)
    assert event_to_json(told)["at"] == "2026-05-16T05:00:00+00:00"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FULL, "kind", "value"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(FULL)), json_values))
def test_any_body_gives_an_event_or_a_clear_refusal(changes) -> None:
    try:
        told = event_from_json(FULL | changes, received_at=NOW)
    except InvalidEvent as error:
        refused = error.errors
    else:
        refused = (("", "taken"),)
        assert told.direction in Direction
        assert content_hash(event_to_json(told))
        told.payload.encode()
    assert refused
    assert all(pointer == "" or pointer.startswith("/") for pointer, _ in refused)
