// Removes an empty tenant.
// mode: write
// rows: none
// param: tenant_id  string
MATCH (tenant:Tenant {tenant_id: $tenant_id})
DELETE tenant
