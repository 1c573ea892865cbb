"""Decides streams of our own making in memory and prints the scores by situation.

python -m tests.unit.identity.run_world [--seeds 1 2 3] [--size 6000] [--thrice family] [--costs] [--errors N]
"""

import argparse
from collections import defaultdict
from datetime import timedelta

from engine.clock import parse_time
from engine.identity.resolve import derive
from engine.identity.rules import IdentityRules, default_rules
from tests.unit.identity.run_dev import observations_of, predictions
from tests.unit.identity.world import World, make
from tests.unit.identity.world_scores import costs, largest, pairwise, scores
from tests.unit.identity.world_situations import TAGS


def decide(world: World, rules: IdentityRules) -> dict[str, str]:
    """Event id → buyer id."""
    start = parse_time("2026-11-01T00:00:00Z")
    events = {e["id"]: observations_of(e, start + timedelta(seconds=n), rules) for n, e in enumerate(world.events)}
    return predictions(events, derive([o for some in events.values() for o in some], (), rules))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--size", type=int, default=6000)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--thrice", help="a situation that is three times as common")
    parser.add_argument("--strange", type=float, default=0.25, help="the share of names that no table knows")
    parser.add_argument("--costs", action="store_true", help="the pairs that each situation costs, no table")
    args = parser.parse_args()
    for seed in args.seeds:
        world = make(seed, args.size, strange=args.strange, thrice=args.thrice)
        told = decide(world, default_rules())
        print(f"seed {seed}: {len(world.events)} events, {len({*world.gold.values()})} people, "
              f"{len({*told.values()})} buyers, pairwise F1 {pairwise(world.gold, told):.4f}, "
              f"at most {largest(world.gold, told)} people a buyer")  # fmt: skip
        for tag, n, precision, recall in scores(world.gold, told, world.tags):
            if args.costs and tag != "all":
                continue
            f1 = 2 * precision * recall / (precision + recall)
            print(f"  {tag:14} {n:6}  B3 P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")
        if args.costs:
            merged, split = costs(world.gold, told, world.tags, TAGS)
            print(f"  merged {merged.most_common()}\n  split  {split.most_common()}")
        _print_errors(world, told, args.errors)


def _print_errors(world: World, told: dict[str, str], most: int) -> None:
    buyers: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for event, person in world.gold.items():
        buyers[told[event]].add(person)
        people[person].add(told[event])
    merged = [sorted(p) for p in buyers.values() if len(p) > 1]
    split = [[p] for p, some in people.items() if len(some) > 1]
    for what, groups in (("one buyer", merged), ("several buyers", split)):
        for group in groups[:most]:
            print(f"-- {what} for {group}")
            for e in world.events:
                if world.gold[e["id"]] in group:
                    ids = " ".join(f"{i['kind']}={i['value']}" for i in e["identifiers"])
                    who = (world.gold[e["id"]], told[e["id"]][:6], e["at"][:16], e["channel"], ids, e["profile"])
                    print("  ", *who, *sorted(world.tags[e["id"]]))


if __name__ == "__main__":
    main()
