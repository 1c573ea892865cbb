"""Facts of one slot: values with validity, opened, corroborated, disputed and closed by signals in world order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.ids import derive
from engine.memory.backing import Backing
from engine.memory.rules import RULES, level_of, weight_of
from engine.memory.sayable import fact_may_be_said
from engine.memory.values import Key, complete, contradicts_contact, key_of, merge_contact, same_breath, same_word
from engine.model.belief import Fact
from engine.model.kept import Kept, Order
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot

_OWN_WORD = RULES.weights[Origin.SAID].level


@dataclass(slots=True)
class _Draft:
    """A fact while it is folded. `opened` is the signal that made it; it may rest on those of the one before it too."""

    key: Key
    value: Value
    opened: Signal
    backing: Backing
    closed: Signal | None = None
    conflict: Signal | None = None

    def yields_to(self, signal: Signal) -> bool:
        """The table of rules.toml: may `signal`, which is newer or of the same moment, end this?"""
        level = level_of(signal)
        if level != self.backing.level:
            return level > self.backing.level
        last = self.backing.last
        if signal.at > last.at:
            return True
        return _weight_among(signal, same_breath(last, signal)) >= _weight_among(last, same_breath(last, signal))

    def corroborate(self, signal: Signal, slot: Slot) -> None:
        self.backing.take(signal)
        self.value = complete(slot, self.value, signal.value)
        if level_of(signal) >= _OWN_WORD:
            self.conflict = None  # said again after the dispute

    def fact(self, slot: Slot) -> Fact:
        return Fact(
            id=self.id_in(slot),
            slot=slot,
            value=self.value,
            valid_from=self.opened.at,
            valid_to=self.closed.at if self.closed else None,
            recorded_at=self.opened.recorded_at,
            superseded_at=self.closed.recorded_at if self.closed else None,
            confidence=self.backing.confidence,
            said_by=self.backing.said_by,
            may_say=fact_may_be_said(slot, self.value, self.backing.sayable),
            signals=self.backing.ids,
            conflict=self.conflict.id if self.conflict else None,
        )

    def id_in(self, slot: Slot) -> str:
        return derive("fact", slot, *self.key, self.opened.id)


def world_order(signal: Signal) -> Order:
    """The order in which the world said it: (at, turn n, id)."""
    return (signal.at, signal.turn_n, signal.id)


@dataclass(slots=True)
class Chain:
    """The facts of one slot (of preferences: of one name), past and current.

    `denied` keeps what was taken back: the same value from a weaker source than the buyer's word does not revive it.
    `short`: a new fact rests on all that an older one rested on, of which not all is at hand.
    """

    slot: Slot
    past: list[_Draft] = field(default_factory=list)
    current: dict[Key, _Draft] = field(default_factory=dict)
    denied: dict[Key, int] = field(default_factory=dict)
    short: bool = False

    def take(self, signal: Signal) -> None:
        """Let the next signal in world order act."""
        if signal.op is Op.REMOVE:
            self._remove(signal)
            return
        key = key_of(self.slot, signal.value)
        if not key or self.denied.get(key, -1) >= _OWN_WORD > level_of(signal):
            return
        self.denied.pop(key, None)
        if self.slot is Slot.CONTACT and signal.origin is not Origin.CORRECTION:
            self._wish(key, signal)
        elif self.slot in RULES.single and signal.value.name not in RULES.many_preferences:
            self._state_one(key, signal)
        else:
            self._state_among(key, signal)

    def restore(self, kept: Kept) -> None:
        """Let a fact stand that stood when the last fold ended."""
        stated = kept.value if self.slot is Slot.CONTACT else kept.opened.value
        key = key_of(self.slot, stated)
        self.current[key] = _Draft(key, kept.value, kept.opened, Backing.restored(kept), conflict=kept.conflict)

    def facts(self) -> Iterator[tuple[Fact, Backing, Kept | None]]:
        """All that was ever valid, with what backs it and, where it stands, what to keep.

        What was taken back in the moment it was said never was.
        """
        for d in self.past:
            if d.closed is None or d.closed.at > d.opened.at:
                yield d.fact(self.slot), d.backing, None
        for d in self.current.values():
            kept = d.backing.kept(self.slot, d.value, d.opened, conflict=d.conflict)
            yield d.fact(self.slot), d.backing, kept

    def _open(self, key: Key, value: Value, signal: Signal, backing: Backing | None = None) -> None:
        if backing is None:
            backing = Backing()
            backing.take(signal)
        self.current[key] = _Draft(key, value, signal, backing)

    def _close(self, key: Key, signal: Signal) -> None:
        draft = self.current.pop(key)
        draft.closed = signal
        self.past.append(draft)

    def _state_one(self, key: Key, signal: Signal) -> None:
        for standing, draft in list(self.current.items()):
            repeated = standing == key if signal.origin is Origin.CORRECTION else same_word(self.slot, standing, key)
            if repeated:
                draft.corroborate(signal, self.slot)
                return
            if not draft.yields_to(signal):
                draft.conflict = signal
                return
            self._close(standing, signal)
        self._open(key, signal.value, signal)

    def _state_among(self, key: Key, signal: Signal) -> None:
        others = [k for k in self._ended_by(signal) if k in self.current and k != key]
        kept = [self.current[k] for k in others if not self.current[k].yields_to(signal)]
        for draft in kept:
            draft.conflict = signal
        for other in others:
            if self.current[other] not in kept:
                self._close(other, signal)
                self.denied[other] = level_of(signal)
        if key in self.current:
            self.current[key].corroborate(signal, self.slot)
        elif not kept:
            self._open(key, signal.value, signal)

    def _ended_by(self, signal: Signal) -> list[Key]:
        """What a statement among others takes the place of: all, the one it corrects, or those it excludes."""
        if signal.op is Op.REPLACE:
            return [k for k, draft in self.current.items() if not same_breath(draft.opened, signal)]
        if signal.target is not None:
            return [key_of(self.slot, signal.target)]
        excluding = RULES.many_preferences.get(signal.value.name or "", frozenset())
        if self.slot is Slot.PREFERENCES and signal.value.text in excluding:
            return [k for k, draft in self.current.items() if draft.value.text in excluding]
        return []

    def _wish(self, key: Key, signal: Signal) -> None:
        """Contact wishes add up: a newer one changes its own part and leaves the rest standing."""
        if not self.current:
            self._open(key, signal.value, signal)
            return
        standing, draft = next(iter(self.current.items()))
        merged = merge_contact(draft.value, signal.value, signal.origin is Origin.FIELD)
        if merged == draft.value:
            draft.corroborate(signal, self.slot)
        elif contradicts_contact(draft.value, merged) and not draft.yields_to(signal):
            draft.conflict = signal
        else:
            self._close(standing, signal)
            self.short = self.short or draft.backing.before is not None
            self._open(key_of(self.slot, merged), merged, signal, draft.backing.and_also(signal))

    def _remove(self, signal: Signal) -> None:
        named = key_of(self.slot, signal.target or signal.value)
        key = () if self.slot is Slot.CONTACT else named  # one buyer has one set of wishes, however it is quoted
        for standing in [key] if key else list(self.current):
            draft = self.current.get(standing)
            if draft is not None and not draft.yields_to(signal):
                draft.conflict = signal
                continue
            if draft is not None:
                self._close(standing, signal)
            self.denied[standing] = max(level_of(signal), self.denied.get(standing, -1))


def _weight_among(signal: Signal, one_breath: bool) -> tuple[int, float]:
    """Of what two readers make of one turn, the surer stands; else how sure a reader was decides nothing."""
    return weight_of(signal).rank, signal.confidence if one_breath else 0.0
