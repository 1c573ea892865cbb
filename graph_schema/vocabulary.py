"""The closed word lists of the graph, shared by its declaration and by the engine. Imports nothing."""

from enum import StrEnum


class Channel(StrEnum):
    """The medium over which something happened (the source is the connected system)."""

    WHATSAPP = "whatsapp"
    VOICE = "voice"
    EMAIL = "email"
    WEB_CHAT = "web_chat"
    WEB_FORM = "web_form"
    WEB_VISIT = "web_visit"
    AD_FORM = "ad_form"
    PORTAL = "portal"
    CRM = "crm"
    CRM_NOTE = "crm_note"
    IN_PERSON = "in_person"
    SMS = "sms"
    SOCIAL = "social"
    APP = "app"


class Kind(StrEnum):
    """What an interaction is."""

    MESSAGE = "message"
    CALL = "call"
    FORM = "form"
    NOTE = "note"
    STAGE_CHANGE = "stage_change"
    CLICK = "click"
    OPEN = "open"
    VISIT = "visit"
    SENT = "sent"
    READ = "read"
    DELIVERED = "delivered"
    FAILED = "failed"
    REACTION = "reaction"
    CHOICE = "choice"
    FORWARD = "forward"
    ASSIGNMENT = "assignment"
    OUTCOME = "outcome"
    UNSUBSCRIBE = "unsubscribe"
    EDIT = "edit"
    DELETE = "delete"
    RING = "ring"
    NUMBER_CHANGE = "number_change"
    MERGE = "merge"
    UPDATE = "update"
    CORRECTION = "correction"
    BRIEF_READ = "brief_read"


class Direction(StrEnum):
    """Who acted: the buyer (inbound), the seller towards the buyer (outbound), the seller alone (internal)."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Speaker(StrEnum):
    """Who uttered a turn."""

    BUYER = "buyer"
    SELLER = "seller"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """The built-in identifier kinds; a tenant may add more in its settings."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    BSUID = "bsuid"
    EMAIL = "email"
    CRM_ID = "crm_id"
    PORTAL_LEAD_ID = "portal_lead_id"
    COOKIE = "cookie"
    DEVICE_ID = "device_id"
    AD_CLICK_ID = "ad_click_id"


class Role(StrEnum):
    """What part an identifier has in an event: the buyer's own, or one end of a number change or a merge."""

    SELF = "self"
    FROM = "from"
    TO = "to"


class Verdict(StrEnum):
    """A person's decision on two identifiers."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"
    RETRACTED = "retracted"


class Slot(StrEnum):
    """What a signal or a fact speaks of."""

    BUDGET = "budget"
    PRODUCTS = "products"
    LOCATIONS = "locations"
    PROJECTS = "projects"
    COMPETITORS = "competitors"
    TIMELINE = "timeline"
    PREFERENCES = "preferences"
    OBJECTIONS = "objections"
    STAKEHOLDERS = "stakeholders"
    PROMISES = "promises"
    CONTACT = "contact"
    INTENT = "intent"
    TONE = "tone"
    QUESTIONS = "questions"
    STAGE = "stage"
    OWNER = "owner"
    SEEN = "seen"
    CAMPAIGN = "campaign"
    OUTCOME = "outcome"
    NAME = "name"
    CITY = "city"
    LANGUAGE = "language"
    ASKED = "asked"
    TOLD_ALREADY = "told_already"


HEARD = frozenset({Slot.ASKED, Slot.TOLD_ALREADY})
"""Slots of signals that say how a talk went and make no belief: what was asked, and what had been told before."""


VISIT, SENDING = "visit", "sending"
"""Kinds of steps that words and events name less exactly than an agreement did."""

_STEP_KINDS = {
    "site_visit": VISIT,
    "meeting": VISIT,
    "demo": VISIT,
    "send_information": SENDING,
    "send_documents": SENDING,
}


def kind_of_step(action: str | None) -> str | None:
    """The kind of a step: a visit of any sort, sending of any sort, else the action itself."""
    return _STEP_KINDS.get(action or "", action)


HEARD_OF = "heard"
"""Status of a stakeholder signal that tells that they were heard themselves."""

ANSWERED = "answered"
"""Status of a question signal that tells something instead of asking it."""


class Op(StrEnum):
    """How a signal acts on what was believed: states a value, replaces all values of the slot, takes one back."""

    STATE = "state"
    REPLACE = "replace"
    REMOVE = "remove"


class Origin(StrEnum):
    """Where a signal's weight comes from, strongest first (DESIGN.md section 3, evidence)."""

    CORRECTION = "correction"
    FIELD = "field"
    SAID = "said"
    NOTE = "note"
    INFERRED = "inferred"


class TaskKind(StrEnum):
    """Work that is owed."""

    READ = "read"
    FOLD = "fold"
    FETCH = "fetch"
    DERIVE = "derive"
    DEEPEN = "deepen"
    PUSH = "push"
    DUE = "due"


class ChangeKind(StrEnum):
    """What listeners are told."""

    BRIEF_CHANGED = "brief.changed"
    BUYER_MERGED = "buyer.merged"
    BUYER_SPLIT = "buyer.split"
    CALL_RINGING = "call.ringing"
    PROMISE_DUE = "promise.due"
    BUYER_NOT_NOW = "buyer.not_now"
