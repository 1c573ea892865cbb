"""Phrases of a composed brief: what the renderings put into their lines."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.brief.data import WORDS, Table, words_of
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
    distinct,
    joined,
    parsed_date,
    plain,
    quoted,
    told,
)

Brief = dict[str, Any]


def texts(items: Sequence[Brief], key: str, most: int = 3, use: Table = WORDS) -> list[str]:
    """The first texts of a list of facts, safe to show, without mere glimpses."""
    wanted = [item for item in items if item["told_confidence"] >= LEAST]
    return distinct(_disputed(item, "", told(item[key]), use) for item in wanted[:most])


def _disputed(fact: Brief, slot: str, said: str, use: Table) -> str:
    """What is said of a fact, and beside it what contradicts it."""
    conflict = fact["conflict"]
    if conflict is None:
        return said
    return disputed(said, value_phrase(slot, conflict["value"], fact.get("name"), use), use)


def words(brief: Brief) -> Table:
    """The words of the language that a brief is written in."""
    return words_of(brief["written_in"])


def interest(brief: Brief) -> str:
    """3BHK at Gomti Heights in Gomti Nagar."""
    facts, use = brief["facts"], words(brief)
    products, places = texts(facts["products"], "value", use=use), texts(facts["locations"], "value", use=use)
    return interest_text(products, texts(brief["projects"], "name", use=use), places, use)


def wants(brief: Brief) -> Iterator[str]:
    """Products, places, projects, budget, date and preferences, one after the other."""
    facts, use, by = brief["facts"], words(brief), timeline(brief)
    named = [*texts(facts["products"], "value", 2, use), *texts(facts["locations"], "value", 2, use)]
    parts = [*named, *texts(brief["projects"], "name", 2, use), budget(brief)]
    yield from (p for p in [*parts, use["say"]["by_date"].format(by) if by else ""] if p)
    for wish in facts["preferences"][:3]:
        said = value_phrase("preferences", wish["value"], wish["name"], use)
        yield _disputed(wish, "preferences", said, use)
    yield from beneficiaries(brief["stakeholders"], use)[:2]


def budget(brief: Brief) -> str:
    """60 to 65 lakh."""
    fact, use = brief["facts"].get("budget"), words(brief)
    return _disputed(fact, "budget", value_phrase("budget", fact["value"], words=use), use) if fact else ""


def timeline(brief: Brief) -> str:
    """October 2026 (its cause)."""
    fact, use = brief["facts"].get("timeline"), words(brief)
    if not fact or not fact["value"]:
        return ""
    return _disputed(fact, "timeline", timeline_phrase(parsed_date(fact["value"]), told(fact["cause"]), use), use)


def concerns(brief: Brief) -> list[str]:
    """Open objections, the heaviest first."""
    said = concerns_said(brief["objections"], brief["stakeholders"])
    flagged = "not_now" in brief["flags"]
    return [concern_text(o, words(brief)) for o in said if not (flagged and o["category"] == "timing")][:3]


def objecting(brief: Brief) -> str:
    """What stands in the way: concerns, rivals, and a question that waits for its answer."""
    use = words(brief)
    said, rivals, line = concerns(brief), texts(brief["competitors"], "name", 2, use), use["card"]
    asked = next((plain(q["text"], 70) for q in brief["open_questions"]), "")
    parts = [
        line["concern" if len(said) == 1 else "concerns"].format(", ".join(said)) if said else "",
        line["compares"].format(joined(rivals, use["say"]["and"])) if rivals else "",
        line["asked"].format(clip_words(asked, 12)) if asked else "",
    ]
    return str(use["say"]["stop"]).join(p for p in parts if p)


def people(brief: Brief) -> list[str]:
    """Those with the heaviest part in the decision."""
    agreed = has_agreed(brief["objections"])
    deciding = [p for p in brief["stakeholders"] if p["role"] != "user"]
    return [person_text(p, agreed, words(brief)) for p in deciding[:2]]


def promises(brief: Brief) -> list[str]:
    """Broken and open promises."""
    open_ones = [p for p in brief["promises"] if p["status"] in ("open", "broken")]
    return distinct(promise_text(p, words(brief)) for p in open_ones)[:2]


def last_touch(brief: Brief) -> str:
    """WhatsApp on 16 May 2026, from the buyer: its summary."""
    touch, use = brief["last_touch"], words(brief)
    if not touch:
        return ""
    side = use["touch"].get(touch["direction"], "")
    channel = channel_text(touch["channel"], use)
    line = str(use["touch"]["line"]).format(channel=channel, day=day(brief, touch["at"]), side=side)
    line = f"{line}: {quoted(touch['summary'], 200)}" if plain(touch["summary"]) else line
    ours = brief["last_said"]
    if not ours or ours["at"] == touch["at"]:
        return line
    said = use["touch"]["we_said"].format(day=day(brief, ours["at"]), said=quoted(ours["text"], 200))
    return f"{line}; {said}"


def consent(brief: Brief) -> str:
    """opted_out, the permit's verdict, not_now, else the wishes how to be reached."""
    verdict = (brief["permit"] or {}).get("verdict")
    standing = [f for f in ("opted_out", "not_now") if f in brief["flags"]]
    if standing[:1] == ["opted_out"]:
        return "opted_out"
    return plain(verdict, 20) or (standing[0] if standing else consent_text(brief))


def consent_text(brief: Brief) -> str:
    """The wishes how to be reached."""
    contact, use = brief["facts"].get("contact"), words(brief)
    return _disputed(contact, "contact", contact_text(contact["value"], use), use) if contact else ""


def day(brief: Brief, at: str) -> str:
    """A time of the brief as a day in the tenant's zone."""
    return day_text(datetime.fromisoformat(at).astimezone(ZoneInfo(brief["time_zone"])).date(), words(brief))


def ended(brief: Brief) -> str:
    """lost (price too high): how it ended last."""
    last = brief["outcomes"][0]
    said, reason = (told(str(last[key] or "").replace("_", " ")) for key in ("outcome", "reason"))
    return f"{said} ({reason})" if said and reason else said


def we_said(brief: Brief, most: int) -> str:
    """We said: «68 lakh all inclusive», at most so many words of it; or ""."""
    ours = brief["last_said"]
    return str(words(brief)["card"]["we_said"]).format(clip_words(quoted(ours["text"], 120), most)) if ours else ""


def trail(brief: Brief) -> str:
    """What they saw, the last exchange, and what brought them."""
    use, via, touch = words(brief), brief["came_via"], brief["last_touch"]
    seen, line = distinct(told(content_text(str(s["content"] or ""))) for s in brief["seen"][:2]), use["card"]
    last = (channel_text(touch["channel"], use), day(brief, touch["at"])) if touch else None
    parts = [
        line["ended"].format(ended(brief)) if brief["outcomes"] else "",
        we_said(brief, 12),
        line["saw"].format(joined(seen, use["say"]["and"])) if seen else "",
        line["last"].format(channel=last[0], day=last[1]) if last else "",
        line["via"].format(told(via["promise"] or via["campaign"])) if via else "",
    ]
    return str(use["say"]["stop"]).join(p for p in parts if p)


def candidates(brief: Brief) -> str:
    """Meera or Lata, of a number held by several people."""
    say = words(brief)["say"]
    return joined((told(c["name"], 40) or say["unnamed"] for c in brief["candidates"][:8]), say["or"])


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


def quote(brief: Brief, at: str, channel: str, said: str) -> str:
    """- 16 May 2026, WhatsApp: «65 tak»."""
    return f"- {day(brief, at)}, {channel_text(channel, words(brief))}: {quoted(said, 160)}"
