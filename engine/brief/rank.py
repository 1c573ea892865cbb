"""The three to five things that the next person must know first, each with why it matters and where it was said.

Source of the choice: what a handoff lacks in practice (notes/crm-omnichannel.md section 2): name and channel history,
product interest, key objection, urgency, promised next step; before them what forbids to go on as usual.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from engine.brief.data import RULES, SUPPORT, WORDS, Table
from engine.brief.flags import flags_of
from engine.brief.phrases import (
    concern_text,
    concerns_said,
    disputed,
    has_agreed,
    interest_text,
    person_text,
    promise_text,
)
from engine.brief.picture import Picture, conflict_phrase, fact_phrase
from engine.brief.shapes import evidence_forms
from engine.brief.wording import channel_text, code_text, joined, utc_text
from engine.model.recalled import RecalledEvidence

MOST = 5
_RANK: dict[str, int] = RULES["rank"]
_RANKS = {SUPPORT: {**_RANK, **RULES["rank_support"]}}
"""By audience; without one of its own it is that of a rep."""
_CONTESTED = {slot: n for n, slot in enumerate(("budget", "timeline", "products", "locations", "projects", "contact"))}
"""Slots in the order in which a conflict in them matters."""
_BY_FLAG = {"opted_out": "contact", "not_now": "intent", "frustrated": "tone"}


class _Item(NamedTuple):
    kind: str
    signal: str
    why: str
    evidence: list[dict[str, Any]]


def handoff_of(view: Picture, audience: str) -> list[dict[str, Any]]:
    """Three to five signals where there are so many, the most important to the audience first."""
    ranks = _RANKS.get(audience, _RANK)
    items = sorted(_items(view), key=lambda item: -ranks[item.kind])[:MOST]
    why = view.words["why"]
    return [{"signal": i.signal, "why": why[i.why], "evidence": i.evidence} for i in items if i.signal]


def _items(view: Picture) -> Iterator[_Item]:
    yield from _warnings(view)
    yield from _history(view)
    yield from _interest(view)
    yield from _conflicts(view)
    yield from _decision(view)
    yield from _steps(view)
    yield from _rest(view)


def _item(kind: str, signal: str, evidence: list[RecalledEvidence], why: str | None = None) -> _Item:
    return _Item(kind, signal, why or kind, evidence_forms(evidence))


def _warnings(view: Picture) -> Iterator[_Item]:
    for flag in flags_of(view):
        fact = view.one(_BY_FLAG.get(flag, "")) or (view.one("intent") if flag == "opted_out" else None)
        if flag in _BY_FLAG and fact is not None:
            yield _item(flag, str(view.words["flags"][flag]), fact["evidence"])


def _history(view: Picture) -> Iterator[_Item]:
    touches = view.touches()
    if not touches:
        return
    last, say = touches[0], view.words["handoff"]
    channels = dict.fromkeys(channel_text(i["channel"], view.words) for i in touches[:10])
    since = view.recalled["first_at_ms"]
    n = view.recalled["interactions"] - (len(view.recalled["recent"]) - len(touches))
    signal = say["contact" if n == 1 else "contacts"].format(
        name=view.free(view.name, 40) or say["buyer"],
        n=n,
        channels=joined(channels, view.words["say"]["and"]),
        since=say["since"].format(view.day(since)) if since is not None else "",
    )
    evidence = {
        "interaction_id": last["id"],
        "field": "kind",
        "value": last["kind"],
        "channel": last["channel"],
        "at": utc_text(last["at_ms"]),
    }
    yield _Item("who", signal, "who", [evidence])


def _first_of(view: Picture, *slots: str) -> list[RecalledEvidence]:
    facts = (view.one(slot) for slot in slots)
    return [fact["evidence"][-1] for fact in facts if fact and fact["evidence"]]


def _interest_text(view: Picture) -> str:
    return interest_text(view.texts("products"), view.texts("projects"), view.texts("locations"), view.words)


def _interest(view: Picture) -> Iterator[_Item]:
    wanted = ", ".join(p for p in (_interest_text(view), view.budget()) if p)
    if wanted:
        yield _item("interest", wanted, _first_of(view, "products", "projects", "locations", "budget"))
    day, fact = view.deadline(), view.one("timeline")
    if day is not None and fact is not None:
        left = (day - view.today).days
        if left >= 0:
            kind = "urgent" if left <= RULES["urgency"]["days"] else "timeline"
            yield _item(kind, view.words["handoff"]["by"].format(view.deadline_text()), fact["evidence"])


def _conflicts(view: Picture) -> Iterator[_Item]:
    kind = "conflict"
    for fact in sorted(view.recalled["facts"], key=lambda f: (_CONTESTED.get(f["slot"], len(_CONTESTED)), f["id"])):
        conflict, other = fact["conflict"], conflict_phrase(fact, view.words)
        if conflict is not None and other is not None and fact["slot"] != "tone":
            said = disputed(fact_phrase(fact, view.words), other, view.words)
            signal = view.words["handoff"]["conflict"].format(slot=_slot_text(fact["slot"], view.words), said=said)
            yield _item(kind, signal, [*fact["evidence"][-1:], conflict["evidence"]])
            kind = "further_conflict"


def _decision(view: Picture) -> Iterator[_Item]:
    for n, objection in enumerate(concerns_said(view.concerns, view.people)[:2]):
        evidence = cast(list[RecalledEvidence], objection["evidence"])
        yield _item(
            "further_objection" if n else "objection",
            view.words["say"]["concern"].format(concern_text(objection, view.words)),
            evidence,
        )
    for person in [p for p in view.people if p["role"] != "user"][:2]:
        agreed = has_agreed(view.concerns)
        kind = "veto" if person["role"] == "veto" and not agreed else "decider"
        yield _item(kind, person_text(person, agreed, view.words), person["evidence"])


def _steps(view: Picture) -> Iterator[_Item]:
    for promise in view.open_promises()[:2]:
        ours = promise["owner"] == "seller"
        late = promise["status"] == "broken"
        kind = "broken_promise" if late and ours else "promise"
        yield _item(
            kind, promise_text(promise, view.words), promise["evidence"], "buyer_late" if late and not ours else None
        )


def _rest(view: Picture) -> Iterator[_Item]:
    say, handoff = view.words["say"], view.words["handoff"]
    for kind, slot, text in (
        ("competitor", "competitors", say["compares"]),
        ("outcome", "outcome", handoff["outcome"]),
    ):
        fact = view.one(slot)
        if fact is not None:
            said = view.outcome() if kind == "outcome" else view.free(fact["value"].get("text"))
            yield _item(kind, text.format(said), fact["evidence"])
    for question in view.recalled["questions"][-1:]:
        signal = handoff["question"].format(view.free(question["text"], 100))
        yield _item("question", signal, question["evidence"])
    seen = view.one("seen")
    if seen is not None:
        yield _item("seen", say["saw"].format(view.content(seen["value"].get("text"))), seen["evidence"])


def _slot_text(slot: str, words: Table) -> str:
    """The name of a slot, in English as the contract has it."""
    return code_text({} if words is WORDS else {**words["slots"], **words["facts"]}, slot)
