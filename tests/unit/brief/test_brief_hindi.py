"""The same buyers where the tenant reads Hindi: composed from words_hi.toml."""

from typing import Any

import pytest

from engine.brief.compose import ambiguous, compose, unknown
from engine.brief.data import HINDI, WORDS, check_words, words_of
from engine.brief.render import card, flat, popup
from engine.model.tenant import Settings
from graph_schema.vocabulary import Origin, Slot
from tests.signal_makers import budget, day, recalled, text
from tests.stories import FARIDABAD_NOW, LUCKNOW_NOW, faridabad, lucknow, lucknow_timeline

HI = Settings(language="hi")


def meera() -> dict[str, Any]:
    read = recalled(lucknow(), now=LUCKNOW_NOW, recent=lucknow_timeline())
    return compose(read, brief_id="b", now=LUCKNOW_NOW, audience="rep", settings=HI)


def rahul(audience: str = "rep") -> dict[str, Any]:
    read = recalled(faridabad(), now=FARIDABAD_NOW)
    return compose(read, brief_id="b", now=FARIDABAD_NOW, audience=audience, settings=HI)


def test_synthesis() -> None:
    assert meera()["synthesis"] == (
        "पसंद: Gomti Nagar, 3BHK, बजट 60 से 65 लाख, रहने को तैयार, अक्टूबर 2026 तक चाहिए; चिंता: पार्किंग; "
        "देखी गई सामग्री: tower launch video।"
    )


def test_card_and_popup() -> None:
    assert card(rahul()) == (
        "Rahul\n"
        "चाहिए: 3BHK, 80 लाख तक, जून 2026 (school admission deadline) तक\n"
        "चिंता: पूर्वमुखी नहीं। तुलना: Skyline Greens\n"
        "निर्णय: सास: पहले देखना ज़रूरी\n"
        "आगे: हम 6 मार्च 2026 तक कॉल बैक करेंगे (समय निकल गया)\n"
        "पिछला संपर्क: सीआरएम नोट, 6 मार्च 2026\n"
        "पूछें: Aapke liye kaun sa area sabse theek rahega?"
    )
    assert popup(meera()) == "Meera। 3BHK, Gomti Nagar, 60 से 65 लाख, अक्टूबर 2026 तक। चिंता: पार्किंग।"


def test_handoff() -> None:
    found = meera()["handoff"]
    assert [h["signal"] for h in found][:2] == [
        "Meera: 4 संपर्क, ईमेल, व्हाट्सऐप, कॉल और सीआरएम, 14 मई 2026 से",
        "3BHK, Gomti Nagar, 60 से 65 लाख",
    ]
    assert found[0]["why"] == HINDI["why"]["who"]


def test_flat_and_opener() -> None:
    found = flat(rahul("bot"))
    assert found["promise"] == "हम 6 मार्च 2026 तक कॉल बैक करेंगे (समय निकल गया)"
    assert found["opener"].startswith("Namaste Rahul, "), "he writes in Latin letters"
    assert flat(meera())["budget_text"] == "60 से 65 लाख"


def test_conflict() -> None:
    told = [budget(day(0), 60, 60), budget(day(1), 70, 70, origin=Origin.NOTE, channel="crm_note", quote="70 lakh")]
    found = compose(recalled(told, now=day(2)), brief_id="b", now=day(2), audience="rep", settings=HI)
    assert found["synthesis"] == "बजट 60 लाख (विवादित: 70 लाख)।"


def test_nobody_and_several() -> None:
    assert card(unknown("b", LUCKNOW_NOW, "hi")) == "इस पहचान से अभी किसी को नहीं जानते।"
    several = ambiguous("b", LUCKNOW_NOW, [("b1", "Meera"), ("b2", None)], "hi")
    assert popup(several).startswith("साझा नंबर: Meera या कोई जिनका नाम मालूम नहीं।")


def test_a_lead_of_which_nothing_is_known() -> None:
    lead = recalled([text(Slot.CITY, day(0), "Lucknow")], now=day(1))
    found = compose(lead, brief_id="b", now=day(1), audience="rep", settings=HI)
    assert found["synthesis"] == "2 मई 2026 को व्हाट्सऐप से पहली बार संपर्क हुआ, अभी कोई पसंद मालूम नहीं।"


@pytest.mark.parametrize(
    ("code", "words"), [("hi", HINDI), ("hi-IN", HINDI), ("en", WORDS), ("hinglish", WORDS), ("hi-Latn", WORDS)]
)
def test_which_words(code: str, words: object) -> None:
    assert words_of(code) is words


def test_a_text_that_is_missing_or_filled_otherwise_is_named() -> None:
    with pytest.raises(ValueError, match=r"words_hi\.toml say\.budget"):
        check_words(WORDS, {**HINDI, "say": {k: v for k, v in HINDI["say"].items() if k != "budget"}})
    with pytest.raises(ValueError, match=r"say\.budget: "):
        check_words(WORDS, {**HINDI, "say": {**HINDI["say"], "budget": "बजट"}})
