"""Messages to a buyer: two stories word for word, then hundreds of buyers for grammar, limits and what may be said."""

import re
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.brief.compose import compose
from engine.brief.data import DRAFTS, LANGUAGES, check_drafts
from engine.brief.drafts import CHANNELS, PURPOSES, draft_of
from engine.errors import Conflict
from engine.memory.rules import RULES
from engine.model.recalled import Recalled
from engine.model.signal import Signal, Value
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Origin, Slot, Speaker
from tests.signal_makers import budget, day, recalled, signal, text, touch
from tests.stories import FARIDABAD_NOW, LUCKNOW_NOW, faridabad, lucknow, lucknow_timeline
from tests.unit.brief.test_brief_properties import RELAXED, buyers

NOW = day(40)
VERTICALS = ("real_estate", "lending", "edtech")


def written(
    buyer: Recalled, purpose: str, channel: str = "whatsapp", *, language: str = "en", now: Any = NOW, **more: Any
) -> dict[str, Any]:
    vertical = more.get("vertical", "real_estate")
    brief = compose(buyer, brief_id="b-1", now=now, audience="bot", catalogue=Catalogue(vertical=vertical))
    if "language" not in brief["facts"]:
        brief["language"] = None  # that it is told from their words is for test_brief_language.py
    return draft_of(
        brief, channel=channel, purpose=purpose, vertical=vertical, fallback=language, signed=more.get("signed")
    )


def meera(purpose: str, channel: str = "whatsapp", **more: Any) -> dict[str, Any]:
    buyer = recalled(lucknow(), now=LUCKNOW_NOW, recent=lucknow_timeline())
    return written(buyer, purpose, channel, now=LUCKNOW_NOW, **more)


def rahul(purpose: str, channel: str = "whatsapp", **more: Any) -> dict[str, Any]:
    return written(recalled(faridabad(), now=FARIDABAD_NOW), purpose, channel, now=FARIDABAD_NOW, **more)


class TestStories:
    def test_an_email_that_answers_in_the_buyers_language(self) -> None:
        found = meera("answer_objection", "email", signed="Asha")
        assert found["language"] == "hinglish"
        assert found["subject"] == "Parking ke baare mein"
        assert found["text"] == (
            "Namaste Meera,\n\n"
            "Aapne bataya tha ki aapko Gomti Nagar mein October 2026 tak 3BHK chahiye. Aapko parking ki chinta thi. "
            "Kya main aapko parking plan bhej doon, aur har unit ke saath kya milta hai yeh bhi?\n\n"
            "Dhanyavaad,\nAsha"
        )
        assert [(u["what"], u["text"]) for u in found["uses"]] == [
            *(("name", "Meera"), ("products", "3BHK"), ("locations", "Gomti Nagar"), ("timeline", "October 2026")),
            ("objection", "parking"),
        ]
        assert found["uses"][-1]["evidence"][0]["quote"] == "gaadi kahan lagegi"
        assert found["brief_id"] == "b-1"

    def test_a_late_promise_is_owned_up_to(self) -> None:
        assert rahul("keep_promise")["text"] == (
            "Hi Rahul,\n\nWe had promised to call you back by 6 March 2026. I am sorry that it is late. "
            "When would be a good time to call you?"
        )
        assert rahul("keep_promise")["subject"] is None
        assert rahul("keep_promise", language="hi")["text"].startswith(
            "नमस्ते Rahul,\n\nहमने 6 मार्च 2026 तक आपको कॉल बैक करने की बात कही थी।"
        )

    def test_a_follow_up_takes_up_all_of_it(self) -> None:
        assert rahul("follow_up")["text"] == (
            "Hi Rahul,\n\nYou told us that you were looking for a 3BHK by June 2026. You did not want it to face east. "
            "Shall I send you only those with a facing that suits you? We had promised to call you back by "
            "6 March 2026. I am sorry that it is late. When would be a good time to call you?"
        )

    def test_nothing_of_the_family_the_rival_or_the_note(self) -> None:
        for purpose in ("follow_up", "answer_objection", "keep_promise", "revive"):
            shown = str(rahul(purpose, "email")).casefold()
            assert not [w for w in ("mother", "saas", "skyline", "he wants", "80") if w in shown]

    def test_there_must_be_something_to_write_about(self) -> None:
        with pytest.raises(Conflict, match="no agreed step"):
            meera("keep_promise")
        with pytest.raises(Conflict, match="no visit"):
            rahul("confirm_visit")
        with pytest.raises(Conflict, match="no concern"):
            written(recalled([text(Slot.PRODUCTS, day(0), "3BHK")], now=NOW), "answer_objection")


