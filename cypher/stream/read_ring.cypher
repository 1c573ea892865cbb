// A call that rings: when, where, whom it asks for, and whose numbers it names.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: interaction_id  string
// returns: at_ms integer · channel string · source string · data string? · agent_id string? · name string? · identifiers list<map>
MATCH (i:Interaction {tenant_id: $tenant_id, id: $interaction_id})
CALL (i) {
  MATCH (i)-[o:OBSERVED]->(x:Identifier)
  WITH o, x ORDER BY o.position
  RETURN collect({kind: x.kind, namespace: x.namespace, value: x.value}) AS identifiers
}
RETURN i.occurred_at.epochMillis AS at_ms, i.channel AS channel, i.source AS source, i.data AS data,
       i.agent_id AS agent_id, i.profile_name AS name, identifiers
