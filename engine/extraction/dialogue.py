"""An interaction made ready for reading: each turn's own words, who says them, and what was asked just before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.extraction.date_words import When
from engine.extraction.dates import read_dates
from engine.extraction.files import read_toml
from engine.extraction.forms import form_fields
from engine.extraction.mail import Part, own_parts
from engine.extraction.menus import menu_of, picked
from engine.extraction.numbers import Number, read_numbers
from engine.extraction.rules import Hit, build
from engine.extraction.words import STOPS, Words, part, read_words, start_of
from engine.model.interaction import Interaction, Turn
from engine.verticals import VERTICALS, vertical_of
from graph_schema.vocabulary import Channel, Speaker

_ASKS = {name: build([*read_toml("asks")["ask"], *vertical.asks]) for name, vertical in VERTICALS.items()}
_ORDERS = build([read_toml("orders")["orders"]])
LONGEST = 20_000
"""Characters of one turn that are read: nobody says more at a time."""
_PART = 240
_FORMS = (Channel.WEB_FORM, Channel.WHATSAPP, Channel.EMAIL, Channel.WEB_CHAT)
_AN_ANSWER = 2
_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. `who`: buyer, seller, or note (the seller's note about the buyer).

    `asked` names what the seller asked in the turn before; `today` is the day of the turn where the tenant is.
    """

    turn: Turn
    words: Words
    who: str
    asked: frozenset[str]
    today: date
    numbers: tuple[Number, ...]
    dates: tuple[When, ...]
    index: int
    in_form: bool = False
    """Whether it is one field of a filled form; `asked` then holds what its label asks."""

    about_buyer: bool = field(init=False)
    """Whether the turn speaks for the buyer: their own word, or a note on it."""

    def __post_init__(self) -> None:
        """Every reader asks for it, so that it is told once."""
        object.__setattr__(self, "about_buyer", self.who != "seller")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns of one interaction, and where it took place."""

    said: tuple[Said, ...]
    vertical: str
    channel: Channel
    zone: str = "Asia/Kolkata"

    def buyer_before(self, index: int) -> Said | None:
        """The buyer's last turn before turn `index`."""
        for said in reversed(self.said[:index]):
            if said.about_buyer:
                return said
        return None

    def seller_before(self, index: int) -> Said | None:
        """The seller's last turn before turn `index`."""
        for said in reversed(self.said[:index]):
            if said.who == "seller":
                return said
        return None

    def seller_just_before(self, index: int) -> Said | None:
        """The turn before turn `index` where it is the seller's."""
        before = self.said[index - 1] if index else None
        return before if before is not None and before.who == "seller" else None


@lru_cache(maxsize=64)
def asks_in(words: Words, vertical: str) -> tuple[Hit, ...]:
    """What a seller of this trade asks for in a turn, by topic; kept for those who look at it once more."""
    return tuple(_ASKS[vertical_of(vertical).name].find(words))


def prepare(interaction: Interaction, vertical: str, zone: str) -> Dialogue:
    """Splits every turn into words. Quoted mail and closings are left out; a very long turn is read in part."""
    trade = vertical_of(vertical).name
    said: list[Said] = []
    asked: frozenset[str] = frozenset()
    menu: Mapping[str, str] = {}
    local = ZoneInfo(zone)
    for turn, part_ in _own(interaction):
        who = "seller" if part_.quoted else _who(turn, interaction.channel)
        words = read_words(turn.text, part_.start, part_.end)
        words = _without_orders(words) if who == "buyer" else words
        today = turn.at.astimezone(local).date()
        choice = picked(turn.text, menu) if who == "buyer" else None
        pieces = [(choice, _NOTHING)] if choice else _pieces(words, part_, who, interaction.channel)
        form = len(pieces) > 1 and any(topics for _, topics in pieces)
        for piece, topics in pieces:
            heard = topics if form else asked | topics if who == "buyer" else _NOTHING
            numbers, dates = tuple(read_numbers(piece)), tuple(read_dates(piece, today))
            said.append(Said(turn, piece, who, heard, today, numbers, dates, len(said), form))
        menu = menu_of(turn.text[part_.start : part_.end]) if who == "seller" else {} if choice else menu
        if who == "seller":
            asked = frozenset(hit.says("topic") for hit in asks_in(words, trade))
        elif len(words.tokens) > _AN_ANSWER:
            asked = frozenset()
    return Dialogue(tuple(said), trade, interaction.channel, zone)


def _own(interaction: Interaction) -> list[tuple[Turn, Part]]:
    """Each turn with the parts of it that are read: of a mail what its writer says, at least an empty part."""
    if interaction.channel is not Channel.EMAIL:
        return [(turn, Part(0, min(len(turn.text), LONGEST))) for turn in interaction.turns]
    return [(turn, one) for turn in interaction.turns for one in own_parts(turn.text, LONGEST) or [Part(0, 0)]]


def _pieces(words: Words, own: Part, who: str, channel: Channel) -> list[tuple[Words, frozenset[str]]]:
    """The parts of a turn; of a filled form each field, with what its label asks."""
    fields = form_fields(words.text, own.end, own.start) if who == "buyer" and channel in _FORMS else []
    if fields:
        return [(read_words(words.text, start, stop), topics) for start, stop, topics in fields]
    return [(piece, _NOTHING) for piece in _parts(words)]


def _without_orders(words: Words) -> Words:
    """What is said before words to a machine that reads along: what those say, nobody says of themselves."""
    hit = _ORDERS.first(words)
    return words if hit is None else part(words, 0, start_of(words, hit.first))


def _parts(words: Words) -> list[Words]:
    """A long turn in parts, cut at the ends of sentences where it can be: reading stays linear in the text."""
    parts: list[Words] = []
    first = 0
    while len(words.tokens) - first > _PART:
        cut = next((i for i in range(first + _PART, first + _PART // 2, -1) if words.tokens[i] in STOPS), first + _PART)
        parts.append(part(words, first, cut + 1))
        first = cut + 1
    return [*parts, part(words, first, len(words.tokens))] if parts else [words]


def _who(turn: Turn, channel: Channel) -> str:
    if turn.speaker is Speaker.BUYER:
        return "buyer"
    return "note" if channel in (Channel.CRM_NOTE, Channel.CRM) and turn.speaker is Speaker.SELLER else "seller"
