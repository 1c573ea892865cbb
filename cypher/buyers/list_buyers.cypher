// A page of buyers in the order of their ids, of those that fit.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string  the last id of the page before, or ""
// param: stage  string?  in lower case
// param: owner  string?
// param: project_id  string?
// param: says  list<map>?  {slot, text}: who has a fact that says one of these; text null is any
// param: limit  integer
// returns: buyer_id string
MATCH (b:Buyer {tenant_id: $tenant_id})
WHERE b.id > $after
  AND ($stage IS NULL OR EXISTS { (b)-[:HAS_FACT]->(s:Fact {slot: 'stage'}) WHERE toLower(s.text) = $stage })
  AND ($owner IS NULL OR EXISTS { (b)-[:HAS_FACT]->(o:Fact {slot: 'owner'}) WHERE o.text = $owner })
  AND ($says IS NULL OR EXISTS {
    (b)-[:HAS_FACT]->(f:Fact) WHERE any(one IN $says WHERE f.slot = one.slot AND (one.text IS NULL OR f.text = one.text))
  })
  AND ($project_id IS NULL OR EXISTS { (b)-[:INTERESTED_IN]->(:Project {tenant_id: $tenant_id, id: $project_id}) })
WITH b ORDER BY b.tenant_id, b.id LIMIT $limit
RETURN b.id AS buyer_id
