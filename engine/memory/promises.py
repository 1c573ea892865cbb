"""Promises: who agreed to do what by when. One live promise per action and owner; a later word moves its date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from engine.ids import derive
from engine.memory.backing import Backing
from engine.memory.rules import RULES, level_of
from engine.memory.values import same_breath, same_words
from engine.model.belief import PROMISE_LIVES, Promise
from engine.model.kept import Kept
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, kind_of_step

OPEN = "open"
_DEFAULT_OWNER = "seller"  # a request that names nobody is ours to do


@dataclass(slots=True)
class Agreed:
    """One step, while it is folded."""

    action: str
    owner: str
    due: date | None
    opened: Signal
    backing: Backing = field(default_factory=Backing)
    status: str = OPEN
    corrected: bool = False
    led_from: tuple[str, ...] | None = None
    """None: not asked yet (led_to.py)."""

    def promise(self) -> Promise:
        """The step as it is believed."""
        opened = self.opened
        return Promise(
            id=derive("promise", opened.value.action, opened.value.owner, opened.value.date, opened.id),
            action=self.action,
            owner=self.owner,
            due=self.due,
            status=self.status,
            made_at=opened.at,
            signals=self.backing.ids,
            led_from=self.led_from or (),
        )


@dataclass(slots=True)
class Promises:
    """All promises, folded in world order."""

    made: list[Agreed] = field(default_factory=list)
    denied: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def take(self, signal: Signal) -> None:
        """Let the next promise signal act."""
        value, target = signal.value, signal.target
        if signal.op is Op.REMOVE and value.status not in RULES.kept:
            self._take_back(signal)
        elif target is not None and (meant := self._meant(target)) is not None:
            _correct(meant, signal)
        elif value.action is None:
            return
        elif value.status in RULES.cancelled:
            self._close(signal, "cancelled")
        elif value.status in RULES.kept:
            self._close(signal, "kept")
        elif self.denied.get((value.action, value.owner), -1) <= level_of(signal):
            self._agree(value.action, value.owner or _DEFAULT_OWNER, signal)

    def restore(self, kept: Kept) -> None:
        """Let a promise stand that was open when the last fold ended."""
        value, backing = kept.value, Backing.restored(kept)
        agreed = Agreed(value.action or "", value.owner or "", value.date, kept.opened, backing)
        agreed.corrected, agreed.led_from = kept.firm > 0, kept.led_from
        self.made.append(agreed)

    def promises(self) -> Iterator[tuple[Promise, Backing, Kept | None]]:
        """Every promise with what backs it and, while it is open, what to keep.

        Broken is a matter of the moment of reading.
        """
        for a in self.made:
            value = Value(action=a.action, owner=a.owner, date=a.due)
            promise = a.promise()
            firm = 1 if a.corrected else 0
            kept = a.backing.kept(Slot.PROMISES, value, a.opened, firm=firm, led_from=promise.led_from)
            yield promise, a.backing, kept if a.status == OPEN else None

    def _agree(self, action: str, owner: str, signal: Signal) -> None:
        standing = self._standing(action, owner, signal)
        if standing is None:
            agreed = Agreed(action, owner, signal.value.date, signal)
            agreed.backing.take(signal)
            self.made.append(agreed)
            return
        last = standing.backing.last
        standing.backing.take(signal)
        outdone = same_words(last, signal) and signal.confidence < last.confidence and standing.due is not None
        if not (standing.corrected or outdone):
            standing.due = signal.value.date or standing.due

    def _standing(self, action: str, owner: str, signal: Signal) -> Agreed | None:
        """The live promise that this word repeats or moves: the same date first, else the newest.

        Two dates in one turn are two promises ("tomorrow, and again on Friday"); in a later turn it is a move. Of two
        dates for the same words, as two readers may see them, the surer stands.
        """
        day = signal.at.date()
        open_ones = [a for a in self._open(action) if a.owner == owner and _is_live(a, day)]
        same_date = [a for a in open_ones if a.due == signal.value.date]
        movable = [a for a in open_ones if None in (a.due, signal.value.date) or _may_move(a.backing.last, signal)]
        return next(reversed(same_date or movable), None)

    def _open(self, action: str | None) -> list[Agreed]:
        return [a for a in self.made if a.status == OPEN and action in (None, a.action)]

    def _close(self, signal: Signal, status: str) -> None:
        """Ends the live ones of this kind.

        Called off are those of the day that is named, else all. Kept is the one due first; a deed with a day of its own
        (a call, a visit) keeps all that were due by then, and none that was agreed in the talk which it is.
        """
        value = signal.value
        live = [a for a in self._live(signal) if value.owner in (None, a.owner)]
        of_it = [a for a in live if value.date is not None and a.due == value.date] or live
        if status == "kept" and value.date is not None:
            of_it = [a for a in live if a.due is None or a.due <= value.date]
        elif status == "kept":
            of_it = sorted(of_it, key=lambda a: a.due or date.max)[:1]
        told_apart = signal.evidence.interaction_id if signal.evidence.field else None
        for agreed in of_it:
            if agreed.backing.last.evidence.interaction_id != told_apart:
                agreed.status = status
                agreed.backing.take(signal)

    def _live(self, signal: Signal) -> list[Agreed]:
        """What is open, of the kind that the signal names (any where it names none), and not long past."""
        action, day = signal.value.action, signal.at.date()
        of_kind = [a for a in self._open(None) if action in (None, a.action, kind_of_step(a.action))]
        return [a for a in of_kind if _is_live(a, day)]

    def _take_back(self, signal: Signal) -> None:
        """Cancels what is named, all where nothing is; a note does not bring it back."""
        which = signal.target or signal.value
        of_it = [a for a in self._open(which.action) if which.owner in (None, a.owner)]
        for agreed in [a for a in of_it if which.date is not None and a.due == which.date] or of_it:
            agreed.status = "cancelled"
            agreed.backing.take(signal)
            self.denied[agreed.action, agreed.owner] = level_of(signal)

    def _meant(self, target: Value) -> Agreed | None:
        """The one that a correction names, open ones before others, the newest first."""
        fitting = [a for a in self.made if a.action == target.action and target.owner in (None, a.owner)]
        fitting = [a for a in fitting if target.date is not None and a.due == target.date] or fitting
        return max(fitting, key=lambda a: (a.status == OPEN, a.opened.at), default=None)


def _is_live(agreed: Agreed, day: date) -> bool:
    last = agreed.backing.last.at.date()
    return day <= max(last, agreed.due or last) + PROMISE_LIVES


def _may_move(last: Signal, signal: Signal) -> bool:
    return not same_breath(last, signal) or same_words(last, signal)


def _correct(agreed: Agreed, signal: Signal) -> None:
    """A person's word sets what it gives, whatever stood; a date set so is not moved by weaker words."""
    value = signal.value
    agreed.backing.take(signal)
    agreed.action, agreed.owner = value.action or agreed.action, value.owner or agreed.owner
    if value.date is not None:
        agreed.due, agreed.corrected = value.date, signal.origin is Origin.CORRECTION
    for status, words in (("kept", RULES.kept), ("cancelled", RULES.cancelled), (OPEN, frozenset({OPEN}))):
        if value.status in words:
            agreed.status = status
