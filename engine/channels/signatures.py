"""Does a delivery come from where it says? Each scheme of `base.Scheme` is one function here, all in constant time.

Facts per provider: its own documentation; the vectors in tests/unit/channels/test_signatures.py were computed apart.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import unquote_to_bytes

from engine.channels.base import Delivery, Provider, Scheme, Signature
from engine.clock import to_ms
from engine.errors import Unauthorized

Check = Callable[[Delivery, Signature, str, datetime], bool]

_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


def verify(delivery: Delivery, provider: Provider, secrets: Mapping[str, str], now: datetime) -> None:
    """Holds the raw delivery against every way of proof whose secret the source has set; one that holds is enough.

    A provider without signatures, or whose optional ones are not set, is proved by the key in the webhook's path.
    Raises Unauthorized; the message never says which part was wrong.
    """
    open_ways = [way for way in provider.signatures if secrets.get(way.secret)]
    if not open_ways and not _must_prove(provider):
        return
    if not any(_CHECKS[way.scheme](delivery, way, secrets[way.secret], now) for way in open_ways):
        raise Unauthorized("The signature or credential of this delivery is missing or wrong.")


def verify_token(delivery: Delivery, expected: str) -> str:
    """Answers Meta's GET handshake with the challenge when `hub.verify_token` is ours. Raises Unauthorized."""
    query = delivery.query
    if query.get("hub.mode") != "subscribe" or not _same(query.get("hub.verify_token", ""), expected):
        raise Unauthorized("The verify token is missing or wrong.")
    return query.get("hub.challenge", "")


def _must_prove(provider: Provider) -> bool:
    proving = {way.secret for way in provider.signatures}
    return any(secret.name in proving and (secret.required or secret.one_of) for secret in provider.secrets)


def _hmac(delivery: Delivery, way: Signature, secret: str, now: datetime) -> bool:
    """HMAC over the raw body, in hex or base64, in the first header that is there."""
    del now
    digest = hmac.new(secret.encode(), delivery.body, _ALGORITHMS[way.algorithm]).digest()
    return any(
        given.startswith(way.prefix) and _same(given.removeprefix(way.prefix), _encoded(digest, way))
        for given in _headers(delivery, way.headers)
    )


def _hubspot_v3(delivery: Delivery, way: Signature, secret: str, now: datetime) -> bool:
    """Base64 HMAC-SHA256 over method + URI + body + timestamp (ms); some escapes of the URI are decoded first."""
    stamp = delivery.headers.get("x-hubspot-request-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(to_ms(now) - int(stamp)) > way.tolerance_s * 1000:
        return False
    signed = delivery.method.upper().encode() + _hubspot_uri(delivery.url) + delivery.body + stamp.encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return any(_same(given, _encoded(digest, way)) for given in _headers(delivery, way.headers))


_HUBSPOT_DECODES = ("3A", "2F", "3F", "40", "21", "24", "27", "28", "29", "2A", "2C", "3B")
"""Only these are decoded (:/?@!$'()*,;), per HubSpot's "Validating requests"; the rest of the URI stays escaped."""


def _hubspot_uri(url: str) -> bytes:
    uri = url.partition("#")[0]
    for code in _HUBSPOT_DECODES:
        for escape in (f"%{code}", f"%{code.lower()}"):
            uri = uri.replace(escape, unquote_to_bytes(escape).decode())
    return uri.encode()


def _basic(delivery: Delivery, way: Signature, secret: str, now: datetime) -> bool:
    """HTTP basic auth; the secret is `user:password`."""
    del way, now
    scheme, _, given = delivery.headers.get("authorization", "").partition(" ")
    try:
        credentials = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(credentials, secret.encode())


def _shared_secret(delivery: Delivery, way: Signature, secret: str, now: datetime) -> bool:
    """The secret itself in one of the headers; `prefix` (as in `Bearer `) is matched in any case."""
    del now
    size = len(way.prefix)
    return any(
        given[:size].lower() == way.prefix.lower() and _same(given[size:].strip(), secret)
        for given in _headers(delivery, way.headers)
    )


_CHECKS: Mapping[Scheme, Check] = {
    Scheme.HMAC: _hmac,
    Scheme.HUBSPOT_V3: _hubspot_v3,
    Scheme.BASIC: _basic,
    Scheme.SHARED_SECRET: _shared_secret,
}


def _headers(delivery: Delivery, names: Iterable[str]) -> list[str]:
    return [delivery.headers[name] for name in names if name in delivery.headers]


def _encoded(digest: bytes, way: Signature) -> str:
    return base64.b64encode(digest).decode() if way.encoding == "base64" else digest.hex()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
