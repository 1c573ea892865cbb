"""The second look: what was heard beside a label counts for it, in the way that was learned."""

import numpy as np
import pytest

from engine.extraction.combine_lists import KINDS
from engine.extraction.learned import built_in
from engine.extraction.stacked import UNSEEN, Heard, Stack, sides_of, weighed
from tests.eval.stack import Told, fit

FIELDS = (*KINDS, "contact", "intent", "tone")


def heard(scores: dict[str, dict[str, float]], said: dict[str, set[str]] | None = None, turns: int = 3) -> Heard:
    return Heard(scores, said or {}, "real_estate", "whatsapp", turns)


def test_every_side_is_a_number_of_what_was_heard() -> None:
    sides = sides_of({"objections": ["price:open"], "contact": ["avoid=voice", "prefer=email"]}, ["lending"], ["email"])
    talk = heard(
        {"objections": {"price:open": 1.5}, "contact": {"avoid=voice": -1.0, "prefer=email": 2.0}},
        {"contact": {"prefer=email"}, "objections": {"price:open"}},
        turns=40,
    )
    told = dict(zip(sides, weighed(sides, talk).tolist(), strict=True))
    assert (told["score objections price:open"], told["said objections price:open"]) == (1.5, 1.0)
    assert (told["both contact prefer=email"], told["both contact avoid=voice"]) == (2.0, 0.0)
    assert (told["pair avoid=voice prefer=email"], told["pair hours prefer=voice"]) == (-1.0, UNSEEN)
    assert (told["most contact"], told["in lending"], told["by email"], told["turns"]) == (2.0, 0.0, 0.0, 15.0)


def test_what_was_not_heard_is_unseen_and_never_less() -> None:
    sides = ("score objections price:open", "score objections legal:open")
    assert weighed(sides, heard({"objections": {"legal:open": -50.0}})).tolist() == [UNSEEN, UNSEEN]


def test_a_look_is_the_sum_of_the_sides() -> None:
    stack = Stack(
        ("score intent not_now", "turns"),
        ("objections timing:open", "intent not_now"),
        np.array([[2.0, 1.0], [0.0, 0.5]], np.float32),
        np.array([0.8, 0.0], np.float32),
        np.array([-1.0, 0.0], np.float32),
    )
    look = stack.look(heard({"intent": {"not_now": 1.5}}, turns=2))
    assert look["objections"]["timing:open"] == pytest.approx((0.8, 2.0))
    assert look["intent"]["not_now"] == pytest.approx((0.0, 2.5))


def test_what_goes_together_is_learned() -> None:
    """A concern that comes whenever its neighbour does, and a wish of two parts, from conversations made for it."""
    rows = []
    for n in range(120):
        wife, mail = n % 2, n % 3 == 0
        scores = {
            "objections": {"approval:open": -1.0},
            "stakeholders": {"wife:veto": 2.0 if wife else -2.0},
            "contact": {"avoid=voice": 1.0 if mail else -1.0, "prefer=email": -1.0},
            "intent": {"buying": 1.0, "none": -1.0},
            "tone": {"neutral": 1.0},
        }
        truth = {field: frozenset[str]() for field in FIELDS} | {
            "objections": frozenset({"approval:open"} if wife else ()),
            "stakeholders": frozenset({"wife:veto"} if wife else ()),
            "contact": frozenset({"avoid=voice", "prefer=email"} if mail else ()),
            "intent": frozenset({"buying"}),
            "tone": frozenset({"neutral"}),
        }
        chances = {field: {"": -3.0, **scores.get(field, {})} for field in KINDS}
        rows.append(Told(heard(scores), chances, truth, 1.0))
    stack = fit(rows)

    def look(n: int) -> dict[str, dict[str, float]]:
        seen = stack.look(rows[n].heard)
        return {field: {name: odds for name, (_, odds) in told.items()} for field, told in seen.items()}

    assert look(1)["objections"]["approval:open"] > look(2)["objections"]["approval:open"] + 1
    mail, none = look(0)["contact"], look(1)["contact"]
    assert mail["avoid=voice+prefer=email"] > mail[""]
    assert none["avoid=voice+prefer=email"] < none[""]


def test_the_built_in_look_knows_what_goes_with_what() -> None:
    """The plainest of what people mean together, whatever the texts it was learned from."""
    stack = built_in().stack
    model = built_in()
    plain = {
        field: dict.fromkeys([n.split(" ", 1)[1] for n in model.turn.labels if n.startswith(field)], -3.0)
        for field in ("objections", "preferences", "next_steps", "contact")
    }
    plain |= {"stakeholders": {}, "intent": dict.fromkeys(["buying", "exploring", "not_now"], -1.0), "tone": {}}

    def timing(not_now: float) -> float:
        told = stack.look(heard({**plain, "intent": plain["intent"] | {"not_now": not_now}}))
        return told["objections"]["timing:open"][1]

    assert timing(2.0) > timing(-2.0)
    assert len(stack.sides) == stack.weights.shape[0]
    assert len(stack.labels) == stack.weights.shape[1] == len(stack.own) == len(stack.bias)
