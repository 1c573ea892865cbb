"""The contract's forms of facts, objections, people, promises and evidence (CONTRACT.md sections 1 and 3)."""

from typing import Any

from engine.brief.decay import decayed
from engine.brief.picture import Picture, last_told_ms
from engine.brief.values import value_form
from engine.brief.wording import utc_text
from engine.model.recalled import (
    RecalledConflict,
    RecalledEvidence,
    RecalledFact,
    RecalledInteraction,
    RecalledStakeholder,
)

Json = dict[str, Any]
_LISTS = ("products", "locations", "preferences")
_SINGLE = ("budget", "timeline", "intent", "tone", "contact", "stage", "owner", "name", "city", "language")


def evidence_form(e: RecalledEvidence) -> Json:
    """A span of a turn, or a field of a structured event."""
    if e["turn"] is None:
        return {
            "interaction_id": e["interaction_id"],
            "field": e["field"],
            "value": e["value"],
            "channel": e["channel"],
            "at": utc_text(e["at_ms"]),
        }
    return {
        "interaction_id": e["interaction_id"],
        "turn": e["turn"],
        "start": e["start"],
        "end": e["end"],
        "quote": e["quote"],
        "channel": e["channel"],
        "at": utc_text(e["at_ms"]),
    }


def evidence_forms(evidence: list[RecalledEvidence]) -> list[Json]:
    """Evidence in the contract's form, in the order given (world order)."""
    return [evidence_form(e) for e in evidence]


def fact_form(fact: RecalledFact, now_ms: int) -> Json:
    """One fact; its confidence as of now, and as it was when last told."""
    slot, value = fact["slot"], fact["value"]
    told = last_told_ms(fact["evidence"], fact["valid_from_ms"])
    form: Json = {
        "fact_id": fact["id"],
        "value": value_form(slot, value),
        "confidence": decayed(fact["confidence"], slot, told, now_ms),
        "told_confidence": round(fact["confidence"], 2),
        "valid_from": utc_text(fact["valid_from_ms"]),
        "recorded_at": utc_text(fact["recorded_at_ms"]),
        "said_by": fact["said_by"],
        "may_say": fact["may_say"],
        "conflict": _conflict_form(slot, fact["conflict"]),
        "evidence": evidence_forms(fact["evidence"]),
    }
    if slot == "timeline":
        form["cause"] = value.get("cause")
    elif slot == "preferences" or (slot == "owner" and value.get("name")):
        form["name"] = value.get("name")
    return form


def facts_form(view: Picture) -> Json:
    """All facts by slot: a single one that is not known is absent, a list is empty."""
    form: Json = {slot: [fact_form(f, view.now_ms) for f in view.slots.get(slot, ())] for slot in _LISTS}
    for slot in _SINGLE:
        fact = view.one(slot)
        if fact is not None:
            form[slot] = fact_form(fact, view.now_ms)
    stage = view.recalled["stage"]
    if stage is not None and "stage" in form:
        form["stage"]["entered_at"] = utc_text(stage["entered_at_ms"])
    return form


def named_forms(view: Picture, slot: str) -> list[Json]:
    """Projects and competitors: a fact with its value as `name`."""
    return [{"name": f["value"].get("text"), **fact_form(f, view.now_ms)} for f in view.slots.get(slot, ())]


def seen_forms(view: Picture, most: int) -> list[Json]:
    """What the buyer looked at, newest first; `at` is the last time."""
    return [
        {
            "content": f["value"].get("text"),
            "at": utc_text(last_told_ms(f["evidence"], f["valid_from_ms"])),
            "dwell_s": f["value"].get("dwell_s"),
            "evidence": evidence_forms(f["evidence"]),
        }
        for f in view.slots.get("seen", ())[:most]
    ]


def came_via_form(view: Picture) -> Json | None:
    """The first campaign that brought the buyer, with what it promised."""
    first = min(view.slots.get("campaign", ()), key=lambda f: (f["valid_from_ms"], f["id"]), default=None)
    if first is None:
        return None
    value = first["value"]
    name = value.get("name") or value.get("text")
    promise = value.get("text") if value.get("name") else None
    return {"campaign": name, "promise": promise, "at": utc_text(first["valid_from_ms"])}


