// How the tenant wanted things done by one version of its settings.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: version    integer
// returns: version integer · body string · recorded_at_ms integer
MATCH (found:Settings {tenant_id: $tenant_id, version: $version})
RETURN
  found.version AS version,
  found.body AS body,
  found.recorded_at.epochMillis AS recorded_at_ms
