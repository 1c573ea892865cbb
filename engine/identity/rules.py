"""How strongly identifiers bind: rules.toml as one frozen value, with a tenant's own kinds laid over it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import InvalidInput
from engine.model.tenant import KindRule, Settings
from graph_schema.vocabulary import IdentifierKind

_KIND_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_MAX_BITS = 30.0
_MAX_COUNT = 10_000
_COUNTS = {"limit": 1, "window_days": 1, "expires_days": 1, "generic_at": 2}  # least sensible values
_UNKNOWN = KindRule(base_bits=0.0)


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """All figures of identity resolution; bits are log2(m/u). Their sources stand in rules.toml."""

    kinds: Mapping[str, KindRule]
    apart_at: Mapping[str, int]
    """Of how many people on an identifier of a kind those of whom nothing is said are told apart (company.py)."""
    accept_bits: float
    review_bits: float
    hard_bits: float
    typed_bits: float
    event_cap: int
    component_cap: int
    cluster_cap: int
    source_bits_cap: float
    heard_bits: float
    name_min: float
    name_max: float
    contradiction_bits: float
    agreement_bits: float
    alike_bits: float
    alike_days: int
    crowd_at: int
    gap: timedelta
    sitting: timedelta
    max_value_length: int

    def of(self, kind: str) -> KindRule:
        """The rule of a kind; a kind that nobody declared binds nothing."""
        return self.kinds.get(kind, _UNKNOWN)

    def expiry(self, kind: str) -> timedelta | None:
        """How long after its last sighting an identifier (a cookie, say) is nobody's any more; None: something else
        must end it.
        """
        days = self.of(kind).expires_days
        return timedelta(days=days) if days else None

    def silence(self, kind: str) -> timedelta:
        """How long an identifier must be unseen for its next sighting to be somebody else's."""
        return self.expiry(kind) or self.gap

    def is_unique(self, kind: str) -> bool:
        """Whether a buyer has at most one value of this kind in a namespace."""
        return self.of(kind).unique


@cache
def default_rules() -> IdentityRules:
    """The rules as shipped."""
    data: dict[str, Any] = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    windows = data["windows"]
    kinds = {name: KindRule(**given) for name, given in data["kinds"].items()}
    for name, rule in kinds.items():
        _check(name, rule)
    return IdentityRules(
        kinds=kinds,
        apart_at=data["apart_at"],
        gap=timedelta(days=windows["gap_days"]),
        sitting=timedelta(minutes=windows["sitting_minutes"]),
        max_value_length=windows["max_value_length"],
        **data["thresholds"],
    )


def rules_for(settings: Settings) -> IdentityRules:
    """The rules of a tenant: its `identifier_kinds` add kinds, or change what they say of a shipped one.

    Raises InvalidInput that lists (JSON pointer, detail) of each kind that makes no sense.
    """
    base = default_rules()
    if not settings.identifier_kinds:
        return base
    kinds = {
        **base.kinds,
        **{name: _over(base.kinds.get(name), rule) for name, rule in settings.identifier_kinds.items()},
    }
    errors = [
        (f"/identifier_kinds/{name}", problem)
        for name, rule in sorted((name, kinds[name]) for name in settings.identifier_kinds)
        if (problem := _problem(name, rule)) is not None
    ]
    if errors:
        raise InvalidInput("The identifier kinds of the settings are not valid.", errors)
    return replace(base, kinds=kinds)


def _over(shipped: KindRule | None, given: KindRule) -> KindRule:
    """A kind's rule: what the tenant leaves out is as shipped."""
    if shipped is None:
        return given
    said = {field.name: getattr(given, field.name) for field in fields(given)}
    return replace(shipped, **{name: value for name, value in said.items() if value is not None and value is not False})


def _check(name: str, rule: KindRule) -> None:
    problem = _problem(name, rule)
    if problem is not None:
        raise ValueError(f"rules.toml: kinds.{name}: {problem}")


def _problem(name: str, rule: KindRule) -> str | None:
    """What is wrong with a kind's rule, or None."""
    if name == IdentifierKind.WHATSAPP:
        return "a whatsapp value is the phone of its digits: set phone instead"
    if not _KIND_NAME.fullmatch(name):
        return "a kind is 2 to 40 lower-case letters, digits or underscores and begins with a letter"
    return _problem_of_bits(rule) or _problem_of_counts(rule)


def _problem_of_bits(rule: KindRule) -> str | None:
    if not 0 <= rule.base_bits <= _MAX_BITS:
        return f"base_bits must be between 0 and {_MAX_BITS:g}"
    if rule.verified_bits is not None and not rule.base_bits <= rule.verified_bits <= _MAX_BITS:
        return f"verified_bits must be between base_bits and {_MAX_BITS:g}"
    return None


def _problem_of_counts(rule: KindRule) -> str | None:
    for field in fields(rule):
        value = getattr(rule, field.name)
        if field.name in _COUNTS and value is not None and not _COUNTS[field.name] <= value <= _MAX_COUNT:
            return f"{field.name} must be between {_COUNTS[field.name]} and {_MAX_COUNT}"
    if rule.window_days is not None and rule.limit is None:
        return "window_days needs a limit"
    return None
