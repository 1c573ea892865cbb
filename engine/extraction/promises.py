"""Next steps that are agreed or promised and not yet done: who must do what, and when.

A step comes about in three ways: somebody says what they will do, the buyer asks the seller for something, or one
proposes and the other agrees, perhaps with a date of their own ("Saturday?" – "nahi, Sunday 11 baje"). What is said
without the date that it needs waits for one in the next turns.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.extraction.acts import Act, date_near, dates_of, find_acts, note_acts
from engine.extraction.classes import classes_in
from engine.extraction.date_words import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import build
from engine.extraction.substitute import window
from engine.extraction.weigh import bag, context, probability
from engine.extraction.words import Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot

_DATA: Mapping[str, Any] = read_toml("promises")
_LISTS = {**GRAMMAR, **_DATA["words"]}
_YES, _LATER, _CANCELLED, _SETTLES, _INSTEAD = (
    build([{"patterns": _DATA["answers"][key]}], _LISTS) for key in ("yes", "later", "cancelled", "settles", "instead")
)
_NO_CALLS, _BY_PHONE = (build([_DATA[key]], _LISTS) for key in ("no_calls", "phoned"))
_ABOVE = build([{"patterns": ["{authority}"]}], _LISTS)
_DATELESS = {"send_information", "send_documents:seller", "negotiation"}
_REPLACES = {"payment": ("decision", "buyer"), "callback": ("negotiation", "seller")}
"""Who pays has decided; who calls back with the answer of the bargain is a callback."""
_SHORT = 34
_TERSE = 10
_LEAD = 5
_WAITS = 3
_FEW = 3
_SURE = 0.42


@dataclass(slots=True)
class _Talk:
    """What is on the table: proposals and promises that still lack a yes or a date, and the steps made so far."""

    waiting: list[tuple[int, Act]] = field(default_factory=list)
    made: dict[tuple[str, str], date | None] = field(default_factory=dict)

    def drop(self, index: int) -> None:
        self.waiting = [(at, act) for at, act in self.waiting if index - at <= _WAITS]


def read_promises(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Steps in the order they are made, as weighed at the end of the talk; what is done or called off is removed."""
    acts = _acts_of(dialogue)
    made = list(_made(dialogue, acts))
    wanted = {
        (s.action, s.owner): s for s in _steps(dialogue, acts, made) if probability("next_steps", s.features) >= _SURE
    }
    for said, draft in made:
        if draft.op is Op.REMOVE or (draft.value.action, draft.value.owner) in wanted:
            yield said, draft
    standing = _standing(made)
    for key, step in wanted.items():
        if key not in standing:
            yield step.said, _draft(step.said, step.act)


@dataclass(frozen=True, slots=True)
class Step:
    """What may be left to do: its last act, and what speaks for and against its being agreed and open."""

    action: str
    owner: str
    said: Said
    act: Act
    features: tuple[str, ...]


def steps_in(dialogue: Dialogue) -> Iterator[Step]:
    """Every action that the talk speaks of, for each owner once."""
    acts = _acts_of(dialogue)
    yield from _steps(dialogue, acts, list(_made(dialogue, acts)))


def _acts_of(dialogue: Dialogue) -> list[Sequence[Act]]:
    """The acts of every turn."""
    return [
        list(note_acts(said, dialogue.vertical)) if said.who == "note" else find_acts(said, dialogue)
        for said in dialogue.said
    ]


def _steps(dialogue: Dialogue, acts_of: Sequence[Sequence[Act]], made: Sequence[tuple[Said, Draft]]) -> Iterator[Step]:
    acts = [(said, act) for said, acts in zip(dialogue.said, acts_of, strict=True) for act in acts]
    standing = _standing(made)
    removed = {(d.value.action, d.value.owner) for _, d in made if d.op is Op.REMOVE}
    by_key: dict[tuple[str, str], list[tuple[Said, Act]]] = {}
    for said, act in acts:
        by_key.setdefault((act.action, act.owner), []).append((said, act))
    for said, act in acts:
        if (act.action, act.owner) == ("callback", "seller") and said.who == "seller" and _asks_above(said, act):
            by_key.setdefault(("negotiation", "seller"), []).append(
                (said, replace(act, action="negotiation", form="above"))
            )
    for key, (said, draft) in standing.items():
        tokens = said.words
        first = tokens.token_at(0) if draft.start is None else _token_of(tokens, draft.start)
        last = first if draft.end is None else _token_of(tokens, draft.end - 1)
        by_key.setdefault(key, []).append((said, Act(*key, draft.value.date, first, last, form="agreed")))
    for key, found in by_key.items():
        alive = [(s, a) for s, a in found if not a.done] or found
        said, act = next(((s, a) for s, a in reversed(alive) if a.form == "agreed"), alive[-1])
        state = "made" if key in standing else "undone" if key in removed else "spoken"
        features = tuple(_features(key, state, found, said, act, dialogue, standing))
        yield Step(*key, said, act, features)


