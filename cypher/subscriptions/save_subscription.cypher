// A subscription, made or changed under its name. Its secret stays when it has one.
// mode: write
// rows: one
// param: tenant_id  string
// param: name  string
// param: url  string
// param: events  list<string>
// param: secret  string  a fresh one, used where there is none
// param: now  datetime
// returns: name string · url string · events list<string> · secret string · created_at_ms integer · rotated_at_ms integer? · told_at_ms integer? · is_new boolean
MERGE (s:Subscription {tenant_id: $tenant_id, name: $name})
ON CREATE SET s.secret = $secret, s.created_at = $now
SET s.url = $url, s.events = $events
RETURN s.name AS name, s.url AS url, s.events AS events, s.secret AS secret,
       s.created_at.epochMillis AS created_at_ms, s.rotated_at.epochMillis AS rotated_at_ms,
       s.told_at.epochMillis AS told_at_ms, s.secret = $secret AS is_new
