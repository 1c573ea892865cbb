"""Other sellers whom the buyer compares with or went to: names outside the catalogue, by the words around them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from engine.extraction.classes import classes_beside, classes_in
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, weighed
from engine.extraction.files import read_toml
from engine.extraction.firm_names import BANK_OF, LONGEST, OWNERS, SOUNDED, candidates, ends_name, is_part
from engine.extraction.gazetteer import known_at
from engine.extraction.names import COMMON, display, is_capitalised, is_cased, is_written, skeleton
from engine.extraction.remembered import Remembered
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.weigh import PERHAPS, context, probability
from engine.extraction.words import Words, read_words
from engine.model.signal import Value
from engine.verticals import VERTICALS, vertical_of
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("competitors")
_ENDINGS = {
    name: {skeleton(canonical(w)): w for w in reversed(vertical.suffixes) if len(w) > SOUNDED}
    for name, vertical in VERTICALS.items()
}
"""By their sound, the last words of firms' names as they are written."""
_CUES = build({"cue": key, "patterns": patterns} for key, patterns in _DATA["cues"].items())
_INNER = 3
_HEARD = 15
_WHOLE = 7
"""Names in Latin letters that are shorter than this are not known by their sound, nor when written as one word."""
_CLOSE = 0.75
"""How alike the letters of a name in another script must be to those of the firm that sounds like it."""
_CAMEL = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_JOINS = frozenset(map(canonical, ("and", "aur", "or", "ya", "/", ",", "&", "dono", "both", "bhi", "evam", "tatha")))
_QUOTES = frozenset("\"'“‘«")
_TELLS = re.compile("(?:ed|ing)$")
"""What a firm does in English, "kotak increased": no part of its name."""
_POSSESSED = re.compile(r"['’]s$")


class Rival(NamedTuple):
    """A name that may be another seller's, by the tokens first..last of a turn."""

    name: str
    said: Said
    first: int
    last: int
    features: Sequence[str]
    certain: bool
    """Whether words that only speak of another seller stand by a name that is one for sure."""


def read_competitors(dialogue: Dialogue, taken: Mapping[int, frozenset[int]]) -> Iterable[tuple[Said, Draft]]:
    """Competitors named by the buyer, then doubtful ones.

    `taken` are the tokens that name our own projects, people and the like.
    """
    told: list[str] = []
    for rival, sure in sorted(_likely(rivals_in(dialogue, taken)), key=lambda likely: likely[1] < _SURE):
        name = rival.name.casefold()
        if not any(name in earlier or (sure < _SURE and earlier in name) for earlier in told):
            told.append(name)
            span = rival.said.words.span(rival.first, rival.last)
            yield rival.said, weighed(Slot.COMPETITORS, Value(text=rival.name), span, sure, _SURE)


def _likely(rivals: Iterable[Rival]) -> Iterator[tuple[Rival, float]]:
    """The names that may be rivals; one joined to a sure one, "Scaler ya Masai", needs less to be another."""
    chances = _in_full([(r, max(probability("competitors", r.features), _SURE * r.certain)) for r in rivals])
    for n, (rival, sure) in enumerate(chances):
        beside = (chances[m] for m in (n - 1, n + 1) if 0 <= m < len(chances))
        joined = sure >= _JOINED and any(other >= _SURE and _side_by_side(rival, near) for near, other in beside)
        if joined or sure >= PERHAPS:
            yield rival, max(sure, _SURE) if joined else sure


def _in_full(chances: Sequence[tuple[Rival, float]]) -> list[tuple[Rival, float]]:
    """Who is called by the first word of a longer name, "Rohan" after "Rohan Anand", goes by the longer one."""
    full: dict[str, str] = {}
    for rival, sure in chances:
        first, _, rest = rival.name.partition(" ")
        if rest and sure >= _HINTED:
            full.setdefault(first.casefold(), rival.name)
    return [(r._replace(name=full[r.name.casefold()]), s) if r.name.casefold() in full else (r, s) for r, s in chances]


