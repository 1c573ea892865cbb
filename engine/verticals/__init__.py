"""What differs from trade to trade, as data: a folder each beside this file, read and checked at import (README.md)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT = "real_estate"
LANGUAGES = ("en", "hi", "hinglish")
_TABLES: Mapping[str, Mapping[str, type]] = {
    "products": {"sizes": bool, "opens": bool, "loans": bool, "names_tell": bool},
    "amounts": {"units": list, "least": int, "usual": list},
    "places": {"asked": list, "cues": str},
    "visits": {"usual": str, "named": list},
    "people": {"users": list, "learners": list},
    "words": {"wants": str, "by": str, "passed": str, "places_first": bool, "article": bool},
}
_WORDS = {
    ("places", "cues"): {"property", "there", "none"},
    ("places", "asked"): {"location", "branch"},
    ("visits", "usual"): {"site_visit", "meeting", "demo"},
    ("visits", "named"): {"site_visit", "demo"},
}


@dataclass(frozen=True, slots=True)
class Vertical:
    """One trade. Fields are the tables and files of its folder; README.md says what each means. Amounts in rupees."""

    name: str
    preferences: frozenset[str]
    products: Mapping[str, tuple[str, ...]]
    sizes: bool
    opens: bool
    loans: bool
    names_tell: bool
    units: tuple[float, ...]
    least: float
    usual_units: tuple[tuple[float, float], ...]
    """(below, unit): the first whose `below` is above the number, the last for any."""
    places_asked: frozenset[str]
    place_cues: str
    usual_visit: str
    named_visits: frozenset[str]
    users: frozenset[str]
    learners: frozenset[str]
    suffixes: tuple[str, ...]
    rivals: tuple[str, ...]
    aliases: Mapping[str, str]
    """Other ways of saying well-known sellers, in small letters, with the usual name."""
    asks: tuple[Mapping[str, Any], ...]
    questions: tuple[Mapping[str, str], ...]
    words: Mapping[str, str]
    places_first: bool
    article: bool

    def prefers(self, name: str, value: str) -> bool:
        """Whether this preference is read in this trade."""
        return name in self.preferences or f"{name}.{value}" in self.preferences


def load(folder: Path) -> dict[str, Vertical]:
    """Every trade that has a folder there. Raises ValueError naming the file and what is wrong with it."""
    found = sorted(path.parent for path in folder.glob("*/vertical.toml"))
    return {path.name: _vertical(path) for path in found}


def _vertical(folder: Path) -> Vertical:
    told = _read(folder, "vertical")
    _check(folder.name, told)
    products = _texts(folder, "products", _read(folder, "products"))
    rivals, questions = _read(folder, "rivals"), _read(folder, "questions").get("question", [])
    _check_rest(folder.name, rivals, questions)
    amounts, places, visits, people, words = (told[t] for t in ("amounts", "places", "visits", "people", "words"))
    return Vertical(
        name=folder.name,
        preferences=frozenset(told["preferences"]),
        products=products,
        sizes=told["products"]["sizes"],
        opens=told["products"]["opens"],
        loans=told["products"]["loans"],
        names_tell=told["products"]["names_tell"],
        units=tuple(map(float, amounts["units"])),
        least=float(amounts["least"]),
        usual_units=tuple((float(u.get("below", "inf")), float(u["unit"])) for u in amounts["usual"]),
        places_asked=frozenset(places["asked"]),
        place_cues=places["cues"],
        usual_visit=visits["usual"],
        named_visits=frozenset(visits["named"]),
        users=frozenset(people["users"]),
        learners=frozenset(people["learners"]),
        suffixes=tuple(rivals["suffixes"]),
        rivals=tuple(name.strip() for name in rivals["names"].replace("\n", ",").split(",") if name.strip()),
        aliases=rivals.get("aliases", {}),
        asks=tuple(told.get("asks", ())),
        questions=tuple(questions),
        words={name: words[name] for name in ("wants", "by", "passed")},
        places_first=words["places_first"],
        article=words["article"],
    )


def _read(folder: Path, name: str) -> dict[str, Any]:
    where = f"verticals/{folder.name}/{name}.toml"
    try:
        return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"{where} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{where}: {wrong}") from None


def _check(name: str, told: Mapping[str, Any]) -> None:
    """Raises ValueError with everything that is wrong with a vertical.toml."""
    wrong = [f"unknown `{key}`" for key in told if key not in (*_TABLES, "sources", "preferences", "asks")]
    wrong += [f"`{key}` must be a list of texts" for key in ("sources", "preferences") if not _is_texts(told.get(key))]
    for table, keys in _TABLES.items():
        given = told.get(table)
        if not isinstance(given, dict):
            wrong.append(f"table [{table}] is missing")
            continue
        wrong += [f"unknown `{table}.{key}`" for key in given if key not in keys]
        for key, kind in keys.items():
            if not isinstance(given.get(key), kind):
                wrong.append(f"`{table}.{key}` must be a {kind.__name__}")
            elif (known := _WORDS.get((table, key))) and not known.issuperset(_listed(given[key])):
                wrong.append(f"`{table}.{key}` must be of {', '.join(sorted(known))}")
    wrong += _wrong_amounts(told["amounts"]) if not wrong else []
    for ask in told.get("asks", ()):
        if not isinstance(ask, dict) or not isinstance(ask.get("topic"), str) or not _is_texts(ask.get("patterns")):
            wrong.append("each of `asks` needs a `topic` and `patterns`")
    if wrong:
        raise ValueError(f"verticals/{name}/vertical.toml: {'; '.join(wrong)}")


def _wrong_amounts(amounts: Mapping[str, Any]) -> list[str]:
    usual = amounts["usual"]
    whole = usual and all(isinstance(u, dict) and isinstance(u.get("unit"), int) for u in usual)
    bounds = [u.get("below") for u in usual] if whole else []
    wrong = [] if amounts["units"] and all(isinstance(u, int) for u in amounts["units"]) else ["no `amounts.units`"]
    if not whole or not all(isinstance(b, int) for b in bounds[:-1]) or bounds[-1] is not None:
        wrong.append("`amounts.usual` needs a `unit` each and a `below` for all but the last")
    return wrong


def _check_rest(name: str, rivals: Mapping[str, Any], questions: Any) -> None:
    if not _is_texts(rivals.get("suffixes"), empty=True) or not isinstance(rivals.get("names"), str):
        raise ValueError(f"verticals/{name}/rivals.toml: needs `suffixes`, a list, and `names`, a text")
    aliases = rivals.get("aliases", {})
    if not isinstance(aliases, dict) or not all(isinstance(usual, str) for usual in aliases.values()):
        raise ValueError(f"verticals/{name}/rivals.toml: `aliases` must be a table of texts")
    if not isinstance(questions, list) or not questions:
        raise ValueError(f"verticals/{name}/questions.toml: needs at least one [[question]]")
    for n, question in enumerate(questions, 1):
        for key in ("slot", *LANGUAGES):
            if not isinstance(question.get(key), str) or not question[key].strip():
                raise ValueError(f"verticals/{name}/questions.toml: question {n} has no `{key}`")


def _texts(folder: Path, name: str, told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    bad = [value for value, patterns in told.items() if not _is_texts(patterns)]
    if bad or not told:
        what = f"`{bad[0]}` must be a list of patterns" if bad else "names nothing"
        raise ValueError(f"verticals/{folder.name}/{name}.toml: {what}")
    return {value: tuple(patterns) for value, patterns in told.items()}


def _is_texts(given: Any, *, empty: bool = False) -> bool:
    return isinstance(given, list) and (empty or bool(given)) and all(isinstance(t, str) and t.strip() for t in given)


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


VERTICALS: Mapping[str, Vertical] = load(Path(__file__).parent)


def vertical_of(name: str) -> Vertical:
    """The trade of this name; of one that has no folder (any more), the default's ways."""
    return VERTICALS.get(name) or VERTICALS[DEFAULT]
