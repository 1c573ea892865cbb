// The buyer that an id ever handed out leads to today (as in briefs/read_brief), with the earliest interaction.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyer_id  string
// returns: buyer_id string · earliest string?
CALL () {
  MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
  WHERE EXISTS { (b)<-[:IDENTIFIES]-(own:Holding) WHERE NOT own.generic OR EXISTS { (own)<-[:FROM]-(:Interaction) } }
  RETURN b
  UNION
  MATCH (i:Interaction)-[:OBSERVED {tenant_id: $tenant_id, buyer_id: $buyer_id}]->(x:Identifier)
  WITH x, coalesce(i.revises, i.id) AS first_id
  CALL (first_id) {
    MATCH (version:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN version
    UNION
    MATCH (version:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN version
  }
  MATCH (version)-[:FROM|ALSO]->(h:Holding)<-[:HELD_AS]-(x)
  MATCH (h)-[:IDENTIFIES]->(holder:Buyer)
  MATCH (version)-[:FROM]->(:Holding)-[:IDENTIFIES]->(speaker:Buyer)
  RETURN CASE
    WHEN EXISTS { (holder)<-[:IDENTIFIES]-(own:Holding) WHERE NOT own.generic OR EXISTS { (own)<-[:FROM]-(:Interaction) } }
    THEN holder ELSE speaker END AS b
}
WITH DISTINCT b
CALL (b) {
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[f:FROM]-(i:Interaction)
  WHERE NOT EXISTS { (i)-[:ABOUT]->(:Interaction) }
  WITH i ORDER BY f.at, i.id LIMIT 1
  RETURN collect(coalesce(i.revises, i.id)) AS earliest
}
RETURN b.id AS buyer_id, head(earliest) AS earliest
