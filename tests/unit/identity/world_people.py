"""The people of a made-up stream and what is told of them: how they are named, and what their contacts look like.

Names come from the name tables and, one in four, out of syllables that no table knows. How often a channel gives a
name, and in what form, which identifiers come together and how far apart in time are as in the development stream.
"""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.clock import parse_time
from engine.identity import names
from engine.identity.names.tables import COMPANY_WORDS

_TABLES = [
    tomllib.loads((Path(names.__file__).parent / file).read_text(encoding="utf-8"))
    for file in ("names.toml", "more_names.toml")
]
_ROWS = {t: [row.split() for table in _TABLES for row in table[t]] for t in ("men", "women", "surnames")}
_SYLLABLES = tuple("ra ve shi mo ka ni tu bha jo lee do pra su gi ya wa the cho".split())  # noqa: SIM905 - easier to read
_ENDS = {"men": ("jit", "ndra", "resh", "van", "mik"), "women": ("tika", "lina", "shri", "vani", "mala"),
         "surnames": ("kar", "wal", "pati", "nkar", "gude")}  # fmt: skip
_CARELESS = (("ee", "i"), ("i", "ee"), ("w", "v"), ("v", "w"), ("sh", "s"), ("th", "t"), ("aa", "a"), ("oo", "u"))
_CITIES = ("Surat", "Kochi", "Nagpur", "Indore", "Guwahati", "Mysuru", "Madurai", "Ludhiana", "Raipur", "Vizag")
_PORTALS = {"99acres": "99A", "housing": "HSG", "magicbricks": "MB", "nobroker": "NB"}
_CONTACTS = {"wa": 24, "call": 18, "form": 9, "portal": 16, "mail": 7, "crm": 26, "visit": 12, "ad": 1, "app": 1.4}
TYPED = frozenset({"form", "portal", "crm", "mail"})
"""The contacts of somebody who writes another's number into forms but never calls from it."""
_START = parse_time("2024-01-03T09:00:00+05:30")
_PLACEHOLDERS = ("Customer", "WhatsApp User", "Lead", "Unknown", "test", "NA", "Website Lead", "🙏", ".")
# Of 100 names that a channel gives: none, placeholder, initials, given name, given with initial, titled, title and
# family name, family name first, slip of the hand; the rest is the full name.
_FORMS = {
    "whatsapp": (5, 2, 13, 32, 2, 1, 0, 1, 0), "voice": (47, 0, 0, 19, 0, 0, 0, 0, 0),
    "web_form": (0.5, 0.5, 0.5, 7, 5, 0, 0, 1, 1.5), "portal": (0.5, 0.5, 0.5, 10, 5, 0, 0, 1, 1.5),
    "ad_form": (0.5, 0.5, 0.5, 8, 5, 0, 0, 1, 1.5), "crm_note": (0.5, 0, 0, 5, 4, 7, 4, 2, 0.5),
    "email": (5, 1, 0, 9, 3, 0, 0, 1, 0),
}  # fmt: skip
_WITH_CITY = {"web_form": 0.5, "portal": 0.5, "ad_form": 0.5, "crm_note": 0.5}


@dataclass
class Person:
    """Somebody and what they own."""

    id: str
    given: list[str]
    family: list[str]
    woman: bool
    city: str
    phone: str
    email: str
    crm: str | None
    mark: int
    """What their browser and telephone are known by."""
    tags: set[str] = field(default_factory=set)
    alone: set[tuple[str, str]] = field(default_factory=set)
    """What came without anything else; `linked`: what was told together with the number."""
    linked: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Told:
    """One event with its truth."""

    seen: datetime
    at: datetime
    event: dict[str, Any]
    person: str
    tags: set[str]


