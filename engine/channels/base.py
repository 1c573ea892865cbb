"""What every channel module is made of: a `Delivery` comes in, `Provider.parse` turns it into events.

The API layer keeps the raw bytes, checks the signature (`signatures.verify`), parses, records `Parsed.events`, keeps
`Parsed.unreadable` as dead letters and answers `Provider.ack`. Everything here is pure: values in, values out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from engine.errors import InvalidPayload
from engine.model.event import Event, Fetch
from graph_schema.vocabulary import Channel

Part = TypeVar("Part")

UNREADABLE = (InvalidPayload, KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)
"""What a reader may raise on a part that is not as documented; anything else is a bug and must be seen."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One HTTP request of a provider as it came in.

    `url` is the full URL that the provider called, query included. Header names are lower-cased. `body` holds the raw
    bytes, never a re-serialised object (signatures). `received_at` is aware UTC.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One part of a delivery that nobody could read: a dead letter. `reason` carries no personal data."""

    reason: str
    payload: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The outcome of one delivery: its events in the provider's order, and the parts that could not be read."""

    events: tuple[Event, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    def __add__(self, other: "Parsed") -> "Parsed":
        return Parsed(self.events + other.events, self.unreadable + other.unreadable)


@dataclass(frozen=True, slots=True)
class Secret:
    """One entry of `secrets` in `PUT /v1/sources`. Of secrets with the same `one_of` group at least one is needed."""

    name: str
    about: str
    required: bool = False
    one_of: str | None = None


class Scheme(StrEnum):
    """How a delivery proves where it comes from; each has one function in `signatures`."""

    HMAC = "hmac"
    HUBSPOT_V3 = "hubspot_v3"
    BASIC = "basic"
    SHARED_SECRET = "shared_secret"  # noqa: S105 - a scheme's name


@dataclass(frozen=True, slots=True)
class Signature:
    """One declared way of proof. Which of the fields count depends on the scheme.

    `secret` names the entry of the source's secrets; a way whose secret is not set is not open. `headers` are tried in
    order, `prefix` is cut off the header's value (`sha256=`, `Bearer `), `encoding` is hex or base64 and `tolerance_s`
    the greatest age of a signed timestamp.
    """

    scheme: Scheme
    secret: str
    headers: tuple[str, ...] = ()
    prefix: str = ""
    algorithm: str = "sha256"
    encoding: str = "hex"
    tolerance_s: int = 300


@dataclass(frozen=True, slots=True)
class Ack:
    """What the provider wants to hear when its delivery was taken."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A GET request to a provider's API. `headers` carry credentials: never log them."""

    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a task got for a `Fetch`.

    `ref` and `source` are the notification's, `body` the response as parsed JSON, `received_at` when it came.
    """

    ref: str
    source: str
    fetch: Fetch
    body: Any
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How a `Fetch` becomes a request, and its response an event of its own (ref: the notification's + ":fetched").

    `base_url` is the provider's; a caller may put another in its place (tests, a proxy). `bearer` names the secret
    sent as bearer token. `read` raises InvalidPayload.
    """

    base_url: str
    bearer: str
    read: Callable[[Fetched], Event]

    def request(self, fetch: Fetch, secrets: Mapping[str, str], base_url: str | None = None) -> FetchRequest:
        """The request that performs `fetch` with the credentials of the source."""
        url = f"{(base_url or self.base_url).rstrip('/')}/{fetch.path.lstrip('/')}"
        return FetchRequest(url, dict(fetch.params), {"Authorization": f"Bearer {secrets[self.bearer]}"})


Parse = Callable[[Delivery, str], Parsed]
"""(delivery, source name) → Parsed. Raises InvalidPayload when nothing at all can be read."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: everything the rest of rapport needs to know of it.

    `signatures` are alternatives, one that holds is enough; none declared means that the secret in the webhook's path
    is the proof. `handshake` answers a GET verification with the text to send back. `fetch` performs a `Fetch`.
    """

    name: str
    channel: Channel
    parse: Parse
    secrets: tuple[Secret, ...] = ()
    signatures: tuple[Signature, ...] = ()
    handshake: Callable[[Delivery, Mapping[str, str]], str] | None = None
    ack: Ack = field(default_factory=Ack)
    fetch: Fetcher | None = None

    def check_secrets(self, secrets: Mapping[str, str]) -> list[tuple[str, str]]:
        """What is wrong with the secrets of a source, as (JSON pointer, detail); empty when all is well."""
        known = {secret.name for secret in self.secrets}
        errors = [(f"/secrets/{name}", "this provider has no such secret") for name in secrets if name not in known]
        errors += [
            (f"/secrets/{secret.name}", f"needed: {secret.about}")
            for secret in self.secrets
            if secret.required and not secrets.get(secret.name)
        ]
        for group in dict.fromkeys(secret.one_of for secret in self.secrets if secret.one_of):
            names = [secret.name for secret in self.secrets if secret.one_of == group]
            if not any(secrets.get(name) for name in names):
                errors.append(("/secrets", f"one of these is needed: {', '.join(names)}"))
        return errors


def read_parts(parts: Iterable[Part], read: Callable[[Part], Iterable[Event]], show: Callable[[Part], str]) -> Parsed:
    """Reads each part by itself, so that one unreadable part never loses the others.

    Equal events (the same message twice in one body) are given once. `show` is the part's payload text.
    """
    events: list[Event] = []
    by_ref: dict[str, list[Event]] = {}
    unreadable: list[Unreadable] = []
    for part in parts:
        try:
            for event in list(read(part)):
                if event not in by_ref.setdefault(event.ref, []):
                    by_ref[event.ref].append(event)
                    events.append(event)
        except UNREADABLE as error:
            unreadable.append(Unreadable(_reason(error), show(part)))
    return Parsed(tuple(events), tuple(unreadable))


def with_namespace(event: Event, namespace: str, kinds: frozenset[str] = frozenset({"crm_id"})) -> Event:
    """The event with the namespace that its source sets for ids of these kinds (two CRMs beside each other)."""
    identifiers = tuple(
        replace(given, namespace=namespace) if given.kind in kinds and given.namespace is None else given
        for given in event.identifiers
    )
    return replace(event, identifiers=identifiers)


def _reason(error: Exception) -> str:
    if isinstance(error, InvalidPayload):
        return str(error)
    if isinstance(error, KeyError):
        return f"the field {error.args[0]!r} is missing"
    return f"not in the documented shape ({type(error).__name__})"
