"""Typeform: `form_response`, whose answers name their field by id; the labels stand in `definition.fields`.

An answer's value stands under the key that its `type` names. Phone and email answers are identifiers, contact-info
names the profile, long texts are what the buyer says; hidden fields carry what the page knew (utm, cookies, CRM ids).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.channels.base import Delivery, Parsed, Provider, Scheme, Secret, Signature, read_parts
from engine.channels.form_fields import FormFields, meaning_of, sort_fields
from engine.channels.reading import (
    as_object,
    at_iso,
    happened,
    need_text,
    objects,
    present,
    read_json,
    show_json,
    sub,
    text_of,
)
from engine.model.event import Event, GivenIdentifier, GivenTurn, Profile
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

_IDENTIFIERS = {"phone_number": "phone", "email": "email"}
_OPENINGS = ("what is your ", "what's your ", "please enter your ", "enter your ", "your ")


def parse(delivery: Delivery, source: str) -> Parsed:
    """The event of one response; a partial one (`form_response_partial`) is not sent by the person yet."""
    body = as_object(read_json(delivery.body), "The body")
    if body.get("event_type") == "form_response_partial":
        return Parsed()

    def read(part: dict[str, Any]) -> Iterator[Event]:
        yield _response(part, source, delivery)

    return read_parts([body], read, show_json)


def _response(body: dict[str, Any], source: str, delivery: Delivery) -> Event:
    response = as_object(body.get("form_response"), "The field form_response")
    identifiers, spoken, fields = _answers(response)
    asked, hidden = sort_fields(fields), sort_fields(sub(response, "hidden"))
    words = [*spoken, *([asked.message] if asked.message else [])]
    return Event(
        ref=text_of(body.get("event_id")) or need_text(response, "token"),
        source=source,
        channel=Channel.WEB_FORM,
        kind=Kind.FORM,
        direction=Direction.INBOUND,
        at=happened(at_iso(response.get("submitted_at")), delivery.received_at),
        identifiers=tuple(dict.fromkeys((*identifiers, *asked.identifiers, *hidden.identifiers))),
        profile=Profile(
            asked.profile.name or hidden.profile.name,
            asked.profile.city or hidden.profile.city,
            asked.profile.language or hidden.profile.language,
        ),
        campaign=hidden.campaign,
        turns=tuple(GivenTurn(Speaker.BUYER, text, f"t{n}") for n, text in enumerate(words, start=1)),
        data=_data(response, asked, hidden),
        payload=show_json(body),
    )


def _answers(response: Mapping[str, Any]) -> tuple[list[GivenIdentifier], list[str], dict[str, Any]]:
    """Identifiers by type, the buyer's own words, and the other answers by label."""
    labels = _labels(response)
    identifiers: list[GivenIdentifier] = []
    spoken: list[str] = []
    fields: dict[str, Any] = {}
    for answer in objects(response, "answers"):
        value, kind = value_of(answer), _IDENTIFIERS.get(str(answer.get("type")))
        if kind and (text := text_of(value)):
            identifiers.append(GivenIdentifier(kind, text.strip()))
        elif sub(answer, "field").get("type") == "long_text" and (text := text_of(value)):
            spoken.append(text)
        else:
            label = _plain_name(labels.get(_field_id(answer)) or _field_id(answer))
            fields[label if label not in fields else f"{label} ({len(fields)})"] = value
    return identifiers, spoken, fields


def value_of(answer: Mapping[str, Any]) -> Any:
    """The plain value of an answer: text, number, true or false, or a list of labels."""
    what = str(answer.get("type"))
    value = answer.get(what)
    if what == "choice" and isinstance(value, dict):
        return text_of(value.get("label")) or text_of(value.get("other"))
    if what == "choices" and isinstance(value, dict):
        labels = value.get("labels")
        other = text_of(value.get("other"))
        return [*(labels if isinstance(labels, list) else []), *([other] if other else [])]
    return show_json(value) if isinstance(value, dict) else value


def _plain_name(label: str) -> str:
    """The field that a question asks for: "What is your first name?" → "first name"; else the question itself."""
    if meaning_of(label):
        return label
    asked = label.lower().strip(" ?*:.")
    for opening in _OPENINGS:
        asked = asked.removeprefix(opening)
    return asked if (meaning_of(asked) or ("",))[0] in ("identifiers", "profile") else label


def _labels(response: Mapping[str, Any]) -> dict[str, str]:
    fields = objects(sub(response, "definition"), "fields")
    inner = [one for field in fields for one in objects(sub(field, "properties"), "fields")]
    return {str(field.get("id")): title for field in (*fields, *inner) if (title := text_of(field.get("title")))}


def _field_id(answer: Mapping[str, Any]) -> str:
    return str(sub(answer, "field").get("id") or sub(answer, "field").get("ref") or "answer")


def _data(response: Mapping[str, Any], asked: FormFields, hidden: FormFields) -> dict[str, Any]:
    form = {"form_id": text_of(response.get("form_id")), "form": text_of(sub(response, "definition").get("title"))}
    return present({"answers": asked.answers | hidden.answers, "origin": asked.origin | hidden.origin} | form)


PROVIDER = Provider(
    name="typeform",
    channel=Channel.WEB_FORM,
    parse=parse,
    secrets=(Secret("secret", "the secret of the webhook at Typeform", required=True),),
    signatures=(Signature(Scheme.HMAC, "secret", ("typeform-signature",), prefix="sha256=", encoding="base64"),),
)
