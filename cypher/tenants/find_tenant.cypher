// The tenant itself, when there is one of that id.
// mode: read
// rows: maybe
// param: tenant_id  string
// returns: id string · name string · created_at_ms integer
MATCH (tenant:Tenant {tenant_id: $tenant_id})
RETURN
  tenant.tenant_id AS id,
  tenant.name AS name,
  tenant.created_at.epochMillis AS created_at_ms
