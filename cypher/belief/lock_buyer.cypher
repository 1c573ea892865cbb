// Locks a buyer and says which of some interactions are theirs; no row where there is no such buyer any more.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: buyer_id  string
// param: interactions  list<string>
// returns: own list<string>
MATCH (b:Buyer {tenant_id: $tenant_id, id: $buyer_id})
SET b.locked = true
REMOVE b.locked
WITH b
CALL (b) {
  UNWIND $interactions AS id
  MATCH (i:Interaction {tenant_id: $tenant_id, id: id})
  WHERE EXISTS { (i)-[:FROM]->(:Holding)-[:IDENTIFIES]->(b) }
  RETURN collect(i.id) AS own
}
RETURN own