def _side_by_side(one: Rival, other: Rival) -> bool:
    """Whether one sentence names two sellers in a row, with nothing but "and", "or" and the like between them."""
    if one.said is not other.said:
        return False
    left, right = (one, other) if one.first < other.first else (other, one)
    between = one.said.words.tokens[left.last + 1 : right.first]
    return bool(between) and _JOINS.issuperset(between)


def rivals_in(dialogue: Dialogue, taken: Mapping[int, frozenset[int]]) -> Iterator[Rival]:
    """Every name in the buyer's turns that could be another seller's, with what speaks for and against it."""
    for said in dialogue.said:
        if said.about_buyer:
            yield from _in_turn(said, taken.get(said.index, frozenset()), dialogue)


def _in_turn(said: Said, taken: frozenset[int], dialogue: Dialogue) -> Iterator[Rival]:
    words, trade = said.words, dialogue.vertical
    spans = _with_known(words, candidates(words, taken, trade), taken, trade)
    if not spans:
        return
    marked, _ = replace(words, [(a, b) for a, b, _, _ in spans], "nm")
    shift, turn, cased = 0, _of_turn(said, spans, dialogue), is_cased(words)
    for n, (first, last, suffixed, known) in enumerate(spans):
        at = first - shift
        shift += last - first
        near, start = window(marked, at, at, 9), marked.starts[at]
        cues = {h.says("cue") for h in _CUES.find(near) if near.starts[h.first] <= start < near.ends[h.last]}
        cued, denied = "strong" in cues, "no" in cues
        beside = n + 1 < len(spans) and spans[n + 1][0] - last <= _INNER and (spans[n + 1][2] or spans[n + 1][3])
        place = not known and known_at(words, first) is not None
        features = [
            *_kind_of(words, first, last, suffixed, known),
            f"cued={cued}+{denied}",
            f"cued+kind={cued}+{denied}+{suffixed}+{known}",
            f"beside={beside}",
            f"place={place}",
            f"in={trade}+{known}+{suffixed}",
            f"who={said.who}+{cued}",
            *context(marked, at, at),
            *classes_beside(marked.tokens, at, "nm"),
            *turn,
        ]
        gone, called = "gone" in cues, "called" in cues
        sure_name = known or suffixed or called or (cased and is_capitalised(words, first) and first > 0)
        certain = (gone or called or ("certain" in cues and not denied)) and not place and sure_name
        yield Rival(_name(words, first, last, trade), said, first, last, features, certain)


def _of_turn(said: Said, spans: Sequence[tuple[int, int, bool, bool]], dialogue: Dialogue) -> list[str]:
    """What holds for every name of a turn: what it speaks of, what it answers, how many names it has."""
    trade, seller = dialogue.vertical, dialogue.seller_before(said.index)
    heard = seller.words.tokens[-_HEARD:] if seller is not None and seller.index == said.index - 1 else ()
    return [
        *[f"turn-{name}" for name in classes_in(said.words.tokens)],
        *[f"topic={topic}+{trade}" for topic in said.asked],
        f"names={min(len(spans), 3)}+{any(known or suffixed for _, _, suffixed, known in spans)}",
        f"channel={dialogue.channel}+{trade}",
        *[f"heard-{name}" for name in classes_in(heard)],
    ]


def _kind_of(words: Words, first: int, last: int, suffixed: bool, known: bool) -> tuple[str, ...]:
    """What a name looks like by itself."""
    raw, start, cased = words.raws[first], words.starts[first], is_cased(words)
    capital, before = raw[:1].isupper(), words.text[start - 1 : start]
    capitals = raw.isupper()
    camel = raw[1:] != raw[1:].lower() and not capitals
    return (
        f"suffixed={suffixed}",
        f"known={known}",
        f"suffixed+known={suffixed}+{known}",
        f"cased={cased}+{capital}+{last > first}",
        f"foreign={not raw.isascii()}+{suffixed}+{known}",
        f"common={COMMON.issuperset(words.tokens[first : last + 1])}+{known}",
        f"verb={words.tokens[last].endswith(_VERB_ENDS)}+{suffixed}",
        f"shape={camel}+{capitals and raw.isascii()}+{cased}+{min(last - first, 2)}",
        f"quoted={before in _QUOTES}",
        f"head={first == 0}+{capital}+{last == len(words.tokens) - 1}",
    )


