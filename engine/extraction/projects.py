"""Catalogue items the buyer shows interest in, by name or by taking up what the seller names; rivals it knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from engine.extraction.catalogue import Mention
from engine.extraction.classes import classes_in
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, weighed
from engine.extraction.files import read_toml
from engine.extraction.names import is_cased
from engine.extraction.products import Own, products_in
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import around
from engine.extraction.weigh import PERHAPS, bag, probability
from engine.extraction.words import Words
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Op, Slot

_DATA = read_toml("catalogue")
_DROPPED, _PICKED, _TAKEN_UP, _OPENS, _ENQUIRED, _ASKS, _YES = (
    build([{"patterns": _DATA[key]}])
    for key in ("dropped", "picked", "taken_up", "opens", "enquired", "asks_interest", "bare_yes")
)
_SURE, _SURER, _SUREST = 0.36, 0.40, 0.45
"""How sure to be of what the buyer names in full, of what they name in part or only the seller names, and of what
may be no more than a kind of course."""
_ANSWERED, _BARE = 0.85, 4
_MOST = 4
_NEAR, _TERSE = 6, 5
_OURS = 3
_YOURS = frozenset(map(canonical, _DATA["yours"]))


Told = tuple[Said, Mention]


@dataclass(frozen=True, slots=True)
class Interest:
    """A project that the buyer may be after: `said` shows it best, by the tokens first..last."""

    name: str
    said: Said
    first: int
    last: int
    own: tuple[Told, ...]
    """The buyer's own mentions of it."""
    dropped: bool
    """Whether the buyer's last word on it is that they do not want it."""
    features: Sequence[str]

    @property
    def named(self) -> bool:
        """Whether the buyer says its name, not only a word of it."""
        return any(mention.kind == "project" for _, mention in self.own)


def read_projects(
    dialogue: Dialogue, mentions: Mapping[int, Sequence[Mention]], own_kinds: Sequence[Own] = ()
) -> Iterable[tuple[Said, Draft]]:
    """Projects that the buyer is after, doubtful ones too, and rivals of the catalogue that they name."""
    found = list(interests_in(dialogue, mentions))
    standing = any(interest.named and not interest.dropped for interest in found)
    yes = _said_yes(dialogue, mentions)
    for one in found:
        if one.dropped and standing:
            continue  # "not this one, that one"
        interest, sure = one, probability("projects", one.features)
        if not one.own and one.name in yes:
            said, sure = yes[one.name], max(sure, _ANSWERED)
            interest = replace(one, said=said, first=0, last=len(said.words.tokens) - 1)
        if sure >= PERHAPS:
            span = interest.said.words.span(interest.first, interest.last)
            least = _least(interest, dialogue.vertical, own_kinds)
            yield interest.said, weighed(Slot.PROJECTS, Value(text=interest.name), span, sure, least)
    yield from _rivals(dialogue, mentions)


def _said_yes(dialogue: Dialogue, mentions: Mapping[int, Sequence[Mention]]) -> dict[str, Said]:
    """By name the projects of which the seller asks whether the buyer is interested, and the buyer's bare yes."""
    found: dict[str, Said] = {}
    for said, after in pairwise(dialogue.said):
        names = {m.name for m in mentions[said.index] if m.kind == "project"}
        asks = said.who == "seller" and after.who == "buyer" and len(names) == 1
        if asks and len(after.words.tokens) <= _BARE and _ASKS.first(said.words) and _YES.first(after.words):
            found[names.pop()] = after
    return found


def _least(interest: Interest, vertical: str, own_kinds: Sequence[Own]) -> float:
    """How sure to be: who only says what a course is about ("spoken english sikhna hai") means none of them yet."""
    if vertical_of(vertical).names_tell and interest.own:
        kinds_only = all(_only_a_kind(said, mention, vertical, own_kinds) for said, mention in interest.own)
        return _SUREST if kinds_only else _SURE if interest.named else _SURER
    return _SURE if interest.named else _SURER


def _only_a_kind(said: Said, mention: Mention, vertical: str, own_kinds: Sequence[Own]) -> bool:
    kinds = products_in(said.words, vertical, own_kinds)
    return any(kind.first <= mention.first and mention.last <= kind.last for kind in kinds)


def _rivals(dialogue: Dialogue, mentions: Mapping[int, Sequence[Mention]]) -> Iterable[tuple[Said, Draft]]:
    told: set[str] = set()
    for said in dialogue.said:
        for mention in mentions[said.index] if said.about_buyer else ():
            if mention.kind == "competitor" and mention.name not in told:
                told.add(mention.name)
                start, end = said.words.span(mention.first, mention.last)
                yield said, Draft(Slot.COMPETITORS, Value(text=mention.name), start, end, 0.9, Op.STATE)


