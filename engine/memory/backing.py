"""What backs one thing that is believed: its signals, or what the earlier ones come to and those that came since."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.clock import sent
from engine.ids import set_hash
from engine.memory.confidence import confidence_of, trusts_of, weighing
from engine.memory.rules import level_of, weight_of
from engine.memory.sayable import said_by, told_by_the_buyer
from engine.model.kept import Kept
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot


@dataclass(slots=True)
class Backing:
    """Signals in world order. After a fold that went on, the first and the newest two stand for those `before`.

    Every answer is the same either way: what it needs of the earlier ones was kept (model/kept.py).
    """

    signals: list[Signal] = field(default_factory=list)
    level: int = -1
    before: Kept | None = None
    since: int = 0

    @classmethod
    def restored(cls, kept: Kept) -> "Backing":
        """The backing of something that stood when the last fold ended."""
        signals = [kept.first, *kept.newest]
        return cls(signals, kept.level, kept, len(signals))

    def take(self, signal: Signal) -> None:
        """Let a newer signal back it too."""
        self.signals.append(signal)
        self.level = max(self.level, level_of(signal))

    def and_also(self, signal: Signal) -> "Backing":
        """The backing of what takes this one's place and rests on it."""
        other = Backing([*self.signals], self.level, self.before, self.since)
        other.take(signal)
        return other

    @property
    def last(self) -> Signal:
        """The newest."""
        return self.signals[-1]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the signals at hand."""
        return tuple(s.id for s in self.signals)

    @property
    def confidence(self) -> float:
        """0..1."""
        return confidence_of(self._trusts())

    @property
    def said_by(self) -> str:
        """buyer, seller, rep or correction: by whom the strongest (of equals the newest) was told."""
        return self._strongest()[1]

    @property
    def sayable(self) -> bool:
        """Whether any of it may be repeated to the buyer as their own."""
        return (self.before is not None and self.before.sayable) or told_by_the_buyer(self._new())

    @property
    def hash(self) -> str:
        """The hash of the whole set."""
        return set_hash(((s.id, sent(s.at)) for s in self._new()), self.before.hash if self.before else None)

    def kept(
        self,
        slot: Slot,
        value: Value,
        opened: Signal,
        *,
        conflict: Signal | None = None,
        firm: int = -1,
        firm_condition: int = -1,
        led_from: tuple[str, ...] = (),
    ) -> Kept:
        """What the next fold needs of it."""
        rank, who = self._strongest()
        return Kept(
            slot=slot,
            value=value,
            opened=opened,
            first=self.signals[0],
            level=self.level,
            rank=rank,
            said_by=who,
            sayable=self.sayable,
            trusts=weighing(self._trusts()),
            hash=self.hash,
            newest=tuple(self.signals[1:][-2:]),
            conflict=conflict,
            firm=firm,
            firm_condition=firm_condition,
            led_from=led_from,
        )

    def _new(self) -> Iterable[Signal]:
        return self.signals[self.since :]

    def _trusts(self) -> list[float]:
        return [*(self.before.trusts if self.before else ()), *trusts_of(self._new())]

    def _strongest(self) -> tuple[int, str]:
        told = [(weight_of(s).rank, n) for n, s in enumerate(self.signals) if n >= self.since]
        best, which = max(told, default=(-1, 0))
        if self.before is not None and self.before.rank > best:
            return self.before.rank, self.before.said_by
        return best, said_by(self.signals[which])
