// Everything a brief needs of the buyers found by an identifier, or by any id ever handed out: one record of nested maps.
// What is believed comes as the fold left it for briefs, JSON: no evidence is gathered here, and since it is one property of
// one node, a reader sees it whole. (The server shows what others commit meanwhile; of many nodes it shows some old, some new.)
// An id leads to who holds what it was made for; where that is everybody's by now and nothing stands with it, to who spoke then.
// mode: read
// rows: one
// param: tenant_id  string
// param: kind  string?  of the identifier, or null
// param: namespace  string?
// param: value  string?
// param: buyer_id  string?  present or former, or null
// param: at  string  a time: who holds the identifier then; now for the present
// param: until  string  a time: later interactions are left out
// returns: found list<map>
WITH datetime($at) AS at, datetime($until) AS until
CALL (at) {
  MATCH (:Identifier {tenant_id: $tenant_id, kind: $kind, namespace: $namespace, value: $value})
        -[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(b:Buyer)
  WHERE (h.valid_to IS NULL OR h.valid_to > at) AND (h.valid_from IS NULL OR h.valid_from <= at)
  RETURN b
  UNION
  MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
  WHERE EXISTS { (b)<-[:IDENTIFIES]-(own:Holding) WHERE NOT own.generic OR EXISTS { (own)<-[:FROM]-(:Interaction) } }
  RETURN b
  UNION
  MATCH (i:Interaction)-[:OBSERVED {tenant_id: $tenant_id, buyer_id: $buyer_id}]->(x:Identifier)
  WITH x, coalesce(i.revises, i.id) AS first_id
  CALL (first_id) {
    MATCH (version:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN version
    UNION
    MATCH (version:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN version
  }
  MATCH (version)-[:FROM|ALSO]->(h:Holding)<-[:HELD_AS]-(x)
  MATCH (h)-[:IDENTIFIES]->(holder:Buyer)
  MATCH (version)-[:FROM]->(:Holding)-[:IDENTIFIES]->(speaker:Buyer)
  RETURN CASE
    WHEN EXISTS { (holder)<-[:IDENTIFIES]-(own:Holding) WHERE NOT own.generic OR EXISTS { (own)<-[:FROM]-(:Interaction) } }
    THEN holder ELSE speaker END AS b
}
WITH DISTINCT b, at, until LIMIT 10
CALL (b, at) {
  MATCH (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier)
  WHERE (h.valid_to IS NULL OR h.valid_to > at) AND (h.valid_from IS NULL OR h.valid_from <= at)
  RETURN collect({
    kind: x.kind, namespace: x.namespace, value: x.value, verified: h.verified,
    shared: h.generic OR EXISTS {
      (x)-[:HELD_AS]->(other:Holding)-[:IDENTIFIES]->(holder:Buyer)
      WHERE (other.valid_to IS NULL OR other.valid_to > at) AND (other.valid_from IS NULL OR other.valid_from <= at)
        AND holder <> b
    }
  }) AS identifiers
}
CALL (b, at, until) {
  // A stakeholder whose number is in one other buyer's hands is heard when that one speaks: of it, the newest time.
  MATCH (b)-[:DECIDES_WITH]->(person:Stakeholder)-[:IS]->(x:Identifier)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
  WHERE self <> b AND NOT coalesce(h.generic, false)
    AND (h.valid_to IS NULL OR h.valid_to > at) AND (h.valid_from IS NULL OR h.valid_from <= at)
  WITH person, x, collect(h) AS held, count(DISTINCT self) AS holders
  WHERE holders = 1
  CALL (held, until) {
    UNWIND held AS h
    MATCH (h)<-[f:FROM]-(i:Interaction)
    WHERE f.at <= until
    WITH f, i ORDER BY f.at DESC
    WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
       OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
    WITH f, i LIMIT 1
    RETURN i.id AS interaction_id, i.channel AS channel, f.at.epochMillis AS at_ms
  }
  RETURN collect({id: person.id, number: x.value, interaction_id: interaction_id, channel: channel, at_ms: at_ms}) AS spoken
}
CALL (b, until) {
  // Sorted by time alone, and told as columns: the node of an interaction is read only where it is among the newest.
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i)
  WHERE f.at <= until
  WITH i, f.at AS told_at ORDER BY told_at DESC
  WITH count(*) AS interactions, min(told_at) AS first_at, collect(i)[..20] AS newest, collect(told_at)[..20] AS times
  RETURN interactions, first_at.epochMillis AS first_at_ms, {
    id: [n IN newest | n.id], at_ms: [t IN times | t.epochMillis], channel: [n IN newest | n.channel],
    kind: [n IN newest | n.kind], direction: [n IN newest | n.direction],
    by: [n IN newest | coalesce(n.agent_name, n.agent_id)], summary: [n IN newest | n.summary]
  } AS recent
}
RETURN collect({
  buyer_id: b.id, folding: b.folding, identifiers: identifiers, recalled: b.recalled, recent: recent, spoken: spoken,
  interactions: interactions, first_at_ms: first_at_ms
}) AS found
