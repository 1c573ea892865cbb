// The connected system of a webhook key: asked when it is not in memory yet.
// mode: read
// rows: maybe
// tenant: none, because the source's key is what tells the tenant of a webhook
// param: key  string
// returns: tenant_id string · name string · provider string · secrets string · key string
MATCH (source:Source {key: $key})
RETURN
  source.tenant_id AS tenant_id,
  source.name AS name,
  source.provider AS provider,
  source.secrets AS secrets,
  source.key AS key
