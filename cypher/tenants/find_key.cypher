// The key of a hash, when it is in force: asked when it is not in memory yet.
// mode: read
// rows: maybe
// tenant: none, because the credential is what tells the tenant
// param: hash  string
// returns: tenant_id string · id string · hash string · roles list<string>
MATCH (key:ApiKey {hash: $hash})
WHERE key.revoked_at IS NULL
RETURN
  key.tenant_id AS tenant_id,
  key.id AS id,
  key.hash AS hash,
  key.roles AS roles
