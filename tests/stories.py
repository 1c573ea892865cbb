"""The two buyers of the sample as signals: what readings of their conversations yield. All words are our own."""

from datetime import UTC, date, datetime

from engine.model.recalled import RecalledInteraction
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Origin, Slot, Speaker
from tests.signal_makers import budget, signal, text, touch

_CALL = datetime(2026, 5, 14, 5, 30, tzinfo=UTC)
_LIST = datetime(2026, 5, 15, 6, 10, tzinfo=UTC)
_CLICK = datetime(2026, 5, 16, 4, 17, tzinfo=UTC)
_CRM = datetime(2026, 5, 14, 3, 0, tzinfo=UTC)
LUCKNOW_NOW = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)


def lucknow() -> list[Signal]:
    """(a) A voice call, a WhatsApp list reply, an email click, and a CRM that knows nothing."""
    voice = {"channel": "voice"}
    return [
        text(Slot.NAME, _LIST, "Meera", origin=Origin.FIELD, field="profile.name"),
        text(Slot.LANGUAGE, _LIST, "hinglish", origin=Origin.FIELD, field="profile.language"),
        text(Slot.CAMPAIGN, _CRM, "portal-may", origin=Origin.FIELD, channel="crm", field="campaign"),
        text(Slot.PRODUCTS, _CALL, "3BHK", quote="teen bedroom wala", **voice),
        text(Slot.LOCATIONS, _CALL, "Gomti Nagar", quote="Gomtinagar side", turn_n=2, **voice),
        budget(_CALL, 60, 65, quote="60 se 65 lakh", turn_n=2, **voice),
        signal(Slot.TIMELINE, _CALL, Value(date=date(2026, 10, 1)), quote="October se pehle", turn_n=4, **voice),
        signal(
            Slot.OBJECTIONS,
            _CALL,
            Value(category="parking", status="open"),
            quote="gaadi kahan lagegi",
            turn_n=6,
            **voice,
        ),
        signal(
            Slot.PREFERENCES,
            _LIST,
            Value(name="possession", text="ready_to_move"),
            origin=Origin.FIELD,
            field="list_reply",
        ),
        text(Slot.PRODUCTS, _LIST, "3BHK", origin=Origin.FIELD, field="list_reply"),
        signal(
            Slot.SEEN,
            _CLICK,
            Value(text="tower launch video", dwell_s=95.0),
            origin=Origin.FIELD,
            channel="email",
            field="content",
        ),
    ]


def lucknow_timeline() -> list[RecalledInteraction]:
    """Her timeline, newest first."""
    return [
        touch(_CLICK, "email", "Clicked: tower launch video", kind="click"),
        touch(_LIST, "whatsapp", "Ready to move", kind="choice"),
        touch(_CALL, "voice", "Wants a flat near Gomti Nagar", kind="call", by="Voice bot"),
        touch(_CRM, "crm", "Lead added via portal, 14 May", kind="note", direction="internal"),
    ]


_CHAT = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
_RING = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
_REP = datetime(2026, 3, 6, 5, 0, tzinfo=UTC)
FARIDABAD_NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def faridabad() -> list[Signal]:
    """(b) Rahul told three surfaces: WhatsApp, a call, a rep."""
    voice = {"channel": "voice"}
    return [
        text(Slot.NAME, _CHAT, "Rahul", origin=Origin.FIELD, field="profile.name"),
        text(Slot.PRODUCTS, _CHAT, "3BHK", quote="3BHK on a middle floor"),
        budget(_CHAT, None, 80, quote="80 lakh se upar nahi", turn_n=1),
        signal(
            Slot.STAKEHOLDERS,
            _RING,
            Value(relation="mother_in_law", role="veto", condition="site visit before any decision"),
            quote="saasu maa pehle site dekhengi",
            turn_n=1,
            **voice,
        ),
        signal(
            Slot.OBJECTIONS,
            _RING,
            Value(category="approval", status="open"),
            quote="saasu maa pehle site dekhengi",
            turn_n=1,
            **voice,
        ),
        signal(
            Slot.OBJECTIONS,
            _RING,
            Value(category="facing", status="open"),
            quote="east facing wala nahi",
            turn_n=3,
            **voice,
        ),
        signal(
            Slot.TIMELINE,
            _RING,
            Value(date=date(2026, 6, 1), cause="school admission deadline"),
            quote="June mein bachche ka admission hai",
            turn_n=5,
            **voice,
        ),
        signal(
            Slot.PROMISES,
            _RING,
            Value(action="callback", owner="seller", date=date(2026, 3, 6)),
            speaker=Speaker.SELLER,
            quote="kal call karenge",
            turn_n=6,
            **voice,
        ),
        text(Slot.PRODUCTS, _REP, "3BHK", quote="he wants a 3BHK", origin=Origin.NOTE, channel="crm_note"),
        text(
            Slot.COMPETITORS,
            _REP,
            "Skyline Greens",
            quote="also looking at Skyline Greens",
            origin=Origin.NOTE,
            channel="crm_note",
        ),
    ]
