"""Words of a person as full-text queries (Lucene's classic syntax), bound to a tenant; nothing of them is syntax."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from engine.model.signal import Value

MOST_WORDS = 32
BELIEVED = ("text", "told", "category", "name", "relation")
"""Fields of the indexes over facts, objections and stakeholders; each has some of them."""
_FUZZY = 5
_SPECIAL = re.compile(r'([\s+\-&|!(){}\[\]^"~*?:\\/])')


def told(slot: str, value: Value, spelled: str = "") -> str:
    """A fact in the words in which a brief tells it, where its text alone does not: slot, amounts, a day, a code; of a
    name the one spelling that all its ways of writing have (`spelled`).
    """
    parts = [slot]
    parts += [words for amount in (value.amount_min, value.amount_max) if amount for words in _amount(amount)]
    if value.date is not None:
        parts += [value.date.strftime("%B %Y"), value.date.isoformat()]
    parts += [code.replace("_", " ") for code in (value.name, value.text) if code and "_" in code]
    return " ".join([*dict.fromkeys(parts), *spelled.split()])


def _amount(amount: float) -> Iterator[str]:
    units = ((1e7, "crore cr"), (1e5, "lakh"), (1e3, "thousand"))
    yield from (f"{amount / unit:g} {name}" for unit, name in units if unit <= amount < unit * 1000)
    yield f"{amount:.0f}"


def words_of(text: str) -> list[str]:
    """The words of a text that an index can hold, in lower case, once each, at most `MOST_WORDS`."""
    found = (word.casefold() for word in text.replace("\0", " ").split())
    return list(dict.fromkeys(word for word in found if any(map(_is_spoken, word))))[:MOST_WORDS]


def any_of(words: Iterable[str], tenant_id: str) -> str:
    """A query on `folded` for any of the words, or one a letter off; a word that the index cuts up is a phrase."""
    return f"{_tenant(tenant_id)} +({' '.join(map(_like, words))})"


def beginning(word: str, spelled: Iterable[str], tenant_id: str) -> str:
    """A query on what is believed for a word, or for one that begins so, or for a name in one of the spellings."""
    told = [(field, word) for field in BELIEVED] + [("told", name) for name in spelled]
    ways = " ".join(f"{field}:{_quoted(text)} {field}:{_escaped(text)}*" for field, text in told)
    return f"{_tenant(tenant_id)} +({ways})"


def _like(word: str) -> str:
    exact = f"folded:{_quoted(word)}"
    return f"{exact}^3 folded:{_escaped(word)}~1" if len(word) >= _FUZZY else exact


def _tenant(tenant_id: str) -> str:
    return f"+tenant_id:{_quoted(tenant_id)}^0"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\1", word)


def _is_spoken(character: str) -> bool:
    """A letter or a digit: a query of nothing else would be empty, and then find everything."""
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nd"
