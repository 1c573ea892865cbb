// Owes anew what was given up.
// mode: write
// rows: one
// param: tenant_id  string
// param: name  string
// param: now  datetime
// returns: found boolean · retried integer
OPTIONAL MATCH (s:Subscription {tenant_id: $tenant_id, name: $name})
CALL (s) {
  MATCH (t:Task {tenant_id: $tenant_id, kind: 'push'})
  WHERE t.key STARTS WITH s.name + '/' AND t.parked_at IS NOT NULL
  SET t.due_at = $now, t.attempts = 0
  REMOVE t.parked_at, t.error
  RETURN count(t) AS retried
}
RETURN s IS NOT NULL AS found, retried
