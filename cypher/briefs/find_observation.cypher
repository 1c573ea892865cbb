// The identifier and interaction behind an id that was ever handed out as a buyer's; where that identifier is everybody's by now and
// nothing stands with it, the strongest one that the interaction names, as in briefs/read_brief.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// returns: kind string · namespace string · value string · first_id string
MATCH (i:Interaction)-[:OBSERVED {tenant_id: $tenant_id, buyer_id: $buyer_id}]->(x:Identifier)
WITH x, coalesce(i.revises, i.id) AS first_id
CALL (x, first_id) {
  CALL (first_id) {
    MATCH (version:Interaction {tenant_id: $tenant_id, id: first_id})
    RETURN version
    UNION
    MATCH (version:Interaction {tenant_id: $tenant_id, revises: first_id})
    RETURN version
  }
  MATCH (version)-[:FROM|ALSO]->(h:Holding)<-[:HELD_AS]-(x)
  MATCH (h)-[:IDENTIFIES]->(holder:Buyer)
  WHERE NOT EXISTS { (holder)<-[:IDENTIFIES]-(own:Holding) WHERE NOT own.generic OR EXISTS { (own)<-[:FROM]-(:Interaction) } }
  MATCH (version)-[:FROM]->(:Holding)<-[:HELD_AS]-(strongest:Identifier)
  RETURN collect(strongest) AS found
}
WITH coalesce(head(found), x) AS x, first_id
RETURN x.kind AS kind, x.namespace AS namespace, x.value AS value, first_id
