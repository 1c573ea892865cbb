"""A message to a buyer, written out of the brief as a bot may see it: nothing in it that must not be said.

Every sentence about the buyer rests on evidence, which comes with the text; what rests on none is not written. The
texts are in drafts.toml.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.brief.ask import spoken, want_text
from engine.brief.data import DRAFTS, OPENERS, RULES
from engine.brief.phrases import refused_direction
from engine.brief.picture import LEAST
from engine.brief.wording import date_text, day_text, is_name, joined, parsed_date, plain, speakable
from engine.errors import Conflict

Brief = dict[str, Any]
PURPOSES: tuple[str, ...] = tuple(DRAFTS["purposes"])
CHANNELS = ("whatsapp", "email")
_LIMITS = DRAFTS["limits"]
_VISITS = frozenset(DRAFTS["rules"]["visits"])
_TALK = frozenset(DRAFTS["rules"]["talk"])


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, what it rests on, and what it adds to a subject line."""

    text: str
    uses: tuple[Brief, ...] = ()
    fill: dict[str, str] = field(default_factory=dict)


def draft_of(
    brief: Brief, *, channel: str, purpose: str, vertical: str, fallback: str, signed: str | None = None
) -> Brief:
    """The message for one of CHANNELS and PURPOSES. `brief` is a bot's; `signed` the sender's name under an email.

    In the buyer's language, else in `fallback`. Raises Conflict when the buyer asked not to be contacted, and when
    there is nothing that the purpose could be about.
    """
    if "opted_out" in brief["flags"]:
        raise Conflict("this buyer asked not to be contacted")
    writer = _Writer(brief, spoken(brief["language"], fallback), vertical)
    plan = DRAFTS["purposes"][purpose]
    parts = {name: part for name in plan["parts"] if (part := writer.part(name))}
    if plan.get("needs", "") not in {"", *parts}:
        raise Conflict(plan["lacks"])
    said = [part for name, part in parts.items() if name != "next"] or [_Said(writer.words["thanks"])]
    if "next" in parts and not any(part.text.endswith("?") for part in said):
        said.append(parts["next"])
    hello = writer.hello()
    paragraphs = [hello.text, " ".join(part.text for part in said)]
    if channel == "email":
        paragraphs.append("\n".join(x for x in (f"{writer.words['bye']},", _slot(signed)) if x))
    return {
        "channel": channel,
        "purpose": purpose,
        "language": writer.language,
        "subject": writer.subject(purpose, said) if channel == "email" else None,
        "text": "\n\n".join(paragraphs),
        "uses": [use for part in (hello, *said) for use in part.uses],
        "brief_id": brief["brief_id"],
    }


