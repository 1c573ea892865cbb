// Removes a task that is done, unless it was owed anew meanwhile: then its lease is gone.
// mode: write
// rows: none
// param: tenant_id  string
// param: kind  string
// param: key  string
MATCH (t:Task {tenant_id: $tenant_id, kind: $kind, key: $key})
WHERE t.lease_until IS NOT NULL
DELETE t
