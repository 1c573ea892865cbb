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
_NAMES = ("name", "first", "last")


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
    labels = _labels(response)
    given = [(labels.get(_field_id(answer)) or _field_id(answer), answer) for answer in objects(response, "answers")]
    typed = [_IDENTIFIERS.get(str(answer.get("type"))) for _, answer in given]
    identifiers = [
        GivenIdentifier(kind, value)
        for (_, answer), kind in zip(given, typed, strict=True)
        if kind and (value := text_of(value_of(answer)))
    ]
    spoken = [_spoken(label, answer) for label, answer in given]
    others = [
        (label, value_of(answer))
        for (label, answer), kind, words in zip(given, typed, spoken, strict=True)
        if not kind and not words
    ]
    hidden = sort_fields(sub(response, "hidden"))
    name, answers = _name_and_answers(others)
    ref = text_of(body.get("event_id")) or need_text(response, "token")
    return Event(
        ref=ref,
        source=source,
        channel=Channel.WEB_FORM,
        kind=Kind.FORM,
        direction=Direction.INBOUND,
        at=happened(at_iso(response.get("submitted_at")), delivery.received_at),
        identifiers=tuple(dict.fromkeys((*identifiers, *hidden.identifiers))),
        profile=Profile(name or hidden.profile.name, hidden.profile.city, hidden.profile.language),
        campaign=hidden.campaign,
        turns=tuple(GivenTurn(Speaker.BUYER, text, f"t{n}") for n, text in enumerate(filter(None, spoken), start=1)),
        data=_data(response, answers, hidden),
        payload=show_json(body),
    )


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


def _spoken(label: str, answer: Mapping[str, Any]) -> str | None:
    """A long text is the buyer's own words, and so is a short one under a label that asks for a message."""
    field, text = sub(answer, "field"), answer.get("text")
    asked = meaning_of(label) == ("event", "message") or field.get("type") == "long_text"
    return text_of(text) if asked and answer.get("type") == "text" else None


def _name_and_answers(given: list[tuple[str, Any]]) -> tuple[str | None, dict[str, Any]]:
    """The person's name (from the fields that ask for it, in either wording) and the other answers by label."""
    names: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for label, value in given:
        part = _asks_for_name(label)
        if part and (text := text_of(value)):
            names.setdefault(part, text.strip())
        elif value not in (None, "", []):
            answers[label] = value
    name = names.get("name") or " ".join(names[part] for part in ("first", "last") if part in names)
    return name or None, answers


def _asks_for_name(label: str) -> str | None:
    """Which name a question asks for: "First name", "What is your first name?", "Your name"."""
    asked = label.lower().strip(" ?*:.")
    for opening in ("what is your ", "what's your ", "please enter your ", "enter your ", "your "):
        asked = asked.removeprefix(opening)
    part, meaning = meaning_of(asked) or ("", "")
    return meaning if part == "profile" and meaning in _NAMES else None


def _labels(response: Mapping[str, Any]) -> dict[str, str]:
    fields = objects(sub(response, "definition"), "fields")
    inner = [one for field in fields for one in objects(sub(field, "properties"), "fields")]
    return {str(field.get("id")): title for field in (*fields, *inner) if (title := text_of(field.get("title")))}


def _field_id(answer: Mapping[str, Any]) -> str:
    return str(sub(answer, "field").get("id") or sub(answer, "field").get("ref") or "answer")


def _data(response: Mapping[str, Any], answers: dict[str, Any], hidden: FormFields) -> dict[str, Any]:
    definition = sub(response, "definition")
    form = {"form_id": text_of(response.get("form_id")), "form": text_of(definition.get("title"))}
    return present({"answers": answers | hidden.answers, "origin": hidden.origin} | form)


PROVIDER = Provider(
    name="typeform",
    channel=Channel.WEB_FORM,
    parse=parse,
    secrets=(Secret("secret", "the secret of the webhook at Typeform", required=True),),
    signatures=(Signature(Scheme.HMAC, "secret", ("typeform-signature",), prefix="sha256=", encoding="base64"),),
)
