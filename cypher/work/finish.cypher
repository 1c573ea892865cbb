// Removes tasks that are done. Runs in the transaction that did them, under the lock of what they are about.
// mode: write
// rows: none
// param: tenant_id  string
// param: tasks  list<map>  {kind, key}
UNWIND $tasks AS row
MATCH (t:Task {tenant_id: $tenant_id, kind: row.kind, key: row.key})
DELETE t
