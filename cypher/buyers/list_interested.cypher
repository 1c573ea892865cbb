// The same of those whom a project interests: begins at the project.
// mode: read
// rows: many
// param: tenant_id  string
// param: project_id  string
// param: after  string  the last id of the page before, or ""
// param: stage  string?  in lower case
// param: owner  string?
// param: says  list<map>?  {slot, text}: who has a fact that says one of these; text null is any
// param: limit  integer
// returns: buyer_id string
MATCH (:Project {tenant_id: $tenant_id, id: $project_id})<-[:INTERESTED_IN]-(b:Buyer)
WHERE b.id > $after
  AND ($stage IS NULL OR EXISTS { (b)-[:HAS_FACT]->(s:Fact {slot: 'stage'}) WHERE toLower(s.text) = $stage })
  AND ($owner IS NULL OR EXISTS { (b)-[:HAS_FACT]->(o:Fact {slot: 'owner'}) WHERE o.text = $owner })
  AND ($says IS NULL OR EXISTS {
    (b)-[:HAS_FACT]->(f:Fact) WHERE any(one IN $says WHERE f.slot = one.slot AND (one.text IS NULL OR f.text = one.text))
  })
RETURN b.id AS buyer_id
ORDER BY b.id
LIMIT $limit
