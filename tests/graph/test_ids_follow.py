"""An id that was handed out keeps answering for whose observation made it, also when the number is everybody's."""

from datetime import timedelta

import pytest

from engine import explain, explore, judge, recall
from engine.clock import MICROSECOND, utc_now
from engine.model.event import GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.session import Store
from graph_schema.vocabulary import Verdict
from tests.graph.makers import assert_verified, at, event, work_off

START, NOW = at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")
BROKER = "9839012345"
LEADS = ["Asha Rao", "Bharat Jain", "Chirag Shah", "Deepa Nair", "Esha Sen", "Farah Khan", "Gopal Iyer", "Hema Reddy",
         "Imran Sheikh", "Jyoti Das", "Kiran Bose", "Lata Verma"]  # fmt: skip


async def lead(store: Store, n: int) -> str:
    when = START + timedelta(days=n)
    ids = {"phone": BROKER, "email": f"{LEADS[n].split()[0].lower()}@example.in"}
    told = event(f"l{n}", when.isoformat(), ids, channel="web_form", kind="form", name=LEADS[n], text="3BHK chahiye")
    recorded = await record(store, told, received_at=when)
    assert recorded.buyer_id is not None
    return recorded.buyer_id


async def test_an_id_made_by_a_number_that_turns_generic(store: Store) -> None:
    handed_out = [await lead(store, n) for n in range(len(LEADS))]
    await work_off(store)
    assert len(set(handed_out)) == len(LEADS)
    for n, buyer_id in enumerate(handed_out):
        brief = (await recall.brief(store, BriefAsk(buyer_id=buyer_id), now=NOW)).brief
        assert (brief["known"], brief["ambiguous"], brief["name"]) == (True, False, LEADS[n])
        assert [i["kind"] for i in brief["identifiers"] if not i["shared"]] == ["email"]
        assert [line["interaction_id"] for line in brief["recent"]]
        page, _ = await explore.timeline(store, buyer_id, channel=None, after=None, limit=10)
        assert len(page) == 1
        told = await explain.consists_of(store, buyer_id, now=NOW)
        assert told["buyer_id"] == brief["buyer_id"]
        then = utc_now()
        known = await recall.brief(store, BriefAsk(buyer_id=buyer_id, known_at=then), now=then)
        assert (known.brief["name"], known.brief["buyer_id"]) == (LEADS[n], brief["buyer_id"])
    await assert_verified(store)


async def test_a_judgement_by_such_an_id_is_about_the_person(store: Store) -> None:
    handed_out = [await lead(store, n) for n in range(len(LEADS))]
    await work_off(store)
    mail = GivenIdentifier("email", "second@example.in")
    other = event("m1", NOW.isoformat(), [("email", mail.value)], channel="email", text="hello")
    await record(store, other, received_at=NOW)
    done = await judge.judge(store, judge.Side(buyer_id=handed_out[0]), judge.Side(mail), Verdict.SAME,
                             by="rep-7", reason="told", now=NOW + MICROSECOND)  # fmt: skip
    assert done.merged
    await work_off(store)
    first = (await recall.brief(store, BriefAsk(buyer_id=handed_out[0]), now=NOW)).brief
    values = {i["value"] for i in first["identifiers"]}
    assert {"asha@example.in", "second@example.in"} <= values
    await assert_verified(store)


@pytest.mark.parametrize("count", [2, 4])
async def test_a_number_that_is_only_shared(store: Store, count: int) -> None:
    handed_out = [await lead(store, n) for n in range(count)]
    await work_off(store)
    for n, buyer_id in enumerate(handed_out):
        brief = (await recall.brief(store, BriefAsk(buyer_id=buyer_id), now=NOW)).brief
        assert (brief["ambiguous"], brief["name"], brief["buyer_id"]) == (False, LEADS[n], buyer_id)
