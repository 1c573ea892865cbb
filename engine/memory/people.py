"""Stakeholders: other people with a part in the decision, keyed by relation and name; later words complete them.

Role and condition are changed by words that weigh as much as what stands (rules.toml); a lighter one is the conflict.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.ids import derive
from engine.memory.backing import Backing
from engine.memory.rules import RULES, level_of
from engine.memory.values import fold_text
from engine.model.belief import Stakeholder
from engine.model.kept import Kept
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import HEARD_OF, Op, Origin, Slot, Speaker

_PARTS = ("role", "condition")
_OWN_WORD = RULES.weights[Origin.SAID].level
_DEFAULT_ROLE = "influencer"  # the weakest part that makes someone a stakeholder at all


@dataclass(slots=True)
class _Person:
    opened: Signal
    backing: Backing = field(default_factory=Backing)
    relation: str | None = None
    name: str | None = None
    role: str | None = None
    role_level: int = -1
    condition: str | None = None
    condition_level: int = -1
    heard: bool = False
    number: str | None = None
    conflict: Signal | None = None

    @classmethod
    def restored(cls, kept: Kept) -> "_Person":
        value = kept.value
        return cls(
            opened=kept.opened,
            backing=Backing.restored(kept),
            relation=value.relation,
            name=value.name,
            role=value.role,
            role_level=kept.firm,
            condition=value.condition,
            condition_level=kept.firm_condition,
            heard=value.status == HEARD_OF,
            number=value.text,
            conflict=kept.conflict,
        )

    def kept(self) -> Kept:
        value = Value(
            relation=self.relation,
            name=self.name,
            role=self.role,
            condition=self.condition,
            status=HEARD_OF if self.heard else None,
            text=self.number,
        )
        return self.backing.kept(
            Slot.STAKEHOLDERS,
            value,
            self.opened,
            conflict=self.conflict,
            firm=self.role_level,
            firm_condition=self.condition_level,
        )

    def take(self, signal: Signal) -> None:
        value = signal.value
        self.backing.take(signal)
        if value.relation and (not self.relation or self.relation in RULES.general_relations):
            self.relation = value.relation
        if value.name and len(value.name.split()) >= len((self.name or "").split()):
            self.name = value.name
        level = level_of(signal)
        if value.role and level >= self.role_level:
            self.role, self.role_level = value.role, level
        if value.condition and level >= self.condition_level:
            self.condition, self.condition_level = value.condition, level
        self._dispute(signal)
        self.number = value.text or self.number
        self.heard = self.heard or value.status == HEARD_OF or signal.speaker is Speaker.OTHER

    def _dispute(self, signal: Signal) -> None:
        """Keeps a word that weighs too little to change what stands as the conflict, until the buyer or a person says
        again what stands."""
        if self._denies(signal.value):
            self.conflict = signal
        elif self.conflict is not None and level_of(signal) >= _OWN_WORD:
            said, denied = signal.value, self._denies(self.conflict.value)
            if denied <= {name for name in _PARTS if getattr(said, name)}:
                self.conflict = None

    def _denies(self, value: Value) -> set[str]:
        """Of role and condition those that stand otherwise than `value` says. The weakest role contradicts none."""
        said = {name: getattr(value, name) for name in _PARTS if getattr(value, name) not in (None, _DEFAULT_ROLE)}
        return {name for name, word in said.items() if fold_text(word) != fold_text(getattr(self, name))}

    def stakeholder(self) -> Stakeholder:
        opened, first = self.opened, self.opened.value
        return Stakeholder(
            id=derive("stakeholder", first.relation, fold_text(first.name), opened.id),
            name=self.name,
            relation=self.relation,
            role=self.role or _DEFAULT_ROLE,
            condition=self.condition,
            heard=self.heard,
            since=opened.at,
            signals=self.backing.ids,
            number=self.number,
            conflict=self.conflict.id if self.conflict else None,
        )


def _fits(person: _Person, relation: str | None, name: str | None) -> bool:
    return _may_be((person.relation, person.name), relation, name)


def _may_be(known: tuple[str | None, str | None], relation: str | None, name: str | None) -> bool:
    """Could the person named so be the one known so? Contradicting relations or names say no."""
    known_relation, known_name = known
    if relation and known_relation and not _same_relation(known_relation, relation):
        return False
    if name and known_name:
        a, b = set(fold_text(known_name).split()), set(fold_text(name).split())
        return a <= b or b <= a
    return bool((relation and known_relation) or (name and known_name))


def _same_relation(a: str, b: str) -> bool:
    general = RULES.general_relations
    return a == b or b in general.get(a, ()) or a in general.get(b, ())


@dataclass(slots=True)
class People:
    """The buyer's stakeholders, folded in world order."""

    people: list[_Person] = field(default_factory=list)
    denied: list[tuple[str | None, str | None, int]] = field(default_factory=list)

    def take(self, signal: Signal) -> None:
        """Let the next stakeholder signal act."""
        value = signal.value
        if signal.op is Op.REMOVE:
            self._remove(signal)
            return
        if signal.target is not None:
            named = self._find(signal.target.relation, signal.target.name)
            if named is not None:
                _correct(named, signal)
                return
        if not (value.relation or value.name) or self._is_denied(signal):
            return
        person = self._find(value.relation, value.name)
        if person is None and value.status == HEARD_OF and not value.relation:
            return  # a bare name on the line: nothing says that they have a part
        if person is None:
            person = _Person(signal)
            self.people.append(person)
        person.take(signal)

    def restore(self, kept: Kept) -> None:
        """Let a person stand who stood when the last fold ended."""
        self.people.append(_Person.restored(kept))

    def stakeholders(self) -> Iterator[tuple[Stakeholder, Backing, Kept]]:
        """Everybody who has a part, with what backs that and what to keep."""
        for person in self.people:
            yield person.stakeholder(), person.backing, person.kept()

    def _find(self, relation: str | None, name: str | None) -> _Person | None:
        """The one that fits best: same name before same relation, of equals the one heard of last."""
        fitting = [p for p in self.people if _fits(p, relation, name)]
        return max(fitting, key=lambda p: (bool(name and p.name), p.backing.last.at), default=None)

    def _remove(self, signal: Signal) -> None:
        """Takes a person off, or all where none is named; a weaker word than the one that brought them leaves them."""
        which = signal.target or signal.value
        named = bool(which.relation or which.name)
        found = [self._find(which.relation, which.name)] if named else list(self.people)
        for person in found:
            if person is not None and level_of(signal) >= person.backing.level:
                self.people.remove(person)
                self.denied.append((person.relation, person.name, level_of(signal)))

    def _is_denied(self, signal: Signal) -> bool:
        """Taken off by the buyer or a correction, a person does not come back by a note."""
        if signal.speaker is Speaker.BUYER:
            return False
        gone = [(relation, name) for relation, name, level in self.denied if level > level_of(signal)]
        return any(_may_be(one, signal.value.relation, signal.value.name) for one in gone)


def _correct(person: _Person, signal: Signal) -> None:
    """A correction that names the person sets what it gives, whatever stood."""
    value = signal.value
    person.relation = value.relation or person.relation
    person.name = value.name or person.name
    person.take(signal)
