// What changed since a moment, oldest first: what the stream tells.
// mode: read
// rows: many
// param: tenant_id  string
// param: since  datetime
// param: limit  integer
// returns: id string · kind string · buyer_id string · data string · at_us integer
MATCH (c:Change {tenant_id: $tenant_id})
WHERE c.at >= $since
RETURN c.id AS id, c.kind AS kind, c.buyer_id AS buyer_id, c.data AS data,
       c.at.epochSeconds * 1000000 + c.at.microsecond AS at_us
ORDER BY c.at, c.id LIMIT $limit
