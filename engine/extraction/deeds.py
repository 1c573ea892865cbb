"""What was done of what had been promised, or called off: sent, received, called, seen, paid (data/deeds.toml).

A signal with a status closes the promise of an earlier talk (engine/memory/promises.py); it makes none. What a talk
itself agrees and does is read by promises.py, and where the two differ on one step, that reading stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.extraction.acts import date_near, dates_of
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import Hit, build
from engine.extraction.substitute import window
from engine.extraction.words import PAUSES, STOPS, Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import SENDING, Channel, Op, Slot, Speaker, kind_of_step

KEPT, CANCELLED = "kept", "cancelled"
_DATA: Mapping[str, Any] = read_toml("deeds")
_STEPS: Mapping[str, Any] = read_toml("promises")["words"]
_LISTS = {**GRAMMAR, **_STEPS, **_DATA["words"]}
_REACH = 90
_TOLD = {
    who: build([{"reach": _REACH, **entry} for entry in _DATA[who]], _LISTS) for who in ("seller", "buyer", "note")
}
_NOT, _MISSED = (build([{"reach": _REACH, **_DATA[key]}], _LISTS) for key in ("not", "missed"))
_DEED, _INFO = (build([{"patterns": _STEPS[name]}]) for name in ("deed", "info"))
_LINK = re.compile(r"(?:https?://|www\.)(?!\S*(?:zoom\.|meet\.|teams\.|calend|webex))\S+", re.IGNORECASE)
_A_WORD = 8
_SURE, _SHOWN = 0.8, 0.7
_NEAR, _CLOSE = 6, 4


def read_deeds(dialogue: Dialogue, answer: Sequence[Found], *, campaign: bool = False) -> list[Found]:
    """`answer` with the deeds that its steps leave room for, and without steps whose very words tell a deed.

    `campaign`: the message went to many; a link in it keeps no promise.
    """
    told = [(said, draft) for said in dialogue.said for draft in _of_turn(said, dialogue, campaign)]
    if not told:
        return list(answer)
    steps = [found for found in answer if not any(_same_words(found, deed) for deed in told)]
    return [*steps, *((said, draft) for said, draft in told if not _known_better(said, draft, steps))]


def _same_words(step: Found, deed: Found) -> bool:
    """Whether a step rests on nothing but a deed, give or take a word: "bhej diya" leaves nothing to send.

    A step that only the model hears comes with its whole sentence: what we tell in it as done is what it heard.
    """
    (where, one), (said, other) = step, deed
    if one.slot is not Slot.PROMISES or one.op is Op.REMOVE or where.index != said.index or one.start is None:
        return False
    alike = kind_of_step(one.value.action) == kind_of_step(other.value.action)
    if one.by == "model" and said.who != "buyer" and not one.value.date:
        return alike
    beyond = max((other.start or 0) - one.start, 0) + max((one.end or 0) - (other.end or 0), 0)
    return alike and beyond <= (0 if one.value.date else _A_WORD)


def deeds_in(words: Words, who: str = "note") -> Iterator[Hit]:
    """The deeds that words tell, each place once; `who` says them: seller, buyer, or a note."""
    taken: set[int] = set()
    for hit in _TOLD[who].find(words):
        tokens = range(hit.first, hit.last + 1)
        if taken.isdisjoint(tokens) and not (_is_asked(words, hit) or _is_undone(words, hit)):
            taken.update(tokens)
            yield hit


def value_of(words: Words, hit: Hit) -> Value:
    """What a deed does to a promise, without its day."""
    action, owner = str(hit.says("action")), hit.says("owner")
    if action == SENDING:
        action = what_is_sent(window(words, hit.first, hit.last, _NEAR))
    return Value(action=action, owner=owner, status=str(hit.says("status")))


def what_is_sent(words: Words) -> str:
    """The step of sending that words name, by what is sent; the kind where they do not say."""
    return "send_documents" if _DEED.first(words) else "send_information" if _INFO.first(words) else SENDING


def nobody_met(words: Words) -> bool:
    """Whether words say that a call or a visit came to nothing."""
    return _MISSED.first(words) is not None


def _of_turn(said: Said, dialogue: Dialogue, campaign: bool) -> Iterator[Draft]:
    if said.turn.speaker is Speaker.OTHER:
        return
    sent = False
    for hit in deeds_in(said.words, said.who):
        value, (start, end) = value_of(said.words, hit), said.words.span(hit.first, hit.last)
        if value.status == CANCELLED:
            day = date_near(said, hit.first, hit.last, dates_of(said))
        else:
            day = said.today if hit.says("due") else None
        sent = sent or value.action in (SENDING, "send_information", "send_documents")
        yield Draft(Slot.PROMISES, replace(value, date=day), start, end, _SURE)
    if said.who == "seller" and said.words.ends and not (sent or campaign or dialogue.channel is Channel.VOICE):
        text = said.turn.text
        may_link = "://" in text or "www." in text.lower()  # the pattern is slow, and few turns hold a link
        if may_link and (link := _LINK.search(text, said.words.starts[0], said.words.ends[-1])):
            value = Value(action=SENDING, owner="seller", status=KEPT)
            yield Draft(Slot.PROMISES, value, link.start(), link.end(), _SHOWN)


def _is_asked(words: Words, hit: Hit) -> bool:
    return next((token for token in words.tokens[hit.last + 1 :] if token in STOPS), "") == "?"


def _is_undone(words: Words, hit: Hit) -> bool:
    """ "Abhi tak nahi bheja", "once I have sent it": said of the deed itself, not of something else in the sentence."""
    low = hit.first
    while low > 0 and hit.first - low < _CLOSE and words.tokens[low - 1] not in PAUSES:
        low -= 1
    near = part(words, low, min(hit.last + 2, len(words.tokens)))
    return hit.says("status") == KEPT and _NOT.first(near) is not None


def _known_better(said: Said, draft: Draft, answer: Iterable[Found]) -> bool:
    """Whether the talk's own steps tell it already, or say that the step is open when the talk ends."""
    kind = kind_of_step(draft.value.action)
    return any(
        step.slot is Slot.PROMISES
        and kind_of_step(step.value.action) == kind
        and draft.value.owner in (None, step.value.owner)
        and (where.index == said.index or (step.op is not Op.REMOVE and where.index < said.index))
        for where, step in answer
    )
