// Counts the work that is owed, by kind; parked apart. A promise that falls due some day is no work yet.
// mode: read
// rows: many
// param: tenant_id  string
// returns: kind string · owed integer · parked integer
MATCH (t:Task {tenant_id: $tenant_id})
WHERE t.id IS NOT NULL AND t.kind <> 'due'
RETURN t.kind AS kind, sum(CASE WHEN t.parked_at IS NULL THEN 1 ELSE 0 END) AS owed,
       sum(CASE WHEN t.parked_at IS NULL THEN 0 ELSE 1 END) AS parked
