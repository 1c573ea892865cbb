// Removes one batch of what a scratch tenant holds; to be repeated until nothing is left, then the tenant itself goes.
// mode: write
// rows: one
// param: tenant_id  string
// param: limit  integer
// returns: removed integer
CALL () {
  MATCH (n:Signal {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Turn {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Payload {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Reading {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Fact {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Objection {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Stakeholder {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Promise {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:StageSpan {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Question {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Project {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Competitor {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Task {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Spending {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Interaction {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Holding {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Buyer {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Identifier {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:ApiKey {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:DeadLetter {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Catalogue {tenant_id: $tenant_id})
  WHERE n.version > 0
  RETURN n
  UNION ALL
  MATCH (n:Settings {tenant_id: $tenant_id})
  WHERE n.version > 0
  RETURN n
  UNION ALL
  MATCH (n:Change {tenant_id: $tenant_id})
  WHERE n.id > ''
  RETURN n
  UNION ALL
  MATCH (n:Source {tenant_id: $tenant_id})
  WHERE n.name > ''
  RETURN n
  UNION ALL
  MATCH (n:Subscription {tenant_id: $tenant_id})
  WHERE n.name > ''
  RETURN n
}
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS removed
