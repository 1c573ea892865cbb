// The same of the buyers whom a project interests: begins at the project.
// mode: read
// rows: many
// param: tenant_id  string
// param: project_id  string
// param: since  datetime
// param: newest  integer  cases looked at
// param: most  integer  examples of each
// param: before  integer?  the count of the last one of the page before
// param: after  string  its kind, cause and effect as one text, or ""
// param: limit  integer
// returns: cause string · led_to string · kind string · count integer · buyers integer · examples list<map>
MATCH (:Project {tenant_id: $tenant_id, id: $project_id})<-[:INTERESTED_IN]-(b:Buyer)
MATCH (b)-[:RAISED|AGREED]->(n)<-[l:LED_TO]-(cause)
WHERE l.at >= $since
WITH b, cause, l, n ORDER BY l.at DESC LIMIT $newest
WITH b, l.at AS at, cause.id AS cause_id, n.id AS id, coalesce(n.category, n.action) AS led_to,
     CASE WHEN cause.category IS NULL THEN 'objection' ELSE 'promise' END AS kind, coalesce(cause.category, 'visit') AS from
WITH from AS cause, led_to, kind, count(*) AS count, count(DISTINCT b) AS buyers,
     collect({buyer_id: b.id, cause_id: cause_id, id: id, at_ms: at.epochMillis})[..$most] AS examples,
     kind + '/' + from + '/' + led_to AS key
WHERE $before IS NULL OR count < $before OR (count = $before AND key > $after)
RETURN cause, led_to, kind, count, buyers, examples
ORDER BY count DESC, key
LIMIT $limit