def interests_in(dialogue: Dialogue, mentions: Mapping[int, Sequence[Mention]]) -> Iterator[Interest]:
    """Every project that the conversation names, with what speaks for and against its being wanted."""
    named: dict[str, list[Told]] = {}
    for said in dialogue.said:
        for mention in mentions[said.index]:
            if mention.kind in ("project", "short", "word"):
                named.setdefault(mention.name, []).append((said, mention))
    for name, found in named.items():
        own = tuple((s, m) for s, m in found if s.about_buyer)
        dropped = [_drops(s, m) for s, m in own]
        shown = _shown(found, own, dropped, dialogue)
        if shown is not None:
            said, by_name = shown
            features = [
                *_history(name, own, dropped, named, dialogue),
                *(_near(said, by_name, dialogue) if by_name else _answered(said, dialogue)),
                *_replied(name, own, named, dialogue),
            ]
            first, last = (by_name.first, by_name.last) if by_name else (0, len(said.words.tokens) - 1)
            yield Interest(name, said, first, last, own, bool(dropped) and dropped[-1], features)


def _shown(
    found: Sequence[Told], own: Sequence[Told], dropped: Sequence[bool], dialogue: Dialogue
) -> tuple[Said, Mention | None] | None:
    """The buyer's best mention of a project, else their turn after the seller's."""
    kept = [told for told, no in zip(own, dropped, strict=True) if not no]
    for kinds in (("project",), ("short",), ("word",)):
        for said, mention in kept or own:
            if mention.kind in kinds:
                return said, mention
    after = [s for s in dialogue.said[found[0][0].index + 1 :] if s.who == "buyer" and s.words.tokens]
    return (next(filter(_says_something, after[:3]), after[0]), None) if after else None


def _says_something(said: Said) -> bool:
    """Whether a turn is more than "haan boliye": it asks, or has something to say."""
    return "?" in said.words.vocabulary or len(said.words.tokens) > _TERSE


def _drops(said: Said, mention: Mention) -> bool:
    return _DROPPED.first(around(said.words, mention.first, mention.last, "x", 8)) is not None


def _history(
    name: str, own: Sequence[Told], dropped: Sequence[bool], named: Mapping[str, Sequence[Told]], dialogue: Dialogue
) -> list[str]:
    """How the whole conversation speaks of a project."""
    found, trade, kinds = named[name], dialogue.vertical, _kinds(own)
    sellers = [s for s, _ in found if not s.about_buyer]
    full = any(m.whole for _, m in found)
    others = [told for other, told in named.items() if other != name]
    others_own = any(s.about_buyer for told in others for s, _ in told)
    latest = max([s.index for s, _ in found])
    last_of_all = all(s.index <= latest for told in others for s, _ in told)
    after = sum([s.who == "buyer" for s in dialogue.said[sellers[0].index :]]) if sellers else 0
    features = [
        f"own={kinds}",
        f"own+in={kinds}+{trade}",
        f"sellers={min(len(sellers), 3)}",
        f"full={full}",
        f"dropped={any(dropped)}",
        f"dropped-last={bool(dropped) and dropped[-1]}",
        f"others={len(others)}",
        f"own+others={kinds}+{len(others)}+{others_own}",
        f"own+sellers={kinds}+{min(len(sellers), 2)}+{full}",
        f"own+last={kinds}+{last_of_all}+{others_own}",
        f"own+after={kinds}+{min(after, _MOST)}",
        f"own+channel={kinds}+{dialogue.channel}",
        f"only={not others}+{kinds}+{trade}",
        f"first-turn={bool(sellers) and sellers[0].index == 0}+{kinds}",
        f"turns={min(sum([s.who == 'buyer' for s in dialogue.said]), _MOST)}+{kinds}",
    ]
    if not own and sellers:
        heard = len({s.index for s in sellers})
        features += [
            f"heard={min(heard, 3)}+{bool(others)}+{min(after, _MOST)}+{trade}",
            *_last_answer(sellers[-1], bool(others), dialogue),
            f"last-heard={last_of_all}+{min(len(others), 2)}+{others_own}",
            f"asked-how={any(_ENQUIRED.first(s.words) is not None for s in sellers)}+{bool(others)}",
            f"offers={any(s.numbers for s in sellers)}+{bool(others)}",
            f"beside={any(m.name != name for s in sellers for m in found_in(s, named))}",
        ]
    return features


def _kinds(own: Sequence[Told]) -> str:
    """By how much of its name the buyer calls a project."""
    return "+".join(sorted({mention.kind for _, mention in own})) or "none"


def _last_answer(heard: Said, others: bool, dialogue: Dialogue) -> list[str]:
    """What the buyer says once we have named it for the last time."""
    after = next((s for s in dialogue.said[heard.index + 1 :] if s.who == "buyer" and s.words.tokens), None)
    if after is None:
        return [f"unanswered={others}"]
    agrees = _TAKEN_UP.first(after.words) is not None
    return [
        f"last-answer={agrees}+{others}+{bool(after.dates)}",
        f"last-number={bool(after.numbers)}+{others}",
        *[f"last-answer-{name}+{others}" for name in _classes(after.words)],
    ]


