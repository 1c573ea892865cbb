"""The registry: every provider by the name that `PUT /v1/sources` takes."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.channels.base import Provider
from engine.channels.email_mime import PROVIDER as EMAIL_RAW
from engine.channels.hubspot import PROVIDER as HUBSPOT
from engine.channels.postmark import PROVIDER as POSTMARK
from engine.channels.typeform import PROVIDER as TYPEFORM
from engine.channels.vapi import PROVIDER as VAPI
from engine.channels.web_form import PROVIDER as WEB_FORM
from engine.channels.whatsapp_cloud import PROVIDER as WHATSAPP_CLOUD
from engine.errors import InvalidInput

_ALL = (WHATSAPP_CLOUD, VAPI, EMAIL_RAW, POSTMARK, TYPEFORM, WEB_FORM, HUBSPOT)

PROVIDERS: Mapping[str, Provider] = MappingProxyType({provider.name: provider for provider in _ALL})


def provider_named(name: str) -> Provider:
    """The provider of this name. Raises InvalidInput that lists the names there are."""
    provider = PROVIDERS.get(name)
    if provider is None:
        known = ", ".join(sorted(PROVIDERS))
        raise InvalidInput("There is no such provider.", [("/provider", f"must be one of: {known}")])
    return provider
