"""Signatures over raw bytes. The digests were computed apart, with openssl."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.channels.base import Delivery
from engine.channels.providers import PROVIDERS
from engine.channels.signatures import verify
from engine.clock import from_ms
from engine.errors import Unauthorized

BODY = '{"object":"whatsapp_business_account","note":"घर"}'.encode()
NOW = from_ms(1778905920000)
URL = "https://rapport.example/v1/webhooks/k"
HUB_URL = f"{URL}?x=a%3Ab&y=100%25"
HUB = {
    "x-hubspot-signature-v3": "xRwaU+j9iLqIPeIewaZ415JLS1Pugy96p4D8JoOK7w4=",
    "x-hubspot-request-timestamp": "1778905920000",
}
WA = {"x-hub-signature-256": "sha256=629bee77e742427ab41c8283115cedaa39069cb401723f2bd5097df0d75f08c8"}
TF = {"typeform-signature": "sha256=4O8WYi0b0q5OkmtXac9wLgTGZ3Lr1sM6OPIDAmjWrvE="}
VAPI = "fd5316b59db78a7ef6019ef54b36693d4780301f6925a1b919f79b2528f7e823"
META = {"app_secret": "app-secret-1", "verify_token": "tok"}


def delivery(headers: Mapping[str, str], body: bytes = BODY, url: str = URL) -> Delivery:
    return Delivery("POST", url, headers, {}, body, NOW)


GOOD = [
    ("whatsapp_cloud", META, delivery(WA)),
    ("typeform", {"secret": "tf-secret"}, delivery(TF)),
    ("hubspot", {"client_secret": "hub-secret"}, delivery(HUB, b'[{"objectId":1}]', HUB_URL)),
    ("vapi", {"hmac_secret": "vapi-key"}, delivery({"x-vapi-signature": VAPI})),
    ("vapi", {"hmac_secret": "vapi-key"}, delivery({"x-signature": f"sha256={VAPI}"})),
    ("vapi", {"server_secret": "s3cret"}, delivery({"x-vapi-secret": "s3cret"})),
    ("vapi", {"server_secret": "s3cret"}, delivery({"authorization": "bearer s3cret"})),
    ("postmark", {"basic_auth": "relay:pa:ss"}, delivery({"authorization": "Basic cmVsYXk6cGE6c3M="})),
    ("email_raw", {"token": "t0"}, delivery({"authorization": "Bearer t0"})),
    ("web_form", {"token": "t0"}, delivery({"x-webhook-secret": "t0"})),
    ("web_form", {}, delivery({})),
    ("postmark", {}, delivery({})),
]


@pytest.mark.parametrize(("provider", "secrets", "given"), GOOD)
def test_good(provider, secrets, given) -> None:
    verify(given, PROVIDERS[provider], secrets, NOW)


@pytest.mark.parametrize(("provider", "secrets", "given"), [case for case in GOOD if case[1]])
def test_a_wrong_secret_or_none(provider, secrets, given) -> None:
    with pytest.raises(Unauthorized):
        verify(given, PROVIDERS[provider], {name: f"{value}x" for name, value in secrets.items()}, NOW)
    with pytest.raises(Unauthorized):
        verify(replace(given, headers={}), PROVIDERS[provider], secrets, NOW)


@pytest.mark.parametrize(("provider", "secrets", "given"), GOOD[:5])
def test_a_changed_body(provider, secrets, given) -> None:
    with pytest.raises(Unauthorized):
        verify(replace(given, body=given.body + b" "), PROVIDERS[provider], secrets, NOW)


@pytest.mark.parametrize("provider", ["whatsapp_cloud", "vapi", "typeform", "hubspot"])
def test_a_provider_that_must_prove_never_passes_without_secrets(provider) -> None:
    with pytest.raises(Unauthorized):
        verify(delivery(WA), PROVIDERS[provider], {}, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": WA["x-hub-signature-256"].removeprefix("sha256=")},
        {"x-hub-signature-256": "sha256=ünicode"},
        {"x-hub-signature": WA["x-hub-signature-256"]},
    ],
)
def test_malformed_signatures(headers) -> None:
    with pytest.raises(Unauthorized):
        verify(delivery(headers), PROVIDERS["whatsapp_cloud"], META, NOW)


@pytest.mark.parametrize("value", ["Basic", "Basic ???", "Basic ünicode", "Bearer relay:pa:ss", "Basic cmVsYXk="])
def test_malformed_basic_auth(value) -> None:
    with pytest.raises(Unauthorized):
        verify(delivery({"authorization": value}), PROVIDERS["postmark"], {"basic_auth": "relay:pa:ss"}, NOW)


@pytest.mark.parametrize(
    ("minutes", "ok"), [(4.9, True), (-4.9, True), (5.1, False), (-5.1, False), (600, False), (0, True)]
)
def test_hubspot_age(minutes, ok) -> None:
    given = delivery(HUB, b'[{"objectId":1}]', HUB_URL)
    later = NOW + timedelta(minutes=minutes)
    if ok:
        return verify(given, PROVIDERS["hubspot"], {"client_secret": "hub-secret"}, later)
    with pytest.raises(Unauthorized):
        verify(given, PROVIDERS["hubspot"], {"client_secret": "hub-secret"}, later)
    return None


@pytest.mark.parametrize("stamp", ["", "x", "٣", "-1", "9" * 30])
def test_hubspot_broken_timestamp(stamp) -> None:
    given = delivery({**HUB, "x-hubspot-request-timestamp": stamp}, b'[{"objectId":1}]', HUB_URL)
    with pytest.raises(Unauthorized):
        verify(given, PROVIDERS["hubspot"], {"client_secret": "hub-secret"}, NOW)


def test_handshake() -> None:
    provider = PROVIDERS["whatsapp_cloud"]
    asked = {"hub.mode": "subscribe", "hub.challenge": "11582", "hub.verify_token": "tok"}
    given = replace(delivery({}), method="GET", query=asked)
    assert provider.handshake(given, META) == "11582"
    for change in ({"hub.verify_token": "no"}, {"hub.verify_token": ""}, {"hub.mode": "x"}):
        with pytest.raises(Unauthorized):
            provider.handshake(replace(given, query=asked | change), META)


@pytest.mark.parametrize(
    ("provider", "secrets", "pointers"),
    [
        ("whatsapp_cloud", META, []),
        ("whatsapp_cloud", {}, ["/secrets/app_secret", "/secrets/verify_token"]),
        ("whatsapp_cloud", META | {"colour": "x"}, ["/secrets/colour"]),
        ("vapi", {}, ["/secrets"]),
        ("vapi", {"hmac_secret": "x"}, []),
        ("web_form", {}, []),
        ("hubspot", {"client_secret": "x"}, []),
        ("typeform", {"secret": ""}, ["/secrets/secret"]),
    ],
)
def test_secrets_of_a_source(provider, secrets, pointers) -> None:
    assert [pointer for pointer, _ in PROVIDERS[provider].check_secrets(secrets)] == pointers


def test_the_registry() -> None:
    assert sorted(PROVIDERS) == [
        "email_raw",
        "hubspot",
        "postmark",
        "typeform",
        "vapi",
        "web_form",
        "whatsapp_cloud",
    ]
    for provider in PROVIDERS.values():
        named = {secret.name for secret in provider.secrets}
        assert {way.secret for way in provider.signatures} <= named
        assert all(name == name.lower() for way in provider.signatures for name in way.headers)
