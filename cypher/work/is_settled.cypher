// Whether an interaction awaits no reading and its buyer no fold.
// mode: read
// rows: one
// param: tenant_id  string
// param: interaction_id  string
// returns: settled boolean
OPTIONAL MATCH (t:Task {tenant_id: $tenant_id, kind: 'read', key: $interaction_id})
OPTIONAL MATCH (:Interaction {tenant_id: $tenant_id, id: $interaction_id})-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer)
RETURN t IS NULL AND NOT coalesce(b.folding, false) AS settled
