// A page of all buyers in the order of their ids, as one list: a record each would cost the driver more than the server.
// mode: read
// rows: one
// param: tenant_id  string
// param: after  string  the last id of the page before, or ""
// param: limit  integer
// returns: ids list<string>
MATCH (b:Buyer {tenant_id: $tenant_id})
WHERE b.id > $after
WITH b ORDER BY b.tenant_id, b.id LIMIT $limit
RETURN collect(b.id) AS ids
