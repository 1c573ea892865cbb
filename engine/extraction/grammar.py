"""Word lists that all readers share: forms of everyday verbs by person, negation, conditions (data/grammar.toml).

Hindi says who will act by the end of the verb: bhejunga (I shall send), bhejo (send!), bhejega (he will). The forms
are made from stems and endings, alone or as compounds with a helping verb ("bhej dunga", "bhej do"), so that a word
list names a verb and a person instead of every spelling of every form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.extraction.files import read_toml

_DATA: Mapping[str, Any] = read_toml("grammar")
_PERSONS = ("will", "do", "shall", "may", "did")
_VOWELS = "aeiou"


def verb_forms(stems: Sequence[str], person: str) -> list[str]:
    """All forms of the stems for one person, longest first, alone and with a helping verb."""
    alone = [
        stem + ending for stem in stems for ending in _DATA["after_vowel" if stem[-1] in _VOWELS else "endings"][person]
    ]
    helped = [f"{stem} {{{helper}_{person}}}" for stem in stems for helper in ("de", "le")]
    return [*helped, *alone]


def _lists() -> dict[str, Sequence[str]]:
    light: Mapping[str, Sequence[str]] = _DATA["light"]
    made = {
        f"{verb}_{person}": verb_forms(stems, person)
        for verb, stems in _DATA["stems"].items()
        for person in _PERSONS
        if stems
    }
    for name, forms in light.items():
        made[name] = [*made.get(name, []), *forms]
    return {**_DATA["words"], **made}


GRAMMAR: Mapping[str, Sequence[str]] = _lists()
"""Named lists of patterns for engine.extraction.rules.build."""
