// Every tenant of this graph, by name.
// mode: read
// rows: many
// tenant: none, because it lists the tenants themselves, for the operator at the machine
// allow: NodeByLabelScan, because every tenant is wanted
// returns: id string · name string · created_at_ms integer
MATCH (tenant:Tenant)
RETURN
  tenant.tenant_id AS id,
  tenant.name AS name,
  tenant.created_at.epochMillis AS created_at_ms
ORDER BY name, id
