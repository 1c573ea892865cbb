// Appends one interaction with its turns, payload, observations, links and the tasks that it owes.
// mode: write
// rows: none
// param: tenant_id  string
// param: interaction  map  every property of the node
// param: turns  list<map>  every property of each turn
// param: payloads  list<map>  none or one
// param: observations  list<map>  {kind, namespace, value, properties}
// param: tasks  list<map>  {id, kind, key, due_at, data}
// param: late  boolean  recorded with a log time of its own: an identifier's id is that of its earliest observation
CREATE (i:Interaction)
SET i = $interaction
WITH i
CALL (i) {
  UNWIND $turns AS row
  CREATE (i)-[:HAS_TURN]->(t:Turn)
  SET t = row
}
CALL (i) {
  UNWIND $payloads AS row
  CREATE (i)-[:CAME_AS]->(p:Payload)
  SET p = row
}
CALL (i) {
  UNWIND $observations AS row
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
  CREATE (early)-[:REVISES]->(i)
}
CALL (i) {
  MATCH (message:Interaction {tenant_id: $tenant_id, id: i.of_id})
  CREATE (i)-[:OF]->(message)
}
CALL (i) {
  MATCH (early:Interaction {tenant_id: $tenant_id, of_id: i.id})
  CREATE (early)-[:OF]->(i)
}
CALL () {
  UNWIND $tasks AS row
  MERGE (t:Task {tenant_id: $tenant_id, kind: row.kind, key: row.key})
  ON CREATE SET t.id = row.id, t.attempts = 0, t.data = row.data
  SET t.due_at = row.due_at
  REMOVE t.lease_until, t.parked_at
}
