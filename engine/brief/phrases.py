"""What is believed, said in a few words. Each takes a recalled part or its form in the brief: the keys are the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from engine.brief.data import WORDS, Table
from engine.brief.wording import (
    budget_text,
    channel_text,
    code_text,
    date_text,
    day_text,
    joined,
    parsed_date,
    plain,
    preference_text,
    relation_text,
    told,
)

Part = Mapping[str, object]
_DIRECTIONS: dict[str, list[str]] = WORDS["directions"]
_CODED = ("intent", "stage")
_HEAVY_ROLES = ("veto", "decider", "payer", "co_buyer")


def interest_text(products: Sequence[str], projects: Sequence[str], places: Sequence[str], words: Table = WORDS) -> str:
    """3BHK at Gomti Heights in Gomti Nagar, as much of it as is known."""
    say = words["say"]
    what, site, where = (joined(texts[:2], say["and"]) for texts in (products, projects, places))
    what = say["at"].format(what=what, where=site) if what and site else what or site
    return str(say["within"].format(what=what, where=where) if what and where else what or where)


def budget_phrase(low: object, high: object, currency: object, words: Table = WORDS) -> str:
    """60 to 65 lakh, of numbers or None."""
    return budget_text(
        float(low) if isinstance(low, int | float) else None,
        float(high) if isinstance(high, int | float) else None,
        str(currency or "INR"),
        words,
    )


def timeline_phrase(day: date, cause: object, words: Table = WORDS) -> str:
    """October 2026, or June 2026 (school admission). `cause` as it may stand in a line (wording.told)."""
    return f"{date_text(day, words)} ({cause})" if cause else date_text(day, words)


def value_phrase(slot: str, value: object, name: object = None, words: Table = WORDS) -> str:
    """A value of a slot in the contract's form, in a few words."""
    if slot == "budget" and isinstance(value, Mapping):
        return budget_phrase(value.get("min"), value.get("max"), value.get("currency"), words)
    if slot == "contact" and isinstance(value, Mapping):
        return contact_text(value, words)
    if slot == "timeline":
        return date_text(parsed_date(str(value)), words) if value else ""
    if slot == "preferences":
        return preference_text(str(name), str(value), words)
    return told(code_text(words["intents"] if slot == "intent" else {}, value) if slot in _CODED else value, 40)


def disputed(said: str, other: str, words: Table = WORDS) -> str:
    """60 lakh (disputed: 70 lakh); without the other word where it only denies this one."""
    if not said:
        return ""
    if other and other.casefold() != said.casefold():
        return str(words["say"]["disputed"]).format(said, other)
    return str(words["say"]["denied"]).format(said)


def concern_text(objection: Part, words: Table = WORDS) -> str:
    """parking; for a refused direction no east-facing."""
    direction = refused_direction(objection)
    if direction:
        return str(words["say"]["refused"]).format(words["facings"].get(direction, direction))
    return code_text(words["objections"], objection["category"])


def refused_direction(objection: Part) -> str | None:
    """north_east of a concern about the facing that names what is refused."""
    if objection["category"] != "facing":
        return None
    evidence = cast(Sequence[Part], objection["evidence"])
    shown = (str(e.get("quote") or e.get("value") or "") for e in evidence)
    said = " ".join([str(objection["text"] or ""), *shown]).casefold()
    return next((d for d, words in _DIRECTIONS.items() if any(word in said for word in words)), None)


def concerns_said(objections: Sequence[Part], people: Sequence[Part]) -> list[Part]:
    """The open objections worth a line: where it is known whose yes is missing, the person says it better."""
    known = any(is_heavy(person) for person in people)
    return [o for o in objections if o["status"] == "open" and not (known and o["category"] == "approval")]


def beneficiaries(people: Sequence[Part], words: Table = WORDS) -> list[str]:
    """for son Ryan: whom it is for, who need not decide."""
    return [words["say"]["for"].format(_who(person, words)) for person in people if person["role"] == "user"]


def is_heavy(person: Part) -> bool:
    """True for people without whom nothing is decided or paid."""
    return bool(person["condition"]) or person["role"] in _HEAVY_ROLES


def has_agreed(objections: Sequence[Part]) -> bool:
    """True when the approval that was missing has been given (of each category the newest objection is there)."""
    return any(o["category"] == "approval" and o["status"] == "resolved" for o in objections)


def person_text(person: Part, agreed: bool = False, words: Table = WORDS) -> str:
    """mother-in-law must visit first; wife Sunita decides; husband has agreed."""
    who, say = _who(person, words), words["say"]
    if agreed and person["role"] in ("veto", "decider"):
        return str(say["agreed"]).format(who)
    condition = str(person["condition"] or "").casefold()
    short = next((said for part, said in words["conditions"].items() if condition and part in condition), None)
    # The condition is kept in the words of whoever told it; a line says it shortly or by the role.
    return str(say["person"]).format(who, short or code_text(words["roles"], person["role"]))


def _who(person: Part, words: Table) -> str:
    relation, name = relation_text(str(person["relation"] or ""), words), told(person["name"], 40)
    return " ".join(p for p in (relation, name) if p) or str(words["say"]["someone"])


def promise_text(promise: Part, words: Table = WORDS) -> str:
    """we send information by 18 May 2026 (overdue)."""
    side, action = "seller" if promise["owner"] == "seller" else "buyer", str(promise["action"])
    texts, say = words["promises"][side], words["say"]
    due = str(promise["due"]) if promise["due"] else ""
    by = say["due"].format(day_text(parsed_date(due), words)) if due else ""
    said = texts.get(action, texts["other"]).format(by=by, action=plain(action, 40).replace("_", " "))
    return f"{said}{say['overdue'] if promise['status'] == 'broken' else ''}"


def contact_text(value: Part, words: Table = WORDS) -> str:
    """prefers WhatsApp, not by call, after 19:00."""
    avoid, say = value.get("avoid"), words["say"]
    parts = [say["prefers"].format(channel_text(str(value["prefer"]), words))] if value.get("prefer") else []
    avoided = [channel_text(str(channel), words) for channel in (avoid if isinstance(avoid, list | tuple) else ())]
    parts += [say["avoids"].format(channel) for channel in avoided]
    parts += [say[word].format(plain(value[word], 10)) for word in ("after", "before") if value.get(word)]
    return ", ".join(parts)
