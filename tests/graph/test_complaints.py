"""What users of other systems complain about most when people are merged or kept apart: one regression a complaint."""

from engine import recall
from engine.judge import Side, judge, retract
from engine.model.event import Event, GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store import configuration
from engine.store import tenants as tenant_store
from engine.store.session import Graph, Store
from graph_schema.vocabulary import Verdict
from tests.graph.makers import EMAIL, PHONE, ask, assert_verified, at, event, work_off

NOW = at("2026-10-01T00:00:00Z")


async def told(store: Store, *events: Event) -> list[str | None]:
    buyers = [(await record(store, one, received_at=NOW)).buyer_id for one in events]
    await work_off(store)
    await assert_verified(store)
    return buyers


async def buyers(store: Store) -> int:
    (row,) = await ask(store, "MATCH (b:Buyer {tenant_id: $t}) RETURN count(b) AS n")
    return int(row["n"])


async def brief(store: Store, kind: str, value: str) -> dict[str, object]:
    return (await recall.brief(store, BriefAsk(GivenIdentifier(kind, value)), now=NOW)).brief


async def test_1_a_merge_keeps_all_history_and_relations(store: Store) -> None:
    await told(
        store,
        event("m1", "2026-05-01T10:00:00Z", {"phone": PHONE}, text="3BHK chahiye, 65 lakh tak"),
        event("m2", "2026-05-02T10:00:00Z", {"email": EMAIL}, channel="email", text="Need it before October 2026"),
        event("m3", "2026-05-03T10:00:00Z", {"phone": PHONE}, text="Parking ki tension hai"),
    )
    await told(
        store, event("f", "2026-05-04T10:00:00Z", {"phone": PHONE, "email": EMAIL}, channel="web_form", kind="form")
    )
    merged = await brief(store, "phone", PHONE)
    assert set(merged["facts"]) >= {"budget", "products", "timeline"}
    assert [o["category"] for o in merged["objections"]] == ["parking"]
    assert len(merged["recent"]) == 4


async def test_2_two_numbers_of_one_person_are_one_buyer(store: Store) -> None:
    second = "+919811098765"
    await told(
        store,
        event("a", "2026-05-01T10:00:00Z", {"whatsapp": PHONE[1:]}, text="3BHK", name="Meera Kapoor"),
        event("b", "2026-05-02T10:00:00Z", {"whatsapp": second[1:]}, text="ready to move chahiye", name="Meera Kapoor"),
        event("c", "2026-05-03T10:00:00Z", {"phone": PHONE, "crm_id": "C9"}, channel="crm", kind="update"),
        event("d", "2026-05-04T10:00:00Z", {"phone": second, "crm_id": "C9"}, channel="crm", kind="update"),
    )
    assert (await brief(store, "phone", PHONE))["buyer_id"] == (await brief(store, "phone", second))["buyer_id"]


async def test_3_a_shared_device_or_a_namesake_merges_nobody(store: Store) -> None:
    other = "+919811098765"
    one, two, *_ = await told(
        store,
        event("a", "2026-05-01T10:00:00Z", {"phone": PHONE, "cookie": "k1"}, channel="web_form", name="Ravi Kumar"),
        event("b", "2026-05-02T10:00:00Z", {"phone": other, "cookie": "k1"}, channel="web_form", name="Sunita Rao"),
        event("c", "2026-05-03T10:00:00Z", {"phone": "+919900011223"}, name="Ravi Kumar"),
    )
    assert one != two
    assert await buyers(store) == 3


async def test_4_a_merge_can_be_undone_and_each_side_gets_its_own_back(store: Store) -> None:
    mine, theirs = await told(
        store,
        event("a", "2026-05-01T10:00:00Z", {"phone": PHONE}, text="budget 65 lakh hai"),
        event("b", "2026-05-02T10:00:00Z", {"email": EMAIL}, channel="email", text="We need a villa"),
    )
    sides = Side(GivenIdentifier("phone", PHONE)), Side(GivenIdentifier("email", EMAIL))
    effect = await judge(store, *sides, Verdict.SAME, by="rep-7", reason="same visit")
    await work_off(store)
    assert effect.merged == ((mine, (theirs,)),)
    assert await buyers(store) == 1
    undone = await retract(store, effect.judgement_id, by="rep-7")
    await work_off(store)
    await assert_verified(store)
    assert undone.restored == (theirs,)
    assert not (await brief(store, "phone", PHONE))["facts"]["products"]
    assert "budget" not in (await brief(store, "email", EMAIL))["facts"]


async def test_5_spellings_of_one_number_or_mailbox_are_one_identifier(store: Store) -> None:
    written = ["098390 12345", "+91-98390-12345", "(+91) 9839012345", "0091 98390 12345", "9839012345"]
    events = [event(f"p{n}", f"2026-05-0{n + 1}T10:00:00Z", {"phone": p}) for n, p in enumerate(written)]
    events.append(event("w", "2026-05-08T10:00:00Z", {"whatsapp": "919839012345"}))
    assert len(set(await told(store, *events))) == 1
    mails = ["Rahul.S@GMAIL.com", "rahuls@gmail.com", "rahul.s+flat@googlemail.com"]
    events = [event(f"e{n}", f"2026-05-0{n + 1}T11:00:00Z", {"email": m}, channel="email") for n, m in enumerate(mails)]
    assert len(set(await told(store, *events))) == 1
    assert await buyers(store) == 2


async def test_5_a_number_of_brazil_argentina_or_mexico_is_one_with_and_without_its_extra_digit(store: Store) -> None:
    pairs = [
        ("551198765432", "+55 11 99876-5432"),
        ("5491123456789", "+541123456789"),
        ("5215512345678", "+525512345678"),
    ]
    for n, (wa_id, written) in enumerate(pairs):
        chat = event(f"w{n}", "2026-05-01T10:00:00Z", {"whatsapp": wa_id}, text="3BHK chahiye", verified=True)
        call = event(f"c{n}", "2026-05-02T10:00:00Z", {"phone": written}, channel="voice", kind="call", text="hello")
        assert len(set(await told(store, chat, call))) == 1
    assert await buyers(store) == len(pairs)


async def test_5_a_number_without_country_code_is_read_in_the_tenants_region(graph: Graph, store: Store) -> None:
    tenant = await tenant_store.create_tenant(graph, f"dubai {store.tenant_id}", now=NOW)
    dubai = graph.tenant(tenant.id)
    await configuration.save_settings(dubai, {"region": "AE", "time_zone": "Asia/Dubai"}, now=NOW)
    one = await record(dubai, event("a", "2026-05-01T10:00:00Z", {"phone": "050 123 4567"}), received_at=NOW)
    two = await record(dubai, event("b", "2026-05-02T10:00:00Z", {"phone": "+971501234567"}), received_at=NOW)
    assert one.buyer_id == two.buyer_id


async def test_6_whatsapp_users_without_a_phone_are_kept_and_joined_when_meta_says_so(store: Store) -> None:
    user = "IN.13491208655302741918"
    hidden, shown, later = await told(
        store,
        event("a", "2026-05-01T10:00:00Z", {"bsuid": user}, text="3BHK chahiye", verified=True),
        event("b", "2026-05-02T10:00:00Z", {"bsuid": user, "whatsapp": PHONE[1:]}, text="65 lakh tak", verified=True),
        event("c", "2026-05-03T10:00:00Z", {"phone": PHONE}, channel="voice", kind="call", text="need it by June"),
    )
    assert hidden == shown == later
    known = await brief(store, "bsuid", user)
    assert set(known["facts"]) >= {"products", "budget"}
    assert all(i["verified"] for i in known["identifiers"])
