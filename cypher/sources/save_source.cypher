// A connected system, made or changed under its name. Its webhook key stays when it has one.
// mode: write
// rows: one
// param: tenant_id  string
// param: name       string
// param: provider   string
// param: secrets    string   JSON object
// param: key        string   a fresh key, 128 bits, used where there is none
// param: now        datetime
// returns: name string · provider string · key string · secrets string · created_at_ms integer · rotated_at_ms integer?
MERGE (source:Source {tenant_id: $tenant_id, name: $name})
ON CREATE SET
  source.key = $key,
  source.created_at = $now
SET
  source.provider = $provider,
  source.secrets = $secrets
RETURN
  source.name AS name,
  source.provider AS provider,
  source.key AS key,
  source.secrets AS secrets,
  source.created_at.epochMillis AS created_at_ms,
  source.rotated_at.epochMillis AS rotated_at_ms
