// Every key that is in force, to be held in memory.
// mode: read
// rows: many
// tenant: none, because the credential is what tells the tenant
// allow: NodeByLabelScan, because every key is wanted
// returns: tenant_id string · id string · hash string · roles list<string>
MATCH (key:ApiKey)
WHERE key.revoked_at IS NULL
RETURN
  key.tenant_id AS tenant_id,
  key.id AS id,
  key.hash AS hash,
  key.roles AS roles
