"""Acts that a turn speaks of: what somebody will do, is asked to do, offers to do, or has done (data/promises.toml)."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.extraction.date_words import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import Hit, Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import window
from engine.extraction.words import PAUSES, STOPS, Words, part, start_of
from engine.verticals import vertical_of

_DATA: Mapping[str, Any] = read_toml("promises")
_LISTS = {**GRAMMAR, **_DATA["words"]}


_REACH = 90
_FORMS = {
    "seller": ("will", "shall", "do", "may", "did"),
    "buyer": ("will", "shall", "ask", "do", "may", "did"),
}


def _owner(form: str, act: Mapping[str, Any], who: str) -> str:
    """Whose act it is that `who` speaks of in a form: a seller offers to send and to call, and proposes what the buyer
    comes for."""
    if form == "ask" or (form == "may" and who == "buyer"):
        return "buyer"
    if form == "may":
        return "seller" if act["seller"] and act["buyer"] != "decision" else "buyer"
    return who if form != "do" else "buyer" if who == "seller" else "seller"


def _acts_of(who: str) -> Iterator[Mapping[str, Any]]:
    """What is listened for where `who` speaks."""
    for form in _FORMS[who]:
        for act in _DATA["act"]:
            owner = _owner(form, act, who)
            says = {"form": form, "owner": owner, "action": act[owner]}
            if act[owner] and form in act:
                yield {**says, "patterns": act[form], "unless": act.get("not", []), "reach": _REACH}


_ACTS = {who: build(_acts_of(who), _LISTS) for who in _FORMS}
_NOTES = build(_DATA["note"], _LISTS)
_DEADLINE = build([_DATA["deadline"]], _LISTS)
_NOT = {key: build([{"patterns": patterns}], _LISTS) for key, patterns in _DATA["not"].items()}
_PAPER, _DEED, _MONEY = (build([{"patterns": _DATA["words"][key]}]) for key in ("paper", "deed", "money"))
_THINGS = build([{"patterns": _DATA["words"][key]} for key in ("info", "paper", "deed")])
_ASKED_FOR = build(
    [{"action": action, "patterns": patterns} for action, patterns in _DATA["asked_for"].items()], _LISTS
)
_TERSE = 16
_BY_CHANNEL = build([{"patterns": ["(whatsapp|mail|email|message|text)"]}])
_OBJECT = build(
    [{"patterns": ["(it|that|them|this|these|those|yeh|wo|sab|everything|both|all|aaj|kal|tak|by|on|copy|#)"]}]
)
_VISIT = {kind: build([{"patterns": patterns}]) for kind, patterns in _DATA["visit"].items()}
_REFUSED_DAY = build([{"patterns": _DATA["not"]["day"]}])
_TODAY, _IN_A_DAY = (build([_DATA[key]], _LISTS) for key in ("today", "in_a_day"))
_CONNECTS = frozenset(map(canonical, _DATA["not"]["connects"]))
_OF_ONESELF = frozenset({"i", "we", "let", "main", "hum", "shal", "vil"})
_NEAR = 16
_NEXT = 8
_CONTEXT = 5
_AMBIGUOUS = 2
_BY = frozenset({"tak", "by", "end", "till", "until", "within", "andar"})
_VAGUE = ("year", "span", "month")
_GRAINS = ("day", "weekday", "span", "week", "festival", "month")


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `firm`: a promise or a plain request, else a proposal that waits for the other's yes."""

    action: str
    owner: str
    when: date | None
    first: int
    last: int
    firm: bool = True
    done: bool = False
    by: str = ""
    form: str = ""


def find_acts(said: Said, dialogue: Dialogue) -> list[Act]:
    """The acts of a turn by buyer or seller, one for each action and owner, promises before proposals."""
    found: dict[tuple[str, str, bool], Act] = {}
    for act in _acts(said, dialogue):
        found.setdefault((act.action, act.owner, act.done), act)
    return [a for a in found.values() if not _said_twice(a, said, found.values())]


