// Appends interactions with their turns, payloads, observations, links and the tasks that they owe.
// mode: write
// rows: none
// param: tenant_id  string
// param: entries  list<map>  {interaction, turns, payloads, observations, tasks}: property maps, in the order of the log
// param: late  boolean  recorded with log times of their own: an identifier's id is that of its earliest observation
UNWIND $entries AS entry
CREATE (i:Interaction)
SET i = entry.interaction
WITH i, entry
CALL (i, entry) {
  UNWIND entry.turns AS row
  CREATE (i)-[:HAS_TURN]->(t:Turn)
  SET t = row
}
CALL (i, entry) {
  UNWIND entry.payloads AS row
  CREATE (i)-[:CAME_AS]->(p:Payload)
  SET p = row
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
  MERGE (t:Task {tenant_id: $tenant_id, kind: row.kind, key: row.key})
  ON CREATE SET t.id = row.id, t.attempts = 0, t.data = row.data
  SET t.due_at = row.due_at
  REMOVE t.lease_until, t.parked_at
}
