// Some buyers in the shape of the hot query, for lists; whether a stakeholder was heard elsewhere is not asked.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: at  datetime  who holds an identifier then
// param: until  datetime  later interactions are left out
// returns: found map
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
  WHERE h.valid_to IS NULL OR h.valid_to > $at
  RETURN collect({
    kind: x.kind, namespace: x.namespace, value: x.value, verified: h.verified,
    shared: h.generic OR EXISTS {
      (x)-[:HELD_AS]->(other:Holding)-[:IDENTIFIES]->(holder:Buyer)
      WHERE (other.valid_to IS NULL OR other.valid_to > $at) AND holder <> b
    }
  }) AS identifiers
}
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i)
  WHERE f.at <= $until
  WITH i, f.at AS told_at ORDER BY told_at DESC
  WITH count(*) AS interactions, min(told_at) AS first_at, collect(i)[..20] AS newest, collect(told_at)[..20] AS times
  RETURN interactions, first_at.epochMillis AS first_at_ms, {
    id: [n IN newest | n.id], at_ms: [t IN times | t.epochMillis], channel: [n IN newest | n.channel],
    kind: [n IN newest | n.kind], direction: [n IN newest | n.direction],
    by: [n IN newest | coalesce(n.agent_name, n.agent_id)], summary: [n IN newest | n.summary]
  } AS recent
}
RETURN {
  buyer_id: b.id, folding: b.folding, identifiers: identifiers, recalled: b.recalled, recent: recent,
  interactions: interactions, first_at_ms: first_at_ms, spoken: []
} AS found
