"""What says little of a person: what somebody carries and what comes nameless, with a number alone."""

from datetime import timedelta

import pytest

from engine.identity.resolve import Derived, derive
from engine.identity.rules import default_rules, rules_for
from engine.model.identity import Observation
from engine.model.tenant import KindRule, Settings
from tests.unit.identity.build import key, resolve, same, seen

RULES = default_rules()
P, Q = "phone:+919839012345", "phone:+919839054321"
E, F = "email:meera@gmail.com", "email:lata@gmail.com"


def test_what_is_carried_expires() -> None:
    """A browser that came back within its time is still hers; after it nobody's, and then whose it is seen with."""
    k = "cookie:k1"
    named, soon, late = seen("form", k, E, name="Meera Sharma"), seen("visit", k, day=170), seen("visit", k, day=360)
    again = seen("form", k, F, name="Lata Verma", day=361)
    derived = resolve(named, soon, late, again)
    buyer_of, from_of = derived.partition.buyer_of, derived.from_of
    mine = [buyer_of[from_of[some[0].interaction_id]] for some in (named, soon, late, again)]
    assert mine[0] == mine[1] != mine[2] == mine[3]
    first, second = sorted((c.holding for c in derived.cuts if c.holding.key == key(k)), key=lambda h: h.first_at)
    assert first.valid_to == soon[0].at + timedelta(days=180)
    assert (second.valid_from, second.valid_to) == (late[0].at, again[0].at + timedelta(days=180))
    assert derived.partition.shares == frozenset()


@pytest.mark.parametrize("kind", ["cookie", "device_id", "ad_click_id"])
def test_it_expires_by_the_settings_of_its_kind(kind: str) -> None:
    given = KindRule(base_bits=RULES.of(kind).base_bits, expires_days=7)
    short = rules_for(Settings(identifier_kinds={kind: given}))
    events = [*seen("form", f"{kind}:k1", P, name="Meera Sharma"), *seen("visit", f"{kind}:k1", day=8)]
    for rules, held in ((RULES, 1), (short, 2)):
        derived = derive(events, (), rules)
        assert len([c for c in derived.cuts if c.holding.key.kind == kind]) == held
        assert len(set(derived.partition.buyer_of.values())) == held


def numbers(count: int) -> list[str]:
    return [f"phone:+9198390777{n:02d}" for n in range(count)]


def whose(derived: Derived, *events: list[Observation]) -> list[str]:
    return [derived.partition.buyer_of[derived.from_of[some[0].interaction_id]] for some in events]


def test_a_nameless_lead_id_binds_its_own_payload_alone() -> None:
    lead = "portal_lead_id@housing:L1"
    one, other = seen("portal", lead, P, E), seen("portal", lead, Q, day=1)
    again = seen("portal", lead, P, day=2)
    derived = resolve(one, other, again)
    assert not same(derived, P, Q)
    assert same(derived, P, E)
    first, second, third = whose(derived, one, other, again)
    assert first == third != second, "each payload is with its own number"
    named = resolve(seen("portal", lead, P, name="Meera Sharma"), seen("portal", lead, Q, name="Meera Sharma", day=1))
    assert same(named, P, Q), "one name"
    mixed = resolve(seen("portal", lead, P, name="Meera Sharma"), seen("portal", lead, Q, day=1))
    assert not same(mixed, P, Q)


@pytest.mark.parametrize("count", [3, 6, 25])
def test_a_mailbox_beside_ever_new_numbers_joins_none_of_them(count: int) -> None:
    forms = [seen("form", number, E, day=n) for n, number in enumerate(numbers(count))]
    derived = resolve(*forms)
    assert len({*whose(derived, *forms)}) == count, "each form is with its own number"
    later = seen("form", numbers(1)[0], E, day=40)
    derived = resolve(*forms, later)
    assert whose(derived, later) == whose(derived, forms[0])


def test_a_mailbox_of_two_numbers_is_one_persons() -> None:
    a, b, c = numbers(3)
    assert same(resolve(seen("form", a, E), seen("form", b, E, day=1)), a, b)
    together = resolve(seen("form", a, E), seen("form", b, E, day=1), seen("form", b, c, E, day=2))
    assert len(set(together.partition.buyer_of.values())) == 1, "two of three were seen together"
    named = resolve(*(seen("form", one, E, name="Meera Sharma", day=n) for n, one in enumerate((a, b, c))))
    assert len(set(named.partition.buyer_of.values())) == 1, "one name"
    record = resolve(*(seen("note", one, E, "crm_id:C1", day=n) for n, one in enumerate((a, b, c))))
    assert len(set(record.partition.buyer_of.values())) == 1, "one record"


def test_a_mailbox_with_an_owner_keeps_them() -> None:
    """Who is known by name stays; strangers' numbers beside the mailbox are not theirs."""
    own = seen("form", P, E, name="Meera Sharma")
    mail = seen("email", E, name="Meera Sharma", day=1)
    forms = [seen("form", number, E, day=2 + n) for n, number in enumerate(numbers(3))]
    derived = resolve(own, mail, *forms)
    assert len({*whose(derived, own, mail)}) == 1
    assert len({*whose(derived, own, *forms)}) == 4
