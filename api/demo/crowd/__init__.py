"""Realistic tenants from a seed: who there is (cast), what happens to them (life), in which words (grammar).

    for event in crowd(20_000, seed=1, until=month_of(now)): …

Everything is a function of the seed, the moment `until` and the number of buyers, made as it is asked for: memory does
not grow. Words and names are in words.toml and cast.toml; all people, numbers and addresses are invented.
"""

from api.demo.crowd.cast import CATALOGUE, Somebody, neighbourhood
from api.demo.crowd.tell import crowd, month_of, windows

__all__ = ["CATALOGUE", "Somebody", "crowd", "month_of", "neighbourhood", "windows"]
