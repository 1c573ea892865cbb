// Notes what changed, in the transaction that changes it, and owes it to whoever subscribed to it.
// mode: write
// rows: none
// param: tenant_id  string
// param: changes  list<map>  every other property of each
UNWIND $changes AS row
CREATE (c:Change {tenant_id: $tenant_id})
SET c += row, c.at = datetime(row.at)
WITH c
MATCH (s:Subscription {tenant_id: $tenant_id})
WHERE s.name > '' AND c.kind IN s.events
WITH c, s, toString(c.at.epochSeconds * 1000000 + c.at.microsecond) AS at_us
CREATE (t:Task {tenant_id: $tenant_id, kind: 'push', key: s.name + '/' + c.buyer_id + '/' + at_us + '/' + c.id})
SET t.id = randomUUID(), t.attempts = 0, t.due_at = c.at,
    t.data = '{"id":"' + c.id + '","kind":"' + c.kind + '","at_us":' + at_us + ',"data":' + c.data + '}'
