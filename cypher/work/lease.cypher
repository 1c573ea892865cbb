// Leases tasks of some kinds that are due, oldest first. A leased task is due again when its lease ends, so a dead worker loses nothing.
// mode: write
// rows: many
// tenant: none, because workers serve every tenant; each row carries its tenant for the queries that follow
// param: kinds  list<string>
// param: now  datetime
// param: lease_until  datetime
// param: limit  integer
// returns: tenant_id string · id string · kind string · key string · attempts integer · data string?
MATCH (t:Task)
WHERE t.due_at <= $now AND t.kind IN $kinds
WITH t ORDER BY t.due_at LIMIT $limit
SET t.locked = true
REMOVE t.locked
WITH t
WHERE t.due_at <= $now
SET t.due_at = $lease_until, t.lease_until = $lease_until, t.attempts = t.attempts + 1
RETURN t.tenant_id AS tenant_id, t.id AS id, t.kind AS kind, t.key AS key, t.attempts AS attempts, t.data AS data
