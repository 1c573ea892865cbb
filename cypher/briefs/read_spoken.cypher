// When the holders of some numbers spoke last: of each that was in the hands of one other buyer, as in read_brief.
// mode: read
// rows: many
// param: tenant_id  string
// param: numbers  list<string>  E.164
// param: buyer_id  string  whose stakeholders the numbers are: their own hands do not count
// param: at  datetime  who holds a number then
// param: until  datetime  later interactions are left out
// returns: number string · interaction_id string · channel string · at_ms integer
UNWIND $numbers AS number
MATCH (:Identifier {tenant_id: $tenant_id, kind: 'phone', namespace: '', value: number})
      -[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(self:Buyer)
WHERE self.id <> $buyer_id AND NOT coalesce(h.generic, false)
  AND (h.valid_to IS NULL OR h.valid_to > $at) AND (h.valid_from IS NULL OR h.valid_from <= $at)
WITH number, collect(h) AS held, count(DISTINCT self) AS holders
WHERE holders = 1
CALL (held) {
  UNWIND held AS h
  MATCH (h)<-[f:FROM]-(i:Interaction)
  WHERE f.at <= $until
  WITH f, i ORDER BY f.at DESC
  WHERE (i.direction = 'inbound' AND i.kind IN ['message', 'form', 'choice'])
     OR EXISTS { (i)-[:HAS_TURN]->(:Turn {speaker: 'buyer'}) }
  WITH f, i LIMIT 1
  RETURN i.id AS interaction_id, i.channel AS channel, f.at.epochMillis AS at_ms
}
RETURN number, interaction_id, channel, at_ms
