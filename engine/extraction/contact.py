"""How and when the buyer asks to be reached, and whether they want to be reached at all."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.clock_times import Time, read_times
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import Hit, build
from engine.extraction.substitute import replace, window
from engine.model.signal import Value
from graph_schema.vocabulary import Channel, Slot

_DATA: Mapping[str, Any] = read_toml("contact")
_WISHES = build(_DATA["wish"])
_WINDOWS = [(kind, build([{"patterns": _DATA["window"][kind]}])) for kind in ("between", "after", "before")]
_STANDING = build(
    [
        {
            "patterns": [
                "only",
                "hi",
                "hamesha",
                "always",
                "jab bhi",
                "every",
                "sirf",
                "any time",
                "never",
                "anytime",
                "please",
                "kindly",
                "between",
                "ke beech",
                "kiya",
                "kare",
                "karein",
                "before",
                "after",
                "hoti hu",
                "hota hu",
                "rehta hu",
                "se pehle",
                "baad",
            ]
        }
    ]
)


def read_contact(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Contact wishes, one signal a turn that has any."""
    for said in dialogue.said:
        if said.about_buyer:
            draft = _in_turn(said, dialogue.channel)
            if draft:
                yield said, draft


def _in_turn(said: Said, channel: Channel) -> Draft | None:
    hits = list(_WISHES.find(said.words))
    out = next((h for h in hits if h.says("opt_out")), None)
    if out:
        return _draft(said, out, Value(opt_out=True), 0.9)
    prefer, avoid, place = None, [], None
    for hit in hits:
        if hit.says("avoid") and hit.says("avoid") not in avoid:
            avoid.append(hit.says("avoid"))
            place = place or hit
        elif hit.says("prefer") and not hit.says("timed") and not prefer:
            prefer, place = hit.says("prefer"), hit
    after, before, shown = _times(said, hits)
    if (after or before) and not prefer and "voice" not in avoid and shown:
        prefer, place = "voice", place or shown
    if avoid and not prefer and "voice" in avoid:
        prefer = {Channel.WHATSAPP: "whatsapp", Channel.EMAIL: "email"}.get(channel)
    if place is None or not (prefer or avoid or after or before):
        return None
    value = Value(prefer=prefer, avoid=tuple(a for a in avoid if a != prefer), after=after, before=before)
    return _draft(said, place, value, 0.8)


def _draft(said: Said, hit: Hit, value: Value, confidence: float) -> Draft:
    return Draft(Slot.CONTACT, value, *said.words.span(hit.first, hit.last), confidence)


def _times(said: Said, hits: list[Hit]) -> tuple[str | None, str | None, Hit | None]:
    """(after, before, the phrase) of a time window beside a word for calling or writing."""
    reach = [h for h in hits if h.says("prefer")]
    if not reach:
        return None, None, None
    times = read_times(said)
    marked, place = replace(said.words, [(t.first, t.last) for t in times], "t")
    taken: dict[str, Time] = {}
    for kind, rules in _WINDOWS:
        for found in rules.find(marked):
            inside = [times[place[i]] for i in range(found.first, found.last + 1) if i in place]
            if not inside or not _STANDING.first(window(marked, found.first, found.last, 10)):
                continue
            near = min(abs(h.first - inside[0].first) for h in reach)
            if near > 14:
                continue
            if kind == "between" and len(inside) == 2:
                taken.setdefault("after", _same_half(inside[0], inside[1]))
                taken.setdefault("before", inside[1])
            elif not taken:
                taken[kind] = inside[0]
    after, before = taken.get("after"), taken.get("before")
    return after.text if after else None, before.text if before else None, reach[0]


def _same_half(start: Time, end: Time) -> Time:
    """ "between 7 and 10 in the evening": both in the evening when that makes sense."""
    if start.hour > end.hour and 0 <= start.hour - 12 < end.hour:
        return Time(start.hour - 12, start.minute, start.first, start.last)
    if start.hour + 12 < end.hour and end.hour - start.hour > 9 and start.hour >= 6:
        return Time(start.hour + 12, start.minute, start.first, start.last)
    return start
