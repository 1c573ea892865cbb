// What the tenant sold by one version of its catalogue.
// mode: read
// rows: maybe
// param: tenant_id  string
// param: version    integer
// returns: version integer · body string · recorded_at_ms integer
MATCH (found:Catalogue {tenant_id: $tenant_id, version: $version})
RETURN
  found.version AS version,
  found.body AS body,
  found.recorded_at.epochMillis AS recorded_at_ms
