// A selling organisation, unless there is one of that id already; `created` says which.
// mode: write
// rows: one
// param: tenant_id   string
// param: name        string
// param: created_at  datetime
// returns: id string · name string · created_at_ms integer · created boolean
MERGE (tenant:Tenant {tenant_id: $tenant_id})
ON CREATE SET
  tenant.name = $name,
  tenant.created_at = $created_at
RETURN
  tenant.tenant_id AS id,
  tenant.name AS name,
  tenant.created_at.epochMillis AS created_at_ms,
  tenant.created_at = $created_at AS created
