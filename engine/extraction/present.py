"""Who beside the buyer was heard: they spoke in the talk, or a note tells that they came along or were spoken to.

What somebody is said to think makes nobody heard; that is read by people.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.files import read_toml
from engine.extraction.names import display, is_name
from engine.extraction.people import Person, people_in, relatives_at
from engine.extraction.rules import build
from engine.extraction.substitute import replace
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import HEARD_OF, Channel, Slot, Speaker

_DATA: Mapping[str, Any] = read_toml("present")
_SELF, _BEFORE, _AFTER, _HANDS_OVER, _NOTE = (
    build([{"reach": 90, **_DATA[key]}]) for key in ("self", "named_before", "named_after", "hands_over", "note")
)
_THEIR_CHILDS = frozenset({"uske", "iske", "inke", "unke"})
_SURE = 0.8
_JUST = 2


def read_present(dialogue: Dialogue) -> Iterable[Found]:
    """A stakeholder signal of status heard for each person, once."""
    known: set[tuple[str | None, str | None]] = set()
    for said in dialogue.said:
        if said.turn.speaker is Speaker.OTHER:
            found = [one for one in (_speaker(said) or _announced(said, dialogue),) if one]
        elif said.who == "note" or dialogue.channel is Channel.IN_PERSON:
            found = list(_noted(said))
        else:
            continue
        for value, first, last in found:
            if (value.relation, value.name) not in known:
                known.add((value.relation, value.name))
                start, end = said.words.span(first, last)
                yield said, Draft(Slot.STAKEHOLDERS, value, start, end, _SURE)


def _speaker(said: Said) -> tuple[Value, int, int] | None:
    """What the one who speaks says of themselves: what they are to the buyer, else their name."""
    name, spans = _own_name(said.words), relatives_at(said)
    marked, place = replace(said.words, [(first, last) for first, last, _ in spans], "rel")
    for hit in _SELF.find(marked):
        at = next((i for i in range(hit.first, hit.last + 1) if i in place), None)
        if at is not None:
            first, last, relation = spans[place[at]]
            if relation == "husband" and _THEIR_CHILDS.intersection(said.words.tokens[first : last + 1]):
                relation = "father"  # "uske papa" is a wife's word for her husband, not a father's for himself
            return Value(name=name, relation=relation, status=HEARD_OF), first, last
    return (Value(name=name, status=HEARD_OF), 0, len(said.words.tokens) - 1) if name else None


def _own_name(words: Words) -> str | None:
    """ "Sunita bol rahi hoon", "this is Sunita"."""
    for hit in _BEFORE.find(words):
        if hit.first > 0 and is_name(words, hit.first - 1):
            return display(words, hit.first - 1, hit.first - 1)
    for hit in _AFTER.find(words):
        if hit.last + 1 < len(words.tokens) and is_name(words, hit.last + 1):
            after = words.tokens[hit.last + 2 : hit.last + 3]
            if after not in (("ki",), ("ka",), ("ke",), ("s",)):
                return display(words, hit.last + 1, hit.last + 1)
    return None


def _announced(said: Said, dialogue: Dialogue) -> tuple[Value, int, int] | None:
    """The one to whom the buyer has just handed the phone: "wife se baat kijiye"."""
    for before in dialogue.said[max(said.index - _JUST, 0) : said.index]:
        if before.who != "buyer" or not said.words.tokens:
            continue
        people, marked = people_in(before, [])
        if len({(p.relation, p.name) for p in people}) == 1 and _HANDS_OVER.first(marked):
            value = Value(name=people[0].name, relation=people[0].relation, status=HEARD_OF)
            return value, 0, len(said.words.tokens) - 1
    return None


def _noted(said: Said) -> Iterator[tuple[Value, int, int]]:
    people, marked = people_in(said, [])
    for hit in _NOTE.find(marked) if people else ():
        person = _inside(people, hit.first, hit.last)
        if person is not None:
            yield Value(name=person.name, relation=person.relation, status=HEARD_OF), person.first, person.last


def _inside(people: list[Person], first: int, last: int) -> Person | None:
    return next((p for p in people if first <= p.at <= last), None)
