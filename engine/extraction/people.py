"""Other people with a part in the decision: who they are to the buyer, what their part is, whether they agreed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.kinship import refined
from engine.extraction.names import display, is_capitalised, is_cased, is_name
from engine.extraction.places import is_known
from engine.extraction.rules import Hit, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace
from engine.extraction.words import STOPS, Words
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("people")
_REACH = 110


def _one_or_more(word: str) -> tuple[str, ...]:
    """A word for a person and its plural; alternatives have none."""
    return (word,) if word.endswith(")") else (word, f"{word}s")


_RELATIONS = build(
    {"relation": relation, "widely": part == "wider", "patterns": [p for word in words for p in _one_or_more(word)]}
    for part in ("relations", "wider")
    for relation, words in _DATA[part].items()
)
"""Of them `widely`: words that mean a person only where what is said of them shows it, for the learned reader."""
_LISTS = {**GRAMMAR, **_DATA["words"]}
_ROLES = build([{"reach": _REACH, **entry} for entry in _DATA["role"]], _LISTS)
_CONSENT, _BYSTANDER = (build([{"reach": _REACH, **_DATA[key]}], _LISTS) for key in ("consent", "bystander"))
_BOTH = build([{"reach": _REACH, **_DATA["both"]}], _LISTS)
_ADDRESS = frozenset(map(canonical, _DATA["ambiguous"]["address"]))
_ASKED = build(_DATA["asked"], _LISTS)
_OWN, _AFTER = (frozenset(map(canonical, _DATA["ambiguous"][key])) for key in ("own", "after"))
_PRONOUNS = frozenset(map(canonical, _DATA["pronouns"]["singular"]))
_ORDER = ("decider", "veto", "payer", "co_buyer", "user", "influencer")
_BEFORE_NAME = {",", *map(canonical, _DATA["ambiguous"]["before_name"])}
_NAMED_BEFORE = {"brother", "sister", "uncle", "aunt", "accountant", "lawyer", "mother", "boss"}
_NEAR_BEFORE, _NEAR_AFTER = 10, 6
_REMEMBERED = 4
_MALE = frozenset({"father", "father_in_law", "husband", "son", "brother", "uncle"})
_FEMALE = frozenset({"mother", "mother_in_law", "wife", "daughter", "sister", "aunt"})
_HE, _SHE = frozenset({"he", "his", "him", "hes"}), frozenset({"she", "her", "hers", "shes"})
_OF_SOMEBODY = frozenset({"his", "her"})
_POSSESSIVE = frozenset(
    map(
        canonical,
        ("mera", "mere", "meri", "my", "our", "hamara", "hamare", "hamari", "apna", "apne", "apni", "his", "her"),
    )
)
_PARTS = frozenset(
    canonical(w) for key in ("yes", "counsel", "money") for phrase in _DATA["words"][key] for w in (phrase.split()[0],)
) | set(
    map(
        canonical,
        {"call", "decision", "say", "blessings", "comments", "thumb", "pen", "eye", "taste", "pension", "savings"},
    )
)
_ANSWER = 30
_APPOSED, _TOLD = 4, 8
_CHILDREN, _THIRD, _ASKING = (
    frozenset(map(canonical, _DATA["ambiguous"][key])) for key in ("children", "third", "asking")
)
_DETERMINERS = _POSSESSIVE | frozenset(map(canonical, ("a", "an", "old", "elder", "younger", "best", "close")))
_TITLES = frozenset(map(canonical, ("mr", "mrs", "ms", "dr", "shri", "smt", "adv")))
_ABROAD = frozenset(map(canonical, _DATA["ambiguous"]["abroad"]))
_SAYS_WHAT = frozenset(map(canonical, ("me", "mein", "hai", "hain", "h", "tha", "thi", "the", "karte", "karta")))
_OF_VERBS = ("ega", "egi", "enge", "ongi")
_OF = frozenset(map(canonical, ("ka", "ki", "ke")))
_CASES = frozenset(map(canonical, ("ko", "ne", "ka", "ki", "ke", "se")))


@dataclass(frozen=True, slots=True)
class Person:
    """A mention of a person at one token of the marked words; first..last are the tokens of the turn.

    A pronoun is a mention too: of the person named last before it.
    """

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
    recent: list[tuple[int, Person]] = []
    for said in dialogue.said:
        recent = [(i, p) for i, p in recent if said.index - i <= _REMEMBERED]
        people, marked = people_in(said, [p for _, p in recent])
        if said.about_buyer:
            roles = _roles_in(people, marked, dialogue.vertical)
            roles = {**_answered(said, dialogue, people, marked), **roles}
            for person, (role, first, end) in roles.items():
                yield from _told(said, parts, person, role, (first, end))
            if parts and (hit := _CONSENT.first(marked)) is not None:
                yield from _consented(said, parts, marked.starts[hit.first], marked.ends[hit.last])
        recent += [(said.index, person) for person in people]


def mentions(dialogue: Dialogue) -> Iterable[tuple[Said, list[Person], Words]]:
    """The persons of every turn that speaks for the buyer, read widely, and its words with "rel" in their place."""
    recent: list[tuple[int, Person]] = []
    for said in dialogue.said:
        recent = [(i, p) for i, p in recent if said.index - i <= _REMEMBERED]
        people, marked = people_in(said, [p for _, p in recent], widely=True)
        if said.about_buyer and people:
            yield said, people, marked
        recent += [(said.index, person) for person in people]


def people_named(said: Said) -> list[Person]:
    """Whom a turn names by what they are to the buyer."""
    return people_in(said, [])[0]


def relations_in(words: Words) -> frozenset[str]:
    """The relations that a text names: mother_in_law in "her saas"."""
    return frozenset(hit.says("relation") for hit in _relations(words) if not hit.says("widely"))


@lru_cache(maxsize=64)
def _relations(words: Words) -> tuple[Hit, ...]:
    """Every word for a person, the longest first: each turn is read twice, once as the rules do and once widely."""
    return tuple(sorted(_RELATIONS.find(words), key=lambda hit: (hit.first - hit.last, hit.first)))


def people_in(said: Said, recent: list[Person], *, widely: bool = False) -> tuple[list[Person], Words]:
    """The mentions of people in a turn, and its words with "rel" in their place."""
    if not _relations(said.words) and (not recent or _PRONOUNS.isdisjoint(said.words.vocabulary)):
        return [], said.words
    spans = relatives_at(said, widely=widely)
    if spans:
        spans = [(a, b, relation) for a, b, relation in spans if widely or _is_spoken_of(said, a, b)]
        spans = refined(said.words, spans, [p.relation for p in recent], note=said.who == "note")
    marks = _with_pronouns(said, spans, recent) if spans or recent else []
    if not marks:
        return [], said.words
    names = [_name(said, a, b, relation) if relation else (None, b) for a, b, relation in marks]
    follow = [a for a, _, _ in marks[1:]] + [len(said.words.tokens)]
    until = [
        max(b, min(end, after - 1)) if not widely and _is_sure(said.words, end) else b
        for (_, b, _), (_, end), after in zip(marks, names, follow, strict=False)
    ]
    marked, place = replace(said.words, [(a, end) for (a, _, _), end in zip(marks, until, strict=True)], "rel")
    at = {n: i for i, n in place.items()}
    people: list[Person] = []
    for n, (a, b, relation) in enumerate(marks):
        if relation is not None:
            people.append(Person(relation, names[n][0], a, b, at[n]))
        elif meant := _meant(said.words.tokens[a], [*recent, *people]):
            people.append(Person(meant.relation, meant.name, a, b, at[n]))
    return people, marked


def _meant(pronoun: str, known: list[Person]) -> Person | None:
    """Whom a pronoun means: the person named last who can be "he" or "she"."""
    wrong = _FEMALE if pronoun in _HE else _MALE if pronoun in _SHE else frozenset()
    return next((p for p in reversed(known) if p.relation not in wrong), None)


def _answered(
    said: Said, dialogue: Dialogue, people: list[Person], marked: Words
) -> dict[Person, tuple[str, int, int]]:
    """ "Co-applicant?" – "my father": the part that the seller asked about, for the one person of a short answer."""
    named = [p for p in people if said.words.tokens[p.last + 1 : p.last + 2] not in (("nahi",), ("na",))]
    if len({p.relation for p in named}) != 1 or len(said.words.tokens) > _ANSWER:
        return {}
    before = dialogue.said[said.index - 1] if said.index else None
    asked = _ASKED.first(before.words) if before is not None and before.who == "seller" else None
    person = named[0]
    return {person: (str(asked.says("role")), marked.starts[person.at], marked.ends[person.at])} if asked else {}


def relatives_at(said: Said, *, widely: bool = False) -> list[tuple[int, int, str]]:
    """The words for people in a turn, the longest where two overlap."""
    taken: set[int] = set()
    spans: list[tuple[int, int, str]] = []
    for hit in _relations(said.words):
        tokens = range(hit.first, hit.last + 1)
        if (widely or not hit.says("widely")) and taken.isdisjoint(tokens):
            taken.update(tokens)
            spans.append((hit.first, hit.last, hit.says("relation")))
    return sorted(spans)


def _is_spoken_of(said: Said, first: int, last: int) -> bool:
    """Whether an everyday form of address ("bhai", "beta") means a relative and not the one who is talked to."""
    tokens = said.words.tokens
    if first != last or tokens[first] not in _ADDRESS or said.who == "note":
        return True
    before, after = tokens[max(0, first - 2) : first], tokens[last + 1 : last + 2]
    if _OWN.intersection(before[-1:]) or _POSSESSIVE.intersection(before):
        return True
    if bool(_CASES.intersection(after)) or (first > 0 and bool(_AFTER.intersection(after))):
        return True
    return tokens[first] in _CHILDREN and _is_told_of(tokens[last + 1 : last + _TOLD])


def _is_told_of(tokens: Sequence[str]) -> bool:
    """ "beti 7 saal ki hai", and not "beta rate kya hai": what is said is no question to them."""
    for token in tokens:
        if token in _ASKING or token == ",":
            return False
        if token in _THIRD:
            return True
    return False


def _with_pronouns(
    said: Said, spans: list[tuple[int, int, str]], recent: list[Person]
) -> list[tuple[int, int, str | None]]:
    """The spans together with the pronouns that have somebody to mean."""
    if _PRONOUNS.isdisjoint(said.words.vocabulary):
        return list(spans)
    tokens = said.words.tokens
    covered = {i for a, b, _ in spans for i in range(a, b + 1)}
    first = -1 if recent else (spans[0][0] if spans else len(tokens))
    pronouns: list[tuple[int, int, str | None]] = [
        (i, i, None)
        for i, token in enumerate(tokens)
        if token in _PRONOUNS
        and i not in covered
        and i > first
        and i + 1 not in covered
        and (token not in _OF_SOMEBODY or _is_owner(tokens, i))
    ]
    return sorted([*spans, *pronouns], key=lambda span: span[0])


def _is_owner(tokens: Sequence[str], i: int) -> bool:
    """ "her advice", "his savings"; and "the last word is his"."""
    follows = tokens[i + 1 : i + 2]
    return bool(_PARTS.intersection(follows)) or (tokens[i] == "his" and (not follows or follows[0] in STOPS))


def _name(said: Said, first: int, last: int, relation: str) -> tuple[str | None, int]:
    """The name beside a word for a person, and the last token that says who it is."""
    words = said.words
    i = last + 1
    while i < len(words.tokens) and i <= last + 4 and _leads_to_name(words, i):
        i += 1
    owns = i == last + 1 and words.raw(last).endswith(("'s", "’s"))
    if not owns and _is_called(words, i) and (i == last + 1 or words.tokens[i - 1] != "," or is_capitalised(words, i)):
        more = _is_called(words, i + 1) and is_capitalised(words, i + 1) and not _bracket(words, i, i + 1)
        end = i + 1 if more else i
        return _written(words, i, end), end
    if relation in _NAMED_BEFORE and first > 0 and _is_called(words, first - 1):
        return _written(words, first - 1, first - 1), last
    return _named_first(words, first), last


def _leads_to_name(words: Words, i: int) -> bool:
    """Whether token i may stand between a word for a person and their name: "ji", "Mr.", a comma."""
    return words.tokens[i] in _BEFORE_NAME or (words.tokens[i] == "." and words.tokens[i - 1] in _TITLES)


def _is_called(words: Words, i: int) -> bool:
    """Whether token i is somebody's name: no place, no abbreviation such as "UKG", and what they are or do neither."""
    if not is_name(words, i) or is_known(words, i, i) or words.tokens[i] in _ABROAD:
        return False
    follows = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if words.raw(i).isascii() and is_cased(words):
        return not words.raw(i).isupper() and follows != "me"
    return follows not in _SAYS_WHAT and not words.tokens[i].endswith(_OF_VERBS) and words.tokens[i - 1] not in _OF


