"""What happens to people in a made-up stream, one function a situation; their shares are as in the development stream.

`second_number`, `crm_twice`, `heard` and `forwarded` are not in that stream; they are rare here, for their own figures.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.unit.identity.world_people import TYPED, Maker, Person


def _plain(m: Maker) -> None:
    m.life(m.person("plain"), m.day(), m.n())


def _family(m: Maker) -> None:
    """The owner of a number, and others of the house who mostly write it into forms beside their own address."""
    first = m.person("family")
    others = [m.person("family", like=first) for _ in range(m.rng.choice((1,) * 9 + (2,)))]
    if len({p.given[0][:2] for p in (first, *others)}) < 1 + len(others):
        return
    day = m.day()
    m.life(first, day, m.n())
    for p in others:
        only = None if m.rng.random() < 0.15 else TYPED
        at = m.life(p, day + timedelta(days=m.rng.uniform(0, 60)), m.n(), phone=first.phone, only=only)
        if m.rng.random() < 0.3 and any(kind == "email" for kind, _ in p.linked):
            m.tell(p, at, "web_form", "site", ("phone", p.phone), ("email", p.email))
            m.life(p, at, m.n(6))


def _recycled(m: Maker) -> None:
    old, new = m.person("recycled"), m.person("recycled")
    end = m.life(old, m.day(), m.n(3))
    m.life(new, end + timedelta(days=m.rng.uniform(100, 320)), m.n(), phone=old.phone)


def _bridge(m: Maker) -> None:
    """A number and an address, joined by one form."""
    p = m.person("bridge")
    at = m.life(p, m.day(), m.n(6), with_email=False)
    for _ in range(m.n(4)):
        m.tell(p, at + timedelta(hours=m.rng.uniform(-90, 90)), "email", "inbox", ("email", p.email))
    later = at + timedelta(days=m.rng.uniform(2, 40))
    m.tell(p, later, "web_form", "site", ("phone", m.wrote(p.phone)), ("email", p.email), tag="bridge_event")


def _changed(m: Maker) -> None:
    """A new number, the same address or CRM record."""
    p = m.person("changed_wa")
    end = m.life(p, m.day(), m.n(8))
    m.tell(p, end, "web_form", "site", ("phone", m.wrote(p.phone)), ("email", p.email))
    p.phone = m.phone()
    at = end + timedelta(days=m.rng.uniform(5, 90))
    m.tell(p, at, "portal", *m.portal(), ("phone", m.wrote(p.phone)), ("email", p.email))
    m.life(p, at, m.n(8))


def _broker(m: Maker) -> None:
    """A broker sends leads under their own number, with what they know of them."""
    broker = m.person("broker")
    firm = f"{broker.family[0].title()} {m.rng.choice(('Realty', 'Estates', 'Associates'))}"
    day, trades = m.day(), m.rng.random() < 0.6
    m.life(broker, day, m.n(12))
    for _ in range(m.rng.randrange(7, 28)):
        lead = m.person("broker_lead")
        at = day + timedelta(days=m.rng.uniform(0, 200))
        _introduce(m, lead, at, broker)
        if m.rng.random() < 0.5:
            called = m.rng.choice((firm if trades else m.written(broker, "voice"), None, m.written(broker, "voice")))
            m.tell(broker, at + timedelta(hours=3), "voice", "ivr", ("phone", broker.phone), name=called)


def _introduce(m: Maker, lead: Person, at: datetime, broker: Person) -> None:
    """The broker's note, and the lead's own contacts after it; few notes tell nothing but a name."""
    rng = m.rng
    known = f"{rng.choice(lead.given).title()} {lead.family[0].title()}"
    mails, phones = rng.random() < 0.7, rng.random() < 0.6
    crm = lead.crm is not None and rng.random() < 0.2
    ids = [m.portal()[1]] * (rng.random() < 0.5) + [("crm_id", str(lead.crm))] * crm
    ids += [("phone", m.wrote(broker.phone))] + [("phone", m.wrote(lead.phone))] * phones
    ids += [("email", lead.email)] * mails
    tag = "broker_event" if mails or phones or crm else "name_only"
    m.tell(lead, at, "crm_note", "channel-partner", *ids, name=known, tag=tag)
    lead.alone |= {("email", lead.email)} if mails else set()
    lead.alone |= {("crm_id", str(lead.crm))} if crm else set()
    lead.alone -= {i for i in ids if phones}
    m.life(lead, at, m.n(12))


def _cookie(m: Maker) -> None:
    """One browser, several people, one after the other."""
    day, cookie = m.day(), f"cafe{m.rng.getrandbits(40):x}"
    for k in range(m.rng.choice((2,) * 9 + (3,))):
        p = m.person("shared_cookie")
        at = m.life(p, day + timedelta(days=3 * k), m.n())
        for _ in range(m.n(4)):
            at += timedelta(days=m.rng.uniform(0.5, 9))
            if m.rng.random() < 0.4:
                m.tell(p, at, "web_visit", "site", ("cookie", cookie), tag="same_sitting")
            full, phone = f"{p.given[0].title()} {p.family[0].title()}", ("phone", m.wrote(p.phone))
            m.tell(p, at + timedelta(minutes=12), "web_form", "site", ("cookie", cookie), phone, name=full)


def _junk(m: Maker) -> None:
    """Nobody's address, or nobody's number, in a form."""
    p = m.person("junk")
    at = m.life(p, m.day(), m.n())
    source, lead = m.portal()
    if m.rng.random() < 0.5:
        nobody = m.rng.choice(("noreply@portal.example", "test@test.com", "na@na.com"))
        m.tell(p, at, "portal", source, lead, ("phone", p.phone), ("email", nobody))
        return
    m.tell(p, at, "web_form", "site", ("phone", m.wrote(p.phone)), ("email", p.email))
    m.tell(p, at, "portal", source, lead, ("phone", m.rng.choice(("9999999999", "9876543210"))), ("email", p.email))


def _lookalike(m: Maker) -> None:
    """Two people of one name and city."""
    first = m.person("lookalike")
    for p in (first, m.person("lookalike")):
        p.given, p.family, p.woman, p.city = first.given, first.family, first.woman, first.city
        m.life(p, m.day(), m.n())


def _masked(m: Maker) -> None:
    """A portal puts a number of its own before the person's; it gives the same to somebody else later."""
    relay, day = m.phone(), m.day()
    for k in range(m.rng.choice((1, 2))):
        p = m.person("masked")
        at = m.life(p, day + timedelta(days=45 * k), m.n())
        m.tell(p, at, "web_form", "site", ("phone", p.phone), ("email", p.email))
        source, lead = m.portal()
        m.tell(p, at + timedelta(days=2), "portal", source, lead, ("phone", relay), ("email", p.email))


