// The log around some identifiers: every version of every interaction of their raw component, and its judgements.
// mode: read
// rows: one
// param: tenant_id  string
// param: keys  list<map>  {kind, namespace, value}
// returns: entries list<map> · judgements list<map> · read list<map>
CALL () {
  UNWIND $keys AS key
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
  MATCH (x)-[:HELD_AS|CO_OBSERVED|JUDGED*0..]-(y)
  WITH DISTINCT y
  WHERE y:Identifier
  RETURN collect(y) AS found
}
CALL (found) {
  UNWIND found AS x
  MATCH (x)<-[:OBSERVED]-(seen:Interaction)
  WITH DISTINCT coalesce(seen.revises, seen.id) AS first_id
  CALL (first_id) {
    MATCH (v:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN v
    UNION
    MATCH (v:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN v
  }
  RETURN collect({
    first_id: first_id, id: v.id, revises: v.revises, hash: v.content_hash, kind: v.kind, channel: v.channel,
    direction: v.direction, source: v.source, name: v.profile_name, city: v.profile_city, outcome: v.outcome,
    at_us: v.occurred_at.epochSeconds * 1000000 + v.occurred_at.microsecond,
    recorded_us: v.recorded_at.epochSeconds * 1000000 + v.recorded_at.microsecond,
    from_holding: null, also_holdings: [],
    observations: [(v)-[o:OBSERVED]->(x:Identifier) | {
      position: o.position, role: o.role, verified: o.verified, given_kind: o.given_kind,
      buyer_id: o.buyer_id, kind: x.kind, namespace: x.namespace, value: x.value
    }]
  }) AS entries
}
CALL (found) {
  UNWIND found AS x
  MATCH (x)-[j:JUDGED]->(y:Identifier)
  RETURN collect({
    id: j.id, verdict: j.verdict, observed_a: j.observed_a, observed_b: j.observed_b, by: j.by, reason: j.reason, retracts: j.retracts,
    recorded_us: j.recorded_at.epochSeconds * 1000000 + j.recorded_at.microsecond,
    a_kind: x.kind, a_namespace: x.namespace, a_value: x.value, b_kind: y.kind, b_namespace: y.namespace, b_value: y.value,
    a_first: head([(i)-[o:OBSERVED]->(x) WHERE o.buyer_id = j.observed_a | coalesce(i.revises, i.id)]),
    b_first: head([(i)-[o:OBSERVED]->(y) WHERE o.buyer_id = j.observed_b | coalesce(i.revises, i.id)]),
    a_holding: null, b_holding: null
  }) AS judgements
}
RETURN entries, judgements, [x IN found | {kind: x.kind, namespace: x.namespace, value: x.value}] AS read
