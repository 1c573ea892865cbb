"""Who there is: people of a neighbourhood, some of whom share a phone, a broker, a household or a recycled number."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from api.demo.crowd.grammar import ENGLISH, HINDI, HINGLISH

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "cast.toml").read_text(encoding="utf-8"))
NAMES = [name.partition("|")[0] for name in (*_DATA["male"], *_DATA["female"])]
REPS: list[dict[str, str]] = _DATA["rep"]
PERIOD = timedelta(days=730)
"""How long before `until` the first of them come."""
HOME = 50
"""Buyers of one neighbourhood: whatever ties two buyers lies within it."""
_MOST = 400
_NUMBERS = 10**9
_SPREAD = 3**18
"""Odd and no multiple of 5: n times it, modulo 10⁹, is every number once."""

CATALOGUE: dict[str, object] = {
    "vertical": "real_estate",
    "projects": [
        {
            "name": p["name"],
            "aliases": p["aliases"],
            "locations": [*(place.partition("|")[0] for place in p["places"]), p["city"]],
            "configurations": p["configurations"],
            "price": {"min": p["price"][0] * 100_000, "max": p["price"][1] * 100_000},
        }
        for p in _DATA["project"]
    ],
    "competitors": [{"name": "Omaxe Heights", "aliases": ["Omaxe"]}],
    "team": [{**rep, "active": True} for rep in REPS],
}
"""What the crowd's seller sells, as `PUT /v1/catalogue` takes it."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A buyer to be: how to reach them, what they want, how much there is to tell of them.

    `phones` are in the order in which they are used; `beats`: how many things happen; `returns`: they fall silent in
    the middle and come back after months; `through`: the broker who speaks for them.
    """

    key: str
    name: str
    native: str
    male: bool
    tongue: str
    haste: float
    phones: tuple[str, ...]
    email: str
    crm_id: str
    project: Mapping[str, Any]
    place: str
    configuration: str
    lakh: int
    start: datetime
    beats: int
    rep: Mapping[str, str]
    relation: str | None = None
    partner: tuple[str, str] | None = None
    returns: bool = False
    through: str | None = None


def neighbourhood(n: int, *, seed: int, until: datetime, size: int = HOME) -> list[Somebody]:
    """The n-th neighbourhood of `size` buyers (at most HOME)."""
    chance = Random(f"{seed} {until:%Y-%m-%d} {n}")  # noqa: S311 - a story, not a secret
    first = Random(f"{seed} {until:%Y-%m-%d}").randrange(_NUMBERS)  # noqa: S311
    numbers = (f"+919{(first + n * 3 * HOME + k) * _SPREAD % _NUMBERS:09d}" for k in range(3 * HOME))
    people = [_somebody(f"{until:%y%m}-{seed}-{n}-{k}", chance, numbers, until) for k in range(size)]
    return list(_tied(people, chance, until))


def _somebody(key: str, chance: Random, numbers: Iterator[str], until: datetime) -> Somebody:
    male = chance.random() < 0.6
    first, first_native = chance.choice(_DATA["male" if male else "female"]).split("|")
    last, last_native = chance.choice(_DATA["last"]).split("|")
    project = chance.choice(_DATA["project"])
    low, high = project["price"]
    start = until - PERIOD * chance.random()
    handle = f"{first}.{last}".lower().replace("'", "")
    return Somebody(
        key=key,
        name=f"{first} {last}" if chance.random() < 0.8 else first,
        native=f"{first_native} {last_native}",
        male=male,
        tongue=chance.choices([HINGLISH, ENGLISH, HINDI], [50, 35, 15])[0],
        haste=chance.betavariate(2, 3),
        phones=(next(numbers), next(numbers)) if chance.random() < 0.12 else (next(numbers),),
        email=f"{handle}{key.replace('-', '')}@{chance.choice(_DATA['mail'])}",
        crm_id=f"L{key}",
        project=project,
        place=chance.choice(project["places"]),
        configuration=chance.choice(project["configurations"]),
        lakh=chance.randint(int(low * 0.9), high),
        start=start,
        beats=min(_MOST, int(2 * chance.paretovariate(1.1))),
        rep=chance.choice(REPS),
        returns=chance.random() < 0.15,
    )


def _tied(people: list[Somebody], chance: Random, until: datetime) -> Iterator[Somebody]:
    """The same people; some of those who follow one another get something in common."""
    left = iter(people)
    for one in left:
        tie = chance.random()
        if tie < 0.04 and (other := next(left, None)):
            yield from _couple(one, other)
        elif tie < 0.07 and (other := next(left, None)):
            yield one
            yield replace(other, phones=one.phones[:1], project=one.project, place=one.place)
        elif tie < 0.085 and (other := next(left, None)):
            yield replace(one, start=until - PERIOD, beats=min(one.beats, 5), returns=False, phones=one.phones[:1])
            late = until - timedelta(days=chance.randint(20, 120))
            yield replace(other, start=late, phones=one.phones[:1], returns=False)
        elif tie < 0.09:
            office = chance.choice(_DATA["brokers"])
            clients = [one, *(client for _, client in zip(range(chance.randint(5, 30)), left, strict=False))]
            for client in clients:
                yield replace(client, phones=one.phones[:1], through=office, beats=min(client.beats, 4))
        else:
            yield one


def _couple(one: Somebody, other: Somebody) -> Iterator[Somebody]:
    """Husband and wife with a phone each and one address; each names the other, with the number."""
    last, native = one.name.partition(" ")[2], one.native.partition(" ")[2]
    first, first_native = other.name.split()[0], other.native.split()[0]
    if one.male == other.male:
        first, first_native = _DATA["female" if one.male else "male"][len(first)].split("|")
    spouse = replace(
        other,
        name=f"{first} {last}".strip(),
        native=f"{first_native} {native}",
        male=not one.male,
        email=one.email,
        project=one.project,
        place=one.place,
        configuration=one.configuration,
        lakh=one.lakh,
        start=one.start + timedelta(days=3),
    )
    for me, them in ((one, spouse), (spouse, one)):
        relation = "wife|biwi|पत्नी" if me.male else "husband|husband|पति"
        yield replace(me, relation=relation, partner=(them.name, them.phones[0]))
