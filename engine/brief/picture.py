"""One buyer as a brief sees them: what was recalled, in order of weight, with what depends on now computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from operator import itemgetter

from engine.brief.data import RULES, WORDS, Table
from engine.brief.decay import decayed
from engine.brief.language import language_of
from engine.brief.phrases import disputed, timeline_phrase, value_phrase
from engine.brief.values import value_form
from engine.brief.wording import content_phrase, content_text, day_text, distinct, parsed_date, plain, quoted, told
from engine.clock import from_ms, to_ms
from engine.model.belief import PROMISE_LIVES
from engine.model.recalled import (
    Recalled,
    RecalledEvidence,
    RecalledFact,
    RecalledInteraction,
    RecalledObjection,
    RecalledPromise,
    RecalledStakeholder,
)

LEAST = float(RULES["shown"]["least_confidence"])
_FIRST = {category: n for n, category in enumerate(RULES["objections"]["first"])}
_ROLES = {role: n for n, role in enumerate(RULES["roles"]["order"])}
_SUCCESSES = frozenset(RULES["flags"]["successes"])
_OURS = frozenset(RULES["bot"]["own_words"])
_BOOKKEEPING = frozenset(RULES["touch"]["bookkeeping"])


@dataclass(frozen=True, slots=True)
class Picture:
    """A recalled buyer prepared for composing. `now_ms` is epoch ms, `today` the date in the tenant's zone.

    `words`: the language in which it is composed (data.words_of).
    `language`: theirs, as a source said or as they write. `ended_ms`: when an attempt ended last, known for a bot too.
    `in_touch`: they are in touch at this moment (their call rings).
    `to_bot`: what is composed goes into a prompt, so that words of others are marked in it.
    """

    recalled: Recalled
    now_ms: int
    today: date
    zone: tzinfo
    vertical: str
    name: str | None
    slots: dict[str, list[RecalledFact]]
    concerns: list[RecalledObjection]
    people: list[RecalledStakeholder]
    promises: list[RecalledPromise]
    words: Table
    to_bot: bool
    language: str | None
    ended_ms: int | None
    in_touch: bool

    def one(self, slot: str) -> RecalledFact | None:
        """The fact of a single-valued slot."""
        facts = self.slots.get(slot)
        return facts[0] if facts else None

    def text(self, slot: str) -> str:
        """The text of a single-valued slot, or ""."""
        fact = self.one(slot)
        return str(fact["value"].get("text") or "") if fact else ""

    def texts(self, slot: str, most: int = 3) -> list[str]:
        """The first texts of a list slot, safe to show, without mere glimpses."""
        facts = [f for f in self.slots.get(slot, ()) if f["confidence"] >= LEAST]
        return distinct(with_conflict(f, told(f["value"].get("text")), self.words) for f in facts[:most])

    def budget(self) -> str:
        """60 to 65 lakh, or ""."""
        fact = self.one("budget")
        return with_conflict(fact, fact_phrase(fact, self.words), self.words) if fact else ""

    def deadline(self) -> date | None:
        """The date that the buyer plans for."""
        fact = self.one("timeline")
        return parsed_date(str(fact["value"]["date"])) if fact and fact["value"].get("date") else None

    def deadline_text(self) -> str:
        """October 2026, or June 2026 (school admission), or ""."""
        day, fact = self.deadline(), self.one("timeline")
        if day is None or fact is None:
            return ""
        said = timeline_phrase(day, self.free(fact["value"].get("cause")), self.words)
        return with_conflict(fact, said, self.words)

    def free(self, text: object, limit: int = 60) -> str:
        """Free words of others (a title, a cause): always marked for a bot."""
        return quoted(text, limit) if self.to_bot else told(text, limit)

    def content(self, title: object) -> str:
        """the tower launch video, or «a title» where it is no common noun; for a bot always marked."""
        said = content_text(str(title or ""))
        return quoted(said) if self.to_bot else content_phrase(said, self.words)

    def preferences(self, most: int = 4) -> list[str]:
        """ready to move, with a loan, …"""
        return [
            with_conflict(f, fact_phrase(f, self.words), self.words) for f in self.slots.get("preferences", ())[:most]
        ]

    def day(self, ms: int) -> str:
        """18 May 2026, in the tenant's time zone."""
        return day_text(from_ms(ms).astimezone(self.zone).date(), self.words)

    def open_concerns(self) -> list[RecalledObjection]:
        """Objections that still stand, the heaviest first."""
        return [o for o in self.concerns if o["status"] == "open"]

    def open_promises(self) -> list[RecalledPromise]:
        """Promises not done yet, broken ones first, then by date."""
        return [p for p in self.promises if p["status"] in ("open", "broken")]

    def touches(self) -> list[RecalledInteraction]:
        """Of the newest interactions the exchanges with the buyer and words about them; bookkeeping is none."""
        return [i for i in self.recalled["recent"] if i["kind"] not in _BOOKKEEPING]

    def last_said(self) -> RecalledInteraction | None:
        """The newest message of ours to the buyer."""
        ours = (i for i in self.touches() if i["direction"] == "outbound" and i["kind"] in _OURS)
        return next((i for i in ours if plain(i["summary"])), None)

    def outcome(self) -> str:
        """lost (price too high): how it ended last, or ""."""
        fact = self.one("outcome")
        if fact is None:
            return ""
        said, reason = (self.free(str(fact["value"].get(key) or "").replace("_", " ")) for key in ("text", "reason"))
        return f"{said} ({reason})" if said and reason else said

    def last_touch(self) -> RecalledInteraction | None:
        """The newest exchange with the buyer or word about them."""
        return next(iter(self.touches()), None)


