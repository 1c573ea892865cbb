"""Where the buyer wants it: every place that a conversation names, and how surely it is wanted at the end.

Rules say what the words around a place speak for (data/places.toml); weigh.py weighs that together with the words
themselves, with who named the place and with what came later.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.extraction.catalogue import Mention
from engine.extraction.classes import classes_beside, classes_in
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found, weighed
from engine.extraction.files import read_toml
from engine.extraction.gazetteer import kind_of, may_be_place
from engine.extraction.names import COMMON, is_cased
from engine.extraction.places import Place, known_places, places_beside
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.weigh import PERHAPS, bag, context, probability
from engine.extraction.words import STOPS, Words
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Op, Slot

_DATA: Mapping[str, Any] = read_toml("places")
_CUES = build([{"cue": key, "patterns": patterns} for key, patterns in _DATA["cues"].items()], _DATA["lists"])
_TAKEN_UP = build([{"patterns": read_toml("catalogue")["taken_up"]}])
_SURE = 0.38
_HINTED, _LISTED = 0.1, 0.3
"""How likely a place must be beside "or" and a wanted one: where it is known by name, and where it is not."""
_REACH = 9
_FEW, _MANY = 3, 15
_VERB_ENDS = ("ega", "egi", "enge", "unga", "ungi", "ta", "te", "ti", "na", "ne", "kar", "ke", "iye", "o")
_EITHER_OR = frozenset(map(canonical, ("ya", "or", "/", "athva")))
_EITHER = _EITHER_OR | frozenset(map(canonical, ("me", "ho", "side", "phir", "either", "in", ",", "to", "maybe")))
_CLEAR = (frozenset(("branch", "property")), frozenset(("sure", "there", "instead")))
_TOLD, _AGAINST = frozenset(("property", "branch", "sure", "there")), frozenset(("dropped", "other"))
"""Cues of a place that is wanted, from the clearest, and of one that is not."""
_WITHIN = {(canonical(w),) for w in ("me", "ke", "ka", "in")}


class Named(NamedTuple):
    """A place as one turn names it; `cues` are the rules that speak of it there. `marked`: "pl" in place of places."""

    place: Place
    said: Said
    marked: Words
    at: int
    cues: frozenset[str]
    beside: tuple[str, ...]


class Sought(NamedTuple):
    """A place that the buyer may want: the turn that shows it best, by its tokens first..last."""

    name: str
    said: Said
    first: int
    last: int
    sure: bool
    features: Sequence[str]


def read_places(
    dialogue: Dialogue, taken: Mapping[int, frozenset[int]], mentions: Mapping[int, Sequence[Mention]]
) -> Iterable[tuple[Said, Draft]]:
    """Localities wanted, doubtful ones too, and taken back.

    `taken`: tokens used otherwise, by turn; `mentions`: of the catalogue.
    """
    named = names_in(dialogue, taken, mentions)
    chances: list[tuple[Sought, float]] = []
    for sought in _weighable(dialogue, named, mentions):
        own = named[sought.name.casefold()]
        if not _given_up(own) and not _left_out(own, named):
            chances.append((sought, max(probability("locations", sought.features), _SURE * any(map(_certain, own)))))
    sure = [sought for sought, chance in chances if chance >= _SURE]
    sure += [one for one, chance in chances if one not in sure and any(_listed(one, chance, other) for other in sure)]
    for sought, chance in chances:
        if (sought in sure or chance >= PERHAPS) and not any(_placed_by(sought, other) for other in sure):
            span, held = sought.said.words.span(sought.first, sought.last), max(chance, _SURE * (sought in sure))
            yield sought.said, weighed(Slot.LOCATIONS, Value(text=sought.name), span, held, _SURE)
    wanted = {sought.name.casefold() for sought in sure}
    for name, found in named.items():
        dropped = next((n for n in found if "dropped" in n.cues and n.said.about_buyer), None)
        if dropped is not None and name not in wanted:
            yield dropped.said, _given_back(dropped)


def _placed_by(city: Sought, other: Sought) -> bool:
    """ "Gurgaon sector 57", "Shastripuram Agra": the city only says where the wanted part of it is."""
    if other.said is not city.said or not (city.sure and other.sure) or kind_of(city.name) != "city":
        return False
    first, last = (city.last + 1, other.first) if city.first < other.first else (other.last + 1, city.first)
    between = city.said.words.tokens[first:last]
    return kind_of(other.name) in ("locality", "tail") and (not between or between in _WITHIN)


def _listed(one: Sought, chance: float, other: Sought) -> bool:
    """ "Matigara ya Salugara", "South City / Barewal": named in one breath with a place that is wanted."""
    if one.said is not other.said or chance < (_HINTED if one.sure else _LISTED) or one.first == other.first:
        return False
    left, right = (one, other) if one.first < other.first else (other, one)
    between = one.said.words.tokens[left.last + 1 : right.first]
    return bool(between) and _EITHER.issuperset(between) and not _EITHER_OR.isdisjoint(between)


def in_one_breath(drafts: Sequence[Found], standing: Sequence[Found]) -> list[Found]:
    """Places that do not stand, but are named with one that does: of "45 ya 46" neither is meant alone."""
    kept = {(said.index, draft.start, draft.end) for said, draft in standing if draft.slot is Slot.LOCATIONS}
    names = {(draft.value.text or "").casefold() for _, draft in standing if draft.slot is Slot.LOCATIONS}
    return [
        (said, draft)
        for said, draft in drafts
        if draft.slot is Slot.LOCATIONS
        and draft.op is not Op.REMOVE
        and not draft.doubtful
        and (draft.value.text or "").casefold() not in names
        and any(at == said.index and _joined(said.words, draft, start, end) for at, start, end in kept)
    ]


def _joined(words: Words, draft: Draft, start: int | None, end: int | None) -> bool:
    """Whether only "ya", "or" stands between two places."""
    if draft.start is None or draft.end is None or start is None or end is None:
        return False
    low, high = (draft.end, start) if draft.end <= start else (end, draft.start)
    first, last = bisect_left(words.starts, low), bisect_left(words.starts, high)
    between = words.tokens[first:last]
    return bool(between) and _EITHER.issuperset(between) and not _EITHER_OR.isdisjoint(between)


def _left_out(found: Sequence[Named], named: Mapping[str, Sequence[Named]]) -> bool:
    """Whether a later turn says of a place named before that it is to be that one alone: "Hennur only now"."""
    last = max((n.said.index for n in found if n.said.about_buyer), default=-1)
    return last >= 0 and any(
        "alone" in n.cues and n.said.index > last and _AGAINST.isdisjoint(n.cues) and ns[0].said.index <= last
        for ns in named.values()
        if ns is not found
        for n in ns
        if n.said.about_buyer
    )


def _certain(named: Named) -> bool:
    """Whether a known place is asked for in words that speak of nothing else."""
    asked = "yours" in named.cues or ("certain" in named.cues and "other" not in named.cues)
    return named.place.sure and asked and "dropped" not in named.cues


def _given_up(found: Sequence[Named]) -> bool:
    """Whether the buyer's last word on a place is a no."""
    own = [n for n in found if n.said.about_buyer]
    return len(own) > 1 and "dropped" in own[-1].cues and not own[-1].cues - {"dropped", "other", "sure"}


