// The newest version of what the tenant sells.
// mode: read
// rows: maybe
// param: tenant_id  string
// returns: version integer · body string · recorded_at_ms integer
MATCH (current:Catalogue {tenant_id: $tenant_id})
WHERE current.version > 0
RETURN
  current.version AS version,
  current.body AS body,
  current.recorded_at.epochMillis AS recorded_at_ms
ORDER BY version DESC
LIMIT 1