def promised(action: str, owner: str, due: date | None, at: float = 30) -> Signal:
    speaker = Speaker.SELLER if owner == "seller" else Speaker.BUYER
    return signal(
        Slot.PROMISES, day(at), Value(action=action, owner=owner, date=due), speaker=speaker, quote="theek hai"
    )


class TestPurposes:
    def test_a_visit_ahead_is_confirmed_and_one_that_is_past_is_moved(self) -> None:
        ahead = recalled([promised("site_visit", "buyer", date(2026, 6, 20))], now=NOW)
        found = written(ahead, "confirm_visit", "email")
        assert found["subject"] == "Confirming your site visit on 20 June 2026"
        assert "This is to confirm your site visit on 20 June 2026. Is that day still good for you" in found["text"]
        past = recalled([promised("site_visit", "buyer", date(2026, 6, 1))], now=NOW)
        found = written(past, "confirm_visit", "email")
        assert found["subject"] == "Your visit"
        assert "You were going to come for a site visit by 1 June 2026. Does it still suit you" in found["text"]

    def test_after_a_silence(self) -> None:
        signals = [
            text(Slot.PROJECTS, day(1), "Gomti Heights"),
            text(Slot.INTENT, day(2), "not_now", origin=Origin.SAID, quote="abhi nahi, baad mein"),
        ]
        recent = [touch(day(3), "email", "Opened", kind="open"), touch(day(2), "whatsapp", "abhi nahi, baad mein")]
        found = written(recalled(signals, now=NOW, recent=recent), "revive", "email")
        assert found["subject"] == "Are you still looking?"
        assert found["text"] == (
            "Hello,\n\nWe were last in touch on 4 May 2026. You had asked us to come back to you later. You told us "
            "about your interest in Gomti Heights. Is it still open for you, or have your plans changed?\n\n"
            "Best regards,"
        )
        assert [u["what"] for u in found["uses"]] == ["last_touch", "intent", "projects"]

    def test_what_a_colleague_entered_was_not_told_by_the_buyer(self) -> None:
        entered = text(Slot.PRODUCTS, day(1), "3BHK", origin=Origin.FIELD, channel="crm")
        assert (
            "We have noted that you are looking for a 3BHK."
            in written(recalled([entered], now=NOW), "follow_up")["text"]
        )

    def test_what_is_settled_is_not_taken_up_again(self) -> None:
        raised = signal(Slot.OBJECTIONS, day(1), Value(category="parking", status="open"), quote="gaadi kahan")
        solved = signal(Slot.OBJECTIONS, day(2), Value(category="parking", status="resolved"), quote="ab theek hai")
        with pytest.raises(Conflict, match="no concern"):
            written(recalled([raised, solved], now=NOW), "answer_objection")
        done = signal(Slot.PROMISES, day(31), Value(action="callback", owner="seller", status="kept"), quote="ho gaya")
        with pytest.raises(Conflict, match="no agreed step"):
            written(recalled([promised("callback", "seller", None), done], now=NOW), "keep_promise")

    def test_nothing_is_said_twice(self) -> None:
        later = signal(Slot.OBJECTIONS, day(2), Value(category="timing", status="open"), quote="abhi nahi")
        not_now = text(Slot.INTENT, day(2), "not_now", quote="abhi nahi")
        products = [text(Slot.PRODUCTS, day(n), word) for n, word in enumerate(["Villa.", "villa"])]
        found = written(recalled([later, not_now, *products], now=NOW), "revive")["text"]
        assert "looking for a villa. You said that this is not the right time for you. Is it still open" in found
        assert "come back to you later" not in found

    def test_of_whom_nothing_is_known_one_asks(self) -> None:
        assert written(recalled([], now=NOW), "follow_up")["text"] == (
            "Hello,\n\nThank you for being in touch with us. "
            "What kind of home are you looking for, and how many bedrooms?"
        )

    def test_who_does_not_want_to_be_contacted_gets_no_draft(self) -> None:
        opted = signal(Slot.CONTACT, day(2), Value(opt_out=True), quote="stop")
        for purpose in PURPOSES:
            with pytest.raises(Conflict, match="not to be contacted"):
                written(recalled([opted, text(Slot.PRODUCTS, day(1), "3BHK")], now=NOW), purpose)


