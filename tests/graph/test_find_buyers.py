"""Lists of buyers: found by words, names and numbers in the order of how they fit, and by flag, page by page."""

from engine import find
from engine.clock import utc_now
from engine.find import Wanted
from engine.store.session import Store
from tests.graph.makers import PHONE, assert_verified, event
from tests.graph.test_explore import DAY, FORM, SECOND, THIRD, names, told


async def paged(store: Store, wanted: Wanted, *, limit: int) -> list[str]:
    """All ids of a list, page by page."""
    ids: list[str] = []
    after = None
    while True:
        page, after = await find.buyers(store, wanted, after=after, limit=limit, now=utc_now())
        ids += [item["buyer_id"] for item in page]
        if after is None:
            return ids


async def test_buyers_are_found_by_their_concerns_and_people(store: Store) -> None:
    one, two, _ = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, text="3BHK chahiye, parking ki tension hai"),
        event("m2", DAY.format(2), {"phone": SECOND}, text="3BHK chahiye. My wife must agree before we finalise."),
        event("m3", DAY.format(3), {"phone": PHONE}, text="Budget 75 lakh, ready to move, need it by October 2026"),
    )
    assert await names(store, Wanted(q="parking")) == [one]
    assert await names(store, Wanted(q="3bhk parking")) == [one]
    for words in ("75 lakh", "budget 75", "October 2026", "ready to move"):
        assert await names(store, Wanted(q=words)) == [one], words
    assert await names(store, Wanted(q="wife")) == [two]
    assert set(await names(store, Wanted(q="3bhk"))) == {one, two}


async def test_who_is_called_so_comes_first_in_every_script(store: Store) -> None:
    """Names before numbers before words, page by page; one name however it is written."""
    wife = "My wife Meera must agree before we finalise."
    word, longer, devanagari, mira, number = await told(
        store,
        event("m1", DAY.format(2), {"phone": PHONE}, name="Anil Rao", text=wife),
        event("m2", DAY.format(2), {"phone": SECOND}, name="Meera Joshi", text="3BHK chahiye"),
        event("m3", DAY.format(2), {"phone": THIRD}, name="मीरा", text="3BHK chahiye"),
        event("m4", DAY.format(2), {"phone": "+919839000044"}, name="Mira", text="3BHK chahiye"),
        event("m5", DAY.format(2), {"phone": "+919839000055", "email": "meera@example.in"}, text="2BHK", **FORM),
    )
    first = sorted([devanagari, mira])
    for q in ("Meera", "मीरा", "meera "):
        found = await names(store, Wanted(q=q))
        assert found[:3] == [*first, longer], q
    assert await names(store, Wanted(q="meera")) == [*first, longer, number, word]
    assert await names(store, Wanted(q="मीरा जोशी")) == await names(store, Wanted(q="mira joshi")) == [longer]
    assert await names(store, Wanted(q="meera", flag="returning")) == []
    assert await paged(store, Wanted(q="meera"), limit=2) == [*first, longer, number, word]
    await assert_verified(store)


async def test_a_flag_of_few_is_found_page_by_page(store: Store) -> None:
    """A phone in two hands, among many: their briefs alone are composed, and pages follow without gap."""
    many = [event(f"m{n}", DAY.format(2), {"phone": f"+91983906{n:04d}"}, text="3BHK chahiye") for n in range(12)]
    pairs = [
        event(f"c{n}{side}", DAY.format(3), {"phone": f"+91983907{n:04d}", "crm_id": f"C{n}{side}"}, name=name, **FORM)
        for n in range(3)
        for side, name in (("a", "Meera Kapoor"), ("b", "Rahul Singh"))
    ]
    _, shared = await told(store, *many), await told(store, *pairs)
    found = await paged(store, Wanted(flag="shared_phone"), limit=4)
    assert found == sorted(shared)
    assert len(found) == 6
