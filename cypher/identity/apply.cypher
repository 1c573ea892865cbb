// Appends entries to the log and writes the difference that they, or a judgement, make to who is who: holdings, edges, places,
// buyers, fold tasks, and what listeners are told of it, or owed where they subscribed. All that tx 1 writes, in one round trip.
// mode: write
// rows: none
// param: tenant_id  string
// param: entries  list<map>  {interaction, turns, payloads, observations, tasks}: property maps, in the order of the log
// param: late  boolean  recorded with log times of their own: an identifier's id is that of its earliest observation
// param: holdings  list<map>  {id, kind, namespace, value, properties}: new or changed
// param: gone_holdings  list<string>
// param: edges  list<map>  {a, b, properties}: new or changed
// param: gone_edges  list<map>  {a, b}
// param: places  list<map>  {id, first_id, at, from_id, also: [{id, position}]}: interactions to place anew; from_id null takes them out
// param: members  list<map>  {holding, buyer}: sorted by buyer; where each holding belongs now
// param: gone_buyers  list<string>
// param: folds  list<string>  buyers to fold anew, sorted
// param: changes  list<map>  every other property of each
CALL () {
  UNWIND $entries AS entry
  CREATE (i:Interaction)
  SET i = entry.interaction, i.occurred_at = datetime(entry.interaction.occurred_at),
      i.received_at = datetime(entry.interaction.received_at), i.recorded_at = datetime(entry.interaction.recorded_at)
  WITH i, entry
  CALL (i, entry) {
    UNWIND entry.turns AS row
    CREATE (i)-[:HAS_TURN]->(t:Turn)
    SET t = row, t.at = datetime(row.at)
  }
  CALL (i, entry) {
    UNWIND entry.payloads AS row
    CREATE (i)-[:CAME_AS]->(p:Payload)
    SET p = row, p.recorded_at = datetime(row.recorded_at)
  }
  CALL (i, entry) {
    UNWIND entry.observations AS row
    MATCH (x:Identifier {tenant_id: $tenant_id, kind: row.kind, namespace: row.namespace, value: row.value})
    CREATE (i)-[o:OBSERVED]->(x)
    SET o = row.properties, x.id = coalesce(x.id, row.properties.buyer_id)
  }
  CALL (i) {
    WITH i
    WHERE $late
    MATCH (i)-[:OBSERVED]->(x:Identifier)
    CALL (x) {
      MATCH (x)<-[o:OBSERVED]-(e:Interaction)
      RETURN o.buyer_id AS earliest ORDER BY e.recorded_at, e.id, o.position LIMIT 1
    }
    SET x.id = earliest
  }
  CALL (i) {
    MATCH (first:Interaction {tenant_id: $tenant_id, id: i.revises})
    CREATE (i)-[:REVISES]->(first)
  }
  CALL (i) {
    MATCH (early:Interaction {tenant_id: $tenant_id, revises: i.id})
    WHERE NOT EXISTS { (early)-[:REVISES]->(i) }
    CREATE (early)-[:REVISES]->(i)
  }
  CALL (i) {
    MATCH (message:Interaction {tenant_id: $tenant_id, id: i.of_id})
    CREATE (i)-[:OF]->(message)
  }
  CALL (i) {
    MATCH (early:Interaction {tenant_id: $tenant_id, of_id: i.id})
    WHERE NOT EXISTS { (early)-[:OF]->(i) }
    CREATE (early)-[:OF]->(i)
  }
  CALL (entry) {
    UNWIND entry.tasks AS row
    CREATE (t:Task {tenant_id: $tenant_id})
    SET t += row, t.attempts = 0, t.due_at = datetime(row.due_at)
  }
}
CALL () {
  UNWIND $gone_buyers AS id
  MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
  SET b.locked = true
  WITH b
  OPTIONAL MATCH (b)-[:HAS_FACT|HAD_FACT|RAISED|DECIDES_WITH|AGREED|PASSED_THROUGH|ASKED]->(owned)
  DETACH DELETE owned
  WITH DISTINCT b
  DETACH DELETE b
}
CALL () {
  UNWIND $gone_holdings AS id
  MATCH (h:Holding {tenant_id: $tenant_id, id: id})
  DETACH DELETE h
}
CALL () {
  UNWIND $holdings AS row
  MATCH (x:Identifier {tenant_id: $tenant_id, kind: row.kind, namespace: row.namespace, value: row.value})
  MERGE (h:Holding {tenant_id: $tenant_id, id: row.id})
  SET h = row.properties, h.recorded_at = datetime(row.properties.recorded_at),
      h.valid_from = datetime(row.properties.valid_from), h.valid_to = datetime(row.properties.valid_to),
      h.first_at = datetime(row.properties.first_at), h.last_at = datetime(row.properties.last_at),
      h.last_recorded_at = datetime(row.properties.last_recorded_at), h.seen_at = datetime(row.properties.seen_at),
      h.named_from = datetime(row.properties.named_from), h.named_to = datetime(row.properties.named_to),
      h.adrift_at = datetime(row.properties.adrift_at)
  MERGE (x)-[:HELD_AS]->(h)
}
CALL () {
  UNWIND $gone_edges AS row
  MATCH (a:Holding {tenant_id: $tenant_id, id: row.a})-[e:CO_OBSERVED]->(b:Holding {tenant_id: $tenant_id, id: row.b})
  DELETE e
}
CALL () {
  UNWIND $edges AS row
  MATCH (a:Holding {tenant_id: $tenant_id, id: row.a})
  MATCH (b:Holding {tenant_id: $tenant_id, id: row.b})
  MERGE (a)-[e:CO_OBSERVED]->(b)
  SET e = row.properties, e.first_at = datetime(row.properties.first_at), e.last_at = datetime(row.properties.last_at)
}
CALL () {
  UNWIND $places AS row
  MATCH (i:Interaction {tenant_id: $tenant_id, id: row.id})
  OPTIONAL MATCH (i)-[old:FROM|ALSO]->(:Holding)
  DELETE old
}
CALL () {
  UNWIND $places AS row
  MATCH (i:Interaction {tenant_id: $tenant_id, id: row.id})
  MATCH (h:Holding {tenant_id: $tenant_id, id: row.from_id})
  CREATE (i)-[:FROM {at: datetime(row.at)}]->(h)
}
CALL () {
  UNWIND $places AS row
  UNWIND row.also AS also
  MATCH (i:Interaction {tenant_id: $tenant_id, id: row.id})
  MATCH (h:Holding {tenant_id: $tenant_id, id: also.id})
  CREATE (i)-[:ALSO {position: also.position}]->(h)
}
CALL () {
  UNWIND $places AS row
  MATCH (decision:Interaction)-[:ABOUT]->(target:Interaction {tenant_id: $tenant_id, id: row.first_id})
  OPTIONAL MATCH (decision)-[old:FROM]->(:Holding)
  DELETE old
  WITH DISTINCT decision, row
  MATCH (h:Holding {tenant_id: $tenant_id, id: row.from_id})
  CREATE (decision)-[:FROM {at: decision.occurred_at}]->(h)
}
CALL () {
  UNWIND $members AS row
  MATCH (h:Holding {tenant_id: $tenant_id, id: row.holding})
  OPTIONAL MATCH (h)-[old:IDENTIFIES]->(:Buyer)
  DELETE old
  WITH DISTINCT h, row
  MERGE (b:Buyer {tenant_id: $tenant_id, id: row.buyer})
  ON CREATE SET b.folding = false
  CREATE (h)-[:IDENTIFIES]->(b)
}
CALL () {
  UNWIND $folds AS id
  MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
  SET b.folding = true
}
CALL () {
  UNWIND $changes AS row
  CREATE (c:Change {tenant_id: $tenant_id})
  SET c += row, c.at = datetime(row.at)
  WITH c
  MATCH (s:Subscription {tenant_id: $tenant_id})
  WHERE s.name > '' AND c.kind IN s.events
  WITH c, s, toString(c.at.epochSeconds * 1000000 + c.at.microsecond) AS at_us
  CREATE (t:Task {tenant_id: $tenant_id, kind: 'push', key: s.name + '/' + c.buyer_id + '/' + at_us + '/' + c.id})
  SET t.id = randomUUID(), t.attempts = 0, t.due_at = c.at,
      t.data = '{"id":"' + c.id + '","kind":"' + c.kind + '","at_us":' + at_us + ',"data":' + c.data + '}'
}
