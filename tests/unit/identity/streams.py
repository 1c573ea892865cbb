"""Small worlds in which collisions are common: few people, few numbers, many ways to write both."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from engine.identity.rules import IdentityRules
from engine.ids import derive, minted_buyer_id
from engine.model.identity import IdentifierKey, Judgement, Observation
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Verdict

START = datetime(2025, 1, 1, tzinfo=UTC)
LOG_START = datetime(2026, 1, 1, tzinfo=UTC)

KEYS = [
    IdentifierKey("phone", "", "+919839012345"),
    IdentifierKey("phone", "", "+919839012346"),
    IdentifierKey("email", "", "a@b.co"),
    IdentifierKey("email", "", "c@d.co"),
    IdentifierKey("crm_id", "", "C1"),
    IdentifierKey("crm_id", "", "C2"),
    IdentifierKey("crm_id", "second", "C1"),
    IdentifierKey("portal_lead_id", "housing", "L1"),
    IdentifierKey("cookie", "", "k1"),
    IdentifierKey("device_id", "", "d1"),
    IdentifierKey("bsuid", "", "IN.1"),
]
NAMES = [
    None, None, None, "Meera Sharma", "meera", "M Sharma", "मीरा शर्मा", "Lata Verma", "Lata", "Arun Subramanian",
    "Mrs Subramanian", "Subramanian", "R S", "Ramesh Kumar", "Rakesh Kumar", "Kumar", "Sharma Traders",
    "Lead added via portal", "Rahul Sharma", "Rahul Verma", "Rahul",
]  # fmt: skip
ASSERTED = {Kind.MERGE, Kind.NUMBER_CHANGE}
"""What a source asserts of two identifiers."""
KINDS = [
    (Channel.WHATSAPP, Kind.MESSAGE, Direction.INBOUND, None),
    (Channel.VOICE, Kind.CALL, Direction.INBOUND, None),
    (Channel.EMAIL, Kind.MESSAGE, Direction.INBOUND, None),
    (Channel.WEB_FORM, Kind.FORM, Direction.INBOUND, None),
    (Channel.APP, Kind.VISIT, Direction.INBOUND, None),
    (Channel.CRM_NOTE, Kind.NOTE, Direction.INTERNAL, None),
    (Channel.CRM, Kind.UPDATE, Direction.INTERNAL, None),
    (Channel.CRM, Kind.ASSIGNMENT, Direction.INTERNAL, None),
    (Channel.WHATSAPP, Kind.MESSAGE, Direction.OUTBOUND, None),
    (Channel.CRM, Kind.OUTCOME, Direction.INTERNAL, "wrong_number"),
]


@st.composite
def interactions(
    draw: st.DrawFn, keys: Sequence[IdentifierKey] = KEYS, changes: bool = True
) -> tuple[int, tuple[Channel, Kind, Direction, str | None], tuple[IdentifierKey, ...], str | None, bool]:
    """Hours after the start, what it was, whom it named, the name given, and whether the first two are said to be one:
    numbers that change hands, records that are merged.
    """
    hours = draw(st.one_of(st.integers(0, 48), st.integers(0, 24 * 500)))
    kind = draw(st.sampled_from(KINDS[: len(KINDS) if changes else 5]))
    named = tuple(draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)))
    return hours, kind, named, draw(st.sampled_from(NAMES)), changes and draw(st.integers(0, 15)) == 0


def observed(n: int, told: tuple[object, ...], logged: int | None = None) -> list[Observation]:
    """The observations of the n-th interaction; `logged` is its place in the log (n when not given)."""
    hours, (channel, kind, direction, outcome), named, name, changes = told  # type: ignore[misc]
    roles = [Role.SELF] * len(named)
    if changes and len(named) >= 2:
        of_records = all(key.kind == "crm_id" for key in named[:2])
        kind, roles = Kind.MERGE if of_records else Kind.NUMBER_CHANGE, [Role.FROM, Role.TO, *roles[2:]]
    iid = derive("test", n)
    unique = tuple(sorted("|".join(k) for k in named if k.kind == "crm_id"))
    return [
        Observation(
            interaction_id=iid,
            position=p,
            key=key,
            given_kind=key.kind,
            role=roles[p],
            verified=False,
            minted_id=minted_buyer_id("t", iid, p),
            recorded_at=LOG_START + timedelta(seconds=n if logged is None else logged),
            at=START + timedelta(hours=hours),
            source=f"s{n % 3}",
            channel=channel,
            kind=kind,
            direction=direction,
            name=name,
            unique_ids=unique,
            outcome=outcome if kind is Kind.OUTCOME else None,
        )
        for p, key in enumerate(named)
    ]


def streams(max_size: int = 14, keys: Sequence[IdentifierKey] = KEYS) -> st.SearchStrategy[list[list[Observation]]]:
    """Interactions, each a list of observations, in the order of the log."""
    return st.lists(interactions(keys), min_size=1, max_size=max_size).map(
        lambda told: [observed(n, one) for n, one in enumerate(told)]
    )


MAILBOX = [
    IdentifierKey("email", "", "agent@x.in"),
    IdentifierKey("portal_lead_id", "housing", "L7"),
    *(IdentifierKey("phone", "", f"+9198390123{n:02d}") for n in range(50, 55)),
    IdentifierKey("crm_id", "", "C9"),
]
"""A mailbox and a lead id that come with ever other numbers."""
BROKER, KIOSK = KEYS[0], KEYS[8]
MANY_NAMES = [
    None, None, "Meera Sharma", "Lata Verma", "Arun Subramanian", "Ramesh Kumar", "Rakesh Kumar", "Rahul Sharma",
    "Rahul Verma", "Rahul", "Farah Khan", "Gopal Iyer", "Sunita Reddy", "Meera S", "Sharma Traders", "Kiran Rao",
]  # fmt: skip


def few(rules: IdentityRules) -> IdentityRules:
    """Rules by which a handful of people make an identifier generic, and a few more a crowd; a cookie expires soon."""
    kinds = {**rules.kinds, **{k: replace(rules.kinds[k], generic_at=3) for k in ("phone", "email", "cookie")}}
    kinds["cookie"] = replace(kinds["cookie"], expires_days=40)
    return replace(rules, kinds=kinds, crowd_at=6)


@st.composite
def through(draw: st.DrawFn, shared: IdentifierKey, max_size: int = 18) -> list[list[Observation]]:
    """Leads whom a broker or a kiosk brings, mostly in order of time, most of them with an address of their own; the
    owner may act from it, notes name some, and now and then a number is wrong or changes hands.
    """
    hours, told = 0, []
    for n in range(draw(st.integers(4, max_size))):
        hours += draw(st.sampled_from([0, 1, 1, 2, 30, 24 * 50, 24 * 95]))
        late = draw(st.sampled_from([0, 0, 0, 0, 1, 40, 24 * 60]))
        own = [IdentifierKey("email", "", f"lead{n}@x.in"), IdentifierKey("crm_id", "", f"L{n}"), *KEYS[2:6]]
        with_it = draw(st.lists(st.sampled_from(own), max_size=2, unique=True))
        kind = draw(st.sampled_from([KINDS[3]] * 6 + KINDS))
        changes = draw(st.integers(0, 30)) == 0
        told.append((hours - late, kind, (shared, *with_it), draw(st.sampled_from(MANY_NAMES)), changes))
    return [observed(n, one) for n, one in enumerate(told)]


@st.composite
def judged(draw: st.DrawFn, minted: Sequence[str], max_size: int = 4) -> list[Judgement]:
    """Judgements on any two minted ids, recorded one after the other; retractions of one of them, or (as an earlier
    version wrote them) of all that was said of a pair.
    """
    ids = st.sampled_from(sorted(minted))
    told: list[Judgement] = []
    for n, (a, b, verdict) in enumerate(
        draw(st.lists(st.tuples(ids, ids, st.sampled_from(Verdict)), max_size=max_size))
    ):
        at = LOG_START + timedelta(days=1, seconds=n)
        made = [j for j in told if j.verdict is not Verdict.RETRACTED]
        if verdict is Verdict.RETRACTED and made and draw(st.booleans()):
            told.append(retraction(draw(st.sampled_from(made)), at))
        elif a != b:
            told.append(Judgement(f"j{n}", a, b, verdict, at))
    return told


def retraction(of: Judgement, at: datetime) -> Judgement:
    """Takes back one judgement alone."""
    return replace(of, id=f"r{of.id}{at:%H%M%S}", verdict=Verdict.RETRACTED, recorded_at=at, retracts=of.id)


def flat(events: Sequence[Sequence[Observation]]) -> list[Observation]:
    """All observations."""
    return [o for some in events for o in some]
