// The timeline lines of some interactions, newest first.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// returns: line map
UNWIND $ids AS id
MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
WITH i ORDER BY i.occurred_at DESC, i.id DESC
RETURN {
  id: i.id, at_ms: i.occurred_at.epochMillis, channel: i.channel, kind: i.kind, direction: i.direction,
  by: coalesce(i.agent_name, i.agent_id), summary: i.summary
} AS line
