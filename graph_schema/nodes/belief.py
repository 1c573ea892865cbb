"""The belief: what we think now, a pure function of the log."""

from graph_schema import relationships as r
from graph_schema.declare import Node, neutral, personal, to
from graph_schema.nodes.value import ValueNode


class HoldingNode(Node):
    """One identifier in one person's hands for a time."""

    __label__ = "Holding"
    __layer__ = "belief"
    __index__ = (("tenant_id", "name_key"),)

    id_ = neutral.text("the earliest recorded minted id among its observations", db="id")
    party = neutral.integer("which of several people on the number at once, from 0")
    position = neutral.integer("position of the observation that gave the id")
    valid_from = neutral.moment("in these hands from here; absent: always")
    valid_to = neutral.moment("until before here; absent: still")
    first_at = neutral.moment("first sighting")
    last_at = neutral.moment("last sighting")
    recorded_at = neutral.moment("log time of the observation that gave the id")
    last_recorded_at = neutral.moment("newest log time among its observations")
    names = personal.texts("distinct names observed, sorted")
    name_key = personal.text("the full name in one spelling and order, to find namesakes by; absent: too little told")
    cities = personal.texts("distinct cities observed, sorted")
    unique_ids = personal.texts("distinct unique ids observed with it, as kind|namespace|value, sorted")
    verified = neutral.flag("a source vouched for the identifier in these hands")
    seen_at = neutral.moment("last sighting that counts for a gap")
    rank = neutral.integer("how close its named sightings are to the person: 2 of it, 1 typed, 0 noted, -1 unnamed")
    floating = neutral.integer("1: some observations placed by time alone; 2: a name that fits several parties")
    shared = neutral.flag("others hold it at the same time")
    company = personal.texts("what came beside it, where that tells apart people of whom nothing is said, sorted")
    generic = neutral.flag("so many people share it that it connects nobody")
    named_from = neutral.moment(
        "first sighting of its rank that names the person; this and below: of a generic value"
    )
    named_to = neutral.moment("last sighting of its rank that names the person")
    adrift_at = neutral.moment("last sighting placed here by time alone that did not come from the identifier itself")
    hovering = personal.texts("names in it that fit no one party alone, sorted")
    hinting = neutral.flag("some sighting in it says a unique id that the person is not known by")
    unbroken = neutral.flag("no long gap among the sightings of all parties in its time")

    IDENTIFIES = to("BuyerNode", r.Identifies)
    CO_OBSERVED = to("HoldingNode", r.CoObserved)


class BuyerNode(Node):
    """The person we remember: a cluster of holdings."""

    __label__ = "Buyer"
    __layer__ = "belief"

    id_ = neutral.text("the earliest recorded id among its holdings'", db="id")
    locked = neutral.flag("set and removed in one transaction, to hold the lock")
    folding = neutral.flag("to be folded anew from the log; a brief says degraded")
    recalled = personal.text("what is believed as a brief takes it, by node id, with evidence, as JSON")
    marks = personal.text("how far each slot is folded, and what was taken back in it, as JSON")

    HAS_FACT = to("FactNode", r.HasFact)
    HAD_FACT = to("FactNode", r.HadFact)
    RAISED = to("ObjectionNode", r.Raised)
    DECIDES_WITH = to("StakeholderNode", r.DecidesWith)
    AGREED = to("PromiseNode", r.Agreed)
    PASSED_THROUGH = to("StageSpanNode", r.PassedThrough)
    ASKED = to("QuestionNode", r.Asked)
    INTERESTED_IN = to("ProjectNode", r.InterestedIn)
    COMPARES = to("CompetitorNode", r.Compares)


class FactNode(ValueNode):
    """One belief of one buyer with its validity; closed and added, never updated."""

    __label__ = "Fact"
    __layer__ = "belief"
    __fulltext__ = (("tenant_id", "text", "told"),)

    id_ = neutral.text("UUIDv5 of slot, value and first signal", db="id")
    told = personal.text("in the words of a brief, for search: slot, amounts, a day, a code")
    valid_from = neutral.moment("true from here")
    valid_to = neutral.moment("until before here; absent: still")
    superseded_at = neutral.moment("log time of the signal that closed it")
    said_by = neutral.text("buyer, seller, rep or correction")
    may_say = neutral.flag("may be said to the buyer")
    conflict = neutral.text("id of the newest signal of lower weight that disagrees")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    kept = personal.text("what the next fold needs of it, to go on from here, as JSON; absent: it is past")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    BACKED_BY = to("SignalNode", r.BackedBy)


