"""Identifiers as people write them → identifiers that compare, or why they bind nobody."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from engine.identity.emails import normalise_email
from engine.identity.phones import normalise_phone, normalise_wa_id
from engine.identity.rules import IdentityRules
from engine.identity.values import UNREADABLE, Normal, blocked, is_junk, readable
from engine.model.event import GivenIdentifier
from engine.model.identity import IdentifierKey, NormalisedIdentifier
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import IdentifierKind

_HIDDEN, _GROUP = "@lid", "@g.us"
_JID = re.compile(r"(\d+)(?:[:.]\d+)*@(?:s\.whatsapp\.net|c\.us|hosted)")


def normalise(
    identifiers: Sequence[GivenIdentifier], *, source: str, region: str, rules: IdentityRules
) -> tuple[NormalisedIdentifier, ...]:
    """The identifiers of one event, in order, at their positions; a repeated one keeps its first position.

    `source` is the default namespace of portal lead ids, `region` (ISO 3166 alpha-2) that of numbers without a
    country code. Nothing is refused: `blocked` says why a value can bind nobody. A repetition that is verified
    makes the kept one verified.
    """
    found: dict[tuple[IdentifierKey, str], NormalisedIdentifier] = {}
    for position, given in enumerate(identifiers):
        one = _normalised(position, given, source, region, rules)
        kept = found.get((one.key, one.role))
        if kept is None:
            found[one.key, one.role] = one
        elif one.verified and not kept.verified:
            found[one.key, one.role] = _verified(kept, one)
    return tuple(found.values())


def blocked_by_tenant(key: IdentifierKey, catalogue: Catalogue, region: str) -> str | None:
    """Why the tenant's catalogue keeps this identifier from being a buyer's, or None.

    `office number` or `team number`: it keeps its node in the graph but gets no holding. Numbers of the catalogue
    are read in `region`.
    """
    if key.kind != IdentifierKind.PHONE:
        return None
    if any(normalise_phone(number, region).value == key.value for number in catalogue.office_numbers):
        return "office number"
    phones = (member.phone for member in catalogue.team if member.phone)
    if any(normalise_phone(number, region).value == key.value for number in phones):
        return "team number"
    return None


def _normalised(
    position: int, given: GivenIdentifier, source: str, region: str, rules: IdentityRules
) -> NormalisedIdentifier:
    kind = given.kind.strip().lower()
    key_kind = _key_kind(kind, given.value)
    if len(given.value) > 4 * rules.max_value_length:
        normal = Normal("", "too long")
    else:
        normal = _READERS.get(kind if key_kind == IdentifierKind.PHONE else key_kind, _opaque)(given.value, region)
    if normal.blocked is None and len(normal.value) > rules.max_value_length:
        normal = Normal("", "too long")
    if normal.blocked is None and key_kind not in rules.kinds:
        normal = Normal(normal.value, "unknown kind")
    return NormalisedIdentifier(
        position=position,
        key=IdentifierKey(key_kind, _namespace(given, key_kind, source), normal.value),
        given_kind=kind,
        raw=given.value,
        verified=given.verified,
        role=given.role,
        blocked=normal.blocked,
    )


def _key_kind(kind: str, value: str) -> str:
    """What an identifier of this kind is: a WhatsApp id is a phone, but for one that hides it (a `lid`)."""
    if kind != IdentifierKind.WHATSAPP:
        return kind
    return IdentifierKind.BSUID if readable(value).endswith(_HIDDEN) else IdentifierKind.PHONE


def _namespace(given: GivenIdentifier, kind: str, source: str) -> str:
    """As given, else the source for portal lead ids, "" for all others (CONTRACT §1)."""
    if given.namespace is not None:
        return given.namespace.strip()
    return source if kind == IdentifierKind.PORTAL_LEAD_ID else ""


def _verified(kept: NormalisedIdentifier, again: NormalisedIdentifier) -> NormalisedIdentifier:
    return NormalisedIdentifier(kept.position, kept.key, again.given_kind, kept.raw, True, kept.role, kept.blocked)


def _opaque(value: str, _region: str) -> Normal:
    """An id that only its maker understands: kept as it is, since case may matter."""
    text = unicodedata.normalize("NFC", readable(value))
    if not text:
        return UNREADABLE
    return blocked(text, "junk") if is_junk(text) else Normal(text)


def _whatsapp(value: str, region: str) -> Normal:
    """A wa_id, or the address of it that clients use: the digits, which of the user's devices, and a server."""
    text = readable(value)
    if text.endswith(_GROUP):
        return blocked(text, "group")
    found = _JID.fullmatch(text)
    return normalise_wa_id(found[1] if found else text, region)


_READERS: dict[str, Callable[[str, str], Normal]] = {
    IdentifierKind.PHONE.value: normalise_phone,
    IdentifierKind.WHATSAPP.value: _whatsapp,
    IdentifierKind.EMAIL.value: lambda value, _region: normalise_email(value),
}
