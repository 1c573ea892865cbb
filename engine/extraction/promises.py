"""Next steps that are agreed or promised and not yet done: who must do what, and when.

A step comes about in three ways: somebody says what they will do, the buyer asks the seller for something, or one
proposes and the other agrees, perhaps with a date of their own ("Saturday?" – "nahi, Sunday 11 baje"). What is said
without the date that it needs waits for one in the next turns.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.extraction.acts import Act, date_near, dates_of, find_acts, note_acts
from engine.extraction.dates import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import build
from engine.extraction.words import part
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot

_DATA: Mapping[str, Any] = read_toml("promises")
_LISTS = {**GRAMMAR, **_DATA["words"]}
_YES, _LATER, _CANCELLED, _SETTLES = (
    build([{"patterns": _DATA["answers"][key]}], _LISTS) for key in ("yes", "later", "cancelled", "settles")
)
_DATELESS = {"send_information", "send_documents:seller", "negotiation"}
_REPLACES = {"payment": ("decision", "buyer"), "callback": ("negotiation", "seller")}
"""Who pays has decided; who calls back with the answer of the bargain is a callback."""
_SHORT = 34
_TERSE = 10
_WAITS = 3


@dataclass(slots=True)
class _Talk:
    """What is on the table: proposals and promises that still lack a yes or a date, and the steps made so far."""

    waiting: list[tuple[int, Act]] = field(default_factory=list)
    made: dict[tuple[str, str], date | None] = field(default_factory=dict)

    def drop(self, index: int) -> None:
        self.waiting = [(at, act) for at, act in self.waiting if index - at <= _WAITS]


def read_promises(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Steps in the order they are made; a step that is done or called off is removed."""
    talk = _Talk()
    for said in dialogue.said:
        if said.who == "note":
            for act in note_acts(said, dialogue.vertical):
                yield said, _draft(said, act)
            continue
        talk.drop(said.index)
        yield from ((said, draft) for draft in _turn(said, dialogue, talk))


def _turn(said: Said, dialogue: Dialogue, talk: _Talk) -> Iterator[Draft]:
    acts = find_acts(said, dialogue)
    for act in acts:
        for key in [k for k in talk.made if act.done and _same_kind(k, act)]:
            del talk.made[key]
            yield _draft(said, replace(act, action=key[0]), Op.REMOVE)
    called_off = said.who == "buyer" and _CANCELLED.first(said.words)
    firm = [a for a in acts if a.firm and not a.done]
    settled: set[str] = set()
    for act in (_in_bargain(a, said, talk) for a in firm):
        when = act.when or _borrowed(act, talk) or _just_said(said, dialogue)
        if when is None and not _dateless(act):
            continue
        if act.action == "negotiation" and act.owner == "seller" and "callback" in settled:
            continue
        settled.add(act.action)
        yield from _settle(said, act, when, talk)
    taken = any(a.when for a in firm)
    for act in _agreed(said, talk, settled) if not taken else ():
        settled.add(act.action)
        yield from _settle(said, act, act.when, talk)
    if called_off and not settled:
        for action in ("site_visit", "meeting", "demo"):
            if (action, "buyer") in talk.made:
                del talk.made[action, "buyer"]
                hit = called_off
                yield _draft(said, Act(action, "buyer", None, hit.first, hit.last), Op.REMOVE)
    fresh = [(said.index, a) for a in acts if not a.done and a.action not in settled]
    talk.waiting = [*fresh, *((at, a) for at, a in talk.waiting if a.action not in settled)]


def _same_kind(key: tuple[str, str], act: Act) -> bool:
    """What is sent is sent, paper or information."""
    return key[1] == act.owner and (key[0] == act.action or key[0][:5] == act.action[:5] == "send_")


def _in_bargain(act: Act, said: Said, talk: _Talk) -> Act:
    """ "I can speak to my manager" – "do, and come back by Thursday": one step, the bargain with its date."""
    bargaining = ("negotiation", "seller") in {*talk.made, *((a.action, a.owner) for _, a in talk.waiting)}
    if said.who == "buyer" and act.action == "callback" and act.owner == "seller" and bargaining:
        return replace(act, action="negotiation")
    return act


def _settle(said: Said, act: Act, when: date | None, talk: _Talk) -> Iterator[Draft]:
    """Makes a step, and takes back the one that it leaves nothing of."""
    if act.action in _REPLACES and (old := _REPLACES[act.action]) in talk.made:
        del talk.made[old]
        yield _draft(said, Act(*old, None, act.first, act.last), Op.REMOVE)
    talk.made[act.action, act.owner] = when
    yield _draft(said, act, when=when)


def _dateless(act: Act) -> bool:
    return act.action in _DATELESS or f"{act.action}:{act.owner}" in _DATELESS


def _borrowed(act: Act, talk: _Talk) -> date | None:
    """The date under which the same thing was proposed just before."""
    return next((w.when for _, w in talk.waiting if (w.action, w.owner) == (act.action, act.owner) and w.when), None)


def _just_said(said: Said, dialogue: Dialogue) -> date | None:
    """The day that the other named in the turn before, where that turn says little else ("Thursday, 4 o'clock")."""
    before = dialogue.said[said.index - 1] if said.index else None
    if (
        before is None
        or before.who == said.who
        or len(before.words.tokens) > _SHORT // 2
        or len(said.words.tokens) > _SHORT // 2
    ):
        return None
    dates = dates_of(before)
    return dates[-1].day if dates and dates[-1].grain in ("day", "weekday") else None


def _agreed(said: Said, talk: _Talk, settled: set[str]) -> Iterator[Act]:
    """What waits and is now agreed: by a date of the turn's own, or by a yes to what had its date already."""
    if not talk.waiting or not 0 < len(said.words.tokens) <= _SHORT:
        return
    index = talk.waiting[0][0]
    dates = dates_of(said)
    yes, later = _YES.first(said.words), _LATER.first(said.words)
    asks = said.words.tokens[-1] == "?"
    for at, act in [w for w in talk.waiting if w[0] == index]:
        if act.action in settled or not _may_settle(said, act) or (asks and not dates):
            continue
        if dates and _to_the_point(said, dates[0], bool(yes)):
            when = date_near(said, dates[0].first, dates[0].last, dates)
            if said.who == "seller" and when in talk.made.values():
                return  # the seller repeats the day of a step
            yield Act(act.action, act.owner, when, dates[0].first, dates[0].last, by=said.who)
            return
        if act.by != said.who and not later and yes and said.index - at == 1 and (act.when or _dateless(act)):
            yield Act(act.action, act.owner, act.when, yes.first, yes.last, by=said.who)


def _may_settle(said: Said, act: Act) -> bool:
    """Who can turn what waits into a step: the one who was asked, and in few words the one who must act."""
    return said.who != act.by or (said.who == act.owner and len(said.words.tokens) <= _TERSE)


def _to_the_point(said: Said, when: When, yes: bool) -> bool:
    """Whether a date answers what was asked: in a turn that is terse or says yes, or with a verb of agreeing."""
    if when.grain in ("span", "week", "month") and not yes:
        return False
    settles = _SETTLES.first(part(said.words, when.last + 1, when.last + 7)) is not None
    return yes or settles or len(said.words.tokens) <= _TERSE


def _draft(said: Said, act: Act, op: Op = Op.STATE, when: date | None = None) -> Draft:
    start, end = said.words.span(act.first, act.last)
    value = Value(action=act.action, owner=act.owner, date=None if op is Op.REMOVE else when or act.when)
    return Draft(Slot.PROMISES, value, start, end, 0.75, op)