def _said_twice(act: Act, said: Said, acts: Iterable[Act]) -> bool:
    """ "Message kar dunga" is a callback, "list mail kar dunga" a sending: the words are read both ways, one counts."""
    sends = act.action.startswith("send_")
    other = [a for a in acts if a.owner == act.owner and not a.done and not act.done and _overlap(a, act)]
    if sends and any(a.action == "callback" for a in other):
        return not _things(said, act)
    return act.action == "callback" and any(a.action.startswith("send_") and _things(said, a) for a in other)


def _overlap(one: Act, other: Act) -> bool:
    return one is not other and one.first <= other.last and other.first <= one.last


def _things(said: Said, act: Act) -> bool:
    return _THINGS.first(window(said.words, act.first, act.last, 6)) is not None


def _acts(said: Said, dialogue: Dialogue) -> Iterator[Act]:
    for hit in _ACTS[said.who].find(said.words):
        form = hit.says("form")
        asks = form in ("will", "shall") and _questioned(said, hit)
        if form == "will" and asks and said.who == "seller" and said.words.tokens[hit.first] not in _OF_ONESELF:
            continue  # "bataenge?" is what you will do
        if form != "did" and _void(said, hit, promise=form in ("will", "shall")):
            continue
        if form == "do" and _conditional_call(said, hit):
            continue
        if action := _action(said, dialogue, hit):
            firm = _is_firm(said, hit, asks)
            yield Act(
                action, hit.says("owner"), _due(said, hit), hit.first, hit.last, firm, form == "did", said.who, form
            )


def _is_firm(said: Said, hit: Hit, asks: bool) -> bool:
    """Whether it is a promise or a plain request, and no proposal or question."""
    form = hit.says("form")
    if form == "will":
        return not asks
    if form == "shall":
        return not (asks and said.who == "seller")
    return bool(hit.says("owner") == "seller") if form == "do" else form != "may"


def _action(said: Said, dialogue: Dialogue, hit: Hit) -> str:
    """What is done, sent or paid; "" where it is nothing of the kind."""
    action, owner, done = str(hit.says("action")), hit.says("owner"), hit.says("form") == "did"
    if action == "it":
        action = _meant(said, dialogue)
    elif action == "visit":
        return _kind(hit, said, dialogue)
    if action == "send_documents" and owner == "buyer" and not _of(said, hit, dialogue, _PAPER):
        pays = said.who == "buyer" and not done and _MONEY.first(window(said.words, hit.first, hit.last, 8))
        return "payment" if pays else ""
    if action == "send_information" and not done:
        return _sent(said, dialogue, hit)
    return action


def _sent(said: Said, dialogue: Dialogue, hit: Hit) -> str:
    """Papers or information; "" where only a way to be reached is named, or money."""
    if _only_a_channel(said, hit):
        return ""
    if _of(said, hit, dialogue, _DEED):
        return "send_documents"
    return "" if _MONEY.first(part(said.words, hit.first, hit.last + 1)) else "send_information"


def _meant(said: Said, dialogue: Dialogue) -> str:
    """What "I will do it" means: what the seller's turn just before asks for; "" where that is nothing of the kind."""
    before = dialogue.said[said.index - 1] if said.index else None
    if before is None or before.who != "seller" or said.who != "buyer" or len(said.words.tokens) > _TERSE:
        return ""
    asked = _ASKED_FOR.first(before.words)
    return "" if asked is None else str(asked.says("action"))


def _only_a_channel(said: Said, hit: Hit) -> bool:
    """ "Please WhatsApp", "mail me": how to be reached, when nothing is named that should be sent."""
    verb = part(said.words, hit.first, hit.last + 1)
    near = window(said.words, hit.first, hit.last, 5)
    if _BY_CHANNEL.first(verb) is None or _OBJECT.first(near):
        return False
    return _THINGS.first(near) is None


def _of(said: Said, hit: Hit, dialogue: Dialogue, things: Rules) -> bool:
    """Whether the act is about one of these things: in its sentence, or in what the seller asked just before."""
    if things.first(window(said.words, hit.first, hit.last, 12)):
        return True
    before = dialogue.seller_before(said.index)
    return before is not None and before.index >= said.index - 2 and things.first(before.words) is not None


