// A page of pairs of holdings of different buyers that may be one person's: seen together and yet apart, or of the same name and
// city and never seen together (namesakes).
// mode: read
// rows: many
// param: tenant_id  string
// param: after_a  string  the pair seen last
// param: after_b  string
// param: limit  integer
// returns: a string · b string · a_key map · b_key map · namesakes boolean
MATCH (h:Holding {tenant_id: $tenant_id})
WHERE h.id >= $after_a
MATCH (h)-[:IDENTIFIES]->(mine:Buyer)
CALL (h, mine) {
  MATCH (h)-[:CO_OBSERVED]->(o:Holding)-[:IDENTIFIES]->(theirs:Buyer)
  WHERE mine <> theirs
  RETURN o, false AS namesakes
  UNION
  MATCH (o:Holding {tenant_id: $tenant_id, name_key: h.name_key})
  USING INDEX o:Holding(tenant_id, name_key)
  WHERE o.id > h.id AND NOT h.generic AND NOT o.generic
    AND any(city IN h.cities WHERE toLower(city) IN [other IN o.cities | toLower(other)])
    AND NOT EXISTS { (h)-[:CO_OBSERVED]->(o) }
  MATCH (o)-[:IDENTIFIES]->(theirs:Buyer)
  WHERE mine <> theirs
  RETURN o, true AS namesakes
}
WITH h, o, namesakes
WHERE h.id > $after_a OR o.id > $after_b
WITH h, o, namesakes ORDER BY h.tenant_id, h.id, o.id LIMIT $limit
MATCH (x:Identifier)-[:HELD_AS]->(h)
MATCH (y:Identifier)-[:HELD_AS]->(o)
RETURN h.id AS a, o.id AS b, x {.kind, .namespace, .value} AS a_key, y {.kind, .namespace, .value} AS b_key, namesakes
ORDER BY a, b
