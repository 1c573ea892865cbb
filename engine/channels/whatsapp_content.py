"""What one WhatsApp message holds, by its `type`: text, choice, media, place, cards, order, reaction, edit, deletion.

A choice (button, list, flow) gives `data.answers` {label: value} and no turn: the buyer picked it, nobody said it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.channels.reading import flat_answers, need_text, objects, present, sub, text_of
from engine.errors import InvalidPayload
from engine.model.event import GivenIdentifier
from graph_schema.vocabulary import Kind

_REFERRAL_FIELDS = ("source_type", "source_id", "source_url", "headline", "body", "media_type")
_CHOICE_LABEL = "reply"
"""The label of a button or list answer: the question stands in an earlier message, named by `data.reply_to`."""
_TECHNICAL = ("flow_token",)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. `of_others`: the text is not the sender's own (forwarded many times)."""

    kind: Kind = Kind.MESSAGE
    text: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    campaign: str | None = None
    identifiers: tuple[GivenIdentifier, ...] = ()
    of_others: bool = False


def content_of(message: Mapping[str, Any]) -> Content:
    """The content of one message, with what its context (reply, forward) and its ad add. Unknown types have no text."""
    what = text_of(message.get("type")) or "unknown"
    content = _TYPES.get(what, _unknown)(message)
    return _with_referral(_with_context(content, message), sub(message, "referral"))


def error_list(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Code and title of each error, without links."""
    return [present({"code": one.get("code"), "title": text_of(one.get("title"))}) for one in objects(body, "errors")]


def _with_context(content: Content, message: Mapping[str, Any]) -> Content:
    context = sub(message, "context")
    many = context.get("frequently_forwarded") is True
    extra = {
        "reply_to": text_of(context.get("id")) if content.kind not in (Kind.EDIT, Kind.DELETE) else None,
        "forwarded": (many or context.get("forwarded") is True) or None,
        "frequently_forwarded": many or None,
        "product": text_of(sub(context, "referred_product").get("product_retailer_id")),
        "group_id": text_of(message.get("group_id")),
    }
    return replace(content, data=content.data | present(extra), of_others=many)


def _with_referral(content: Content, referral: Mapping[str, Any]) -> Content:
    """A click on an ad or post that opens WhatsApp: the campaign is the ad's id, what it promised stays beside it."""
    shown = present({name: text_of(referral.get(name)) for name in _REFERRAL_FIELDS})
    if not shown:
        return content
    click = text_of(referral.get("ctwa_clid"))
    return replace(
        content,
        data=content.data | {"referral": shown},
        campaign=shown.get("source_id") or shown.get("headline") or shown.get("source_url"),
        identifiers=(*content.identifiers, GivenIdentifier("ad_click_id", click)) if click else content.identifiers,
    )


def _text(message: Mapping[str, Any]) -> Content:
    return Content(text=text_of(sub(message, "text").get("body")))


def _media(message: Mapping[str, Any]) -> Content:
    """Image, video, document, audio or sticker: the caption is what was said; links to the file expire."""
    what = str(message["type"])
    media = sub(message, what)
    shown = {"type": what} | present(
        {name: media.get(name) for name in ("id", "mime_type", "filename") if isinstance(media.get(name), str)}
    )
    if media.get("voice") is True:
        shown["voice"] = True
    return Content(text=text_of(media.get("caption")), data={"media": shown})


def _location(message: Mapping[str, Any]) -> Content:
    place = sub(message, "location")
    shown = present({name: place.get(name) for name in ("latitude", "longitude", "name", "address")})
    return Content(data={"location": shown})


def _contacts(message: Mapping[str, Any]) -> Content:
    """Cards of other people that the buyer passed on: never the buyer's own identifiers."""
    cards = [
        present(
            {
                "name": text_of(sub(card, "name").get("formatted_name")),
                "phones": [phone["phone"] for phone in objects(card, "phones") if isinstance(phone.get("phone"), str)],
            }
        )
        for card in objects(message, "contacts")
    ]
    return Content(data={"contacts": cards})


def _order(message: Mapping[str, Any]) -> Content:
    order = sub(message, "order")
    items = [
        present({name: item.get(name) for name in ("product_retailer_id", "quantity", "item_price", "currency")})
        for item in objects(order, "product_items")
    ]
    shown = present({"catalog_id": text_of(order.get("catalog_id")), "items": items})
    return Content(text=text_of(order.get("text")), data={"order": shown})


def _button(message: Mapping[str, Any]) -> Content:
    """A quick reply of a template."""
    button = sub(message, "button")
    return _choice(button.get("payload"), button.get("text"))


def _interactive(message: Mapping[str, Any]) -> Content:
    interactive = sub(message, "interactive")
    what = interactive.get("type")
    if what in ("button_reply", "list_reply"):
        reply = sub(interactive, what)
        return _choice(reply.get("id"), reply.get("title"), reply.get("description"))
    if what == "nfm_reply":
        return _flow(sub(interactive, "nfm_reply"))
    if what == "call_permission_reply":
        reply = sub(interactive, "call_permission_reply")
        permission = present({name: reply.get(name) for name in ("response", "expiration_timestamp", "is_permanent")})
        return Content(Kind.CHOICE, data={"call_permission": permission})
    return _unknown(message)


def _choice(given_id: object, title: object, description: object = None) -> Content:
    shown = text_of(title) or text_of(given_id)
    if shown is None:
        raise InvalidPayload("A choice without title and id.")
    choice = {"id": text_of(given_id), "title": text_of(title), "description": text_of(description)}
    return Content(Kind.CHOICE, data={"answers": {_CHOICE_LABEL: shown}, "choice": present(choice)})


def _flow(reply: Mapping[str, Any]) -> Content:
    """A finished flow or an address form: its answers are JSON in a text."""
    given = reply.get("response_json")
    answers = json.loads(given) if isinstance(given, str) else given
    if not isinstance(answers, dict):
        raise InvalidPayload("A flow without answers.")
    values = answers.get("values")
    shown = values if isinstance(values, dict) else answers
    kept = {label: value for label, value in shown.items() if label not in _TECHNICAL}
    data = {"answers": flat_answers(kept), "form": text_of(reply.get("name"))}
    return Content(Kind.FORM, data=present(data))


def _reaction(message: Mapping[str, Any]) -> Content:
    reaction = sub(message, "reaction")
    emoji = text_of(reaction.get("emoji"))
    data = {"of": need_text(reaction, "message_id"), "emoji": emoji, "removed": None if emoji else True}
    return Content(Kind.REACTION, data=present(data))


def _edit(message: Mapping[str, Any]) -> Content:
    edit = sub(message, "edit")
    inner = content_of(sub(edit, "message"))
    return Content(Kind.EDIT, inner.text, inner.data | {"of": need_text(edit, "original_message_id")})


def _revoke(message: Mapping[str, Any]) -> Content:
    return Content(Kind.DELETE, data={"of": need_text(sub(message, "revoke"), "original_message_id")})


def _unknown(message: Mapping[str, Any]) -> Content:
    """Polls, disappearing media and whatever comes next: kept, without words."""
    data = {"type": text_of(message.get("type")), "errors": error_list(message)}
    return Content(data=present(data))


_TYPES: Mapping[str, Callable[[Mapping[str, Any]], Content]] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "document": _media,
    "audio": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
}
