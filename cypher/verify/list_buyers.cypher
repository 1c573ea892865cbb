// A page of buyers; `owed` says that something is still to be read or folded, so belief may lag behind the log.
// mode: read
// rows: many
// param: tenant_id  string
// param: after  string
// param: limit  integer
// returns: buyer_id string · owed boolean
MATCH (b:Buyer {tenant_id: $tenant_id})
WHERE b.id > $after
WITH b ORDER BY b.tenant_id, b.id LIMIT $limit
RETURN b.id AS buyer_id, b.folding OR EXISTS {
  MATCH (b)<-[:IDENTIFIES]-(:Holding)<-[:FROM]-(i:Interaction)
  MATCH (:Task {tenant_id: $tenant_id, kind: 'read', key: i.id})
} AS owed
