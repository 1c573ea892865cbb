// A page of identifiers.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// returns: id string · kind string · namespace string · value string
MATCH (x:Identifier {tenant_id: $tenant_id})
WHERE x.id > $after
RETURN x.id AS id, x.kind AS kind, x.namespace AS namespace, x.value AS value
ORDER BY x.tenant_id, x.id LIMIT $limit
