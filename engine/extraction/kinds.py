"""Which of the kinds of home, loan or course that a conversation names the buyer wants at its end.

A qualification ("I did BCom"), what a neighbour took and what we offered beside are named as well: rules judge each
mention (products.py), and a model learned once weighs every kind by all that is said of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.extraction.catalogue import Mention
from engine.extraction.course_names import named_in
from engine.extraction.courses import kinds_by_project, subjects_of
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.products import Product, products_in
from engine.extraction.weigh import PERHAPS, context, log_odds, probability
from engine.model.signal import Value
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Op, Slot

_SURELY, _SURE, _LIKELY, _HELD = 0.7, 0.5, 0.35, 0.3
"""From where on a kind is wanted: one that was given up, any other; where none is, the likeliest, that of the rules."""
_MANY, _FEW = 4, 2
_SIZE = "BHK"


@dataclass(slots=True)
class ProductKind:
    """A kind that may be wanted, with where it is named: by or for the buyer, and by us."""

    value: str
    theirs: list[tuple[Said, Product]] = field(default_factory=list)
    ours: list[tuple[Said, Product]] = field(default_factory=list)
    named: list[tuple[Said, Product]] = field(default_factory=list)
    """Where it is named as a course that no vocabulary knows."""
    sold: bool = False
    meant: list[Said] = field(default_factory=list)
    """Where a project of ours that is of this kind is named by or for the buyer."""
    given_up: bool = False
    """Whether the rules hold that the buyer gave it up: for another kind, or turned it down."""
    answers: bool = False
    """Whether a bare number says it in answer to our question for the kind: "2", "two is plenty"."""
    features: Sequence[str] = ()


def settle_kinds(kinds: Sequence[ProductKind], found: Sequence[Found]) -> Sequence[Found]:
    """What the rules found (in order of the turns), where the model holds the same at the end; else what it holds.

    Kinds that it holds for possible, and the rules do not turn down, follow as doubtful.
    """
    sure = {kind.value: probability("products", kind.features) for kind in kinds}
    sure |= {kind.value: max(sure[kind.value], _SURE) for kind in kinds if kind.answers and not kind.given_up}
    settled = _settled(kinds, found, sure)
    known = {draft.value.text for _, draft in settled}
    perhaps = [k for k in kinds if k.value not in known and not k.given_up and sure[k.value] >= PERHAPS]
    doubtful = [(s, replace(d, doubtful=True)) for s, d in (_draft(k, {}, sure[k.value]) for k in perhaps)]
    return [(s, _weighed(d, sure)) for s, d in (*settled, *doubtful)]


def _weighed(draft: Draft, sure: Mapping[str, float]) -> Draft:
    """A draft with the odds of its kind."""
    chance = sure.get(draft.value.text or "")
    return draft if chance is None or draft.op is Op.REMOVE else replace(draft, odds=log_odds(chance))


def _settled(kinds: Sequence[ProductKind], found: Sequence[Found], sure: Mapping[str, float]) -> Sequence[Found]:
    held = held_at_end(found)
    wanted = [kind for kind in kinds if sure[kind.value] >= (_SURELY if kind.given_up else _SURE)]
    wanted = [kind for kind in wanted if not (kind.given_up and _of_another_size(kind, wanted))]
    if not wanted and kinds:
        best = max(kinds, key=lambda kind: sure[kind.value] + (_LIKELY - _HELD) * (kind.value in held))
        wanted = [best] if sure[best.value] >= (_HELD if best.value in held else _LIKELY) else []
    if {kind.value for kind in wanted} == set(held):
        return found
    drafts = sorted((_draft(kind, held, sure[kind.value]) for kind in wanted), key=lambda made: made[0].index)
    if drafts and any(draft.op is Op.REPLACE for _, draft in found):
        drafts[0] = (drafts[0][0], replace(drafts[0][1], op=Op.REPLACE))
    values = {kind.value for kind in wanted}
    refused = [(said, draft) for said, draft in found if draft.op is Op.REMOVE and draft.value.text not in values]
    return sorted([*drafts, *refused], key=lambda made: made[0].index)


def _of_another_size(kind: ProductKind, wanted: Iterable[ProductKind]) -> bool:
    """Whether a size was given up for one that is wanted: "make it a 2bhk"."""
    return kind.value.endswith(_SIZE) and any(k.value.endswith(_SIZE) and not k.given_up for k in wanted)


def held_at_end(found: Iterable[Found]) -> dict[str, Found]:
    """What stands after all drafts, each with the one that shows it."""
    held: dict[str, Found] = {}
    for said, draft in found:
        value = draft.value.text or ""
        if draft.op is Op.REPLACE:
            held = {}
        if draft.op is Op.REMOVE:
            held.pop(value, None)
        else:
            held.setdefault(value, (said, draft))
    return held


def _fates(found: Iterable[Found]) -> dict[str, str]:
    """What the rules last did with each kind: stated, chosen instead of others, given up for another, turned down."""
    fates: dict[str, str] = {}
    for _, draft in found:
        if draft.op is Op.REPLACE:
            fates = {value: "replaced" if fate in ("state", "replace") else fate for value, fate in fates.items()}
        fates[draft.value.text or ""] = str(draft.op)
    return fates


def _draft(kind: ProductKind, held: Mapping[str, Found], sure: float) -> Found:
    if kind.value in held:
        said, draft = held[kind.value]
        return said, Draft(Slot.PRODUCTS, draft.value, draft.start, draft.end, draft.confidence)
    places = [p for p in kind.theirs if p[1].wanted] or kind.theirs or kind.named or kind.ours
    if places:
        said, product = places[0]
        start, end = said.words.span(product.first, product.last)
    else:
        said = kind.meant[0]
        start, end = said.words.span(0, len(said.words.tokens) - 1)
    return said, Draft(Slot.PRODUCTS, Value(text=kind.value), start, end, round(min(sure, 0.9), 2))


def kinds_in(
    dialogue: Dialogue, catalogue: Catalogue, mentions: Mapping[int, Sequence[Mention]], found: Sequence[Found]
) -> list[ProductKind]:
    """Every kind that is named, in the order of its first mention, with what weighs for and against it."""
    own = subjects_of(catalogue)
    kinds: dict[str, ProductKind] = {}

    def of(value: str) -> ProductKind:
        return kinds.setdefault(value, ProductKind(value))

    told = kinds_by_project(catalogue)
    for said in dialogue.said:
        for product in products_in(said.words, dialogue.vertical, own):
            (of(product.value).theirs if said.about_buyer else of(product.value).ours).append((said, product))
        for mention in mentions.get(said.index, ()) if said.about_buyer else ():
            for value in told.get(mention.name, ()):
                of(value).meant.append(said)
    for said, name, first, last in named_in(dialogue, catalogue):
        of(name).named.append((said, Product(name, first, last)))
    for values in told.values():
        for value in values:
            if value in kinds:
                kinds[value].sold = True
    held, fates = held_at_end(found), _fates(found)
    for value, (said, draft) in held.items():
        bare = all(s is not said for s, _ in of(value).theirs)
        of(value).answers = bare and value.endswith(_SIZE) and "product" in said.asked and draft.op is not Op.REMOVE
        if not (of(value).theirs or of(value).meant or of(value).ours):
            of(value).meant.append(said)
    listed = list(kinds.values())
    for rank, kind in enumerate(listed):
        kind.given_up = fates.get(kind.value) in ("replaced", "remove")
        kind.features = _features(kind, rank, listed, held, fates.get(kind.value, "none"), dialogue)
    return listed


def _features(
    kind: ProductKind, rank: int, kinds: Sequence[ProductKind], held: Mapping[str, Found], fate: str, dialogue: Dialogue
) -> list[str]:
    value, stands, trade = kind.value, kind.value in held, dialogue.vertical
    b, s = min(len(kind.theirs), _MANY), min(len(kind.ours), _MANY)
    source = f"{bool(b)}{bool(s)}{kind.sold}{bool(kind.meant)}{bool(kind.named)}"
    others = [k for k in kinds if k is not kind]
    rivals = [k for k in others if k.value in held]
    against = min(len(rivals), _FEW)
    mine = set(value.split())
    wider = [k.value in held for k in others if mine < set(k.value.split())]
    narrower = [k.value in held for k in others if mine > set(k.value.split())]
    features = [
        f"fate={fate}",
        f"fate+trade={fate}+{trade}",
        f"fate+rivals={fate}+{against}+{min(b, _FEW)}",
        f"held={stands}+{trade}",
        f"held+rivals={stands}+{against}+{trade}",
        f"source={source}+{trade}",
        f"source+held={source}+{stands}",
        f"value={value}",
        f"value+held={value}+{stands}",
        f"theirs={b}+{stands}",
        f"ours={s}+{stands}",
        f"among={min(len(kinds), _MANY)}+{stands}+{trade}",
        f"sold={kind.sold}+{any(k.sold for k in others)}+{stands}+{trade}",
        f"sold+held={kind.sold}+{any(k.sold for k in rivals)}+{stands}",
        f"meant={bool(kind.meant)}+{any(k.meant for k in others)}+{stands}+{trade}",
        f"said={bool(b)}+{any(k.theirs for k in others)}+{stands}+{trade}",
        f"rank={min(rank, _FEW)}+{stands}",
        f"channel={dialogue.channel}+{stands}",
        f"nested={bool(wider)}+{bool(narrower)}+{any(wider)}+{any(narrower)}+{stands}",
        f"words={min(len(mine), _MANY)}+{bool(kind.named)}",
        *[f"beside={k.value}+{value}" for k in rivals],
    ]
    if kind.meant:
        latest = max([s.index for k in kinds for s in k.meant])
        features.append(f"meant_last={kind.meant[-1].index >= latest}+{min(len(kind.meant), _FEW)}+{stands}")
    if kind.theirs:
        features += _mentions(kind.theirs, kinds, stands)
    elif kind.ours:
        said, product = kind.ours[0]
        features.append(f"ours_at={min(said.index, _MANY)}+{stands}")
        features += [f"o:{f}" for f in context(said.words, product.first, product.last)]
    return features


def _mentions(theirs: Sequence[tuple[Said, Product]], kinds: Sequence[ProductKind], stands: bool) -> list[str]:
    """Of where the buyer names it: the first and the last time, and what stands around it."""
    (first, one), (last, other) = theirs[0], theirs[-1]
    indexes = [(s.index, p.first) for k in kinds for s, p in k.theirs]
    together = [k for k in kinds if k.theirs and k.theirs[0][0].index == first.index]
    features = [
        f"first={_judged(one)}+{stands}",
        f"last={_judged(other)}+{stands}",
        f"any={any(p.wanted for _, p in theirs)}+{not all(p.wanted for _, p in theirs)}+{stands}",
        f"asked={'product' in first.asked}+{first.in_form}+{first.who}+{stands}",
        f"asked_last={'product' in last.asked}+{last.in_form}+{stands}",
        f"early={min(first.index, _MANY)}+{stands}",
        f"extremes={(first.index, one.first) == min(indexes)}+{(last.index, other.first) == max(indexes)}+{stands}",
        f"together={min(len(together), _MANY)}+{stands}",
        f"length={min(len(first.words.tokens) // 8, _MANY)}",
    ]
    for said, product in theirs[:_MANY]:
        features += [f"t:{f}" for f in context(said.words, product.first, product.last)]
    if len(theirs) > 1:
        features += [f"z:{f}" for f in context(last.words, other.first, other.last)]
    return features


def _judged(product: Product) -> str:
    return "".join(
        "01"[flag] for flag in (product.wanted, product.also, product.asked_for, product.past, product.chosen)
    )
