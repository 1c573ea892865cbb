// Removes changes that every listener had its time to hear of.
// mode: write
// rows: one
// tenant: none, because it is housekeeping by age alone
// param: before  datetime
// returns: removed integer
MATCH (c:Change)
WHERE c.at < $before
WITH c LIMIT 5000
DELETE c
RETURN count(*) AS removed
