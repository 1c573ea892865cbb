"""What people say of who is who: which word stands, and whom it joins."""

import pytest

from engine.identity.cluster import retraction_of, standing_judgements
from engine.model.identity import Judgement
from graph_schema.vocabulary import Verdict
from tests.unit.identity.build import seen
from tests.unit.identity.test_cluster import E, F, P, Q, buyers, judge, resolve, same, taken_back

NAMELESS = (None, None)
CONTRADICTING = ("Ramesh Kumar", "Sunita")


@pytest.mark.parametrize("names", [NAMELESS, CONTRADICTING])
@pytest.mark.parametrize("said_of", ["the records", "the phone", "a record and the phone", "the CRM's merge"])
def test_two_people_on_one_phone_who_are_one_after_all(names: tuple[str | None, str | None], said_of: str) -> None:
    """The phone in both hands is theirs: no third buyer is left with it, whatever of theirs was named."""
    one = seen("note", "crm_id:C1", P, name=names[0])
    two = seen("note", "crm_id:C2", P, name=names[1], day=1)
    apart = resolve(one, two)
    assert len(set(apart.partition.buyer_of.values())) == 2
    assert len(buyers(apart)[P]) == 2
    events, sides = [one, two], {"the records": (0, 0), "the phone": (1, 1), "a record and the phone": (0, 1)}
    if said_of in sides:
        i, k = sides[said_of]
        judged = [judge(one[i:], two[k:], Verdict.SAME)]
    else:
        judged, events = [], [*events, seen("merge", "crm_id:C2", "crm_id:C1", day=2)]
    joined = resolve(*events, judged=judged)
    assert set(joined.partition.buyer_of.values()) == {one[0].minted_id}
    assert joined.partition.shares == frozenset()
    assert joined == resolve(*events[::-1], judged=judged)
    if judged:
        back = taken_back(judged[0], 1)
        assert resolve(*events, judged=[*judged, back]) == apart


def test_a_number_of_two_times_stays_with_two_people() -> None:
    """Two records are one person's; the number that each held at another time may have been anybody's between."""
    one = seen("note", "crm_id:C1", P, name="Ramesh Kumar")
    two = seen("note", "crm_id:C2", P, name="Sunita Devi", day=200)
    joined = resolve(one, two, judged=[judge(one, two, Verdict.SAME)])
    assert same(joined, "crm_id:C1", "crm_id:C2")
    assert len(buyers(joined)[P]) == 2
    assert [r.rule for r in joined.partition.rejected] == ["same_identifier"]


def test_a_third_person_on_the_phone_stays_apart() -> None:
    one, two = seen("note", "crm_id:C1", P, name="Ramesh Kumar"), seen("note", "crm_id:C2", P, name="Sunita", day=1)
    third = seen("note", "crm_id:C3", P, name="Gopal", day=2)
    form = seen("form", P, E, name="Gopal", day=3)
    mail = seen("note", "crm_id:C1", E, name="Ramesh Kumar", day=4)
    joined = resolve(one, two, third, form, mail, judged=[judge(one, two, Verdict.SAME)])
    assert same(joined, "crm_id:C1", "crm_id:C2")
    assert not same(joined, "crm_id:C1", "crm_id:C3")
    assert len(buyers(joined)[P]) == 2


def test_a_word_on_one_address_merges_no_record_that_it_does_not_name() -> None:
    """Evidence that comes later ties the address to a second record: that is for a person to decide."""
    one, mail = seen("note", "crm_id:C1", P, name="Ramesh Kumar"), seen("email", E, day=1)
    other = seen("note", "crm_id:C2", Q, name="Ramesh Kumar", day=2)
    form = seen("form", Q, E, name="Ramesh Kumar", day=3)
    joined = resolve(one, mail, other, form, judged=[judge(one, mail, Verdict.SAME)])
    assert same(joined, "crm_id:C1", E)
    assert not same(joined, "crm_id:C1", "crm_id:C2")
    assert "unique" in [r.rule for r in joined.partition.rejected]


def _standing(*told: Judgement) -> list[str]:
    assert standing_judgements(told[::-1]) == standing_judgements(told)
    return [j.id for j in standing_judgements(told)]


def test_the_last_word_that_is_not_retracted_stands() -> None:
    a, b = seen("email", E), seen("email", F)
    yes, no, again = judge(a, b, Verdict.SAME, 0), judge(b, a, Verdict.NOT_SAME, 1), judge(a, b, Verdict.SAME, 2)
    assert _standing(yes, no) == ["j1"]
    assert _standing(yes, no, taken_back(no, 3)) == ["j0"]
    assert _standing(yes, no, taken_back(yes, 3)) == ["j1"]
    assert _standing(yes, no, again, taken_back(again, 3), taken_back(no, 4)) == ["j0"]
    assert _standing(yes, no, taken_back(no, 3), taken_back(no, 4), taken_back(yes, 5)) == []
    joined = resolve(a, b, judged=[yes, no, taken_back(no, 3)])
    assert joined == resolve(a, b, judged=[yes])
    assert same(joined, E, F)


def test_unsure_stands_beside_what_is_decided() -> None:
    a, b = seen("email", E), seen("email", F)
    yes, unsure = judge(a, b, Verdict.SAME, 0), judge(a, b, Verdict.UNSURE, 1)
    assert _standing(yes, unsure) == ["j1", "j0"]
    assert resolve(a, b, judged=[yes, unsure]) == resolve(a, b, judged=[yes])
    assert _standing(yes, unsure, taken_back(yes, 2)) == ["j1"]
    assert _standing(yes, unsure, taken_back(unsure, 2)) == ["j0"]


def test_a_retraction_that_names_none_takes_back_the_pair() -> None:
    """As a log of an earlier version has it."""
    a, b = seen("email", E), seen("email", F)
    yes, no, back = (judge(a, b, v, n) for n, v in enumerate((Verdict.SAME, Verdict.NOT_SAME, Verdict.RETRACTED)))
    again = judge(a, b, Verdict.SAME, 3)
    assert _standing(yes, no, back) == []
    assert _standing(yes, no, back, again) == ["j3"]
    assert retraction_of("j0", [yes, no, back, again]) == retraction_of("j1", [yes, no, back]) == back
    assert retraction_of("j3", [yes, no, back, again]) is None
    mine = taken_back(again, 4)
    assert retraction_of("j3", [yes, no, back, again, taken_back(again, 5), mine]) == mine
