// One connected system of a tenant, with its secrets (a fetch uses them).
// mode: read
// rows: maybe
// param: tenant_id  string
// param: name       string
// returns: tenant_id string · name string · provider string · secrets string · key string
MATCH (source:Source {tenant_id: $tenant_id, name: $name})
RETURN
  source.tenant_id AS tenant_id,
  source.name AS name,
  source.provider AS provider,
  source.secrets AS secrets,
  source.key AS key
