"""The log: what happened and what people decided. Append-only."""

from graph_schema import relationships as r
from graph_schema.declare import Node, neutral, personal, to
from graph_schema.nodes.value import ValueNode


class InteractionNode(Node):
    """Anything that happened between buyer and seller, and every decision that changes belief."""

    __label__ = "Interaction"
    __layer__ = "log"
    __index__ = (("tenant_id", "revises"), ("tenant_id", "of_id"), ("tenant_id", "about"))

    id_ = neutral.text("UUIDv5 of tenant, source and the source's id", db="id")
    source = neutral.text("the connected system")
    ref = personal.text("the source's id of the event (a WhatsApp id contains the number)")
    revises = neutral.text("of a revision: the first's id, also before the first has come")
    of_id = neutral.text("of a receipt: its message's id, also before the message has come")
    content_hash = neutral.text("hash of the event as given: the same again is a replay, another a revision")
    channel = neutral.text("the medium")
    kind = neutral.text("message, call, form, correction …")
    direction = neutral.text("inbound, outbound or internal")
    occurred_at = neutral.moment("when it happened, by the source")
    received_at = neutral.moment("when it came to our door")
    recorded_at = neutral.moment("when the log took it; set once, under lock")
    summary = personal.text("the provider's line, else the first 120 characters")
    profile_name = personal.text("the person's name, as the source has it")
    profile_city = personal.text("the person's city, as the source has it")
    profile_language = neutral.text("the person's language, as the source has it")
    agent_id = neutral.text("who acted for the seller")
    agent_name = neutral.text("that agent's name")
    agent_kind = neutral.text("rep, bot or system")
    campaign = neutral.text("the campaign it belongs to")
    persona = neutral.text("in whose name the seller spoke")
    handoff_from = neutral.text("the agent who hands over")
    handoff_to = neutral.text("the agent who takes over")
    handoff_type = neutral.text("how it is handed over")
    brief_id = neutral.text("the brief that was read before it")
    permit_id = neutral.text("the permit under which it was done")
    outcome = neutral.text("of an outcome event: what it was (wrong_number cuts a holding)")
    data = personal.text("the fields that its kind has, as JSON")
    about = neutral.text("of a permit or a brief read: the minted buyer id shown")

    REVISES = to("InteractionNode", r.Revises)
    ABOUT = to("InteractionNode", r.About)
    LED_TO = to("ObjectionNode", r.LedTo)
    OF = to("InteractionNode", r.Of)
    HAS_TURN = to("TurnNode", r.HasTurn)
    CAME_AS = to("PayloadNode", r.CameAs)
    OBSERVED = to("IdentifierNode", r.Observed)
    READ_AS = to("ReadingNode", r.ReadAs)
    FROM = to("HoldingNode", r.From)
    ALSO = to("HoldingNode", r.Also)


class TurnNode(Node):
    """One utterance inside an interaction."""

    __label__ = "Turn"
    __layer__ = "log"
    __fulltext__ = (("tenant_id", "folded"),)

    id_ = neutral.text("UUIDv5 of the interaction and the turn's id there", db="id")
    ref = neutral.text("the turn's id within its interaction: what evidence names")
    n = neutral.integer("place in the interaction, from 0")
    speaker = neutral.text("buyer, seller or other")
    at = neutral.moment("when it was said")
    text = personal.text("what was said, whole; evidence counts its Unicode code points")
    folded = personal.text("for search: its words in one spelling (Hinglish, Devanagari), and as written")


class PayloadNode(Node):
    """The interaction's own part of the raw body, with a retention of its own."""

    __label__ = "Payload"
    __layer__ = "log"

    id_ = neutral.text("the interaction's id", db="id")
    body = personal.text("as it came")
    recorded_at = neutral.moment("when the log took it: retention counts from here")


class IdentifierNode(Node):
    """Kind, namespace and normalised value under which a payload names somebody."""

    __label__ = "Identifier"
    __layer__ = "log"
    __unique__ = (("tenant_id", "kind", "namespace", "value"), ("tenant_id", "id"))

    id_ = neutral.text("minted by its first observation", db="id")
    kind = neutral.text("phone, email, crm_id …")
    namespace = neutral.text("empty, or the source within which the value means somebody")
    value = personal.text("the normalised value")
    locked = neutral.flag("set and removed in one transaction, to hold the lock")

    JUDGED = to("IdentifierNode", r.Judged)
    HELD_AS = to("HoldingNode", r.HeldAs)


class ReadingNode(Node):
    """What one extractor version read in one interaction, also when it read nothing."""

    __label__ = "Reading"
    __layer__ = "log"
    __unique__ = (("tenant_id", "interaction_id", "extractor", "version", "catalogue_version"), ("tenant_id", "id"))

    id_ = neutral.text("UUIDv5 of interaction, extractor, version and catalogue version", db="id")
    fresh = neutral.flag("set while it is made, gone after")
    interaction_id = neutral.text("the interaction read")
    extractor = neutral.text("builtin, fields …")
    version = neutral.text("the extractor's version")
    catalogue_version = neutral.integer("the catalogue in force")
    recorded_at = neutral.moment("when the log took it")

    YIELDED = to("SignalNode", r.Yielded)


class SignalNode(ValueNode):
    """One thing read in one interaction, with its whole evidence; immutable."""

    __label__ = "Signal"
    __layer__ = "log"

    id_ = neutral.text("UUIDv5 of what it states and where", db="id")
    op = neutral.text("state, replace or remove")
    origin = neutral.text("correction, field, said, note or inferred")
    speaker = neutral.text("buyer, seller or other")
    target = personal.text("the value that a correction or a removal is about, as JSON")
    interaction_id = neutral.text("evidence: the interaction")
    channel = neutral.text("evidence: its medium")
    at = neutral.moment("evidence: when, the first part of world order")
    turn = neutral.text("evidence: the turn's id within the interaction")
    turn_n = neutral.integer("evidence: the turn's place, the second part of world order")
    start = neutral.integer("evidence: first code point of the span")
    end = neutral.integer("evidence: code point after the span")
    quote = personal.text("evidence: the turn's text[start:end]")
    field = neutral.text("evidence: the field of a structured event")
    field_value = personal.text("evidence: what the field said")


class CatalogueNode(Node):
    """What the tenant sells, as versions."""

    __label__ = "Catalogue"
    __layer__ = "log"
    __unique__ = (("tenant_id", "version"),)

    version = neutral.integer("1, 2, …")
    recorded_at = neutral.moment("in force from here on")
    body = personal.text("projects, competitors, office numbers and team (names, phones), as JSON")
    decisive = personal.text("hash of what of it decides who is who: office and team numbers")


class SettingsNode(Node):
    """How the tenant wants things done, as versions."""

    __label__ = "Settings"
    __layer__ = "log"
    __unique__ = (("tenant_id", "version"),)

    version = neutral.integer("1, 2, …")
    recorded_at = neutral.moment("in force from here on")
    body = neutral.text("the settings, as JSON")
    decisive = neutral.text("hash of what of it decides who is who: region and identifier kinds")