def _given_back(dropped: Named) -> Draft:
    start, end = dropped.said.words.span(dropped.place.first, dropped.place.last)
    return Draft(Slot.LOCATIONS, Value(text=dropped.place.name), start, end, 0.85, Op.REMOVE)


def sought_in(
    dialogue: Dialogue, taken: Mapping[int, frozenset[int]], mentions: Mapping[int, Sequence[Mention]]
) -> Iterator[Sought]:
    """Every place that the conversation names, with what speaks for and against its being wanted."""
    yield from _weighable(dialogue, names_in(dialogue, taken, mentions), mentions)


def names_in(
    dialogue: Dialogue, taken: Mapping[int, frozenset[int]], mentions: Mapping[int, Sequence[Mention]]
) -> dict[str, list[Named]]:
    """By name, without case, the places of all turns; of the seller's turns only those known by name."""
    found: dict[str, list[Named]] = {}
    for said in dialogue.said:
        own = mentions.get(said.index, ())
        asked = bool(said.asked & vertical_of(dialogue.vertical).places_asked)
        for named in _in_turn(said, taken.get(said.index) or _of_projects(own), own, asked):
            found.setdefault(named.place.name.casefold(), []).append(named)
    return found


def _of_projects(own: Sequence[Mention]) -> frozenset[int]:
    return frozenset(i for m in own if m.kind == "project" for i in range(m.first, m.last + 1))


def _in_turn(said: Said, taken: frozenset[int], own: Sequence[Mention], asked: bool) -> Iterator[Named]:
    if said.about_buyer:
        free = {i for m in own if m.kind == "project" and (asked or not m.whole) for i in range(m.first, m.last + 1)}
        found = places_beside(said.words, taken - free, own)
        places = [p for p in found if p.sure or free.isdisjoint(range(p.first, p.last + 1))]
    else:
        places = [p for p in known_places(said.words) if taken.isdisjoint(range(p.first, p.last + 1))]
    if not places:
        return
    marked, place_of = replace(said.words, [(p.first, p.last) for p in places], "pl")
    known = tuple(p.name for p in places if p.sure)
    for at, n in place_of.items():
        cues = _cues(marked, at) if said.about_buyer else frozenset()
        yield Named(places[n], said, marked, at, cues, known)


