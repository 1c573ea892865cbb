"""Events through identifiers that are generic by then: a broker's phone with many leads, a kiosk's cookie.

They bind nobody, so an event through them should cost what an unrelated one costs, however many came before.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, islice, product

from engine import remember
from engine.clock import utc_now
from engine.model.event import Event, GivenIdentifier, Profile
from engine.store.session import Store
from graph_schema.vocabulary import Channel, Direction, Kind
from tests.bench.house import House
from tests.bench.ingest import BEGIN, fill

SIZES = (100, 300)
"""Leads before: each a holding of its own (up to `crowd_at`), and a crowd."""
CALLS = 24
GIVEN = (
    "Aarav", "Bhavna", "Chetan", "Deepika", "Eshan", "Farah", "Gaurav", "Harini", "Irfan", "Jyoti",
    "Kabir", "Lakshmi", "Manish", "Nandini", "Omkar", "Pooja", "Qadir", "Rekha", "Sanjay", "Tanvi",
)  # fmt: skip
FAMILY = (
    "Sharma", "Iyer", "Khan", "Banerjee", "Patel", "Reddy", "Nair", "Chauhan", "Kulkarni", "Gowda",
    "Mehta", "Pillai", "Singh", "Dutta", "Joshi", "Menon", "Rathore", "Saxena", "Thakur", "Yadav",
)  # fmt: skip
PHONE = GivenIdentifier("phone", "+919811000001")
COOKIE = GivenIdentifier("cookie", "kiosk-1")

Make = Callable[[int], Event]


async def hub(house: House) -> None:
    """A new lead, a repeat of an earlier one, the same with another address, no name: each beside unrelated events."""
    for size in SIZES:
        for shared, through in ((PHONE, "a broker's phone"), (COOKIE, "a kiosk's cookie")):
            async with house.tenant() as store:
                await fill(store, (_lead(n, shared) for n in range(size)))
                await fill(store, (_lead(10_000 + n) for n in range(200)))
                await house.plan_anew()
                others = count(30_000)
                for what, make in _told(shared):
                    await _row(house, store, f"{what}, {size} leads through {through}", make, others)


def _told(shared: GivenIdentifier) -> Iterator[tuple[str, Make]]:
    yield "a new lead", lambda n: _lead(20_000 + n, shared)
    yield "a repeat", lambda n: _lead(7 + n % 50, shared, ref=f"again-{n}", later=n + 1)
    yield (
        "a repeat with another address",
        lambda n: _lead(60 + n % 40, shared, _mail(f"other{n}"), ref=f"other-{n}", later=n + 1_000),
    )
    yield "no name and no more", lambda n: _event(f"nameless-{n}", (shared,), None, n + 2_000)


async def _row(house: House, store: Store, what: str, make: Make, others: Iterator[int]) -> None:
    numbers = count()

    async def unrelated() -> None:
        await remember.record(store, _lead(next(others)), received_at=utc_now())

    async def event() -> None:
        await remember.record(store, make(next(numbers)), received_at=utc_now())

    await house.meter.alone(unrelated, calls=8)
    await house.meter.alone(event, calls=4)
    below, above = await house.meter.in_turns(unrelated, event, calls=house.scale(CALLS), base_calls=house.scale(CALLS))
    house.table.add(what, above, base=("an unrelated event", below))


def _lead(n: int, *shared: GivenIdentifier, ref: str = "", later: int = 0) -> Event:
    names = islice(product(FAMILY, GIVEN), n % (len(FAMILY) * len(GIVEN)), None)
    family, given = next(names)
    return _event(ref or f"lead-{n}", (*shared, _mail(f"lead{n}")), f"{given} {family}", later or n - 100_000)


def _mail(name: str) -> GivenIdentifier:
    return GivenIdentifier("email", f"{name}@example.in")


def _event(ref: str, identifiers: tuple[GivenIdentifier, ...], name: str | None, minute: int) -> Event:
    at = BEGIN + timedelta(minutes=minute)
    return Event(
        ref, "bench-forms", Channel.WEB_FORM, Kind.FORM, Direction.INBOUND, at, identifiers, profile=Profile(name=name)
    )
