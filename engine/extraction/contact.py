"""How and when the buyer asks to be reached, and whether they want to be reached at all.

A wish names a channel ("only WhatsApp", "no calls, mail me") or a window of the day ("call only after 7"). One
appointment ("call me tomorrow at 6") is a step and no wish: what tells them apart are words of lasting.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace as replace_fields
from typing import Any

from engine.extraction.clock_times import Time, read_times
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import Hit, Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import Channel, Slot

_DATA: Mapping[str, Any] = read_toml("contact")
_CHANNELS = ("voice", "whatsapp", "email", "sms")
_OF_CHANNEL = {Channel.WHATSAPP: "whatsapp", Channel.WEB_CHAT: "web_chat", Channel.EMAIL: "email", Channel.SMS: "sms"}
_LETTERS = (Channel.WEB_FORM, Channel.CRM_NOTE, Channel.CRM)
"""Where nobody answers at once: a time without a day is one that holds."""
_REACH = 90
_NEAR = 12
_CLOSE = 6
_A_PHONE = 6
_TICKED = re.compile(r"[\[(] ?[xX✓✔] ?[\])] ?(\w)")
_OF_TIME = frozenset(
    map(
        canonical,
        (
            "baje",
            "pm",
            "am",
            "oclock",
            "o",
            "clock",
            "ish",
            "shaam",
            "raat",
            "subah",
            "dopahar",
            "ist",
            "p",
            "a",
            "m",
            "hrs",
            "india",
            "time",
        ),
    )
)


def _of_channels(kind: str, *channels: str) -> Iterator[Mapping[str, Any]]:
    """The patterns of one kind for each of the channels, its words in place of {c}."""
    for channel in channels:
        told = {k: [p.replace("{c}", f"{{{channel}}}") for p in patterns] for k, patterns in _DATA[kind].items()}
        yield {"wish": f"{kind} {channel}", **told, "reach": _REACH}


def _of(wish: str, patterns: list[str], unless: list[str] | None = None) -> Mapping[str, Any]:
    return {"wish": wish, "patterns": patterns, "unless": unless or [], "reach": _REACH}


def _rules(patterns: list[str], unless: list[str] | None = None) -> Rules:
    return build([{"patterns": patterns, "unless": unless or [], "reach": _REACH}], GRAMMAR)


_LISTS = {**GRAMMAR, **_DATA["channels"]}
_WISHES = build(
    [
        *_of_channels("avoid", *_CHANNELS),
        *_of_channels("prefer", "whatsapp", "email", "sms"),
        _of("no voice", _DATA["no_voice"]["patterns"], _DATA["no_voice"]["unless"]),
        _of("here alone", _DATA["here"]["alone"], _DATA["here"]["unless"]),
        _of("off list", _DATA["opt_out"]["list"], _DATA["opt_out"]["list_unless"]),
        _of("off", _DATA["opt_out"]["off"]),
        _of("never", _DATA["opt_out"]["never"], _DATA["opt_out"]["never_unless"]),
        _of("calls", [*_DATA["calls"]["alone"], *_DATA["calls"]["days"]], _DATA["calls"]["unless"]),
    ],
    _LISTS,
)
"""All that is asked of every turn of the buyer's, at once."""
_BESIDE = build(
    [
        *_of_channels("prefer", "voice"),
        *_of_channels("instead", "whatsapp", "email"),
        _of("here", _DATA["here"]["patterns"], _DATA["here"]["unless"]),
        _of("messages", _DATA["here"]["messages"], _DATA["here"]["any_unless"]),
        _of("writing", _DATA["here"]["any"], _DATA["here"]["any_unless"]),
        _of("strictly after", ["(baje|pm|ke) ~ (baad|bad) hi", "only after", "(call|phone|ring) after"]),
    ],
    _LISTS,
)
"""What is a wish only beside a channel that is refused."""
_WRITING = _rules(_DATA["here"]["any"], _DATA["here"]["any_unless"])
_NOT_THEN = _rules(_DATA["window"]["not_then"])
_UNWRITTEN = _rules(_DATA["calls"]["unwritten"])
_WINDOWS = build(
    [
        {"kind": kind, "patterns": _DATA["window"][kind], "reach": _REACH}
        for kind in ("strictly", "between", "not_after", "after", "before")
    ],
    GRAMMAR,
)
_KINDS = {"not_after": "before", "strictly": "after"}
_NAMED = {c: build([{"patterns": [f"({'|'.join(_DATA['channels'][c])})"], "unless": []}]) for c in _CHANNELS}
_ASKED = frozenset({"contact", "calltime"})
"""Topics of a form's field that asks how and when: what stands in it lasts."""
_STANDING, _ONCE, _ANY, _VOICE, _BUSY, _NEVER_AT, _NUMBER = (
    _rules(_DATA["window"][key]) for key in ("standing", "once", "reach", "voice", "busy", "never_at", "number")
)
_LASTING = _rules(_DATA["window"]["lasting"], _DATA["window"]["lasting_unless"])


