"""Who is who: the guards, each on a small story."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.identity.alike import alike, name_key
from engine.identity.explain import link, review, why
from engine.identity.resolve import derive
from engine.identity.rules import default_rules, rules_for
from engine.identity.weights import observed_bits, strongest, with_hearsay
from engine.model.identity import Judgement, Observation
from engine.model.tenant import KindRule, Settings
from graph_schema.vocabulary import Verdict
from tests.unit.identity.build import DAY_ONE, buyers, key, resolve, same, seen
from tests.unit.identity.streams import retraction

RULES = default_rules()
P, Q = "phone:+919839012345", "phone:+919839054321"
E, F = "email:meera@gmail.com", "email:lata@gmail.com"


def judge(a: list[Observation], b: list[Observation], verdict: Verdict, n: int = 0) -> Judgement:
    at = DAY_ONE + timedelta(days=1000, seconds=n)
    return Judgement(f"j{n}", a[0].minted_id, b[0].minted_id, verdict, at)


def taken_back(judgement: Judgement, n: int) -> Judgement:
    return retraction(judgement, DAY_ONE + timedelta(days=1000, seconds=n))


def test_the_example_row_4() -> None:
    """A form names a phone and an address: 13 bits, one buyer with the id of the first."""
    i1 = seen("whatsapp", P, name="Meera", day=0)
    i2 = seen("email", E, day=2)
    i3 = seen("form", P, E, day=4)
    assert buyers(resolve(i1, i2)) == {P: {i1[0].minted_id}, E: {i2[0].minted_id}}
    derived = resolve(i1, i2, i3)
    assert buyers(derived) == {P: {i1[0].minted_id}, E: {i1[0].minted_id}}
    (edge,) = derived.edges
    assert (edge.bits, edge.n, edge.hard, edge.sources) == (13.0, 1, False, ("form",))
    h_e = next(c.holding.id for c in derived.cuts if c.holding.key == key(E))
    h_p = next(c.holding.id for c in derived.cuts if c.holding.key == key(P))
    assert derived.from_of[i3[0].interaction_id] == h_e
    assert derived.also_of[i3[0].interaction_id] == ((0, h_p),)


def test_the_example_rows_8_and_9() -> None:
    i1, i2, i3 = seen("whatsapp", P, name="Meera"), seen("email", E, day=2), seen("form", P, E, day=4)
    apart = judge(i1, i2, Verdict.NOT_SAME)
    split = resolve(i1, i2, i3, judged=[apart])
    assert buyers(split) == {P: {i1[0].minted_id}, E: {i2[0].minted_id}}
    back = resolve(i1, i2, i3, judged=[apart, taken_back(apart, 1)])
    assert back == resolve(i1, i2, i3)


def test_two_crm_records_of_one_person() -> None:
    one = seen("note", "crm_id:C1", P, name="Meera Sharma")
    two = seen("note", "crm_id:C2", P, name="Meera Sharma", day=1)
    derived = resolve(one, two)
    assert not same(derived, "crm_id:C1", "crm_id:C2")
    assert [r.rule for r in derived.partition.rejected] == ["unique"]
    joined = resolve(one, two, judged=[judge(one, two, Verdict.SAME)])
    assert same(joined, "crm_id:C1", "crm_id:C2")
    merged = resolve(one, two, seen("merge", "crm_id:C2", "crm_id:C1", day=2))
    assert same(merged, "crm_id:C1", "crm_id:C2"), "the CRM's own merge"
    assert len(set(merged.partition.buyer_of.values())) == 1


def test_a_family_phone_makes_two_buyers_that_share_it() -> None:
    derived = resolve(
        seen("note", P, "crm_id:C1", name="Ajay Chauhan"),
        seen("note", P, "crm_id:C2", name="Sita Chauhan", day=1),
        seen("form", P, F, name="Sita Chauhan", day=2),
    )
    assert len(buyers(derived)[P]) == 2
    assert not same(derived, "crm_id:C1", "crm_id:C2")
    assert same(derived, "crm_id:C2", F)
    assert derived.partition.shares == {tuple(sorted(buyers(derived)[P]))}


def test_a_recycled_number_joins_nobody() -> None:
    derived = resolve(
        seen("form", P, E, name="Meera Sharma"),
        seen("form", P, F, name="Lata Verma", day=200),
        seen("call", P, day=201),
    )
    assert not same(derived, E, F)
    assert derived.partition.shares == frozenset(), "one after the other is not shared"


def test_a_broker_joins_none_of_forty_leads() -> None:
    given = ["Asha", "Bharat", "Chirag", "Deepa", "Esha", "Farah", "Gopal", "Hema"]
    family = ["Rao", "Jain", "Shah", "Nair", "Sen"]
    leads = [
        seen("form", P, f"email:lead{i}{j}@gmail.com", name=f"{g} {f}", day=i * 5 + j)
        for i, g in enumerate(given)
        for j, f in enumerate(family)
    ]
    derived = resolve(*leads, seen("whatsapp", P, name="Varun Chaturvedi", day=50))
    mails = {written: who for written, who in buyers(derived).items() if written.startswith("email")}
    assert len(mails) == 40
    assert len({next(iter(who)) for who in mails.values()}) == 40


def test_a_shared_cookie_joins_two_people_only_by_one_name() -> None:
    k = "cookie:k1"
    apart = resolve(seen("form", k, E, name="Meera Sharma"), seen("form", k, F, name="Lata Verma", day=1))
    assert not same(apart, E, F)
    unnamed = resolve(seen("form", k, E), seen("form", k, F, day=1))
    assert not same(unnamed, E, F)
    one = resolve(seen("form", k, E, name="Meera Sharma"), seen("form", k, Q, name="Meera Sharma", day=1))
    assert same(one, E, Q)


def test_a_forwarded_link_joins_nobody() -> None:
    click = "ad_click_id:gclid-1"
    derived = resolve(seen("form", click, E), seen("form", click, F, day=1), seen("form", click, P, day=2))
    assert not same(derived, E, F)
    assert not same(derived, E, P)


def test_a_device_of_two_users_joins_neither() -> None:
    device = "device_id:d1"
    derived = resolve(seen("app", device, P), seen("app", device, Q, day=1), seen("app", device, day=2))
    assert not same(derived, P, Q)
    assert same(derived, device, P) != same(derived, device, Q), "it goes with one of them"
    assert {r.rule for r in derived.partition.rejected} == {"weak_bridge"}


def test_a_cookie_that_was_seen_with_one_person_only_is_theirs() -> None:
    """An unnamed form tells too little to join people by, but here nobody else can be meant."""
    visit, form = seen("visit", "cookie:ck", day=0), seen("form", "cookie:ck", P, day=1)
    assert same(resolve(visit, form), "cookie:ck", P)
    other = seen("form", "cookie:ck", Q, day=2)
    assert not same(resolve(visit, form, other), "cookie:ck", P)
    assert not same(resolve(visit, form, other), P, Q)
    again = seen("form", P, Q, name="Meera Sharma", day=3)
    assert same(resolve(visit, form, other, again), "cookie:ck", P), "both numbers are one person's"


def test_a_number_that_a_bot_heard_is_weak_until_confirmed() -> None:
    call = seen("call", P, Q, name="Meera Sharma")
    assert not same(resolve(call), P, Q)
    assert not same(resolve(call, seen("whatsapp", Q, day=1)), P, Q)
    assert same(resolve(call, seen("whatsapp", Q, name="Meera Sharma", day=1)), P, Q)
    assert not same(resolve(call, seen("whatsapp", Q, name="Lata Verma", day=1)), P, Q)


def test_a_whatsapp_user_id_with_and_without_a_number() -> None:
    user, later = "bsuid:IN.1", "bsuid:IN.2"
    first = seen("whatsapp", user, P)
    derived = resolve(first, seen("whatsapp", user, day=1), seen("number change", P, Q, later, day=9))
    assert same(derived, user, P)
    assert same(derived, P, Q)
    assert same(derived, Q, later)
    (edge,) = resolve(first).edges
    assert edge.bits == 18.0


def test_a_portal_lead_id_binds_only_its_own_payload() -> None:
    lead, other = "portal_lead_id@housing:L1", "portal_lead_id@nobroker:L1"
    derived = resolve(seen("portal", lead, P, name="Meera"), seen("portal", other, Q, name="Lata"))
    assert same(derived, lead, P)
    assert not same(derived, P, Q)


def test_a_wrong_number_is_no_evidence() -> None:
    assert not same(resolve(seen("note", "crm_id:C1"), seen("wrong number", "crm_id:C1", P, day=1)), "crm_id:C1", P)


def test_a_list_of_people_binds_nobody() -> None:
    everybody = seen("note", *(f"email:p{n}@gmail.com" for n in range(3000)))
    derived = resolve(everybody)
    assert len(set(derived.partition.buyer_of.values())) == 3000


def test_cycles_of_judgements() -> None:
    """SAME a-b, SAME b-c, NOT_SAME a-c: the newer SAME stands, the pair that must not meet does not."""
    a, b, c = seen("email", E), seen("email", F), seen("call", P)
    told = [judge(a, b, Verdict.SAME, 0), judge(b, c, Verdict.SAME, 1), judge(a, c, Verdict.NOT_SAME, 2)]
    derived = resolve(a, b, c, judged=told)
    assert not same(derived, E, P)
    assert same(derived, F, P)
    assert not same(derived, E, F)
    assert resolve(a, b, c, judged=told[::-1]) == derived


def test_unsure_only_leaves_the_review_list() -> None:
    one = seen("call", P, Q)
    derived = resolve(one)
    holdings = [c.holding for c in derived.cuts]
    (proposal,) = review(derived.partition, holdings, [], RULES)
    assert (proposal.proposal, proposal.bits) == ("same", 5.0)
    unsure = Judgement("u", holdings[0].id, holdings[1].id, Verdict.UNSURE, DAY_ONE)
    assert review(derived.partition, holdings, [unsure], RULES) == ()
    assert derive(one, [unsure], RULES).partition.buyer_of == derived.partition.buyer_of


def test_why_and_why_not() -> None:
    i1, i2, i3 = seen("whatsapp", P, name="Meera"), seen("email", E, day=2), seen("form", P, E, name="Meera", day=4)
    derived = resolve(i1, i2, i3)
    held = {c.holding.key: c.holding for c in derived.cuts}
    told = why(derived.partition, list(held.values()), held[key(P)].id, held[key(E)].id, RULES)
    assert told.same
    (step,) = told.path
    assert step.bits == 18.0
    assert step.why == "seen together once: 13; the name given agrees: +5"
    apart = resolve(i1, i2, i3, judged=[judge(i1, i2, Verdict.NOT_SAME)])
    told = why(apart.partition, list(held.values()), held[key(P)].id, held[key(E)].id, RULES)
    assert not told.same
    assert told.blocked_by is not None
    assert told.blocked_by.rule == "not_same"


def test_a_persons_word_is_shown_as_such() -> None:
    a, b = seen("email", E), seen("email", F)
    derived = resolve(a, b, judged=[judge(a, b, Verdict.SAME)])
    holdings = {c.holding.id: c.holding for c in derived.cuts}
    assert link(derived.partition.accepted[0], holdings, RULES).why == "a person said that they are the same"


@pytest.mark.parametrize(
    ("how", "identifier", "bits"),
    [
        ("whatsapp", P, 14), ("call", P, 14), ("app", P, 14), ("form", P, 8), ("note", P, 8), ("touch", P, 8),
        ("portal", P, 8), ("email", E, 14), ("form", E, 13), ("note", "crm_id:C1", 20), ("form", "cookie:k", 5),
        ("portal", "portal_lead_id@x:1", 14), ("form", "device_id:d", 6), ("app", "device_id:d", 10),
        ("form", "ad_click_id:g", 3), ("whatsapp", "bsuid:IN.1", 18),
    ],
)  # fmt: skip
def test_bits_as_observed(how: str, identifier: str, bits: float) -> None:
    (observation,) = seen(how, identifier)
    assert observed_bits(observation, RULES) == bits


def test_verified_and_heard_bits() -> None:
    (vouched,) = seen("form", P, verified=True)
    assert observed_bits(vouched, RULES) == 14
    caller, heard, address = with_hearsay(seen("call", P, Q, E))
    assert [observed_bits(o, RULES) for o in (caller, heard, address)] == [14, 5, 5]
    record, number = with_hearsay(seen("call", "crm_id:C1", P))
    assert [observed_bits(o, RULES) for o in (record, number)] == [20, 14]


def test_the_strongest_speaks_and_a_generic_one_only_alone() -> None:
    phone, mail = seen("form", P, E)
    assert strongest([phone, mail], RULES) is mail
    assert strongest([phone, mail], RULES, {mail.key}) is phone
    assert strongest([mail], RULES, {mail.key}) is mail
    first, second = seen("note", P, Q)
    assert strongest([second, first], RULES) is first


def test_alike_is_a_proposal_only() -> None:
    one = seen("form", P, name="Rani Bhatia", city="Indore")
    two = seen("form", Q, name="BHATIA Rani", city="indore", day=4)
    derived = resolve(one, two)
    assert not same(derived, P, Q), "names never link alone"
    a, b = (c.holding for c in derived.cuts)
    proposal = alike([a], [b], RULES)
    assert proposal is not None
    assert (proposal.proposal, proposal.bits) == ("same", 10.5)
    assert alike([a], [replace(b, cities=("Pune",))], RULES) is None
    assert alike([a], [replace(b, names=("Rani",))], RULES) is None
    assert alike([replace(a, unique_ids=("crm_id||1",))], [replace(b, unique_ids=("crm_id||2",))], RULES) is None
    assert name_key("Mr. Rani Bhatiya") == name_key("BHATIA, Rani") == name_key("रानी भाटिया")
    assert name_key("Rani") is None


@pytest.mark.parametrize(
    ("name", "rule", "detail"),
    [
        ("phone", KindRule(base_bits=-1), "base_bits"),
        ("phone", KindRule(base_bits=float("nan")), "base_bits"),
        ("phone", KindRule(base_bits=9, verified_bits=8), "verified_bits"),
        ("phone", KindRule(base_bits=9, limit=0), "limit"),
        ("loan_no", KindRule(base_bits=9, window_days=5), "window_days"),
        ("phone", KindRule(base_bits=9, generic_at=1), "generic_at"),
        ("whatsapp", KindRule(base_bits=9), "phone"),
        ("Loan No", KindRule(base_bits=9), "lower-case"),
    ],
)
def test_nonsense_in_the_settings_is_refused(name: str, rule: KindRule, detail: str) -> None:
    from engine.errors import InvalidInput

    with pytest.raises(InvalidInput) as refused:
        rules_for(Settings(identifier_kinds={name: rule}))
    ((pointer, told),) = refused.value.errors
    assert pointer == f"/identifier_kinds/{name}"
    assert detail in told


def test_settings_lay_over_the_defaults() -> None:
    own = {"phone": KindRule(base_bits=11.0), "loan_no": KindRule(base_bits=16.0)}
    rules = rules_for(Settings(identifier_kinds=own))
    assert rules.of("phone") == replace(RULES.of("phone"), base_bits=11.0), "what is left out stays as shipped"
    assert rules.of("loan_no").base_bits == 16.0
    assert rules.of("email") == RULES.of("email")
    assert rules_for(Settings()) is RULES


def test_a_wrong_number_ends_the_number_and_not_the_record_beside_it() -> None:
    derived = resolve(
        seen("form", P, E, "crm_id:C1", name="Meera Kapoor", day=0),
        seen("wrong number", "crm_id:C1", P, E, day=2),
        seen("note", "crm_id:C1", E, name="Meera Kapoor", day=3),
        seen("whatsapp", P, day=4),
    )
    held = buyers(derived)
    assert len(held["crm_id:C1"]) == len(held[E]) == 1
    assert same(derived, "crm_id:C1", E)
    assert len(held[P]) == 2, "who writes from the number now is somebody else"
