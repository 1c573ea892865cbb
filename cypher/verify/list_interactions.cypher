// A page of interactions that were read before, to be read again.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// returns: id string
MATCH (i:Interaction {tenant_id: $tenant_id})
WHERE i.id > $after AND EXISTS { (i)-[:READ_AS]->(:Reading) }
RETURN i.id AS id
ORDER BY i.tenant_id, i.id LIMIT $limit