def test_every_language_says_all_of_it() -> None:
    less = {**DRAFTS, "hi": {**DRAFTS["hi"], "about": {}}}
    with pytest.raises(ValueError, match=r"drafts.toml hi\.about\.parking"):
        check_drafts(less)
    named = set(DRAFTS["en"]["about"])
    assert not named & set(RULES.unsaid_objections)


# ---------------------------------------------------------------- any buyer

PRODUCTS = ["3BHK", "plot", "office space", "home loan", "B.Tech", "MBA", "villa."]
PLACES = ["Gomti Nagar", "Aliganj", "Sector 21, Faridabad", "Lucknow"]
NAMES = ["Meera", "Rahul Sharma", "डॉ. कविता", "Jo"]
SAYABLE = sorted(DRAFTS["en"]["about"])
UNSAYABLE = sorted(RULES.unsaid_objections)
ACTIONS = sorted(DRAFTS["en"]["seller"])
SECRET = "zqzqzq"


def _one(slot: Slot, words: list[str]) -> st.SearchStrategy[Signal]:
    return st.builds(
        lambda word, at, where: text(slot, day(at), word, origin=where[0], channel=where[1]),
        st.sampled_from(words),
        st.integers(0, 39),
        st.sampled_from([(Origin.SAID, "voice"), (Origin.FIELD, "crm")]),
    )


def _secret(slot: Slot, value: Value, **more: Any) -> Callable[[float], Signal]:
    return lambda at: signal(slot, day(at), value, quote=SECRET, **more)


HIDDEN = [
    _secret(Slot.COMPETITORS, Value(text=SECRET)),
    _secret(Slot.PRODUCTS, Value(text=SECRET), origin=Origin.NOTE, channel="crm_note"),
    _secret(Slot.LOCATIONS, Value(text=SECRET), origin=Origin.INFERRED),
    _secret(Slot.STAKEHOLDERS, Value(name=SECRET, relation="wife", role="veto", condition=SECRET)),
    _secret(Slot.TONE, Value(text="frustrated")),
    *(_secret(Slot.OBJECTIONS, Value(category=c, status="open", text=SECRET)) for c in UNSAYABLE),
    _secret(
        Slot.OBJECTIONS, Value(category="trust", status="open", text=SECRET), origin=Origin.NOTE, channel="crm_note"
    ),
]
"""What must never be written to the buyer, told in words that tell on themselves."""

TIMES = st.integers(0, 39)
DUE = st.none() | st.dates(date(2026, 5, 1), date(2026, 8, 1))
told_signals = st.lists(
    st.one_of(
        _one(Slot.NAME, NAMES),
        _one(Slot.PRODUCTS, PRODUCTS),
        _one(Slot.LOCATIONS, PLACES),
        _one(Slot.PROJECTS, ["Gomti Heights", "Skyline Residency"]),
        _one(Slot.LANGUAGE, ["en", "hi", "hinglish", "hi-Latn", "ta"]),
        st.builds(lambda at, d: signal(Slot.TIMELINE, day(at), Value(date=d), quote="tab"), TIMES, DUE.filter(bool)),
        st.builds(lambda at, low: budget(day(at), low, low + 5, quote="itna"), TIMES, st.integers(10, 90)),
        st.builds(
            lambda at, c, status: signal(Slot.OBJECTIONS, day(at), Value(category=c, status=status), quote="chinta"),
            TIMES, st.sampled_from(SAYABLE), st.sampled_from(["open", "open", "resolved"]),
        ),
        st.builds(promised, st.sampled_from(ACTIONS), st.sampled_from(["seller", "buyer"]), DUE, TIMES),
        st.builds(lambda at: text(Slot.INTENT, day(at), "not_now", quote="baad mein"), TIMES),
        st.builds(lambda make, at: make(at), st.sampled_from(HIDDEN), TIMES),
    ),
    max_size=14,
)  # fmt: skip


