// Puts a failed task off until a later moment, or parks it (due_at null) where people see it.
// mode: write
// rows: none
// param: tenant_id  string
// param: kind  string
// param: key  string
// param: due_at  datetime?
// param: parked_at  datetime?
// param: error  string
MATCH (t:Task {tenant_id: $tenant_id, kind: $kind, key: $key})
SET t.due_at = $due_at, t.parked_at = $parked_at, t.error = $error
REMOVE t.lease_until
