"""The floor that the buyer wants, where they say it by number: "14 th floor", "teesri manzil", "18th is fine"."""

from collections.abc import Iterator
from typing import Any

from engine.extraction.dialogue import Said
from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import around
from engine.extraction.words import Words

_DATA: dict[str, Any] = read_toml("floors")
_ORDINALS = {canonical(word): value for word, value in _DATA["ordinals"].items()}
_FLOOR = {canonical(word) for word in _DATA["floor"]}
_REFUSED, _ABOVE, _BELOW, _WANTED = (
    build([{"patterns": _DATA[key]}]) for key in ("refused", "above", "below", "wanted")
)
_ENDINGS = ("th", "st", "nd", "rd", "road", "vi", "vin")
_HIGHEST, _LOW, _HIGH = 60, 4, 10
_BRIEF = 12


def floors_in(said: Said) -> Iterator[tuple[tuple[int, int], str]]:
    """(place, low | mid | high) of every floor that is said by number and not turned down."""
    words = said.words
    asked = "floor" in said.asked and len(words.tokens) <= _BRIEF
    if not asked and _FLOOR.isdisjoint(words.vocabulary):
        return
    for i in range(len(words.tokens)):
        found = _floor_at(words, i)
        if found is None:
            continue
        value, last, named = found
        near = around(words, i, last, "fl", 6)
        if not (named or asked) or _REFUSED.first(near) is not None:
            continue
        if named and not asked and _WANTED.first(near) is None:
            continue
        if _ABOVE.first(near) is not None:
            value = max(value, _HIGH)
        elif _BELOW.first(near) is not None:
            value = min(value, _LOW)
        yield (i, last), "low" if value <= _LOW else "high" if value >= _HIGH else "mid"


def _floor_at(words: Words, i: int) -> tuple[int, int, bool] | None:
    """(number, last token, whether "floor" is said with it) at token i."""
    token = words.tokens[i]
    ordinal = _ORDINALS.get(token)
    value = ordinal if ordinal is not None else small(token)
    if value is None or value != int(value) or not 1 <= value <= _HIGHEST:
        return None
    last = i
    if last + 1 < len(words.tokens) and words.tokens[last + 1] in _ENDINGS and ordinal is None:
        ordinal, last = int(value), last + 1
    following = words.tokens[last + 1] if last + 1 < len(words.tokens) else ""
    if following in _FLOOR:
        return int(value), last + 1, True
    return (int(value), last, False) if ordinal is not None or token[:1].isdigit() else None
