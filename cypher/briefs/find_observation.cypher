// The identifier and interaction behind an id that was ever handed out as a buyer's.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// returns: kind string · namespace string · value string · first_id string
MATCH (i:Interaction)-[:OBSERVED {tenant_id: $tenant_id, buyer_id: $buyer_id}]->(x:Identifier)
RETURN x.kind AS kind, x.namespace AS namespace, x.value AS value, coalesce(i.revises, i.id) AS first_id
