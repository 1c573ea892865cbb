// Removes tasks that are done. Runs in the transaction that did them, under the lock of what they are about.
// mode: write
// rows: none
// param: tenant_id  string
// param: kind  string
// param: keys  list<string>
UNWIND $keys AS key
MATCH (t:Task {tenant_id: $tenant_id, kind: $kind, key: key})
DELETE t
