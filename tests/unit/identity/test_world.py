"""Streams of our own making are decided well, whatever names, proportions and times a seed brings."""

import pytest

from engine.identity.rules import default_rules
from tests.unit.identity.run_world import decide
from tests.unit.identity.world import make
from tests.unit.identity.world_scores import largest, pairwise, scores


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_names_and_proportions_never_seen(seed: int) -> None:
    world = make(seed, 2500)
    told = decide(world, default_rules())
    found = {tag: (precision, recall) for tag, _, precision, recall in scores(world.gold, told, world.tags)}
    assert pairwise(world.gold, told) >= 0.98
    assert found["all"][0] >= 0.99
    assert found["all"][1] >= 0.98
    assert largest(world.gold, told) <= 2, "no buyer holds more than two people"
    for tag in ("plain", "bridge", "changed_wa", "masked", "typo", "lookalike", "forwarded"):
        assert min(found.get(tag, (1.0, 1.0))) >= 0.95, (tag, found[tag])


def test_a_seed_is_a_stream() -> None:
    assert make(7, 300).events == make(7, 300).events
    assert make(7, 300).gold != make(8, 300).gold
