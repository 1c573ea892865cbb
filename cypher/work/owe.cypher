// Owes tasks; one that is owed or leased already is due anew.
// mode: write
// rows: none
// param: tenant_id  string
// param: tasks  list<map>  {id, kind, key, due_at}
UNWIND $tasks AS row
MERGE (t:Task {tenant_id: $tenant_id, kind: row.kind, key: row.key})
ON CREATE SET t.id = row.id, t.attempts = 0
SET t.due_at = datetime(row.due_at)
REMOVE t.lease_until, t.parked_at
