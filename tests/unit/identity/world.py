"""Streams of evaluation format 2 of our own making: other names, proportions and times with every seed.

What happens to people is told in `_SITUATIONS`; who they are is drawn from the name tables and, one in four, made up
of syllables that no table knows. The same seed gives the same stream.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.clock import parse_time
from engine.identity import names

_TABLES = [
    tomllib.loads((Path(names.__file__).parent / file).read_text(encoding="utf-8"))
    for file in ("names.toml", "more_names.toml")
]
_ROWS = {t: [row.split() for table in _TABLES for row in table[t]] for t in ("men", "women", "surnames")}
_SYLLABLES = tuple("ra ve shi mo ka ni tu bha jo lee do pra su gi ya wa the cho".split())  # noqa: SIM905 - easier to read
_ENDS = {"men": ("jit", "ndar", "resh", "van", "mik"), "women": ("tika", "lina", "shri", "vani", "mala"),
         "surnames": ("kar", "wal", "pati", "nkar", "gude")}  # fmt: skip
_CARELESS = (("ee", "i"), ("i", "ee"), ("w", "v"), ("v", "w"), ("sh", "s"), ("th", "t"), ("aa", "a"), ("oo", "u"))
_CITIES = ("Surat", "Kochi", "Nagpur", "Indore", "Guwahati", "Mysuru", "Madurai", "Ludhiana", "Raipur", "Vizag")
_PORTALS = {"99acres": "99A", "housing": "HSG", "magicbricks": "MB", "nobroker": "NB"}
_CONTACTS = {"wa": 30, "call": 22, "form": 10, "portal": 9, "mail": 8, "crm": 16, "visit": 6, "ad": 4, "app": 3}
_START = parse_time("2024-01-03T09:00:00+05:30")
_PLACEHOLDERS = ("Customer", "WhatsApp User", "Lead", "Unknown", "test", "NA", "Website Lead", "🙏", ".")


@dataclass
class _Person:
    """Somebody and what they own."""

    id: str
    given: list[str]
    family: list[str]
    woman: bool
    city: str
    phone: str
    email: str
    crm: str | None
    tags: set[str] = field(default_factory=set)
    linked: bool = False
    """The address was once given with the number, so that what comes from it alone can be known."""


@dataclass
class World:
    """A stream and its truth: events in the order of arrival, event id → person, event id → situations."""

    events: list[dict[str, Any]]
    gold: dict[str, str]
    tags: dict[str, set[str]]


class _Maker:
    def __init__(self, seed: int, careless: float) -> None:
        self.rng = random.Random(seed)
        self.careless = careless
        self.told: list[tuple[datetime, datetime, dict[str, Any], str, set[str]]] = []
        self.count = 0

    # who
    def person(self, *tags: str, like: _Person | None = None) -> _Person:
        rng, self.count = self.rng, self.count + 1
        woman = rng.random() < 0.45
        given = self._name("women" if woman else "men")
        family = like.family if like and rng.random() < 0.8 else self._name("surnames")
        crm = f"CRM-{rng.randrange(10**5, 10**6)}{self.count}" if rng.random() < 0.6 else None
        box = f"{given[0]}{rng.choice(('.', '_', ''))}{rng.choice((family[0], ''))}{self.count}"
        email = f"{box}@{rng.choice(('gmail.com', 'yahoo.in', 'rediffmail.com'))}"
        city = like.city if like else rng.choice(_CITIES)
        return _Person(f"p{self.count}", given, family, woman, city, self.phone(), email, crm, set(tags))

    def phone(self) -> str:
        return f"{self.rng.choice('6789')}{self.rng.randrange(10**8, 10**9)}"

    def _name(self, table: str) -> list[str]:
        if self.rng.random() < 0.75:
            return [s for s in self.rng.choice(_ROWS[table]) if len(s) > 2] or ["Mani"]
        made = "".join(self.rng.choice(_SYLLABLES) for _ in range(self.rng.choice((1, 2)))) + self.rng.choice(
            _ENDS[table]
        )
        return list(dict.fromkeys([made, *(made.replace(a, b, 1) for a, b in self.rng.sample(_CARELESS, 3))]))

    def written(self, p: _Person) -> str | None:
        """The name as one form or another has it."""
        rng = self.rng
        given, family = p.given[0], p.family[0]
        if rng.random() < self.careless:
            given, family = rng.choice(p.given), rng.choice(p.family)
        if rng.random() < self.careless / 4 and len(given) > 5:
            i = rng.randrange(1, len(given) - 2)
            given = given[:i] + given[i + 1] + given[i] + given[i + 2 :]
        given, family = given.title(), family.title()
        title = rng.choice(("Mrs. ", "Ms ", "Smt ") if p.woman else ("Mr. ", "Shri ", "Mr "))
        full = f"{given} {family}"
        forms = (
            (34, full), (16, given), (6, f"{family} {given}"), (5, f"{given} {family[0]}"), (4, f"{given[0]} {family}"),
            (3, f"{given[0]} {family[0]}"), (6, f"{title}{full}"), (2, f"{title}{family}"), (4, full.upper()),
            (4, full.lower()), (2, f"{given} ji"), (3, f"{given} 🌿"), (2, rng.choice(_PLACEHOLDERS)), (9, None),
        )  # fmt: skip
        return rng.choices([f for _, f in forms], [w for w, _ in forms])[0]

    # what
    def tell(
        self, p: _Person, at: datetime, channel: str, source: str, *ids: tuple[str, str], name: Any = "", tag: str = ""
    ) -> None:
        p.linked |= {k for k, v in ids} >= {"phone", "email"} and tag != "broker_event"
        profile = {"name": self.written(p) if name == "" else name}
        if self.rng.random() < 0.3 and channel != "whatsapp":
            profile["city"] = p.city
        event = {"at": at.isoformat(), "channel": channel, "source": source,
                 "identifiers": [{"kind": k, "value": v} for k, v in ids],
                 "profile": {k: v for k, v in profile.items() if v}}  # fmt: skip
        tags = {*p.tags} | ({tag} if tag else set())
        late = self.rng.random() < 0.08
        seen = at + timedelta(days=self.rng.uniform(0.1, 20)) if late else at
        self.told.append((seen, at, event, p.id, tags | ({"late"} if late else set())))
        if self.rng.random() < 0.03:
            self.told.append((seen, at, event, p.id, tags | {"dup"}))

    def wrote(self, number: str) -> str:
        return self.rng.choice(
            (number, f"0{number}", f"+91{number}", f"+91-{number[:5]}-{number[5:]}", f"{number[:5]} {number[5:]}")
        )

    def portal(self) -> tuple[str, tuple[str, str]]:
        name = self.rng.choice(sorted(_PORTALS))
        return name, ("portal_lead_id", f"{_PORTALS[name]}{self.rng.randrange(10**8)}")

    def life(
        self, p: _Person, start: datetime, n: int, *, phone: str | None = None, with_email: bool = True
    ) -> datetime:
        """n plain contacts of a person, from a day on; the last one's time."""
        rng, at, number = self.rng, start, phone or p.phone
        cookie = f"ck{rng.getrandbits(48):x}"
        for _ in range(n):
            at += timedelta(hours=rng.choice((rng.uniform(0.2, 6), rng.uniform(12, 300))))
            tel, mail = ("phone", self.wrote(number)), ("email", p.email)
            match rng.choices(list(_CONTACTS), list(_CONTACTS.values()))[0]:
                case "wa":
                    self.tell(p, at, "whatsapp", "wa-cloud", ("whatsapp", f"91{number}"))
                case "call":
                    self.tell(p, at, "voice", "ivr", tel)
                case "form":
                    self.tell(p, at, "web_form", "site", tel, *((mail,) if with_email and rng.random() < 0.6 else ()))
                case "portal":
                    source, lead = self.portal()
                    self.tell(
                        p, at, "portal", source, lead, tel, *((mail,) if with_email and rng.random() < 0.5 else ())
                    )
                case "mail" if with_email and p.linked:
                    self.tell(p, at, "email", "inbox", mail, *((tel,) if rng.random() < 0.3 else ()))
                case "crm" if p.crm:
                    self.tell(
                        p,
                        at,
                        "crm_note",
                        "crm",
                        ("crm_id", p.crm),
                        tel,
                        *((mail,) if with_email and rng.random() < 0.4 else ()),
                    )
                case "visit":
                    self.tell(p, at, "web_visit", "site", ("cookie", cookie), name=None)
                    self.tell(p, at + timedelta(minutes=9), "web_form", "site", ("cookie", cookie), tel)
                case "ad":
                    self.tell(p, at, "ad_form", "meta-lead-ads", ("ad_click_id", f"fb{rng.getrandbits(60):x}"), tel)
                case "app":
                    self.tell(p, at, "app", "app", ("device_id", f"and-{rng.getrandbits(44):x}"), tel)
        return at

    def day(self) -> datetime:
        return _START + timedelta(days=self.rng.uniform(0, 420))

    def n(self, most: int = 9) -> int:
        return 1 + min(most, int(self.rng.expovariate(0.35)))


