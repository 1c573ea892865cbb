// Removes changes that every listener had its time to hear of.
// mode: write
// rows: one
// param: tenant_id  string
// param: before  datetime
// returns: removed integer
MATCH (c:Change {tenant_id: $tenant_id})
WHERE c.at < $before
WITH c LIMIT 5000
DELETE c
RETURN count(*) AS removed
