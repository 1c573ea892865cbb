"""The number of somebody else that a buyer gives: "papa ka number 98390 12345 hai". It ties two people's stories.

Read only where one person and one number are named in the same turn; whether the number exists is for others to say.
"""

import re
from collections.abc import Iterable

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.people import people_named
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_NUMBER = re.compile(r"(?<![\w+])\+?\d[\d ().-]{8,15}\d(?!\w)")
_SUREST = 0.8


def read_their_numbers(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """A stakeholder signal whose `text` is the number as written."""
    for said in dialogue.said:
        if not said.about_buyer or "#" not in said.words.plain:
            continue
        numbers = list(_NUMBER.finditer(said.turn.text, said.words.starts[0], said.words.ends[-1]))
        if len(numbers) != 1:
            continue
        people = people_named(said)
        if len({(p.relation, p.name) for p in people}) == 1:
            person, number = people[0], numbers[0]
            start, end = said.words.span(person.first, person.last)
            value = Value(name=person.name, relation=person.relation, text=number[0])
            yield said, Draft(Slot.STAKEHOLDERS, value, min(start, number.start()), max(end, number.end()), _SUREST)
