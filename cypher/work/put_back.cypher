// Gives a leased task back untried: its turn has not come.
// mode: write
// rows: none
// param: tenant_id  string
// param: kind  string
// param: key  string
// param: due_at  datetime
MATCH (t:Task {tenant_id: $tenant_id, kind: $kind, key: $key})
SET t.due_at = $due_at, t.attempts = t.attempts - 1
REMOVE t.lease_until
