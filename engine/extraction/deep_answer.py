"""What of a deeper reader's answer is taken: only what the words of the named turn support, in our own vocabulary.

The answer is foreign: it may invent, misread, or say what somebody in the conversation told it to say. So each item
stands alone, is dropped for any doubt, and no text of the model's own enters: names and places must be in the turn,
amounts must be numbers that were said, days need words of time, the rest are words of closed lists.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import InvalidPayload
from engine.extraction.catalogue import find_mentions
from engine.extraction.dates import read_dates
from engine.extraction.deep_ask import DATA
from engine.extraction.drafts import Draft, text_signal
from engine.extraction.names import skeleton
from engine.extraction.numbers import read_numbers
from engine.extraction.places import places_in
from engine.extraction.products import product_names
from engine.extraction.replies import question_value
from engine.extraction.text import ZONE
from engine.extraction.words import read_words
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Signal, Value
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of
from graph_schema.vocabulary import Channel, Op, Slot, Speaker

SURE = 0.85
"""Above what the built-in reader infers, below what it reads plainly: see engine/memory/facts.py on which stands."""
_MOST = 40
_LONGEST_QUOTE = 500
_LONGEST_NAME = 60
_SCALES = (1, 1_000, 100_000, 10_000_000)
_DEAREST = 1e12
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_AHEAD = timedelta(days=3660)
_FREE = {Slot.PROMISES}
"""Slots that a seller's turn may show too; all else is the buyer's own word, or a note on it."""

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item stands: its turn, the turn before, the span of its quote, and what the tenant sells."""

    turn: Turn
    before: Turn | None
    start: int
    end: int
    today: date
    interaction: Interaction
    catalogue: Catalogue

    @property
    def quote(self) -> str:
        return self.turn.text[self.start : self.end]


def read_deep_answer(
    content: str, interaction: Interaction, catalogue: Catalogue, reading_id: str, zone: str = ZONE
) -> tuple[Signal, ...]:
    """The signals of an answer, each with a quote that its turn holds, in the order of the turns.

    Raises InvalidPayload when the content is no JSON object of the form that was asked for.
    """
    answer = _parsed(content)
    signals: dict[str, Signal] = {}
    for name, read in _READERS.items():
        given = answer.get(name)
        for item in given[:_MOST] if isinstance(given, list) else ():
            place = _placed(item, interaction, catalogue, zone) if isinstance(item, Mapping) else None
            if place is None or not _may_show(Slot(name), place):
                continue
            value = read(item, place)
            if value is not None:
                op = Op.REMOVE if item.get("op") == "remove" else Op.STATE
                draft = Draft(Slot(name), value, place.start, place.end, SURE, op)
                signal = text_signal(draft, interaction, place.turn, reading_id)
                signals[signal.id] = signal
    return tuple(sorted(signals.values(), key=lambda s: (s.turn_n, s.id)))


def _parsed(content: str) -> Mapping[str, Any]:
    """The object in an answer, also inside a fence of Markdown."""
    first, last = content.find("{"), content.rfind("}")
    try:
        answer = json.loads(content[first : last + 1])
    except (ValueError, RecursionError):
        raise InvalidPayload("the deeper reader's answer is not JSON") from None
    if not isinstance(answer, dict) or not answer.keys() & _READERS.keys():
        raise InvalidPayload("the deeper reader's answer has another form")
    return answer


def _placed(item: Item, interaction: Interaction, catalogue: Catalogue, zone: str) -> _Place | None:
    n, quote = item.get("turn"), item.get("quote")
    if not isinstance(n, int) or isinstance(n, bool) or not isinstance(quote, str):
        return None
    turn = next((t for t in interaction.turns if t.n == n), None)
    span = find_quote(turn.text, quote) if turn else None
    if turn is None or span is None:
        return None
    before = next((t for t in interaction.turns if t.n == n - 1), None)
    today = turn.at.astimezone(ZoneInfo(zone)).date()
    return _Place(turn, before, *span, today, interaction, catalogue)


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, in code points; case and runs of white space may differ, nothing else."""
    words = quote.split()
    if not words or len(quote) > _LONGEST_QUOTE or not any(c.isalnum() for c in quote):
        return None
    if (start := text.find(quote.strip())) >= 0:
        return start, start + len(quote.strip())
    found = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    return found.span() if found else None


def _may_show(slot: Slot, place: _Place) -> bool:
    """The buyer speaks for the buyer, and so does the seller's note; a promise is anybody's to make."""
    note = place.interaction.channel in (Channel.CRM_NOTE, Channel.CRM) and place.turn.speaker is Speaker.SELLER
    return slot in _FREE or note or place.turn.speaker is Speaker.BUYER


def _budget(item: Item, place: _Place) -> Value | None:
    low, high = item.get("min"), item.get("max")
    amounts = [a for a in (low, high) if a is not None]
    if not amounts or not all(_said_amount(a, place) for a in amounts):
        return None
    if low is not None and high is not None and low > high:
        return None
    return Value(
        amount_min=None if low is None else float(low), amount_max=None if high is None else float(high), currency="INR"
    )


def _said_amount(amount: Any, place: _Place) -> bool:
    """Whether it is a number of the turn, or of the one before ("65?" "haan"), as said or in lakh, crore, thousand."""
    if not isinstance(amount, int | float) or isinstance(amount, bool) or not 0 < amount < _DEAREST:
        return False
    heard = place.quote if _numbers(place.quote) else place.before.text if place.before else ""
    said = [n for n in _numbers(heard) if n > 0]
    return any(abs(amount - n * scale) <= amount * 1e-6 for n in said for scale in _SCALES)


def _numbers(text: str) -> list[float]:
    return [v for n in read_numbers(read_words(text)) for v in (n.value, *(n.pair or ()))]


def _product(item: Item, place: _Place) -> Value | None:
    named = {name.casefold(): name for name in product_names(place.catalogue.vertical)}
    name = named.get(str(item.get("value")).strip().casefold())
    if name is None and vertical_of(place.catalogue.vertical).names_tell:
        said = _said_name(item.get("value"), place)
        name = said.lower() if said else None
    return Value(text=name) if name else None


def _location(item: Item, place: _Place) -> Value | None:
    name = _said_name(item.get("value"), place)
    if name is None:
        return None
    known = places_in(read_words(name), frozenset())
    return Value(text=known[0].name if len(known) == 1 and known[0].sure else name)


def _competitor(item: Item, place: _Place) -> Value | None:
    name = _said_name(item.get("value"), place)
    ours = name and any(m.kind == "project" for m in find_mentions(read_words(name), place.catalogue))
    return Value(text=name) if name and not ours else None


def _project(item: Item, place: _Place) -> Value | None:
    """One of the catalogue's, which somebody has named."""
    meant = [p.name for p in place.catalogue.projects if p.name == item.get("value")]
    named = {
        m.name for t in place.interaction.turns for m in find_mentions(read_words(t.text[:2_000]), place.catalogue)
    }
    return Value(text=meant[0]) if meant and meant[0] in named else None


