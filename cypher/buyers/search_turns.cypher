// Turns that fit a full-text query, best first, each with the turn before and after; only of interactions that count.
// The score is the index's, in which all tenants are: it proposes, it is not shown.
// mode: read
// rows: many
// param: tenant_id  string
// param: wanted  string  bound to the tenant
// param: channel  string?
// param: since  datetime?
// param: until  datetime?
// param: most  integer  hits looked at
// param: limit  integer
// returns: found map
CALL () {
  CALL db.index.fulltext.queryNodes('turn_folded_fulltext', $wanted, {limit: $most}) YIELD node, score
  WHERE node.tenant_id = $tenant_id
  RETURN node AS t, score
}
MATCH (t:Turn)<-[:HAS_TURN]-(i:Interaction)
WHERE ($channel IS NULL OR i.channel = $channel)
  AND ($since IS NULL OR t.at >= $since)
  AND ($until IS NULL OR t.at < $until)
  AND (EXISTS { (i)-[:FROM]->(:Holding) } OR NOT EXISTS { (i)-[:REVISES]-(:Interaction) })
WITH t, i, score ORDER BY score DESC, t.at DESC, t.id LIMIT $limit
CALL (i, t) {
  OPTIONAL MATCH (i)-[:READ_AS]->(:Reading)-[:YIELDED]->(s:Signal)
  WHERE s.turn = t.ref
  UNWIND [s.slot, s.category, s.relation, s.role] AS topic
  RETURN collect(DISTINCT topic) AS topics
}
RETURN {
  interaction_id: i.id, turn: t.ref, at_ms: t.at.epochMillis, channel: i.channel, speaker: t.speaker, text: t.text,
  topics: topics, score: score, buyer_id: head([(i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer) | b.id]),
  before: head([(i)-[:HAS_TURN]->(o:Turn) WHERE o.n = t.n - 1 | {turn: o.ref, speaker: o.speaker, text: o.text}]),
  after: head([(i)-[:HAS_TURN]->(o:Turn) WHERE o.n = t.n + 1 | {turn: o.ref, speaker: o.speaker, text: o.text}])
} AS found
ORDER BY score DESC, t.at DESC, t.id