def _plain(m: _Maker) -> None:
    m.life(m.person("plain"), m.day(), m.n())


def _family(m: _Maker) -> None:
    first = m.person("family")
    members = [first, *(m.person("family", like=first) for _ in range(m.rng.choice((1, 1, 2))))]
    if len({p.given[0][:2] for p in members}) < len(members):
        return
    day = m.day()
    for p in members:
        m.life(p, day + timedelta(days=m.rng.uniform(0, 60)), m.n(6), phone=first.phone)


def _recycled(m: _Maker) -> None:
    old, new = m.person("recycled"), m.person("recycled")
    end = m.life(old, m.day(), m.n(6))
    m.life(new, end + timedelta(days=m.rng.uniform(100, 300)), m.n(6), phone=old.phone)


def _bridge(m: _Maker) -> None:
    p = m.person("bridge")
    at = m.life(p, m.day(), m.n(4), with_email=False)
    for _ in range(m.n(3)):
        m.tell(p, at + timedelta(hours=m.rng.uniform(-90, 90)), "email", "inbox", ("email", p.email))
    m.tell(
        p,
        at + timedelta(days=m.rng.uniform(5, 40)),
        "web_form",
        "site",
        ("phone", m.wrote(p.phone)),
        ("email", p.email),
        tag="bridge_event",
    )


