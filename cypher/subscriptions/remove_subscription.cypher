// Removes a subscription and all that was owed to it.
// mode: write
// rows: one
// param: tenant_id  string
// param: name  string
// returns: found boolean
OPTIONAL MATCH (s:Subscription {tenant_id: $tenant_id, name: $name})
WITH s, s IS NOT NULL AS found
CALL (s) {
  MATCH (t:Task {tenant_id: $tenant_id, kind: 'push'})
  WHERE t.key STARTS WITH s.name + '/'
  DELETE t
}
DELETE s
RETURN found