def asked(buyer: Recalled, *choice: str) -> dict[str, Any] | None:
    purpose, channel, language, vertical = choice
    try:
        return written(buyer, purpose, channel, language=language, vertical=vertical, signed="Asha")
    except Conflict:
        return None


def sentences(found: dict[str, Any]) -> list[str]:
    body = found["text"].replace("\n", " ")
    return [s.strip() for s in re.split(r"(?<=[.?।])\s+(?=[A-Zअ-ह])", body)]


def well_formed(found: dict[str, Any]) -> None:
    body, subject = found["text"], found["subject"]
    assert len(body) <= DRAFTS["limits"][found["channel"]]
    assert (subject is None) == (found["channel"] == "whatsapp")
    assert subject is None or 0 < len(subject) <= 78
    for shown in (body, subject or ""):
        assert "  " not in shown
        assert not set("{}<>«»`|\\\t\r") & set(shown)
        assert not re.search(r"\s[,.?।:]|[.?।,]{2}|None|\(\)", shown), shown
        assert shown == shown.strip()
    assert "\n" not in (subject or "")
    assert body.split("\n\n")[1][-1] in ".?।"
    assert len(set(sentences(found))) == len(sentences(found)), body
    assert found["language"] in LANGUAGES
    assert all(use["evidence"] and use["text"] for use in found["uses"])


every = product(PURPOSES, CHANNELS, LANGUAGES, VERTICALS)
choices = st.sampled_from(list(every))


@RELAXED
@given(told_signals, st.lists(choices, min_size=8, max_size=8, unique=True))
def test_any_buyer_gets_a_whole_message(signals: list[Signal], some: list[tuple[str, ...]]) -> None:
    buyer = recalled(signals, now=NOW)
    for choice in some:
        found = asked(buyer, *choice)
        if found is not None:
            well_formed(found)
            supported(found, signals)


def supported(found: dict[str, Any], signals: list[Signal]) -> None:
    """Whatever the message says of the buyer is in its uses, and each use leads to a signal that may be said."""
    shown = f"{found['subject']} {found['text']}"
    assert SECRET not in str(found)
    quoted = {(s.evidence.interaction_id, s.evidence.quote or s.evidence.value): s for s in signals}
    for use in found["uses"]:
        for e in use["evidence"]:
            if use["what"] != "last_touch":
                assert quoted[e["interaction_id"], e.get("quote", e.get("value"))].origin in (Origin.SAID, Origin.FIELD)
    used = {use["text"] for use in found["uses"]}
    for word in (*NAMES, *PLACES, *(p.strip(".") for p in PRODUCTS)):
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown) and word != "home loan":
            assert word in used, (word, shown)
    for category, about in DRAFTS[found["language"]]["about"].items():
        if DRAFTS[found["language"]]["worried"].format(about=about) in shown:
            assert category in used


@RELAXED
@given(buyers(), choices)
def test_words_that_are_none_leave_no_trace(buyer: Recalled, choice: tuple[str, ...]) -> None:
    found = asked(buyer, *choice)
    assume(found is not None)
    assert found is not None
    body = found["text"]
    assert len(body) <= DRAFTS["limits"][choice[1]]
    assert found["subject"] is None or 0 < len(found["subject"]) <= 78
    assert "  " not in body
    assert not set("{}<>«»`|\\\u202e\ud800") & set(body)
    assert all(use["evidence"] for use in found["uses"])
