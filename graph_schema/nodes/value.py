"""What signals and facts have in common."""

from graph_schema.declare import Node, neutral, personal


class ValueNode(Node):
    """The typed value of a signal or a fact; each slot uses its own few."""

    __abstract_node__ = True

    slot = neutral.text("what it speaks of: budget, products …")
    text = personal.text("the value in words, where the slot has one word for it")
    name = personal.text("name of a person, a campaign or a preference")
    amount_min = personal.number("least amount, in units of the currency")
    amount_max = personal.number("greatest amount, in units of the currency")
    currency = neutral.text("ISO 4217")
    date = personal.day("the date of a timeline or a promise")
    cause = personal.text("why by then")
    category = neutral.text("kind of objection")
    status = neutral.text("status of an objection or a promise")
    relation = personal.text("how a stakeholder is related to the buyer")
    role = neutral.text("a stakeholder's part in the decision")
    condition = personal.text("what the stakeholder must have first")
    action = personal.text("what is to be done")
    owner = neutral.text("who is to do it: seller or buyer")
    prefer = neutral.text("the channel that the buyer prefers")
    avoid = neutral.texts("channels that the buyer does not want")
    after = personal.text("contact not before this time of day")
    before = personal.text("contact not after this time of day")
    opt_out = neutral.flag("the buyer wants no contact")
    dwell_s = neutral.number("how long content was looked at, seconds")
    reason = personal.text("why an outcome was so")
    confidence = neutral.number("0 to 1")
    recorded_at = neutral.moment("log time of the (first) interaction it was read in")
