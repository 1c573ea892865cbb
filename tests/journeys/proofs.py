"""How each provider proves where a delivery comes from: the secrets of a source, and the headers made with them."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

SECRETS: Mapping[str, Mapping[str, str]] = {
    "whatsapp_cloud": {"app_secret": "an app secret", "verify_token": "a verify token"},
    "vapi": {"server_secret": "a server secret"},
    "email_raw": {"basic_auth": "relay:a password"},
    "postmark": {"basic_auth": "postmark:a password"},
    "typeform": {"secret": "a typeform secret"},
    "web_form": {"token": "a token of the site"},
    "hubspot": {"client_secret": "a client secret", "access_token": "a private token"},
}


def proof(provider: str, body: bytes, url: str) -> dict[str, str]:
    """The headers of a delivery to `url`."""
    secrets = SECRETS[provider]
    match provider:
        case "whatsapp_cloud":
            return {"x-hub-signature-256": f"sha256={_hmac(secrets['app_secret'], body).hex()}"}
        case "typeform":
            return {"typeform-signature": f"sha256={_base64(_hmac(secrets['secret'], body))}"}
        case "vapi":
            return {"x-vapi-secret": secrets["server_secret"]}
        case "email_raw" | "postmark":
            return {"authorization": f"Basic {_base64(secrets['basic_auth'].encode())}"}
        case "web_form":
            return {"x-webhook-secret": secrets["token"]}
        case "hubspot":
            stamp = str(int(time.time() * 1000))
            signed = b"POST" + url.encode() + body + stamp.encode()
            signature = _base64(_hmac(secrets["client_secret"], signed))
            return {"x-hubspot-request-timestamp": stamp, "x-hubspot-signature-v3": signature}
    raise AssertionError(f"no proof for {provider}")


def _hmac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
