// A page of evidence between two buyers: pairs of holdings that were seen together and yet belong to different people.
// mode: read
// rows: many
// param: tenant_id  string
// param: after_a  string  the pair seen last
// param: after_b  string
// param: limit  integer
// returns: a string · b string · a_key map · b_key map
MATCH (h:Holding {tenant_id: $tenant_id})
WHERE h.id >= $after_a
MATCH (h)-[:CO_OBSERVED]->(o:Holding)
WHERE h.id > $after_a OR o.id > $after_b
MATCH (h)-[:IDENTIFIES]->(mine:Buyer)
MATCH (o)-[:IDENTIFIES]->(theirs:Buyer)
WHERE mine <> theirs
WITH h, o ORDER BY h.tenant_id, h.id, o.id LIMIT $limit
MATCH (x:Identifier)-[:HELD_AS]->(h)
MATCH (y:Identifier)-[:HELD_AS]->(o)
RETURN h.id AS a, o.id AS b, x {.kind, .namespace, .value} AS a_key, y {.kind, .namespace, .value} AS b_key
ORDER BY a, b