class _Writer:
    """The sentences that can be said of one buyer in one language."""

    def __init__(self, brief: Brief, language: str, vertical: str) -> None:
        self.brief, self.language, self.vertical = brief, language, vertical
        self.words = DRAFTS[language]
        self.zone = ZoneInfo(brief["time_zone"])
        self.today = self._day_of(brief["cutoff"])
        self.concern = next((o for o in brief["objections"] if self._can_be_named(o)), None)
        self.promise = next((p for p in brief["promises"] if self._is_owed(p)), None)
        self.visited = next((p for p in brief["promises"] if self._is_owed(p) and p["action"] in _VISITS), None)
        self._parts: dict[str, Callable[[], _Said | None]] = {
            "wanted": self._wanted,
            "worried": self._worried,
            "answer": self._answer,
            "agreed": lambda: self._agreed(self.promise),
            "late": self._late,
            "step": lambda: self._step(self.promise),
            "next": self._next,
            "silence": self._silence,
            "later": self._later,
            "still": lambda: _Said(self.words["still"]),
            "visit": self._visit,
            "visit_step": self._visit_step,
        }

    def part(self, name: str) -> _Said | None:
        """One sentence; None where nothing supports it."""
        return self._parts[name]()

    def hello(self) -> _Said:
        """The greeting, with the name where it may be said."""
        fact = self.brief["facts"].get("name")
        name = _slot(fact["value"]) if fact and fact["evidence"] else ""
        if not is_name(name):
            return _Said(self.words["hello_only"])
        return _Said(self.words["hello"].format(name=name), (_use("name", name, fact["evidence"]),))

    def subject(self, purpose: str, said: list[_Said]) -> str:
        """The subject line of an email; the plain one where the fuller one lacks a word or is too long."""
        filled = {name: text for part in said for name, text in part.fill.items()}
        try:
            line = str(self.words["subject"].get(purpose, "").format(**filled))
        except KeyError:
            line = ""
        line = line[:1].upper() + line[1:]
        return line if 0 < len(line) <= _LIMITS["subject"] else str(self.words["subject_only"][purpose])

    def _wanted(self) -> _Said | None:
        facts = self.brief["facts"]
        products, places = _told(facts["products"], "value"), _told(facts["locations"], "value")
        projects = _told(self.brief["projects"], "name", 1)
        timeline = facts.get("timeline")
        day = parsed_date(timeline["value"]) if timeline and timeline["value"] and timeline["evidence"] else None
        by = self._date(day) if day and day >= self.today else ""
        want = want_text(self.language, self.vertical, list(products), list(places), by)
        used = [("products", products), ("locations", places)] if want else [("projects", projects)]
        rests = [(slot, text, fact) for slot, some in used for text, fact in some.items()]
        rests += [("timeline", by, timeline)] if want and by else []
        if not rests:
            return None
        own = all(fact["said_by"] == "buyer" for _, _, fact in rests)
        uses = tuple(_use(slot, text, fact["evidence"]) for slot, text, fact in rests)
        if want:
            return _Said(self.words["wanted" if own else "noted"].format(want=want), uses, {"want": want})
        return _Said(
            self.words["project" if own else "project_noted"].format(
                project=joined(projects, OPENERS[self.language]["and"])
            ),
            uses,
        )

    def _worried(self) -> _Said | None:
        if self.concern is None:
            return None
        category, direction = self.concern["category"], refused_direction(self.concern)
        about = self.words["about"][category]
        text = self.words["worried"].format(about=about)
        if category == "timing":
            text = self.words["timing"]
        elif direction:
            text = self.words["refused"].format(direction=DRAFTS["directions"][self.language][direction])
        return _Said(text, (_use("objection", category, self.concern["evidence"]),), {"about": about})

    def _answer(self) -> _Said | None:
        return _Said(self.words["answer"][self.concern["category"]]) if self.concern else None

    def _agreed(self, promise: Brief | None) -> _Said | None:
        if promise is None:
            return None
        by = self.words["by"].format(self._due(promise)) if promise["due"] else ""
        use = _use("promise", promise["action"], promise["evidence"])
        return _Said(self.words[promise["owner"]][promise["action"]].format(by=by), (use,))

    def _late(self) -> _Said | None:
        late = self.promise is not None and self.promise["status"] == "broken" and self.promise["owner"] == "seller"
        return _Said(self.words["late"]) if late else None

    def _step(self, promise: Brief | None) -> _Said | None:
        if promise is None:
            return None
        steps = self.words[f"{promise['owner']}_step"]
        return _Said(steps.get(promise["action"]) or steps["other"])

    def _next(self) -> _Said:
        return _Said((self.brief["next_question"] or {}).get("text") or self.words["go"])

    def _silence(self) -> _Said | None:
        last = next((i for i in self.brief["recent"] if i["kind"] in _TALK and i["direction"] != "internal"), None)
        if last is None:
            return None
        day = self._day_text(self._day_of(last["at"]))
        told = {"interaction_id": last["interaction_id"], "field": "kind", "value": last["kind"]}
        evidence = [{**told, "channel": last["channel"], "at": last["at"]}]
        return _Said(self.words["silence"].format(day=day), (_use("last_touch", day, evidence),))

    def _later(self) -> _Said | None:
        intent = self.brief["facts"].get("intent")
        if self.concern and self.concern["category"] == "timing":  # says the same
            return None
        if not intent or intent["value"] != "not_now" or not intent["evidence"]:
            return None
        return _Said(self.words["later"], (_use("intent", "not_now", intent["evidence"]),))

    def _visit(self) -> _Said | None:
        promise = self.visited
        if promise is None or promise["status"] != "open" or not promise["due"]:
            return self._agreed(promise)
        fill = {"visit": self.words["visits"][promise["action"]], "day": self._due(promise)}
        use = _use("promise", promise["action"], promise["evidence"])
        return _Said(self.words["visit"].format(**fill), (use,), fill)

    def _visit_step(self) -> _Said | None:
        promise = self.visited
        if promise is None or promise["status"] != "open" or not promise["due"]:
            return self._step(promise)
        return _Said(self.words["visit_step"])

    def _can_be_named(self, objection: Brief) -> bool:
        named = objection["status"] == "open" and objection["may_say"] and objection["evidence"]
        return bool(named and objection["category"] in self.words["about"])

    def _is_owed(self, promise: Brief) -> bool:
        owed = promise["status"] in ("open", "broken") and promise["evidence"]
        return bool(owed and promise["action"] in self.words[promise["owner"]])

    def _day_of(self, at: str) -> date:
        return datetime.fromisoformat(at).astimezone(self.zone).date()

    def _due(self, promise: Brief) -> str:
        return self._day_text(parsed_date(promise["due"]))

    def _date(self, day: date) -> str:
        return self._in_words(date_text(day), day)

    def _day_text(self, day: date) -> str:
        return self._in_words(day_text(day), day)

    def _in_words(self, text: str, day: date) -> str:
        """18 May 2026 with the month as the language calls it."""
        months = DRAFTS["months"].get(self.language)
        return text.replace(f"{day:%B}", months[day.month - 1]) if months else text


def _slot(text: object) -> str:
    """A word of others, fit to stand in a sentence; "" where it is none, or too long for one."""
    limit = _LIMITS["word"]
    word = plain(text, limit + 1).strip(" .,;:!?…-–'\"()")
    return word if len(word) <= limit and speakable(word, RULES["spoken"]["value_words"]) else ""


def _told(facts: list[Brief], key: str, most: int = 2) -> dict[str, Brief]:
    """The first words of a list of facts with evidence, each once and none a mere glimpse → the fact."""
    found: dict[str, Brief] = {}
    for word, fact in _words(facts, key):
        if word.casefold() not in {w.casefold() for w in found} and len(found) < most:
            found[word] = fact
    return found


def _words(facts: list[Brief], key: str) -> Iterator[tuple[str, Brief]]:
    for fact in facts:
        word = _slot(fact[key])
        if word and fact["evidence"] and fact["told_confidence"] >= LEAST:
            yield word, fact


def _use(what: str, text: str, evidence: list[Brief]) -> Brief:
    return {"what": what, "text": text, "evidence": evidence}
