"""The relationship types and their properties. Which nodes they join stands in nodes.py."""

from graph_schema.declare import Rel, neutral, personal


class Revises(Rel):
    """The provider sent the same thing again with other content, edited it or took it back; always to the first."""

    __type__ = "REVISES"


class About(Rel):
    """A decision points to the interaction whose evidence it concerns, else to the buyer's earliest."""

    __type__ = "ABOUT"


class Of(Rel):
    """A receipt (sent, delivered, read) hangs on its message."""

    __type__ = "OF"


class HasTurn(Rel):
    """An interaction's utterances."""

    __type__ = "HAS_TURN"


class CameAs(Rel):
    """The interaction's own part of the raw body."""

    __type__ = "CAME_AS"


class Observed(Rel):
    """The payload named this identifier; each observation mints a possible buyer id."""

    __type__ = "OBSERVED"
    __unique__ = (("tenant_id", "buyer_id"),)

    tenant_id = neutral.text("the tenant, so that a minted id can be found here")
    buyer_id = neutral.text("the possible buyer id minted here: it answers for ever")
    position = neutral.integer("place among the identifiers of the event, from 0")
    role = neutral.text("self, or from or to of a number change or a merge")
    given_kind = neutral.text("the kind as given (whatsapp, where the identifier's is phone)")
    raw = personal.text("the value as written, so that a mended normaliser can be applied to the past")
    verified = neutral.flag("the source vouches for it")


class Judged(Rel):
    """A person's decision on two identifiers; of a pair of holdings the last one that is not retracted stands."""

    __type__ = "JUDGED"
    __unique__ = (("tenant_id", "id"),)

    tenant_id = neutral.text("the tenant, so that a judgement can be found by id")
    id_ = neutral.text("the judgement's id", db="id")
    verdict = neutral.text("same, not_same, unsure or retracted")
    retracts = neutral.text("the judgement that a retraction takes back; without it, all said of the pair until then")
    by = neutral.text("the key or agent that judged")
    reason = personal.text("why, in the person's words")
    recorded_at = neutral.moment("when the log took it")
    observed_a = neutral.text("a minted id of the first holding as it was then")
    observed_b = neutral.text("a minted id of the second holding as it was then")


class ReadAs(Rel):
    """What one extractor version read in the interaction."""

    __type__ = "READ_AS"


class Yielded(Rel):
    """A signal of this reading."""

    __type__ = "YIELDED"


class HeldAs(Rel):
    """The identifier in one person's hands."""

    __type__ = "HELD_AS"


class Identifies(Rel):
    """The holding is this buyer's; merge and split repoint it."""

    __type__ = "IDENTIFIES"


class From(Rel):
    """The interaction is of the person who holds its strongest identifier: the step from a buyer to the timeline."""

    __type__ = "FROM"

    at = neutral.moment("the effective event time (of a revision the first's), so that a timeline sorts without nodes")


class Also(Rel):
    """The other observations of the interaction lie in these holdings."""

    __type__ = "ALSO"

    position = neutral.integer("which observation of the interaction it is")


class CoObserved(Rel):
    """Two holdings were named together: evidence for one person, aggregated as a set."""

    __type__ = "CO_OBSERVED"

    bits = neutral.number("weight of the strongest co-observation, log2(m/u)")
    n = neutral.integer("distinct interactions behind it")
    first_at = neutral.moment("earliest event time behind it")
    last_at = neutral.moment("latest event time behind it")
    sources = neutral.texts("distinct sources behind it")
    hard = neutral.flag("a merge in the CRM or a number change told by the provider")


class HasFact(Rel):
    """A belief that holds now."""

    __type__ = "HAS_FACT"


class HadFact(Rel):
    """A belief that held once."""

    __type__ = "HAD_FACT"


class BackedBy(Rel):
    """The evidence of a belief."""

    __type__ = "BACKED_BY"

    at = neutral.moment("when the evidence counts (of a revised interaction the first's time)")


class Raised(Rel):
    """A concern of the buyer."""

    __type__ = "RAISED"


class DecidesWith(Rel):
    """Another person with a part in the buyer's decision."""

    __type__ = "DECIDES_WITH"


class Agreed(Rel):
    """A next step agreed with the buyer."""

    __type__ = "AGREED"


class PassedThrough(Rel):
    """A stage of the sales process that the buyer was in."""

    __type__ = "PASSED_THROUGH"


class Asked(Rel):
    """A question of the buyer."""

    __type__ = "ASKED"


class InterestedIn(Rel):
    """The buyer wants to know of this project."""

    __type__ = "INTERESTED_IN"


class Compares(Rel):
    """The buyer weighs this competitor against us."""

    __type__ = "COMPARES"


class LedTo(Rel):
    """A visit led to a concern, a concern to a promise that answers it."""

    __type__ = "LED_TO"
    __index__ = (("tenant_id", "at"),)

    tenant_id = neutral.text("the tenant, so that the newest can be found here")
    at = neutral.moment("when the concern was raised, or the promise made")


class Is(Rel):
    """The stakeholder is whoever holds this identifier."""

    __type__ = "IS"
