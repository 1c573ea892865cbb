"""What kind of home, loan or course the buyer wants."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from functools import lru_cache
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.rules import Rules, build, compile_pattern
from engine.extraction.spelling import canonical
from engine.extraction.substitute import around, replace
from engine.extraction.words import Words
from engine.model.signal import Value
from engine.verticals import VERTICALS, Vertical, vertical_of
from graph_schema.vocabulary import Op, Slot

_DATA: Mapping[str, Any] = read_toml("products")
_SIZE_WORDS = sorted(
    (tuple(canonical(w) for w in p.replace("'s", "s").split()) for p in _DATA["size"]["words"]), key=len, reverse=True
)
_CUES = build({"cue": cue, "patterns": patterns} for cue, patterns in _DATA["cues"].items())
_WEAK, _OWNED = (frozenset(_DATA["weak"][key]) for key in ("values", "owned"))
_ENQUIRED, _SETTLED = (build([_DATA[key]]) for key in ("enquired", "settled"))
_SIZE_BEGINS = frozenset(phrase[0] for phrase in _SIZE_WORDS)
_TIMES = {canonical(word): size for word, size in _DATA["size"]["times"].items()}
_MOST = 5
_OTHER = 3
"""How far before its word the first of two sizes stands: "2 or 3 bhk"."""
Own = tuple[tuple[str, ...], str]
"""How a kind is said that only the seller's own names tell, and what it is called (courses.subjects_of)."""
_BARE_ANSWER = 6
_OPENING = 4
_ENGAGED = 2
_FLAT = {
    canonical(w)
    for w in ("wala", "wali", "is", "hi", "likho", "theek", "chalega", "enough", "plenty", "mein", "kaafi", "ek")
}


def _kinds(vertical: Vertical) -> Rules:
    """Raises ValueError naming the trade and the product whose pattern is broken."""
    for value, patterns in vertical.products.items():
        try:
            for pattern in patterns:
                compile_pattern(pattern)
        except (ValueError, KeyError) as wrong:
            raise ValueError(f"verticals/{vertical.name}/products.toml: `{value}`: {wrong}") from None
    return build({"value": value, "patterns": patterns} for value, patterns in vertical.products.items())


_KINDS = {name: _kinds(vertical) for name, vertical in VERTICALS.items()}


def product_names(vertical: str) -> list[str]:
    """Every kind that can be read in a vertical, by its canonical name."""
    trade = vertical_of(vertical)
    return [*(f"{n}BHK" for n in range(1, _MOST + 1) if trade.sizes), *trade.products]


@dataclass(frozen=True, slots=True)
class Product:
    """A kind named by the tokens first..last.

    `wanted` False: turned down, or (`past`) thought of once, done, held. `also`: beside what was wanted before.
    `asked_for`: words of wanting stand near. `chosen`: out of those that were thought of.
    """

    value: str
    first: int
    last: int
    wanted: bool = True
    also: bool = False
    asked_for: bool = True
    past: bool = False
    chosen: bool = False


def products_in(words: Words, vertical: str, own: Sequence[Own] = ()) -> list[Product]:
    """All kinds named in a text, left to right, wanted or not; `own`: those of the seller's own names beside."""
    said = tuple([one for one in own if one[0][0] in words.vocabulary]) if own else ()
    return list(_products_in(words, vertical, said))


@lru_cache(maxsize=64)
def _products_in(words: Words, vertical: str, own: tuple[Own, ...]) -> tuple[Product, ...]:
    """The same, kept: three readers ask it of the same turn."""
    trade = vertical_of(vertical)
    found = [(f"{size}BHK", first, last) for size, first, last in _sizes(words)] if trade.sizes else []
    taken = {i for _, first, last in found for i in range(first, last + 1)}
    hits = [*_own_in(words, own), *((h.says("value"), h.first, h.last) for h in _KINDS[trade.name].find(words))]
    for value, first, last in sorted(hits, key=lambda h: (h[1] - h[2], h[1])):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            found.append((value, first, last))
    judged: list[Product] = []
    for value, first, last in sorted(found, key=lambda f: f[1]):
        cues = _cues(words, first, last)
        pays = trade.sizes and "paid" in cues  # "dukan ki bachat se", "zameen ka paisa aa gaya": it pays for the home
        if not (pays or _elsewhere(value, cues)):
            judged.append(_judged(value, first, last, cues))
    return tuple(judged)


