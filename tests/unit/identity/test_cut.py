"""Whose an identifier was, from when to when, and whose at the same time."""

from dataclasses import replace
from datetime import timedelta

from engine.identity.holdings import cut
from engine.identity.rules import default_rules
from engine.identity.weights import with_hearsay
from engine.model.identity import Holding, Observation
from tests.unit.identity.build import DAY_ONE, seen

RULES = default_rules()
P = "phone:+919839012345"
E = "email:meera@gmail.com"


def phone(*events: list[Observation]) -> list[Holding]:
    """The holdings of P."""
    return [c.holding for c in cut([o for some in events for o in with_hearsay(some) if o.key.value == P[6:]], RULES)]


def days_of(*events: list[Observation]) -> list[list[float]]:
    """The days of the observations of each holding of P."""
    mine = {(o.interaction_id, o.position): o for some in events for o in with_hearsay(some) if o.key.value == P[6:]}
    cuts = cut(list(mine.values()), RULES)
    return [sorted((mine[m].at - DAY_ONE) / timedelta(days=1) for m in c.members) for c in cuts]


def test_one_person_one_holding() -> None:
    (held,) = phone(
        seen("whatsapp", P, name="Meera", day=0),
        seen("call", P, day=1),
        seen("form", P, E, name="Meera Sharma", city="Lucknow", day=2),
    )
    assert (held.valid_from, held.valid_to, held.party) == (None, None, 0)
    assert (held.names, held.cities) == (("Meera", "Meera Sharma"), ("Lucknow",))
    assert (held.rank, held.floating, held.shared, held.generic) == (2, 1, False, False)


def test_a_long_gap_and_another_name_cut() -> None:
    """EXAMPLE.md row 10."""
    first = seen("whatsapp", P, name="Meera", day=0)
    other = seen("note", P, "crm_id:C2", name="Lata", day=610)
    old, new = phone(first, seen("call", P, day=1), other)
    assert (old.valid_from, old.valid_to) == (None, other[0].at)
    assert (new.valid_from, new.valid_to) == (other[0].at, None)
    assert new.unique_ids == ("crm_id||C2",)
    assert (old.id, new.id) == (first[0].minted_id, other[0].minted_id)


def test_a_long_gap_alone_does_not_cut() -> None:
    assert len(phone(seen("whatsapp", P, name="Meera"), seen("whatsapp", P, name="मीरा", day=400))) == 1
    assert len(phone(seen("whatsapp", P, name="Meera"), seen("whatsapp", P, day=400))) == 1


def test_a_long_gap_and_another_crm_id_cut() -> None:
    events = seen("note", P, "crm_id:C1", day=0), seen("note", P, "crm_id:C2", day=100)
    assert [h.unique_ids for h in phone(*events)] == [("crm_id||C1",), ("crm_id||C2",)]
    named = (
        seen("note", P, "crm_id:C1", name="Meera Sharma", day=0),
        seen("note", P, "crm_id:C2", name="Meera Sharma", day=100),
    )
    assert len(phone(*named)) == 1, "two CRM records of one name are no reason to think the number changed hands"


def test_touches_and_receipts_do_not_shorten_a_gap() -> None:
    quiet = [seen("touch", P, name="Meera", day=d) for d in range(10, 100, 10)]
    quiet += [seen("assignment", P, name="Meera", day=d) for d in range(15, 100, 10)]
    quiet += [seen("note", P, day=d) for d in range(17, 100, 10)]
    assert len(phone(seen("whatsapp", P, name="Meera"), *quiet, seen("whatsapp", P, name="Lata", day=101))) == 2
    telling = seen("note", P, name="Meera", day=50)
    held = phone(seen("whatsapp", P, name="Meera"), *quiet, telling, seen("whatsapp", P, name="Lata", day=101))
    assert [h.valid_from for h in held] == [None, None], "two at once, for there was no gap"


def test_touches_do_not_cut() -> None:
    assert len(phone(seen("whatsapp", P, name="Meera"), seen("touch", P, name="Lata", day=200))) == 1


def test_a_number_change_closes_the_holding_it_leaves() -> None:
    new = "phone:+919839054321"
    change = seen("number change", P, new, day=10)
    old, after = phone(seen("whatsapp", P, day=0), change, seen("whatsapp", P, day=12))
    assert (old.valid_to, after.valid_from) == (change[0].at, change[0].at)
    assert days_of(seen("whatsapp", P, day=0), change, seen("whatsapp", P, day=12)) == [[0, 10], [12]]
    (only,) = phone(seen("whatsapp", P, day=0), change)
    assert only.valid_to == change[0].at


def test_a_wrong_number_closes_the_holding() -> None:
    events = seen("note", P, "crm_id:C1", name="Meera"), seen("wrong number", P, day=5), seen("call", P, day=9)
    assert days_of(*events) == [[0, 5], [9]]


def test_a_family_phone_is_held_by_two_at_once() -> None:
    events = (
        seen("whatsapp", P, name="Ajay Chauhan", day=0),
        seen("note", P, "crm_id:C1", name="Ajay", day=1),
        seen("form", P, E, name="Sita Mukherjee", day=2),
        seen("note", P, "crm_id:C2", name="Sita", day=3),
        seen("call", P, day=4),
    )
    ajay, sita = phone(*events)
    assert (ajay.names, ajay.unique_ids) == (("Ajay", "Ajay Chauhan"), ("crm_id||C1",))
    assert (sita.names, sita.unique_ids) == (("Sita", "Sita Mukherjee"), ("crm_id||C2",))
    assert (ajay.shared, sita.shared, ajay.party, sita.party) == (True, True, 0, 1)
    assert days_of(*events) == [[0, 1, 4], [2, 3]], "he who writes from it is the one who calls from it"


