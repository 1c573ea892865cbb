"""What identity keeps in memory between calls: outcomes of reading and comparing names, numbers and addresses."""

from engine.identity.emails import normalise_email
from engine.identity.names.compare import compare_names
from engine.identity.names.parse import parse_name
from engine.identity.names.tables import cousin, entry, sound, worn
from engine.identity.names.tokens import likeness
from engine.identity.parties import is_person, people_of
from engine.identity.phones import normalise_phone

_CACHED = (
    normalise_email, normalise_phone, parse_name, compare_names, likeness, sound, cousin, worn, entry, is_person,
    people_of,
)  # fmt: skip


def forget() -> None:
    """Drop all of it: after an erasure no name, number or address may stay in a process."""
    for cached in _CACHED:
        cached.cache_clear()
