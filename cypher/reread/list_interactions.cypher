// A page of interactions that were read before, but not by every reader of today.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// param: readers  list<string>  extractor and version, as "builtin 2"
// param: catalogue_version  integer
// returns: id string
MATCH (i:Interaction {tenant_id: $tenant_id})
WHERE i.id > $after
WITH i ORDER BY i.tenant_id, i.id
MATCH (i)-[:READ_AS]->(r:Reading)
WITH i, collect(CASE r.catalogue_version WHEN $catalogue_version THEN r.extractor + ' ' + r.version END) AS done
WHERE any(reader IN $readers WHERE NOT reader IN done)
RETURN i.id AS id
ORDER BY i.tenant_id, i.id LIMIT $limit
