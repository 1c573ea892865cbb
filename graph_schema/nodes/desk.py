"""The desk: tenants, keys, sources, and work that is owed."""

from graph_schema.declare import Node, neutral, personal


class TaskNode(Node):
    """Work that is owed: leased by a worker, tried again, parked visibly after too many failures."""

    __label__ = "Task"
    __layer__ = "desk"
    __unique__ = (("tenant_id", "kind", "key"), ("tenant_id", "id"))
    __index__ = (("due_at",),)

    id_ = neutral.text("UUIDv5 of kind and key", db="id")
    kind = neutral.text("read, fold, fetch, push …")
    key = neutral.text("what it is about: with the kind it makes a task unique")
    data = personal.text("what it needs beside the key, as JSON")
    due_at = neutral.moment("not before this time")
    parked_at = neutral.moment("failed too often and waits for a person since")
    lease_until = neutral.moment("a worker has it until then")
    attempts = neutral.integer("how often it was tried")
    error = neutral.text("class of the last failure, without content")
    locked = neutral.flag("set and removed in one transaction, to hold the lock")


class SpendingNode(Node):
    """What a tenant's deeper readings used on the last day that they used anything: kept against the day's budget."""

    __label__ = "Spending"
    __layer__ = "desk"

    id_ = neutral.text("what is paid for", db="id")
    day = neutral.text("the day in UTC, as YYYY-MM-DD")
    calls = neutral.integer("questions asked")
    tokens = neutral.integer("tokens used, as the endpoint counts them")


class TenantNode(Node):
    """One selling organisation; its tenant_id is its own id."""

    __label__ = "Tenant"
    __layer__ = "desk"
    __unique__ = (("tenant_id",),)

    name = neutral.text("as the operator calls it")
    created_at = neutral.moment("when it was made")
    configured_at = neutral.moment("when catalogue or settings were last written: the lock of their versions")


class ApiKeyNode(Node):
    """A credential of one tenant, stored as a hash."""

    __label__ = "ApiKey"
    __layer__ = "desk"
    __unique__ = (("tenant_id", "id"), ("hash",))

    id_ = neutral.text("names the key in lists and logs", db="id")
    hash = neutral.text("of the key; the key itself is shown once")
    roles = neutral.texts("ingest, read, contact, rep, admin")
    created_at = neutral.moment("when it was made")
    revoked_at = neutral.moment("refused from here on")


class SourceNode(Node):
    """A connected system, with the secrets that its webhooks and fetches need."""

    __label__ = "Source"
    __layer__ = "desk"
    __unique__ = (("tenant_id", "name"), ("key",))

    name = neutral.text("what interactions call it")
    provider = neutral.text("which adapter reads it")
    key = neutral.text("the key in its webhook path")
    secrets = neutral.text("credentials and signing secrets, as JSON")
    created_at = neutral.moment("when it was made")
    rotated_at = neutral.moment("when its key was last changed")


class SubscriptionNode(Node):
    """Who is told of changes by signed webhooks, and where."""

    __label__ = "Subscription"
    __layer__ = "desk"
    __unique__ = (("tenant_id", "name"),)

    name = neutral.text("as the tenant calls it")
    url = neutral.text("where it is told")
    events = neutral.texts("the kinds of change that it is told of")
    secret = neutral.text("signs what is sent")
    old_secret = neutral.text("signs beside it for a day after a rotation")
    created_at = neutral.moment("when it was made")
    rotated_at = neutral.moment("when its secret was last changed")
    told_at = neutral.moment("when something was last taken there")


class DeadLetterNode(Node):
    """A body that could not be read: kept, shown, tried again on demand."""

    __label__ = "DeadLetter"
    __layer__ = "desk"
    __index__ = (("tenant_id", "received_at"),)

    id_ = neutral.text("UUIDv5 of source and body", db="id")
    source = neutral.text("the source it came to")
    provider = neutral.text("which adapter could not read it")
    method = neutral.text("HTTP method")
    content_type = neutral.text("as the request said")
    headers = personal.text("as JSON, names in lower case")
    query = personal.text("query string")
    body = personal.text("base64 of the raw bytes")
    detail = neutral.text("which error, never what was said")
    received_at = neutral.moment("when it first came")
    deliveries = neutral.integer("how often it came")
    attempts = neutral.integer("how often it was tried again")
    retried_at = neutral.moment("when it was last tried again")
    resolved_at = neutral.moment("when it could be read at last")


class ChangeNode(Node):
    """Something that listeners of the stream are told; kept for a day, so that they can resume."""

    __label__ = "Change"
    __layer__ = "desk"
    __index__ = (("tenant_id", "at"),)

    id_ = neutral.text("the id that the stream sends", db="id")
    kind = neutral.text("brief.changed, buyer.merged, buyer.split, call.ringing, promise.due, buyer.not_now")
    buyer_id = neutral.text("whom it is about")
    data = neutral.text("what the stream sends, as JSON: ids only")
    at = neutral.moment("when it was written")