class ObjectionNode(Node):
    """A concern that the buyer raised; open until withdrawn."""

    __label__ = "Objection"
    __layer__ = "belief"
    __fulltext__ = (("tenant_id", "category", "text"),)

    id_ = neutral.text("UUIDv5 of category and first signal", db="id")
    category = neutral.text("kind of objection")
    status = neutral.text("open or resolved")
    text = personal.text("in the buyer's words")
    raised_at = neutral.moment("when it was raised")
    resolved_at = neutral.moment("when it was withdrawn")
    may_say = neutral.flag("may be said to the buyer")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    kept = personal.text("what the next fold needs of it, to go on from here, as JSON; absent: it is past")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    LED_TO = to("PromiseNode", r.LedTo)
    BACKED_BY = to("SignalNode", r.BackedBy)


class StakeholderNode(Node):
    """Another person with a part in the decision."""

    __label__ = "Stakeholder"
    __layer__ = "belief"
    __fulltext__ = (("tenant_id", "name", "relation"),)

    id_ = neutral.text("UUIDv5 of who it is and the first signal", db="id")
    name = personal.text("the person's name, where said")
    relation = personal.text("how related to the buyer")
    role = neutral.text("part in the decision")
    condition = personal.text("what this person must have first")
    heard = neutral.flag("an interaction of their own, or a visit, is known")
    since = neutral.moment("first mention")
    conflict = neutral.text("id of the newest signal of lower weight that says another role or condition")
    number = personal.text("a phone of theirs that the buyer gave, E.164: the identifier that they are")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    kept = personal.text("what the next fold needs of it, to go on from here, as JSON; absent: it is past")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    BACKED_BY = to("SignalNode", r.BackedBy)
    IS = to("IdentifierNode", r.Is)


class PromiseNode(Node):
    """An agreed next step; whether it is broken is computed at read."""

    __label__ = "Promise"
    __layer__ = "belief"

    id_ = neutral.text("UUIDv5 of the action and its first signal", db="id")
    action = personal.text("what is to be done")
    owner = neutral.text("seller or buyer")
    due = neutral.day("by when")
    status = neutral.text("open, kept or cancelled")
    made_at = neutral.moment("when it was agreed")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    kept = personal.text("what the next fold needs of it, to go on from here, as JSON; absent: it is past")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    BACKED_BY = to("SignalNode", r.BackedBy)


class StageSpanNode(Node):
    """A stage of the sales process, from entering to leaving."""

    __label__ = "StageSpan"
    __layer__ = "belief"

    id_ = neutral.text("UUIDv5 of the stage and its first signal", db="id")
    stage = neutral.text("the stage, as the tenant calls it")
    entered_at = neutral.moment("in it from here")
    left_at = neutral.moment("until before here; absent: still")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    BACKED_BY = to("SignalNode", r.BackedBy)


class QuestionNode(Node):
    """Something the buyer asked; open until answered."""

    __label__ = "Question"
    __layer__ = "belief"

    id_ = neutral.text("UUIDv5 of its first signal", db="id")
    text = personal.text("the question, as asked")
    asked_at = neutral.moment("when")
    answered_at = neutral.moment("when it was answered")
    backing = neutral.text("hash of what backs it: where only more came, only that is written")
    kept = personal.text("what the next fold needs of it, to go on from here, as JSON; absent: it is past")
    digest = neutral.text("hash of all that it holds: an unchanged one is not written")

    BACKED_BY = to("SignalNode", r.BackedBy)


class ProjectNode(Node):
    """Something the tenant sells; buyers point to it, nothing is written on it."""

    __label__ = "Project"
    __layer__ = "belief"

    id_ = neutral.text("UUIDv5 of tenant and name", db="id")
    name = neutral.text("as in the catalogue")


class CompetitorNode(Node):
    """Somebody else's project, lender or institute."""

    __label__ = "Competitor"
    __layer__ = "belief"

    id_ = neutral.text("UUIDv5 of tenant and name", db="id")
    name = neutral.text("as in the catalogue")
