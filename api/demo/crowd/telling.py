"""One buyer's things as events: in which words, over which channel, under which name and which form of the number."""

from datetime import timedelta
from random import Random
from typing import Any

from api.demo.crowd.cast import NAMES, Somebody
from api.demo.crowd.grammar import CHOICES, HINDI, SELLER, money, say, typed
from engine.model.event import Agent, Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_SOURCES = {
    Channel.WHATSAPP: "wa-cloud",
    Channel.VOICE: "voice-bot",
    Channel.EMAIL: "mail",
    Channel.WEB_FORM: "website",
    Channel.WEB_VISIT: "website",
    Channel.PORTAL: "portal",
    Channel.AD_FORM: "ads",
}
_IN, _OUT, _OWN = Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL
_ASKED = (
    ("ask_need", "need"),
    ("ask_budget", "budget"),
    ("ask_timeline", "timeline"),
    ("ask_decider", "decider"),
    ("reply", "question"),
)


class Telling:
    """Tells what happens at `at`, which whoever lives the story moves on."""

    def __init__(self, who: Somebody, chance: Random) -> None:
        self.who = who
        self.chance = chance
        self.at = who.start
        self._told = 0
        self._relation = (who.relation or chance.choice(CHOICES["relation"])).split("|")
        self._kin = who.partner or (chance.choice(NAMES), f"+918{chance.randrange(10**9):09d}")

    def write(self, line: str) -> Event:
        """The buyer writes, mostly on WhatsApp, now and then a mail."""
        who, mail = self.who, self.chance.random() < 0.12
        text = self.words(who.tongue, line)
        if mail:
            hello, bye = (say(self.chance, who.tongue, part, {}) for part in ("hello", "bye"))
            text = f"{hello},\n\n{text}\n\n{bye}\n{who.name}"
            return self.event(Channel.EMAIL, Kind.MESSAGE, _IN, (self.email(),), turns=((Speaker.BUYER, text),))
        return self.event(Channel.WHATSAPP, Kind.MESSAGE, _IN, (self.phone(),), turns=((Speaker.BUYER, text),))

    def reply(self, line: str, *, campaign: str | None = None) -> Event:
        """The seller writes."""
        text = self.words(SELLER, line)
        turns = ((Speaker.SELLER, text),)
        return self.event(Channel.WHATSAPP, Kind.MESSAGE, _OUT, (self.phone(),), turns=turns, campaign=campaign)

    def call(self) -> Event:
        """A call: a greeting, some questions with their answers, perhaps a promise."""
        asked = (*_ASKED, ("ask_worry", f"worry_{self.chance.choice(CHOICES['worry'])}"))
        turns = [self._said(SELLER, "greet")]
        for question, answer in [pair for pair in asked if self.chance.random() < 0.5] or asked[:1]:
            turns += [self._said(SELLER, question), self._said(self.who.tongue, answer)]
        if self.chance.random() < 0.4:
            turns += [self._said(self.who.tongue, "promise"), self._said(SELLER, "promise")]
        turns.append(self._said(SELLER, "close"))
        direction = self.chance.choice([_IN, _OUT])
        return self.event(Channel.VOICE, Kind.CALL, direction, (self.phone(),), turns=tuple(turns))

    def form(self, channel: Channel) -> Event:
        """A form that names the buyer, and what they want."""
        who = self.who
        ids = [self.phone()] if self.chance.random() < 0.9 else []
        if not ids or self.chance.random() < 0.6:
            ids.append(self.email())
        if channel is Channel.PORTAL:
            ids.append(GivenIdentifier("portal_lead_id", who.key))
        answers = {"Project": who.project["name"], "Configuration": who.configuration}
        if self.chance.random() < 0.5:
            answers["Budget"] = money(self.chance, who.lakh)
        turns = (self._said(who.tongue, "need"),) if self.chance.random() < 0.3 else ()
        data, campaign = {"answers": answers}, self.chance.choice(CHOICES["campaign"])
        return self.event(channel, Kind.FORM, _IN, tuple(ids), data=data, turns=turns, campaign=campaign)

    def crm(self, kind: Kind, data: dict[str, Any]) -> Event:
        """The seller's CRM moves."""
        ids = (GivenIdentifier("crm_id", self.who.crm_id), self.phone())
        return self.event(Channel.CRM, kind, _OWN, ids, data=data)

    def event(
        self,
        channel: Channel,
        kind: Kind,
        direction: Direction,
        ids: tuple[GivenIdentifier, ...],
        *,
        turns: tuple[tuple[Speaker, str], ...] = (),
        data: dict[str, Any] | None = None,
        campaign: str | None = None,
    ) -> Event:
        """What happens now; turns follow one another by seconds."""
        self._told += 1
        agent = Agent(self.who.rep["id"], self.who.rep["name"]) if direction is not _IN else None
        return Event(
            ref=f"{self.who.key}-{self._told}",
            source=_SOURCES.get(channel, "crm"),
            channel=channel,
            kind=kind,
            direction=direction,
            at=self.at,
            identifiers=ids,
            profile=Profile(name=self._called(channel)),
            agent=agent,
            campaign=campaign,
            turns=tuple(
                GivenTurn(speaker, text, at=self.at + timedelta(seconds=9 * n))
                for n, (speaker, text) in enumerate(turns)
            ),
            data=data or {},
        )

    def _called(self, channel: Channel) -> str | None:
        """The name that the channel has: the whole, in their own script, the first alone, the broker's, or none."""
        draw, who = self.chance.random(), self.who
        if channel in (Channel.WEB_VISIT, Channel.IN_PERSON) or draw < 0.1:
            return None
        if who.through and draw < 0.4:
            return who.through
        if channel is Channel.WHATSAPP and who.tongue == HINDI:
            return who.native
        return who.name.split()[0] if draw < 0.25 else who.name

    def phone(self) -> GivenIdentifier:
        """The number in one of the forms in which people write it; of several mostly the first."""
        number = self.who.phones[-1] if self.chance.random() < 0.25 else self.who.phones[0]
        digits = number[3:]
        forms = (number, f"0{digits}", f"{digits[:5]} {digits[5:]}", f"+91-{digits[:5]}-{digits[5:]}", f"91{digits}")
        return GivenIdentifier("phone", self.chance.choice(forms), verified=self.chance.random() < 0.6)

    def email(self) -> GivenIdentifier:
        """The address."""
        address = self.who.email
        return GivenIdentifier("email", address.title() if self.chance.random() < 0.1 else address)

    def _said(self, tongue: str, line: str) -> tuple[Speaker, str]:
        return Speaker.SELLER if tongue == SELLER else Speaker.BUYER, self.words(tongue, line)

    def words(self, tongue: str, line: str) -> str:
        """A line with this buyer's blanks."""
        who, chance = self.who, self.chance
        place, native = who.place.split("|")
        facts = {
            "first": who.name.split()[0],
            "rep": who.rep["name"],
            "project": who.project["name"],
            "config": _configuration(chance, who.configuration),
            "place": place if chance.random() < 0.8 else place.lower(),
            "place_hi": native,
            "budget": money(chance, who.lakh),
            "budget_hi": f"{who.lakh} लाख",
            "low": money(chance, int(who.lakh * 0.9)),
            "more": money(chance, int(who.lakh * 1.12)),
            "more_hi": f"{int(who.lakh * 1.12)} लाख",
            "relation": self._relation[0],
            "relation_hi": self._relation[1],
            "relation_dev": self._relation[2],
            "name_of": self._kin[0].split()[0],
            "number_of": self._kin[1],
        }
        text = say(chance, tongue, line, facts)
        return text if tongue == SELLER else typed(chance, text, tongue, who.haste)


def _configuration(chance: Random, name: str) -> str:
    rooms = name[0]
    return chance.choice([name, name, f"{rooms} BHK", f"{rooms} bhk", f"{rooms}bhk", f"{rooms}-BHK"])
