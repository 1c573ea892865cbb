"""Which of the people on an identifier a sighting belongs to: whom it names, else who was there at the time."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.identity.parties import Parties
from engine.identity.sightings import DIRECT, NOTED, Sighting, in_world
from engine.identity.weights import is_direct

NAMED, PLAIN, SAYING = 0, 1, 2
"""How a sighting floats (`Holding.floating`): not at all, nothing was said, what was said fits nobody alone."""
SELF = -1
"""The party of who acts from an identifier that only notes put into several people's hands: none of them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sighting in the hands of a party (an index of the parties, or SELF)."""

    sighting: Sighting
    party: int
    floating: int

    @property
    def anchors(self) -> bool:
        """Whether it tells whose the identifier is."""
        return self.floating == NAMED and self.sighting.counts


def place(sightings: Sequence[Sighting], parties: Parties) -> list[Placed]:
    """Each sighting with its party; the same for any order of them."""
    fitting = [parties.fitting(s.said) for s in sightings]
    named = [Placed(s, fits[0], NAMED) for s, fits in zip(sightings, fitting, strict=True) if len(fits) == 1]
    nearest = _Nearest([p for p in named if p.anchors])
    return named + [
        Placed(s, nearest(s, fits), PLAIN if s.said.empty else SAYING)
        for s, fits in zip(sightings, fitting, strict=True)
        if len(fits) != 1
    ]


class _Nearest:
    """The party of the anchor nearest in time, of those closest to the person.

    Who calls without a name from a number that nobody was named calling from: who was known by it first, since others
    write a relative's number into forms, but it is the owner who calls (dev stream: 16 of 16; nearest in time: 14).
    """

    def __init__(self, anchors: Sequence[Placed]) -> None:
        self._anchors: dict[int, list[Sighting]] = defaultdict(list)
        for placed in anchors:
            self._anchors[placed.party].append(placed.sighting)
        self._all = tuple(sorted(self._anchors))
        self._lines: dict[tuple[int, ...], tuple[int, list[tuple[datetime, str, int, int]]]] = {}

    def __call__(self, sighting: Sighting, fitting: tuple[int, ...]) -> int:
        among = fitting or self._all
        if len(among) < 2:
            return among[0] if among else 0
        if among not in self._lines:
            self._lines[among] = self._line(among)
        rank, line = self._lines[among]
        if not fitting and rank == NOTED and is_direct(sighting.observation):
            return SELF
        if rank < DIRECT and is_direct(sighting.observation):
            return line[0][3]
        i = bisect_left(line, (*in_world(sighting.observation), SELF))
        near = line[max(0, i - 1) : i + 1]
        return min(near, key=lambda x: (abs(x[0] - sighting.at), x))[3]

    def _line(self, among: tuple[int, ...]) -> tuple[int, list[tuple[datetime, str, int, int]]]:
        """The highest rank among these parties, and their anchors of that rank in world order."""
        mine = [(s, p) for p in among for s in self._anchors[p]]
        rank = max(s.rank for s, _ in mine)
        return rank, sorted((*in_world(s.observation), p) for s, p in mine if s.rank == rank)
