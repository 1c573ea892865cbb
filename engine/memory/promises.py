"""Promises: who agreed to do what by when. One open promise per action and owner; a later word moves its date."""

from dataclasses import dataclass, field
from datetime import date

from engine.ids import derive
from engine.memory.rules import RULES, level_of
from engine.model.belief import Promise
from engine.model.signal import Signal
from graph_schema.vocabulary import Op


@dataclass(slots=True)
class _Agreed:
    action: str
    owner: str
    due: date | None
    signals: list[Signal]
    status: str = "open"

    def promise(self) -> Promise:
        opened = self.signals[0]
        return Promise(
            id=derive("promise", self.action, self.owner, opened.value.date, opened.id),
            action=self.action,
            owner=self.owner,
            due=self.due,
            status=self.status,
            made_at=opened.at,
            signals=tuple(s.id for s in self.signals),
        )


@dataclass(slots=True)
class Promises:
    """All promises, folded in world order."""

    made: list[_Agreed] = field(default_factory=list)
    denied: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def take(self, signal: Signal) -> None:
        """Let the next promise signal act."""
        which = signal.target or signal.value
        action = which.action or signal.value.action
        if action is None:
            return
        status = signal.value.status or ""
        if signal.op is Op.REMOVE or status in RULES.cancelled:
            self._close(action, which.owner, signal, "cancelled")
        elif status in RULES.kept:
            self._close(action, which.owner, signal, "kept")
        elif self.denied.get((action, which.owner), -1) <= level_of(signal):
            self._agree(action, signal)

    def promises(self) -> list[Promise]:
        """Every promise with its status; broken is a matter of the moment of reading."""
        return [agreed.promise() for agreed in self.made]

    def _agree(self, action: str, signal: Signal) -> None:
        value = signal.value
        owner = value.owner or (signal.target.owner if signal.target else None) or "seller"
        standing = self._standing(action, owner, signal)
        if standing is None:
            self.made.append(_Agreed(action, owner, value.date, [signal]))
            return
        standing.signals.append(signal)
        standing.due = value.date or standing.due

    def _standing(self, action: str, owner: str, signal: Signal) -> _Agreed | None:
        """The open promise that this word repeats or moves: the same date first, else the newest.

        Two dates agreed in one conversation are two promises ("tomorrow, and again on Friday"), not a move.
        """
        target_owner = signal.target.owner if signal.target else None
        of_it = [a for a in self.made if a.action == action and a.owner in (owner, target_owner) and a.status == "open"]
        if signal.target and signal.target.date and len(of_it) > 1:
            of_it = [a for a in of_it if a.due == signal.target.date] or of_it
        same_date = [a for a in of_it if a.due == signal.value.date]
        if same_date:
            return same_date[-1]
        conversation = signal.evidence.interaction_id
        movable = [
            a
            for a in of_it
            if None in (a.due, signal.value.date) or a.signals[-1].evidence.interaction_id != conversation
        ]
        return movable[-1] if movable else None

    def _close(self, action: str, owner: str | None, signal: Signal, status: str) -> None:
        """Ends the open ones of this action (of one date where it is named), the oldest first when one is kept."""
        due = signal.target.date if signal.target else signal.value.date
        of_it = [a for a in self.made if a.action == action and owner in (None, a.owner) and a.status == "open"]
        of_it = [a for a in of_it if due is not None and a.due == due] or of_it
        for agreed in of_it[:1] if status == "kept" else of_it:
            agreed.status = status
            agreed.signals.append(signal)
        if signal.op is Op.REMOVE:
            self.denied[action, owner] = level_of(signal)