def _cues(marked: Words, at: int) -> frozenset[str]:
    near, start = window(marked, at, at, _REACH), marked.starts[at]
    return frozenset(h.says("cue") for h in _CUES.find(near) if near.starts[h.first] <= start < near.ends[h.last])


def _weighable(
    dialogue: Dialogue, named: Mapping[str, Sequence[Named]], mentions: Mapping[int, Sequence[Mention]]
) -> Iterator[Sought]:
    by_buyer = {key: [n for n in found if n.said.about_buyer] for key, found in named.items()}
    for key, found in named.items():
        own = by_buyer[key]
        others = [ns for k, ns in by_buyer.items() if k != key and ns]
        features = _history(found, own, others, dialogue)
        if own:
            best = _shown(own)
            features += _near(best, dialogue, mentions.get(best.said.index, ()), others)
            place = best.place
            yield Sought(place.name, best.said, place.first, place.last, place.sure, features)
            continue
        heard = found[-1]
        after = next((s for s in dialogue.said[heard.said.index + 1 :] if s.who == "buyer" and s.words.tokens), None)
        if after is not None and after.index <= heard.said.index + 2:
            features += _answer(heard, after, dialogue)
            yield Sought(heard.place.name, after, 0, len(after.words.tokens) - 1, True, features)


def _shown(own: Sequence[Named]) -> Named:
    """The mention that speaks most clearly: the last one that a rule says is wanted, else the last not refused."""
    kept = [n for n in own if _AGAINST.isdisjoint(n.cues)]
    for cues in _CLEAR:
        for named in kept:
            if not cues.isdisjoint(named.cues):
                return named
    return kept[0] if kept else own[-1]


def _history(
    found: Sequence[Named], own: Sequence[Named], others: Sequence[Sequence[Named]], dialogue: Dialogue
) -> list[str]:
    """How the whole conversation speaks of a place; `own`, `others`: the buyer's mentions of it, of each other one."""
    trade, sellers = dialogue.vertical, [n for n in found if not n.said.about_buyer]
    kind = _kind(found[0].place)
    latest = found[-1].said.index
    beside = [n for ns in others for n in ns]
    later = any(n.said.index > latest for n in beside)
    instead = any("instead" in n.cues and n.said.index >= latest for n in beside)
    first_heard = bool(sellers) and (not own or sellers[0].said.index < own[0].said.index)
    echoed = bool(own) and sellers[-1:] != [] and sellers[-1].said.index > own[0].said.index
    cues = {cue for n in own for cue in n.cues}
    dropped, elsewhere = "dropped" in cues, "other" in cues
    return [
        f"in={trade}",
        f"kind={kind}",
        f"kind+in={kind}+{trade}",
        f"channel={dialogue.channel}+{trade}",
        f"own={min(len(own), _FEW)}+sellers={min(len(sellers), _FEW)}",
        f"heard={first_heard}+{bool(own)}+{trade}",
        f"dropped={dropped}",
        f"dropped-last={dropped and 'dropped' in own[-1].cues}",
        f"elsewhere={elsewhere}",
        f"elsewhere-all={elsewhere and all('other' in n.cues for n in own)}",
        f"later={later}",
        f"instead={instead}",
        f"others={min(len(others), _FEW)}+{trade}",
        f"later+dropped={later}+{dropped}+{instead}",
        *[f"any={cue}+{trade}" for cue in cues],
        *[f"others-{cue}+{kind}" for cue in {cue for n in beside for cue in n.cues}],
        f"echoed={echoed}+{bool(sellers)}+{trade}",
        f"echoed+kind={echoed}+{kind}",
    ]


def _kind(place: Place) -> str:
    return kind_of(place.name) if place.sure else "perhaps" if may_be_place(place.name) else "looks"