def _own_in(words: Words, own: Sequence[Own]) -> Iterable[tuple[str, int, int]]:
    for tokens, value in own:
        for i in range(len(words.tokens) - len(tokens) + 1):
            if words.tokens[i : i + len(tokens)] == tokens:
                yield value, i, i + len(tokens) - 1


def _cues(words: Words, first: int, last: int) -> Container[str]:
    """What the words around a kind say of it."""
    return _CUES.firsts(around(words, first, last, "x"), "cue").keys()


def _judged(value: str, first: int, last: int, cues: Container[str]) -> Product:
    no, also, want, past, chosen = (cue in cues for cue in ("no", "also", "want", "past", "chosen"))
    if value in _OWNED:
        want = "needed" in cues  # "kal office, parso aata hu": of a place of their life it takes more
    return Product(value, first, last, not (no or past), also and not chosen, want or chosen, past and not no, chosen)


def _elsewhere(value: str, cues: Container[str]) -> bool:
    """ "Mere office me", "my shop": a place of somebody's life and no wish, unless they say that they want one."""
    return value in _OWNED and "elsewhere" in cues and "needed" not in cues


def _sizes(words: Words) -> Iterable[tuple[int, int, int]]:
    """ "3 BHK", "teen bhk", "2/3 bhk", "three b h k": every number of bedrooms."""
    if _SIZE_BEGINS.isdisjoint(words.vocabulary):
        return
    begins = [i for i, token in enumerate(words.tokens) if token in _SIZE_BEGINS]
    before = {i - away for i in begins for away in (1, _OTHER) if i >= away}
    for i in sorted(before):
        size = _TIMES.get(words.tokens[i]) or small(words.tokens[i])
        if size is None or size != int(size) or not 1 <= size <= _MOST:
            continue
        for phrase in _SIZE_WORDS:
            if words.tokens[i + 1 : i + 1 + len(phrase)] == phrase:
                if not (i and words.tokens[i - 1].endswith("point")):
                    yield int(size), i, i + len(phrase)
                break
        if (other := _other_size(words, i)) is not None and other != size:
            yield int(size), i, i


def _other_size(words: Words, i: int) -> float | None:
    """The second size of "2 or 3 bhk"."""
    joined = words.tokens[i + 1 : i + _OTHER]
    if len(joined) < 2 or joined[0] not in ("/", "ya", "or", "-", "&") or (other := small(joined[1])) is None:
        return None
    return other if any(words.tokens[i + _OTHER : i + _OTHER + len(p)] == p for p in _SIZE_WORDS) else None


def read_products(dialogue: Dialogue, own: Sequence[Own] = ()) -> Iterable[tuple[Said, Draft]]:
    """Kinds that the buyer wants: a later turn that names another kind replaces what stood, unless it says "also"."""
    current: list[str] = []
    sized = False  # whether the talk was of sizes: then a number may be one
    filled = _filled(dialogue)
    for said in dialogue.said:
        earlier, sized = sized, sized or (vertical_of(dialogue.vertical).sizes and any(_sizes(said.words)))
        if not said.about_buyer or (said.turn.n in filled and "product" not in said.asked):
            continue
        named = products_in(said.words, dialogue.vertical, own) or _bare_size(said, dialogue)
        named = _last_word(named, _settled(said) if sized and (earlier or named) else [])
        if not named:
            continue
        wanted = _described(_most_wanted([p for p in named if p.wanted]))
        refused = [p for p in named if not p.wanted and not (p.past and not wanted and len(current) <= 1)]
        wanted = wanted or [p for p in named if p.past and not current]
        current, before = [value for value in current if value not in {p.value for p in refused}], current
        fresh = [
            p for p in wanted if p.value not in current and (not current or p.asked_for or "product" in said.asked)
        ]
        picked = [p for p in wanted if p.chosen and len(current) > 1 and p.value in current][:1]
        if picked or (fresh and (before or refused) and not any(p.also for p in fresh)):
            (one,) = picked or fresh[:1]
            yield said, _draft(said, one, Op.REPLACE)
            current, fresh = [one.value], [] if picked else fresh
        else:
            for product in refused:
                yield said, _draft(said, product, Op.REMOVE)
        for product in fresh:
            if product.value not in current:
                current.append(product.value)
                yield said, _draft(said, product, Op.STATE)
    if not current:
        yield from _offered(dialogue, own)


