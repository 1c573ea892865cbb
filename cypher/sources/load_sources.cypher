// Every connected system, to be held in memory, so that a webhook can be checked while Neo4j is away.
// mode: read
// rows: many
// tenant: none, because the source's key is what tells the tenant of a webhook
// allow: NodeByLabelScan, because every source is wanted
// returns: tenant_id string · name string · provider string · secrets string · key string
MATCH (source:Source)
RETURN
  source.tenant_id AS tenant_id,
  source.name AS name,
  source.provider AS provider,
  source.secrets AS secrets,
  source.key AS key
