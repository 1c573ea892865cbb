"""A plain form post: urlencoded, multipart or JSON, fields named as people name them (`form_fields.toml`).

Where a form has no id of its own, a hash of its fields is the event's id: the same form sent twice is one event.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from python_multipart import create_form_parser
from python_multipart.multipart import Field, File

from engine.channels.base import Delivery, Parsed, Provider, Scheme, Secret, Signature, read_parts
from engine.channels.form_fields import FormFields, kept_fields, sort_fields
from engine.channels.reading import at_iso, flat_answers, happened, mend, present, read_json, show_json, text_of
from engine.errors import InvalidPayload
from engine.ids import content_hash
from engine.model.event import Event, GivenTurn
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_NESTS = ("fields", "data", "answers", "form", "form_fields", "form_response", "submission", "payload", "values")
"""Where form builders put the fields inside their JSON."""
_LABELS = ("label", "title", "name", "key", "id")
_VALUES = ("value", "answer", "text", "values")
_MAX_FIELDS = 500


def parse(delivery: Delivery, source: str) -> Parsed:
    """The event of one form; a JSON list holds one form an item. Raises InvalidPayload when it is no form."""
    forms = _forms(delivery)

    def read(form: Any) -> Iterator[Event]:
        yield form_event(_plain(form), source=source, delivery=delivery)

    return read_parts(forms, read, show_json)


def form_event(fields: Mapping[str, Any], *, source: str, delivery: Delivery) -> Event:
    """The event of {label: value}. Raises InvalidPayload when no field is filled."""
    kept = kept_fields(fields)
    form = sort_fields(kept)
    if not (form.identifiers or form.answers or form.message):
        raise InvalidPayload("No field of the form is filled.")
    return Event(
        ref=form.ref or content_hash(kept),
        source=source,
        channel=Channel.WEB_FORM,
        kind=Kind.FORM,
        direction=Direction.INBOUND,
        at=happened(at_iso(form.at), delivery.received_at),
        identifiers=form.identifiers,
        profile=form.profile,
        campaign=form.campaign,
        turns=(GivenTurn(Speaker.BUYER, form.message, "t1"),) if form.message else (),
        data=_data(form),
        payload=show_json(kept),
    )


def _data(form: FormFields) -> dict[str, Any]:
    return present({"answers": form.answers, "origin": form.origin})


def _forms(delivery: Delivery) -> list[Any]:
    content_type = delivery.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return [_grouped(_multipart(delivery.body, content_type))]
    if media_type == "application/x-www-form-urlencoded":
        return [_grouped(_urlencoded(delivery.body))]
    value = read_json(delivery.body)
    return value if isinstance(value, list) else [value]


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), errors="replace", max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise InvalidPayload("The form has too many fields.") from None
    return [(mend(name), mend(value)) for name, value in pairs]


def _multipart(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """Text fields, and the names of files; all in memory."""
    pairs: list[tuple[str, str]] = []

    def on_field(field: Field) -> None:
        pairs.append((_text(field.field_name), _text(field.value)))

    def on_file(file: File) -> None:
        pairs.append((_text(file.field_name), _text(file.file_name)))

    config = {"MAX_MEMORY_FILE_SIZE": len(body) + 1}
    try:
        parser = create_form_parser({"Content-Type": content_type.encode()}, on_field, on_file, config)
        parser.write(BytesIO(body).read())
        parser.finalize()
    except (ValueError, KeyError, TypeError, RuntimeError):
        raise InvalidPayload("The multipart body cannot be read.") from None
    return pairs[:_MAX_FIELDS]


def _text(value: bytes | None) -> str:
    return mend((value or b"").decode("utf-8", "replace"))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Repeated fields (checkboxes, `name[]`) as lists."""
    grouped: dict[str, Any] = {}
    for name, value in pairs:
        label = name.removesuffix("[]")
        if label not in grouped:
            grouped[label] = value
        elif isinstance(grouped[label], list):
            grouped[label].append(value)
        else:
            grouped[label] = [grouped[label], value]
    return grouped


def _plain(form: object) -> dict[str, Any]:
    """{label: value} of a form as JSON: flat, nested, or a list of {label, value}."""
    if not isinstance(form, dict):
        raise InvalidPayload("The form is not an object.")
    fields: dict[str, Any] = {}
    for label, value in form.items():
        if label.lower() in _NESTS and isinstance(value, dict):
            fields |= _plain(value)
        elif label.lower() in _NESTS and isinstance(value, list) and all(isinstance(item, dict) for item in value):
            fields |= {
                name: given for item in value if (name := _first_text(item, _LABELS)) for given in [_value(item)]
            }
        else:
            fields |= flat_answers({label: value})
    return dict(list(fields.items())[:_MAX_FIELDS])


def _first_text(item: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := text_of(item.get(name)))), None)


def _value(item: Mapping[str, Any]) -> Any:
    value = next((item[name] for name in _VALUES if item.get(name) not in (None, "", [])), None)
    return show_json(value) if isinstance(value, dict) else value


PROVIDER = Provider(
    name="web_form",
    channel=Channel.WEB_FORM,
    parse=parse,
    secrets=(
        Secret("token", "a secret that the site sends as X-Webhook-Secret or as bearer token"),
        Secret("signing_secret", "the key of an HMAC-SHA256 over the body, sent in hex as X-Signature"),
    ),
    signatures=(
        Signature(Scheme.SHARED_SECRET, "token", ("x-webhook-secret",)),
        Signature(Scheme.SHARED_SECRET, "token", ("authorization",), prefix="Bearer "),
        Signature(Scheme.HMAC, "signing_secret", ("x-signature",)),
        Signature(Scheme.HMAC, "signing_secret", ("x-signature", "x-hub-signature-256"), prefix="sha256="),
    ),
)
