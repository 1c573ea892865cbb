// Of some buyers those who may be returning: a word of theirs lately, after a long silence or after an outcome.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: lately  datetime  a word after it is one of these days
// param: gap_ms  integer  a silence as long as this
// param: now  datetime
// returns: id string
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
WHERE EXISTS { (b)<-[:IDENTIFIES]-(late:Holding) WHERE late.last_at > $lately }
  AND (EXISTS { (b)<-[:IDENTIFIES]-(early:Holding) WHERE early.first_at <= $lately }
       OR EXISTS { (b)-[:HAS_FACT]->(:Fact {slot: 'outcome'}) })
WITH b, id, COLLECT {
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
  WHERE f.at <= $now AND i.direction = 'inbound'
  RETURN f.at.epochMillis AS at_ms ORDER BY at_ms DESC
} AS times
WHERE EXISTS { (b)-[:HAS_FACT]->(:Fact {slot: 'outcome'}) }
   OR any(n IN range(0, size(times) - 2) WHERE times[n] > $lately.epochMillis AND times[n] - times[n + 1] >= $gap_ms)
RETURN id
