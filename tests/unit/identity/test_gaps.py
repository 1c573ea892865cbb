"""What names two identifiers and is no evidence, with the true reason."""

import pytest

from engine.identity.gaps import Gap, gaps
from engine.identity.resolve import derive
from engine.identity.rules import default_rules
from engine.model.identity import Observation
from tests.unit.identity.build import seen

RULES = default_rules()
P, E = "phone:+919839012345", "email:meera@gmail.com"


def found(*events: list[Observation]) -> list[Gap]:
    derived = derive([o for some in events for o in some], (), RULES)
    holding_of = {member: c.holding for c in derived.cuts for member in c.members}
    return gaps([(some, {o.key: holding_of[o.interaction_id, o.position] for o in some}) for some in events], RULES)


def rules(*events: list[Observation]) -> list[str]:
    return sorted({g.rule for g in found(*events)})


def test_evidence_is_no_gap() -> None:
    assert found(seen("form", P, E)) == []


def test_a_generic_phone_and_its_lead() -> None:
    names = ["Asha Rao", "Bharat Jain", "Chirag Shah", "Deepa Nair", "Esha Sen", "Farah Khan", "Gopal Iyer"]
    names += ["Hema Das", "Indu Roy", "Jatin Puri", "Kiran Bose", "Lalit Garg"]
    leads = [seen("form", P, f"email:lead{n}@gmail.com", name=name, day=n) for n, name in enumerate(names)]
    assert rules(*leads) == ["generic"]


@pytest.mark.parametrize(("named", "rule"), [(25, []), (26, ["event_cap"])])
def test_more_than_a_person_has(named: int, rule: list[str]) -> None:
    everybody = seen("note", *(f"email:p{n}@gmail.com" for n in range(named)))
    some = found(everybody)
    assert sorted({g.rule for g in some}) == rule
    assert len(some) in (0, named - 1), "a list of thousands stays small"


def test_nobody_named_on_a_shared_number() -> None:
    one, two = seen("note", P, "crm_id:C1", name="Ajay"), seen("note", P, "crm_id:C2", name="Sita", day=1)
    unnamed = seen("form", P, E, day=2)
    assert rules(one, two, unnamed) == ["unique", "unnamed"]


def test_two_records_on_one_phone() -> None:
    one, two = seen("note", P, "crm_id:C1"), seen("note", P, "crm_id:C2", day=1)
    (gap,) = found(one, two)
    assert (gap.rule, gap.detail) == ("unique", "two people hold the phone, each with a crm_id: a buyer has one")


def test_a_number_in_other_hands() -> None:
    one, two = seen("form", P, name="Meera Sharma"), seen("form", P, name="Lata Verma", day=1)
    assert rules(one, two) == ["same_identifier"]
    assert rules(one, seen("form", P, name="Lata Verma", day=200)) == ["same_identifier"]


def test_a_wrong_number() -> None:
    assert rules(seen("wrong number", P, E)) == ["wrong_number"]
