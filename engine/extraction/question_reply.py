"""What the turns after a question say of its answer, as features that weigh.py weighs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON
from engine.extraction.remembered import Remembered
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.tokens import meaning
from engine.extraction.weigh import bag
from engine.extraction.words import Words

_DATA: Mapping[str, Any] = read_toml("questions")
_UNANSWERED, _PUTS_OFF, _TAKEN, _ASKS_AGAIN, _WAITS, _YES_NO = (
    build([_DATA[key]], _DATA["words"]) for key in ("unanswered", "puts_off", "taken", "asks_again", "waits", "yes_no")
)
_KINDS = build({"kind": kind, "patterns": patterns} for kind, patterns in _DATA["kinds"].items())
_ASKING = frozenset(map(canonical, _DATA["asking"]["words"]))
_SAY_NOTHING = COMMON | {f"_{m}" for m in _DATA["senses"]["nothing"]}
_SHORT, _FEW, _LATER, _NEXT, _STEM = 3, 3, 60, 4, 5
_SIZES = (1, 3, 6, 12, 25)


def kind_of(question: Words) -> str:
    """What a question asks for: much, when, where, which, how, whether, other."""
    hit = _KINDS.first(question)
    return "other" if hit is None else str(hit.says("kind"))


def puts_off(said: Said) -> bool:
    """Whether a turn of ours does not answer but promises to, or says that we do not know."""
    return _unanswered(said.words)


@lru_cache(maxsize=64)
def _unanswered(words: Words) -> bool:
    """The same of its words, kept: each question of a turn asks it anew, and more than once."""
    return _UNANSWERED.first(words) is not None


@lru_cache(maxsize=64)
def _later(words: Words) -> bool:
    """Whether anything is put off beside; kept as well."""
    return _PUTS_OFF.first(words) is not None


def leaves_open(said: Said) -> bool:
    """Whether a turn of ours puts anything off."""
    return puts_off(said) or _later(said.words)


def may_ask(words: Words) -> bool:
    """Whether a word stands in a sentence that questions are asked with: what the weights make of it, they say."""
    return not _ASKING.isdisjoint(words.vocabulary)


def not_told(dialogue: Dialogue, said: Said) -> bool:
    """Whether we say after a turn that we must find out, or nothing at all: then something was asked."""
    reply = next((s for s in dialogue.said[said.index + 1 : said.index + _NEXT] if s.who == "seller"), None)
    return reply is None or puts_off(reply)


def reply_features(dialogue: Dialogue, said: Said, question: Words, left: Words, among: int, how: str) -> Iterator[str]:
    """`question`: its words; `left`: those of the turn after it; `among`: how many the turn asks; `how`: by what the
    question shows."""
    replies = [s for s in dialogue.said[said.index + 1 : said.index + _LATER] if s.who == "seller"]
    kind = kind_of(question)
    marked = "?" in question.vocabulary
    yield from (f"kind={kind}", f"marked={marked}", f"channel={dialogue.channel}", f"among={min(among, _FEW)}")
    yield from (f"size={_size(len(question.tokens))}+{marked}", f"goes_on={_size(len(left.tokens))}")
    yield from bag(question, "q", 4)
    yield from _shape(question)
    if not replies:
        yield from ("replies=0", f"replies=0+{dialogue.channel}", f"replies=0+{marked}+{kind}", f"replies=0+{how}")
        return
    topic = {t for t in question.vocabulary if len(t) > _SHORT and t.isalpha()}
    yield from _spoken_of(said, question, replies, among, how, kind)
    yield from _first(replies[0], said, kind, topic)
    yield from _met(dialogue, replies[0], topic, among, how)
    following = next((s.index for s in dialogue.said[said.index + 1 :] if s.who == "buyer"), len(dialogue.said))
    at_once = [r for r in replies if r.index < following]
    told = any(r.numbers for r in at_once)
    yield f"next={any(_shared(r, topic) for r in at_once)}+{told}+{min(len(at_once), 2)}"
    later = replies[1:]
    yield f"later={any(_shared(r, topic) for r in later)}+{min(len(later), _FEW)}"
    if (buyer := next((s for s in dialogue.said[said.index + 1 :] if s.who == "buyer"), None)) is not None:
        again = _ASKS_AGAIN.first(buyer.words) is not None
        waits = _WAITS.first(buyer.words) is not None
        yield from (f"again={again}", f"buyer:{bool(_shared(buyer, topic))}", f"waits={waits}", f"waits={waits}+{how}")


def _spoken_of(said: Said, question: Words, replies: Sequence[Said], among: int, how: str, kind: str) -> Iterator[str]:
    """Whether the reply speaks of what is asked, and of what else the turn says: it may meet one of several."""
    asked = _senses(question)
    rest = _senses(said.words) - asked
    first = _senses(replies[0].words)
    later = set[str]().union(*(_senses(r.words) for r in replies[1:_NEXT]))
    mine, others, after = min(len(asked & first), 2), min(len(rest & first), 2), min(len(asked & later), 2)
    yield from (f"spoken={mine}+{others}", f"spoken+how={mine}+{bool(others)}+{how}", f"spoken+after={mine}+{after}")
    yield f"spoken+kind={mine}+{kind}+{bool(replies[0].numbers)}"
    yield f"spoken+among={mine}+{others}+{min(among, _FEW)}"
    yield f"spoken+size={mine}+{bool(others)}+{_size(len(replies[0].words.tokens))}"
    yield f"spoken+off={mine}+{bool(others)}+{puts_off(replies[0])}+{_later(replies[0].words)}"
    yield f"last={question.tokens[-1:] == said.words.tokens[-1:]}+{mine}+{bool(others)}"


@lru_cache(maxsize=128)
def _senses(words: Words) -> frozenset[str]:
    """What the telling words of a text mean, the like of both languages alike: each question of a turn asks it anew."""
    return frozenset(map(_SENSE.__getitem__, words.vocabulary)) - _NO_SENSE


def _sense(token: str) -> str:
    """What a token means; "" where that tells nothing."""
    means = meaning(token)
    return "" if len(token) < _SHORT or means in _SAY_NOTHING else means


_SENSE = Remembered(_sense, 20_000)
_NO_SENSE = frozenset({""})


def _shape(question: Words) -> Iterator[str]:
    """How a question begins and ends, and what stands about the word that asks."""
    tokens = [t for t in question.tokens if t not in (".", "?", ",", "|")]
    yield from (f"begins={' '.join(tokens[:2])}", f"ends={' '.join(tokens[-2:])}")
    if (at := next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i] in _ASKING), None)) is not None:
        around = (">", *tokens, ">")
        yield from (f"word={tokens[at]}", f"word+={tokens[at]} {around[at + 2]}", f"-word={around[at]} {tokens[at]}")
        yield f"rest={_size(len(tokens) - at)}"


def _met(dialogue: Dialogue, reply: Said, topic: set[str], among: int, how: str) -> Iterator[str]:
    """How the reply meets the question, by how the question shows and where the talk takes place."""
    off, shared = puts_off(reply), bool(_shared(reply, topic))
    later = _later(reply.words)
    yield from (f"how+off={how}+{off}+{later}", f"how+shared={how}+{shared}", f"how+off+shared={how}+{off}+{shared}")
    yield f"in={dialogue.channel}+{off}+{shared}+{bool(reply.numbers)}"
    yield f"in+among={dialogue.channel}+{min(among, _FEW)}+{shared}+{off}"
    yield f"in+size={dialogue.channel}+{_size(len(reply.words.tokens))}+{shared}"
    tokens = reply.words.tokens
    yield from (f"reply={' '.join(tokens[:2])}", f"reply ends={' '.join(tokens[-2:])}")


def _first(reply: Said, said: Said, kind: str, topic: set[str]) -> Iterator[str]:
    """Of the reply: whether it speaks of the question, gives what was asked for, or only takes note."""
    shared, words = _shared(reply, topic), reply.words
    off = _unanswered(words)
    told = (bool(reply.numbers), bool(reply.dates), _YES_NO.first(words) is not None)
    fits = (kind in ("much", "number") and told[0]) or (kind == "when" and (told[0] or told[1]))
    noted, asks = _TAKEN.first(words) is not None, words.tokens[-1:] == ("?",)
    at_once = reply.index == said.index + 1
    yield from (f"shared={min(shared, _FEW)}", f"off={off}", f"noted={noted}", f"asks={asks}", f"fits={fits}+{kind}")
    yield from (f"at_once={at_once}", f"long={_size(len(words.tokens))}", f"yes={told[2]}+{kind}")
    yield f"all={min(shared, 1)}+{off}+{noted}+{asks}+{fits}+{at_once}"
    yield f"puts_off={_later(words)}+{bool(shared)}+{fits}"
    yield f"told={told[0]}+{told[1]}+{told[2]}+{asks}+{bool(shared)}"
    yield from bag(words, "a", 5)


def _shared(reply: Said, topic: set[str]) -> int:
    """How many telling words a turn shares with the question."""
    stems = _stems(reply.words).intersection([t[:_STEM] for t in topic - COMMON])
    return len(stems) or len(topic & reply.words.vocabulary) // _FEW


@lru_cache(maxsize=128)
def _stems(words: Words) -> frozenset[str]:
    """How the longer words of a text begin; kept, too."""
    return frozenset([t[:_STEM] for t in words.vocabulary if len(t) > _SHORT])


def _size(n: int) -> int:
    return sum(n > limit for limit in _SIZES)
