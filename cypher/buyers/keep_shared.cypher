// Of some buyers those who hold a number that others hold too, or so many that it tells nobody.
// mode: read
// rows: many
// param: tenant_id  string
// param: ids  list<string>
// param: at  datetime  who holds it then
// returns: id string
UNWIND $ids AS id
MATCH (b:Buyer {tenant_id: $tenant_id, id: id})
WHERE EXISTS {
  (b)<-[:IDENTIFIES]-(h:Holding)<-[:HELD_AS]-(x:Identifier {kind: 'phone'})
  WHERE (h.valid_to IS NULL OR h.valid_to > $at) AND (h.generic OR EXISTS {
    (x)-[:HELD_AS]->(other:Holding)-[:IDENTIFIES]->(holder:Buyer)
    WHERE (other.valid_to IS NULL OR other.valid_to > $at) AND holder <> b
  })
}
RETURN id
