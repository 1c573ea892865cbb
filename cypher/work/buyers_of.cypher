// Whose some interactions are now.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// returns: interaction_id string · buyer_id string?
UNWIND $ids AS id
MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
RETURN i.id AS interaction_id, head([(i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b:Buyer) | b.id]) AS buyer_id
