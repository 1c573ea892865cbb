// Ends a key, once; no row when the tenant has no such key.
// mode: write
// rows: maybe
// param: tenant_id   string
// param: id          string
// param: revoked_at  datetime
// returns: id string
MATCH (key:ApiKey {tenant_id: $tenant_id, id: $id})
SET key.revoked_at = coalesce(key.revoked_at, $revoked_at)
RETURN key.id AS id