def _changed(m: _Maker) -> None:
    p = m.person("changed_wa")
    end = m.life(p, m.day(), m.n(5))
    old, p.phone = p.phone, m.phone()
    m.tell(p, end, "web_form", "site", ("phone", old), ("email", p.email))
    at = end + timedelta(days=m.rng.uniform(5, 90))
    m.tell(p, at, "portal", *m.portal(), ("phone", p.phone), ("email", p.email))
    m.life(p, at, m.n(5))


def _broker(m: _Maker) -> None:
    broker = m.person("broker")
    firm = f"{broker.family[0].title()} {m.rng.choice(('Realty', 'Estates', 'Associates'))}"
    day = m.day()
    m.life(broker, day, m.n(6))
    for _ in range(m.rng.randrange(4, 25)):
        lead = m.person("broker_lead")
        at = day + timedelta(days=m.rng.uniform(0, 200))
        ids = [("phone", m.wrote(broker.phone))]
        ids += [("email", lead.email)] * (m.rng.random() < 0.7) + [m.portal()[1]] * (m.rng.random() < 0.6)
        known = f"{m.rng.choice(lead.given).title()} {lead.family[0].title()}"
        tag = "broker_event" if "email" in dict(ids) else "name_only"
        m.tell(lead, at, "crm_note", "channel-partner", *ids, name=known, tag=tag)
        called = m.rng.choice((firm, None, m.written(broker)))
        m.tell(broker, at + timedelta(hours=3), "voice", "ivr", ("phone", broker.phone), name=called)
        if "email" in dict(ids):
            m.tell(lead, at, "web_form", "site", ("phone", m.wrote(lead.phone)), ("email", lead.email), name=known)
        m.life(lead, at, m.n(4))


def _cookie(m: _Maker) -> None:
    day, cookie = m.day(), f"cafe{m.rng.getrandbits(40):x}"
    for k in range(m.rng.choice((2, 2, 3))):
        p = m.person("shared_cookie")
        at = m.life(p, day + timedelta(days=3 * k), m.n(4))
        m.tell(p, at, "web_visit", "site", ("cookie", cookie), name=None, tag="same_sitting")
        full, phone = f"{p.given[0].title()} {p.family[0].title()}", ("phone", m.wrote(p.phone))
        m.tell(p, at + timedelta(minutes=12), "web_form", "site", ("cookie", cookie), phone, name=full)


