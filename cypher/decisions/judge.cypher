// Appends a person's judgement on two identifiers.
// mode: write
// rows: none
// param: tenant_id  string
// param: a  map  {kind, namespace, value}
// param: b  map  {kind, namespace, value}
// param: judgement  map  every property of the relationship
MATCH (x:Identifier {tenant_id: $tenant_id, kind: $a.kind, namespace: $a.namespace, value: $a.value})
MATCH (y:Identifier {tenant_id: $tenant_id, kind: $b.kind, namespace: $b.namespace, value: $b.value})
CREATE (x)-[j:JUDGED]->(y)
SET j = $judgement
