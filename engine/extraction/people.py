"""Other people with a part in the decision: who they are to the buyer, what their part is, whether they agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import display, is_capitalised, is_name
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("people")
_RELATIONS = build(
    {"relation": relation, "patterns": [p for word in words for p in (word, f"{word}s")]}
    for relation, words in _DATA["relations"].items()
)
_ROLES = build(_DATA["role"])
_CONSENT, _BYSTANDER = (build([_DATA[key]]) for key in ("consent", "bystander"))
_ORDER = ("veto", "decider", "payer", "co_buyer", "user", "influencer")
_BEFORE_NAME = {
    canonical(w)
    for w in (
        "ji",
        "mr",
        "mister",
        "ms",
        "mrs",
        "dr",
        "doctor",
        "naam",
        "is",
        "s",
        "sir",
        "sahab",
        "name",
        "ka",
        "named",
    )
} | {","}
_NAMED_BEFORE = {"brother", "sister", "uncle", "aunt", "accountant", "lawyer", "mother", "boss"}
_NEAR_BEFORE, _NEAR_AFTER = 28, 12


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person at one token of the marked words; first..last are the tokens of the turn."""

    relation: str
    name: str | None
    first: int
    last: int
    at: int


@dataclass(slots=True)
class Part:
    """What is known so far of one person's part."""

    relation: str
    name: str | None
    role: str
    agreed: bool = False


def read_people(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Stakeholders, and the approval that is still open, or given, where their yes is needed."""
    parts: list[Part] = []
    last: list[Person] = []
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        people, marked = _people(said)
        roles = _roles_in(people, marked, last, dialogue.vertical)
        for person, (role, first, end) in roles.items():
            yield from _told(said, parts, person, role, (first, end))
        if parts and (hit := _CONSENT.first(marked)) is not None:
            yield from _consented(said, parts, marked.starts[hit.first], marked.ends[hit.last])
        last = people or last


def _people(said: Said) -> tuple[list[Person], Words]:
    taken: dict[int, tuple[int, str]] = {}
    hits = sorted(_RELATIONS.find(said.words), key=lambda h: (h.first - h.last, h.first))
    spans: list[tuple[int, int, str]] = []
    for hit in hits:
        if all(i not in taken for i in range(hit.first, hit.last + 1)):
            taken.update(dict.fromkeys(range(hit.first, hit.last + 1), (hit.first, hit.says("relation"))))
            spans.append((hit.first, hit.last, hit.says("relation")))
    spans.sort()
    marked, place = replace(said.words, [(a, b) for a, b, _ in spans], "rel")
    at = {n: i for i, n in place.items()}
    people = [Person(rel, _name(said, a, b, rel), a, b, at[n]) for n, (a, b, rel) in enumerate(spans)]
    return people, marked


def _name(said: Said, first: int, last: int, relation: str) -> str | None:
    words = said.words
    i = last + 1
    while i < len(words.tokens) and i <= last + 3 and words.tokens[i] in _BEFORE_NAME:
        i += 1
    if is_name(words, i) and (i == last + 1 or words.tokens[i - 1] != "," or is_capitalised(words, i)):
        end = i + 1 if is_name(words, i + 1) and is_capitalised(words, i + 1) else i
        return display(words, i, end)
    if relation in _NAMED_BEFORE and first > 0 and is_name(words, first - 1):
        return display(words, first - 1, first - 1)
    return None


def _roles_in(
    people: list[Person], marked: Words, earlier: list[Person], vertical: str
) -> dict[Person, tuple[str, int, int]]:
    """The strongest role that the turn gives each person, with its place in the text."""
    spoken_past = {i for hit in _BYSTANDER.find(marked) for i in range(hit.first, hit.last + 1)}
    found: dict[Person, tuple[str, int, int]] = {}
    for hit in _ROLES.find(marked):
        person = _about(people, hit.first, hit.last) or (earlier[-1] if earlier and not people else None)
        if person is None or (person.at in spoken_past and person in people):
            continue
        role, verticals = hit.says("role"), hit.says("verticals")
        if verticals and vertical not in verticals:
            continue
        if role == "user" and vertical == "lending" and person.relation not in ("son", "daughter", "brother", "sister"):
            continue
        if person not in found or _ORDER.index(role) < _ORDER.index(found[person][0]):
            found[person] = (role, marked.starts[hit.first], marked.ends[hit.last])
    return found


def _about(people: list[Person], first: int, last: int) -> Person | None:
    inside = [p for p in people if first <= p.at <= last]
    if inside:
        return inside[0]
    before = [p for p in people if p.at < first and first - p.at <= _NEAR_BEFORE]
    if before:
        return before[-1]
    return next((p for p in people if last < p.at <= last + _NEAR_AFTER), None)


def _told(
    said: Said, parts: list[Part], person: Person, role: str, place: tuple[int, int]
) -> Iterable[tuple[Said, Draft]]:
    known = next(
        (
            p
            for p in parts
            if p.relation == person.relation and (not p.name or not person.name or p.name == person.name)
        ),
        None,
    )
    if known and _ORDER.index(known.role) <= _ORDER.index(role) and (known.name or not person.name):
        return
    if known:
        role = known.role if _ORDER.index(known.role) <= _ORDER.index(role) else role
        known.role, known.name = role, person.name or known.name
    else:
        known = Part(person.relation, person.name, role)
        parts.append(known)
    start, end = place
    condition = said.turn.text[start:end] if role in ("veto", "decider") else None
    value = Value(name=known.name, relation=known.relation, role=role, condition=condition)
    yield said, Draft(Slot.STAKEHOLDERS, value, start, end, 0.8)
    if role in ("veto", "decider"):
        yield said, _approval("open", said, start, end)


def _consented(said: Said, parts: list[Part], start: int, end: int) -> Iterable[tuple[Said, Draft]]:
    if any(p.role in ("veto", "decider") and not p.agreed for p in parts):
        for part in parts:
            part.agreed = True
        yield said, _approval("resolved", said, start, end)


def _approval(status: str, said: Said, start: int, end: int) -> Draft:
    value = Value(category="approval", status=status, text=said.turn.text[start:end])
    return Draft(Slot.OBJECTIONS, value, start, end, 0.8)
