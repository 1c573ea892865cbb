// The same of those whom a project interests: begins at the project.
// mode: read
// rows: many
// param: tenant_id  string
// param: project_id  string
// param: after  string  the last id of the page before, or ""
// param: stage  string?  in lower case
// param: owner  string?
// param: limit  integer
// returns: buyer_id string
MATCH (:Project {tenant_id: $tenant_id, id: $project_id})<-[:INTERESTED_IN]-(b:Buyer)
WHERE b.id > $after
  AND ($stage IS NULL OR EXISTS { (b)-[:HAS_FACT]->(s:Fact {slot: 'stage'}) WHERE toLower(s.text) = $stage })
  AND ($owner IS NULL OR EXISTS { (b)-[:HAS_FACT]->(o:Fact {slot: 'owner'}) WHERE o.text = $owner })
RETURN b.id AS buyer_id
ORDER BY b.id
LIMIT $limit
