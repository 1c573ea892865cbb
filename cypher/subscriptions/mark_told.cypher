// Something was taken by a subscriber: it is owed no more.
// mode: write
// rows: none
// param: tenant_id  string
// param: name  string
// param: key  string
// param: now  datetime
MATCH (s:Subscription {tenant_id: $tenant_id, name: $name})
SET s.told_at = $now
WITH s
MATCH (t:Task {tenant_id: $tenant_id, kind: 'push', key: $key})
DELETE t
