// How many interactions were read before, but not by every reader of today.
// mode: read
// rows: one
// param: tenant_id  string
// param: readers  list<string>  extractor and version, as "builtin 2"
// param: catalogue_version  integer
// returns: interactions integer
MATCH (i:Interaction {tenant_id: $tenant_id})
WHERE i.id > ''
MATCH (i)-[:READ_AS]->(r:Reading)
WITH i, collect(CASE r.catalogue_version WHEN $catalogue_version THEN r.extractor + ' ' + r.version END) AS done
WHERE any(reader IN $readers WHERE NOT reader IN done)
RETURN count(i) AS interactions