def _with_known(
    words: Words, found: Sequence[tuple[int, int, bool]], taken: frozenset[int], vertical: str
) -> list[tuple[int, int, bool, bool]]:
    """The candidates, and well-known sellers of the trade: (first, last, like a firm's name, well known)."""
    spans: list[tuple[int, int, bool, bool]] = []
    known = dict(_well_known(words, taken, vertical))
    for start, last, suffixed in found:
        inside = [(f, k) for f, k in known.items() if f <= last and k >= start]
        ends = [k for f, k in inside if f <= start]
        first = min(f for f, _ in inside) if inside else start
        if suffixed or is_cased(words):
            first = min(first, start)
        for f, _ in inside:
            known.pop(f, None)
        loose = not ends or suffixed or is_cased(words) or not _TELLS.search(words.tokens[last])
        spans.append((first, max([last, *ends]) if loose else max(ends), suffixed, bool(inside)))
    spans += [(first, last, False, True) for first, last in known.items()]
    spans.sort()
    return _joined(words, [s for n, s in enumerate(spans) if n == 0 or s[0] > spans[n - 1][1]], vertical)


def _joined(
    words: Words, spans: Sequence[tuple[int, int, bool, bool]], vertical: str
) -> list[tuple[int, int, bool, bool]]:
    """Well-known sellers with the rest of the name that follows them: "Skyline | Ivy", "Amrapali" and its Nest."""
    found: list[tuple[int, int, bool, bool]] = []
    for first, last, suffixed, known in spans:
        before = found[-1] if found else None
        goes_on = before is not None and before[3] and not before[2] and before[1] + 1 == first
        if before is not None and goes_on and _same_name(words, first, last):
            found[-1] = (before[0], last, suffixed, True)
            continue
        part = known and not suffixed and (ends_name(words, last + 1, vertical) or is_part(words, last + 1))
        end = last + part
        found.append((first, end, suffixed or part, known))
    return found


def _same_name(words: Words, first: int, last: int) -> bool:
    """Whether the name first..last, right after another, may be its second half: no place and nothing that one does."""
    apart = words.text[words.ends[first - 1] : words.starts[first]].strip() or words.raw(first - 1).endswith(OWNERS)
    capital = not is_cased(words) or words.raw(first)[:1].isupper()
    return not apart and capital and known_at(words, first) is None and _TELLS.search(words.tokens[last]) is None


def _well_known(words: Words, taken: frozenset[int], vertical: str) -> Iterator[tuple[int, int]]:
    trade, free = vertical_of(vertical).name, 0
    known, usual = _KNOWN[trade], _USUAL[trade]
    tokens, latin = words.tokens, words.text.isascii()
    begin = map(_LATIN[trade].__getitem__, tokens) if latin else map(_may_begin, tokens, words.raws, repeat(trade))
    for i, begins in enumerate(begin):
        if not begins or i < free:
            continue
        sizes = known.get(_bare(words, i), ())
        if i in taken:  # "physics wallah": physics is taught too
            sizes = [t for t in sizes if len(t) > 1 and taken.isdisjoint(range(i + 1, i + len(t)))]
        last = next((i + len(t) - 1 for t in sizes if _reads(words, i, t)), None)
        if last is None and i not in taken:
            last = _sounds_at(words, i, usual)
        if last is not None and _meant(words, i, last):
            yield i, last
            free = last + 1


