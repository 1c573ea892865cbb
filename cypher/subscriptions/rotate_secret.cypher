// Gives a subscription another secret; the old one is kept beside it.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: name  string
// param: secret  string
// param: now  datetime
// returns: name string · url string · events list<string> · secret string · created_at_ms integer · rotated_at_ms integer? · told_at_ms integer?
MATCH (s:Subscription {tenant_id: $tenant_id, name: $name})
SET s.old_secret = s.secret, s.secret = $secret, s.rotated_at = $now
RETURN s.name AS name, s.url AS url, s.events AS events, s.secret AS secret,
       s.created_at.epochMillis AS created_at_ms, s.rotated_at.epochMillis AS rotated_at_ms,
       s.told_at.epochMillis AS told_at_ms
