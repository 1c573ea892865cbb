// A page of people with a part in a decision, across buyers, in the order of their ids.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string  the last id of the page before, or ""
// param: role  string?
// param: relation  string?
// param: location  string?  in lower case
// param: since  datetime?  first mentioned then or later
// param: heard  boolean?  who was heard themselves, or whose number's one holder spoke
// param: limit  integer
// returns: stakeholder map · since_ms integer · buyer_id string · buyer_name string? · known_as list<string> · also_with list<string> · spoken map?
MATCH (b:Buyer)-[:DECIDES_WITH]->(n:Stakeholder {tenant_id: $tenant_id})
WHERE n.id > $after
  AND ($role IS NULL OR n.role = $role)
  AND ($relation IS NULL OR n.relation = $relation)
  AND ($since IS NULL OR n.since >= $since)
  AND ($heard IS NULL OR $heard = (coalesce(n.heard, false) OR EXISTS {
    (n)-[:IS]->(x:Identifier)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
    WHERE self <> b AND h.valid_to IS NULL AND NOT coalesce(h.generic, false)
      AND NOT EXISTS {
        (x)-[:HELD_AS]->(more:Holding)-[:IDENTIFIES]->(third:Buyer)
        WHERE more.valid_to IS NULL AND third <> b AND third <> self
      }
      AND EXISTS {
        (h)<-[:FROM]-(i:Interaction)
        WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
           OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
      }
  }))
  AND ($location IS NULL OR EXISTS {
    (b)-[:HAS_FACT]->(place:Fact {slot: 'locations'}) WHERE toLower(place.text) = $location
  })
WITH b, n ORDER BY n.tenant_id, n.id LIMIT $limit
CALL (n) {
  MATCH (n)-[backs:BACKED_BY]->(s:Signal)
  WITH s, backs ORDER BY backs.at, s.turn_n, s.id
  WITH collect({
    interaction_id: s.interaction_id, channel: s.channel, at_ms: coalesce(backs.at, s.at).epochMillis, turn: s.turn, start: s.start,
    end: s.end, quote: s.quote, field: s.field, value: s.field_value
  }) AS every
  RETURN CASE WHEN size(every) > 3 THEN [every[0], every[-2], every[-1]] ELSE every END AS evidence
}
CALL (b) {
  OPTIONAL MATCH (b)-[:HAS_FACT]->(f:Fact {slot: 'name'})
  WITH f ORDER BY f.valid_from DESC
  RETURN head(collect(f.text)) AS buyer_name
}
CALL (b, n) {
  OPTIONAL MATCH (n)-[:IS]->(:Identifier)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
  WHERE self <> b AND h.valid_to IS NULL
  WITH self ORDER BY self.id LIMIT 10
  RETURN collect(DISTINCT self.id) AS known_as
}
CALL (b, n) {
  OPTIONAL MATCH (n)-[:IS]->(:Identifier)<-[:IS]-(:Stakeholder)<-[:DECIDES_WITH]-(other:Buyer)
  WHERE other <> b
  WITH DISTINCT other ORDER BY other.id LIMIT 10
  RETURN collect(other.id) AS also_with
}
CALL (b, n) {
  OPTIONAL MATCH (n)-[:IS]->(x:Identifier)-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
  WHERE self <> b AND h.valid_to IS NULL AND NOT coalesce(h.generic, false)
  WITH x, collect(h) AS held, count(DISTINCT self) AS holders
  UNWIND CASE WHEN holders = 1 THEN held ELSE [null] END AS h
  OPTIONAL MATCH (h)<-[f:FROM]-(i:Interaction)
  WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
     OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
  WITH x, f, i ORDER BY f.at DESC
  WITH x, f, i WHERE i IS NOT NULL
  RETURN head(collect({number: x.value, interaction_id: i.id, channel: i.channel, at_ms: f.at.epochMillis})) AS spoken
}
RETURN {
  id: n.id, name: n.name, relation: n.relation, role: n.role, condition: n.condition, heard: n.heard, evidence: evidence
} AS stakeholder, n.since.epochMillis AS since_ms, b.id AS buyer_id, buyer_name, known_as, also_with, spoken
ORDER BY n.id
