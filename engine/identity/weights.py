"""How strongly an observation names a person, in bits, and which of an event's identifiers speaks for it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from engine.identity.rules import IdentityRules
from engine.model.identity import IdentifierKey, Observation
from graph_schema.vocabulary import Channel, Direction, IdentifierKind, Kind, Role

HEARD = "heard"
"""The `given_kind` of an identifier that was only heard in a call."""

_LINES = frozenset({Channel.WHATSAPP, Channel.VOICE, Channel.SMS})
_COMPANY: dict[str, frozenset[str]] = {
    IdentifierKind.EMAIL: frozenset({IdentifierKind.PHONE}),
    IdentifierKind.PORTAL_LEAD_ID: frozenset({IdentifierKind.PHONE, IdentifierKind.EMAIL}),
}
_HEARABLE = frozenset({IdentifierKind.PHONE.value, IdentifierKind.EMAIL.value})


def observed_bits(observation: Observation, rules: IdentityRules) -> float:
    """Base bits of an identifier as it was observed.

    Verified bits where the source vouches for it or the buyer wrote, called or signed in from it; `heard_bits` where
    a voice bot heard it said (see `with_hearsay`).
    """
    rule = rules.of(observation.key.kind)
    if is_heard(observation):
        return min(rules.heard_bits, rule.base_bits)
    if rule.verified_bits is not None and (observation.verified or is_direct(observation)):
        return rule.verified_bits
    return rule.base_bits


def is_direct(observation: Observation) -> bool:
    """Whether the buyer acted from the identifier itself: a message or call from it, a signed-in app."""
    if observation.direction is not Direction.INBOUND:
        return False
    kind = observation.key.kind
    if kind == IdentifierKind.PHONE:
        return observation.channel is Channel.APP or (
            observation.channel in _LINES and not is_heard(observation) and observation.role is Role.SELF
        )
    if kind == IdentifierKind.EMAIL:
        return observation.channel is Channel.EMAIL and observation.kind is Kind.MESSAGE
    if kind == IdentifierKind.DEVICE_ID:
        return observation.channel is Channel.APP
    return kind == IdentifierKind.BSUID and observation.channel is Channel.WHATSAPP


def is_heard(observation: Observation) -> bool:
    """Whether a number or address was only heard in a call."""
    return observation.given_kind == HEARD


def with_hearsay(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """One interaction's observations in the order of position, those only heard in a call marked as such.

    The caller's own number is the first phone; a further one, and any address, was said, unless the source vouches
    for it (`verified`). Portal lead ids and addresses are given their company.
    """
    ordered = sorted(observations, key=lambda o: o.position)
    caller = next((o.position for o in ordered if o.key.kind == IdentifierKind.PHONE), None)
    told = [
        replace(o, given_kind=HEARD)
        if o.channel is Channel.VOICE and o.key.kind in _HEARABLE and not o.verified and o.position != caller
        else o
        for o in ordered
    ]
    if not any(o.key.kind in _COMPANY for o in told):
        return tuple(told)
    return tuple(replace(o, company=_beside(o, told)) if o.key.kind in _COMPANY else o for o in told)


def _beside(observation: Observation, told: Sequence[Observation]) -> tuple[str, ...]:
    kinds = _COMPANY[observation.key.kind]
    return tuple(sorted({"|".join(o.key) for o in told if o.key.kind in kinds and not is_heard(o)}))


def strongest(
    observations: Sequence[Observation], rules: IdentityRules, generic: Collection[IdentifierKey] = ()
) -> Observation:
    """The observation of one interaction that its FROM follows: most bits, then first position.

    One whose key is in `generic` speaks only when there is no other. `observations` must not be empty.
    """
    own = [o for o in observations if o.key not in generic] or list(observations)
    return min(own, key=lambda o: (-observed_bits(o, rules), o.position, o.key))