def picture_of(
    recalled: Recalled,
    *,
    now: datetime,
    zone: tzinfo,
    vertical: str,
    name_given: str | None = None,
    words: Table = WORDS,
    to_bot: bool = False,
    whole: Recalled | None = None,
    in_touch: bool = False,
) -> Picture:
    """Sorts facts by slot and ranks what is shown first. `whole`: the buyer with what must not be told to a bot."""
    now_ms, today = to_ms(now), now.astimezone(zone).date()
    slots: dict[str, list[RecalledFact]] = {}
    for fact in recalled["facts"]:
        slots.setdefault(fact["slot"], []).append(fact)
    for slot, facts in slots.items():
        if len(facts) > 1:
            slots[slot] = _ranked_facts(facts, slot, now_ms)
    name, language = (_text_of(slots.get(slot)) for slot in ("name", "language"))
    return Picture(
        recalled=recalled,
        now_ms=now_ms,
        today=today,
        zone=zone,
        vertical=vertical,
        name=plain(name or name_given, 60) or None,
        slots=slots,
        concerns=_ranked_concerns(recalled["objections"]),
        people=sorted(recalled["stakeholders"], key=lambda s: (_ROLES.get(s["role"], len(_ROLES)), s["id"])),
        promises=_ranked_promises(recalled["promises"], today),
        words=words,
        to_bot=to_bot,
        language=language or language_of(whole or recalled),
        ended_ms=_ended_ms(whole or recalled),
        in_touch=in_touch,
    )


def _ended_ms(recalled: Recalled) -> int | None:
    """When an attempt ended last without success."""
    ends = [f for f in recalled["facts"] if f["slot"] == "outcome" and _readable(f) not in _SUCCESSES]
    return max((last_told_ms(f["evidence"], f["valid_from_ms"]) for f in ends), default=None)


def _readable(fact: RecalledFact) -> str:
    return str(fact["value"].get("text")).replace("_", " ").casefold()


def fact_phrase(fact: RecalledFact, words: Table = WORDS) -> str:
    """The value of a fact in a few words."""
    return value_phrase(fact["slot"], value_form(fact["slot"], fact["value"]), fact["value"].get("name"), words)


def with_conflict(fact: RecalledFact, said: str, words: Table = WORDS) -> str:
    """What is said of a fact, and beside it what contradicts it."""
    other = conflict_phrase(fact, words)
    return said if other is None else disputed(said, other, words)


def conflict_phrase(fact: RecalledFact, words: Table = WORDS) -> str | None:
    """The value that contradicts a fact; "" where it is only denied, None where nothing does."""
    conflict = fact["conflict"]
    if conflict is None:
        return None
    value = conflict["value"]
    return value_phrase(fact["slot"], value_form(fact["slot"], value), value.get("name"), words)


def _text_of(facts: list[RecalledFact] | None) -> str | None:
    return str(facts[0]["value"].get("text") or "") or None if facts else None


def last_told_ms(evidence: Iterable[RecalledEvidence], default: int) -> int:
    """When it was told last."""
    return max((e["at_ms"] for e in evidence), default=default)


def _ranked_facts(facts: list[RecalledFact], slot: str, now_ms: int) -> list[RecalledFact]:
    def weight(fact: RecalledFact) -> tuple[float, int, str]:
        told = last_told_ms(fact["evidence"], fact["valid_from_ms"])
        return (-decayed(fact["confidence"], slot, told, now_ms), -told, fact["id"])

    by_time = slot in ("seen", "outcome", "campaign", "name")
    if by_time:
        return sorted(facts, key=lambda f: (-last_told_ms(f["evidence"], f["valid_from_ms"]), f["id"]))
    return sorted(facts, key=weight)


def _ranked_concerns(objections: list[RecalledObjection]) -> list[RecalledObjection]:
    """The newest span of each category; open ones first, blockers before the rest, then the newest."""
    newest: dict[str, RecalledObjection] = {}
    for objection in sorted(objections, key=itemgetter("raised_at_ms", "id")):
        newest[objection["category"]] = objection
    return sorted(
        newest.values(),
        key=lambda o: (o["status"] != "open", _FIRST.get(o["category"], len(_FIRST)), -o["raised_at_ms"], o["id"]),
    )


def _ranked_promises(promises: list[RecalledPromise], today: date) -> list[RecalledPromise]:
    judged = []
    for promise in promises:
        late = promise["status"] == "open" and _is_past(promise, today)
        judged.append(RecalledPromise(**{**promise, "status": "broken"}) if late else promise)
    order = {"broken": 0, "open": 1}
    return sorted(
        judged, key=lambda p: (order.get(p["status"], 2), p["owner"] != "seller", p["due"] or "9999", p["id"])
    )


def _is_past(promise: RecalledPromise, today: date) -> bool:
    """After its day; without one, when nobody has spoken of it for as long as a promise lives."""
    if promise["due"] is not None:
        return parsed_date(promise["due"]) < today
    told = from_ms(last_told_ms(promise["evidence"], promise["made_at_ms"])).date()
    return today - told > PROMISE_LIVES
