// A promise and whose it is.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: promise_id  string
// returns: buyer_id string · action string · owner string · due string? · status string
MATCH (b:Buyer)-[:AGREED]->(p:Promise {tenant_id: $tenant_id, id: $promise_id})
RETURN b.id AS buyer_id, p.action AS action, p.owner AS owner, toString(p.due) AS due, p.status AS status
