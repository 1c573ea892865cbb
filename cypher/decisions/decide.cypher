// Appends a decision (correction, assignment): it observes nothing, points to what it is about and stands where that stands.
// mode: write
// rows: one
// param: tenant_id  string
// param: about  string  the interaction it concerns (the first, of a revised one)
// param: interaction  map  every property of the node
// param: task  map  {id, kind, key, due_at}
// returns: buyer_id string?
MATCH (target:Interaction {tenant_id: $tenant_id, id: $about})
CREATE (i:Interaction)
SET i = $interaction
CREATE (i)-[:ABOUT]->(target)
CREATE (t:Task {tenant_id: $tenant_id, kind: $task.kind, key: $task.key})
SET t.id = $task.id, t.due_at = $task.due_at, t.attempts = 0
WITH i, target
CALL (i, target) {
  MATCH (v:Interaction)-[:REVISES*0..1]->(target)
  MATCH (v)-[:FROM]->(h:Holding)
  CREATE (i)-[:FROM {at: i.occurred_at}]->(h)
  WITH h
  MATCH (h)-[:IDENTIFIES]->(b:Buyer)
  RETURN collect(b.id) AS buyers
}
RETURN head(buyers) AS buyer_id
