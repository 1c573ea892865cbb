"""Who decides about one buyer's purchase, what each part concerns, and what is missing (rules in decision.toml)."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.brief.data import RULES
from engine.brief.shapes import evidence_forms, person_conflict_form
from engine.brief.values import value_form
from engine.model.recalled import Recalled, RecalledEvidence, RecalledStakeholder

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "decision.toml").read_text(encoding="utf-8"))
_ORDER = {role: n for n, role in enumerate(RULES["roles"]["order"])}
DECISIVE = [role for role in RULES["roles"]["order"] if role in _DATA["yes"]["roles"]]
"""Roles without whose yes nothing is bought, the heaviest first."""
_RULES = {"name", "nobody_heard", "unheard", "condition_open", "open_without", "category"}
_NAMED = ("projects", "products", "locations", "competitors")
"""Slots whose value says itself what a part is about; of the others the slot's name does."""
_OTHER = ("budget", "timeline", "preferences")
_YES = "approval"
"""The objection that a yes is missing is the part itself, not what it is about."""


def check(data: Mapping[str, Any]) -> None:
    """Raises ValueError for a role that is not one, a role without a concern, or a rule that nothing understands."""
    roles = {r for w in data["warning"] for key in ("unheard", "open_without") for r in w.get(key, ())}
    roles |= set(data["yes"]["roles"])
    wrong = [f"no such role: {r}" for r in sorted((roles | set(data["concerns"])) - set(_ORDER))]
    wrong += [f"role without a concern: {r}" for r in _ORDER if r not in data["concerns"]]
    wrong += [f"warning {w.get('name')}: no such rule" for w in data["warning"] if not set(w) <= _RULES]
    if wrong:
        raise ValueError("decision.toml: " + "; ".join(wrong))


check(_DATA)


def decision_map(recalled: Recalled) -> dict[str, Any]:
    """{"people", "warnings"} of CONTRACT.md section 4, the heaviest part first."""
    people = sorted(recalled["stakeholders"], key=lambda s: (_ORDER.get(s["role"], len(_ORDER)), s["id"]))
    return {"people": [_person(s, recalled) for s in people], "warnings": warnings_of(recalled)}


def warnings_of(recalled: Recalled) -> list[str]:
    """The warnings whose rule holds, in the order of decision.toml."""
    people = recalled["stakeholders"]
    opened = {o["category"] for o in recalled["objections"] if o["status"] == "open"}
    return [str(rule["name"]) for rule in _DATA["warning"] if _holds(rule, people, opened)]


def person_form(person: RecalledStakeholder) -> dict[str, Any]:
    """A stakeholder without what the part concerns."""
    return {
        "stakeholder_id": person["id"],
        "name": person["name"],
        "relation": person["relation"],
        "role": person["role"],
        "condition": person["condition"],
        "heard": person["heard"],
        "evidence": evidence_forms(person["evidence"]),
    }


def _holds(rule: Mapping[str, Any], people: Sequence[RecalledStakeholder], opened: set[str]) -> bool:
    if rule.get("nobody_heard"):
        return not any(p["heard"] for p in people)
    if rule.get("condition_open"):
        return any(p["condition"] and not p["heard"] for p in people)
    if "unheard" in rule:
        return any(p["role"] in rule["unheard"] and not p["heard"] for p in people)
    return rule["category"] in opened and not any(p["role"] in rule["open_without"] for p in people)


def _person(person: RecalledStakeholder, recalled: Recalled) -> dict[str, Any]:
    return {
        **person_form(person),
        "on": concerns_of(person, recalled),
        "conflict": person_conflict_form(person),
    }


def concerns_of(person: RecalledStakeholder, recalled: Recalled) -> list[str]:
    """What a person's part concerns: what was told in the very turns that name them, else what the role implies."""
    places = {_place(e) for e in person["evidence"]}
    told = [
        str(value_form(slot, fact["value"])) if slot in _NAMED else slot
        for slot in (*_NAMED, *_OTHER)
        for fact in recalled["facts"]
        if fact["slot"] == slot and _told_in(fact["evidence"], places)
    ]
    told += [o["category"] for o in recalled["objections"] if o["category"] != _YES and _told_in(o["evidence"], places)]
    told += [p["action"] for p in recalled["promises"] if _told_in(p["evidence"], places)]
    return list(dict.fromkeys(told)) or list(_DATA["concerns"].get(person["role"], ()))


def _told_in(evidence: Iterable[RecalledEvidence], places: set[tuple[str, str | None]]) -> bool:
    return any(_place(e) in places for e in evidence)


def _place(evidence: RecalledEvidence) -> tuple[str, str | None]:
    return evidence["interaction_id"], evidence["turn"] or evidence["field"]