def _junk(m: _Maker) -> None:
    p = m.person("junk")
    at = m.life(p, m.day(), m.n(4))
    source, lead = m.portal()
    nobody = m.rng.choice(("noreply@portal.example", "test@test.com", "na@na.com"))
    m.tell(p, at, "portal", source, lead, ("phone", p.phone), ("email", nobody))


def _lookalike(m: _Maker) -> None:
    first = m.person("lookalike")
    for p in (first, m.person("lookalike")):
        p.given, p.family, p.woman, p.city = first.given, first.family, first.woman, first.city
        m.life(p, m.day(), m.n(5))


def _masked(m: _Maker) -> None:
    p = m.person("masked")
    at = m.life(p, m.day(), m.n(5))
    m.tell(p, at, "web_form", "site", ("phone", p.phone), ("email", p.email))
    source, lead = m.portal()
    m.tell(p, at + timedelta(days=2), "portal", source, lead, ("phone", m.phone()), ("email", p.email))


def _typo(m: _Maker) -> None:
    p = m.person("typo")
    at = m.life(p, m.day(), m.n(5))
    m.tell(p, at, "web_form", "site", ("phone", p.phone), ("email", p.email))
    wrong = p.phone[:6] + str((int(p.phone[6]) + 1) % 10) + p.phone[7:]
    m.tell(p, at + timedelta(days=1), "web_form", "site", ("phone", wrong), ("email", p.email))


def _forwarded(m: _Maker) -> None:
    click, day = f"gclid{m.rng.getrandbits(60):x}", m.day()
    for _ in range(2):
        p = m.person("forwarded")
        m.tell(p, day, "ad_form", "google-ads", ("ad_click_id", click), ("phone", m.wrote(p.phone)))
        m.life(p, day, m.n(4))


_SITUATIONS: dict[Callable[[_Maker], None], float] = {
    _plain: 0.5, _family: 0.09, _recycled: 0.05, _bridge: 0.11, _changed: 0.05, _broker: 0.012, _cookie: 0.04,
    _junk: 0.05, _lookalike: 0.02, _masked: 0.03, _typo: 0.03, _forwarded: 0.018,
}  # fmt: skip


def make(seed: int, size: int, careless: float = 0.25) -> World:
    """A stream of some `size` events. `careless`: how often a name is written in another of its spellings."""
    m = _Maker(seed, careless)
    tilt = {s: w * m.rng.uniform(0.5, 1.6) for s, w in _SITUATIONS.items()}
    while len(m.told) < size:
        m.rng.choices(list(tilt), list(tilt.values()))[0](m)
    events, gold, tags = [], {}, {}
    for n, (_, _, event, person, told) in enumerate(sorted(m.told, key=lambda t: (t[0], t[1]))):
        events.append({"id": f"w{n:06}", **event})
        gold[f"w{n:06}"], tags[f"w{n:06}"] = person, told
    return World(events, gold, tags)


def scores(
    gold: dict[str, str], told: dict[str, str], tags: dict[str, set[str]]
) -> Iterator[tuple[str, int, float, float]]:
    """Situation, its events, B3 precision and recall; "all" first."""
    people: dict[str, set[str]] = {}
    buyers: dict[str, set[str]] = {}
    for event, person in gold.items():
        people.setdefault(person, set()).add(event)
        buyers.setdefault(told[event], set()).add(event)
    for tag in ("all", *sorted({t for some in tags.values() for t in some})):
        mine = [e for e in gold if tag == "all" or tag in tags[e]]
        both = {e: len(people[gold[e]] & buyers[told[e]]) for e in mine}
        precision = sum(both[e] / len(buyers[told[e]]) for e in mine) / len(mine)
        recall = sum(both[e] / len(people[gold[e]]) for e in mine) / len(mine)
        yield tag, len(mine), precision, recall


def pairwise(gold: dict[str, str], told: dict[str, str]) -> float:
    """F1 of pairs of events that are one person's."""

    def pairs(groups: Iterator[tuple[str, ...]]) -> int:
        sizes: dict[tuple[str, ...], int] = {}
        for group in groups:
            sizes[group] = sizes.get(group, 0) + 1
        return sum(n * (n - 1) // 2 for n in sizes.values())

    right = pairs((gold[e], told[e]) for e in gold)
    return 2 * right / (pairs((p,) for p in gold.values()) + pairs((told[e],) for e in gold))
