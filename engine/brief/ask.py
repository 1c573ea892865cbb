"""What not to ask again, what to ask next, and the first sentence to say."""

from collections.abc import Sequence

from engine.brief.data import DRAFTS, OPENERS, QUESTIONS, RULES, words_of
from engine.brief.flags import opted_out
from engine.brief.phrases import refused_direction
from engine.brief.picture import Picture
from engine.brief.wording import date_text, is_name, joined, plain, speakable
from engine.model.recalled import Recalled, RecalledFact, RecalledObjection
from engine.verticals import LANGUAGES, vertical_of

_ASKABLE = ("products", "locations", "budget", "timeline", "projects", "contact")
_DEFAULT = "en"


def spoken(language: str | None, fallback: str = _DEFAULT) -> str:
    """The language of our texts for a buyer's: en, hi, or hinglish for Hindi written in Latin letters."""
    for code in (language, fallback):
        folded = (code or "").casefold().replace("_", "-")
        if folded in LANGUAGES:
            return folded
        if folded.startswith(("hi-latn", "hi-en")):
            return "hinglish"
        if folded.split("-")[0] in LANGUAGES:
            return folded.split("-")[0]
    return _DEFAULT


def do_not_ask(recalled: Recalled, view: Picture) -> list[str]:
    """The slots that the buyer has told, by name only. `recalled` is the whole, also what a bot may not say.

    A date that has passed may be asked for again.
    """
    told = {f["slot"] for f in recalled["facts"]}
    day = view.deadline()
    if day is not None and day < view.today:
        told.discard("timeline")
    named = sorted({str(f["value"].get("name")) for f in recalled["facts"] if f["slot"] == "preferences"})
    people = ["decision_makers"] if any(p["role"] != "user" for p in recalled["stakeholders"]) else []
    return [*(slot for slot in _ASKABLE if slot in told), *named, *people]


def next_question(told: list[str], view: Picture, fallback: str) -> dict[str, str] | None:
    """The first slot of the vertical that is not known, with the question in the buyer's language.

    None when all is known or the buyer does not want to be asked.
    """
    if opted_out(view):
        return None
    language = spoken(view.language, fallback)
    for question in vertical_of(view.vertical).questions:
        if question["slot"] not in told:
            return {"slot": question["slot"], "text": question[language]}
    return None


def who_is_it(language: str | None) -> dict[str, str]:
    """The question that decides between several people on one number."""
    return {"slot": "name", "text": QUESTIONS["who"][spoken(language)]}


def opener_of(view: Picture, fallback: str) -> str:
    """One natural beginning out of what may be said; "" when the buyer does not want to be contacted."""
    if opted_out(view):
        return ""
    language = spoken(view.language, fallback)
    words = OPENERS[language]
    fill = {"name": _called(view), "intro": ""}
    want = _want(view, language)
    concern = next((o for o in view.open_concerns() if _can_be_named(o, language)), None)
    if want:
        fill["intro"] = words["mentioned" if _told_us(view) else "noted"].format(want=want)
    if not want:
        sentences = [words["hello_only" if _was_in_touch(view) else "hello_cold"].format(**fill)]
    elif concern and (direction := refused_direction(concern)):
        refused = words["facing"].format(DRAFTS["directions"][language][direction])
        sentences = [words["hello_refused"].format(refused=refused, **fill)]
    elif concern:
        about = DRAFTS[language]["about"][concern["category"]]
        sentences = [words["hello_concern"].format(concern=about, **fill)]
    else:
        sentences = [words["hello"].format(**fill)]
    owed = _owed(view, language)
    sentences += [words["owed"].format(owed=owed)] if owed else []
    sentences += [words["go"]] if want else []
    return " ".join(sentences)


def support_opener(view: Picture, fallback: str) -> str:
    """A greeting, what of ours is late, and how we can help: support takes up no wish."""
    if opted_out(view):
        return ""
    language = spoken(view.language, fallback)
    words, owed = OPENERS[language], _owed(view, language)
    sentences = [words["hello_only" if _was_in_touch(view) else "hello_cold"].format(name=_called(view))]
    sentences += [words["owed"].format(owed=owed)] if owed else []
    return " ".join([*sentences, words["help"]])


def _called(view: Picture) -> str:
    """How a greeting names them, with the space before it; "" where that may not be said or is no name."""
    name = view.one("name")
    may = view.name and is_name(view.name) and (name is None or name["may_say"])
    return f" {view.name}" if may else ""


def _can_be_named(concern: RecalledObjection, language: str) -> bool:
    named = concern["may_say"] and concern["category"] != "timing"
    return named and concern["category"] in DRAFTS[language]["about"]


def _told_us(view: Picture) -> bool:
    """Whether all that an opener takes up was told by the buyer, not entered by somebody."""
    taken = [f for slot in ("products", "locations", "timeline") for f in _sayable(view, slot)[:2]]
    return all(fact["said_by"] == "buyer" for fact in taken)


def _was_in_touch(view: Picture) -> bool:
    lines = view.recalled["recent"]
    return (
        view.in_touch or any(i["direction"] == "inbound" for i in lines) or view.recalled["interactions"] > len(lines)
    )


def _sayable(view: Picture, slot: str) -> list[RecalledFact]:
    return [f for f in view.slots.get(slot, ()) if f["may_say"]]


def _want(view: Picture, language: str) -> str:
    products, places = (_words(view, slot) for slot in ("products", "locations"))
    day = view.deadline() if _sayable(view, "timeline") else None
    by = date_text(day, words_of(language)) if day and day >= view.today else ""
    return want_text(language, view.vertical, products, places, by)


def want_text(language: str, vertical: str, products: Sequence[str], places: Sequence[str], by: str) -> str:
    """a 3BHK in Gomti Nagar by October 2026, in one of LANGUAGES; "" when neither product nor place is known."""
    words = OPENERS[language]
    product, place = joined(products, words["and"]), joined(places, words["and"])
    if not (product or place):
        return ""
    if not product:
        product = words["something"]
    elif len(products) == 1 and words["article"] and vertical_of(vertical).article:
        product = f"{words['article']}{'n' if product[0] in 'aeiou' else ''} {product}"
    return str(words["want"]).format(
        product=product,
        place=words["place"].format(place) if place else "",
        by=words["by"].format(by) if by else "",
    )


def _owed(view: Picture, language: str) -> str:
    """The first thing of ours that is late."""
    late = (p for p in view.open_promises() if p["owner"] == "seller" and p["status"] == "broken")
    return next((OPENERS["owed"][language].get(p["action"], "") for p in late), "")


def _words(view: Picture, slot: str) -> list[str]:
    """The first two of a slot that can be said aloud."""
    texts = (plain(f["value"].get("text"), 60) for f in _sayable(view, slot))
    return [text for text in texts if speakable(text, RULES["spoken"]["value_words"])][:2]
