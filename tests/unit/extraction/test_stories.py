"""The two buyers of the demo, in words of our own: what each channel says is read right, with its evidence."""

from datetime import date

import pytest

from engine.extraction.fields import read_fields
from engine.extraction.text import read_text
from engine.model.interaction import Interaction
from engine.model.tenant import Catalogue, Project
from graph_schema.vocabulary import Channel, Direction, Kind, Op, Origin, Slot
from tests.unit.extraction.said import AT, conversation, signals, told

LUCKNOW = Catalogue(1, "real_estate", (Project("Tulip Towers", ("tulip",), ("Gomti Nagar",)),))
CALL = (
    "s: namaste, tulip towers se bol rahi hun, aap kya dekh rahe hain",
    "namaste, ek 3BHK chahiye tha Gomtinagar side, 65 lakh ke andar",
    "s: theek hai, budget thoda aur clear bata dijiye",
    "60 se 65 lakh, bas itna hi",
    "s: kab tak chahiye aapko",
    "I need it before October, humara rent agreement khatam ho raha hai",
    "s: aur koi baat",
    "haan parking ki chinta hai, do gaadi hain humare paas",
)


def test_the_call_gives_place_size_budget_date_and_concern() -> None:
    from engine.extraction.answer import final

    answer = final(read_text(conversation(*CALL, channel=Channel.VOICE), LUCKNOW, "r"))
    assert [p["value"] for p in answer["products"]] == ["3BHK"]
    assert [p["value"] for p in answer["locations"]] == ["Gomti Nagar"]
    assert (answer["budget"]["min"], answer["budget"]["max"], answer["budget"]["turn"]) == (6_000_000, 6_500_000, "t4")
    assert answer["timeline"] == {"by": "2026-10-01", "turn": "t6"}
    assert ("parking", "open") in {(o["category"], o["status"]) for o in answer["objections"]}


def event(kind: Kind, data: dict[str, object], channel: Channel = Channel.WHATSAPP) -> Interaction:
    return Interaction("e1", "t", "test", channel, kind, Direction.INBOUND, AT, AT, data=data)


def test_the_list_choice_says_ready_to_move() -> None:
    (read,) = read_fields(event(Kind.CHOICE, {"answers": {"choice": "Ready to move"}}), LUCKNOW, "r")
    assert (read.slot, read.value.name, read.value.text) == (Slot.PREFERENCES, "possession", "ready_to_move")
    assert (read.origin, read.evidence.field, read.evidence.value) == (Origin.FIELD, "choice", "Ready to move")
    assert read.evidence.turn is None


def test_the_click_is_seen() -> None:
    clicked = event(Kind.CLICK, {"content": "tower launch video", "dwell_s": 41}, Channel.EMAIL)
    (seen,) = read_fields(clicked, LUCKNOW, "r")
    assert (seen.slot, seen.value.text, seen.value.dwell_s) == (Slot.SEEN, "tower launch video", 41.0)


def test_rahul() -> None:
    texts = (
        "80 lakh ke neeche dikhaiye, 3bhk",
        "meri saas pehle site dekhengi uske baad hi hum log decide karenge",
        "east facing nahi chahiye bilkul",
        "bete ka school admission June me hai, usse pehle ghar chahiye",
    )
    answer = told(*texts)
    assert answer["budget"] == (None, 8_000_000)
    assert ("mother_in_law", "veto", None) in answer["stakeholders"]
    assert {("approval", "open"), ("facing", "open")} <= answer["objections"]
    assert not [p for p in answer["preferences"] if p[0] == "facing"]
    assert answer["timeline"] == "2026-06-01"
    read = {s.slot: s for s in signals(*texts)}
    assert "site dekhengi" in (read[Slot.STAKEHOLDERS].value.condition or "")
    assert read[Slot.TIMELINE].value.cause == "admission"
    assert read[Slot.TIMELINE].value.date == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("first", "then", "op"),
    [("2BHK chahiye", "2BHK nahi, ab 3BHK chahiye", Op.REPLACE), ("2BHK chahiye", "3BHK bhi dikhana", Op.STATE)],
)
def test_a_changed_list_is_replaced_an_added_one_stated(first: str, then: str, op: Op) -> None:
    last = [s for s in signals(first, then) if s.slot is Slot.PRODUCTS and s.value.text == "3BHK"]
    assert [s.op for s in last] == [op]


def test_a_place_dropped_is_removed() -> None:
    read = [s for s in signals("Indira Nagar ya Aliganj me flat chahiye", "Aliganj nahi") if s.slot is Slot.LOCATIONS]
    assert [(s.op, s.value.text) for s in read][-1] == (Op.REMOVE, "Aliganj")