def _filled(dialogue: Dialogue) -> frozenset[int]:
    """Turns that are forms of which a field asks for the kind and says it: other fields ("Purpose: shop") do not."""
    return frozenset(
        s.turn.n
        for s in dialogue.said
        if s.in_form and "product" in s.asked and any(products_in(s.words, dialogue.vertical))
    )


def _last_word(named: list[Product], settled: list[Product]) -> list[Product]:
    """Each kind once, as its last telling mention has it; a number that settles it after them stands alone."""
    if settled and all(p.last < settled[0].first for p in named):
        return [*(replace_fields(p, wanted=False) for p in named if p.value != settled[0].value), settled[0]]
    last: dict[str, Product] = {}
    for product in named:
        known = last.get(product.value)
        if known is None or not product.wanted or product.asked_for or (known.wanted and not known.asked_for):
            last[product.value] = product
    return sorted(last.values(), key=lambda p: p.first)


def _described(wanted: list[Product]) -> list[Product]:
    """ "A villa with three bedrooms" is a villa; a class ("12th") only says who will study."""
    kinds = {p.value for p in wanted}
    plain = [p for p in wanted if not (p.value in _WEAK and kinds - _WEAK)]
    return [p for p in plain if not ("villa" in kinds and p.value.endswith("BHK") and not p.also)] or plain


def _most_wanted(products: list[Product]) -> list[Product]:
    """Of several kinds in one turn those that the buyer asks for, where they ask for any."""
    chosen = [p for p in products if p.chosen]
    sure = [p for p in products if p.asked_for or p.also]
    return chosen[-1:] or sure or products


def _offered(dialogue: Dialogue, own: Sequence[Own]) -> Iterable[tuple[Said, Draft]]:
    """What a lender or an institute opens with, when the buyer talks about it without naming it again."""
    buyers = [s for s in dialogue.said if s.who == "buyer"]
    if len(buyers) < _ENGAGED:
        return
    for said in dialogue.said[:_OPENING]:
        offered = products_in(said.words, dialogue.vertical, own) if said.who == "seller" else []
        meant = vertical_of(dialogue.vertical).opens or _ENQUIRED.first(said.words) is not None
        if meant and len({p.value for p in offered}) == 1:
            yield said, _draft(said, offered[0], Op.STATE)
            return


def _draft(said: Said, product: Product, op: Op) -> Draft:
    start, end = said.words.span(product.first, product.last)
    return Draft(Slot.PRODUCTS, Value(text=product.value), start, end, 0.9, op)


def _settled(said: Said) -> list[Product]:
    """ "Teen hi lenge": a size without its "BHK", said as a choice."""
    sizes = [n for n in said.numbers if n.unit == 1 and n.value == int(n.value) and 1 <= n.value <= _MOST]
    if not sizes:
        return []
    marked, place = replace(said.words, [(n.first, n.last) for n in sizes], "num")
    for hit in _SETTLED.find(marked):
        for i in range(hit.first, hit.last + 1):
            if i in place:
                number = sizes[place[i]]
                return [Product(f"{int(number.value)}BHK", number.first, number.last)]
    return []


def _bare_size(said: Said, dialogue: Dialogue) -> list[Product]:
    """ "2", "three is what I need", "teen likho": a number alone answers the seller's question for the size."""
    vertical = dialogue.vertical
    if not vertical_of(vertical).sizes or not ("product" in said.asked or _between_sizes(said, dialogue)):
        return []
    tokens = said.words.tokens
    for i, token in enumerate(tokens[:_BARE_ANSWER]):
        size = small(token)
        following = tokens[i + 1] if i + 1 < len(tokens) else ""
        alone = len(tokens) <= 2 or (i == 0 and following in (".", ",", "!"))
        if size is not None and size == int(size) and 1 <= size <= _MOST and (alone or following in _FLAT):
            return [Product(f"{int(size)}BHK", i, i)]
    return []


def _between_sizes(said: Said, dialogue: Dialogue) -> bool:
    """Whether the seller has just asked which of several sizes it shall be: "2BHK ya 3BHK?"."""
    before = dialogue.seller_before(said.index)
    asked = before is not None and "?" in before.words.vocabulary
    return asked and before is not None and len({size for size, _, _ in _sizes(before.words)}) > 1