def _void(said: Said, hit: Hit, promise: bool) -> bool:
    """Whether the act is refused or past; of a promise also whether it hangs on something or is another's word."""
    words = said.words
    inside = part(words, max(start_of(words, hit.first), hit.first - 2), hit.last + 1)
    close = window(words, hit.first, hit.last, 3)
    refused = _NOT["refused_before"].first(inside) or _NOT["refused_after"].first(
        part(words, hit.last + 1, hit.last + 2)
    )
    if refused or _NOT["past"].first(close):
        return True
    return promise and (_hangs(words, hit) or _is_loose(said, close))


def _hangs(words: Words, hit: Hit) -> bool:
    """ "If my wife agrees I'll come", "haan bole tabhi aaunga": a condition, and not one of politeness."""
    before = part(words, max(start_of(words, hit.first), hit.first - 8), hit.first)
    if _NOT["condition_before"].first(before):
        return True
    near = window(words, hit.first, hit.last, 14)
    return _NOT["condition"].first(near) is not None and _NOT["polite"].first(near) is None


def _is_loose(said: Said, close: Words) -> bool:
    asked = said.who == "seller" and _NOT["asks_when"].first(close)
    return bool(asked or _NOT["maybe"].first(close) or _NOT["whose"].first(close))


def _conditional_call(said: Said, hit: Hit) -> bool:
    """ "If there is another rate, call on Monday" asks for nothing yet."""
    if (hit.says("owner"), hit.says("action")) != ("seller", "callback"):
        return False
    near = window(said.words, hit.first, hit.last, 10)
    return _NOT["condition"].first(near) is not None and _NOT["polite"].first(near) is None


def _questioned(said: Said, hit: Hit) -> bool:
    tokens = said.words.tokens
    end = next((t for t in tokens[hit.last + 1 : hit.last + 12] if t in STOPS), "")
    return end == "?"


def _due(said: Said, hit: Hit, others: Sequence[int] = ()) -> date | None:
    """The day of an act. `others`: where acts begin, whose sentence keeps its own day ("visit Sat. Send brochure")."""
    sentences = {start_of(said.words, at) for at in others} - {start_of(said.words, hit.first)}
    dates = [w for w in dates_of(said) if start_of(said.words, w.first) not in sentences]
    return date_near(said, hit.first, hit.last, dates) or _same_day(said, hit.first, hit.last)


def day_of(said: Said, first: int, last: int) -> date | None:
    """The day that the tokens first..last name, if they name one: "abhi" and "in ten minutes" are today."""
    named = [w.day for w in dates_of(said) if first <= w.first <= last and w.grain not in _VAGUE]
    return named[0] if named else _same_day(said, first, last)


def _same_day(said: Said, first: int, last: int) -> date | None:
    """ "Raat ko bhejta hoon", "by evening", "in ten minutes" are today, "subah tak" and "within 24 hours" tomorrow."""
    near = window(said.words, first, last, _NEXT)
    if _IN_A_DAY.first(near):
        return said.today + timedelta(days=1)
    return said.today if _TODAY.first(near) else None


def dates_of(said: Said) -> list[When]:
    """The days to come that a turn names and does not refuse ("kal nahi, parso")."""
    tokens = said.words.tokens
    return [
        w
        for w in said.dates
        if w.grain in _GRAINS
        and w.day >= said.today
        and not _REFUSED_DAY.first(part(said.words, w.last + 1, w.last + 5))
        and not (w.first > 0 and tokens[w.first - 1] == "not")
        and not _gone(said, w)
    ]


def _gone(said: Said, when: When) -> bool:
    """ "kal" is yesterday too: what follows tells ("kal de gaya tha")."""
    end = when.last + 1
    while end < len(said.words.tokens) and end <= when.last + 6 and said.words.tokens[end] not in PAUSES:
        end += 1
    past = _NOT["after_past"].first(part(said.words, when.last + 1, end))
    return (when.day - said.today).days <= _AMBIGUOUS and when.grain == "day" and past is not None


