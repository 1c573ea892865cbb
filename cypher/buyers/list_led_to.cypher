// What led to what across buyers: visits to concerns, concerns to promises; how often, and the newest examples of each.
// mode: read
// rows: many
// param: tenant_id  string
// param: project_id  string?  of the buyers whom this project interests, or null: of all
// param: most  integer  examples of each
// param: limit  integer
// returns: cause string · led_to string · kind string · count integer · buyers integer · examples list<map>
CALL () {
  MATCH (b:Buyer {tenant_id: $tenant_id})-[:RAISED]->(n:Objection)<-[:LED_TO]-(visit:Interaction)
  WHERE b.id > ''
  RETURN b, 'visit' AS cause, 'objection' AS kind, n.category AS led_to, visit.id AS cause_id, n.id AS id, n.raised_at AS at
  UNION ALL
  MATCH (b:Buyer {tenant_id: $tenant_id})-[:AGREED]->(n:Promise)<-[:LED_TO]-(concern:Objection)
  WHERE b.id > ''
  RETURN b, concern.category AS cause, 'promise' AS kind, n.action AS led_to, concern.id AS cause_id, n.id AS id, n.made_at AS at
}
WITH b, cause, kind, led_to, cause_id, id, at
WHERE $project_id IS NULL OR EXISTS { (b)-[:INTERESTED_IN]->(:Project {tenant_id: $tenant_id, id: $project_id}) }
WITH b, cause, kind, led_to, cause_id, id, at ORDER BY at DESC, id, cause_id
WITH cause, led_to, kind, count(*) AS count, count(DISTINCT b) AS buyers,
     collect({buyer_id: b.id, cause_id: cause_id, id: id, at_ms: at.epochMillis})[..$most] AS examples
RETURN cause, led_to, kind, count, buyers, examples
ORDER BY count DESC, kind, cause, led_to
LIMIT $limit
