// What led to what across buyers: visits to concerns, concerns to promises; how often among the newest cases, and the newest examples.
// Begins at the cases themselves, newest first, so that buyers without one cost nothing.
// mode: read
// rows: many
// param: tenant_id  string
// param: since  datetime
// param: newest  integer  cases looked at
// param: most  integer  examples of each
// param: before  integer?  the count of the last one of the page before
// param: after  string  its kind, cause and effect as one text, or ""
// param: limit  integer
// returns: cause string · led_to string · kind string · count integer · buyers integer · examples list<map>
MATCH (cause)-[l:LED_TO]->(n)
WHERE l.tenant_id = $tenant_id AND l.at >= $since
WITH cause, l, n ORDER BY l.tenant_id DESC, l.at DESC LIMIT $newest
MATCH (n)<-[:RAISED|AGREED]-(b:Buyer)
WITH b, l.at AS at, cause.id AS cause_id, n.id AS id, coalesce(n.category, n.action) AS led_to,
     CASE WHEN cause.category IS NULL THEN 'objection' ELSE 'promise' END AS kind, coalesce(cause.category, 'visit') AS from
WITH from AS cause, led_to, kind, count(*) AS count, count(DISTINCT b) AS buyers,
     collect({buyer_id: b.id, cause_id: cause_id, id: id, at_ms: at.epochMillis})[..$most] AS examples,
     kind + '/' + from + '/' + led_to AS key
WHERE $before IS NULL OR count < $before OR (count = $before AND key > $after)
RETURN cause, led_to, kind, count, buyers, examples
ORDER BY count DESC, key
LIMIT $limit
