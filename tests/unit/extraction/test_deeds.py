"""What was done, received or called off: read as the end of what an earlier talk agreed.

The conversations take place on Saturday, 16 May 2026.
"""

from datetime import date

import pytest

from engine.extraction import deeds as deeds_module
from engine.extraction.rules import compiled
from engine.extraction.text import read_text
from graph_schema.vocabulary import Channel, Slot
from tests.unit.extraction.said import HOMES, LOANS, conversation, told

SATURDAY, SUNDAY = date(2026, 5, 16), date(2026, 5, 17)
Deed = tuple[str | None, str | None, str | None, date | None]


def deeds(*texts: str, channel: Channel = Channel.WHATSAPP, catalogue: object = HOMES) -> set[Deed]:
    """Of the built-in reader, model and rules: (action, owner, status, day) of what closes a promise."""
    found = read_text(conversation(*texts, channel=channel), catalogue, "r1")  # type: ignore[arg-type]
    closing = [s for s in found if s.slot is Slot.PROMISES and s.value.status is not None]
    for s in closing:
        turn = next(t for t in conversation(*texts).turns if t.id == s.evidence.turn)
        assert s.evidence.quote == turn.text[s.evidence.start : s.evidence.end]
    return {(s.value.action, s.value.owner, s.value.status, s.value.date) for s in closing}


SENT: Deed = ("send_information", "seller", "kept", None)
SOMETHING: Deed = ("sending", "seller", "kept", None)
PAPERS: Deed = ("send_documents", "buyer", "kept", None)
CALLED: Deed = ("callback", "seller", "kept", SATURDAY)
SEEN: Deed = ("visit", "buyer", "kept", SATURDAY)
PAID: Deed = ("payment", "buyer", "kept", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s: I have sent the brochure", SENT),
        ("s: Hi Meera, sent you the price list just now", SENT),
        ("s: Please find attached the cost sheet", SENT),
        ("s: sir brochure bhej diya hai, dekh lijiye", SENT),
        ("s: ब्रोशर भेज दिया है", SENT),
        ("s: floor plan mail kar diya hai", SENT),
        ("s: Here is what you asked for: https://example.in/b.pdf", SOMETHING),
        ("Brochure mil gaya", SENT),
        ("ब्रोशर मिल गया, धन्यवाद", SENT),
        ("thanks for the brochure", SENT),
        ("Got the price list, thank you", SENT),
        ("haan mil gaya", SOMETHING),
        ("s: your documents received, thank you", PAPERS),
        ("s: salary slip mil gayi", PAPERS),
        ("I have uploaded the bank statement", PAPERS),
        ("salary slip bhej di hai", PAPERS),
        ("token amount transfer kar diya", PAID),
        ("I have paid the booking amount", PAID),
        ("s: token received, thank you", PAID),
        ("Sunday ka visit cancel kar do", ("visit", None, "cancelled", SUNDAY)),
        ("रविवार का विज़िट कैंसल कर दो", ("visit", None, "cancelled", SUNDAY)),
        ("sorry, can't come on Sunday", ("visit", None, "cancelled", SUNDAY)),
        ("hum nahi aa payenge", ("visit", None, "cancelled", None)),
        ("please don't call me back, I'll manage", ("callback", "seller", "cancelled", None)),
        ("brochure mat bhejna ab", ("send_information", "seller", "cancelled", None)),
        ("humne kal site dekh liya", SEEN),
        ("we visited the site yesterday", SEEN),
        ("aapki team se baat ho gayi", CALLED),
        ("thank you for the call", CALLED),
    ],
)
def test_a_later_talk_tells_what_was_done(text: str, expected: Deed) -> None:
    found = deeds(text, catalogue=LOANS if expected == PAPERS else HOMES)
    assert expected in found, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("brochure sent", SENT),
        ("Sent price list on wa", SENT),
        ("called him, will think", CALLED),
        ("Spoke to her, interested in 3BHK", CALLED),
        ("call kiya, sochkar batayenge", CALLED),
        ("visit done", ("visit", None, "kept", SATURDAY)),
        ("site visit ho gaya, sample flat pasand aaya", ("visit", None, "kept", SATURDAY)),
        ("sv cancelled by client", ("visit", None, "cancelled", None)),
        ("docs: salary slips received", PAPERS),
        ("token received 50k", PAID),
    ],
)
def test_a_reps_note_tells_it_too(text: str, expected: Deed) -> None:
    note = f"s: {text}"
    found = deeds(note, channel=Channel.CRM_NOTE)
    assert expected in found, found


@pytest.mark.parametrize(
    "text",
    [
        "s: I will send the brochure tomorrow",
        "s: brochure abhi tak nahi bheja, kal bhejta hoon",
        "s: did you get the brochure?",
        "s: brochure mil gaya?",
        "s: aapne documents bheje?",
        "once I have sent the papers, how long does it take?",
        "brochure nahi mila",
        "I haven't received the brochure",
        "brochure bhej dijiye",
        "Sunday ko aaunga",
        "agar visit cancel karna ho to?",
        "loan mil gaya tha pehle",
    ],
)
def test_what_is_not_done_closes_nothing(text: str) -> None:
    assert deeds(text) == set()


@pytest.mark.parametrize(
    "text", ["called, no answer", "called him, not picking up", "visit not done", "no show for sv"]
)
def test_a_note_of_what_came_to_nothing(text: str) -> None:
    assert deeds(f"s: {text}", channel=Channel.CRM_NOTE) == set()


def test_what_this_very_talk_leaves_open_stands() -> None:
    """Done before it was asked for once more: the talk ends with an open step, and nothing after it closes it."""
    talk = ("Brochure mil gaya, ab floor plan bhej dijiye Monday tak",)
    assert told(*talk)["next_steps"] == {("send_information", "seller", "2026-05-18")}
    assert deeds(*talk) == set()


def test_asked_and_done_in_one_talk_is_kept() -> None:
    assert deeds("photo bhejo", "s: bhej diya sir, dekh lijiye") == {("send_information", "seller", "kept", None)}
    assert told("photo bhejo", "s: bhej diya sir, dekh lijiye")["next_steps"] == set()


def test_moved_is_not_called_off() -> None:
    assert deeds("Sunday ka visit cancel kar do, Monday ko aaunga") == set()


def test_every_pattern_of_the_lists_compiles() -> None:
    lists = [*deeds_module._TOLD.values(), deeds_module._MISSED, deeds_module._NOT]
    assert all(compiled(pattern) for rules in lists for rule, text in rules.rules for pattern in (text, rule.unless))