def _typo(m: Maker) -> None:
    """A slip in the number beside the right address, or in the address beside the right number."""
    p = m.person("typo")
    at = m.life(p, m.day(), m.n())
    m.tell(p, at, "web_form", "site", ("phone", p.phone), ("email", p.email))
    wrong = p.phone[:6] + str((int(p.phone[6]) + 1) % 10) + p.phone[7:]
    given = m.rng.choice(((wrong, p.email), (p.phone, p.email[:-1])))
    m.tell(p, at + timedelta(days=1), "web_form", "site", ("phone", given[0]), ("email", given[1]))


def _forwarded(m: Maker) -> None:
    """Two people come by one advertisement's link."""
    click, day = f"gclid{m.rng.getrandbits(60):x}", m.day()
    for _ in range(2):
        p = m.person("forwarded")
        m.tell(p, day, "ad_form", "google-ads", ("ad_click_id", click), ("phone", m.wrote(p.phone)))
        m.life(p, day, m.n())


def _second_number(m: Maker) -> None:
    """Two numbers and nothing else in common; half of them once say both in one form."""
    p = m.person("second_number")
    at = m.life(p, m.day(), m.n(6), with_email=False, only=frozenset({"wa", "call", "form", "portal"}))
    first, p.phone = p.phone, m.phone()
    at = m.life(p, at, m.n(6), with_email=False, only=frozenset({"wa", "call", "form", "portal"}))
    if m.rng.random() < 0.5:
        m.tell(p, at, "web_form", "site", ("phone", m.wrote(p.phone)), ("phone", m.wrote(first)))


def _crm_twice(m: Maker) -> None:
    """Two CRM records of one person, with the same number."""
    p = m.person("crm_twice")
    p.crm = f"CRM-{m.count}1"
    at = m.life(p, m.day(), m.n(8))
    m.tell(p, at, "crm_note", "crm", ("crm_id", p.crm), ("phone", m.wrote(p.phone)))
    p.crm = f"CRM-{m.count}2"
    m.tell(p, at, "crm_note", "crm", ("crm_id", p.crm), ("phone", m.wrote(p.phone)))
    m.life(p, at, m.n(8))


def _heard(m: Maker) -> None:
    """Somebody says a number in a call: their other one, or a friend's."""
    p, friend = m.person("heard"), m.person("heard")
    at = m.life(p, m.day(), m.n())
    own = m.rng.random() < 0.5
    said = m.phone() if own else friend.phone
    name = f"{p.given[0].title()} {p.family[0].title()}"
    m.tell(p, at, "voice", "ivr", ("phone", m.wrote(p.phone)), ("phone", said), name=name)
    m.life(friend, at, m.n())
    if own:
        m.life(p, at, m.n(4), phone=said)


SITUATIONS: dict[Callable[[Maker], None], float] = {
    _plain: 0.58, _family: 0.047, _recycled: 0.019, _bridge: 0.107, _changed: 0.034, _broker: 0.0075, _cookie: 0.023,
    _junk: 0.06, _lookalike: 0.0045, _masked: 0.025, _typo: 0.008, _forwarded: 0.004, _second_number: 0.003,
    _crm_twice: 0.002, _heard: 0.003,
}  # fmt: skip
TAGS = frozenset({
    "plain", "family", "recycled", "bridge", "changed_wa", "broker", "broker_lead", "shared_cookie", "junk",
    "lookalike", "masked", "typo", "forwarded", "second_number", "crm_twice", "heard",
})  # fmt: skip
"""The situation of a person, as their events are tagged."""