def _replied(name: str, own: Sequence[Told], named: Mapping[str, Sequence[Told]], dialogue: Dialogue) -> list[str]:
    """Whether the seller takes what the buyer says for this project, and how much of its name the buyer says."""
    kinds = _kinds(own)
    features: list[str] = []
    if own:
        by_turn: dict[int, set[str]] = {}
        for other, mentions in named.items():
            for said, mention in mentions:
                if not said.about_buyer and mention.kind == "project":
                    by_turn.setdefault(said.index, set()).add(other)
        first, last = own[0][0].index, own[-1][0].index
        after = next((i for i in range(first + 1, len(dialogue.said)) if not dialogue.said[i].about_buyer), -1)
        later = {other for i, told in by_turn.items() if i > last for other in told}
        following, before = by_turn.get(after, set()), by_turn.get(first - 1, set())
        for when, told in (("next", following), ("before", before), ("later", later)):
            features.append(f"{when}={name in told}+{bool(told - {name})}+{kinds}")
    words = _words(own)
    rivals = max([_words(told) for other, told in named.items() if other != name], default=0)
    talk = frozenset[str]().union(*[_classes(s.words) for s in dialogue.said if s.who == "buyer"])
    features += [
        f"words={min(words, 3)}+{(words > rivals) - (words < rivals)}+{kinds}",
        f"size={min(len(name.split()), 4)}+{min(words, 3)}+{dialogue.vertical}",
        *[f"all-{told}+{bool(own)}" for told in talk],
    ]
    return features


@lru_cache(maxsize=64)
def _classes(words: Words) -> frozenset[str]:
    """The classes of the words of a turn: asked of the same turns for each project."""
    return frozenset(classes_in(words.vocabulary))


def _words(told: Sequence[Told]) -> int:
    """How many different words of a project's name the buyer says."""
    return len({t for s, m in told if s.about_buyer for t in s.words.tokens[m.first : m.last + 1]})


def found_in(said: Said, named: Mapping[str, Sequence[Told]]) -> Iterator[Mention]:
    """The mentions of one turn."""
    return (m for mentions in named.values() for s, m in mentions if s is said)


def _as_a_name(said: Said, mention: Mention, dialogue: Dialogue) -> list[str]:
    """Whether a part of a name is said as a name ("for Prime", "your MBA wala"), or may be no more than a kind."""
    words, trade, kind = said.words, dialogue.vertical, mention.kind
    capital = is_cased(words) and mention.first > 0 and words.raw(mention.first)[:1].isupper()
    only = _only_a_kind(said, mention, trade, ())
    ours = not _YOURS.isdisjoint(words.tokens[max(0, mention.first - _OURS) : mention.first])
    return [
        f"capital={capital}+{kind}+{only}",
        f"kind-only={only}+{kind}+{trade}",
        f"yours={ours}+{kind}+{only}",
        f"long={mention.last > mention.first}+{kind}+{capital}+{only}",
        f"kind-only+in={only}+{kind}+{dialogue.channel}+{said.who}",
    ]


def _afterwards(said: Said, dialogue: Dialogue) -> list[str]:
    """What the buyer goes on to say once the seller has named a project."""
    later = [s for s in dialogue.said[said.index :] if s.who == "buyer"]
    features = [
        f"later={min(len(later), _MOST)}+{any(s.dates for s in later)}+{any(s.numbers for s in later)}",
        f"asking={min(sum(['?' in s.words.vocabulary for s in later]), 2)}",
        *bag(said.words, "answer", 6),
    ]
    for when, turns in (("answer", later[:1]), ("next", later[1:3]), ("rest", later)):
        features += [f"{when}-{name}" for name in frozenset[str]().union(*[_classes(s.words) for s in turns])]
    return features


def _near(said: Said, mention: Mention, dialogue: Dialogue) -> list[str]:
    """The words around the mention."""
    kind = f"{mention.kind}+{mention.whole}"
    tokens = said.words.tokens
    low, high = max(0, mention.first - _NEAR), mention.last + 1 + _NEAR
    before, after = classes_in(tokens[low : mention.first]), classes_in(tokens[mention.last + 1 : high])
    picked = _PICKED.first(around(said.words, mention.first, mention.last, "x", 8)) is not None
    return [
        *[f"before-{name}+{kind}" for name in before],
        *[f"before-{name}" for name in before],
        *[f"after-{name}+{kind}" for name in after],
        *[f"after-{name}" for name in after],
        f"question={'?' in said.words.vocabulary}+{kind}+{dialogue.vertical}",
        f"greeting={mention.first <= 1}+{said.index == 0}+{kind}",
        f"picked={picked}+{mention.kind}",
        f"asked={'product' in said.asked}+{mention.kind}",
        *_as_a_name(said, mention, dialogue),
    ]


def _answered(said: Said, dialogue: Dialogue) -> list[str]:
    """The words with which the buyer answers the seller who named it."""
    agrees = _TAKEN_UP.first(said.words) is not None
    seller = dialogue.seller_before(said.index)
    opening = seller is not None and _OPENS.first(seller.words) is not None
    enquired = seller is not None and _ENQUIRED.first(seller.words) is not None
    return [
        *_afterwards(said, dialogue),
        f"taken-up={agrees}+{opening}",
        f"enquired={enquired}+{agrees}",
        f"brief={len(said.words.tokens) <= 3}",
        f"asks={'?' in said.words.vocabulary}+{opening}",
        f"amounts={bool(said.numbers)}",
    ]