def outcome_forms(view: Picture, most: int) -> list[Json]:
    """How earlier attempts ended, newest first."""
    return [
        {
            "outcome": f["value"].get("text"),
            "reason": f["value"].get("reason"),
            "at": utc_text(last_told_ms(f["evidence"], f["valid_from_ms"])),
        }
        for f in view.slots.get("outcome", ())[:most]
    ]


def objection_forms(view: Picture) -> list[Json]:
    """Objections, open ones first."""
    return [
        {
            "objection_id": o["id"],
            "category": o["category"],
            "status": o["status"],
            "raised_at": utc_text(o["raised_at_ms"]),
            "text": o["text"],
            "may_say": o["may_say"],
            "evidence": evidence_forms(o["evidence"]),
        }
        for o in view.concerns
    ]


def stakeholder_forms(view: Picture) -> list[Json]:
    """People with a part in the decision, the heaviest part first."""
    return [
        {
            "stakeholder_id": s["id"],
            "name": s["name"],
            "relation": s["relation"],
            "role": s["role"],
            "condition": s["condition"],
            "heard": s["heard"],
            "conflict": person_conflict_form(s),
            "evidence": evidence_forms(s["evidence"]),
        }
        for s in view.people
    ]


def person_conflict_form(person: RecalledStakeholder) -> Json | None:
    """What a lighter word says of a person's role and condition, as of a fact."""
    conflict = person.get("conflict")
    if conflict is None:
        return None
    value = {name: conflict["value"].get(name) for name in ("role", "condition")}
    evidence = conflict["evidence"]
    return {"value": value, "at": utc_text(evidence["at_ms"]), "evidence": evidence_form(evidence)}


def promise_forms(view: Picture) -> list[Json]:
    """Agreed next steps, broken and open ones first."""
    return [
        {
            "promise_id": p["id"],
            "action": p["action"],
            "owner": p["owner"],
            "due": p["due"],
            "status": p["status"],
            "evidence": evidence_forms(p["evidence"]),
        }
        for p in view.promises
    ]


def question_forms(view: Picture, most: int) -> list[Json]:
    """What the buyer asked and nobody answered, newest first."""
    newest = sorted(view.recalled["questions"], key=lambda q: (-q["asked_at_ms"], q["id"]))
    return [
        {"text": q["text"], "asked_at": utc_text(q["asked_at_ms"]), "evidence": evidence_forms(q["evidence"])}
        for q in newest[:most]
    ]


def touch_form(interaction: RecalledInteraction | None, summary: str = "") -> Json | None:
    """The last exchange."""
    if interaction is None:
        return None
    return {
        "at": utc_text(interaction["at_ms"]),
        "channel": interaction["channel"],
        "direction": interaction["direction"],
        "by": interaction["by"],
        "summary": interaction["summary"] or summary,
    }


def said_form(interaction: RecalledInteraction | None) -> Json | None:
    """The newest message of ours, in our words."""
    if interaction is None:
        return None
    return {
        "interaction_id": interaction["id"],
        "at": utc_text(interaction["at_ms"]),
        "channel": interaction["channel"],
        "by": interaction["by"],
        "text": interaction["summary"],
    }


def recent_form(interaction: RecalledInteraction) -> Json:
    """One line of the timeline."""
    return {
        "interaction_id": interaction["id"],
        "at": utc_text(interaction["at_ms"]),
        "channel": interaction["channel"],
        "kind": interaction["kind"],
        "direction": interaction["direction"],
        "by": interaction["by"],
        "summary": interaction["summary"],
    }


def _conflict_form(slot: str, conflict: RecalledConflict | None) -> Json | None:
    if conflict is None:
        return None
    evidence = conflict["evidence"]
    return {
        "value": value_form(slot, conflict["value"]),
        "at": utc_text(evidence["at_ms"]),
        "evidence": evidence_form(evidence),
    }
