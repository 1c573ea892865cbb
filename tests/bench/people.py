"""Events as a busy sales team gets them, made up from a seed: new buyers, returning ones, forms that link, notes."""

import random
from datetime import datetime, timedelta
from itertools import count

from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

FIRST = ("Meera", "Rahul", "Asha", "Vikram", "Sunita", "Imran", "Kavita", "Deepak", "Farah", "Nikhil")
LAST = ("Kapoor", "Singh", "Verma", "Khan", "Iyer", "Joshi", "Das", "Bose", "Rao", "Gill")
PLACES = ("Gomti Nagar", "Sector 62", "Whitefield", "Baner", "Kondapur")
SAID = (
    "3BHK chahiye, {n} lakh tak, {place} mein",
    "budget {n} lakh hai, parking ki tension hai",
    "I am looking for a 2BHK in {place}, around {n} lakhs, before October",
    "My wife wants to see it first, please send the price list of {place}",
    "ok thanks",
    "Can we visit on Saturday? The price is too high for us",
    "Sir loan ka kya process hai? Salary account is with another bank",
)


class Crowd:
    """Buyers and what they do next. The same seed tells the same story; `start` sets numbers apart."""

    def __init__(self, seed: int, *, start: int = 0, at: datetime) -> None:
        self._chance = random.Random(seed)
        self._at = at
        self._n = count(start)
        self._ref = f"{seed}-{start}"
        self._known: list[int] = []

    def next(self) -> Event:
        """The next event."""
        draw = self._chance.random()
        if not self._known or draw < 0.25:
            return self._new()
        who = self._returning()
        if draw < 0.70:
            return self._message(who)
        if draw < 0.80:
            return self._form(who)
        if draw < 0.93:
            return self._note(who)
        return self._click(who)

    def many(self, n: int) -> list[Event]:
        """The next n events."""
        return [self.next() for _ in range(n)]

    def _new(self) -> Event:
        who = next(self._n)
        self._known.append(who)
        if self._chance.random() < 0.4:
            ids = (phone(who), email(who))
            return self._event(Channel.WEB_FORM, Kind.FORM, ids, name=name(who), text=self._words())
        return self._event(Channel.WHATSAPP, Kind.MESSAGE, (phone(who),), name=name(who), text=self._words())

    def _returning(self) -> int:
        """Somebody who came before, mostly of late."""
        if self._chance.random() < 0.7:
            return self._chance.choice(self._known[-200:])
        return self._chance.choice(self._known)

    def _message(self, who: int) -> Event:
        channel, kind = self._chance.choice(
            [(Channel.WHATSAPP, Kind.MESSAGE), (Channel.VOICE, Kind.CALL), (Channel.WHATSAPP, Kind.MESSAGE)]
        )
        return self._event(channel, kind, (phone(who),), name=name(who), text=self._words())

    def _form(self, who: int) -> Event:
        return self._event(Channel.WEB_FORM, Kind.FORM, (phone(who), email(who)), name=name(who), text=self._words())

    def _note(self, who: int) -> Event:
        ids = (phone(who), GivenIdentifier("crm_id", f"L{who}"))
        return self._event(
            Channel.CRM_NOTE, Kind.NOTE, ids, name=name(who), text=self._words(), direction=Direction.INTERNAL
        )

    def _click(self, who: int) -> Event:
        data = {"content": f"video {self._chance.randint(1, 9)}", "dwell_s": 40}
        return self._event(Channel.EMAIL, Kind.CLICK, (email(who),), data=data)

    def _words(self) -> str:
        return self._chance.choice(SAID).format(n=self._chance.randint(40, 120), place=self._chance.choice(PLACES))

    def _event(
        self,
        channel: Channel,
        kind: Kind,
        ids: tuple[GivenIdentifier, ...],
        *,
        name: str | None = None,
        text: str | None = None,
        data: dict[str, object] | None = None,
        direction: Direction = Direction.INBOUND,
    ) -> Event:
        self._at += timedelta(seconds=self._chance.randint(1, 20))
        speaker = Speaker.BUYER if direction is Direction.INBOUND else Speaker.SELLER
        return Event(
            ref=f"{self._ref}-{self._at.timestamp()}",
            source="bench",
            channel=channel,
            kind=kind,
            direction=direction,
            at=self._at,
            identifiers=ids,
            profile=Profile(name=name),
            turns=(GivenTurn(speaker, text),) if text else (),
            data=data or {},
        )


def phone(who: int) -> GivenIdentifier:
    """The number of the n-th buyer."""
    return GivenIdentifier("phone", f"+9198{who:08d}", verified=True)


def email(who: int) -> GivenIdentifier:
    """Their address."""
    return GivenIdentifier("email", f"{FIRST[who % 10]}.{LAST[who // 10 % 10]}{who}@example.in".lower())


def name(who: int) -> str:
    """Their name."""
    return f"{FIRST[who % 10]} {LAST[who // 10 % 10]}"
