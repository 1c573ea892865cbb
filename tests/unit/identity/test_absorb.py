"""`absorb` is `cut` without the observations: whatever it answers is what a cut of all of them gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.identity.absorb import absorb
from engine.identity.holdings import cut
from engine.identity.rules import IdentityRules, default_rules
from engine.identity.weights import with_hearsay
from engine.model.identity import IdentifierKey, Observation
from tests.unit.identity.streams import BROKER, KEYS, KIOSK, few, flat, interactions, observed, streams, through

RULES = default_rules()
MANY = settings(max_examples=max(300, settings().max_examples), deadline=None)


def check(observations: list[Observation], rules: IdentityRules = RULES) -> tuple[int, int]:
    """Adds one after the other; returns how many were tried and how many absorbed."""
    tried = absorbed = 0
    for n in range(1, len(observations)):
        before = [c.holding for c in cut(observations[:n], rules)]
        after = {c.holding.id: c.holding for c in cut(observations[: n + 1], rules)}
        found = absorb(before, observations[n], rules)
        tried += 1
        if found is not None:
            absorbed += 1
            expected = {h.id: h for h in before} | {found.id: found}
            assert after == expected
    return tried, absorbed


@MANY
@given(streams(max_size=12))
def test_any_order_of_times(events: list[list[Observation]]) -> None:
    for key in KEYS:
        check([o for some in events for o in with_hearsay(some) if o.key == key])


@MANY
@given(st.lists(interactions(KEYS[:1], changes=False), min_size=2, max_size=14))
def test_in_order_of_time(told: list[tuple[object, ...]]) -> None:
    told = sorted(told, key=lambda one: one[0])  # type: ignore[arg-type, return-value]
    check(flat([observed(n, one) for n, one in enumerate(told)]))


@MANY
@given(st.sampled_from([BROKER, KIOSK]).flatmap(through))
def test_through_a_generic_identifier(events: list[list[Observation]]) -> None:
    """A broker's phone, a kiosk's cookie: people who come one after the other, and who acts from it."""
    for key in (BROKER, KIOSK):
        check([o for some in events for o in with_hearsay(some) if o.key == key], few(RULES))


def test_a_logged_before_is_not_absorbed() -> None:
    """Ids follow the log: what was recorded earlier but processed later may name the holding."""
    later = observed(0, (0, (*_WHATSAPP,), (KEYS[0],), None, False), logged=9)
    earlier = observed(1, (1, (*_WHATSAPP,), (KEYS[0],), None, False), logged=1)
    assert absorb([c.holding for c in cut(later, RULES)], earlier[0], RULES) is None


_WHATSAPP = ("whatsapp", "message", "inbound", None)


def test_most_ordinary_events_need_no_reading() -> None:
    """One person in order of time, with a nameless call between: everything is absorbed but a first sight."""
    key = IdentifierKey("phone", "", "+919839012345")
    from tests.unit.identity.streams import KINDS

    told = [(h, KINDS[h % 2], (key,), [None, "Meera Sharma", "meera", "M Sharma"][h % 4], False) for h in range(40)]
    tried, absorbed = check(flat([observed(n, one) for n, one in enumerate(told)]))
    assert absorbed == tried
