"""What is believed, said in a few words. Each takes a recalled part or its form in the brief: the keys are the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from engine.brief.data import WORDS
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
_CONDITIONS: dict[str, str] = WORDS["conditions"]
REFUSED = "no "
"""How a refused direction begins."""
_HEAVY_ROLES = ("veto", "decider", "payer", "co_buyer")


def interest_text(products: Sequence[str], projects: Sequence[str], places: Sequence[str]) -> str:
    """3BHK at Gomti Heights in Gomti Nagar, as much of it as is known."""
    at = f"at {joined(projects[:2])}" if projects else ""
    where = f"in {joined(places[:2])}" if places else ""
    return " ".join(part for part in (joined(products[:2]), at, where) if part)


def budget_phrase(low: object, high: object, currency: object) -> str:
    """60 to 65 lakh, of numbers or None."""
    return budget_text(
        float(low) if isinstance(low, int | float) else None,
        float(high) if isinstance(high, int | float) else None,
        str(currency or "INR"),
    )


def timeline_phrase(day: date, cause: object) -> str:
    """October 2026, or June 2026 (school admission). `cause` as it may stand in a line (wording.told)."""
    return f"{date_text(day)} ({cause})" if cause else date_text(day)


def value_phrase(slot: str, value: object, name: object = None) -> str:
    """A value of a slot in the contract's form, in a few words."""
    if slot == "budget" and isinstance(value, Mapping):
        return budget_phrase(value.get("min"), value.get("max"), value.get("currency"))
    if slot == "contact" and isinstance(value, Mapping):
        return contact_text(value)
    if slot == "timeline":
        return date_text(parsed_date(str(value))) if value else ""
    if slot == "preferences":
        return preference_text(str(name), str(value))
    return told(code_text({}, value) if slot in ("intent", "stage") else value, 40)


def disputed(said: str, other: str) -> str:
    """60 lakh (disputed: 70 lakh); without the other word where it only denies this one."""
    if not said:
        return ""
    return f"{said} (disputed: {other})" if other and other.casefold() != said.casefold() else f"{said} (disputed)"


def preference_phrases(pairs: Sequence[tuple[object, object]]) -> list[str]:
    """ready to move, with a loan, … of (name, value) pairs."""
    return [preference_text(str(name), str(value)) for name, value in pairs]


def concern_text(objection: Part) -> str:
    """parking; for a refused direction no east-facing."""
    direction = refused_direction(objection)
    if direction:
        return f"{REFUSED}{direction.replace('_', '-')}-facing"
    return code_text(WORDS["objections"], objection["category"])


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


def beneficiaries(people: Sequence[Part]) -> list[str]:
    """for son Ryan: whom it is for, who need not decide."""
    return [f"for {_who(person)}" for person in people if person["role"] == "user"]


def is_heavy(person: Part) -> bool:
    """True for people without whom nothing is decided or paid."""
    return bool(person["condition"]) or person["role"] in _HEAVY_ROLES


def has_agreed(objections: Sequence[Part]) -> bool:
    """True when the approval that was missing has been given (of each category the newest objection is there)."""
    return any(o["category"] == "approval" and o["status"] == "resolved" for o in objections)


def person_text(person: Part, agreed: bool = False) -> str:
    """mother-in-law must visit first; wife Sunita decides; husband has agreed."""
    who = _who(person)
    if agreed and person["role"] in ("veto", "decider"):
        return f"{who} has agreed"
    condition = str(person["condition"] or "").casefold()
    short = next((said for part, said in _CONDITIONS.items() if condition and part in condition), None)
    if short:  # the condition is kept in the words of whoever told it; a line says it shortly or by the role
        return f"{who} {short}"
    return f"{who} {code_text(WORDS['roles'], person['role'])}"


def _who(person: Part) -> str:
    relation, name = relation_text(str(person["relation"] or "")), told(person["name"], 40)
    return " ".join(p for p in (relation, name) if p) or "someone"


def promise_text(promise: Part) -> str:
    """we send information by 18 May 2026 (overdue)."""
    side, action = "seller" if promise["owner"] == "seller" else "buyer", str(promise["action"])
    said = WORDS["promises"][side].get(action) or plain(action, 40).replace("_", " ")
    by = f" by {day_text(parsed_date(str(promise['due'])))}" if promise["due"] else ""
    return f"{said}{by}{' (overdue)' if promise['status'] == 'broken' else ''}"


def contact_text(value: Part) -> str:
    """prefers WhatsApp, not by call, after 19:00."""
    avoid = value.get("avoid")
    parts = [f"prefers {channel_text(str(value['prefer']))}" if value.get("prefer") else ""]
    parts += [f"not by {code_text(WORDS['channels'], c)}" for c in (avoid if isinstance(avoid, list | tuple) else ())]
    parts += [f"{word} {plain(value[word], 10)}" for word in ("after", "before") if value.get(word)]
    return ", ".join(p for p in parts if p)
