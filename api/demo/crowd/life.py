"""What happens to one buyer, beat by beat: they come, ask, worry, visit, promise, fall silent, come back.

A beat is one thing that is told as one event, or a few that belong together. How long the next takes has a long tail.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from api.demo.crowd.cast import Somebody
from api.demo.crowd.grammar import CHOICES, SELLER
from api.demo.crowd.telling import Telling
from engine.model.event import Event, GivenIdentifier
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker

_IN, _OUT, _OWN = Direction.INBOUND, Direction.OUTBOUND, Direction.INTERNAL
_FIRST_HOUR, _WAKING = 3, 13
"""People write from 8:30 to 21:30 in India: hours of UTC."""


def live(who: Somebody, *, until: datetime) -> Iterator[Event]:
    """All that happens with somebody, in the order of time, before `until`."""
    for event in _Life(who).events():
        if event.at >= until:
            return
        yield event


class _Life:
    def __init__(self, who: Somebody) -> None:
        self.who = who
        self.chance = Random(who.key)  # noqa: S311 - a story, not a secret
        self.tell = Telling(who, self.chance)
        self.stage = 0

    def events(self) -> Iterator[Event]:
        yield from self._arrive()
        silent = self.who.beats // 2 if self.who.returns else -1
        for beat in range(self.who.beats):
            self._later()
            if beat == silent:
                self.tell.at += timedelta(days=self.chance.randint(120, 330))
                yield self.tell.write("back")
            else:
                names, weights = zip(*_BEATS.items(), strict=True)
                yield from self.chance.choices(names, weights)[0](self)

    def _arrive(self) -> Iterator[Event]:
        draw = self.chance.random()
        if self.who.through or draw < 0.35:
            channel = self.chance.choice([Channel.WEB_FORM, Channel.PORTAL, Channel.AD_FORM])
            yield self.tell.form(channel)
        elif draw < 0.75:
            yield self.tell.write("need")
        else:
            yield self.tell.call()
        if self.chance.random() < 0.5:
            self._soon()
            yield self.tell.crm(Kind.ASSIGNMENT, {"agent_id": self.who.rep["id"]})
        if self.chance.random() < 0.6:
            self._soon()
            yield self.tell.reply("reply")

    def _ask(self) -> Iterator[Event]:
        yield self.tell.write("question")
        if self.chance.random() < 0.6:
            self._soon()
            yield self.tell.reply("reply")

    def _tell(self) -> Iterator[Event]:
        yield self.tell.write(self.chance.choice(["need", "budget", "timeline", "preference", "preference", "rival"]))

    def _stretch(self) -> Iterator[Event]:
        yield self.tell.write("more_budget")

    def _small(self) -> Iterator[Event]:
        yield self.tell.write("small")

    def _worry(self) -> Iterator[Event]:
        about = self.chance.choice(CHOICES["worry"])
        yield self.tell.write(f"worry_{about}")
        if self.chance.random() < 0.7:
            self._soon()
            yield self.tell.reply(f"answer_{about}")
            if self.chance.random() < 0.6:
                self._later()
                yield self.tell.write(f"settled_{about}")

    def _decider(self) -> Iterator[Event]:
        yield self.tell.write("decider")
        if self.who.partner or self.chance.random() < 0.2:
            self._soon()
            yield self.tell.write("their_number")

    def _promised(self) -> Iterator[Event]:
        if self.chance.random() < 0.5:
            yield self.tell.write("promise")
            return
        yield self.tell.reply("promise")
        if self.chance.random() < 0.55:  # else it is broken: nothing happens
            self.tell.at += timedelta(days=self.chance.randint(1, 4))
            yield self.tell.reply("kept")

    def _visits(self) -> Iterator[Event]:
        yield self.tell.write("visit")
        if self.chance.random() < 0.6:
            self.tell.at += timedelta(days=self.chance.randint(1, 6))
            data = {"content": f"site visit {self.who.project['name']}"}
            yield self.tell.event(Channel.IN_PERSON, Kind.VISIT, _IN, (self.tell.phone(),), data=data)
            if self.chance.random() < 0.6:
                self._soon()
                yield self.tell.write("visited")

    def _looks(self) -> Iterator[Event]:
        content, dwell = self.chance.choice(CHOICES["content"]), int(self.chance.paretovariate(1) * 5) % 900
        data = {"content": content, "dwell_s": dwell}
        if self.chance.random() < 0.6:
            kind, campaign = (
                self.chance.choice([Kind.CLICK, Kind.CLICK, Kind.OPEN]),
                self.chance.choice(CHOICES["campaign"]),
            )
            yield self.tell.event(Channel.EMAIL, kind, _IN, (self.tell.email(),), data=data, campaign=campaign)
        else:
            cookie = GivenIdentifier("cookie", f"ck-{self.who.key}")
            known = (cookie, self.tell.email()) if self.chance.random() < 0.3 else (cookie,)
            yield self.tell.event(Channel.WEB_VISIT, Kind.VISIT, _IN, known, data=data)

    def _speaks(self) -> Iterator[Event]:
        yield self.tell.call()

    def _noted(self) -> Iterator[Event]:
        ids = (self.tell.phone(), GivenIdentifier("crm_id", self.who.crm_id))
        text = self.tell.words(SELLER, "note")
        yield self.tell.event(Channel.CRM_NOTE, Kind.NOTE, _OWN, ids, turns=((Speaker.SELLER, text),))

    def _moves(self) -> Iterator[Event]:
        stages = CHOICES["stage"]
        self.stage = min(self.stage + 1, len(stages) - 1)
        yield self.tell.crm(Kind.STAGE_CHANGE, {"stage": stages[self.stage]})
        if self.stage == len(stages) - 1 and self.chance.random() < 0.4:
            self._later()
            yield self.tell.crm(Kind.OUTCOME, {"outcome": "won"})

    def _ends(self) -> Iterator[Event]:
        if self.chance.random() < 0.3:
            yield self.tell.write("stop")
        elif self.chance.random() < 0.5:
            yield self.tell.write("not_now")
        else:
            yield self.tell.crm(Kind.OUTCOME, {"outcome": "lost", "reason": self.chance.choice(CHOICES["reason"])})

    def _touched(self) -> Iterator[Event]:
        sent = self.tell.reply("blast", campaign=self.chance.choice(CHOICES["campaign"]))
        yield sent
        for kind in (Kind.DELIVERED, Kind.READ):
            if self.chance.random() < 0.5:
                self._soon()
                yield self.tell.event(Channel.WHATSAPP, kind, _OUT, (self.tell.phone(),), data={"of": sent.ref})

    def _fills(self) -> Iterator[Event]:
        yield self.tell.form(Channel.WEB_FORM)

    def _changes_number(self) -> Iterator[Event]:
        if len(self.who.phones) > 1:
            ends = dict(zip((Role.FROM, Role.TO), self.who.phones, strict=True))
            yield self.tell.event(
                Channel.WHATSAPP,
                Kind.NUMBER_CHANGE,
                _IN,
                tuple(GivenIdentifier("phone", number, role=role) for role, number in ends.items()),
                data={role.value: {"kind": "phone", "value": number} for role, number in ends.items()},
            )

    def _soon(self) -> None:
        self.tell.at += timedelta(seconds=self.chance.expovariate(1 / 400) + 1)

    def _later(self) -> None:
        """Minutes, or days with a long tail; never at night."""
        if self.chance.random() < 0.35:
            self._soon()
            return
        self.tell.at += timedelta(days=min(self.chance.lognormvariate(0.7, 1.2), 90))
        if not _FIRST_HOUR <= self.tell.at.hour < _FIRST_HOUR + _WAKING:
            self.tell.at += timedelta(hours=(_FIRST_HOUR - self.tell.at.hour) % 24)


_BEATS: dict[Callable[[_Life], Iterator[Event]], float] = {
    _Life._ask: 14,
    _Life._tell: 18,
    _Life._small: 14,
    _Life._worry: 8,
    _Life._decider: 4,
    _Life._promised: 8,
    _Life._visits: 5,
    _Life._looks: 14,
    _Life._speaks: 9,
    _Life._noted: 7,
    _Life._moves: 4,
    _Life._stretch: 2,
    _Life._touched: 6,
    _Life._fills: 2,
    _Life._ends: 1.5,
    _Life._changes_number: 0.5,
}
"""How often each happens."""