@lru_cache(maxsize=20_000)
def _may_begin(token: str, raw: str, trade: str) -> bool:
    """Whether the name of a well-known seller may begin with a token: most words of a text begin none."""
    if token in _KNOWN[trade] or (token.endswith("s") and token[:-1] in _KNOWN[trade]):
        return True
    if token in COMMON:
        return False
    return _slip_of(token, _USUAL[trade]) is not None if raw.isascii() else skeleton(token) in _HEARD_FIRST[trade]


def _latin(trade: str) -> Remembered[bool]:
    return Remembered(lambda token: _may_begin(token, token, trade), 10_000)


def _bare(words: Words, i: int) -> str:
    """Token i without the s of "Kaplan's"."""
    return words.tokens[i][:-1] if words.raw(i).endswith(OWNERS) and words.tokens[i][-1:] == "s" else words.tokens[i]


def _reads(words: Words, i: int, name: tuple[str, ...]) -> bool:
    """Whether the tokens from i on are a name, the last perhaps with an s of possession."""
    end = i + len(name) - 1
    return (
        end < len(words.tokens)
        and words.tokens[i:end] == name[:-1]
        and name[-1] in (words.tokens[end], _bare(words, end))
    )


def _name(words: Words, first: int, last: int, vertical: str) -> str:
    """A name as it is written; in another script a well-known seller and a firm's last word in their usual spelling."""
    trade = vertical_of(vertical).name
    if (known := _ALIASES[trade].get(words.tokens[first : last + 1])) is not None:
        return known
    if words.raw(first).isascii():
        return (first == last and _slip_of(words.tokens[first], _USUAL[trade])) or _as_written(words, first, last)
    if words.tokens[first : first + 2] in BANK_OF:
        return f"Bank of {display(words, first + 2, last)}"
    sound = _sound(" ".join(words.tokens[first : last + 1]))
    if (usual := _USUAL[trade].get(sound)) is not None:
        return usual
    told = last > first and not is_written(words.raw(last))
    ending = _ENDINGS[trade].get(skeleton(words.tokens[last])) if told else None
    return f"{display(words, first, last - 1)} {ending.title()}" if ending else display(words, first, last)


def _as_written(words: Words, first: int, last: int) -> str:
    """A name in Latin letters: initials that are spelt out, "i c i c i", in capitals; no s of possession."""
    letters = [words.raw(i) for i in range(first, last + 1)]
    if len(letters) >= _INNER and all(len(raw) == 1 for raw in letters):
        return "".join(letters).upper()
    start, end = words.span(first, last)
    hyphened = "-" in words.text[start:end] and words.raw(first)[:1].isupper()
    return _POSSESSED.sub("", words.text[start:end] if hyphened else display(words, first, last))


def _sounds_like(words: Words, first: int, last: int, by_sound: Mapping[str, str]) -> str | None:
    """The well-known seller whose name sounds like the tokens first..last of another script, and is written like it."""
    tokens = words.tokens[first : last + 1]
    sound = _sound(" ".join(tokens))
    usual = by_sound.get(sound) if len(sound) >= _INNER else None
    if usual is None:
        return None
    alike = JaroWinkler.similarity("".join(tokens), "".join(read_words(usual).tokens))
    return usual if alike >= _CLOSE else None


def _sound(tokens: str) -> str:
    return "".join(skeleton(token) for token in tokens.split())


def _sounds_at(words: Words, i: int, by_sound: Mapping[str, str]) -> int | None:
    """The last token of the well-known seller that begins at token i in another script."""
    if words.tokens[i] in COMMON:
        return None
    if words.raws[i].isascii():
        return i if len(words.tokens[i]) >= _WHOLE and _slip_of(words.tokens[i], by_sound) else None
    ends = (last for last in (i + 1, i) if last < len(words.tokens))
    return next((last for last in ends if _sounds_like(words, i, last, by_sound)), None)


