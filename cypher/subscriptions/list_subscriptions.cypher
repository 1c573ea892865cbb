// The subscriptions of a tenant, by name, with what is owed to each and what was given up.
// mode: read
// rows: many
// param: tenant_id  string
// returns: name string · url string · events list<string> · created_at_ms integer · rotated_at_ms integer? · told_at_ms integer? · owed integer · parked integer · error string?
MATCH (s:Subscription {tenant_id: $tenant_id})
WHERE s.name > ''
CALL (s) {
  OPTIONAL MATCH (t:Task {tenant_id: $tenant_id, kind: 'push'})
  WHERE t.key STARTS WITH s.name + '/'
  WITH t ORDER BY t.key
  RETURN sum(CASE WHEN t IS NULL OR t.parked_at IS NOT NULL THEN 0 ELSE 1 END) AS owed, count(t.parked_at) AS parked,
         head(collect(t.error)) AS error
}
RETURN s.name AS name, s.url AS url, s.events AS events, s.created_at.epochMillis AS created_at_ms,
       s.rotated_at.epochMillis AS rotated_at_ms, s.told_at.epochMillis AS told_at_ms, owed, parked, error
ORDER BY name
