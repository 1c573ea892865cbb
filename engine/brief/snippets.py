"""Phrases of a composed brief: what the renderings put into their lines."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.brief.phrases import (
    beneficiaries,
    concern_text,
    concerns_said,
    contact_text,
    disputed,
    has_agreed,
    interest_text,
    person_text,
    promise_text,
    timeline_phrase,
    value_phrase,
)
from engine.brief.picture import LEAST
from engine.brief.wording import (
    channel_text,
    clip_words,
    content_text,
    day_text,
    joined,
    parsed_date,
    plain,
    quoted,
    told,
)

Brief = dict[str, Any]


def texts(items: Sequence[Brief], key: str, most: int = 3) -> list[str]:
    """The first texts of a list of facts, safe to show, without mere glimpses."""
    wanted = [item for item in items if item["told_confidence"] >= LEAST]
    return [t for t in (_disputed(item, "", told(item[key])) for item in wanted[:most]) if t]


def _disputed(fact: Brief, slot: str, said: str) -> str:
    """What is said of a fact, and beside it what contradicts it."""
    conflict = fact["conflict"]
    return said if conflict is None else disputed(said, value_phrase(slot, conflict["value"], fact.get("name")))


def interest(brief: Brief) -> str:
    """3BHK at Gomti Heights in Gomti Nagar."""
    facts = brief["facts"]
    products, places = texts(facts["products"], "value"), texts(facts["locations"], "value")
    return interest_text(products, texts(brief["projects"], "name"), places)


def wants(brief: Brief) -> Iterator[str]:
    """Products, places, projects, budget, date and preferences, one after the other."""
    facts = brief["facts"]
    by = timeline(brief)
    parts = [*texts(facts["products"], "value", 2), *texts(facts["locations"], "value", 2)]
    parts += [*texts(brief["projects"], "name", 2), budget(brief), f"by {by}" if by else ""]
    yield from (p for p in parts if p)
    for wish in facts["preferences"][:3]:
        yield _disputed(wish, "preferences", value_phrase("preferences", wish["value"], wish["name"]))
    yield from beneficiaries(brief["stakeholders"])[:2]


def budget(brief: Brief) -> str:
    """60 to 65 lakh."""
    fact = brief["facts"].get("budget")
    return _disputed(fact, "budget", value_phrase("budget", fact["value"])) if fact else ""


def timeline(brief: Brief) -> str:
    """October 2026 (its cause)."""
    fact = brief["facts"].get("timeline")
    if not fact or not fact["value"]:
        return ""
    return _disputed(fact, "timeline", timeline_phrase(parsed_date(fact["value"]), told(fact["cause"])))


def concerns(brief: Brief) -> list[str]:
    """Open objections, the heaviest first."""
    said = concerns_said(brief["objections"], brief["stakeholders"])
    flagged = "not_now" in brief["flags"]
    return [concern_text(o) for o in said if not (flagged and o["category"] == "timing")][:3]


def objecting(brief: Brief) -> str:
    """What stands in the way: concerns, rivals, and a question that waits for its answer."""
    said, rivals = concerns(brief), texts(brief["competitors"], "name", 2)
    asked = next((plain(q["text"], 70) for q in brief["open_questions"]), "")
    parts = [
        f"{'Concern' if len(said) == 1 else 'Concerns'}: {', '.join(said)}" if said else "",
        f"Compares with: {joined(rivals)}" if rivals else "",
        f"Asked: {clip_words(asked, 12)}" if asked else "",
    ]
    return ". ".join(p for p in parts if p)


def people(brief: Brief) -> list[str]:
    """Those with the heaviest part in the decision."""
    agreed = has_agreed(brief["objections"])
    deciding = [p for p in brief["stakeholders"] if p["role"] != "user"]
    return [person_text(p, agreed) for p in deciding[:2]]


def promises(brief: Brief) -> list[str]:
    """Broken and open promises."""
    return [promise_text(p) for p in brief["promises"] if p["status"] in ("open", "broken")][:2]


def last_touch(brief: Brief) -> str:
    """WhatsApp on 16 May 2026, from the buyer: its summary."""
    touch = brief["last_touch"]
    if not touch:
        return ""
    sides = {"inbound": "from the buyer", "outbound": "from us", "internal": "noted by us"}
    side = sides.get(touch["direction"], "")
    said = f": {quoted(touch['summary'], 200)}" if touch["summary"] else ""
    return f"{channel_text(touch['channel'])} on {day(brief, touch['at'])}, {side}{said}"


def consent(brief: Brief) -> str:
    """opted_out, the permit's verdict, not_now, else the wishes how to be reached."""
    verdict = (brief["permit"] or {}).get("verdict")
    standing = [f for f in ("opted_out", "not_now") if f in brief["flags"]]
    if standing[:1] == ["opted_out"]:
        return "opted_out"
    return plain(verdict, 20) or (standing[0] if standing else consent_text(brief))


def consent_text(brief: Brief) -> str:
    """The wishes how to be reached."""
    contact = brief["facts"].get("contact")
    return _disputed(contact, "contact", contact_text(contact["value"])) if contact else ""


def day(brief: Brief, at: str) -> str:
    """A time of the brief as a day in the tenant's zone."""
    return day_text(datetime.fromisoformat(at).astimezone(ZoneInfo(brief["time_zone"])).date())


def trail(brief: Brief) -> str:
    """What they saw, the last exchange, and what brought them."""
    seen = list(dict.fromkeys(told(content_text(str(s["content"] or ""))) for s in brief["seen"][:2]))
    via, touch = brief["came_via"], brief["last_touch"]
    parts = [
        f"Saw: {joined(seen)}" if any(seen) else "",
        f"Last: {channel_text(touch['channel'])} {day(brief, touch['at'])}" if touch else "",
        f"Via: {told(via['promise'] or via['campaign'])}" if via else "",
    ]
    return ". ".join(p for p in parts if p)


def candidates(brief: Brief) -> str:
    """Meera or Lata, of a number held by several people."""
    return joined((told(c["name"], 40) or "someone unnamed" for c in brief["candidates"][:8]), " or ")


def quotes(brief: Brief) -> Iterator[str]:
    """Evidence in the very words, the newest of each thing, then what stays open and what was talked about last."""
    facts = [f for v in brief["facts"].values() for f in (v if isinstance(v, list) else [v])]
    for item in (*brief["objections"], *facts, *brief["stakeholders"], *brief["promises"]):
        for e in item["evidence"][-1:]:
            if plain(e.get("quote")):
                yield quote(brief, e["at"], e["channel"], e["quote"])
    for fact in facts:
        against = (fact["conflict"] or {}).get("evidence", {})
        if plain(against.get("quote")):
            yield f"{quote(brief, against['at'], against['channel'], against['quote'])} (contradicts the above)"
    for question in brief["open_questions"][:5]:
        yield f"- open question: {quoted(question['text'], 160)}"
    for touch in brief["recent"][:5]:
        if plain(touch["summary"]):
            yield quote(brief, touch["at"], touch["channel"], touch["summary"])


def quote(brief: Brief, at: str, channel: str, words: str) -> str:
    """- 16 May 2026, WhatsApp: «65 tak»."""
    return f"- {day(brief, at)}, {channel_text(channel)}: {quoted(words, 160)}"