def _asks_above(said: Said, act: Act) -> bool:
    """ "Manager se baat karke batata hoon": who calls back so takes a bargain up to somebody else."""
    return _ABOVE.first(window(said.words, act.first, act.last, 8)) is not None


def _standing(made: Iterable[tuple[Said, Draft]]) -> dict[tuple[str, str], tuple[Said, Draft]]:
    found: dict[tuple[str, str], tuple[Said, Draft]] = {}
    for said, draft in made:
        key = (draft.value.action or "", draft.value.owner or "")
        found.pop(key, None)
        if draft.op is not Op.REMOVE:
            found[key] = (said, draft)
    return found


def _token_of(words: Words, position: int) -> int:
    return max(bisect_right(words.starts, position) - 1, 0)


def _features(
    key: tuple[str, str],
    state: str,
    found: Sequence[tuple[Said, Act]],
    said: Said,
    act: Act,
    dialogue: Dialogue,
    standing: Mapping[tuple[str, str], object],
) -> Iterator[str]:
    """What the talk says of an action: how it was spoken of, by whom, when, and what was said next."""
    name, forms = f"{key[0]}:{key[1]}", {a.form for _, a in found}
    dated, left = act.when is not None, min(len(dialogue.said) - 1 - said.index, _FEW)
    yield from (f"state={state}", f"state+name={state}+{name}", f"name={name}+{dialogue.vertical}")
    yield from (f"form={form}+{state}" for form in forms)
    yield from (f"form+name={form}+{name}+{state}" for form in forms)
    yield from (f"last={act.form}+{said.who}+{state}", f"last+name={act.form}+{said.who}+{name}+{dated}")
    yield from (f"dated={dated}+{state}", f"dated+name={dated}+{name}+{state}", f"done={any(a.done for _, a in found)}")
    yield from (f"left={left}+{state}", f"left+name={left}+{name}", f"times={min(len(found), _FEW)}+{state}")
    yield from (f"channel={dialogue.channel}+{state}", f"question={'?' in said.words.vocabulary}+{act.form}+{state}")
    yield from (f"with={a}:{o}+{name}" for a, o in standing if (a, o) != key)
    yield f"alone={len(standing)}+{state}"
    near = context(said.words, act.first, act.last)
    yield from (f"{feature}+{name}" for feature in near if feature[1] in "0*")
    yield from near
    before = dialogue.said[said.index - 1] if said.index else None
    if before is not None:
        yield from (f"before-{c}+{name}" for c in classes_in(before.words.tokens))
        yield f"before={before.who}+{bool(before.numbers)}+{name}"
    yield f"above={_asks_above(said, act)}+{name}"
    following = dialogue.said[said.index + 1] if said.index + 1 < len(dialogue.said) else None
    if following is not None:
        yes, later = _YES.first(following.words) is not None, _LATER.first(following.words) is not None
        yield from (f"next={following.who}+{yes}+{later}+{state}", f"next+form={following.who}+{yes}+{act.form}")
        yield from bag(following.words, "next", 6)


def _made(dialogue: Dialogue, acts_of: Sequence[Sequence[Act]]) -> Iterable[tuple[Said, Draft]]:
    """What the rules alone say of steps, turn by turn."""
    talk = _Talk()
    for said in dialogue.said:
        if said.who == "note":
            for act in acts_of[said.index]:
                if act.firm:
                    yield said, _draft(said, act)
            continue
        talk.drop(said.index)
        if acts_of[said.index] or talk.waiting or talk.made:
            yield from ((said, draft) for draft in _turn(said, dialogue, talk, acts_of[said.index]))