def test_unnamed_sightings_go_to_whom_was_named_nearest() -> None:
    k = "cookie:k1"
    events = [
        seen("form", k, "phone:+919839000001", name="Ajay", day=0),
        seen("visit", k, day=0.01),
        seen("visit", k, day=6.99),
        seen("form", k, "phone:+919839000002", name="Sita", day=7),
        seen("visit", k, day=9),
    ]
    mine = {o.interaction_id: o for some in events for o in some if o.key.kind == "cookie"}
    cuts = cut(list(mine.values()), RULES)
    days = [sorted((mine[i].at - DAY_ONE) / timedelta(days=1) for i, _ in c.members) for c in cuts]
    assert days == [[0, 0.01], [6.99, 7, 9]]


def test_who_calls_from_a_number_that_only_notes_share_is_nobody_noted() -> None:
    events = (
        seen("note", P, E, name="Lokesh Trivedi", day=0),
        seen("note", P, "email:b@b.co", name="Radha Singh", day=1),
        seen("call", P, day=2),
    )
    assert days_of(*events) == [[0], [1], [2]]


def test_who_calls_unnamed_from_a_number_that_others_only_wrote_down_is_its_first_holder() -> None:
    events = (
        seen("form", P, name="Meera Sharma", day=0),
        seen("form", P, name="Lata Sharma", day=9),
        seen("call", P, day=8),
        seen("form", P, day=8.5),
    )
    assert days_of(*events) == [[0, 8], [8.5, 9]]
    assert days_of(*events, seen("whatsapp", P, name="Lata", day=10)) == [[0], [8, 8.5, 9, 10]]


def test_names_that_fit_several_go_by_time() -> None:
    events = (
        seen("form", P, name="Rahul Sharma", day=0),
        seen("form", P, name="Rahul Verma", day=10),
        seen("form", P, name="Rahul", day=9),
    )
    assert days_of(*events) == [[0], [9, 10]]


def test_a_broker_is_generic_but_for_himself() -> None:
    leads = [
        seen("note", P, f"email:lead{n}@gmail.com", name=name, day=n)
        for n, name in enumerate(
            ["Asha Rao", "Bharat Jain", "Chirag Shah", "Deepa Nair", "Esha Sen", "Farah Khan", "Gopal Das", "Hema Rai",
             "Imran Ali", "Jaya Roy", "Karan Gill"], start=1,
        )
    ]  # fmt: skip
    few = phone(seen("whatsapp", P, name="Varun Chaturvedi"), *leads[:5])
    assert not any(h.generic for h in few)
    many = phone(seen("whatsapp", P, name="Varun Chaturvedi"), seen("call", P, name="Chaturvedi Realty"), *leads)
    assert [h.generic for h in many] == [False] + [True] * 11
    assert many[0].names == ("Chaturvedi Realty", "Varun Chaturvedi")
    unheld = phone(*leads)
    assert all(h.generic for h in unheld), "nobody acts from it"


def test_generic_flips_back_when_leads_are_erased() -> None:
    names = ["Asha Rao", "Bharat Jain", "Chirag Shah"]
    rules = replace(RULES, kinds={**RULES.kinds, "phone": replace(RULES.of("phone"), generic_at=3)})
    leads = [seen("form", P, name=name, day=n) for n, name in enumerate(names)]
    observed = [o for some in leads for o in some]
    assert [c.holding.generic for c in cut(observed, rules)] == [True] * 3
    assert [c.holding.generic for c in cut(observed[:2], rules)] == [False] * 2


def test_a_crowd_is_one_holding() -> None:
    names = ["Asha", "Bharat", "Chirag", "Deepa", "Esha"]
    observed = [o for n, name in enumerate(names) for o in seen("call", P, name=name, day=n)]
    (crowd,) = cut(observed, replace(RULES, crowd_at=4))
    assert (crowd.holding.generic, crowd.holding.shared, crowd.holding.names) == (True, True, ())
    assert len(crowd.members) == 5


def test_a_crm_id_is_one_person_whatever_the_names() -> None:
    events = seen("note", "crm_id:C1", name="Neha Sharma"), seen("note", "crm_id:C1", name="Mrs Neha Gupta", day=200)
    assert len(cut([o for some in events for o in some], RULES)) == 1


def test_two_crm_ids_without_names_are_two_people() -> None:
    assert len(phone(seen("note", P, "crm_id:C1"), seen("note", P, "crm_id:C2", day=1))) == 2
    ids_of_two_crms = phone(seen("note", P, "crm_id@a:1"), seen("note", P, "crm_id@b:1", name="Meera", day=1))
    assert len(ids_of_two_crms) == 1


def test_what_was_only_heard_says_nothing_of_its_holder() -> None:
    """A bot heard the caller give somebody's number: the caller's name is not that number's."""
    call = seen("call", "phone:+919839000001", P, name="Meera", day=0)
    (held,) = phone(call)
    assert (held.names, held.seen_at) == ((), None)
    assert len(phone(call, seen("whatsapp", P, name="Lata", day=1))) == 1


def test_the_earliest_recorded_names_the_holding() -> None:
    early = seen("call", P, day=5, recorded=DAY_ONE)
    late = seen("call", P, day=1, recorded=DAY_ONE + timedelta(days=9))
    (held,) = phone(late, early)
    assert (held.id, held.first_at, held.last_recorded_at) == (early[0].minted_id, late[0].at, late[0].recorded_at)
