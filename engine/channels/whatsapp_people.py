"""Who is meant in a WhatsApp webhook: phone and business-scoped user id, and the contact entry that is theirs.

Since user ids (`IN.1349…`) a message may have no phone at all, or have the user id where the phone used to be.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.channels.reading import sub, text_of
from engine.model.event import GivenIdentifier
from graph_schema.vocabulary import Role

_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,130}")
_DIGITS = re.compile(r"\+?\d{5,20}")

Contacts = Sequence[dict[str, Any]]


def people_of(
    contact: Mapping[str, Any], person: object, user_id: object, *, verified: bool = False
) -> tuple[GivenIdentifier, ...]:
    """The phone and the business-scoped user id of one person, whichever of them were given."""
    number = next((v for v in (person, contact.get("wa_id")) if isinstance(v, str) and _DIGITS.fullmatch(v)), None)
    scoped = next(
        (v for v in (user_id, person, contact.get("user_id")) if isinstance(v, str) and _USER_ID.fullmatch(v)), None
    )
    found = (("whatsapp", number), ("bsuid", scoped))
    return tuple(GivenIdentifier(kind, value, verified=verified) for kind, value in found if value)


def ends_of(role: Role, number: object, user_id: object) -> tuple[GivenIdentifier, ...]:
    """The old or the new identifiers of a person whose number or user id changed."""
    people = people_of({}, number, user_id)
    return tuple(GivenIdentifier(one.kind, one.value, verified=True, role=role) for one in people)


def shown(one: GivenIdentifier) -> dict[str, str]:
    """An identifier as it stands in `data`."""
    return {"kind": one.kind, "value": one.value}


def own_contact(contacts: Contacts, person: object, user_id: object) -> dict[str, Any]:
    """The contact entry of this very person, else nothing: a body may name several people."""
    wanted = [value for value in (person, user_id) if isinstance(value, str) and value]
    own = (one for one in contacts if one.get("wa_id") in wanted or one.get("user_id") in wanted)
    return next(own, {})


def name_of(contact: Mapping[str, Any]) -> str | None:
    """The name that the person chose."""
    return text_of(sub(contact, "profile").get("name"))