def _said_name(given: Any, place: _Place) -> str | None:
    """A name whose every word is in the turn, in whatever spelling or script."""
    if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST_NAME:
        return None
    said = {skeleton(token) for token in read_words(place.turn.text).tokens}
    wanted = [skeleton(token) for token in read_words(given).tokens if token[:1].isalnum()]
    return " ".join(given.split()) if wanted and all(w in said for w in wanted) else None


def _day(given: Any, place: _Place) -> date | None:
    """A day in the years ahead, where the quote says anything of time."""
    try:
        found = date.fromisoformat(given)
    except (TypeError, ValueError):
        return None
    words = read_words(place.quote)
    timed = bool(read_dates(words, place.today)) or any(t[:1].isdigit() for t in words.tokens)
    return found if timed and place.today <= found <= place.today + _AHEAD else None


def _timeline(item: Item, place: _Place) -> Value | None:
    by = _day(item.get("by"), place)
    return Value(date=by) if by else None


def _preference(item: Item, place: _Place) -> Value | None:  # noqa: ARG001 - one shape for all
    name, value = item.get("name"), str(item.get("value"))
    if name in DATA["numbers"]:
        return Value(name=name, text=value) if re.fullmatch(r"[1-9]\d?", value) else None
    return Value(name=name, text=value) if value in DATA["preferences"].get(str(name), ()) else None


def _objection(item: Item, place: _Place) -> Value | None:
    category, status = item.get("category"), item.get("status", "open")
    if category not in DATA["objections"] or status not in DATA["statuses"]:
        return None
    return Value(category=category, status=status, text=place.quote)


def _stakeholder(item: Item, place: _Place) -> Value | None:
    name, relation, role = _said_name(item.get("name"), place), item.get("relation"), item.get("role")
    if role not in DATA["roles"] or relation not in (None, *DATA["relations"]) or not (name or relation):
        return None
    return Value(name=name, relation=relation, role=role)


def _promise(item: Item, place: _Place) -> Value | None:
    action, owner = item.get("action"), item.get("owner")
    if action not in DATA["actions"] or owner not in DATA["owners"]:
        return None
    return Value(action=action, owner=owner, date=_day(item.get("due"), place))


def _contact(item: Item, place: _Place) -> Value | None:  # noqa: ARG001
    channels = DATA["channels"]
    prefer, avoid = item.get("prefer"), item.get("avoid")
    after, before = (
        t if isinstance(t := item.get(k), str) and _TIME.fullmatch(t) else None for k in ("after", "before")
    )
    value = Value(
        prefer=prefer if prefer in channels else None,
        avoid=tuple(sorted({a for a in avoid if a in channels})) if isinstance(avoid, list) else (),
        after=after,
        before=before,
        opt_out=True if item.get("opt_out") is True else None,
    )
    return value if value.given() else None


def _word_of(words: str) -> Callable[[Item, _Place], Value | None]:
    def read(item: Item, place: _Place) -> Value | None:  # noqa: ARG001
        return Value(text=item["value"]) if item.get("value") in DATA[words] else None

    return read


def _question(item: Item, place: _Place) -> Value | None:  # noqa: ARG001
    return question_value(place.quote, read_words(place.quote))


_READERS: Mapping[str, Callable[[Item, _Place], Value | None]] = {
    "budget": _budget,
    "products": _product,
    "locations": _location,
    "projects": _project,
    "competitors": _competitor,
    "timeline": _timeline,
    "preferences": _preference,
    "objections": _objection,
    "stakeholders": _stakeholder,
    "promises": _promise,
    "contact": _contact,
    "intent": _word_of("intents"),
    "tone": _word_of("tones"),
    "questions": _question,
}
