"""Streams of evaluation format 2 of our own making: other names, proportions and times with every seed.

What happens to people is told in world_situations.py, who they are in world_people.py.
"""

from dataclasses import dataclass
from typing import Any

from tests.unit.identity.world_people import Maker
from tests.unit.identity.world_situations import SITUATIONS


@dataclass
class World:
    """A stream and its truth: events in the order of arrival, event id → person, event id → situations."""

    events: list[dict[str, Any]]
    gold: dict[str, str]
    tags: dict[str, set[str]]


def make(seed: int, size: int, *, careless: float = 0.25, strange: float = 0.25, thrice: str | None = None) -> World:
    """A stream of some `size` events; the same seed gives the same stream.

    `careless`: how often a name is written in another of its spellings. `strange`: how many names are in no table.
    `thrice`: a situation that is three times as common.
    """
    m = Maker(seed, careless, strange)
    tilt = {s: w * m.rng.uniform(0.5, 1.6) * (3 if s.__name__ == f"_{thrice}" else 1) for s, w in SITUATIONS.items()}
    while len(m.told) < size:
        m.rng.choices(list(tilt), list(tilt.values()))[0](m)
    events, gold, tags = [], {}, {}
    for n, told in enumerate(sorted(m.told, key=lambda t: (t.seen, t.at))):
        events.append({"id": f"w{n:06}", **told.event})
        gold[f"w{n:06}"], tags[f"w{n:06}"] = told.person, told.tags
    return World(events, gold, tags)
