// The ids of some identifiers: their values are personal, their ids are not.
// mode: read
// rows: many
// param: tenant_id  string
// param: keys  list<map>  {kind, namespace, value}
// returns: kind string · namespace string · value string · id string
UNWIND $keys AS key
MATCH (x:Identifier {tenant_id: $tenant_id, kind: key.kind, namespace: key.namespace, value: key.value})
RETURN x.kind AS kind, x.namespace AS namespace, x.value AS value, x.id AS id
