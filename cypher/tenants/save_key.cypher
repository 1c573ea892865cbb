// A new API key of a tenant; only its hash is kept. No row when there is no such tenant.
// mode: write
// rows: maybe
// param: tenant_id   string
// param: id          string
// param: hash        string  SHA-256 of the whole key, hexadecimal
// param: roles       list<string>
// param: created_at  datetime
// returns: id string
MATCH (tenant:Tenant {tenant_id: $tenant_id})
CREATE (key:ApiKey {
  tenant_id: tenant.tenant_id,
  id: $id,
  hash: $hash,
  roles: $roles,
  created_at: $created_at
})
RETURN key.id AS id
