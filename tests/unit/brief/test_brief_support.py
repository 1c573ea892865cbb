"""What support reads: what is owed, asked and wrong first, and nothing that sells."""

from datetime import date
from typing import Any

import pytest

from engine.brief.compose import compose
from engine.brief.render import card, flat
from engine.model.signal import Value
from engine.model.tenant import Settings
from graph_schema.vocabulary import Slot, Speaker
from tests.signal_makers import budget, day, recalled, signal, text

NOW = day(9)
SAID = [
    text(Slot.NAME, day(0), "Meera"),
    text(Slot.PRODUCTS, day(0), "3BHK"),
    text(Slot.LOCATIONS, day(0), "Gomti Nagar"),
    budget(day(0), 60, 65),
    signal(Slot.OBJECTIONS, day(1), Value(category="parking", status="open"), quote="gaadi kahan lagegi"),
    signal(
        Slot.PROMISES,
        day(2),
        Value(action="send_documents", owner="seller", date=date(2026, 5, 4)),
        speaker=Speaker.SELLER,
        quote="I will send the papers",
    ),
    signal(Slot.QUESTIONS, day(3), Value(text="When do I get the keys?"), quote="When do I get the keys?"),
    signal(Slot.STAKEHOLDERS, day(3), Value(relation="wife", role="veto"), quote="wife must agree"),
]


def brief(audience: str, language: str = "en") -> dict[str, Any]:
    read = recalled(SAID, now=NOW)
    return compose(read, brief_id="b", now=NOW, audience=audience, settings=Settings(language=language))


@pytest.mark.parametrize("language", ["en", "hi"])
def test_support_is_told_what_is_owed_first_and_sells_nothing(language: str) -> None:
    rep, support = brief("rep", language), brief("support", language)
    assert support["next_question"] is None
    assert rep["next_question"] is not None
    assert "3BHK" in rep["opener"]
    assert "3BHK" not in support["opener"]
    assert support["opener"].endswith("?")
    said = support["synthesis"]
    assert said.index("When do I get the keys?") < said.index("3BHK")
    assert "When do I get the keys?" not in rep["synthesis"]
    assert {name for name in rep if rep[name] != support[name]} == {
        "audience", "synthesis", "next_question", "opener", "handoff",
    }  # fmt: skip


def test_what_counts_for_support_leads_its_handoff_and_card() -> None:
    support, rep = brief("support"), brief("rep")
    assert [item["signal"] for item in support["handoff"]] != [item["signal"] for item in rep["handoff"]]
    first = support["handoff"][0]["evidence"][0]["quote"]
    assert first == "I will send the papers"
    lines = card(support).splitlines()
    assert [line.partition(":")[0] for line in lines[1:3]] == ["Next", "Concern"]
    assert card(rep).splitlines()[1].startswith("Wants")
    assert flat(support)["next_question"] == ""


def test_who_wants_no_contact_is_greeted_by_nobody() -> None:
    out = text(Slot.INTENT, day(4), "opt_out")
    read = recalled([*SAID, out], now=NOW)
    assert compose(read, brief_id="b", now=NOW, audience="support")["opener"] == ""