def date_near(said: Said, first: int, last: int, dates: Sequence[When]) -> date | None:
    """The date that belongs to the tokens first..last: in the same sentence before another, a day before a season."""
    near = [
        w
        for w in dates
        if first - _NEAR <= w.first <= last + _NEAR
        and not _of_another(said.words, w, first, last)
        and (_between(said.words, w, first) == 0 or first - _NEXT <= w.first <= last + _NEXT)
    ]
    best = min(
        near,
        key=lambda w: (
            _between(said.words, w, first), _rank(w), _between(said.words, w, first, _CONNECTS), abs(w.first - first)
        ),
        default=None,
    )  # fmt: skip
    return None if best is None else best.day.replace(day=1) if _whole_month(said, best) else best.day


def _of_another(words: Words, when: When, first: int, last: int) -> bool:
    """ "Brochure bhej do, possession Dec 2027 chahiye": a clause of its own says what else is to be by that day."""
    low, high = start_of(words, when.first, PAUSES), when.last + 1
    while high < len(words.tokens) and words.tokens[high] not in PAUSES:
        high += 1
    apart = last < low or first >= high
    return apart and _DEADLINE.first(part(words, low, high)) is not None


def _whole_month(said: Said, when: When) -> bool:
    """ "Call me in August" is from its first day on; "by August" may be its last."""
    return when.grain == "month" and when.day.month != said.today.month and _BY.isdisjoint(_beside(said.words, when))


def _beside(words: Words, when: When) -> tuple[str, ...]:
    return (*words.tokens[max(0, when.first - 2) : when.first], *words.tokens[when.last + 1 : when.last + 3])


def _rank(when: When) -> int:
    return 1 if when.grain in ("festival", "month", "span") else 0


def _between(words: Words, when: When, first: int, marks: Container[str] = STOPS) -> int:
    low, high = sorted((when.first, first))
    return sum(token in marks for token in words.tokens[low:high])


def _kind(hit: Hit, said: Said, dialogue: Dialogue) -> str:
    """site_visit, meeting or demo, by the place that the turn names, else the seller's turn before, else the trade."""
    turns = range(said.index - 1, max(-1, said.index - 1 - _CONTEXT), -1)
    before = (dialogue.said[i].words for i in turns if dialogue.said[i].who == "seller" or said.who == "seller")
    for words in (window(said.words, hit.first, hit.last, 16), *before):
        kind = _place(words, dialogue.vertical)
        if kind:
            return kind
    return vertical_of(dialogue.vertical).usual_visit


def _place(words: Words, vertical: str) -> str | None:
    named = vertical_of(vertical).named_visits
    if "demo" in named and _VISIT["demo"].first(words):
        return "demo"
    on_site = "site_visit" in named and _VISIT["site"].first(words)
    if not on_site and _VISIT["meeting"].first(words):
        return "meeting"
    return "site_visit" if on_site else None


def note_acts(said: Said, vertical: str) -> Iterable[Act]:
    """What a rep's note leaves to do, for each action and owner once."""
    found: dict[tuple[str, str], Act] = {}
    hits = list(_NOTES.find(said.words))
    for hit in hits:
        when = _due(said, hit, [other.first for other in hits])
        action, owner = str(hit.says("action")), str(hit.says("owner"))
        if action == "visit":
            near = window(said.words, hit.first, hit.last, 16)
            action = _place(near, vertical) or vertical_of(vertical).usual_visit
        if action == "send_information" and _DEED.first(window(said.words, hit.first, hit.last, 8)):
            action = "send_documents"
        if _void(said, hit, promise=True):
            continue
        firm = when is not None or action in ("send_information", "negotiation")
        act = Act(action, owner, when, hit.first, hit.last, firm, by="note", form="note")
        if firm > (found[action, owner].firm if (action, owner) in found else -1):
            found[action, owner] = act
    return found.values()