def _turn(said: Said, dialogue: Dialogue, talk: _Talk, acts: Sequence[Act]) -> Iterator[Draft]:
    for act in acts:
        for key in [k for k in talk.made if act.done and _same_kind(k, act)]:
            del talk.made[key]
            yield _draft(said, replace(act, action=key[0]), Op.REMOVE, status="kept")
    yield from _without_call(said, dialogue, talk, acts)
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
    if said.who == "buyer" and not settled:
        yield from _called_off(said, talk)
    fresh = [(said.index, a) for a in acts if not a.done and a.action not in settled]
    talk.waiting = [*fresh, *((at, a) for at, a in talk.waiting if a.action not in settled)]


def _called_off(said: Said, talk: _Talk) -> Iterator[Draft]:
    """ "Sunday cancel": the visit that was agreed is off."""
    visits = [(action, "buyer") for action in ("site_visit", "meeting", "demo") if (action, "buyer") in talk.made]
    if visits and (hit := _CANCELLED.first(said.words)):
        for visit in visits:
            del talk.made[visit]
            yield _draft(said, Act(*visit, None, hit.first, hit.last), Op.REMOVE)


def _without_call(said: Said, dialogue: Dialogue, talk: _Talk, acts: Sequence[Act]) -> Iterator[Draft]:
    """ "No calls please": the call that was offered is off, unless the turn itself asks for one; a message is not."""
    key, waiting = ("callback", "seller"), [a for _, a in talk.waiting if a.action == "callback"]
    if said.who != "buyer" or not (key in talk.made or waiting) or any(a.action == "callback" for a in acts):
        return
    before = dialogue.seller_before(said.index)
    if before is None or _BY_PHONE.first(before.words) is None:
        return
    if hit := _NO_CALLS.first(said.words):
        talk.waiting = [(at, a) for at, a in talk.waiting if a.action != "callback"]
        if key in talk.made:
            del talk.made[key]
            yield _draft(said, Act(*key, None, hit.first, hit.last), Op.REMOVE)


def _same_kind(key: tuple[str, str], act: Act) -> bool:
    """What is sent is sent, paper or information."""
    return key[1] == act.owner and (key[0] == act.action or key[0][:5] == act.action[:5] == "send_")


def _in_bargain(act: Act, said: Said, talk: _Talk) -> Act:
    """ "I can speak to my manager" – "do, and come back by Thursday": one step, the bargain with its date."""
    if (said.who, act.action, act.owner) != ("buyer", "callback", "seller"):
        return act
    bargaining = ("negotiation", "seller") in {*talk.made, *((a.action, a.owner) for _, a in talk.waiting)}
    return replace(act, action="negotiation") if bargaining else act


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
    yes = _YES.first(said.words)
    dates = _own_dates(said, talk, bool(yes))
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
        if yes is None or act.by == said.who or said.index - at != 1 or not (act.when or _dateless(act)):
            continue
        if _LATER.first(said.words) is None:
            yield Act(act.action, act.owner, act.when, yes.first, yes.last, by=said.who)


def _own_dates(said: Said, talk: _Talk, yes: bool) -> list[When]:
    """The days that a turn names; beside the one that was proposed, and not agreed to, its own ("Sunday we are out,
    Wednesday 5 pm")."""
    dates, proposed = dates_of(said), {act.when for _, act in talk.waiting}
    own = [w for w in dates if w.day not in proposed]
    return own if own and not yes and said.who == "buyer" else dates


def _may_settle(said: Said, act: Act) -> bool:
    """Who can turn what waits into a step: the one who was asked, and in few words the one who must act."""
    return said.who != act.by or (said.who == act.owner and len(said.words.tokens) <= _TERSE)


def _to_the_point(said: Said, when: When, yes: bool) -> bool:
    """Whether a date answers what was asked: in a turn that is terse or says yes, or with a verb of agreeing."""
    if when.grain in ("span", "week", "month") and not yes:
        return False
    settles = _SETTLES.first(part(said.words, when.last + 1, when.last + 7)) is not None
    settles = settles or _INSTEAD.first(part(said.words, max(0, when.first - _LEAD), when.first)) is not None
    return yes or settles or len(said.words.tokens) <= _TERSE


def _draft(said: Said, act: Act, op: Op = Op.STATE, when: date | None = None, status: str | None = None) -> Draft:
    """`status` of a step that is removed: kept where it was done, else it is called off."""
    start, end = said.words.span(act.first, act.last)
    due = None if op is Op.REMOVE else when or act.when
    value = Value(action=act.action, owner=act.owner, date=due, status=status)
    return Draft(Slot.PROMISES, value, start, end, 0.75, op)
