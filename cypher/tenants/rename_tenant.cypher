// Gives a tenant another name, if it still has the one that was known: of two who ask, one gets it.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: known  string
// param: name  string
// returns: id string · name string · created_at_ms integer
MATCH (tenant:Tenant {tenant_id: $tenant_id})
SET tenant.configured_at = tenant.configured_at
WITH tenant
WHERE tenant.name = $known
SET tenant.name = $name
RETURN tenant.tenant_id AS id, tenant.name AS name, tenant.created_at.epochMillis AS created_at_ms