class Maker:
    """Draws people and tells of them; the same seed draws the same."""

    def __init__(self, seed: int, careless: float, strange: float) -> None:
        self.rng = random.Random(seed)
        self.careless, self.strange = careless, strange
        self.told: list[Told] = []
        self.count = 0

    def person(self, *tags: str, like: Person | None = None) -> Person:
        """Somebody new; `like`: of the same house."""
        rng, self.count = self.rng, self.count + 1
        woman = rng.random() < 0.45
        given = self._name("women" if woman else "men")
        family = like.family if like and rng.random() < 0.7 else self._name("surnames")
        crm = f"CRM-{rng.randrange(10**5, 10**6)}{self.count}" if rng.random() < 0.6 else None
        box = f"{given[0]}{rng.choice(('.', '_', ''))}{rng.choice((family[0], ''))}{self.count}"
        email = f"{box}@{rng.choice(('gmail.com', 'yahoo.in', 'rediffmail.com'))}"
        city = like.city if like else rng.choice(_CITIES)
        mark = rng.getrandbits(48)
        return Person(f"p{self.count}", given, family, woman, city, self.phone(), email, crm, mark, set(tags))

    def phone(self) -> str:
        """A number that nobody has yet."""
        return f"{self.rng.choice('6789')}{self.rng.randrange(10**8, 10**9)}"

    def _name(self, table: str) -> list[str]:
        """A name in the spellings it has."""
        if self.rng.random() >= self.strange:
            return [s for s in self.rng.choice(_ROWS[table]) if len(s) > 2] or ["Mani"]
        stem = "".join(self.rng.choice(_SYLLABLES) for _ in range(self.rng.choice((1, 2))))
        made = stem + self.rng.choice(_ENDS[table])
        if made in COMPANY_WORDS:  # Bhavan, Bhandar: a house, a store
            return self._name(table)
        return list(dict.fromkeys([made, *(made.replace(a, b, 1) for a, b in self.rng.sample(_CARELESS, 3))]))

    def written(self, p: Person, channel: str) -> str | None:
        """The name as this channel has it this time."""
        rng = self.rng
        given, family = p.given[0], p.family[0]
        if rng.random() < self.careless:
            given, family = rng.choice(p.given), rng.choice(p.family)
        given, family = given.title(), family.title()
        title = rng.choice(("Mrs. ", "Ms ", "Smt ") if p.woman else ("Mr. ", "Shri ", "Mr "))
        full = f"{given} {family}"
        weights = _FORMS[channel]
        forms = (
            None, rng.choice(_PLACEHOLDERS), f"{given[0]} {family[0]}", rng.choice((given, given, f"{given} 🌿")),
            rng.choice((f"{given} {family[0]}", f"{given[0]}. {family}")), f"{title}{full}", f"{title}{family}",
            f"{family} {given}", self._slip(full), rng.choice((full,) * 5 + (full.upper(), full.lower())),
        )  # fmt: skip
        return rng.choices(forms, (*weights, 100 - sum(weights)))[0]

    def _slip(self, name: str) -> str:
        """Two neighbouring characters change places, be one a space."""
        i = self.rng.randrange(1, len(name) - 2)
        return name[:i] + name[i + 1] + name[i] + name[i + 2 :]

    def tell(
        self, p: Person, at: datetime, channel: str, source: str, *ids: tuple[str, str],
        name: str | None = "", tag: str = "",
    ) -> None:  # fmt: skip
        """One event of somebody; `name` replaces the one that the channel would give."""
        profile: dict[str, str | None] = {}
        if channel in _FORMS:
            profile["name"] = self.written(p, channel) if name == "" else name
        if self.rng.random() < _WITH_CITY.get(channel, 0.0):
            profile["city"] = p.city
        event = {"at": at.isoformat(), "channel": channel, "source": source,
                 "identifiers": [{"kind": k, "value": v} for k, v in ids],
                 "profile": {k: v for k, v in profile.items() if v}}  # fmt: skip
        tags = {*p.tags} | ({tag} if tag else set())
        late = self.rng.random() < 0.1
        seen = at + timedelta(days=self.rng.uniform(0.1, 20)) if late else at
        self.told.append(Told(seen, at, event, p.id, tags | ({"late"} if late else set())))
        if self.rng.random() < 0.03:
            self.told.append(Told(seen, at, event, p.id, tags | {"dup"}))

    def wrote(self, number: str) -> str:
        """A number as people write it."""
        ways = (number, f"0{number}", f"+91{number}", f"+91-{number[:5]}-{number[5:]}", f"{number[:5]} {number[5:]}")
        return self.rng.choice(ways)

    def portal(self) -> tuple[str, tuple[str, str]]:
        """A portal and a lead id of it."""
        name = self.rng.choice(sorted(_PORTALS))
        return name, ("portal_lead_id", f"{_PORTALS[name]}{self.rng.randrange(10**8)}")

    def life(
        self, p: Person, start: datetime, n: int, *, phone: str | None = None, with_email: bool = True,
        only: frozenset[str] | None = None,
    ) -> datetime:  # fmt: skip
        """n plain contacts of a person, from a day on; the last one's time."""
        skipped = {"crm" if p.crm is None else "", "mail" if not with_email else ""}
        contacts = {c: w for c, w in _CONTACTS.items() if c not in skipped and (only is None or c in only)}
        kinds = self.rng.choices(list(contacts), list(contacts.values()), k=n)
        at = start
        for kind in kinds:
            at += timedelta(hours=self.rng.choice((self.rng.uniform(0.2, 20), self.rng.uniform(24, 380))))
            self._contact(p, at, kind, phone or p.phone, with_email)
        return self._link(p, at, phone or p.phone)

    def _link(self, p: Person, at: datetime, number: str) -> datetime:
        """What only came alone is told once together with the number, so that it can be known."""
        for loose in sorted(p.alone - p.linked):
            at += timedelta(hours=self.rng.uniform(0.2, 48))
            where = {"crm_id": ("crm_note", "crm"), "device_id": ("app", "app")}.get(loose[0], ("web_form", "site"))
            self._linked(p, at, *where, loose, ("phone", self.wrote(number)))
        return at

    def _contact(self, p: Person, at: datetime, kind: str, number: str, with_email: bool) -> None:
        rng = self.rng
        tel, mail = ("phone", self.wrote(number)), ("email", p.email)
        cookie, device = ("cookie", f"ck{p.mark:x}"), ("device_id", f"and-{p.mark:x}")
        mails = (mail,) * (with_email and rng.random() < 0.5)
        match kind:
            case "wa":
                self.tell(p, at, "whatsapp", "wa-cloud", ("whatsapp", f"91{number}"))
            case "call":
                self.tell(p, at, "voice", "ivr", tel)
            case "form":
                self._linked(p, at, "web_form", rng.choice(("site", "landing-page")), tel, *mails)
            case "portal":
                source, lead = self.portal()
                self._linked(p, at, "portal", source, lead, tel, *mails)
            case "mail" if rng.random() < 0.15:
                self._linked(p, at, "email", "inbox", mail, tel)
            case "mail":
                self._alone(p, at, "email", "inbox", mail)
            case "crm" if rng.random() < 0.15:
                self._alone(p, at, "crm_note", "crm", ("crm_id", str(p.crm)))
            case "crm":
                self._linked(p, at, "crm_note", "crm", ("crm_id", str(p.crm)), tel, *mails)
            case "visit" if rng.random() < 0.45:
                self._alone(p, at, "web_visit", "site", cookie)
            case "visit":
                self._linked(p, at, "web_form", "site", cookie, tel, *mails)
            case "ad":
                self.tell(p, at, "ad_form", "meta-lead-ads", ("ad_click_id", f"fb{rng.getrandbits(60):x}"), tel)
            case "app":
                with_number = rng.random() < 0.65
                (self._linked if with_number else self._alone)(p, at, "app", "app", device, *((tel,) * with_number))

    def _alone(self, p: Person, at: datetime, channel: str, source: str, given: tuple[str, str]) -> None:
        self.tell(p, at, channel, source, given)
        p.alone.add(given)

    def _linked(self, p: Person, at: datetime, channel: str, source: str, *ids: tuple[str, str]) -> None:
        self.tell(p, at, channel, source, *ids)
        p.linked.update(ids)

    def day(self) -> datetime:
        """A day on which a story begins."""
        return _START + timedelta(days=self.rng.uniform(0, 700))

    def n(self, most: int = 19) -> int:
        """How many contacts somebody has."""
        return 1 + min(most, int(self.rng.expovariate(0.29)))