def _slip_of(token: str, by_sound: Mapping[str, str]) -> str | None:
    """The well-known seller that a word in Latin letters spells with a slip: "resonence", "simplylearn"."""
    usual = by_sound.get(skeleton(token)) if len(token) >= _WHOLE else None
    letters = canonical(usual.replace(" ", "")) if usual else ""
    same_ends = letters[-1:] == token[-1:] and len(letters) == len(token)
    return usual if same_ends and Levenshtein.distance(letters, token) == 1 else None


def _meant(words: Words, first: int, last: int) -> bool:
    """Whether the tokens are the firm's name: an everyday or a short word needs its capital."""
    token = _bare(words, first)
    clear = last > first or (len(token) > _INNER and token not in COMMON) or _spelt_out(words, first) or token in _CLEAR
    return clear or (words.raw(first)[:1].isupper() and words.raw(first).isascii())


def _spelt_out(words: Words, i: int) -> bool:
    """Whether three letters can only be initials: "sbi", "lic"; not "ace", nor "kit" for KIIT."""
    token, raw = _bare(words, i), words.raw(i).casefold()
    spelt = len(token) == _INNER and sum(letter in "aeiou" for letter in token) <= 1 and token in _INITIALS
    return spelt and (not raw.isascii() or any(raw.startswith(name) for name in _INITIALS[token]))


def _known() -> dict[str, dict[str, list[tuple[str, ...]]]]:
    told: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for vertical in VERTICALS.values():
        by_first = told.setdefault(vertical.name, {})
        spelt = {tuple(name.lower()) for name in vertical.rivals if _is_initials(name)}
        other = {form for name in vertical.rivals for form in _other_forms(name)}
        for tokens in {read_words(name).tokens for name in (*vertical.rivals, *vertical.aliases)} | spelt | other:
            by_first.setdefault(tokens[0], []).append(tokens)
        for same in by_first.values():
            same.sort(key=len, reverse=True)
    return told


def _other_forms(name: str) -> Iterator[tuple[str, ...]]:
    """ "LegalEdge" is written Legal Edge too, "Interview Kickstart" as one word."""
    parts = _CAMEL.findall(name)
    if " " in name and name.replace(" ", "").isalpha() and len(name) > _WHOLE:
        yield (canonical(name.replace(" ", "")),)
    elif len(parts) > 1 and "".join(parts) == name and min(map(len, parts)) >= _INNER:
        yield tuple(canonical(part) for part in parts)


def _is_initials(name: str) -> bool:
    return name.isupper() and name.isalpha() and _INNER <= len(name) <= LONGEST + 1


_KNOWN = _known()
_INITIALS: dict[str, set[str]] = {}
for _name_of in (n for v in VERTICALS.values() for n in v.rivals if _is_initials(n)):
    _INITIALS.setdefault(canonical(_name_of), set()).add(_name_of.casefold())
_USUAL = {
    vertical.name: {
        _sound(" ".join(read_words(told).tokens)): usual
        for told, usual in (*vertical.aliases.items(), *zip(vertical.rivals, vertical.rivals, strict=True))
    }
    for vertical in VERTICALS.values()
}
_HEARD_FIRST = {
    trade: frozenset(sound[:n] for sound in usual for n in range(len(sound) + 1)) for trade, usual in _USUAL.items()
}
"""How the names of well-known sellers begin to sound."""
_LATIN = {trade: _latin(trade) for trade in _KNOWN}
"""By trade, of words in Latin letters, whether the name of a well-known seller may begin with them."""
_ALIASES = {v.name: {read_words(told).tokens: usual for told, usual in v.aliases.items()} for v in VERTICALS.values()}
_CLEAR = frozenset(map(canonical, _DATA["clear"]))
_VERB_ENDS = ("ega", "egi", "enge", "unga", "ungi", "ta", "te", "ti", "na", "ne", "kar", "ke", "iye", "ing", "ed")
_SURE = 0.33
_JOINED = 0.12
_HINTED = 0.08
