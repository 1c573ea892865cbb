// Gives a connected system another webhook key; the old one is unknown from here on.
// mode: write
// rows: maybe
// param: tenant_id  string
// param: name       string
// param: key        string   a fresh key, 128 bits
// param: now        datetime
// returns: name string · provider string · key string · secrets string · created_at_ms integer · rotated_at_ms integer?
MATCH (source:Source {tenant_id: $tenant_id, name: $name})
SET
  source.key = $key,
  source.rotated_at = $now
RETURN
  source.name AS name,
  source.provider AS provider,
  source.key AS key,
  source.secrets AS secrets,
  source.created_at.epochMillis AS created_at_ms,
  source.rotated_at.epochMillis AS rotated_at_ms
