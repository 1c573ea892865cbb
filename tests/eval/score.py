"""Compares what was read in a conversation with what an annotator found there (evaluation format 1).

An item is right when its key is equal: budget within 1 %, a date within 15 days, a value without case, spaces and
marks. Evidence is right when a right item names one of the annotator's turns. Invented: something read in a field in
which the annotator found nothing.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Record = Mapping[str, Any]
DAYS = 15
"""A date this near is right."""
VALUES = ("products", "locations", "projects", "competitors")
_PAIRS = {
    "preferences": ("name", "value"),
    "objections": ("category", "status"),
    "stakeholders": ("relation", "role"),
    "next_steps": ("action", "owner"),
}
_LISTS = (*VALUES, *_PAIRS, "open_questions")
FIELDS = (
    "budget", *VALUES, "timeline", "preferences", "objections", "stakeholders", "next_steps", "contact", "intent",
    "tone", "open_questions",
)  # fmt: skip
_UNSHOWN = ("intent", "tone", "open_questions")
_SETS = (*VALUES, "preferences", "open_questions")


@dataclass(slots=True)
class Count:
    """What one field of one or many conversations comes to."""

    right: int = 0
    read: int = 0
    gold: int = 0
    shown: int = 0
    shown_of: int = 0
    empty: int = 0
    invented: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*(getattr(self, k) + getattr(other, k) for k in Count.__slots__))

    @property
    def precision(self) -> float:
        """Share of what was read that is right."""
        return self.right / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was read."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / (self.read + self.gold) if self.right else 0.0


@dataclass(slots=True)
class Score:
    """Counts by field."""

    fields: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIELDS})

    def add(self, counts: Mapping[str, Count]) -> None:
        """Take one conversation in."""
        for name, count in counts.items():
            self.fields[name] += count

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the fields that occur."""
        occurring = [count.f1 for count in self.fields.values() if count.gold]
        return sum(occurring) / len(occurring) if occurring else 0.0

    @property
    def whole(self) -> Count:
        """All fields together: micro figures, evidence, invented."""
        return sum(self.fields.values(), Count())


def score(records: Iterable[Record], answers: Mapping[str, Record]) -> Score:
    """The score of answers by conversation id; a missing answer counts as empty."""
    total = Score()
    for record in records:
        total.add(compare(record, answers.get(record["id"], {})))
    return total


def compare(record: Record, answer: Record) -> dict[str, Count]:
    """The counts of one conversation, for the fields that count in it (`scored`)."""
    gold = record["gold"]
    counts = {}
    for name, parts in _scored(record).items():
        wanted, found = (_items(name, source.get(name)) for source in (gold, answer))
        if parts and name != "budget":
            wanted, found = ([i for i in items if _in_parts(name, i, parts)] for items in (wanted, found))
        pairs = _pairs(name, wanted, found, parts)
        shown = [_shows(a, b) for a, b in pairs if name not in _UNSHOWN and _turns(a)]
        counts[name] = Count(
            len(pairs), len(found), len(wanted), sum(shown), len(shown), not wanted, bool(found and not wanted)
        )
    return counts


def plain(value: object) -> str:
    """A text without case, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", str(value)).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LMN")


def _items(name: str, value: Any) -> list[Record]:
    """What a field holds, as a list of items; a field that says nothing is empty."""
    if name in ("intent", "tone"):
        return [{"value": value}] if value else []
    if name not in _LISTS:
        return [value] if value and _says(name, value) else []
    items = [item if isinstance(item, Mapping) else {"value": item} for item in value or []]
    return list({key_of(name, item): item for item in reversed(items)}.values())[::-1] if name in _SETS else items


def _says(name: str, value: Record) -> bool:
    if name == "contact":
        return bool(_wishes(value))
    return any(value.get(part) is not None for part in (("min", "max") if name == "budget" else ("by",)))


def key_of(name: str, item: Record) -> tuple[str, ...]:
    """What makes two items of a list the same."""
    if name == "open_questions":
        return (str(item.get("turn")),)
    return tuple(plain(item.get(part, "")) for part in _PAIRS.get(name, ("value",)))


def _pairs(name: str, wanted: Sequence[Record], found: Sequence[Record], parts: Any) -> list[tuple[Record, Record]]:
    """Right pairs, one to one; of several equal items those that agree best are paired first."""
    same = _SAME.get(name, lambda a, b: key_of(name, a) == key_of(name, b))
    if name == "budget":
        sides = [p[0] for p in parts] if parts else ["min", "max"]
        return [(a, b) for a in wanted for b in found if all(close(a.get(s), b.get(s)) for s in sides)]
    likely = [(-_agreement(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(found) if same(a, b)]
    pairs: dict[int, int] = {}
    for _, i, j in sorted(likely):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(wanted[i], found[j]) for i, j in pairs.items()]


def _agreement(wanted: Record, found: Record) -> int:
    due = wanted.get("due") and found.get("due") and abs(_day(wanted["due"]) - _day(found["due"])) <= 1
    name = wanted.get("name") and found.get("name") and plain(wanted["name"]) == plain(found["name"])
    return (
        2 * bool(due or ("due" in wanted and wanted.get("due") == found.get("due")))
        + 2 * bool(name)
        + _shows(wanted, found)
    )


def _day(text: Any) -> int:
    return date.fromisoformat(str(text)[:10]).toordinal()


def close(a: Any, b: Any) -> bool:
    """Whether two amounts are the same within 1 %; none is the same as none."""
    return a is b if a is None or b is None else abs(float(a) - float(b)) <= 0.01 * abs(float(a))


def _wishes(contact: Record) -> frozenset[tuple[str, str]]:
    """The parts of a contact wish that say something."""
    prefer = contact.get("prefer") or []
    said = {("prefer", plain(way)) for way in ([prefer] if isinstance(prefer, str) else prefer)}
    said |= {("avoid", plain(way)) for way in contact.get("avoid") or []}
    said |= {(end, str(contact[end]).strip()[:5].zfill(5)) for end in ("after", "before") if contact.get(end)}
    return frozenset(said | ({("opt_out", "")} if contact.get("opt_out") else set()))


_SAME: dict[str, Callable[[Record, Record], bool]] = {
    "timeline": lambda a, b: abs(_day(a["by"]) - _day(b["by"])) <= DAYS,
    "contact": lambda a, b: _wishes(a) == _wishes(b),
}


def _turns(item: Record) -> set[str]:
    return {str(turn) for turn in (item.get("turn"), *(item.get("turns") or [])) if turn is not None}


def _shows(wanted: Record, found: Record) -> bool:
    return str(found.get("turn")) in _turns(wanted)


def _scored(record: Record) -> dict[str, set[tuple[str, ...]]]:
    """The fields that count, each with the parts of it that count (none: all). "preferences.mode=weekend" is a part."""
    named = record["gold"].get("scored", record.get("scored"))
    if named is None:
        return {name: set() for name in FIELDS}
    split = [entry.partition(".") for entry in named]
    whole = {name for name, _, part in split if not part}
    found: dict[str, set[tuple[str, ...]]] = {name: set() for name in whole}
    for name, _, part in split:
        if name not in whole:
            found.setdefault(name, set()).add(tuple(plain(piece) for piece in part.split("=", 1)))
    return found


def _in_parts(name: str, item: Record, parts: set[tuple[str, ...]]) -> bool:
    key = key_of(name, item)
    return key in parts or key[:1] in parts
