// Every turn of one buyer, in world order, for ranking: of one buyer there are few, of a tenant there are millions.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyer_id  string
// param: channel  string?
// returns: interaction_id string · channel string · turns list<map>
MATCH (:Buyer {tenant_id: $tenant_id, id: $buyer_id})<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
WHERE $channel IS NULL OR i.channel = $channel
WITH i, f.at AS counted ORDER BY counted, i.id
CALL (i) {
  OPTIONAL MATCH (i)-[:READ_AS]->(:Reading)-[:YIELDED]->(s:Signal)
  RETURN collect([s.turn, [s.slot, s.category, s.relation, s.role]]) AS read
}
MATCH (i)-[:HAS_TURN]->(t:Turn)
WITH i, counted, read, t ORDER BY t.n
WITH i, counted, collect({
  turn: t.ref, speaker: t.speaker, at_ms: t.at.epochMillis, text: t.text,
  topics: reduce(topics = [], one IN [one IN read WHERE one[0] = t.ref] | topics + one[1])
}) AS turns
RETURN i.id AS interaction_id, i.channel AS channel, turns
ORDER BY counted, i.id
