"""Makes what readers make when they first need it, so that the first conversations of a process do not wait for it."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from functools import cache

import engine.extraction
from engine.extraction.festivals import FESTIVALS, festival_day
from engine.extraction.learned import built_in
from engine.extraction.rules import Rules, compiled
from engine.extraction.spelling import romanise
from engine.extraction.weigh import weights

_ANY_DAY = date(2026, 1, 1)


def every_rules() -> Iterator[Rules]:
    """The rules of all readers: those that their modules hold, alone, in a mapping or in a list of pairs."""
    names = [module.name for module in pkgutil.iter_modules(engine.extraction.__path__, "engine.extraction.")]
    for held in [value for name in names for value in vars(importlib.import_module(name)).values()]:
        values = held.values() if isinstance(held, dict) else held if isinstance(held, list) else (held,)
        for value in values:
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Rules))


@cache
def make_ready() -> None:
    """Compile every rule, load what was learned, what reads Devanagari and the calendar: a second, once a process."""
    for rules in every_rules():
        for rule, pattern in rules.rules:
            for one in (pattern, rule.unless):
                compiled(one)
    built_in()
    weights()
    romanise("नमस्ते")
    festival_day(next(iter(FESTIVALS.values())), _ANY_DAY)
