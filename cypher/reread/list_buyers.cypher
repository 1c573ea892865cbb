// A page of buyers, each with those of their interactions that were read before, but not by every reader of today.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// param: readers  list<string>  extractor and version, as "builtin 2"
// param: catalogue_version  integer
// returns: id string · interactions list<string>
MATCH (b:Buyer {tenant_id: $tenant_id})
WHERE b.id > $after
WITH b ORDER BY b.tenant_id, b.id LIMIT $limit
CALL (b) {
  OPTIONAL MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[:FROM]-(i:Interaction)-[:READ_AS]->(r:Reading)
  WITH i, collect(CASE r.catalogue_version WHEN $catalogue_version THEN r.extractor + ' ' + r.version END) AS done
  WHERE any(reader IN $readers WHERE NOT reader IN done)
  RETURN collect(i.id) AS interactions
}
RETURN b.id AS id, interactions
