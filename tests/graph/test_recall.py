"""How well recall finds what was said: questions of our own, each with the turns that answer it (tests/data/recall)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from engine.clock import parse_time, utc_now
from engine.model.event import Event, GivenIdentifier, GivenTurn
from engine.remember import record
from engine.search import Scope, search
from engine.store.session import Graph, Store
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker
from tests.graph.makers import indexed, searched, work_off

DATA = json.loads((Path(__file__).parents[1] / "data" / "recall" / "told.json").read_text("utf-8"))
NOW = parse_time(DATA["now"])
AT = 5
KINDS = {"voice": Kind.CALL}


@dataclass(frozen=True)
class Told:
    store: Store
    buyers: dict[str, str]
    names: dict[str, str]

    async def answers(self, asked: dict[str, object], reranker: object = None) -> list[str]:
        """The turns that a question finds, as interaction/turn."""
        scope = Scope(self.buyers[str(asked["who"])] if "who" in asked else None)
        hits = await search(self.store, str(asked["q"]), scope, now=NOW, limit=AT, reranker=reranker)  # type: ignore[arg-type]
        return [f"{self.names[hit['interaction_id']]}/{hit['turn']}" for hit in hits]


def as_event(told: dict[str, object]) -> Event:
    out = bool(told.get("out"))
    turns = told.get("turns") or [["seller" if out else "buyer", told["text"]]]
    channel = Channel(str(told["channel"]))
    return Event(
        ref=str(told["ref"]),
        source="test",
        channel=channel,
        kind=KINDS.get(channel, Kind.MESSAGE),
        direction=Direction.OUTBOUND if out else Direction.INBOUND,
        at=parse_time(str(told["at"])),
        identifiers=(GivenIdentifier("email", f"{told['who']}@example.in"),),
        turns=tuple(GivenTurn(Speaker(who), text) for who, text in turns),  # type: ignore[attr-defined]
    )


@pytest.fixture(scope="module")
async def told(graph: Graph) -> Told:
    store, buyers, names = graph.tenant(f"test-{uuid4()}"), {}, {}
    for one in DATA["told"]:
        recorded = await record(store, as_event(one), received_at=utc_now())
        names[recorded.interaction_id] = one["ref"]
        buyers[one["who"]] = recorded.buyer_id or ""
    await work_off(store)
    await indexed(store)
    return Told(store, buyers, names)


def measured(asked: Sequence[dict[str, list[str]]], found: Sequence[list[str]]) -> tuple[float, float]:
    """(recall@5: the share of answering turns among the first five, mean reciprocal rank of the first of them)."""
    recalled = [len(set(a["turns"]) & set(f)) / len(a["turns"]) for a, f in zip(asked, found, strict=True)]
    ranks = [
        next((1 / n for n, turn in enumerate(f, 1) if turn in a["turns"]), 0.0)
        for a, f in zip(asked, found, strict=True)
    ]
    return sum(recalled) / len(recalled), sum(ranks) / len(ranks)


async def test_questions_find_their_answers(told: Told) -> None:
    found = [await told.answers(one) for one in DATA["asked"]]
    recall, mrr = measured(DATA["asked"], found)
    missed = [(a["q"], f) for a, f in zip(DATA["asked"], found, strict=True) if not f or f[0] not in a["turns"]]
    print(f"recall@{AT} {recall:.3f}, MRR {mrr:.3f}; first is no answer: {missed}")
    assert recall >= 0.85, missed
    assert mrr >= 0.85, missed


async def test_a_reranker_reorders_and_may_be_away(told: Told) -> None:
    class LikesLong:
        async def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
            return [len(text) for text in texts]

    class Away:
        async def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
            return None

    asked = {"q": "parking", "who": "meera"}
    plain, other = await told.answers(asked), await told.answers(asked, LikesLong())
    assert set(plain) == set(other)
    assert plain != other
    assert await told.answers(asked, Away()) == plain


async def test_a_typed_slip_still_finds_it(told: Told) -> None:
    assert await told.answers({"q": "maintenence"}) == ["m09/t1"]


async def test_the_turns_around_a_hit_come_with_it(told: Told) -> None:
    (hit, *_) = await searched(told.store, "60 se 65", buyer_id=told.buyers["meera"], now=NOW)
    assert hit["text"] == "60 se 65 lakh tak"
    assert (hit["before"]["speaker"], hit["before"]["text"]) == (
        "seller",
        "Namaste Meera ji, kitna budget socha hai aapne?",
    )
    assert told.names[hit["before"]["interaction_id"]] == "m02"
    assert hit["after"] is None, "what was said days later is another conversation"
