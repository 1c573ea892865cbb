// What some buyers are called.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// returns: buyer_id string · name string?
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
OPTIONAL MATCH (b)-[:HAS_FACT]->(f:Fact {slot: 'name'})
WITH b, f ORDER BY f.valid_from DESC
RETURN b.id AS buyer_id, head(collect(f.text)) AS name