def read_contact(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Contact wishes, one signal a turn that has any."""
    for said in dialogue.said:
        if said.about_buyer:
            draft = _in_turn(said, dialogue)
            if draft:
                yield said, draft


def _in_turn(said: Said, dialogue: Dialogue) -> Draft | None:
    words = said.words
    told = _WISHES.firsts(words, "wish")
    avoid = {wish.removeprefix("avoid "): hit for wish, hit in told.items() if wish.startswith("avoid ")}
    if "voice" not in avoid and "no voice" in told:
        avoid["voice"] = told["no voice"]
    prefer, shown = _preferred(words, told, avoid, dialogue.channel)
    out = told.get("off") or told.get("off list") or (None if prefer else told.get("never"))
    if out:
        return _draft(words.span(out.first, out.last), Value(opt_out=True), 0.9)
    after, before, when = hours_in(said, dialogue)
    if said.asked & _ASKED and said.who == "buyer" and ((ticked := _ticked(words)) or not prefer):
        prefer, shown = _field_names(ticked or words, avoid)
    if when and not prefer and _WRITING.first(words) and (here := _writes_here(said, dialogue)):
        prefer = here
    if when and not prefer and _by_voice(said, dialogue):
        prefer = "voice"  # "don't call by day, call after seven" is no wish against calls
        avoid.pop("voice", None)
    hit = shown or next(iter(avoid.values()), None)
    if hit is None and when is None:
        return None
    avoided = [a for a in avoid if a != prefer]
    if prefer in ("whatsapp", "email", "web_chat") and "voice" in avoid and _NOT_THEN.first(words):
        after = before = when = None  # hours at which not to ring, where another way is wished for
    if prefer == "voice" and not avoided and _UNWRITTEN.first(words):
        avoided = ["whatsapp"]
    place = words.span(hit.first, hit.last) if hit else when
    return _draft(place or (0, 0), Value(prefer=prefer, avoid=tuple(avoided), after=after, before=before), 0.8)


def _draft(place: tuple[int, int], value: Value, confidence: float) -> Draft:
    return Draft(Slot.CONTACT, value, *place, confidence)


def _with_its_words(time: Time, words: Words) -> Time:
    """The time with what belongs to it: "7 pm", "saat baje shaam"."""
    last = time.last
    while last + 1 < len(words.tokens) and words.tokens[last + 1] in _OF_TIME:
        last += 1
    return time if last == time.last else replace_fields(time, last=last)


def _preferred(
    words: Words, told: Mapping[str, Hit], avoid: Mapping[str, Hit], channel: Channel
) -> tuple[str | None, Hit | None]:
    """The channel wanted: by a lasting wish, by "write here", or as what is named instead of one that is refused."""
    if not told:
        return None, None
    if avoid:
        told = {**told, **_BESIDE.firsts(words, "wish")}
    name, hit = next(_wishes(told, avoid, channel), (None, None))
    on_site = name == "whatsapp" and channel is Channel.WEB_CHAT and "whatsapp" not in words.vocabulary
    return _OF_CHANNEL[channel] if on_site and "chat" in words.vocabulary else name, hit


def _wishes(
    told: Mapping[str, Hit], avoid: Mapping[str, Hit], channel: Channel
) -> Iterator[tuple[str | None, Hit | None]]:
    """Every channel that the words may wish for, the plainest first."""
    here = _OF_CHANNEL.get(channel)
    written = here if here not in avoid else None
    for name in ("email", "whatsapp", "sms"):
        if name not in avoid:
            yield from ((name, hit) for hit in _any(told, f"prefer {name}"))
    if written:
        yield from ((written, hit) for hit in _any(told, "here alone"))
    yield from (("voice", hit) for hit in _any(told, "calls"))
    if not avoid:
        return
    if written:
        yield from ((written, hit) for hit in _any(told, "here", "writing"))
    if "voice" not in avoid:
        yield from (("voice", hit) for hit in _any(told, "prefer voice"))
    for name in ("whatsapp", "email"):
        if name not in avoid:
            yield from ((name, hit) for hit in _any(told, f"instead {name}"))
    if "voice" in avoid and not {"whatsapp", "sms"} & avoid.keys():
        yield from ((here or "whatsapp", hit) for hit in _any(told, "messages"))
    if avoid.keys() == {"voice"} and channel is Channel.EMAIL and "strictly after" not in told:
        yield here, avoid["voice"]  # who refuses calls by mail wants mail


def _any(told: Mapping[str, Hit], *wishes: str) -> Iterator[Hit]:
    return (told[wish] for wish in wishes if wish in told)


def _ticked(words: Words) -> Words | None:
    """What follows the ticked box of a field ("[ ] Call [x] Email")."""
    tick = _TICKED.search(words.text, words.starts[0], words.ends[-1] + 1) if words.starts else None
    return part(words, bisect_left(words.starts, tick.start(1)), len(words.tokens)) if tick else None


def _field_names(words: Words, avoid: Mapping[str, Hit]) -> tuple[str | None, Hit | None]:
    """ "Preferred contact: WhatsApp": the channel that a form's field names first."""
    if any(len(token) >= _A_PHONE and token.isdigit() for token in words.tokens):
        return None, None
    hits = [(hit.first, name, hit) for name in _CHANNELS if name not in avoid and (hit := _NAMED[name].first(words))]
    _, name, found = min(hits, key=lambda h: h[0], default=(0, None, None))
    return name, found


def _writes_here(said: Said, dialogue: Dialogue) -> str | None:
    """ "Message only after six": in the channel of the conversation, unless it speaks of calls."""
    return _OF_CHANNEL.get(dialogue.channel) if _VOICE.first(said.words) is None else None


def hours_in(
    said: Said, dialogue: Dialogue, *, lasting: bool = True
) -> tuple[str | None, str | None, tuple[int, int] | None]:
    """(after, before, span) of a time window that speaks of reaching the buyer, as a rule and not once.

    `lasting` False: of any time window, where something else tells that it is a wish.
    """
    may_tell = not lasting or _may_last(said, dialogue)
    times = [_with_its_words(t, said.words) for t in read_times(said)] if may_tell else []
    if not times:
        return None, None, None
    marked, place = replace(said.words, [(t.first, t.last) for t in times], "t")
    found: dict[str, Time] = {}
    span = None
    for hit in _WINDOWS.find(marked):
        inside = [times[place[i]] for i in range(hit.first, hit.last + 1) if i in place]
        if not inside or (lasting and not _lasting(said, dialogue, marked, hit)):
            continue
        span, kind = span or marked.span(hit.first, hit.last), hit.says("kind")
        if kind == "between" and found:
            continue
        if kind == "between" and len(inside) == 2 and _kept_free(marked, hit):
            found["after"] = inside[1]
        elif kind == "between" and len(inside) == 2:
            found["after"], found["before"] = _same_half(inside[0], inside[1])
        elif not found:
            found[_KINDS.get(kind, kind)] = inside[0]
    texts = {kind: time.text for kind, time in found.items()}
    return texts.get("after"), texts.get("before"), span if found else None


def _kept_free(marked: Words, hit: Hit) -> bool:
    """ "10 se 6 duty", "don't ring between ten and six": hours at which they cannot be reached."""
    before = part(marked, max(0, hit.first - _CLOSE // 2), hit.first)
    return _BUSY.first(part(marked, hit.last + 1, hit.last + _CLOSE)) is not None or _NEVER_AT.first(before) is not None


def _may_last(said: Said, dialogue: Dialogue) -> bool:
    """Whether any time of the turn can be `_lasting`: in most turns none can, and then none need be read."""
    asked = bool(said.asked & _ASKED) or dialogue.channel in _LETTERS
    return asked or bool(_STANDING.index.likely(said.words)) or _call_asked(said, dialogue)


def _lasting(said: Said, dialogue: Dialogue, marked: Words, hit: Hit) -> bool:
    if said.asked & _ASKED and said.who == "buyer":
        return True
    near = window(marked, hit.first, hit.last, _NEAR)
    seller = dialogue.seller_before(said.index)
    once = _ONCE.first(near) or (seller is not None and _ONCE.first(seller.words))
    if _call_asked(said, dialogue) and not once:
        return True
    if dialogue.channel in _LETTERS and not once and _ANY.first(near):
        return True
    if not _STANDING.first(near) or (_ONCE.first(near) and not _LASTING.first(near)):
        return False
    return _ANY.first(near) is not None or _call_asked(said, dialogue)


def _call_asked(said: Said, dialogue: Dialogue) -> bool:
    before = dialogue.seller_before(said.index)
    if before is None or before.index != said.index - 1:
        return False
    return _VOICE.first(before.words) is not None or _NUMBER.first(before.words) is not None


def _by_voice(said: Said, dialogue: Dialogue) -> bool:
    called = said.who == "buyer" and "calltime" in said.asked
    return called or _VOICE.first(said.words) is not None or _call_asked(said, dialogue)


def _same_half(start: Time, end: Time) -> tuple[Time, Time]:
    """ "between 7 and 10 in the evening", "evenings, 7 to 9": both in the evening when that makes sense."""
    if start.told and not end.told and start.hour > end.hour and start.hour < end.hour + 12:
        return start, replace_fields(end, hour=end.hour + 12)
    return _start_of(start, end), end


def _start_of(start: Time, end: Time) -> Time:
    if start.hour > end.hour and 0 <= start.hour - 12 < end.hour:
        return replace_fields(start, hour=start.hour - 12)
    if start.hour + 12 < end.hour and end.hour - start.hour > 9 and start.hour >= 6:
        return replace_fields(start, hour=start.hour + 12)
    return start