def _is_sure(words: Words, i: int) -> bool:
    """Whether token i shows by its capital or its postposition that it is a name: in hasty chat a verb may follow."""
    return words.raw(i)[:1].isupper() if is_cased(words) else bool(_CASES.intersection(words.tokens[i + 1 : i + 2]))


def _bracket(words: Words, before: int, after: int) -> bool:
    return "(" in words.text[words.ends[before] : words.starts[after]]


def _named_first(words: Words, first: int) -> str | None:
    """The name that is told before who it is: "Tuli (daughter)", "Brig. Gill, an old friend"."""
    i = first
    while i > 0 and first - i < _APPOSED and words.tokens[i - 1] in _DETERMINERS:
        i -= 1
    comma = i > 0 and words.tokens[i - 1] == "," and i < first
    name = i - 2 if comma else i - 1
    if name < 0 or not (comma or _bracket(words, name, i)):
        return None
    sure = _is_called(words, name) and (is_capitalised(words, name) or not comma)
    return _written(words, name, name) if sure else None


def _written(words: Words, first: int, last: int) -> str:
    return display(words, first, last).removesuffix("'s").removesuffix("’s")


def _roles_in(people: list[Person], marked: Words, vertical: str) -> dict[Person, tuple[str, int, int]]:
    """The strongest role that the turn gives each person, with its place in the text."""
    if not people:
        return {}
    aside = {i for hit in _BYSTANDER.find(marked) for i in range(hit.first, hit.last + 1)}
    found: dict[tuple[str, str | None], tuple[Person, tuple[str, int, int]]] = {}
    for hit in _ROLES.find(marked):
        person = _about(people, hit.first, hit.last)
        if person is None or person.at in aside:
            continue
        role, key = hit.says("role"), (person.relation, person.name)
        if role == "user" and not _may_use(person, vertical):
            continue
        if key not in found or _ORDER.index(role) < _ORDER.index(found[key][1][0]):
            found[key] = (person, (role, marked.starts[hit.first], marked.ends[hit.last]))
    for hit in _BOTH.find(marked):
        for person in [p for p in people if p.at < hit.first and p.at not in aside][-2:]:
            role = ("influencer", marked.starts[hit.first], marked.ends[hit.last])
            found.setdefault((person.relation, person.name), (person, role))
    for person, role in _learners(people, vertical, marked):
        found.setdefault((person.relation, person.name), (person, role))
    return dict(found.values())


def _learners(people: list[Person], vertical: str, words: Words) -> Iterable[tuple[Person, tuple[str, int, int]]]:
    """In education the child that a parent speaks of is the one who will study."""
    for person in people:
        if person.relation in vertical_of(vertical).learners:
            yield person, ("user", words.starts[person.at], words.ends[person.at])


def _may_use(person: Person, vertical: str) -> bool:
    """A loan is for whoever studies; a spouse or parents only live in what is bought."""
    users = vertical_of(vertical).users
    return not users or person.relation in users


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