def _near(named: Named, dialogue: Dialogue, own: Sequence[Mention], others: Sequence[Sequence[Named]]) -> list[str]:
    """The words and the turn around the mention that shows a place best."""
    said, place, trade, cues = named.said, named.place, dialogue.vertical, named.cues
    words, kind, asking = said.words, _kind(place), vertical_of(trade).places_asked
    asked = not asking.isdisjoint(said.asked)
    rival = any(not asking.isdisjoint(n.said.asked) for ns in others for n in ns)
    size = "short" if len(words.tokens) <= _FEW else "long" if len(words.tokens) >= _MANY else "some"
    beside = classes_beside(named.marked.tokens, named.at, "pl")
    told = "+".join(sorted(cues & _TOLD)) or "none"
    against = "+".join(sorted(cues & _AGAINST)) or "none"
    first, raw = words.tokens[place.first], words.raws[place.first]
    common = COMMON.issuperset(words.tokens[place.first : place.last + 1])
    before = words.tokens[place.first - 1] if place.first else "."
    after = words.tokens[place.last + 1] if place.last + 1 < len(words.tokens) else "."
    seller = dialogue.seller_before(said.index)
    heard = seller.words.tokens[-_MANY:] if seller is not None and seller.index == said.index - 1 else ()
    return [
        *[f"{feature}+{trade}" for feature in context(named.marked, named.at, named.at)],
        *[f"{name}+{trade}" for name in beside],
        *[f"near-{name}+{trade}" for name in {name.partition("-")[2] for name in beside}],
        *[f"cue={cue}" for cue in cues],
        *[f"cue+in={cue}+{trade}" for cue in cues],
        *[f"cue+kind={cue}+{kind}" for cue in cues],
        f"cues={told}+{against}",
        f"cues+in={told}+{against}+{trade}",
        f"cues+asked={told}+{asked}",
        f"asked={asked}+{trade}",
        f"asked+size={asked}+{size}",
        f"size={size}+{trade}+{kind}",
        *[f"topic={topic}+{trade}" for topic in said.asked],
        f"alone={before in STOPS and after in STOPS}+{asked}+{trade}",
        f"offered={_offered(words, place, seller)}+{trade}",
        f"verb={first.endswith(_VERB_ENDS)}+{place.sure}",
        f"who={said.who}+{told}",
        f"cased={is_cased(words)}+{raw[:1].isupper()}+{place.sure}",
        f"foreign={not raw.isascii()}+{kind}",
        f"common={common}+{place.sure}",
        f"question={'?' in words.vocabulary}+{after == '?'}+{trade}",
        f"project={any(m.last + 1 == place.first for m in own if m.kind == 'project')}",
        *[f"asked-there={rival}+{topic}" for topic in (said.asked or {"none"})],
        f"within={kind}+{_within(named)}",
        *_placed(named, kind, dialogue),
        *[f"heard-{name}+{trade}" for name in classes_in(heard)],
        f"in-project={any(m.first <= place.first <= m.last for m in own)}",
    ]


def _answer(heard: Named, after: Said, dialogue: Dialogue) -> list[str]:
    """How the buyer answers the seller who named a place."""
    agrees = _TAKEN_UP.first(after.words) is not None
    size = min(len(after.words.tokens), _MANY) // 5
    return [
        f"agrees={agrees}+{dialogue.vertical}",
        f"agrees+size={agrees}+{size}",
        f"next={after.index - heard.said.index}+{agrees}",
        *bag(after.words, "answer", 6),
        *[f"heard-{feature}" for feature in context(heard.marked, heard.at, heard.at)],
        f"heard-question={'?' in heard.said.words.vocabulary}+{agrees}",
    ]


def _placed(named: Named, kind: str, dialogue: Dialogue) -> list[str]:
    """Where in its turn a place stands: at the head of a note, in brackets, after the label of a form's field."""
    said, place, trade = named.said, named.place, dialogue.vertical
    text, start = said.words.text, said.words.starts[place.first]
    end = said.words.ends[place.last]
    where = min(len([t for t in said.words.tokens[: place.first] if t in STOPS]), _FEW)
    label = text[text.rfind("\n", 0, start) + 1 : start].partition(":")[0] if said.in_form else ""
    return [
        f"sentence={where}+{dialogue.channel}+{kind}",
        f"brackets={text[max(0, start - 1) : start] == '('}+{text[end : end + 1] == ')'}+{said.who}",
        f"position={min(place.first, _MANY) // 3}+{said.who}+{trade}",
        *[f"label={word}+{trade}" for word in label.casefold().split()[:6]],
    ]


def _within(named: Named) -> str:
    """Whether the same turn names a locality too, or a city: "Vijay Nagar, Indore"."""
    kinds = {kind_of(p) for p in named.beside if p != named.place.name}
    return "+".join(sorted(kinds))


def _offered(words: Words, place: Place, seller: Said | None) -> bool:
    """Whether the seller named the place in the turn before: the buyer who repeats it takes it up."""
    return seller is not None and f" {' '.join(words.tokens[place.first : place.last + 1])} " in seller.words.norm
