// The connected systems of a tenant, by name.
// mode: read
// rows: many
// param: tenant_id  string
// returns: name string · provider string · key string · secrets string · created_at_ms integer · rotated_at_ms integer?
MATCH (source:Source {tenant_id: $tenant_id})
WHERE source.name IS NOT NULL
RETURN
  source.name AS name,
  source.provider AS provider,
  source.key AS key,
  source.secrets AS secrets,
  source.created_at.epochMillis AS created_at_ms,
  source.rotated_at.epochMillis AS rotated_at_ms
ORDER BY name
