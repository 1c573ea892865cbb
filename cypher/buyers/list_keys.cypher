// The identifiers that a buyer holds or held.
// mode: read
// rows: many
// param: tenant_id  string
// param: buyer_id  string
// returns: kind string · namespace string · value string
MATCH (:Buyer {tenant_id: $tenant_id, id: $buyer_id})<-[:IDENTIFIES]-(:Holding)<-[:HELD_AS]-(x:Identifier)
RETURN DISTINCT x.kind AS kind, x.namespace AS namespace, x.value AS value
