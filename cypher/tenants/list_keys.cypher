// All keys of a tenant, revoked ones too, oldest first.
// mode: read
// rows: many
// param: tenant_id  string
// returns: id string · roles list<string> · created_at_ms integer · revoked_at_ms integer?
MATCH (key:ApiKey {tenant_id: $tenant_id})
WHERE key.id IS NOT NULL
RETURN
  key.id AS id,
  key.roles AS roles,
  key.created_at.epochMillis AS created_at_ms,
  key.revoked_at.epochMillis AS revoked_at_ms
ORDER BY created_at_ms, id
