// One subscription with its secrets, and what is still owed to it before a task about the same buyer.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: name  string
// param: before  string  the key of a task: name/buyer/time/change
// param: same  string  what the keys of the same buyer begin with
// returns: url string · secret string · old_secret string? · rotated_at_ms integer? · earlier map?
MATCH (s:Subscription {tenant_id: $tenant_id, name: $name})
CALL () {
  OPTIONAL MATCH (t:Task {tenant_id: $tenant_id, kind: 'push'})
  WHERE t.key STARTS WITH $same AND t.key < $before AND t.parked_at IS NULL
  WITH t ORDER BY t.key LIMIT 1
  RETURN CASE WHEN t IS NULL THEN null ELSE {due_ms: t.due_at.epochMillis, leased: t.lease_until IS NOT NULL} END AS earlier
}
RETURN s.url AS url, s.secret AS secret, s.old_secret AS old_secret, s.rotated_at.epochMillis AS rotated_at_ms, earlier
