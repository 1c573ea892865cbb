// Owes the deeper reading of some interactions, once each.
// mode: write
// rows: none
// param: tenant_id  string
// param: tasks  list<map>  {id, key, data}
// param: now  datetime
UNWIND $tasks AS row
MERGE (t:Task {tenant_id: $tenant_id, kind: 'deepen', key: row.key})
ON CREATE SET t.id = row.id, t.attempts = 0, t.due_at = $now
SET t.data = row.data
